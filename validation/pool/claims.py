"""A rep takes records out of the pool, or gives them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from validation.changes import Outcome
from validation.errors import RefusedError
from validation.messages import Text, message, plain
from validation.pool import writing
from validation.pool.eligibility import judged
from validation.pool.judgement import LIMITS, Count
from validation.pool.ledger import Event
from validation.pool.rotation import snapshot
from validation.pool.source import LOG
from validation.pool.source import read as pool_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.changes import Change
    from validation.pool.judgement import Judgement
    from validation.pool.records import Record
    from validation.pool.roster import Rep
    from validation.pool.source import Pool
    from validation.settings import Settings

_SCOPES = {reason: key for key, reason in LIMITS.items()}
_BATCH = ("held", "day", "week", "month")
"""The counts a batch uses up, in the order in which they are named."""


class Claim(NamedTuple):
    """What a rep asked for."""

    rep: str
    records: tuple[str, ...]
    """Customers or leads, in the order in which they are taken."""
    partial: bool = False
    """Whether to take what fits when not all does."""


class Return(NamedTuple):
    """What a rep gives back."""

    rep: str
    records: tuple[str, ...]
    reason: str = ""
    """A word of the list pool_reason, or a sentence."""


class Refusal(NamedTuple):
    """A record that a rep may not take, and why."""

    record: Record
    text: Text


class Takings(NamedTuple):
    """What a rep may take of a batch."""

    taken: tuple[tuple[Record, Judgement], ...]
    """Each with the counts as they were before it."""
    refused: tuple[Refusal, ...]


def claim(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, request: Claim
) -> Outcome:
    """Return how a rep takes records out of the pool.

    Raises:
        RefusedError: one of them may not be taken, or not so many (unless `partial`, where one
            has to be left); somebody has it; there is no such record or rep.
    """
    pool = pool_of(book, catalogue, settings, at)
    rep, wanted = pool.rep(request.rep), _records(pool, request.records)
    for record in wanted:
        if record.owner or record.is_over:
            key = "pool.not_in_pool" if record.owner else "pool.lead_over"
            raise RefusedError(reason=message(key, record=record.id, owner=record.owner))
    if not request.partial:
        _check_room(pool, rep, wanted)
    taken, refused = takings(pool, rep, wanted)
    if refused and (not request.partial or not taken):
        raise RefusedError(reason=_joined([one.text for one in refused]))
    run = pool.ledger().next_run
    rows = [_row(pool, record, run, mine) for record, mine in taken]
    changes: list[Change] = []
    for record, _ in taken:
        changes += writing.owned(pool, record, rep.id)
    ids = ", ".join(record.id for record, _ in taken)
    return Outcome(
        changes=changes,
        rows={LOG: rows},
        subject=message("pool.subject_claim", rep=rep.id, records=ids),
        notes=(
            message("pool.claimed", rep=rep.id, n=len(taken), records=ids),
            *(message("pool.claim_left", record=one.record.id, why=one.text) for one in refused),
        ),
    )


def give_back(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, request: Return
) -> Outcome:
    """Return how a rep gives records back to the pool. Nothing is refunded of the claims.

    Raises:
        RefusedError: the rep does not have one of them, or there is no such record or rep.
    """
    pool = pool_of(book, catalogue, settings, at)
    rep, given = pool.rep(request.rep), _records(pool, request.records)
    for record in given:
        if record.owner != rep.id:
            whose = plain(record.owner) if record.owner else message("pool.the_pool")
            raise RefusedError(
                reason=message("pool.not_yours", record=record.id, rep=rep.id, owner=whose)
            )
    words = catalogue.vocabularies["pool_reason"]
    code = words.alias(request.reason) if request.reason else None
    run = pool.ledger().next_run
    rows = [
        writing.entry(
            pool,
            record,
            run,
            "RETURN",
            from_rep=rep.id,
            reason=code or "OK",
            detail=None if code else request.reason.strip() or None,
        )
        for record in given
    ]
    changes: list[Change] = []
    for record in given:
        changes += writing.owned(pool, record, None)
    ids = ", ".join(record.id for record in given)
    days = settings.cool_off_days
    return Outcome(
        changes=changes,
        rows={LOG: rows},
        subject=message("pool.subject_return", rep=rep.id, records=ids),
        notes=(message("pool.returned", rep=rep.id, n=len(given), records=ids, days=days),),
    )


def _records(pool: Pool, ids: Sequence[str]) -> list[Record]:
    named = [pool.named(identity) for identity in ids]
    twice = next((one for one in named if named.count(one) > 1), None)
    if twice is not None:
        raise RefusedError(reason=message("pool.named_twice", record=twice))
    if not named:
        raise RefusedError(reason=message("pool.named_none"))
    return [pool.records[identity] for identity in named]


def _check_room(pool: Pool, rep: Rep, wanted: Sequence[Record]) -> None:
    """Refuse a batch of which some would fit, with the number that would.

    Raises:
        RefusedError: it is more than a limit leaves, and something is left.
    """
    counts = judged(wanted[0], rep, pool, pool.ledger(), pool.held()[rep.id]).counts
    need = {key: len(wanted) for key in _BATCH} | {"held": sum(one.is_open for one in wanted)}
    tight = [(key, left) for key in _BATCH if _is_short(left := counts[key].left, need[key])]
    if not tight:
        return
    key, left = min(tight, key=lambda one: one[1] or 0)
    if left:
        facts = {"rep": rep.id, "wanted": len(wanted), "left": left}
        raise RefusedError(reason=message(f"pool.batch_{key}", **facts))


def _is_short(left: int | None, need: int) -> bool:
    return left is not None and left < need


def takings(pool: Pool, rep: Rep, wanted: Sequence[Record]) -> Takings:
    """Return what a rep may take of a batch, one after the other, and what not."""
    ledger, held = pool.ledger(), pool.held()[rep.id]
    taken: list[tuple[Record, Judgement]] = []
    refused = []
    for record in wanted:
        mine = judged(record, rep, pool, ledger, held)
        if not mine.is_eligible:
            refused.append(Refusal(record, why(pool, record, mine)))
            continue
        taken.append((record, mine))
        held += record.is_open
        ledger.add(_event(pool, record, rep))
    return Takings(tuple(taken), tuple(refused))


def why(pool: Pool, record: Record, mine: Judgement) -> Text:
    """Return the sentence that says why a rep may not have a record, all reasons in order."""
    words = pool.catalogue.vocabularies["pool_reason"].words
    told = [Text(words[r].zh, words[r].en) for r in mine.reasons]
    shown = [
        message("pool.reason_count", reason=text, count=count)
        if (count := _count(mine, reason)) is not None
        else text
        for reason, text in zip(mine.reasons, told, strict=True)
    ]
    reasons = Text("；".join(one.zh for one in shown), "; ".join(one.en for one in shown))
    return message("pool.refused", record=record.id, rep=mine.rep, reasons=reasons)


def _count(mine: Judgement, reason: str) -> Count | None:
    key = "cool_off" if reason == "COOL_OFF" else _SCOPES.get(reason, "")
    return mine.counts.get(key)


def _event(pool: Pool, record: Record, rep: Rep) -> Event:
    return Event(
        number=0,
        row=0,
        at=pool.at,
        record=record.id,
        written=record.id,
        action="CLAIM",
        from_rep="",
        to_rep=rep.id,
        reason="OK",
        slot=None,
        weights=snapshot(pool.weights),
        rules=pool.rules,
        run="",
        detail="",
    )


def _row(pool: Pool, record: Record, run: str, mine: Judgement) -> Mapping[str, Any]:
    return writing.entry(
        pool,
        record,
        run,
        "CLAIM",
        to_rep=mine.rep,
        reason="OK",
        detail=writing.detail(pool, (mine,)),
    )


def _joined(texts: Sequence[Text]) -> Text:
    return Text(" ".join(one.zh for one in texts), " ".join(one.en for one in texts))
