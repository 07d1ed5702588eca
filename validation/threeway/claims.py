"""What reps asked for in their own books, decided by the rules of the pool at the merge.

Whoever asked first is first; who wrote no time comes last; at the same time by the rep's number.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.errors import RefusedError
from validation.messages import message
from validation.normalise import boolean
from validation.plaintext import shown
from validation.pool import Event, judged, read
from validation.pool.claims import why
from validation.pool.rotation import snapshot
from validation.pool.writing import detail, entry, owned
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.changes import Change
    from validation.messages import Text
    from validation.pool.records import Record
    from validation.pool.source import Pool
    from validation.settings import Settings
    from validation.threeway.mine import Accepted

LIST = "PoolList"


class Wish(NamedTuple):
    """A claim in a rep's book."""

    rep: str
    record: str
    at: dt.datetime | None
    """When it was asked for; None: the rep did not say."""


class Answer(NamedTuple):
    """What became of it."""

    wish: Wish
    refused: Text | None
    """Why not; None: the rep has it."""


class Decided(NamedTuple):
    """All answers, and what they change."""

    answers: tuple[Answer, ...]
    rows: Sequence[Mapping[str, Any]]
    """Rows of PoolLog."""
    changes: Sequence[Change]


def wishes(accepted: Iterable[Accepted]) -> list[Wish]:
    """Return the claims in reps' books, in the order in which they are decided."""
    found: dict[tuple[str, str], Wish] = {}
    for mine, base, _ in accepted:
        frame = mine.frames.get(LIST)
        if frame is None or not {"record", "claim"} <= set(frame.columns):
            continue
        for row in frame.to_dict("records"):
            if boolean.read(row["claim"]).value is True and shown(row["record"]).strip():
                wish = Wish(base.rep, shown(row["record"]).strip(), _moment(row.get("claim_at")))
                key = (wish.rep, fold(wish.record))
                found[key] = min(found.get(key, wish), wish, key=_order)
    return sorted(found.values(), key=_order)


def decide(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, asked: Sequence[Wish]
) -> Decided:
    """Return who gets what of the pool of `book`; one claim counts for the next.

    Raises:
        RefusedError: the pool of the book cannot be read.
    """
    if not asked:
        return Decided((), (), ())
    court = _Court(read(book, catalogue, settings, at))
    answers = tuple(Answer(wish, court.heard(wish)) for wish in asked)
    return Decided(answers, court.rows, court.changes)


class _Court:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._ledger = pool.ledger()
        self._held = pool.held()
        self._run = self._ledger.next_run
        self._given: dict[str, str] = {}
        self.rows: list[Mapping[str, Any]] = []
        self.changes: list[Change] = []

    def heard(self, wish: Wish) -> Text | None:
        """Give a record to who asked, or return why not."""
        pool = self._pool
        try:
            rep, record = pool.rep(wish.rep), pool.records[pool.named(wish.record)]
        except RefusedError as error:
            return error.text
        owner = self._given.get(record.id, record.owner)
        if fold(owner) == fold(rep.id):
            return message("threeway.claim_yours", record=record.id)
        if owner:
            return message("pool.not_in_pool", record=record.id, owner=owner)
        if record.is_over:
            return message("pool.lead_over", record=record.id, owner="")
        mine = judged(record, rep, pool, self._ledger, self._held[rep.id])
        if not mine.is_eligible:
            return why(pool, record, mine)
        said = detail(pool, (mine,))
        self.rows.append(
            entry(pool, record, self._run, "CLAIM", to_rep=rep.id, reason="OK", detail=said)
        )
        self.changes += owned(pool, record, rep.id)
        self._ledger.add(self._event(record, rep.id))
        self._held[rep.id] += record.is_open
        self._given[record.id] = rep.id
        return None

    def _event(self, record: Record, rep: str) -> Event:
        pool = self._pool
        weights = snapshot(pool.weights)
        return Event(
            0, 0, pool.at, record.id, record.id, "CLAIM", "", rep, "OK", None, weights,
            pool.rules, self._run, "",
        )  # fmt: skip


def _order(wish: Wish) -> tuple[bool, dt.datetime, str, str]:
    return (wish.at is None, wish.at or dt.datetime.min, wish.rep, wish.record)  # noqa: DTZ901


def _moment(value: Any) -> dt.datetime | None:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    try:
        return dt.datetime.fromisoformat(str(value).strip()).replace(tzinfo=None)
    except ValueError:
        return None
