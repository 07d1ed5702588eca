"""What belongs together, for people: one customer that stands several times, or two that may be.

A program reads pairs; a person decides about a customer, of which five rows make ten pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbook.duplicates.search import BANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.duplicates.search import Pair, Report, Side


class Case(NamedTuple):
    """Rows to decide about together.

    The first is the one to keep, because it says most (the oldest of equals); `pairs` holds for
    each of the others its strongest pair with one of the case, in the order of the rows.
    """

    number: int
    """Which case of the report this is, from 1."""
    band: str
    rows: tuple[int, ...]
    pairs: tuple[Pair, ...]

    @property
    def points(self) -> int:
        """The points of the strongest pair."""
        return max(pair.points for pair in self.pairs)


def cases(report: Report) -> tuple[Case, ...]:
    """Return the cases, duplicates first, then by points."""
    found = [*_clusters(report), *_alone(report)]
    found.sort(key=lambda case: (BANDS.index(case.band), -case.points, min(case.rows)))
    return tuple(case._replace(number=number) for number, case in enumerate(found, 1))


def _clusters(report: Report) -> Iterator[Case]:
    where = {row: number for number, rows in enumerate(report.found.clusters) for row in rows}
    strongest: dict[int, Pair] = {}
    inside: dict[int, list[Pair]] = {}
    for pair in report.pairs:
        if pair.band == "duplicate":
            inside.setdefault(where[pair.left], []).append(pair)
            for row in (pair.left, pair.right):
                strongest.setdefault(row, pair)
    for number, rows in enumerate(report.found.clusters):
        order = ordered(report, rows)
        of_kept = {
            pair.right if pair.left == order[0] else pair.left: pair
            for pair in inside.get(number, ())
            if order[0] in (pair.left, pair.right)
        }
        # With the row to keep, if the two were compared at all; else with whatever it is most like.
        pairs = tuple(of_kept.get(row) or strongest[row] for row in order[1:])
        yield Case(0, "duplicate", order, pairs)


def _alone(report: Report) -> Iterator[Case]:
    for pair in report.pairs:
        if pair.band != "duplicate":
            yield Case(0, pair.band, ordered(report, (pair.left, pair.right)), (pair,))


def ordered(report: Report, rows: tuple[int, ...]) -> tuple[int, ...]:
    """Return the rows, the one that says most first, the oldest and upper of equals."""

    def weight(row: int) -> tuple[int, str, int]:
        side = report.side(row)
        created = side.cells.get(("Customers", "created_date"), ("9999",))[0]
        return -len(side.cells), created, row

    return tuple(sorted(rows, key=weight))


def is_local(sides: tuple[Side, ...]) -> bool:
    """Return whether all the rows have ids and stand in one file, so that they can be merged."""
    return len({side.file for side in sides}) == 1 and all(side.record for side in sides)
