"""The findings as a workbook to pass on: a summary, and one row for each finding.

It is written from nothing, so it holds what the findings say and nothing else of the files.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import xlsxwriter

from validation import catalogue as catalogues
from validation.findings import SEVERITIES
from validation.messages import message
from validation.rules import RULES_BY_CODE
from workbook.annotating.listing import plain_text
from workbook.checking import CheckedFile, FailedFile
from workbook.template.book import CREATED
from workbook.template.styles import LINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from validation.findings import Finding
    from validation.messages import Language

MOST_ROWS = 1_000_000
"""A sheet holds 1,048,576 rows; the summary counts what is left out."""

_FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter", "indent": 1}
_CHIPS: Mapping[str, Mapping[str, object]] = {
    "error": {"bg_color": "#FBD5D5", "font_color": "#9B1C1C"},
    "warning": {"bg_color": "#FDF0C4", "font_color": "#7A4D05"},
    "info": {"bg_color": "#E2E8F0", "font_color": "#475569"},
}
_LINED: Mapping[str, object] = {"bottom": 1, "bottom_color": LINE}
_WIDTHS = (34, 10, 9, 18, 10, 18, 14, 26, 30, 80, 30)
_MESSAGE = 9
"""The column of the sentences, the only one that wraps."""
_HEADER_HEIGHT = 26
_BLANK = dict.fromkeys(("field", "value", "detail", "expected", "sheet"), "…")


class _Page(NamedTuple):
    """What every part of the workbook is written with."""

    book: xlsxwriter.Workbook
    files: Sequence[CheckedFile | FailedFile]
    language: Language

    def said(self, key: str, **facts: object) -> str:
        return message(key, **facts).said(self.language)

    def look(self, **more: object) -> Format:
        return self.book.add_format({**_FONT, **more})


def write(path: Path, files: Sequence[CheckedFile | FailedFile], language: Language) -> None:
    """Write the findings of `files` over `path`; no value of theirs becomes a formula or link."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(path, {**options, "constant_memory": True})
    book.set_properties({"title": "Relaybook", "author": "Relaybook", "created": CREATED})
    book.set_custom_property("RelaybookReport", "check/1")
    page = _Page(book, files, language)
    _summary(page)
    _issues(page)
    book.close()


def _summary(page: _Page) -> None:
    sheet = page.book.add_worksheet(page.said("xlsx.summary"))
    sheet.hide_gridlines(2)
    for column, width in enumerate((44, 12, 12, 12, 12, 70)):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, page.said("xlsx.title"), page.look(font_size=16, bold=True))
    row = _by_file(sheet, page, 2)
    _by_rule(sheet, page, row + 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _by_file(sheet: Worksheet, page: _Page, row: int) -> int:
    """Write the table of files; return the row below it."""
    keys = ("xlsx.file", "xlsx.rows", "xlsx.errors", "xlsx.warnings", "xlsx.notes", "xlsx.remark")
    _head(sheet, page, row, [page.said(key) for key in keys])
    text, number = page.look(**_LINED), page.look(num_format="#,##0", **_LINED)
    wrapped = page.look(text_wrap=True, **_LINED)
    for row, file in enumerate(page.files, row + 1):  # noqa: B020, PLR1704  # the last row counts
        sheet.write_string(row, 0, _shown(file.path), text)
        if isinstance(file, FailedFile):
            for column in range(1, 5):
                sheet.write_blank(row, column, None, number)
            sheet.write_string(row, 5, _shown(file.error.said(page.language)), wrapped)
            continue
        tally = Counter(finding.severity for finding in file.findings)
        sheet.write_number(row, 1, sum(file.sheets.values()), number)
        for column, severity in enumerate(SEVERITIES, 2):
            sheet.write_number(row, column, tally[severity], number)
        sheet.write_blank(row, 5, None, wrapped)
    return row + 1


def _by_rule(sheet: Worksheet, page: _Page, row: int) -> None:
    findings = [finding for _, finding in _listed(page.files)]
    if not findings:
        return
    totals = Counter(finding.code for finding in findings)
    severities = {finding.code: finding.severity for finding in findings}
    order = sorted(totals, key=lambda c: (SEVERITIES.index(severities[c]), -totals[c], c))
    keys = ("report.rule", "report.total", "report.what")
    _head(sheet, page, row, [*(page.said(key) for key in keys), *[""] * 3])
    number, text = page.look(num_format="#,##0", **_LINED), page.look(**_LINED)
    chips = {severity: page.look(bold=True, **_CHIPS[severity]) for severity in SEVERITIES}
    for row, code in enumerate(order, row + 1):  # noqa: B020, PLR1704
        sheet.write_string(row, 0, code, chips[severities[code]])
        sheet.write_number(row, 1, totals[code], number)
        said = RULES_BY_CODE[code].text.fill(**_BLANK).said(page.language)
        sheet.write_string(row, 2, said, text)
    if len(findings) > MOST_ROWS:
        said = page.said("xlsx.cut", shown=f"{MOST_ROWS:,}", total=f"{len(findings):,}")
        sheet.write_string(row + 2, 0, said, page.look(bold=True))


def _issues(page: _Page) -> None:
    sheet = page.book.add_worksheet(page.said("xlsx.issues"))
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    _head(sheet, page, 0, _headers(page))
    looks = _looks(page)
    words = catalogues.load().vocabularies["severity"].words
    names = {code: words[code].label(page.language) for code in SEVERITIES}
    last = 0
    for last, (file, finding) in enumerate(_listed(page.files), 1):
        if last > MOST_ROWS:
            break
        cells = _cells(file, finding, page.language)
        sheet.write_string(last, 0, cells[0], looks["text"])
        sheet.write_string(last, 1, names[finding.severity], looks[finding.severity])
        for column, cell in enumerate(cells[1:], 2):
            look = looks["wrap" if column == _MESSAGE else "text"]
            if cell:
                sheet.write_string(last, column, cell, look)
            else:
                sheet.write_blank(last, column, None, look)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, min(last, MOST_ROWS)), len(_WIDTHS) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    if last:
        sheet.activate()


def _listed(
    files: Sequence[CheckedFile | FailedFile],
) -> Iterator[tuple[CheckedFile, Finding]]:
    for file in files:
        if isinstance(file, CheckedFile):
            for finding in file.findings:
                yield file, finding


def _cells(file: CheckedFile, finding: Finding, language: Language) -> tuple[str, ...]:
    """Return the cells of one row but for the severity, in the order of the headers."""
    name = file.names.get((finding.sheet, finding.field))
    owner = "" if finding.row is None else file.owners.get((finding.sheet, finding.row), "")
    field = finding.field if name is None else name.said(language)
    said = (file.path, finding.code, finding.sheet, finding.cell, finding.record, owner, field,
            finding.value, finding.said(language), finding.suggestion)  # fmt: skip
    return tuple(map(_shown, said))


def _headers(page: _Page) -> list[str]:
    fields = catalogues.load().sheets["Issues"].by_key
    known = ("severity", "rule", "tab", "link", "record")
    after = ("field", "value", "message", "suggestion")
    return [
        page.said("xlsx.file"),
        *(fields[key].name.said(page.language) for key in known),
        page.said("xlsx.owner"),
        *(fields[key].name.said(page.language) for key in after),
    ]


def _head(sheet: Worksheet, page: _Page, row: int, headers: Sequence[str]) -> None:
    look = page.look(bold=True, bg_color="#14304F", font_color="#FFFFFF")
    sheet.set_row(row, _HEADER_HEIGHT)
    for column, header in enumerate(headers):
        if header:
            sheet.write_string(row, column, header, look)
        else:
            sheet.write_blank(row, column, None, look)


def _looks(page: _Page) -> dict[str, Format]:
    looks = {"text": page.look(valign="top", **_LINED)}
    looks["wrap"] = page.look(text_wrap=True, valign="top", **_LINED)
    for severity in SEVERITIES:
        looks[severity] = page.look(bold=True, valign="top", **_CHIPS[severity])
    return looks


def _shown(text: str | None) -> str:
    return plain_text(text) or ""
