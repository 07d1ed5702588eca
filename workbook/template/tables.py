"""The tables under the charts: visible sources of what the charts draw."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from workbook.template import figures
from workbook.template.book import done
from workbook.template.canvas import (
    Plot,
    address,
    plain_number,
    serial,
    stretch,
    total_formula,
)
from workbook.template.measures import Measure, day, moved
from workbook.template.names import AS_OF, column_name
from workbook.template.ranking import Ranked, write_ranking
from workbook.template.styles import LINE, SOFT_INK

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format

    from workbook.template.canvas import Canvas, Place
    from workbook.template.figures import Breakdown, Months, Tally

BLOCK = 4
"""The columns of a block."""
_BAR = "#F2B8B5"
_LINE = {"bottom": 1, "bottom_color": LINE}
_COUNT = "#,##0"
_MONTHS = 12
MONTH_FORMAT = "yyyy-mm"


class Label(NamedTuple):
    """One row of a table: what people read, and the value the sheet holds for it."""

    shown: str
    value: str
    formula: str = ""
    """How the label is found; empty: it is a constant."""
    source: str = ""
    """The cell that holds `value`; empty: the label's own."""


class _Table(NamedTuple):
    """The table of a breakdown while it is written."""

    canvas: Canvas
    breakdown: Breakdown
    place: Place
    labels: Sequence[Label]

    @property
    def first(self) -> int:
        """The first row of labels, from 0."""
        return self.place.table_row + 1

    @property
    def last(self) -> int:
        """The row below the labels, which holds what they leave over."""
        return self.first + len(self.labels)

    @property
    def columns(self) -> range:
        """The columns of numbers: the last ones of the block."""
        end = self.place.column + BLOCK
        return range(end - len(self.breakdown.tallies), end)


def write_breakdown(canvas: Canvas, breakdown: Breakdown, place: Place) -> Plot:
    """Write the table of a breakdown; return what its chart draws."""
    table = _Table(canvas, breakdown, place, _labels(canvas, breakdown, place))
    _heading(canvas, breakdown.key, [t.key for t in breakdown.tallies], place)
    for row, label in enumerate(table.labels, table.first):
        _write_label(table, row, label)
    _write_label(table, table.last, Label(canvas.plan.wording.said("dashboard.rest"), ""))
    for column, tally in zip(table.columns, breakdown.tallies, strict=True):
        _tally(table, tally, column)
    if breakdown.ranked and breakdown.tallies[-1].key == "overdue":
        done(
            canvas.worksheet.conditional_format(
                table.first, table.columns[-1], table.last - 1, table.columns[-1],
                {"type": "data_bar", "bar_color": _BAR, "bar_solid": True,
                 "min_type": "num", "min_value": 0},
            )
        )  # fmt: skip
    # Words nobody chose are a bar of their own; below a ranking they would dwarf it.
    last = table.last if breakdown.words else table.last - 1
    return Plot(table.first, last, place.column, table.columns[0])


def write_months(canvas: Canvas, chart: Months, place: Place) -> Plot:
    """Write the table of the last twelve months; return what its chart draws."""
    first = place.table_row + 1
    _heading(canvas, chart.key, ["orders_count", "orders"], place)
    look, numbers = _look(canvas, "left", MONTH_FORMAT), _look(canvas, "right", _COUNT)
    dates = column_name(chart.terms[0].sheet, chart.by)
    sums = [(measures, _by_month(canvas, measures, chart.by))
            for measures in (chart.counted, chart.terms)]  # fmt: skip
    for back in range(_MONTHS):
        row = first + back
        month = _month(canvas, back - _MONTHS + 1)
        start = address(row, place.column)
        formula = f"=EDATE({AS_OF}-DAY({AS_OF})+1,{back - _MONTHS + 1})"
        canvas.worksheet.write_formula(
            row, place.column, formula, look, serial(month) if month else ""
        )
        canvas.worksheet.write_blank(row, place.column + 1, None, look)
        period = (dates, f'">="&{start}', dates, f'"<"&EDATE({start},1)')
        for column, (measures, found) in enumerate(sums, place.column + 2):
            number = f"={total_formula(measures, *period)}"
            value = plain_number(found.get((month.year, month.month), 0.0) if month else 0.0)
            canvas.worksheet.write_formula(row, column, number, numbers, value)
    return Plot(first, first + _MONTHS - 1, place.column, place.column + 3)


def _month(canvas: Canvas, later: int) -> dt.date | None:
    """Return the first day of the month `later` months after this one; None: no day is known."""
    today = canvas.basis.as_of
    return moved(today.replace(day=1), later) if today else None


def _by_month(
    canvas: Canvas, measures: Sequence[Measure], by: str
) -> Mapping[tuple[int, int], float]:
    """Return (year, month) of the date `by` → the sum of the measures."""
    totals: dict[tuple[int, int], float] = {}
    for measure in measures:
        for cell, added in measure.values(canvas.plan, canvas.basis, by):
            if (found := day(cell)) is not None:
                month = found.year, found.month
                totals[month] = totals.get(month, 0.0) + added
    return totals


def _labels(canvas: Canvas, breakdown: Breakdown, place: Place) -> list[Label]:
    if breakdown.words:
        words = canvas.plan.catalogue.vocabularies[breakdown.words]
        return [Label(word, word) for word in words.labels(canvas.plan.wording.language)]
    ranked: Sequence[Ranked] = write_ranking(canvas, breakdown, place)
    return [Label(r.shown, r.value, r.formula, r.source) for r in ranked]


def _tally(table: _Table, tally: Tally, column: int) -> None:
    """Write one column of numbers, and what its rows leave over."""
    canvas, by = table.canvas, table.breakdown.by
    measures = [Measure(sheet="Customers", where=where) for where in tally.either]
    found = _found(canvas, measures, by)
    look = _look(canvas, "right", _COUNT)
    for row, label in enumerate(table.labels, table.first):
        cell = label.source or address(row, table.place.column)
        number = total_formula(measures, column_name("Customers", by), cell)
        value: float | str = found[label.value.casefold()]
        if label.formula:
            number = f'IF({cell}="","",{number})'
            value = value if label.value else ""
        canvas.worksheet.write_formula(row, column, f"={number}", look, value)
    every = figures.customers() if tally.either == ((),) else measures
    whole = sum(m.value(canvas.plan, canvas.basis) for m in every)
    above = sum(found[label.value.casefold()] for label in table.labels if label.value)
    cells = stretch(table.first, table.last - 1, column)
    formula = f"=MAX(0,{total_formula(every)}-SUM({cells}))"
    canvas.worksheet.write_formula(table.last, column, formula, look, max(0, int(whole) - above))


def _found(canvas: Canvas, measures: Sequence[Measure], by: str) -> Counter[str]:
    """Return the cell's text, in small letters → how many rows hold it."""
    found: Counter[str] = Counter()
    for measure in measures:
        for cell, _ in measure.values(canvas.plan, canvas.basis, by):
            if isinstance(cell, str):
                found[cell.casefold()] += 1
    return found


def _heading(canvas: Canvas, key: str, tallies: Sequence[str], place: Place) -> None:
    wording = canvas.plan.wording
    line = {"bold": True, "font_size": 9, "font_color": SOFT_INK, "bottom": 2,
            "bottom_color": LINE}  # fmt: skip
    left, right = (canvas.styles.cell(**line, align=side) for side in ("left", "right"))
    row = place.table_row
    canvas.worksheet.write_string(row, place.column, wording.said(f"table.{key}"), left)
    for column in range(place.column + 1, place.column + BLOCK):
        canvas.worksheet.write_blank(row, column, None, left)
    first = place.column + BLOCK - len(tallies)
    for column, tally in enumerate(tallies, first):
        canvas.worksheet.write_string(row, column, wording.said(f"table.{tally}"), right)


def _write_label(table: _Table, row: int, label: Label) -> None:
    worksheet, column = table.canvas.worksheet, table.place.column
    look = _look(table.canvas, "left")
    if label.formula:
        worksheet.write_formula(row, column, label.formula, look, label.shown)
    else:
        worksheet.write_string(row, column, label.shown, look)
    for other in range(column + 1, table.columns[0]):
        worksheet.write_blank(row, other, None, look)


def _look(canvas: Canvas, align: str, num_format: str = "General") -> Format:
    return canvas.styles.cell(**_LINE, align=align, num_format=num_format)
