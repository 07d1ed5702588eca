"""The page as a whole: what it says first, its charts, and the template it is put into."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from validation import catalogue as catalogues
from validation.findings import SEVERITIES
from validation.messages import Text, message
from validation.rules import RULES_BY_CODE
from workbook.checking import CheckedFile, FailedFile
from workbook.report.html import shell
from workbook.report.html.counts import Tally, counted
from workbook.report.html.listing import Limits, parts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import jinja2

    from validation.messages import Language
    from workbook.report.html.counts import Count, Counts

MOST_IN_ALL = 20_000
"""Findings listed in one page: with more of them a phone cannot open it, nor a mail carry it."""

_LONG = 2_000
"""Findings from which a browser is asked to lay out only what is looked at; links then jump less
exactly, as heights are guessed."""
_SCRIPT = shell.inline(shell.FOLDER / "page.js")
_STYLE = shell.inline(shell.FOLDER / "page.css")
_MARKS = {"error": "✗", "warning": "!", "info": "i"}


class Piece(NamedTuple):
    """One colour of a bar, in hundredths of its chart's width."""

    severity: str
    x: str
    width: str


class Row(NamedTuple):
    """A file in the table of files; `error` is why it could not be read, None: it was."""

    number: int
    name: str
    rows: int
    tally: Tally
    error: Text | None


def render(
    today: dt.date,
    files: Sequence[CheckedFile | FailedFile],
    *,
    language: Language,
    place: Path | None = None,
    most: int = 2_000,
) -> str:
    """Return the report as one HTML document that needs nothing beside it.

    It opens in `language` and holds both. Links lead from the folder `place`, where it will
    stand; None: the current one. At most `most` findings are listed per file, and `MOST_IN_ALL`
    in all: errors first, and what is left out is said. The counts are always over everything.
    """
    checked = {n: file for n, file in enumerate(files) if isinstance(file, CheckedFile)}
    counts = counted(checked)
    rows = sorted(_rows(files, counts), key=lambda row: _weight(row.error, row.tally))
    template = _environment().get_template("page.html.j2")
    return template.render(
        language=language,
        today=today.isoformat(),
        policy=shell.policy(_SCRIPT, _STYLE),
        style=_STYLE,
        script=_SCRIPT,
        title=message("html.title"),
        look=_worst(counts.tally) or ("clean" if len(checked) == len(files) else "warning"),
        verdict=_verdict(counts.tally, len(checked), len(files) - len(checked)),
        lead=_lead(counts),
        counts=counts,
        files=rows,
        failed=[row for row in rows if row.error is not None],
        checked=len(checked),
        rows=sum(map(_filled, checked.values())),
        rules=RULES_BY_CODE,
        long=counts.tally.total > _LONG,
        parts=parts(checked, counts, limits=Limits(most, MOST_IN_ALL), place=place),
    )


def _rows(files: Sequence[CheckedFile | FailedFile], counts: Counts) -> list[Row]:
    return [
        Row(number, file.path, 0, Tally(), file.error)
        if isinstance(file, FailedFile)
        else Row(number, file.path, _filled(file), counts.files.get(number, Tally()), None)
        for number, file in enumerate(files)
    ]


def _filled(file: CheckedFile) -> int:
    return sum(file.sheets.values())


def _weight(error: Text | None, tally: Tally) -> tuple[bool, list[int]]:
    """Return what puts the unreadable first, then the files with most to do."""
    return error is None, [-n for n in tally]


def _verdict(tally: Tally, checked: int, failed: int) -> Text:
    """Return the one sentence to remember."""
    worst = _worst(tally)
    if worst is not None:
        return message(f"html.verdict_{worst}", n=f"{getattr(tally, worst):,}")
    if not checked:
        return message("html.nothing_checked")
    return message("html.clean_so_far", n=f"{failed:,}") if failed else message("html.clean")


def _lead(counts: Counts) -> Text | None:
    """Return where most of the gravest findings are and with whom; None: there are none."""
    worst = _worst(counts.tally)
    if worst is None:
        return None

    def most(of: Sequence[Count]) -> tuple[Text, str]:
        top = max(of, key=lambda count: (getattr(count.tally, worst), -count.number))
        return top.name, f"{getattr(top.tally, worst):,}"

    (rule, rule_n), (sheet, sheet_n) = most(counts.rules), most(counts.sheets)
    facts = {"rule": rule, "rule_n": rule_n, "sheet": sheet, "sheet_n": sheet_n}
    named = [count for count in counts.owners if count.key and getattr(count.tally, worst)]
    if not named:
        return message("html.lead", **facts)
    rep, rep_n = most(named)
    return message("html.lead_owner", **facts, owner=rep, owner_n=rep_n)


def _worst(tally: Tally) -> str | None:
    return next((severity for severity in SEVERITIES if getattr(tally, severity)), None)


def pieces(tally: Tally, full: int) -> list[Piece]:
    """Return a bar of `tally` in a chart whose widest bar counts `full`.

    >>> pieces(Tally(1, 0, 2), 4)
    [Piece(severity='error', x='0', width='25'), Piece(severity='info', x='25', width='50')]
    """
    bar, x = [], 0.0
    for severity in SEVERITIES:
        if width := 100 * getattr(tally, severity) / max(full, 1):
            bar.append(Piece(severity, f"{x:.4g}", f"{width:.4g}"))
            x += width
    return bar


@cache
def _environment() -> jinja2.Environment:
    made = shell.environment().overlay()
    made.globals = {
        **made.globals,
        "pieces": pieces,
        "severities": _severities(),
        "marks": _MARKS,
    }
    return made


def _severities() -> Mapping[str, Text]:
    words = catalogues.load().vocabularies["severity"].words
    return {code: Text(words[code].zh, words[code].en) for code in SEVERITIES}
