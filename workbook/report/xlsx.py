"""The findings as a workbook to pass on: a summary, and one row for each finding.

It is written from nothing, so it holds what the findings say and nothing else of the files. An
address is plain text: the cell it names is in another file.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from validation import catalogue as catalogues
from validation.findings import SEVERITIES
from validation.rules import RULES_BY_CODE
from workbook.checking import CheckedFile, FailedFile
from workbook.report.pages import LINED, Page, is_live, put
from workbook.template.styles import ACCENT, ERROR, NAVY, WARNING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xlsxwriter.worksheet import Worksheet

    from validation.findings import Finding
    from validation.messages import Language

MOST_ROWS = 1_000_000
"""A sheet holds 1,048,576 rows; the summary counts what is left out."""

_CHIPS: Mapping[str, Mapping[str, object]] = {
    "error": {"bg_color": ERROR.fill, "font_color": ERROR.ink},
    "warning": {"bg_color": WARNING.fill, "font_color": WARNING.ink},
    "info": {"bg_color": "#D6E6F7", "font_color": "#1E3A8A"},
}
_KEYS = ("severity", "rule", "file", "tab", "link", "record", "owner", "field", "value", "message",
         "suggestion")  # fmt: skip
_WIDTHS = (11, 8, 24, 15, 9, 17, 10, 20, 26, 60, 24)
_WRAPPED = frozenset({"file", "value", "message", "suggestion"})
_SUMMARY_WIDTHS = (46, 11, 11, 11, 11, 76)
_TITLE_HEIGHT, _ROW_HEIGHT = 38, 19
_BLANK = dict.fromkeys(("field", "value", "detail", "expected", "sheet"), "…")


class _Line(NamedTuple):
    """One line of a table of the summary; None: there is nothing to count."""

    name: str
    first: int | None
    severities: Counter[str] | None
    remark: str = ""
    chip: str | None = None


def write(
    path: Path,
    files: Sequence[CheckedFile | FailedFile],
    language: Language,
    *,
    today: dt.date | None = None,
    most: int = MOST_ROWS,
) -> None:
    """Write the findings of `files` over `path`; no value of theirs becomes a formula or link.

    `today` is the date of the check; None: the one the first file was checked against. At most
    `most` findings are listed; the summary counts them all and says what is left out.
    """
    page = Page(path, language, kind="check/1")
    day = today or next((file.today for file in files if isinstance(file, CheckedFile)), None)
    _summary(page, files, day, most)
    _issues(page, files, most)
    page.book.close()


def _summary(
    page: Page, files: Sequence[CheckedFile | FailedFile], today: dt.date | None, most: int
) -> None:
    sheet = page.sheet("xlsx.summary", _SUMMARY_WIDTHS)
    sheet.set_tab_color(ACCENT)
    sheet.set_row(0, _TITLE_HEIGHT)
    bar = {"bg_color": NAVY, "font_color": "#FFFFFF"}
    sheet.write_string(0, 0, page.said("xlsx.title"), page.look(font_size=14, bold=True, **bar))
    for column in range(1, len(_SUMMARY_WIDTHS)):
        day = today.isoformat() if today and column == len(_SUMMARY_WIDTHS) - 1 else ""
        put(sheet, 0, column, day, page.look(align="right", **bar))
    row = 1
    total = sum(1 for _ in _listed(files))
    if total > most:
        said = page.said("xlsx.cut", shown=f"{most:,}", total=f"{total:,}")
        sheet.write_string(row, 0, said, page.look(bold=True, font_color=ERROR.ink))
        row += 1
    remark = page.said("xlsx.remark")
    row = _table(sheet, page, row + 1, ("xlsx.file", "xlsx.rows", remark), _by_file(files, page))
    what = page.said("report.what")
    row = _table(sheet, page, row + 1, ("report.rule", "report.total", what), _by_rule(files, page))
    for key, of in (("xlsx.sheet", _tab), ("xlsx.owner", _owner)):
        lines = _by_name(files, page, of)
        row = _table(sheet, page, row + 1, (key, "report.total", ""), lines) if lines else row
    sheet.fit_to_pages(1, 0)


def _by_file(files: Sequence[CheckedFile | FailedFile], page: Page) -> list[_Line]:
    lines = []
    for file in files:
        if isinstance(file, FailedFile):
            lines.append(_Line(file.path, None, None, file.error.said(page.language), "error"))
            continue
        tally = Counter[str](finding.severity for finding in file.findings)
        lines.append(_Line(file.path, sum(file.sheets.values()), tally))
    return lines


def _by_rule(files: Sequence[CheckedFile | FailedFile], page: Page) -> list[_Line]:
    lines = []
    for code, tally in _tallies(files, lambda _, finding: finding.code).items():
        gravest = next(severity for severity in SEVERITIES if tally[severity])
        said = RULES_BY_CODE[code].text.fill(**_BLANK).said(page.language)
        lines.append(_Line(code, tally.total(), tally, said, gravest))
    return lines


def _by_name(
    files: Sequence[CheckedFile | FailedFile],
    page: Page,
    of: Callable[[CheckedFile, Finding], str],
) -> list[_Line]:
    """Return the counts by sheet or owner; no lines when no finding has one."""
    blank = page.said("report.whole_file" if of is _tab else "xlsx.nobody")
    tallies = _tallies(files, of)
    if not any(tallies):
        return []
    return [_Line(name or blank, tally.total(), tally) for name, tally in tallies.items()]


def _tallies(
    files: Sequence[CheckedFile | FailedFile], of: Callable[[CheckedFile, Finding], str]
) -> Mapping[str, Counter[str]]:
    """Return name → how many findings of each severity, the most errors first."""
    found: dict[str, Counter[str]] = {}
    for file, finding in _listed(files):
        found.setdefault(of(file, finding), Counter())[finding.severity] += 1
    ranked = sorted(found, key=lambda name: (*(-found[name][s] for s in SEVERITIES), name))
    return {name: found[name] for name in ranked}


def _tab(_: CheckedFile, finding: Finding) -> str:
    return finding.sheet


def _owner(file: CheckedFile, finding: Finding) -> str:
    return "" if finding.row is None else file.owners.get((finding.sheet, finding.row), "")


def _table(
    sheet: Worksheet, page: Page, row: int, heads: tuple[str, str, str], lines: Sequence[_Line]
) -> int:
    """Write one table of the summary from `row` on; return the row below it.

    `heads` are the message keys of the first two columns, and what stands over the last.
    """
    if not lines:
        return row
    severities = [page.said(key) for key in ("xlsx.errors", "xlsx.warnings", "xlsx.notes")]
    headers = [page.said(heads[0]), page.said(heads[1]), *severities, heads[2]]
    page.head(sheet, row, headers, numbers=range(1, 5))
    number = page.look(num_format="#,##0", align="right", **LINED)
    for at, line in enumerate(lines, row + 1):
        sheet.set_row(at, _ROW_HEIGHT)
        chip = _CHIPS[line.chip] if line.chip else {}
        put(sheet, at, 0, line.name, page.look(bold=bool(chip), **chip, **LINED))
        counts = [None] * len(SEVERITIES) if line.severities is None else [
            line.severities[severity] for severity in SEVERITIES
        ]  # fmt: skip
        for column, count in enumerate((line.first, *counts), 1):
            if count is None:
                sheet.write_blank(at, column, None, number)
            else:
                sheet.write_number(at, column, count, number)
        put(sheet, at, 5, line.remark, page.look(text_wrap=True, **LINED))
    return row + len(lines) + 1


def _issues(page: Page, files: Sequence[CheckedFile | FailedFile], most: int) -> None:
    sheet = page.sheet("xlsx.issues", _WIDTHS)
    sheet.set_tab_color(ERROR.ink)
    page.head(sheet, 0, _headers(page))
    chips = {s: page.look(bold=True, valign="top", **_CHIPS[s], **LINED) for s in SEVERITIES}
    words = catalogues.load().vocabularies["severity"].words
    names = {severity: words[severity].label(page.language) for severity in SEVERITIES}
    looks = [(page.look(valign="top", text_wrap=key in _WRAPPED, **LINED),
              page.look(valign="top", text_wrap=key in _WRAPPED, quote_prefix=True, **LINED))
             for key in _KEYS[1:]]  # fmt: skip
    last = 0
    for row, (file, finding) in enumerate(_listed(files), 1):
        if row > most:
            break
        last = row
        sheet.write_string(row, 0, names[finding.severity], chips[finding.severity])
        for column, cell in enumerate(_cells(file, finding, page.language), 1):
            text, quoted = looks[column - 1]
            put(sheet, row, column, cell, quoted if is_live(cell) else text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, last), len(_KEYS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:K{last + 1}"})
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


def _cells(file: CheckedFile, finding: Finding, language: Language) -> tuple[str | None, ...]:
    """Return the cells of one row in the order of `_KEYS`, but for the severity."""
    name = file.names.get((finding.sheet, finding.field))
    field = finding.field if name is None else name.said(language)
    return (finding.code, file.path, finding.sheet, finding.cell, finding.record,
            _owner(file, finding), field, finding.value, finding.said(language),
            finding.suggestion)  # fmt: skip


def _headers(page: Page) -> list[str]:
    fields = catalogues.load().sheets["Issues"].by_key
    own = {"file": page.said("xlsx.file"), "owner": page.said("xlsx.owner")}
    return [own[key] if key in own else fields[key].name.said(page.language) for key in _KEYS]
