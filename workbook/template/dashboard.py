"""The dashboard: cards, charts, and the tables that feed the charts, all in live formulas.

It needs no Python: the numbers follow the sheets. Every formula carries the value it has now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import quote_sheetname

from workbook.form import KEY_ROW
from workbook.template import charts, figures, tables
from workbook.template.bar import Bar, Slot, add_bar
from workbook.template.book import done, hide_the_rest
from workbook.template.canvas import Canvas, Place, plain_number, serial, total_formula
from workbook.template.conditions import text
from workbook.template.datasheet import footer
from workbook.template.measures import Basis, has_columns, rows
from workbook.template.names import AS_OF, BASE_CURRENCY
from workbook.template.styles import (
    INK,
    MUTED,
    NAVY,
    ROW_HEIGHT,
    TALL_NAV_HEIGHT,
    WASH,
    WHITE,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

    from workbook.template.measures import Measure
    from workbook.template.plan import Plan
    from workbook.template.styles import Styles

FACTS_ROW, CARD_ROWS = 2, (4, 7)
"""Rows from 0: the day and the currency, and the cards' labels, each above its numbers."""
CHART_ROW = 10
CHART_ROWS = 14
"""The rows one band of charts takes."""
_BLOCKS = 3
_WIDTH, _GUTTER = 14.5, 2.0
_STRIDE = tables.BLOCK + 1
"""A block is four columns and the gutter after it."""
_END = 1 + _BLOCKS * _STRIDE
"""The first column after the last gutter."""
_DEFAULT_CURRENCY = "USD"
_AS_OF_CELL, _CURRENCY_CELL = "$C$3", "$E$3"
_CARDS = 6
"""Cards side by side."""
_FORMATS: Mapping[figures.Unit, str] = {
    "count": "#,##0", "money": '[>=1000000]#,##0.00,,"M";[>=10000]#,##0,"K";#,##0', "share": "0%",
}  # fmt: skip


def write_dashboard(
    worksheet: Worksheet, book: xlsxwriter.Workbook, plan: Plan, styles: Styles
) -> set[tuple[str, str]]:
    """Write the sheet; return the (sheet, key) of the columns its formulas name."""
    basis = _basis(plan)
    _set_up(worksheet, styles)
    slots = [Slot(number, _WIDTH) for number in range(1, _END) if number % _STRIDE]
    add_bar(worksheet, Bar(plan.dashboard, slots, TALL_NAV_HEIGHT), plan, styles)
    _facts(worksheet, book, plan, styles, basis)
    canvas = Canvas(worksheet, book, plan, styles, basis)
    _hint(canvas)
    used = _cards(canvas) | _blocks(canvas)
    worksheet.protect("", {"select_locked_cells": True, "objects": False})
    worksheet.set_tab_color(NAVY)
    worksheet.set_portrait()
    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 1)
    worksheet.set_footer(footer(plan))
    return used


def _basis(plan: Plan) -> Basis:
    """Return the day and the currency the values are computed on.

    The day is the caller's to say: a book asks no clock, and two runs write the same bytes.
    """
    as_of = plan.content.as_of or plan.content.today
    told = {str(name): value for name, value in rows(plan, "Config", ("setting", "value"))}
    return Basis(as_of, str(told.get("base_currency") or _DEFAULT_CURRENCY))


def _set_up(worksheet: Worksheet, styles: Styles) -> None:
    worksheet.hide_gridlines(2)
    worksheet.set_default_row(ROW_HEIGHT)
    worksheet.set_row(KEY_ROW - 1, None, None, {"hidden": 1})
    for number in range(_END):
        worksheet.set_column(number, number, _WIDTH if number % _STRIDE else _GUTTER)
    hide_the_rest(worksheet, _END, styles.cell())
    worksheet.set_row(FACTS_ROW, 26)
    worksheet.set_row(FACTS_ROW + 1, 4)
    for row in CARD_ROWS:
        worksheet.set_row(row, 22)
        worksheet.set_row(row + 1, 38)
        worksheet.set_row(row + 2, 10)


def _facts(
    worksheet: Worksheet, book: xlsxwriter.Workbook, plan: Plan, styles: Styles, basis: Basis
) -> None:
    """Write the day and the currency everything counts in, as two named cells."""
    quiet = styles.cell(font_size=9, font_color=MUTED, indent=1)
    value = {"font_size": 9, "font_color": INK, "bold": True, "align": "left"}
    day = styles.cell(**value, num_format="yyyy-mm-dd")
    worksheet.write_string(FACTS_ROW, 1, plan.wording.said("dashboard.as_of"), quiet)
    if plan.content.as_of is not None:
        worksheet.write_datetime(_AS_OF_CELL, plan.content.as_of, day)
    else:
        known = serial(basis.as_of) if basis.as_of else ""
        worksheet.write_formula(_AS_OF_CELL, "=TODAY()", day, known)
    worksheet.write_string(FACTS_ROW, 3, plan.wording.said("dashboard.base"), quiet)
    config = plan.sheets.get("Config")
    wanted = frozenset({("Config", "setting"), ("Config", "value")})
    if config is not None and has_columns(plan, wanted):
        found = (
            f'=IFERROR(INDEX({config.whole("value")},MATCH("base_currency",'
            f'{config.whole("setting")},0)),"{_DEFAULT_CURRENCY}")'
        )
        worksheet.write_formula(_CURRENCY_CELL, found, styles.cell(**value), basis.currency)
    else:
        worksheet.write_string(_CURRENCY_CELL, _DEFAULT_CURRENCY, styles.cell(**value))
    home = quote_sheetname(plan.dashboard)
    done(book.define_name(AS_OF, f"={home}!{_AS_OF_CELL}"))
    done(book.define_name(BASE_CURRENCY, f"={home}!{_CURRENCY_CELL}"))


def _hint(canvas: Canvas) -> None:
    """Say, in a book without customers, that the charts are empty and what fills them."""
    worksheet, _, plan, styles, basis = canvas
    terms = figures.customers()
    if all(has_columns(plan, m.columns) for m in terms):
        said = plan.wording.said("dashboard.empty", "  ")
        empty = sum(m.value(plan, basis) for m in terms) == 0
        formula = f'=IF({total_formula(terms)}=0,{text(said)},"")'
        look = styles.cell(font_size=9, font_color=MUTED, italic=True)
        worksheet.write_formula(FACTS_ROW, 1 + _STRIDE, formula, look, said if empty else "")


def _cards(canvas: Canvas) -> set[tuple[str, str]]:
    used: set[tuple[str, str]] = set()
    for number, card in enumerate(figures.cards(canvas.plan)):
        row, place = divmod(number, _CARDS)
        terms, over = (
            [m for m in measures if has_columns(canvas.plan, m.columns)]
            for measures in (card.terms, card.over)
        )
        _card(canvas, card, (CARD_ROWS[row], place), (terms, over))
        used |= {pair for m in (*terms, *over) for pair in m.columns}
    return used


def _card(
    canvas: Canvas,
    card: figures.Card,
    place: tuple[int, int],
    measures: tuple[Sequence[Measure], Sequence[Measure]],
) -> None:
    """Write a card: its row of labels and its number from the left, and what it is made of."""
    worksheet, _, plan, styles, basis = canvas
    row, number = place
    edges = {"left": 1, "right": 1, "left_color": WHITE, "right_color": WHITE}
    look = {"bg_color": WASH, "indent": 1, "align": "left", **edges}
    top = {"top": 5, "top_color": card.colour, "font_size": 9, "font_color": MUTED}
    number_look = styles.cell(
        **look, font_size=20, bold=True, font_color=card.colour, num_format=_FORMATS[card.unit]
    )
    first = 1 + number // 2 * _STRIDE + number % 2 * 2
    last = first + 1
    title = plan.wording.said(f"card.{card.key}")
    worksheet.merge_range(row, first, row, last, "", styles.cell(**look, **top))
    if card.unit == "money":
        named = f'={text(title + " (")}&{BASE_CURRENCY}&")"'
        shown = f"{title} ({basis.currency})"
        worksheet.write_formula(row, first, named, styles.cell(**look, **top), shown)
    else:
        worksheet.write_string(row, first, title, styles.cell(**look, **top))
    worksheet.merge_range(row + 1, first, row + 1, last, "", number_look)
    formula, value = _number(canvas, *measures, is_quotient=bool(card.over))
    worksheet.write_formula(row + 1, first, formula, number_look, value)
    # Nothing overdue, nothing to fix: a red 0 would alarm for nothing.
    quiet = styles.change(font_color=MUTED)
    calm = {"type": "cell", "criteria": "==", "value": 0, "format": quiet}
    done(worksheet.conditional_format(row + 1, first, row + 1, last, calm))


def _number(
    canvas: Canvas, terms: Sequence[Measure], over: Sequence[Measure], *, is_quotient: bool
) -> tuple[str, float | str]:
    """Return the formula of a card and what it shows; too few cases show a dash."""
    value, cases = (
        plain_number(sum(m.value(canvas.plan, canvas.basis) for m in measures))
        for measures in (terms, over)
    )
    if not is_quotient:
        return f"={total_formula(terms)}", value
    whole = total_formula(over)
    formula = f'=IF({whole}<{figures.ENOUGH},"–",({total_formula(terms)})/({whole}))'
    return formula, value / cases if cases >= figures.ENOUGH else "–"


def _blocks(canvas: Canvas) -> set[tuple[str, str]]:
    """Write every chart with its table, three to a band; return the columns they name."""
    plan = canvas.plan
    grade, stage, owner, country, source, reason, follow_up = figures.breakdowns(plan)
    monthly = figures.months(plan)
    used: set[tuple[str, str]] = set()
    bands: tuple[tuple[figures.Breakdown | figures.Months, ...], ...] = (
        (grade, stage, owner),
        (monthly, country, source),
        (figures.newcomers(plan), reason, follow_up),
    )
    table_row = CHART_ROW + CHART_ROWS * len(bands) + 1
    spare = _END
    for band, blocks in enumerate(bands):
        longest = 0
        for third, block in enumerate(blocks):
            needed = figures.columns(block)
            if not has_columns(plan, needed):
                continue
            used |= needed
            chart_row = CHART_ROW + CHART_ROWS * band
            place = Place(1 + third * _STRIDE, chart_row, table_row, spare)
            spare += 3
            longest = max(longest, _block(canvas, block, place))
        table_row += longest + 3
    canvas.worksheet.print_area(1, 0, table_row - 2, _END - 1)
    return used


def _block(canvas: Canvas, block: figures.Breakdown | figures.Months, place: Place) -> int:
    """Write one chart with its table; return the number of rows of the table."""
    title = canvas.plan.wording.said(f"chart.{block.key}", "  ")
    if isinstance(block, figures.Months):
        plot = tables.write_months(canvas, block, place)
        look = charts.Look(title, "column", (block.colour,), months=True, unit=block.unit)
    else:
        plot = tables.write_breakdown(canvas, block, place)
        look = charts.Look(title, block.shape, block.colours, unit=block.unit)
    charts.add_chart(canvas, plot, look, place)
    return plot.last_row - plot.first_row + 1
