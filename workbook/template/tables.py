"""The tables under the charts: visible sources of what the charts draw."""

from __future__ import annotations

import math
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
from workbook.template.figures import Quotient
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
    counted: dict[int, list[float]] = {}
    _heading(canvas, breakdown.key, [t.key for t in breakdown.tallies], place)
    for row, label in enumerate(table.labels, table.first):
        _write_label(table, row, label)
    _write_label(table, table.last, Label(canvas.plan.wording.said("dashboard.rest"), ""))
    for column, tally in zip(table.columns, breakdown.tallies, strict=True):
        if isinstance(tally, Quotient):
            continue
        counted[column] = _tally(table, tally, column)
    for column, tally in zip(table.columns, breakdown.tallies, strict=True):
        if isinstance(tally, Quotient):
            _quotient(table, tally, column, counted)
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
    return Plot(table.first, last, place.column, table.columns[breakdown.drawn])


def write_months(canvas: Canvas, chart: Months, place: Place) -> Plot:
    """Write the table of the last twelve months; return what its chart draws."""
    first = place.table_row + 1
    _heading(canvas, chart.key, chart.heads, place)
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
    return Plot(first, first + _MONTHS - 1, place.column, place.column + 2 + chart.drawn)


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


def _tally(table: _Table, tally: Tally, column: int) -> list[float]:
    """Write one column of numbers, and what its rows leave over; return them."""
    canvas, by = table.canvas, table.breakdown.by
    measures = [
        Measure(sheet="Customers", where=where, total=tally.total) for where in tally.either
    ]
    written: list[float] = []
    found = _found(canvas, measures, by)
    look = _look(canvas, "right", _COUNT)
    for row, label in enumerate(table.labels, table.first):
        cell = label.source or address(row, table.place.column)
        number = total_formula(measures, column_name("Customers", by), cell)
        if tally.total:
            number = f"ROUND({number},2)"
        value: float | str = plain_number(round(found.get(label.value.casefold(), 0.0), 2))
        written.append(float(value) if label.value else 0.0)
        if label.formula:
            number = f'IF({cell}="","",{number})'
            value = value if label.value else ""
        canvas.worksheet.write_formula(row, column, f"={number}", look, value)
    every = figures.customers() if tally.either == ((),) else measures
    whole = sum(m.value(canvas.plan, canvas.basis) for m in every)
    cells = stretch(table.first, table.last - 1, column)
    left = plain_number(max(0.0, round(whole - sum(written), 2)))
    formula = f"=MAX(0,ROUND({total_formula(every)}-SUM({cells}),2))"
    canvas.worksheet.write_formula(table.last, column, formula, look, left)
    return [*written, left]


def _quotient(
    table: _Table, quotient: Quotient, column: int, counted: Mapping[int, Sequence[float]]
) -> None:
    """Write one column divided by another; blank: too few cases."""
    worksheet = table.canvas.worksheet
    part, whole = (table.columns[at] for at in (quotient.part, quotient.whole))
    look = _look(table.canvas, "right", "0%")
    for row in range(table.first, table.last + 1):
        above, below = (counted[at][row - table.first] for at in (part, whole))
        cells = address(row, part), address(row, whole)
        formula = f'=IF(SUM({cells[1]})<{figures.ENOUGH},"",{cells[0]}/{cells[1]})'
        value = above / below if below >= figures.ENOUGH else ""
        worksheet.write_formula(row, column, formula, look, value)


def _found(canvas: Canvas, measures: Sequence[Measure], by: str) -> Mapping[str, float]:
    """Return the cell's text, in small letters → how many rows hold it, or their sum."""
    found: dict[str, list[float]] = {}
    for measure in measures:
        for cell, added in measure.values(canvas.plan, canvas.basis, by):
            if isinstance(cell, str):
                found.setdefault(cell.casefold(), []).append(added)
    return {cell: round(math.fsum(parts), 6) for cell, parts in found.items()}


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
    if table.columns[0] == column + 1:
        # Beside three numbers a long name has no room to run on: it shows whole in a smaller type.
        look = table.canvas.styles.cell(**_LINE, align="left", shrink=True)
    if label.formula:
        worksheet.write_formula(row, column, label.formula, look, label.shown)
    else:
        worksheet.write_string(row, column, label.shown, look)
    for other in range(column + 1, table.columns[0]):
        worksheet.write_blank(row, other, None, look)


def _look(canvas: Canvas, align: str, num_format: str = "General") -> Format:
    return canvas.styles.cell(**_LINE, align=align, num_format=num_format)
