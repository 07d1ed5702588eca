"""Why somebody got a record, or did not: now, and each time it was decided before."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.pool.eligibility import judged
from validation.pool.judgement import read
from validation.pool.ledger import now, rotation

if TYPE_CHECKING:
    from validation.pool.judgement import Judgement
    from validation.pool.ledger import Event
    from validation.pool.records import Record
    from validation.pool.rotation import Slot
    from validation.pool.source import Pool


class RepAnswer(NamedTuple):
    """One rep and one record."""

    rep: str
    name: str
    weight: int
    """That a next cycle would have; 0: not in the rotation."""
    judged: Judgement
    held: tuple[Slot, ...]
    """The slots held for the rep, oldest first."""
    coming: int | None
    """How many slots of the open cycle come up before the rep's; None: none of it is the rep's."""


class Past(NamedTuple):
    """What was decided about the record before."""

    event: Event
    judged: tuple[Judgement, ...]
    """The reps it was decided by, as the ledger tells."""


class Why(NamedTuple):
    """Everything there is to say about who gets a record."""

    record: Record
    reps: tuple[RepAnswer, ...]
    """In roster order."""
    past: tuple[Past, ...]
    """In the order of the ledger."""


def why(pool: Pool, record: str, rep: str | None = None) -> Why:
    """Return why each rep, or the one asked for, may have a record or not.

    Raises:
        RefusedError: there is no such record or rep.
    """
    found = pool.records[pool.named(record)]
    asked = None if rep is None else pool.rep(rep).id
    ledger, held, at = pool.ledger(), pool.held(), rotation(pool.events)
    words = pool.catalogue.vocabularies["pool_reason"]
    reps = []
    for one in pool.reps.values():
        if asked in (None, one.id):
            others = [n for n, slot in enumerate(at.coming) if slot.rep == one.id]
            mine = held[one.id] - (found.owner == one.id and found.is_open)
            reps.append(
                RepAnswer(
                    one.id,
                    one.name,
                    pool.weights[one.id],
                    judged(found, one, pool, ledger, mine),
                    tuple(slot for slot in at.held if slot.rep == one.id),
                    min(others, default=None),
                )
            )
    past = [
        Past(event, read(event.detail, words) or ())
        for event in ledger.of_record(now(found.id, pool.former))
    ]
    if asked is not None:
        past = [
            one
            for one in past
            if asked in (one.event.from_rep, one.event.to_rep)
            or any(mine.rep == asked for mine in one.judged)
        ]
    return Why(found, tuple(reps), tuple(past))
