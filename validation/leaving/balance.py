"""Dealing out units: the largest first, each to the least loaded successor who has room.

Ties go by rep id, units of one size by their own id; both as text. A unit is a customer or a
whole group. Source: rules.md §9 and decisions.md, "Balance of a leaver".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.errors import RefusedError
from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class Unit(NamedTuple):
    """What goes to one successor as a whole."""

    id: str
    points: int
    size: int = 1
    """How much room it takes: its records that use capacity."""
    rep: str = ""
    """The successor it was given to by hand, or belongs to; "": it is dealt out."""


class Successor(NamedTuple):
    """Who takes over, and what the dealing starts from."""

    id: str
    load: int = 0
    """Points."""
    room: int | None = None
    """How many more records the rep may have; None: there is no limit."""


def balanced(
    units: Sequence[Unit],
    successors: Sequence[Successor],
    fit: Callable[[Unit, str], tuple[int, ...]] = lambda _unit, _rep: (),
) -> Mapping[str, str]:
    """Return unit id → the successor who gets it, in the order in which they were dealt out.

    Units that belong to somebody come first. `fit` says how well a unit fits a rep, the higher
    the better; only those whom it fits best are asked for their load.

    Raises:
        RefusedError: a unit finds no successor with room for it.

    >>> units = [Unit("G1", 6), Unit("C2", 4), Unit("C4", 2), Unit("C5", 2), Unit("C6", 1)]
    >>> balanced(units, [Successor("Li"), Successor("Wang")])
    {'G1': 'Li', 'C2': 'Wang', 'C4': 'Wang', 'C5': 'Li', 'C6': 'Wang'}
    """
    load = {one.id: one.load for one in successors}
    room = {one.id: one.room for one in successors}
    found: dict[str, str] = {}
    for unit in sorted(units, key=lambda one: (not one.rep, -one.points, one.id)):
        asked = [unit.rep] if unit.rep else list(load)
        able = [rep for rep in asked if _has_room(room[rep], unit.size)]
        if not able:
            raise RefusedError(reason=_full(unit, asked, room))
        best = max(fit(unit, rep) for rep in able)
        rep = min((load[one], one) for one in able if fit(unit, one) == best)[1]
        found[unit.id] = rep
        load[rep] += unit.points
        left = room[rep]
        room[rep] = None if left is None else left - unit.size
    return found


def _has_room(room: int | None, size: int) -> bool:
    # A unit that takes no room (all of it won) fits also where somebody has too much already.
    return room is None or not size or room >= size


def _full(unit: Unit, asked: Sequence[str], room: Mapping[str, int | None]) -> object:
    shown = ", ".join(f"{rep} {max(0, room[rep] or 0)}" for rep in asked)
    return message("leaving.no_room", unit=unit.id, n=unit.size, rooms=shown)
