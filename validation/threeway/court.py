"""Who has a record after a merge: every change of owner goes through here and the ledger.

What reps asked for in their own books is decided by the rules of the pool: whoever asked first is
first; who wrote no time comes last; at the same time by the rep's number. What the manager decided
on the sheet Conflicts is carried out before that, and needs no rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from validation.errors import RefusedError
from validation.messages import message
from validation.pool import Event, judged, read
from validation.pool.claims import why
from validation.pool.rotation import snapshot
from validation.pool.writing import detail, entry, owned
from validation.vocabularies import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.changes import Change
    from validation.messages import Text
    from validation.pool.records import Record
    from validation.pool.roster import Rep
    from validation.pool.source import Pool
    from validation.settings import Settings
    from validation.threeway.claims import Wish
    from validation.threeway.conflicts import Handover


class Answer(NamedTuple):
    """What became of a claim."""

    wish: Wish
    refused: Text | None
    """Why not; None: the rep has it."""


class Done(NamedTuple):
    """What became of a decision of the manager's."""

    handover: Handover
    refused: Text | None
    """Why it was not carried out; None: it was."""


class Decided(NamedTuple):
    """Everything that was asked, in its order, and what it changes."""

    handovers: Sequence[Done] = ()
    answers: tuple[Answer, ...] = ()
    rows: Sequence[Mapping[str, Any]] = ()
    """Rows of PoolLog."""
    changes: Sequence[Change] = ()


def decide(
    book: Book,
    catalogue: Catalogue,
    settings: Settings,
    at: dt.datetime,
    asked: tuple[Sequence[Handover], Sequence[Wish]],
) -> Decided:
    """Return who gets what of `book`: what the manager decided first, then the claims in order.

    A book whose pool cannot be read gives nobody anything.
    """
    handovers, wishes = asked
    if not handovers and not wishes:
        return Decided()
    try:
        court = _Court(read(book, catalogue, settings, at))
    except RefusedError as error:
        return Decided(
            handovers=[Done(one, _reason(error)) for one in handovers],
            answers=tuple(Answer(one, error.text) for one in wishes),
        )
    done = [Done(one, court.carried_out(one)) for one in handovers]
    answers = tuple(Answer(one, court.heard(one)) for one in wishes)
    return Decided(done, answers, court.rows, court.changes)


class _Court:
    """Gives records of one book to reps; one decision counts for the next."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._ledger = pool.ledger()
        self._held = pool.held()
        self._run = self._ledger.next_run
        self._given: dict[str, str] = {}
        self.rows: list[Mapping[str, Any]] = []
        self.changes: list[Change] = []

    def carried_out(self, handover: Handover) -> Text | None:
        """Give a record to whom the manager named, or return why not."""
        pool = self._pool
        places = {(one.sheet, one.row): one for one in pool.everyone}
        record = places.get((handover.place.sheet, handover.row))
        if record is None:
            return message("pool.no_record", record=handover.place.record)
        if record.id in self._given:
            return message("threeway.moved_now", record=record.id)
        try:
            rep = self._rep(handover.to) if handover.to else None
        except RefusedError as error:
            return _reason(error)
        if rep is not None and rep.active == "left":
            return message("threeway.owner_left", record=record.id, rep=rep.id)
        if fold(record.owner) != fold(rep.id if rep else ""):
            self._moved(record, rep, handover)
        return None

    def heard(self, wish: Wish) -> Text | None:
        """Give a record to who asked for it, or return why not."""
        if not wish.is_clear:
            return message("threeway.claim_unclear", record=wish.record)
        pool = self._pool
        try:
            rep, record = pool.rep(wish.rep), pool.records[pool.named(wish.record)]
        except RefusedError as error:
            return error.text
        problem = self._not_in_pool(record, rep)
        if problem is not None:
            return problem
        mine = judged(record, rep, pool, self._ledger, self._held[rep.id])
        if not mine.is_eligible:
            return why(pool, record, mine)
        said = detail(pool, (mine,))
        self._write(record, "CLAIM", rep, reason="OK", detail=said)
        return None

    def _not_in_pool(self, record: Record, rep: Rep) -> Text | None:
        owner = self._given.get(record.id, record.owner)
        if fold(owner) == fold(rep.id):
            return message("threeway.claim_yours", record=record.id)
        if owner:
            return message("pool.not_in_pool", record=record.id, owner=owner)
        if record.id in self._given:
            return message("threeway.moved_now", record=record.id)
        return message("pool.lead_over", record=record.id, owner="") if record.is_over else None

    def _rep(self, text: str) -> Rep:
        """Return the rep of a number or a name that only one has.

        Raises:
            RefusedError: there is none.
        """
        called = [one for one in self._pool.reps.values() if fold(one.name) == fold(text)]
        return called[0] if len(called) == 1 else self._pool.rep(text)

    def _moved(self, record: Record, rep: Rep | None, handover: Handover) -> None:
        told = message("threeway.decided_detail", rep=handover.rep)
        said = told.en if self._pool.language == "en" else told.zh
        action = "IN_MANUAL" if rep is None else "TRANSFER" if record.owner else "ASSIGN"
        facts = {"from_rep": record.owner or None, "reason": "MANAGER", "detail": said}
        self._write(record, action, rep, **facts)

    def _write(self, record: Record, action: str, rep: Rep | None, **facts: Any) -> None:
        pool, to = self._pool, rep.id if rep else ""
        row = entry(pool, record, self._run, action, to_rep=to or None, **facts)
        self.rows.append(row)
        self.changes += owned(pool, record, to or None)
        self._ledger.add(
            Event(
                0, 0, pool.at, record.id, record.id, action, record.owner, to, facts["reason"],
                None, snapshot(pool.weights), pool.rules, self._run, "",
            )
        )  # fmt: skip
        if record.owner:
            self._held[record.owner] -= record.is_open
        if to:
            self._held[to] += record.is_open
        self._given[record.id] = to


def _reason(error: RefusedError) -> Text:
    return cast("Text", error.facts["reason"])
