"""One sheet of the catalogue: keys, bar, bands, headers, columns, rules and rows.

Any of a million rows can be typed in on the protected sheet because the columns, not the cells,
are unlocked. There is no Excel table: a table does not grow on a protected sheet, and its
headers could not be in two languages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from validation.catalogue import ISSUES, STATUS, Kind, Lock
from workbook.form import (
    BAND_ROW,
    COUNTS_COLUMN,
    FIRST_ROW,
    HEADER_ROW,
    KEY_ROW,
    LAST_ROW,
    TEMPLATE_VERSION,
)
from workbook.template.bar import Bar, Slot, add_bar
from workbook.template.book import done, hide_the_rest
from workbook.template.highlights import add_highlights, is_grade
from workbook.template.styles import (
    ACCENT,
    BAND_HEIGHT,
    HAIRLINES,
    HEADER_HEIGHT,
    HUES,
    MUTED,
    ROW_HEIGHT,
    SOFT_INK,
    SYSTEM,
    WHITE,
)
from workbook.template.validations import add_refusal, add_validations
from workbook.template.values import TEXT_KINDS, write_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xlsxwriter.worksheet import Worksheet

    from validation.messages import Text
    from workbook.template.plan import Column, Plan, SheetPlan
    from workbook.template.styles import Styles

MONEY_FORMAT = "#,##0.00;[Red]-#,##0.00;0"
_PRINTED_ROWS = 20
_SENTENCES = "Issues"
"""The sheet whose cells hold sentences: they wrap, and a row grows with them."""
_DEEPEST = 7
"""The outline levels Excel has."""
_CENTRED = frozenset({Kind.DATE, Kind.DATETIME, Kind.BOOL})
_NUMERIC = frozenset({Kind.INT, Kind.DECIMAL, Kind.MONEY})

ALLOWED: Mapping[str, bool] = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "sort": True,
    "autofilter": True,
    "format_columns": True,
    "format_rows": True,
    "insert_hyperlinks": True,
    "delete_rows": True,
    # A row inserted below the header would inherit the header's lock.
    "insert_rows": False,
    "objects": False,
    "scenarios": False,
}
"""What a person may do on a protected data sheet."""

LEDGER_ALLOWED = {**ALLOWED, "sort": False, "delete_rows": False}
"""A ledger is a chain: its rows keep their order and their number."""


class Header(NamedTuple):
    """What stands above a column: its name, the fill, and the mark of a required one."""

    name: Text
    fill: str
    mark: str = ""


def write_data_sheet(
    worksheet: Worksheet, sheet: SheetPlan, plan: Plan, styles: Styles, path: Path
) -> None:
    """Write one sheet of the catalogue whole, with its rows.

    Raises:
        WriteError: a value cannot be kept in a cell.
    """
    _columns(worksheet, sheet, styles)
    _heads(worksheet, sheet, styles)
    slots = [Slot(c.number, c.width) for c in sheet.columns if not c.hidden]
    add_bar(worksheet, Bar(sheet.tab, slots), plan, styles)
    write_rows(worksheet, sheet, plan.wording, path)
    add_validations(worksheet, sheet, plan)
    if sheet.sheet.key == _SENTENCES:
        line = BAND_ROW - 1, COUNTS_COLUMN - 1
        add_refusal(worksheet, (*line, *line), plan)
    add_highlights(worksheet, sheet, plan, styles)
    last = sheet.columns[-1]
    worksheet.freeze_panes(FIRST_ROW - 1, sheet.frozen, FIRST_ROW - 1, sheet.frozen)
    worksheet.autofilter(HEADER_ROW - 1, 0, LAST_ROW - 1, last.number)
    # Phones and codes are text on purpose; without this Excel marks every one of them.
    worksheet.ignore_errors({"number_stored_as_text": f"A{FIRST_ROW}:{last.letter}{LAST_ROW}"})
    allowed = LEDGER_ALLOWED if sheet.sheet.kind == "ledger" else ALLOWED
    worksheet.protect("", dict(allowed))
    worksheet.set_tab_color(HUES[sheet.sheet.module].band)
    _print_set_up(worksheet, sheet, plan)


def _columns(worksheet: Worksheet, sheet: SheetPlan, styles: Styles) -> None:
    worksheet.hide_gridlines(2)
    if sheet.sheet.key != _SENTENCES:
        # A height of its own would hold for every row, and cut what wraps.
        worksheet.set_default_row(ROW_HEIGHT)
    worksheet.outline_settings(visible=True, symbols_below=False, symbols_right=False)
    levels = _levels(sheet)
    for column, level, after in zip(sheet.columns, levels, [*levels[1:], 0], strict=True):
        options = {"hidden": 1} if column.hidden else {}
        options |= {"level": level} if level else {}
        # The column left of a closed group carries its plus sign.
        options |= {"collapsed": 1} if after > level else {}
        worksheet.set_column(
            column.number, column.number, column.width, styles.cell(**body(column)), options
        )
    # A row can only be deleted when every cell of it is unlocked, out to the last column.
    hide_the_rest(worksheet, len(sheet.columns), styles.cell(locked=False))


def _levels(sheet: SheetPlan) -> list[int]:
    """Return the outline level of every column.

    Two groups side by side are one to Excel; the second one of them opens a level further in.
    """
    levels: list[int] = []
    module = ""
    for column in sheet.columns:
        before = levels[-1] if levels else 0
        further = before + 1 if column.module != module else before
        levels.append(min(max(further, 1), _DEEPEST) if column.grouped else 0)
        module = column.module
    return levels


def body(column: Column) -> dict[str, Any]:
    """Return the format properties of a column's data cells."""
    look: dict[str, Any] = {**HAIRLINES, "locked": False}
    field = column.field
    if field is None and column.module != "custom":
        # Centred, the long text of the hidden issues would show in the empty cells beside it.
        align = "fill" if column.key == ISSUES else "center"
        return look | {"bg_color": SYSTEM.fill, "font_color": SYSTEM.ink, "align": align}
    if field is None:
        return look | {"indent": 1, "align": "left"}
    if field.sheet == _SENTENCES:
        look |= {"text_wrap": True, "valign": "top"}
    if field.lock is Lock.SOFT:
        look |= {"bg_color": SYSTEM.fill, "font_color": SYSTEM.ink}
    if field.kind in TEXT_KINDS:
        look["num_format"] = "@"
    look |= {
        Kind.DATE: {"num_format": "yyyy-mm-dd"},
        Kind.DATETIME: {"num_format": "yyyy-mm-dd hh:mm"},
        Kind.MONEY: {"num_format": MONEY_FORMAT},
        Kind.INT: {"num_format": "0"},
    }.get(field.kind, {})
    if field.sheet == _SENTENCES and field.key == "link":
        # As text, a link that is written into an open workbook would be its formula's words.
        look |= {"font_color": ACCENT, "underline": 1, "num_format": "General"}
    if "amount" in field.key and field.kind is Kind.DECIMAL:
        look["num_format"] = MONEY_FORMAT
    if field.kind in _CENTRED or is_grade(column):
        return look | {"align": "center"}
    if field.kind in _NUMERIC:
        return look | {"align": "right", "indent": 1}
    return look | {"align": "left", "indent": 1}


def _heads(worksheet: Worksheet, sheet: SheetPlan, styles: Styles) -> None:
    """Write the hidden keys, the module bands and the headers."""
    locked = styles.cell()
    worksheet.set_row(KEY_ROW - 1, None, locked, {"hidden": 1})
    worksheet.set_row(BAND_ROW - 1, BAND_HEIGHT, locked)
    worksheet.set_row(HEADER_ROW - 1, HEADER_HEIGHT, locked)
    key_look = styles.cell(font_color=MUTED, num_format="@")
    named = _named(sheet)
    for column in sheet.columns:
        worksheet.write_string(KEY_ROW - 1, column.number, column.key, key_look)
        hue = HUES[column.module]
        begins = column.number in named
        look = {"bg_color": hue.band, "font_color": WHITE, "bold": True, "indent": int(begins)}
        # The line of counts is written by each check, also into a workbook open in Excel.
        counts = sheet.sheet.key == _SENTENCES and column.number == COUNTS_COLUMN - 1
        band = styles.cell(**look, **({"locked": False} if counts else {}))
        if begins:
            worksheet.write_string(BAND_ROW - 1, column.number, _band(column, styles), band)
        else:
            worksheet.write_blank(BAND_ROW - 1, column.number, None, band)
        header = Header(column.name, hue.tint, " *" if column.required else "")
        write_header(worksheet, column.number, header, styles)


def _named(sheet: SheetPlan) -> set[int]:
    """Return the columns that bear a module's name: the first visible one, else the first.

    The status is too narrow for two languages; where its module goes on, the next column has it.
    """
    shown = {c.module for c in sheet.columns if not c.hidden}
    closed = {c.module: c.number for c in reversed(sheet.columns) if c.module not in shown}
    named = set(closed.values())
    seen = [c for c in sheet.columns if not c.hidden]
    for before, column, after in zip([None, *seen], seen, [*seen[1:], None], strict=False):
        goes_on = after is not None and after.module == column.module
        if column.key == STATUS and goes_on:
            continue
        if before is None or before.key == STATUS or before.module != column.module:
            named.add(column.number)
    return named


def _band(column: Column, styles: Styles) -> str:
    if column.key == STATUS:
        # The column is too narrow for two languages.
        return styles.wording.short("module.system")
    return styles.wording.said(f"module.{column.module}", "  ")


def write_header(worksheet: Worksheet, column: int, header: Header, styles: Styles) -> None:
    """Write a header: the Chinese name in bold, the English below it in small."""
    properties = {**HAIRLINES, "bg_color": header.fill, "text_wrap": True, "indent": 1}
    row, (zh, en) = HEADER_ROW - 1, header.name
    if styles.wording.language == "both" and zh != en:
        done(
            worksheet.write_rich_string(
                row, column,
                styles.cell(bold=True), zh + header.mark,
                styles.cell(font_size=9, font_color=SOFT_INK), f"\n{en}",
                styles.cell(**properties, align="left"),
            )
        )  # fmt: skip
        return
    said = styles.wording.inline(header.name) + header.mark
    done(worksheet.write_string(row, column, said, styles.cell(**properties, bold=True)))


def _print_set_up(worksheet: Worksheet, sheet: SheetPlan, plan: Plan) -> None:
    worksheet.set_landscape()
    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(BAND_ROW - 1, HEADER_ROW - 1)
    worksheet.set_margins(0.4, 0.4, 0.5, 0.5)
    last = [c.number for c in sheet.columns if not c.hidden][-1]
    rows = max(sheet.row_count, _PRINTED_ROWS)
    worksheet.print_area(1, 0, FIRST_ROW - 2 + rows, last)
    worksheet.set_footer(footer(plan))


def footer(plan: Plan) -> str:
    """Return the footer of every printed page."""
    secret = plan.wording.said("confidential")
    return f"&L&8Relaybook {TEMPLATE_VERSION}&C&8&A  &P/&N&R&8{secret}"
