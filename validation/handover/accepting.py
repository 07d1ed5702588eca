"""A receipt, a spoken code or a returned copy, booked into the provider's register."""

from __future__ import annotations

import datetime as dt
import hmac
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from validation.changes import Outcome
from validation.handover import feedback
from validation.handover.receipt import is_code, is_genuine, receipt_code
from validation.handover.register import SHARE, Register, Standing
from validation.handover.writing import changes, refused
from validation.messages import Text, message, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.changes import Change
    from validation.handover.feedback import Feedback
    from validation.handover.receipt import Receipt
    from validation.handover.register import Entry
    from validation.settings import Settings

_SHOWN = 12
"""Digits of a file's hash that people read out."""


class Spoken(NamedTuple):
    """A code that somebody read out."""

    share: str
    code: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Returned:
    """A copy that came back, or a receiver's own book."""

    book: Book
    share: str
    """The number it names, or the one it is said to belong to."""
    key: str | None = None
    """The key it holds; None: it is no copy of ours but a book with rows of one."""
    digests: Mapping[tuple[str, str], str] = field(default_factory=dict)
    acknowledged: bool = False
    """Whether the box on its cover is ticked."""
    by: str = ""
    """Who returned it, as far as anybody says."""


class Booked(NamedTuple):
    """What was booked."""

    share: str
    status: str | None
    """Code of receipt_status that was written; None: the receipt was not touched."""
    feedback: Feedback | None
    """What came of the rows; None: none came."""


class _Verdict(NamedTuple):
    """What is to be written into the register."""

    status: str
    at: dt.datetime
    by: str
    notes: tuple[Text, ...] = ()


def book_receipt(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, receipt: Receipt
) -> Outcome:
    """Return the cells of the register that a receipt changes.

    Raises:
        RefusedError: it is of no share of ours, made up, changed, of another share or another
            file, too late, or booked already; each has a sentence of its own.
    """
    register = Register.of(book, catalogue, settings, at.date())
    entry = _named(register, receipt.share)
    _check_genuine(register, entry, receipt, at.date())
    said = _local(receipt.at, settings)
    clock = _clock(entry, said, at)
    _check_open(entry, entry.standing((at if clock else said).date()))
    if not hmac.compare_digest(receipt.file_sha256, (entry.file_sha256 or "").lower()):
        facts = {
            "share": entry.share_id,
            "theirs": receipt.file_sha256[:_SHOWN],
            "ours": (entry.file_sha256 or "-")[:_SHOWN],
        }
        raise refused(message("receipt.other_file", **facts))
    if receipt.answer == "received" and not receipt.acknowledged:
        raise refused(message("receipt.not_acknowledged", share=entry.share_id))
    status = "confirmed" if receipt.answer == "received" else "refused"
    verdict = _Verdict(status, at if clock else said, receipt.by or entry.receiver or "", clock)
    return _outcome(book, catalogue, entry, verdict, None)


def book_code(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, spoken: Spoken
) -> Outcome:
    """Return the cells of the register that a code read out on the phone changes.

    Raises:
        RefusedError: the code is not that of the share, or the share is past confirming.
    """
    register = Register.of(book, catalogue, settings, at.date())
    entry = _named(register, spoken.share)
    right = receipt_code(entry.receipt_key) if entry.receipt_key else entry.receipt_code or ""
    if not right or not is_code(spoken.code, right):
        raise refused(message("receipt.wrong_code", share=entry.share_id))
    _check_open(entry, entry.standing(at.date()))
    by = message("receipt.by_code", who=spoken.by).said(_language(book))
    notes = (message("receipt.spoken", share=entry.share_id),)
    return _outcome(book, catalogue, entry, _Verdict("confirmed", at, by, notes), None)


def book_copy(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, returned: Returned
) -> Outcome:
    """Return what a returned copy changes: feedback, corrections, and a receipt without a proof.

    A share whose receipt is booked keeps it. Without a tick on the cover nothing is confirmed.

    Raises:
        RefusedError: it is no copy of a share of this register, or the share takes none now.
    """
    register = Register.of(book, catalogue, settings, at.date())
    entry = _named(register, returned.share)
    key = entry.receipt_key or ""
    if returned.key is not None and not _same(returned.key, key):
        raise refused(message("receipt.foreign_copy", share=entry.share_id))
    standing = entry.standing(at.date())
    if standing is not Standing.CONFIRMED:
        _check_open(entry, standing)
    found = feedback.feedback(book, catalogue, settings, at, feedback.Copy(entry, returned))
    verdict = None
    notes: list[Text] = []
    if returned.key is None:
        notes.append(message("receipt.own_book", share=entry.share_id))
    elif standing is Standing.CONFIRMED:
        notes.append(message("receipt.has_one", share=entry.share_id))
    elif returned.acknowledged:
        who = returned.by or entry.receiver or ""
        by = message("receipt.by_copy", who=who).said(_language(book))
        verdict = _Verdict("confirmed", at, by)
        notes.append(message("receipt.unsigned", share=entry.share_id))
    else:
        notes.append(message("receipt.no_tick", share=entry.share_id))
    outcome = _outcome(book, catalogue, entry, verdict, found)
    return Outcome(
        changes=outcome.changes,
        rows=outcome.rows,
        answer=outcome.answer,
        subject=outcome.subject,
        notes=(*notes, *outcome.notes),
    )


def _named(register: Register, share: str) -> Entry:
    entry = register.named(share)
    if entry is None:
        raise refused(message("receipt.unknown_share", share=share[:40]))
    return entry


def _check_genuine(register: Register, entry: Entry, receipt: Receipt, today: dt.date) -> None:
    """Refuse what was not made with the share's key, and say what it seems to be instead."""
    if entry.receipt_key and is_genuine(receipt._replace(share=entry.share_id), entry.receipt_key):
        return
    for other in register.entries:
        theirs = receipt._replace(share=other.share_id)
        if other.receipt_key and is_genuine(theirs, other.receipt_key):
            facts = {"share": entry.share_id, "other": other.share_id}
            raise refused(message("receipt.swapped", **facts))
    if not entry.receipt_key:
        _check_open(entry, entry.standing(today))
        raise refused(message("receipt.no_key", share=entry.share_id))
    raise refused(message("receipt.forged", share=entry.share_id))


def _check_open(entry: Entry, standing: Standing) -> None:
    if standing is Standing.OPEN:
        return
    facts = {
        "share": entry.share_id,
        "expires": entry.expires or "",
        "who": entry.receipt_by or "?",
        "at": entry.receipt_at or "?",
    }
    raise refused(message(f"receipt.is_{standing}", **facts))


def _local(moment: dt.datetime, settings: Settings) -> dt.datetime:
    """Return a moment by the company's clock; at either end of time, as it was said."""
    with suppress(OverflowError):
        moment = moment.astimezone(ZoneInfo(settings.company_tz))
    return moment.replace(tzinfo=None, microsecond=0)


def _clock(entry: Entry, said: dt.datetime, at: dt.datetime) -> tuple[Text, ...]:
    """Return what to say of a receiver's clock that cannot be right; nothing: it can."""
    early = entry.share_date is not None and said.date() < entry.share_date
    if not early and said <= at + dt.timedelta(days=1):
        return ()
    return (message("receipt.clock", share=entry.share_id, said=said, at=at),)


def _outcome(
    book: Book,
    catalogue: Catalogue,
    entry: Entry,
    verdict: _Verdict | None,
    found: Feedback | None,
) -> Outcome:
    values: dict[str, Any] = {}
    notes: list[Text] = []
    if verdict is not None:
        values = {
            "receipt_status": verdict.status,
            "receipt_at": verdict.at,
            "receipt_by": verdict.by,
        }
        if verdict.status == "confirmed":
            values["confidential_ack"] = True
        facts = {"share": entry.share_id, "who": verdict.by}
        notes = [message(f"receipt.{verdict.status}", **facts), *verdict.notes]
    written: list[Change] = list(changes(book, catalogue, SHARE, entry.row, values))
    told = plain(entry.share_id)
    if verdict is not None:
        told = plain(f"{entry.share_id} {verdict.status} {verdict.by}")
    status = verdict.status if verdict is not None else None
    return Outcome(
        changes=(*written, *(found.changes if found else ())),
        rows={"Conflicts": found.conflicts} if found and found.conflicts else {},
        answer=Booked(entry.share_id, status, found),
        subject=told,
        notes=(*notes, *(found.notes if found else ())),
    )


def _same(one: str, other: str) -> bool:
    return bool(other) and hmac.compare_digest(
        one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass")
    )


def _language(book: Book) -> Any:
    return "en" if book.origin.language == "en" else "zh"
