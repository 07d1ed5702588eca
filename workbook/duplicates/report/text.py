"""The cases as a page for the terminal: who, which rows, why, and what to do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text as Styled

from validation.messages import message
from workbook.duplicates.advice import advice, place
from workbook.duplicates.cases import cases
from workbook.duplicates.comparison import status
from workbook.duplicates.search import BANDS
from workbook.report.console import page, printable, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from validation.messages import Language
    from validation.messages import Text as Sentence
    from workbook.duplicates.cases import Case
    from workbook.duplicates.search import Report, Side

_COLOURS = {"duplicate": "red", "possible": "yellow", "group": "cyan"}


def render(
    report: Report,
    *,
    language: Language,
    limit: int | None = None,
    width: int = 120,
    colour: bool = False,
) -> str:
    """Return the report as lines of at most `width` columns.

    `limit` is the number of cases listed, None for all; what is left out is said.
    """
    found = cases(report)
    parts: list[RenderableType] = [
        Styled(f"{file.path}\n  {file.error.said(language)}", "red") for file in report.failed
    ]
    parts += [Styled(printable(note.said(language)), "dim") for note in report.together.notes]
    parts += [Padding(_case(report, case, language), (1, 0, 0, 0)) for case in found[:limit]]
    if left := len(found) - len(found[:limit]):
        parts.append(Padding(_line("dup.more", language, n=f"{left:,}"), (1, 0, 0, 0)))
    parts += [
        _line("dup.capped", language, what=message(f"dup.key.{each.kind}"), n=each.customers)
        for each in report.found.capped
    ]
    parts.append(Padding(Styled(summary(report, found).said(language), "bold"), (1, 0, 0, 0)))
    return page(parts, width=width, colour=colour)


def summary(report: Report, found: Sequence[Case]) -> Sentence:
    """Return how much was compared and how much of each kind was found."""
    tally = Counter(case.band for case in found)
    facts = {f"{band}s": f"{tally[band]:,}" for band in BANDS}
    files = len(report.together.files)
    return message("dup.counts", customers=f"{report.customers:,}", files=files, **facts)


def _case(report: Report, case: Case, language: Language) -> RenderableType:
    sides = [report.side(row) for row in case.rows]
    title = message(
        "dup.case",
        number=case.number,
        band=message(f"dup.band.{case.band}"),
        name=printable(sides[0].name) or "—",
        points=case.points,
    )
    said = [Styled("→ ").append(printable(line.said(language))) for line in advice(case, sides)]
    return Group(
        Styled(title.said(language), style=f"bold {_COLOURS[case.band]}"),
        Padding(_rows(sides, language), (0, 2)),
        *(Padding(_why(case, at, language), (0, 2)) for at in range(len(case.pairs))),
        *(Padding(line, (0, 2)) for line in said),
    )


def _rows(sides: Sequence[Side], language: Language) -> Table:
    rows = table()
    for key in ("file", "place_head", "record", "name", "owner", "pool"):
        rows.add_column(message(f"dup.{key}").said(language), overflow="fold")
    for side in sides:
        cells = (
            side.file,
            place(side).said(language),
            side.record,
            side.name,
            side.owner,
            status(side.pool).said(language),
        )
        rows.add_row(*(Styled(printable(cell)) for cell in cells))
    return rows


def _why(case: Case, at: int, language: Language) -> Styled:
    """Return why one of the rows is taken for the others."""
    pair = case.pairs[at]
    said = [f"{reason.points:+d} {getattr(reason, language)}" for reason in pair.reasons]
    start = message("dup.why").said(language)
    if len(case.pairs) > 1:
        start = message("dup.why_row", number=at + 2).said(language)
    mark = "；" if language == "zh" else "; "
    return Styled(f"{start}{mark.join(said)}", style="dim")


def _line(key: str, language: Language, **facts: object) -> Styled:
    return Styled(message(key, **facts).said(language), style="bold")
