"""Sharing out the leads and customers of the pool by the rotation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.changes import Outcome
from validation.errors import RefusedError
from validation.messages import message
from validation.pool import records, writing
from validation.pool.eligibility import judged
from validation.pool.fairness import over
from validation.pool.judgement import gone, outside, read
from validation.pool.ledger import Event, rotation
from validation.pool.rotation import Rotation, snapshot, turn
from validation.pool.source import LOG
from validation.pool.source import read as pool_of

if TYPE_CHECKING:
    import datetime as dt
    from collections import Counter
    from collections.abc import Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.changes import Change
    from validation.messages import Text
    from validation.pool.judgement import Judgement
    from validation.pool.ledger import Ledger
    from validation.pool.records import Record
    from validation.pool.rotation import Step, Turn
    from validation.pool.source import Pool
    from validation.settings import Settings


class Request(NamedTuple):
    """What a person asked for."""

    only: str | None = None
    """leads or customers; None: both."""
    switch: str | None = None
    """The manager who ends the open cycle, so that changed weights hold at once."""


class Given(NamedTuple):
    """What became of one record of the pool."""

    record: Record
    turn: Turn
    is_news: bool
    """Whether the ledger gets a row: of a record left again for the same reasons it does not."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Shared:
    """What a run gave to whom."""

    pool: Pool
    run: str
    given: tuple[Given, ...]
    """In the order in which the records were dealt with."""
    rotation: Rotation
    """After the run."""


def allocate(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, request: Request
) -> Outcome:
    """Return how the pool is shared out at `at`, the company's clock.

    Raises:
        RefusedError: the book lacks a sheet or column, or a cell that counts is not readable.
    """
    shared = share_out(pool_of(book, catalogue, settings, at), request)
    rows = ledger_rows(shared)
    changes: list[Change] = []
    for one in shared.given:
        if one.turn.rep is not None:
            changes += writing.owned(shared.pool, one.record, one.turn.rep)
    done = sum(one.turn.rep is not None for one in shared.given)
    facts = {"given": done, "left": len(shared.given) - done}
    subject = message("pool.subject_allocate", run=shared.run, **facts)
    if request.switch:
        subject = message("pool.subject_switch", said=subject, by=request.switch)
    return Outcome(
        changes=changes,
        rows={LOG: rows} if rows else {},
        subject=subject,
        notes=notes(shared),
    )


def share_out(pool: Pool, request: Request | None = None) -> Shared:
    """Return who gets which record of the pool, one after the other.

    Raises:
        RefusedError: the ledger cannot be gone on with, or a cycle is ended by no manager.
    """
    request = request or Request()
    if request.switch and not pool.rep(request.switch).is_manager:
        raise RefusedError(reason=message("pool.no_manager", rep=request.switch))
    desk = _Desk(pool)
    switch = bool(request.switch)
    given = []
    for record in queue(pool, desk.ledger, request.only):
        one = desk.give(record, switch=switch)
        switch = switch and one.turn.rep is None
        given.append(one)
    return Shared(pool=pool, run=desk.run, given=tuple(given), rotation=desk.rotation)


def queue(pool: Pool, ledger: Ledger, only: str | None = None) -> Sequence[Record]:
    """Return what is in the pool and wants an owner, in the order in which it is dealt with."""
    found = [
        one
        for one in pool.records.values()
        if not one.owner
        and not one.is_over
        and (only is None or one.sheet == {"leads": "Leads", "customers": "Customers"}[only])
    ]
    return sorted(found, key=lambda one: records.order(one, ledger.pooled(one.id)))


def ledger_rows(shared: Shared) -> list[Mapping[str, Any]]:
    """Return the rows of the ledger for a run."""
    return [
        writing.row_of(shared.pool, one.record, shared.run, step)
        for one in shared.given
        if one.is_news
        for step in one.turn.steps
    ]


def notes(shared: Shared) -> tuple[Text, ...]:
    """Return what to tell the person about a run."""
    pool = shared.pool
    counts: dict[str, int] = {}
    for one in shared.given:
        if one.turn.rep is not None:
            counts[one.turn.rep] = counts.get(one.turn.rep, 0) + 1
    left = sum(one.turn.rep is None for one in shared.given)
    if not shared.given:
        return (*pool.notes, message("pool.nothing"))
    shares = ", ".join(f"{rep} {counts[rep]}" for rep in pool.reps if rep in counts) or "0"
    told = [message("pool.shared", given=sum(counts.values()), shares=shares, left=left)]
    if not any(pool.weights.values()):
        told.append(message("pool.no_weights"))
    elif left:
        told.append(message("pool.ask_why"))
    fair = over(deliveries(shared.given))
    if fair.jain is not None:
        facts = {"jain": f"{float(fair.jain):.4f}", "most": f"{float(fair.deviation):.2f}"}
        told.append(message("pool.fair", **facts))
    if pool.events and pool.events[-1].at > pool.at:
        told.append(message("pool.clock", at=pool.at, last=pool.events[-1].at))
    return (*pool.notes, *told)


def deliveries(given: Sequence[Given]) -> list[tuple[str, Mapping[str, int]]]:
    """Return (rep, weights at the time) of each record that somebody got."""
    return [(one.turn.rep, one.turn.steps[-1].weights) for one in given if one.turn.rep]


class _Desk:
    """A run at work: what the ledger, the rotation and the holdings are by now."""

    def __init__(self, pool: Pool) -> None:
        self.ledger: Ledger = pool.ledger()
        self.rotation: Rotation = rotation(pool.events)
        self.run: str = self.ledger.next_run
        self._pool = pool
        self._held: Counter[str] = pool.held()

    def give(self, record: Record, *, switch: bool) -> Given:
        """Give one record to whoever has the turn."""
        pool = self._pool
        done = turn(
            self.rotation,
            lambda rep: self._judged(record, rep),
            pool.weights,
            switch=switch,
        )
        self.rotation = done.rotation
        if done.rep is None:
            done = done._replace(steps=(self._left(done.steps[0]),))
            news = self._is_news(record, done.steps[0])
        else:
            news = True
            self._held[done.rep] += record.is_open
        for step in done.steps if news else ():
            self.ledger.add(self._event(record, step))
        return Given(record, done, news)

    def _judged(self, record: Record, rep: str) -> Judgement:
        found = self._pool.reps.get(rep)
        if found is None:
            return gone(rep)
        return judged(record, found, self._pool, self.ledger, self._held[rep])

    def _left(self, step: Step) -> Step:
        """Return the step that leaves a record, saying who is not in the rotation at all."""
        within = self.rotation.reps(self._pool.weights)
        return step._replace(
            weights=self.rotation.weights or self._pool.weights,
            judged=tuple(one if one.rep in within else outside(one) for one in step.judged),
        )

    def _is_news(self, record: Record, step: Step) -> bool:
        """Return whether a record is left for other reasons than last time."""
        last = self.ledger.last(record.id)
        if last is None or last.action != "LEFT":
            return True
        before = read(last.detail, self._pool.catalogue.vocabularies["pool_reason"])
        return [(one.rep, one.reasons) for one in before or ()] != [
            (one.rep, one.reasons) for one in step.judged
        ]

    def _event(self, record: Record, step: Step) -> Event:
        pool = self._pool
        return Event(
            number=0,
            row=0,
            at=pool.at,
            record=record.id,
            written=record.id,
            action=step.action,
            from_rep="",
            to_rep=step.slot.rep if step.slot else "",
            reason=step.reason,
            slot=step.slot,
            weights=snapshot(step.weights),
            rules=pool.rules,
            run=self.run,
            detail="",
        )
