"""Rules across rows: what repeats, what points nowhere, what runs backwards. Arrays in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence


class Primaries(NamedTuple):
    """Where a group has not exactly one flagged row."""

    missing: tuple[int, ...]
    """The first row of each group without a flag."""
    extra: Mapping[int, int]
    """Row of a second or later flag → row of the group's first."""


def repeats(keys: Sequence[Hashable | None]) -> Mapping[int, int]:
    """Return position of a repeated key → position where it stood first. None never repeats.

    >>> repeats(["a", None, "b", "a", None, "a"])
    {3: 0, 5: 0}
    """
    # Written from the end, the first of equal keys stays; nearly every key is its own first.
    first = dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))
    firsts = np.fromiter(map(first.__getitem__, keys), np.intp, count=len(keys))
    again = np.flatnonzero(firsts != np.arange(len(keys)))
    return {n: int(firsts[n]) for n in again.tolist() if keys[n] is not None}


def backwards(numbers: Sequence[float]) -> tuple[int, ...]:
    """Return the positions of numbers that are not above the number before them.

    NaN is passed over.

    >>> backwards([1, 2, 2, float("nan"), 5, 4])
    (2, 5)
    """
    known = np.flatnonzero(~np.isnan(np.asarray(numbers, dtype=float)))
    values = np.asarray(numbers, dtype=float)[known]
    return tuple(int(n) for n in known[1:][values[1:] <= values[:-1]])


def primaries(groups: Sequence[Hashable | None], flags: Sequence[object]) -> Primaries:
    """Return the groups with no or several flagged rows; a row of group None has none.

    >>> primaries(["x", "x", "y", "z", "z"], [True, True, None, False, True])
    Primaries(missing=(2,), extra={1: 0})
    """
    first: dict[Hashable, int] = {}
    flagged: dict[Hashable, int] = {}
    extra = {}
    for position, (group, flag) in enumerate(zip(groups, flags, strict=True)):
        if group is None:
            continue
        first.setdefault(group, position)
        if flag is True and flagged.setdefault(group, position) != position:
            extra[position] = flagged[group]
    missing = tuple(position for group, position in first.items() if group not in flagged)
    return Primaries(missing, extra)


def together(*columns: Sequence[Hashable | None]) -> list[tuple[Hashable, ...] | None]:
    """Return the rows' values side by side as keys for `repeats`; None where the first is blank.

    >>> together(["Q1", None], [2, 2])
    [('Q1', 2), None]
    """
    return [None if row[0] is None else tuple(row) for row in zip(*columns, strict=True)]
