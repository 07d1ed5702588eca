"""Who leaves, who takes over and who approves: whether they may, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.errors import RefusedError
from validation.messages import message

if TYPE_CHECKING:
    from validation.leaving.request import Request
    from validation.leaving.source import Source
    from validation.messages import Text
    from validation.pool.roster import Rep

_MANAGES = frozenset({"manager", "admin"})


class Person(NamedTuple):
    """A rep as a plan names him."""

    id: str
    name: str
    department: str


class People(NamedTuple):
    """Everybody a handover concerns."""

    leaver: Person
    to: tuple[Person, ...]
    """The successors by their id."""
    approver: Person | None
    """None: nobody has approved yet."""
    chief: str
    """Who takes over what only a manager may do (others' line manager, open quote approvals);
    "": there is nobody."""


def leaver(source: Source, request: Request) -> Rep:
    """Return the rep who leaves.

    Raises:
        RefusedError: there is no such rep.
    """
    return source.pool.rep(request.rep)


def people(source: Source, request: Request) -> People:
    """Return who a request concerns.

    Raises:
        RefusedError: a successor or the approver is not known, or may not be one.
    """
    gone = leaver(source, request)
    to = sorted({source.pool.rep(one).id for one in request.to})
    if not to:
        raise RefusedError(reason=message("leaving.nobody", rep=gone.id))
    for one in to:
        reason = _not_successor(source, source.pool.rep(one), gone)
        if reason is not None:
            raise RefusedError(reason=reason)
    approver = None
    if request.approver is not None:
        found = source.pool.rep(request.approver)
        reason = _not_approver(found, gone, to)
        if reason is not None:
            raise RefusedError(reason=reason)
        approver = _person(source, found.id)
    return People(
        _person(source, gone.id),
        tuple(_person(source, one) for one in to),
        approver,
        _chief(source, gone, to),
    )


def _not_successor(source: Source, rep: Rep, gone: Rep) -> Text | None:
    if rep.id == gone.id:
        return message("leaving.same", rep=rep.id)
    if rep.role == "agent":
        return message("leaving.outsider", rep=rep.id)
    if rep.active in ("left", "paused"):
        return message(f"leaving.is_{rep.active}", rep=rep.id, name=rep.name)
    if rep.absences(source.today):
        return message("leaving.is_away", rep=rep.id, name=rep.name)
    return None


def _not_approver(rep: Rep, gone: Rep, to: list[str]) -> Text | None:
    if rep.id == gone.id or rep.id in to:
        return message("leaving.own_approval", rep=rep.id, name=rep.name)
    if not rep.is_manager:
        return message("leaving.no_manager", rep=rep.id, name=rep.name)
    if rep.active == "left":
        return message("leaving.approver_left", rep=rep.id, name=rep.name)
    return None


def _chief(source: Source, gone: Rep, to: list[str]) -> str:
    """Return who inherits a manager's duties: the own manager, a successor, or another manager."""
    own = source.staff.reps[gone.id].manager
    above = [own] if own and own != gone.id else []
    for one in (*above, *to):
        known = source.staff.reps.get(one)
        if known is not None and known.is_here and known.role in _MANAGES:
            return known.id
    return source.staff.above(gone.id) or ""


def _person(source: Source, identity: str) -> Person:
    known = source.staff.reps[identity]
    return Person(known.id, known.name, known.department or "")
