"""Customers that reps added, looked at for customers the team has already."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.duplicates.finding import find, find_beside
from validation.duplicates.known import known
from validation.plaintext import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from validation.duplicates.finding import Duplicates
    from validation.threeway.state import State

_ONE_BY_ONE = 8
"""So many newcomers are looked up one after the other; more are cheaper in one sweep."""
_BANDS = frozenset({"duplicate", "possible"})


class Newcomer(NamedTuple):
    """A customer that was added in a rep's book."""

    rep: str
    row: int


class Alike(NamedTuple):
    """An added customer that may be one the book has; nothing is joined."""

    rep: str
    new: str
    other: str
    points: int


def alike(state: State, new: Sequence[Newcomer]) -> list[Alike]:
    """Return which newcomers may be customers the book has, or one another."""
    if not new:
        return []
    book = state.merged()
    customers = book.sheets["Customers"]
    contacts, titles = (book.sheets.get(sheet) for sheet in ("Contacts", "Titles"))
    decided = known(book.sheets)
    if len(new) > _ONE_BY_ONE:
        found = [find(customers, contacts, titles, known=decided)]
    else:
        found = [find_beside(one.row, customers, contacts, titles, known=decided) for one in new]
    reps = {one.row: one.rep for one in new}
    pairs: dict[tuple[int, int], Alike] = {}
    for left, right, points in (pair for each in found for pair in _pairs(each)):
        # Of two newcomers the later one is the one to look at.
        row, other = max(left, right), min(left, right)
        row, other = (row, other) if row in reps else (other, row)
        if row in reps:
            ids = [shown(customers.loc[r, "customer_id"]) for r in (row, other)]
            pairs[row, other] = Alike(reps[row], ids[0], ids[1], points)
    return [pairs[key] for key in sorted(pairs)]


def _pairs(found: Duplicates) -> Iterator[tuple[int, int, int]]:
    frame: pd.DataFrame = found.pairs
    for left, right, points, band in zip(
        frame["left"], frame["right"], frame["points"], frame["band"], strict=True
    ):
        if band in _BANDS:
            yield int(left), int(right), round(float(points))
