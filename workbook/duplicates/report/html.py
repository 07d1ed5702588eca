"""The cases as one self-contained web page, in the frame of every page of ours."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from validation.messages import Text, message
from workbook.duplicates.advice import advice, place
from workbook.duplicates.cases import cases
from workbook.duplicates.comparison import compared, label, status
from workbook.duplicates.fields import SHOWN
from workbook.duplicates.report.text import summary
from workbook.duplicates.search import BANDS
from workbook.report.html import shell
from workbook.report.html.links import address, fragment

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from validation.messages import Language
    from workbook.duplicates.cases import Case
    from workbook.duplicates.comparison import Verdict
    from workbook.duplicates.search import Report, Side

MOST = 1_000
"""Cases listed in one page: with more of them a phone cannot open it, nor a mail carry it."""

_FOLDER = Path(__file__).parent
_SCRIPT = shell.inline(shell.FOLDER / "page.js", _FOLDER / "duplicates.js")
_STYLE = shell.inline(shell.FOLDER / "page.css", _FOLDER / "duplicates.css")
_LOOKS = {"duplicate": "error", "possible": "warning", "group": "info"}
_MARKS = {"duplicate": "=", "possible": "?", "group": "G"}


class Head(NamedTuple):
    """One row of a case, at the top of its column."""

    file: str
    href: str
    place: Text
    record: str
    owner: str
    pool: Text


class Cell(NamedTuple):
    """The values of one field of one row; `verdict` compares them with the first row's."""

    values: tuple[str, ...]
    verdict: Verdict | None
    """None: the first row's own."""


class Field(NamedTuple):
    """One line of the comparison."""

    name: Text
    cells: tuple[Cell, ...]


class Ground(NamedTuple):
    """What one field says for or against."""

    points: int
    text: Text


class Why(NamedTuple):
    """The reasons for one row; `number` is its column, from 2."""

    number: int
    grounds: tuple[Ground, ...]


class Part(NamedTuple):
    """One case as the page lists it. `owners` and `files` are numbers the filters know."""

    case: Case
    name: str
    heads: tuple[Head, ...]
    fields: tuple[Field, ...]
    whys: tuple[Why, ...]
    advice: tuple[Text, ...]
    owners: str
    files: str


def render(
    report: Report,
    today: dt.date,
    *,
    language: Language,
    folder: Path | None = None,
    most: int = MOST,
) -> str:
    """Return the report as one HTML document that needs nothing beside it.

    It opens in `language` and holds both. Links lead from `folder`, where it will stand; None:
    the current one. At most `most` cases are listed, the surest first, and what is left out is
    said; the counts are over all.
    """
    found = cases(report)
    tally = Counter(case.band for case in found)
    names = _Names(report, found[:most])
    template = shell.environment(_FOLDER).get_template("duplicates.html.j2")
    worst = next((band for band in BANDS if tally[band]), None)
    return template.render(
        language=language,
        today=today.isoformat(),
        policy=shell.policy(_SCRIPT, _STYLE),
        style=_STYLE,
        script=_SCRIPT,
        tell=shell.speaker("dup"),
        title=message("dup.title"),
        look=_LOOKS[worst] if worst else "clean",
        verdict=_verdict(worst, tally, found),
        lead=summary(report, found),
        bands=[(band, message(f"dup.band.{band}"), tally[band]) for band in BANDS],
        looks=_LOOKS,
        marks=_MARKS,
        customers=report.customers,
        files=names.files,
        owners=names.owners,
        failed=report.failed,
        notes=report.together.notes,
        capped=[
            message("dup.capped", what=message(f"dup.key.{each.kind}"), n=each.customers)
            for each in report.found.capped
        ],
        listed=len(found[:most]),
        left=len(found) - len(found[:most]),
        parts=_parts(report, found[:most], names, folder),
    )


def _verdict(worst: str | None, tally: Counter[str], found: Sequence[Case]) -> Text:
    if worst is None:
        return message("dup.clean")
    rows = sum(len(case.rows) for case in found if case.band == worst)
    return message(f"dup.verdict.{worst}", n=f"{tally[worst]:,}", rows=f"{rows:,}")


class _Names:
    """The owners and files of the cases listed, numbered for the filters."""

    def __init__(self, report: Report, listed: Sequence[Case]) -> None:
        sides = [report.side(row) for case in listed for row in case.rows]
        self.owners = sorted({side.owner for side in sides if side.owner})
        self.files = sorted({side.file for side in sides})

    def of_owners(self, sides: Sequence[Side]) -> str:
        return _numbers(self.owners, (side.owner for side in sides if side.owner))

    def of_files(self, sides: Sequence[Side]) -> str:
        return _numbers(self.files, (side.file for side in sides))


def _numbers(names: Sequence[str], used: Iterator[str]) -> str:
    return " ".join(str(names.index(name)) for name in dict.fromkeys(used))


def _parts(
    report: Report, listed: Sequence[Case], names: _Names, folder: Path | None
) -> Iterator[Part]:
    """Yield the cases one at a time, so that a long page is never in memory twice."""
    for case in listed:
        sides = [report.side(row) for row in case.rows]
        yield Part(
            case=case,
            name=sides[0].name,
            heads=tuple(_head(side, folder) for side in sides),
            fields=fields(sides),
            whys=tuple(
                Why(number, tuple(Ground(r.points, Text(r.zh, r.en)) for r in pair.reasons))
                for number, pair in enumerate(case.pairs, 2)
            ),
            advice=advice(case, sides),
            owners=names.of_owners(sides),
            files=names.of_files(sides),
        )


def _head(side: Side, folder: Path | None) -> Head:
    there = address(side.file, folder) + fragment(side.tab, f"A{side.row}")
    return Head(side.file, there, place(side), side.record, side.owner, status(side.pool))


def fields(sides: Sequence[Side]) -> tuple[Field, ...]:
    """Return the fields that any of the rows has, each row compared with the first."""
    first = sides[0]
    verdicts = [{line.field: line.verdict for line in compared(first, side)} for side in sides[1:]]
    found = []
    for key in SHOWN:
        if any(key in side.cells for side in sides):
            name = label(*key)
            cells = [Cell(first.cells.get(key, ()), None)]
            for side, verdict in zip(sides[1:], verdicts, strict=True):
                cells.append(Cell(side.cells.get(key, ()), verdict.get(name, "one")))
            found.append(Field(name, tuple(cells)))
    return tuple(found)
