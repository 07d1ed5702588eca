"""Pairs joined into customers, the surest first, and the joins that are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from validation.duplicates.keys import Ints, Records

LARGEST = 20
"""The most rows one customer may have: beyond it a shared value fooled the points."""

Why = Literal["codes", "apart", "size"]


class Refused(NamedTuple):
    """A pair that has the points of a duplicate and yet joins nothing."""

    left: int
    right: int
    why: Why
    """codes: two codes of one country; apart: two rows inside that speak against it; size."""


class Clusters(NamedTuple):
    """Positions of the rows of each customer that stands more than once, in order."""

    groups: tuple[tuple[int, ...], ...]
    refused: tuple[Refused, ...]


class Edges(NamedTuple):
    """Pairs of positions."""

    left: Ints
    right: Ints


def clusters(found: Records, joined: Edges, apart: Edges) -> Clusters:
    """Return the customers that the pairs of `joined` make, and the joins refused.

    Args:
        found: the customers.
        joined: pairs with the points of a duplicate, the strongest first.
        apart: pairs that never come together, however many others link them: two places, two
            codes, or a person's decision.
    """
    forest = _Forest(found, _neighbours(joined, apart))
    pairs = zip(joined.left.tolist(), joined.right.tolist(), strict=True)
    refused = [
        Refused(left, right, why) for left, right in pairs if (why := forest.join(left, right))
    ]
    return Clusters(forest.groups(), tuple(refused))


def _neighbours(joined: Edges, apart: Edges) -> dict[int, set[int]]:
    """Return position → positions kept apart from it, for those that something may join."""
    used = np.union1d(joined.left, joined.right)
    kept = np.isin(apart.left, used) & np.isin(apart.right, used)
    found: dict[int, set[int]] = {}
    for left, right in zip(apart.left[kept].tolist(), apart.right[kept].tolist(), strict=True):
        found.setdefault(left, set()).add(right)
        found.setdefault(right, set()).add(left)
    return found


class _Forest:
    """Rows that belong together so far."""

    def __init__(self, found: Records, apart: dict[int, set[int]]) -> None:
        self._root: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._codes: dict[int, dict[int, set[int]]] = {}
        self._apart = apart
        self._found = found

    def join(self, left: int, right: int) -> Why | None:
        """Join the rows' clusters, or return why not; None: they are one now."""
        a, b = self._top(left), self._top(right)
        if a == b:
            return None
        why = self._objection(a, b)
        if why:
            return why
        if len(self._members[a]) < len(self._members[b]):
            a, b = b, a
        self._root[b] = a
        self._members[a] += self._members.pop(b)
        for kind, codes in self._codes.pop(b).items():
            self._codes[a].setdefault(kind, set()).update(codes)
        return None

    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Return the rows of every cluster with two rows or more."""
        several = (rows for rows in self._members.values() if len(rows) > 1)
        return tuple(sorted(tuple(sorted(rows)) for rows in several))

    def _top(self, row: int) -> int:
        if row not in self._root:
            self._root[row] = row
            self._members[row] = [row]
            self._codes[row] = _codes(self._found, row)
            return row
        while self._root[row] != row:
            self._root[row] = self._root[self._root[row]]
            row = self._root[row]
        return row

    def _objection(self, a: int, b: int) -> Why | None:
        if len(self._members[a]) + len(self._members[b]) > LARGEST:
            return "size"
        mine, theirs = self._codes[a], self._codes[b]
        if any(mine[kind].isdisjoint(theirs[kind]) for kind in mine.keys() & theirs.keys()):
            return "codes"
        return "apart" if self._is_apart(a, b) else None

    def _is_apart(self, a: int, b: int) -> bool:
        others = set(self._members[b])
        return any(not others.isdisjoint(self._apart.get(row, ())) for row in self._members[a])


def _codes(found: Records, row: int) -> dict[int, set[int]]:
    codes: dict[int, set[int]] = {}
    for code in found.code.ids[row]:
        if code >= 0:
            codes.setdefault(int(found.code_kind[code]), set()).add(int(code))
    return codes
