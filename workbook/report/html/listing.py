"""The findings row by row, grouped by file and sheet, as many as a page can carry."""

from __future__ import annotations

import bisect
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from validation.findings import SEVERITIES
from validation.messages import message, plain
from workbook.report.html.counts import Tally, owner, sheet_name
from workbook.report.html.links import Links, links

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from validation.findings import Finding
    from validation.messages import Text
    from workbook.checking import CheckedFile
    from workbook.report.html.counts import Count, Counts


class Line(NamedTuple):
    """One finding as the page lists it. `rule` and `rep` are numbers the filters know."""

    finding: Finding
    rule: int
    rep: int
    owner: str
    field: Text
    href: str | None
    """Where its cell is; None: it is about no cell."""
    cell: Text


class SheetPart(NamedTuple):
    """The listed findings of one sheet; `tally` counts those not listed too."""

    number: int
    name: Text
    tally: Tally
    lines: Sequence[Line]


class FilePart(NamedTuple):
    """One file that has findings. `left` is how many of them are not listed."""

    number: int
    name: str
    folder: str
    tally: Tally
    links: Links
    notes: Sequence[Text]
    has_owners: bool
    sheets: Sequence[SheetPart]
    left: int


class Limits(NamedTuple):
    """How many findings are listed: of one file, and of all of them together."""

    of_file: int
    in_all: int

    def share(self, sizes: Sequence[int]) -> int:
        """Return how many of each file can be listed, the short ones in full.

        >>> Limits(2_000, 100).share([5, 10, 500])
        85
        """
        room = range(self.of_file + 1)
        fits = bisect.bisect_right(room, self.in_all, key=lambda n: sum(min(n, s) for s in sizes))
        return max(1, fits - 1)


def parts(
    files: Mapping[int, CheckedFile], counts: Counts, *, limits: Limits, place: Path | None
) -> Iterator[FilePart]:
    """Yield the files that have findings in the order of the report, one at a time."""
    most = limits.share([len(file.findings) for file in files.values()])
    numbers = _Numbers(*map(_numbers, (counts.rules, counts.sheets, counts.owners)))
    for number, file in files.items():
        if not file.findings:
            continue
        listed = gravest(file.findings, most)
        there = links(file, place)
        by_sheet: dict[str, list[Line]] = {}
        for finding in listed:
            line = _line(finding, file, there, numbers)
            by_sheet.setdefault(finding.sheet, []).append(line)
        path = PurePath(file.path)
        yield FilePart(
            number=number,
            name=path.name or file.path,
            folder="" if str(path.parent) == "." else str(path.parent),
            tally=counts.files[number],
            links=there,
            notes=file.notes,
            has_owners=any(line.owner for lines in by_sheet.values() for line in lines),
            sheets=[
                SheetPart(numbers.sheets[tab], sheet_name(tab), counts.places[number, tab], lines)
                for tab, lines in by_sheet.items()
            ],
            left=len(file.findings) - len(listed),
        )


def gravest(findings: Sequence[Finding], most: int) -> Sequence[Finding]:
    """Return at most `most` findings in their order, errors before warnings before notes."""
    if len(findings) <= most:
        return findings
    order = sorted(range(len(findings)), key=lambda n: SEVERITIES.index(findings[n].severity))
    return [findings[n] for n in sorted(order[:most])]


class _Numbers(NamedTuple):
    rules: Mapping[str, int]
    sheets: Mapping[str, int]
    owners: Mapping[str, int]


def _numbers(counts: Sequence[Count]) -> Mapping[str, int]:
    return {count.key: count.number for count in counts}


def _line(finding: Finding, file: CheckedFile, there: Links, numbers: _Numbers) -> Line:
    rep = owner(file, finding)
    cell = finding.cell or (f"A{finding.row}" if finding.row is not None else "")
    name = plain(cell) if cell else message("html.whole_sheet" if finding.sheet else "html.no_cell")
    field = file.names.get((finding.sheet, finding.field), plain(finding.field))
    return Line(
        finding=finding,
        rule=numbers.rules[finding.code],
        rep=numbers.owners[rep],
        owner=rep,
        field=field,
        href=there.cell(finding.sheet, cell or "A1") if finding.sheet else None,
        cell=name,
    )
