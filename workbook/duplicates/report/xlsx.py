"""The cases as a workbook to pass on: a summary, every row to work through, and side by side."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from validation.messages import message
from workbook.duplicates.advice import advice, place
from workbook.duplicates.cases import cases
from workbook.duplicates.comparison import status
from workbook.duplicates.report.html import fields
from workbook.duplicates.report.text import summary
from workbook.duplicates.search import BANDS
from workbook.report.pages import LINED, Page, height, is_live, put
from workbook.template.styles import ACCENT, ERROR, NAVY, WARNING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from validation.messages import Language
    from workbook.duplicates.cases import Case
    from workbook.duplicates.report.html import Cell
    from workbook.duplicates.search import Report, Side

MOST_ROWS = 1_000_000
"""A sheet holds 1,048,576 rows; the summary says what is left out."""

_CHIPS: Mapping[str, Mapping[str, object]] = {
    "duplicate": {"bg_color": ERROR.fill, "font_color": ERROR.ink},
    "possible": {"bg_color": WARNING.fill, "font_color": WARNING.ink},
    "group": {"bg_color": "#D6E6F7", "font_color": "#1E3A8A"},
}
_MARKED: Mapping[str, Mapping[str, object]] = {
    "other": {"bg_color": WARNING.fill, "font_color": WARNING.ink, "bold": True},
    "like": {"bg_color": "#E7F0E3", "font_color": "#14532D"},
    "one": {"font_color": "#64748B", "bg_color": "#F1F4F8"},
}
_SIGNS: Mapping[str, str] = {"other": "≠ ", "like": "≈ "}
_KEYS = ("number", "band", "points_head", "keep_head", "name", "owner", "pool", "place_head",
         "record", "file", "why_head", "next")  # fmt: skip
_WIDTHS = (8, 14, 9, 10, 34, 18, 16, 22, 16, 30, 60, 60)
_SUMMARY_WIDTHS = (40, 14, 80)
_FIELD_WIDTH, _SIDE_WIDTH = 24, 44
_TITLE_HEIGHT = 38


class _Ready(NamedTuple):
    """A case with its rows."""

    case: Case
    sides: Sequence[Side]


def write(
    path: Path, report: Report, language: Language, *, today: dt.date, most: int = MOST_ROWS
) -> None:
    """Write the cases over `path`; no value of theirs becomes a formula or a link.

    At most `most` rows of a sheet are written; the summary counts all and says what is left out.
    """
    page = Page(path, language, kind="duplicates/1")
    found = cases(report)
    ready = [_Ready(case, [report.side(row) for row in case.rows]) for case in found]
    listed = _fitting(ready, most)
    _summary(page, report, found, left=len(found) - len(listed), today=today)
    _list(page, listed)
    _side_by_side(page, listed)
    page.book.close()


def _fitting(ready: Sequence[_Ready], most: int) -> Sequence[_Ready]:
    """Return the cases of which either sheet has room for every row, the surest first."""
    height = 1
    for number, one in enumerate(ready):
        height += max(len(one.sides), _height(one))
        if height > most:
            return ready[:number]
    return ready


def _height(one: _Ready) -> int:
    return len({key for side in one.sides for key in side.cells}) + len(_HEADS) + 2


def _summary(
    page: Page, report: Report, found: Sequence[Case], *, left: int, today: dt.date
) -> None:
    sheet = page.sheet("xlsx.summary", _SUMMARY_WIDTHS)
    sheet.set_tab_color(ACCENT)
    sheet.set_row(0, _TITLE_HEIGHT)
    bar = {"bg_color": NAVY, "font_color": "#FFFFFF"}
    put(sheet, 0, 0, page.said("dup.title"), page.look(font_size=14, bold=True, **bar))
    put(sheet, 0, 1, "", page.look(**bar))
    put(sheet, 0, 2, today.isoformat(), page.look(**bar, align="right"))
    put(sheet, 1, 0, summary(report, found).said(page.language), page.look(bold=True))
    row = 2
    if left:
        put(sheet, row, 0, page.said("dup.left_in_xlsx", n=f"{left:,}"), page.look(bold=True))
        row += 1
    row = _kinds(page, sheet, row + 1, Counter(case.band for case in found))
    _files(page, sheet, row + 1, report)
    sheet.fit_to_pages(1, 0)


def _kinds(page: Page, sheet: Worksheet, row: int, tally: Counter[str]) -> int:
    """Write how many cases of each kind there are, and what they mean; return the row below."""
    page.head(sheet, row, [page.said(f"dup.{key}") for key in ("kind", "count", "next")],
              numbers=(1,))  # fmt: skip
    for at, band in enumerate(BANDS, row + 1):
        look = page.look(bold=True, **{**_CHIPS[band], **LINED})
        put(sheet, at, 0, page.said(f"dup.band.{band}"), look)
        sheet.write_number(at, 1, tally[band], page.look(align="right", **LINED))
        put(sheet, at, 2, page.said(f"dup.about.{band}"), page.look(text_wrap=True, **LINED))
    return row + len(BANDS) + 1


def _files(page: Page, sheet: Worksheet, row: int, report: Report) -> None:
    """Write which files were compared, which were not and why, and how they were read."""
    heads = [page.said(key) for key in ("dup.file", "dup.customers", "xlsx.remark")]
    page.head(sheet, row, heads, numbers=(1,))
    wide = page.look(text_wrap=True, **LINED)
    for rows in report.together.files:
        row += 1
        put(sheet, row, 0, rows.path, wide)
        sheet.write_number(row, 1, len(rows.customers), page.look(align="right", **LINED))
        put(sheet, row, 2, "", wide)
    failed = page.look(text_wrap=True, bg_color=ERROR.fill, font_color=ERROR.ink, **LINED)
    for file in report.failed:
        row += 1
        cells = (file.path, "", file.error.said(page.language))
        sheet.set_row(row, height(cells, _SUMMARY_WIDTHS))
        for column, text in enumerate(cells):
            put(sheet, row, column, text, failed)
    for note in report.together.notes:
        row += 1
        said = note.said(page.language)
        sheet.set_row(row, height(["", "", said], _SUMMARY_WIDTHS))
        put(sheet, row, 2, said, page.look(text_wrap=True))


def _list(page: Page, listed: Sequence[_Ready]) -> None:
    """Write a row for each customer's row, to filter and to work through."""
    sheet = page.sheet("dup.list", _WIDTHS)
    sheet.set_tab_color(ERROR.ink)
    page.head(sheet, 0, [page.said(f"dup.{key}") for key in _KEYS], numbers=(0, 2))
    row = 0
    for one in listed:
        said = "\n".join(text.said(page.language) for text in advice(one.case, one.sides))
        for at, side in enumerate(one.sides):
            row += 1
            _list_row(page, sheet, row, one=one, at=at, side=side, said="" if at else said)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, row), len(_KEYS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:L{row + 1}"})
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    if row:
        sheet.activate()


def _list_row(  # noqa: PLR0913  # a cell each
    page: Page, sheet: Worksheet, row: int, *, one: _Ready, at: int, side: Side, said: str
) -> None:
    case = one.case
    top: dict[str, object] = {"valign": "top", **LINED}
    number = page.look(align="right", **top)
    sheet.write_number(row, 0, case.number, number)
    put(sheet, row, 1, page.said(f"dup.band.{case.band}"),
        page.look(bold=True, **{**top, **_CHIPS[case.band]}))  # fmt: skip
    pair = case.pairs[max(at - 1, 0)]
    sheet.write_number(row, 2, case.points if at == 0 else pair.points, number)
    keep = page.said("dup.keep") if at == 0 and case.band != "group" else ""
    why = [f"{r.points:+d} {getattr(r, page.language)}" for r in pair.reasons] if at else []
    cells = (keep, side.name, side.owner, status(side.pool).said(page.language),
             place(side).said(page.language), side.record, side.file, "\n".join(why),
             said)  # fmt: skip
    sheet.set_row(row, height(["", "", "", *cells], _WIDTHS))
    for column, cell in enumerate(cells, 3):
        _put(page, sheet, (row, column), cell, **top, text_wrap=True)


def _side_by_side(page: Page, listed: Sequence[_Ready]) -> None:
    """Write each case as a block: a field a line, a row of a file a column."""
    most = max((len(one.sides) for one in listed), default=2)
    sheet = page.sheet("dup.side_by_side", [_FIELD_WIDTH, *[_SIDE_WIDTH] * most])
    sheet.set_tab_color(NAVY)
    row = 0
    for one in listed:
        row = _block(page, sheet, row, one) + 1
    sheet.fit_to_pages(1, 0)


_HEADS = ("file", "place", "record", "owner", "pool")
_SAID = {"place": "place_head"}


def _block(page: Page, sheet: Worksheet, row: int, one: _Ready) -> int:
    """Write one case from `row` on; return the row below it."""
    case = one.case
    title = page.said("dup.case", number=case.number, band=message(f"dup.band.{case.band}"),
                      name=one.sides[0].name, points=case.points)  # fmt: skip
    look = page.look(bold=True, font_size=11, **_CHIPS[case.band])
    _line(sheet, row, [title, *[""] * len(one.sides)], [look] * (len(one.sides) + 1))
    head: dict[str, object] = {"bold": True, "text_wrap": True, **LINED, "bg_color": "#DCE8F4",
                               "font_color": NAVY}  # fmt: skip
    for key in _HEADS:
        row += 1
        texts = [_heading(side, key, page.language) for side in one.sides]
        marked = key in ("owner", "pool") and len(set(texts)) > 1
        look = {**head, **_MARKED["other"]} if marked else head
        looks = [page.look(**{**look, **_alive(text)}) for text in texts]
        first = page.said(f"dup.{_SAID.get(key, key)}")
        _line(sheet, row, [first, *texts], [page.look(**head), *looks])
    for field in fields(one.sides):
        row += 1
        texts = [_SIGNS.get(c.verdict or "", "") + "; ".join(c.values) for c in field.cells]
        looks = [_marked(page, cell, text) for cell, text in zip(field.cells, texts, strict=True)]
        name = field.name.said(page.language)
        _line(sheet, row, [name, *texts], [page.look(**LINED), *looks])
    return row + 1


def _marked(page: Page, cell: Cell, text: str) -> Format:
    marks = _MARKED.get(cell.verdict or "", {})
    return page.look(**{**LINED, **marks}, text_wrap=True, **_alive(text))


def _line(sheet: Worksheet, row: int, texts: Sequence[str], looks: Sequence[Format]) -> None:
    # The first cell, the name of a field or a title that runs over, is never wrapped.
    sheet.set_row(row, height(texts[1:], [_SIDE_WIDTH] * len(texts)))
    for column, (text, look) in enumerate(zip(texts, looks, strict=True)):
        put(sheet, row, column, text, look)


def _heading(side: Side, key: str, language: Language) -> str:
    said = {
        "file": side.file,
        "place": place(side).said(language),
        "record": side.record,
        "owner": side.owner or message("dup.nobody").said(language),
        "pool": status(side.pool).said(language),
    }
    return said[key] or "—"


def _alive(text: str) -> dict[str, object]:
    """Return a quote prefix for text that may come alive once somebody edits the cell."""
    return {"quote_prefix": True} if is_live(text) else {}


def _put(page: Page, sheet: Worksheet, at: tuple[int, int], text: str, **look: object) -> None:
    """Write text of others: as text, and with a quote prefix where it may come alive later."""
    put(sheet, *at, text, page.look(**look, **_alive(text)))
