"""Who has had a customer since it last left the pool, as the ledger tells."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from validation.recycling.follow_ups import FollowUp

_GIVEN = frozenset({"ASSIGN", "CLAIM", "TRANSFER"})
_POOLED = frozenset({"IN_MANUAL", "IN_RECYCLE", "IN_LEAVER", "RETURN"})


class Handover(NamedTuple):
    """One row of the ledger that may change who has a customer."""

    day: dt.date
    action: str
    """Code of pool_action."""
    from_rep: str
    to_rep: str
    record: str = ""
    """The id of a record that was merged into the customer, of whose ledger the row is one."""


class Holder(NamedTuple):
    """A rep who had the customer, from a day to another, both included."""

    rep: str
    first: dt.date
    last: dt.date


class Tenure(NamedTuple):
    """How the present owner came to a customer."""

    holders: tuple[Holder, ...]
    """The owners since it last left the pool, the present one last."""
    since: dt.date | None
    """The day the present owner got it; None: nobody knows."""
    received: dt.date | None
    """The same day, when another owner handed it over; None: it came from the pool, or is new."""

    @property
    def owner(self) -> str:
        """The present owner by the ledger; "": it is in the pool."""
        return self.holders[-1].rep if self.holders else ""


_NOBODY = Tenure((), None, None)


def tenure(events: Sequence[Handover]) -> Tenure:
    """Return who has a customer by its rows of the ledger, oldest first.

    Each record has its own owner until it is merged into another: one that went to the pool does
    not take the customer from who has the record it went into. A row that names as new owner who
    has it already changes nothing: merging two records of a customer tells of the one that went.
    """
    held: dict[str, Tenure] = {}
    for event in events:
        at = held.get(event.record, _NOBODY)
        is_pooled = event.action in _POOLED and not event.to_rep
        if not is_pooled and not (event.action in _GIVEN and event.to_rep):
            continue
        joined = None if event.record else _joined(held, event)
        if is_pooled:
            held[event.record] = _NOBODY
        else:
            held[event.record] = at if event.to_rep == at.owner else _given(at, event, joined)
    if "" in held:
        return held[""]
    return next((one for one in reversed(held.values()) if one.owner), _NOBODY)


def _joined(held: dict[str, Tenure], event: Handover) -> Tenure | None:
    """Return how the new owner had a record that was merged in; None: it had none.

    Records of both reps are part of the customer from here on and have no owner of their own.
    """
    reps = (event.from_rep, event.to_rep)
    merged = [held.pop(key) for key in list(held) if key and held[key].owner in reps]
    return next((one for one in merged if one.owner == event.to_rep), None)


def _given(at: Tenure, event: Handover, joined: Tenure | None) -> Tenure:
    before: tuple[Holder, ...] = ()
    if event.from_rep and event.from_rep == at.owner:
        before = (*at.holders[:-1], at.holders[-1]._replace(last=event.day))
    elif joined is not None:
        return joined
    elif event.from_rep and not at.holders:
        before = (Holder(event.from_rep, dt.date.min, event.day),)
    handed_over = event.action == "TRANSFER" or bool(event.from_rep)
    holders = (*before, Holder(event.to_rep, event.day, dt.date.max))
    if joined is not None:
        holders = (*before, joined.holders[-1])
    since = event.day if joined is None else joined.since
    return Tenure(holders, since, event.day if handed_over else None)


def unlogged(owner: str, events: Sequence[Handover], day: dt.date) -> Handover | None:
    """Return the row the ledger lacks when an owner was typed into the book; None: nothing.

    Args:
        owner: as the book says now; "": nobody.
        events: the customer's rows of the ledger, oldest first; none: it is not known there.
        day: on which it is noticed.
    """
    known = [event for event in events if event.action in _GIVEN | _POOLED]
    before = tenure(known).owner
    # What only tells of records that went to the pool does not know the one they went into.
    is_known = before or any(not event.record for event in known)
    if not is_known or before == owner:
        return None
    return Handover(day, "TRANSFER" if owner else "IN_MANUAL", before, owner)


def own(
    done: Sequence[FollowUp], held: Tenure, owner: str, collaborators: Collection[str]
) -> tuple[FollowUp, ...]:
    """Return the follow-ups that were the work of who had the customer, or of a collaborator.

    Those from before it last left the pool do not count, nor those of a rep who did not have it
    then. Where the ledger knows nothing of the customer, the present owner's count, whenever.
    """
    if not held.holders:
        mine = {owner, *collaborators}
        return tuple(one for one in done if one.by in mine)
    begun = held.holders[0].first
    return tuple(
        one
        for one in done
        if one.day >= begun
        and (
            one.by in collaborators
            or any(h.rep == one.by and h.first <= one.day <= h.last for h in held.holders)
        )
    )
