"""Ids that were damaged or typed over, and the references that still mean their rows.

Ids run in order down a sheet, so the row between CUS-2026-058 and CUS-2026-060 was 059 whatever
stands there now. One wrong id is then one finding, not one per row that refers to it.
"""

from __future__ import annotations

import bisect
import re
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from validation import references

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validation.checks.sheetrows import Rows

_NUMBERED = re.compile(r"(.*?)(\d{1,15})")


class Gap(NamedTuple):
    """What an id now lost was between: the ids of the row before and of the row after."""

    before: str
    """Empty above the first row, and where that id is lost too."""
    after: str


class Gaps:
    """The gaps of a column, asked whether an id is the one that fills one of them.

    >>> "PO-7" in Gaps([Gap("PO-6", "PO-8")]), "PO-9" in Gaps([Gap("PO-6", "PO-8")])
    (True, False)
    """

    def __init__(self, gaps: Iterable[Gap]) -> None:
        """Take the gaps, in any order."""
        between: dict[str, list[tuple[int, int]]] = {}
        self._beside: set[tuple[str, int]] = set()
        for gap in gaps:
            around = [found for found in map(_NUMBERED.fullmatch, gap) if found]
            if len(around) == 2 and around[0][1] == around[1][1]:
                between.setdefault(around[0][1], []).append((int(around[0][2]), int(around[1][2])))
                continue
            for found in around:
                # With one neighbour of its kind the id is the next one.
                beside = int(found[2])
                self._beside |= {(found[1], beside - 1), (found[1], beside + 1)}
        self._between = {name: _rising(ends) for name, ends in between.items()}

    def __contains__(self, value: str) -> bool:
        mine = _NUMBERED.fullmatch(value)
        if mine is None:
            return False
        number = int(mine[2])
        if (mine[1], number) in self._beside:
            return True
        starts, furthest = self._between.get(mine[1], ((), ()))
        below = bisect.bisect_left(starts, number)
        return below > 0 and number < furthest[below - 1]


def _rising(ends: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Return where the gaps start, in order, and how far one that starts by then reaches."""
    ends.sort()
    return [start for start, _ in ends], list(accumulate((end for _, end in ends), max))


def of(rows: Rows, key: str) -> Gaps:
    """Return the gaps that blank, unreadable, malformed and repeated ids leave in a column."""
    values = rows.value(key)
    field = rows.sheet.by_key[key]
    form = re.compile(field.argument("pattern") or ".*")
    again = references.repeats(list(values))
    ids = [
        "" if v is None or n in again or not form.fullmatch(str(v)) else str(v)
        for n, v in enumerate(values)
    ]
    return Gaps(
        Gap(ids[n - 1] if n else "", ids[n + 1] if n + 1 < len(ids) else "")
        for n, identity in enumerate(ids)
        if not identity
    )
