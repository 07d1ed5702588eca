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
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

    from workbook.template.plan import Plan
    from workbook.template.styles import Styles

FACTS_ROW, LABEL_ROW, NUMBER_ROW = 2, 4, 5
"""Rows from 0: the day and the currency, the cards' labels, their numbers."""
CHART_ROW = 7
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
_MONEY = '[>=1000000]#,##0.00,,"M";[>=10000]#,##0,"K";#,##0'


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
    worksheet.set_landscape()
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
    worksheet.set_row(LABEL_ROW, 22)
    worksheet.set_row(NUMBER_ROW, 38)
    worksheet.set_row(NUMBER_ROW + 1, 10)


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
    worksheet, book, plan, styles, basis = canvas
    used: set[tuple[str, str]] = set()
    quiet = book.add_format({"font_color": MUTED})
    for place, card in enumerate(figures.cards(plan)):
        terms = [m for m in card.terms if has_columns(plan, m.columns)]
        edges = {"left": 1, "right": 1, "left_color": WHITE, "right_color": WHITE}
        look = {"bg_color": WASH, "indent": 1, "align": "left", **edges}
        top = {"top": 5, "top_color": card.colour, "font_size": 9, "font_color": MUTED}
        number_look = styles.cell(
            **look, font_size=20, bold=True, font_color=card.colour,
            num_format=_MONEY if card.money else "#,##0",
        )  # fmt: skip
        first = 1 + place // 2 * _STRIDE + place % 2 * 2
        last = first + 1
        title = plan.wording.said(f"card.{card.key}")
        worksheet.merge_range(LABEL_ROW, first, LABEL_ROW, last, "", styles.cell(**look, **top))
        if card.money:
            named = f'={text(title + " (")}&{BASE_CURRENCY}&")"'
            shown = f"{title} ({basis.currency})"
            worksheet.write_formula(LABEL_ROW, first, named, styles.cell(**look, **top), shown)
        else:
            worksheet.write_string(LABEL_ROW, first, title, styles.cell(**look, **top))
        worksheet.merge_range(NUMBER_ROW, first, NUMBER_ROW, last, "", number_look)
        formula = f"={total_formula(terms)}"
        value = sum(m.value(plan, basis) for m in terms)
        worksheet.write_formula(NUMBER_ROW, first, formula, number_look, plain_number(value))
        # Nothing overdue, nothing to fix: a red 0 would alarm for nothing.
        calm = {"type": "cell", "criteria": "==", "value": 0, "format": quiet}
        done(worksheet.conditional_format(NUMBER_ROW, first, NUMBER_ROW, last, calm))
        used |= {pair for m in terms for pair in m.columns}
    return used


def _blocks(canvas: Canvas) -> set[tuple[str, str]]:
    """Write every chart with its table, three to a band; return the columns they name."""
    plan = canvas.plan
    grade, stage, owner, country, source = figures.breakdowns(plan)
    monthly = figures.months(plan)
    used: set[tuple[str, str]] = set()
    bands: tuple[tuple[figures.Breakdown | figures.Months, ...], ...] = (
        (grade, stage, owner),
        (monthly, country, source),
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
        look = charts.Look(title, "column", (block.colour,), months=True)
    else:
        plot = tables.write_breakdown(canvas, block, place)
        look = charts.Look(title, block.shape, block.colours)
    charts.add_chart(canvas, plot, look, place)
    return plot.last_row - plot.first_row + 1
