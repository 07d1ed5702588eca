"""The findings as a page for the terminal: a summary by rule and sheet, then row by row."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text as Styled

from validation.findings import SEVERITIES
from validation.messages import message
from validation.rules import RULES_BY_CODE, Rule
from workbook.checking import CheckedFile, FailedFile
from workbook.report.console import page, printable, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from validation.findings import Finding
    from validation.messages import Language
    from validation.messages import Text as Sentence

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
_MARKS = {"error": "✗", "warning": "!", "info": "i"}


def render(
    files: Sequence[CheckedFile | FailedFile],
    *,
    language: Language,
    limit: int | None = None,
    width: int = 120,
    colour: bool = False,
) -> str:
    """Return the report of `files` as lines of at most `width` columns.

    `limit` is the number of findings listed per file, None for all; what is left out is said.
    """
    parts = [_file(file, language, limit) for file in files]
    if len(files) > 1:
        parts.append(_total(files, language))
    return page(parts, width=width, colour=colour)


def _file(file: CheckedFile | FailedFile, language: Language, limit: int | None) -> RenderableType:
    title = Styled(file.path, style="bold")
    if isinstance(file, FailedFile):
        return Group(title, Padding(Styled(file.error.said(language), "red"), (0, 2, 1, 2)))
    parts: list[RenderableType] = [title, Padding(_counts(file, language), (0, 2))]
    if file.findings:
        shown = file.findings[:limit]
        parts += [Padding(_summary(file.findings, language), (0, 2))]
        parts += [Padding(rows, (0, 2)) for rows in _by_sheet(shown, language)]
        if left := len(file.findings) - len(shown):
            parts.append(Padding(_line("report.more", language, n=left), (1, 2, 0, 2)))
    return Padding(Group(*parts), (0, 0, 1, 0))


def _counts(file: CheckedFile, language: Language) -> Styled:
    tally = Counter(finding.severity for finding in file.findings)
    facts = {f"{severity}s": f"{tally[severity]:,}" for severity in SEVERITIES}
    rows, sheets = sum(file.sheets.values()), sum(1 for n in file.sheets.values() if n)
    key = "report.counts" if file.findings else "report.clean"
    style = "red" if tally["error"] else "yellow" if tally["warning"] else "green"
    text = message(key, rows=f"{rows:,}", sheets=sheets, **facts).said(language)
    return Styled(text, style=style)


def _summary(findings: Sequence[Finding], language: Language) -> Table:
    """Return rules × sheets, the gravest and most frequent rules first."""
    sheets = list(dict.fromkeys(finding.sheet for finding in findings))
    tally = Counter((finding.code, finding.sheet) for finding in findings)
    severities = {finding.code: finding.severity for finding in findings}
    totals = Counter(finding.code for finding in findings)
    order = sorted(totals, key=lambda c: (SEVERITIES.index(severities[c]), -totals[c], c))
    summary = table()
    summary.add_column(_said("report.rule", language))
    summary.add_column(_said("report.what", language), ratio=1)
    for sheet in sheets:
        # As a Text: rich would read a tab called "[/b]" as markup.
        summary.add_column(Styled(sheet or _said("report.whole_file", language)), justify="right")
    summary.add_column(_said("report.total", language), justify="right", style="bold")
    for code in order:
        numbers = [f"{n:,}" if (n := tally[code, sheet]) else "" for sheet in sheets]
        mark = f"{_MARKS[severities[code]]} {code}"
        title = _general(RULES_BY_CODE[code]).said(language)
        summary.add_row(
            Styled(mark, _COLOURS[severities[code]]), title, *numbers, f"{totals[code]:,}"
        )
    return summary


def _general(rule: Rule) -> Sentence:
    """Return the rule's sentence with nothing in particular filled in."""
    return rule.text.fill(**dict.fromkeys(("field", "value", "detail", "expected", "sheet"), "…"))


def _by_sheet(findings: Sequence[Finding], language: Language) -> list[Table]:
    sheets = dict.fromkeys(finding.sheet for finding in findings)
    return [_rows([f for f in findings if f.sheet == sheet], sheet, language) for sheet in sheets]


def _rows(findings: Sequence[Finding], sheet: str, language: Language) -> Table:
    rows = table(Styled(sheet or _said("report.whole_file", language)))
    rows.add_column(_said("report.cell", language), no_wrap=True)
    rows.add_column(_said("report.record", language), no_wrap=True)
    rows.add_column(_said("report.rule", language), no_wrap=True)
    rows.add_column(_said("report.problem", language), ratio=1)
    for finding in findings:
        mark = Styled(f"{_MARKS[finding.severity]} {finding.code}", _COLOURS[finding.severity])
        problem = Styled(printable(finding.said(language)))
        if finding.suggestion is not None:
            problem.append(f"\n→ {printable(finding.suggestion)}", style="green")
        rows.add_row(Styled(finding.cell), Styled(printable(finding.record)), mark, problem)
    return rows


def _total(files: Sequence[CheckedFile | FailedFile], language: Language) -> Styled:
    checked = [file for file in files if isinstance(file, CheckedFile)]
    tally = Counter(finding.severity for file in checked for finding in file.findings)
    facts = {f"{severity}s": f"{tally[severity]:,}" for severity in SEVERITIES}
    failed = len(files) - len(checked)
    return _line("report.files", language, files=len(files), failed=failed, **facts)


def _line(key: str, language: Language, **facts: object) -> Styled:
    return Styled(message(key, **facts).said(language), style="bold")


def _said(key: str, language: Language) -> str:
    return message(key).said(language)
