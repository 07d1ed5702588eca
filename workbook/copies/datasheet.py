"""One data sheet of a copy: the look of the template, over a real table.

A copy is not protected, so it can hold what the template cannot: an Excel table that grows.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from validation.catalogue import Kind
from workbook.copies.plan import SPARE_ROWS, heading
from workbook.copies.rules import add_rules
from workbook.form import BAND_ROW, FIRST_ROW, HEADER_ROW, KEY_ROW, NAV_ROW
from workbook.report.pages import height
from workbook.template.book import done
from workbook.template.datasheet import body
from workbook.template.highlights import is_grade
from workbook.template.styles import (
    ACCENT,
    BAND_HEIGHT,
    GRADES,
    HAIRLINES,
    HEADER_HEIGHT,
    HUES,
    MISSING,
    MUTED,
    NAV_HEIGHT,
    NAVY,
    ROW_HEIGHT,
    WHITE,
)
from workbook.template.values import Target, write_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.format import Format

    from workbook.copies.book import GrowingWorksheet
    from workbook.copies.plan import Part, Place, Plan
    from workbook.template.styles import Styles

_PAPER_A4 = 9
_TALLEST = 409.0
"""Points; Excel has no taller row."""
_TALL_LINES = 1.1
_PAGE_WIDTH = 230.0
"""Column units that can still be read on one page across."""


class CellError(ValueError):
    """A cell of a copy cannot hold its value. Facts: the reason's key, the tab, the address."""

    def __init__(self, reason: str, tab: str, address: str) -> None:
        super().__init__(reason)
        self.reason, self.tab, self.address = reason, tab, address


def write_part(worksheet: GrowingWorksheet, part: Part, plan: Plan, styles: Styles) -> None:
    """Write one data sheet whole.

    Raises:
        CellError: a value that no cell can hold.
    """
    worksheet.hide_gridlines(2)
    worksheet.grows_from = FIRST_ROW - 1
    for place in part.places:
        number, width = place.column.number, place.column.width
        worksheet.set_column(number, number, width, styles.cell(**_base(place)))
    _heads(worksheet, part, plan, styles)
    _rows(worksheet, part, plan, styles)
    _table(worksheet, part, plan, styles)
    add_rules(worksheet, part, plan)
    worksheet.freeze_panes(FIRST_ROW - 1, part.frozen, FIRST_ROW - 1, part.frozen)
    last = part.places[-1].column.letter
    area = f"A{FIRST_ROW}:{last}{part.last_row + SPARE_ROWS}"
    # Phones and codes are text on purpose; without this Excel marks every one of them.
    worksheet.ignore_errors({"number_stored_as_text": area})
    worksheet.set_tab_color(HUES[part.sheet.module].band)
    _print_set_up(worksheet, part, plan)


def _base(place: Place) -> dict[str, Any]:
    """Return what every cell of a column has, those that are typed later too."""
    left_out = {*HAIRLINES, "bg_color", "font_color"}
    look = {key: value for key, value in body(place.column).items() if key not in left_out}
    return {**look, "text_wrap": True} | ({"num_format": "@"} if place.textual else {})


def _look(place: Place, value: object) -> dict[str, Any]:
    """Return the look of one cell."""
    look = {**HAIRLINES, **body(place.column), **_base(place)}
    if place.textual and place.field.kind in (Kind.INT, Kind.DECIMAL, Kind.MONEY):
        look["align"] = "left"
    if is_grade(place.column) and (chip := GRADES.get(str(value)[:1])) is not None:
        return look | {"bg_color": chip.fill, "font_color": chip.ink, "bold": True}
    if place.editable:
        return look | {"bg_color": MISSING.fill, "font_color": MISSING.ink}
    return look


def _heads(worksheet: GrowingWorksheet, part: Part, plan: Plan, styles: Styles) -> None:
    worksheet.set_row(KEY_ROW - 1, None, styles.cell(), {"hidden": 1})
    bar = {"bg_color": NAVY, "font_color": WHITE}
    worksheet.set_row(NAV_ROW - 1, NAV_HEIGHT, styles.cell(**bar))
    share = str(plan.copy.share.get("share_id", ""))
    facts = plan.wording.inline(part.sheet.name, "  "), f"{len(part.rows):,}", share
    title = "   ·   ".join(fact for fact in facts if fact)
    look = styles.cell(**bar, bold=True, font_size=14, indent=1)
    done(worksheet.write_string(NAV_ROW - 1, 0, title, look))
    worksheet.set_row(BAND_ROW - 1, BAND_HEIGHT)
    worksheet.set_row(HEADER_ROW - 1, HEADER_HEIGHT)
    key_look = styles.cell(font_color=MUTED, num_format="@")
    before: tuple[str, bool] | None = None
    for place in part.places:
        number = place.column.number
        done(worksheet.write_string(KEY_ROW - 1, number, place.column.key, key_look))
        band = place.field.module, place.editable
        fill = ACCENT if place.editable else HUES[place.field.module].band
        look = styles.cell(bg_color=fill, font_color=WHITE, bold=True, indent=1)
        if band == before:
            done(worksheet.write_blank(BAND_ROW - 1, number, None, look))
        else:
            done(worksheet.write_string(BAND_ROW - 1, number, _band(place, plan), look))
        before = band


def _band(place: Place, plan: Plan) -> str:
    if place.editable:
        return plan.said("please_fill")
    return plan.wording.said(f"module.{place.field.module}", "  ")


def _rows(worksheet: GrowingWorksheet, part: Part, plan: Plan, styles: Styles) -> None:
    widths = [place.column.width for place in part.places]
    graded = [is_grade(place.column) for place in part.places]
    looks: dict[tuple[int, str], Format] = {}
    for number, cells in enumerate(part.rows, FIRST_ROW - 1):
        worksheet.set_row(number, _height(cells, widths))
        for place, grade, value in zip(part.places, graded, cells, strict=True):
            kind = (place.column.number, str(value)[:1] if grade else "")
            if kind not in looks:
                looks[kind] = styles.cell(**_look(place, value))
            target = Target(worksheet, number, place.column.number, looks[kind])
            if value is None or value == "":
                done(worksheet.write_blank(target.row, target.column, None, target.look))
                continue
            try:
                write_value(target, value, place.column, plan.wording)
            except ValueError as error:
                address = f"{place.column.letter}{number + 1}"
                raise CellError(str(error), part.tab, address) from error
    if not part.rows:
        worksheet.set_row(FIRST_ROW - 1, ROW_HEIGHT)


def _height(cells: Sequence[object], widths: Sequence[float]) -> float:
    """Return the points that show a row's texts whole, as far as Excel allows."""
    long = [
        (cell, width)
        for cell, width in zip(cells, widths, strict=True)
        if isinstance(cell, str)
        and (len(cell) * (1 if cell.isascii() else 2) > width - 3 or "\n" in cell)
    ]
    if not long:
        return ROW_HEIGHT
    return roomy([cell for cell, _ in long], [width for _, width in long])


def roomy(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Return the points a row needs for wrapped texts in Microsoft YaHei, whose lines are tall."""
    return min(_TALLEST, height(texts, widths) * _TALL_LINES)


def _table(worksheet: GrowingWorksheet, part: Part, plan: Plan, styles: Styles) -> None:
    headers = list(_headers(part, plan))
    columns = [
        {"header": header, "header_format": _header_look(place, styles)}
        for header, place in zip(headers, part.places, strict=True)
    ]
    options = {"columns": columns, "style": None, "banded_rows": False}
    last = part.places[-1].column.number
    done(worksheet.add_table(HEADER_ROW - 1, 0, part.last_row - 1, last, options))
    for column in worksheet.tables[-1]["columns"]:
        # Excel writes a line break in a column's name so; the cell keeps it as it is.
        column["name"] = column["name"].replace("\n", "_x000a_")


def _headers(part: Part, plan: Plan) -> Iterator[str]:
    """Yield the header of every column; a table may not have one twice."""
    seen: set[str] = set()
    for place in part.places:
        header = own = "\n".join(heading(place.field.name, plan.wording))
        count = 1
        while own.casefold() in seen:
            count += 1
            own = f"{header} ({count})"
        seen.add(own.casefold())
        yield own


def _header_look(place: Place, styles: Styles) -> Format:
    fill = MISSING.fill if place.editable else HUES[place.field.module].tint
    return styles.cell(**HAIRLINES, bg_color=fill, text_wrap=True, indent=1, bold=True)


def _print_set_up(worksheet: GrowingWorksheet, part: Part, plan: Plan) -> None:
    width = sum(place.column.width for place in part.places)
    worksheet.set_landscape()
    worksheet.set_paper(_PAPER_A4)
    worksheet.fit_to_pages(max(1, math.ceil(width / _PAGE_WIDTH)), 0)
    worksheet.repeat_rows(BAND_ROW - 1, HEADER_ROW - 1)
    if part.frozen:
        worksheet.repeat_columns(0, part.frozen - 1)
    worksheet.set_margins(0.4, 0.4, 0.5, 0.5)
    worksheet.print_area(1, 0, part.last_row - 1, part.places[-1].column.number)
    worksheet.set_footer(footer(plan))


def footer(plan: Plan) -> str:
    """Return the footer of every printed page; & begins a code there."""
    share = str(plan.copy.share.get("share_id", "")).replace("&", "&&")[:60]
    secret = plan.wording.said("confidential")
    return f"&L&8{share}&C&8&A  &P/&N&R&8{secret}"
