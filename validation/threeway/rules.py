"""What becomes of a cell that both sides changed: rules.csv, a row per column that has a rule.

A column without a row is a conflict that the manager decides. Source: rules.md §10.
"""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.merging.values import is_blank, together
from validation.plaintext import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TABLE = Path(__file__).with_name("rules.csv")

HELD = "held"
"""A change by a rep alone is not taken either: the manager decides."""
REFUSED = "refused"
"""Not for a rep to change: it is told and not taken."""
OWNERS: Mapping[str, str] = {"Customers": "owner", "Leads": "assigned_rep"}
"""Sheet → its column of who has a record; a change of it is a row of the pool's ledger."""
POOL_STATUS = ("Customers", "pool_status")
"""Says whether anybody has a customer, so that it follows the owner."""
_CONFLICT = "conflict"


class Rule(NamedTuple):
    """How one column is merged."""

    name: str
    reason: str


class Settled(NamedTuple):
    """What a rule makes of two values."""

    value: Any
    lost: bool
    """Whether one of the two says something that the value does not, and a person may miss it."""


@cache
def rules() -> Mapping[tuple[str, str], Rule]:
    """Return (sheet, column) → Rule."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {
            (row["sheet"], row["column"]): Rule(row["rule"], row["reason"])
            for row in csv.DictReader(file)
        }


def rule(sheet: str, column: str) -> str:
    """Return the name of a column's rule; "conflict" where there is none."""
    found = rules().get((sheet, column))
    return _CONFLICT if found is None else found.name


def settled(name: str, mine: Any, theirs: Any, *, is_owner: bool) -> Settled | None:
    """Return what a rule makes of two different values; None: a person has to decide.

    Args:
        name: of the rule.
        mine: what the rep's book says.
        theirs: what the manager's book says now.
        is_owner: whether the record belongs to the rep whose book it is.
    """
    decide = _RULES.get(name)
    if decide is None:
        return None
    return decide(mine, theirs, is_owner)


def _base(_: Any, theirs: Any, __: Any) -> Settled:
    return Settled(theirs, lost=False)


def _owner(mine: Any, theirs: Any, is_owner: Any) -> Settled:
    return Settled(mine if is_owner else theirs, lost=True)


def _longest(mine: Any, theirs: Any, _: Any) -> Settled:
    taken = mine if len(shown(mine)) > len(shown(theirs)) else theirs
    other = theirs if taken is mine else mine
    return Settled(taken, lost=shown(other).strip() not in shown(taken))


def _union(mine: Any, theirs: Any, _: Any) -> Settled:
    filled = [value for value in (theirs, mine) if not is_blank(value)]
    return Settled(filled[0] if len(filled) == 1 else together(filled), lost=False)


def _latest(mine: Any, theirs: Any, _: Any) -> Settled | None:
    return _by_time(mine, theirs, latest=True)


def _earliest(mine: Any, theirs: Any, _: Any) -> Settled | None:
    return _by_time(mine, theirs, latest=False)


def _by_time(mine: Any, theirs: Any, *, latest: bool) -> Settled | None:
    if is_blank(mine) or is_blank(theirs):
        return Settled(theirs if is_blank(mine) else mine, lost=False)
    if not isinstance(mine, dt.date) or not isinstance(theirs, dt.date):
        return None
    is_mine = (_moment(mine) > _moment(theirs)) is latest
    return Settled(mine if is_mine else theirs, lost=False)


def _moment(value: dt.date) -> tuple[int, ...]:
    return tuple(value.timetuple()[:6])


_RULES: Mapping[str, Callable[[Any, Any, Any], Settled | None]] = {
    "base": _base,
    "owner": _owner,
    "longest": _longest,
    "union": _union,
    "latest": _latest,
    "earliest": _earliest,
}
