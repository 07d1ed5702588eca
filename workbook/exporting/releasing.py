"""From a book and an approved share to the sealed file, in memory."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from validation import leaks
from validation.errors import RefusedError
from validation.handover import release
from validation.handover.planning import Share, named
from validation.handover.release import Decision, Left, decided
from validation.messages import Text, message
from workbook import archives, copies, leakscan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.changes import Outcome
    from validation.handover.shapes import Copy, Request
    from validation.settings import Settings
    from workbook.leakscan import Hit

_ENDS = {"encrypted_zip": ".zip", "encrypted_workbook": ".xlsx"}
_NAMES = {
    "Customers": ("company_name_en", "company_name_zh"),
    "Contacts": ("contact_name",),
    "Reps": ("rep_name",),
    "Products": ("sku", "name_zh", "name_en"),
    "OurCompany": ("legal_name", "own_domains"),
}
_MOST = 20
"""Places of a leak that one sentence names."""


class Secret(NamedTuple):
    """What nobody but provider and receiver may know; it comes from outside, drawn by chance."""

    passphrase: str
    key: str
    """The share's own key, 128 hexadecimal digits: the first 64 are its receiver's too."""

    def __repr__(self) -> str:
        """Return nothing of it: a value in a traceback is a value in a log."""
        return "Secret(…)"


class Order(NamedTuple):
    """What the worker is asked: a request or the number of a share, and how to seal it."""

    asked: Request | str
    secret: Secret | None
    """None: only decide, and look for what would be told by accident."""
    accept_inherent: bool = False
    own_words: bool = False
    """Whether a passphrase will be typed, which is judged by the company's own words."""


@dataclass(frozen=True, kw_only=True)
class Released:
    """A file ready to leave."""

    sealed: bytes = field(repr=False)
    name: str
    """The share's number and the container's ending; nothing of a customer."""
    left: Left
    """What the register is to know of it."""
    outcome: Outcome
    """The cells of the book that say so."""
    inherent: tuple[Hit, ...] = ()
    """Values inside values that may leave, as the approver accepted."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What came of an order."""

    decision: Decision
    """Without the cells that would leave."""
    released: Released | None = None
    hits: tuple[Hit, ...] = ()
    """What the leak gate would say of the plain copy, where nothing is missing."""
    words: tuple[str, ...] = ()
    """What a guesser of a passphrase tries first, where one will be typed."""


def released(  # noqa: PLR0913, PLR0917
    book: Book,
    catalogue: Catalogue,
    settings: Settings,
    at: dt.datetime,
    asked: Request | str,
    secret: Secret,
    *,
    accept_inherent: bool = False,
) -> Released:
    """Return the sealed file of an approved share, proven by reopening, and what is to be booked.

    Args:
        book: without the marks of a check.
        catalogue: of that book.
        settings: of that book.
        at: the company's own clock.
        asked: a request, or the number of a share in the register.
        secret: passphrase and receipt key.
        accept_inherent: whether values are accepted that stand inside values which may leave.

    Raises:
        RefusedError: something is missing, the share is not approved, or the file would tell
            what must stay; the reason names part and column, never the value.
        PassphraseError: the passphrase cannot be used.
        SealError: what was sealed did not stand the proof.
    """
    decision = decided(book, catalogue, settings, at.date(), asked)
    if not decision.may_leave:
        raise RefusedError(reason=_against(decision))
    return _made(book, catalogue, settings, at, Order(asked, secret, accept_inherent), decision)


def _made(  # noqa: PLR0913, PLR0917
    book: Book,
    catalogue: Catalogue,
    settings: Settings,
    at: dt.datetime,
    order: Order,
    decision: Decision,
) -> Released:
    """Return the sealed file of a decision that may leave."""
    secret = order.secret
    assert secret is not None
    request, share_id = decision.plan.request, decision.share_id
    assert request is not None
    assert share_id is not None
    whole = named(decision.plan, Share(share_id, secret.key), catalogue)
    content = copies.written(whole.copy, catalogue)
    hits = _searched(book, catalogue, whole.copy, content)
    _refuse_leaks(hits, accept_inherent=order.accept_inherent)
    sealed = archives.sealed(content, container=request.container, passphrase=secret.passphrase)
    what = Left(
        share_id=share_id,
        variant=request.variant,
        file_sha256=hashlib.sha256(sealed).hexdigest(),
        key=secret.key,
        records=len(whole.records),
        inherent=len(hits),
        book_sha256=book.origin.sha256,
    )
    return Released(
        sealed=sealed,
        name=share_id + _ENDS[request.container],
        left=what,
        outcome=release.left(book, catalogue, settings, at, what),
        inherent=hits,
    )


def taken(
    book: Book, catalogue: Catalogue, settings: Settings, today: dt.date, order: Order
) -> Taken:
    """Return what a request comes to and, where it may leave and is to, the sealed file.

    Raises:
        RelaybookError: as `released` does; a decision against it is no error here.
    """
    decision = decided(book, catalogue, settings, today, order.asked)
    bare = decision.without_rows()
    if decision.plan.missing:
        return Taken(decision=bare)
    if decision.may_leave and order.secret is not None:
        at = dt.datetime.combine(today, dt.time())
        found = _made(book, catalogue, settings, at, order, decision)
        return Taken(decision=bare, released=found)
    content = copies.written(decision.plan.copy, catalogue)
    hits = _searched(book, catalogue, decision.plan.copy, content)
    words = _company_words(book) if order.own_words else ()
    return Taken(decision=bare, hits=hits, words=words)


def _company_words(book: Book) -> tuple[str, ...]:
    """Return the names a book is full of: nobody's passphrase should be made of them."""
    found: dict[str, None] = {}
    for sheet, columns in _NAMES.items():
        frame = book.sheets.get(sheet)
        for column in columns if frame is not None else ():
            if frame is not None and column in frame.columns:
                found |= {str(value): None for value in frame[column] if value is not None}
    return tuple(found)


def _searched(book: Book, catalogue: Catalogue, copy: Copy, content: bytes) -> tuple[Hit, ...]:
    """Return what the leak gate finds in the plain copy; its own form's words are none."""
    rows = tuple(sheet._replace(rows=sheet.rows.iloc[:0]) for sheet in copy.sheets)
    shown = {key: copy.share[key] for key in ("share_id", "variant") if key in copy.share}
    form = dataclasses.replace(copy, sheets=rows, share=shown, notes=(), key="", digests={})
    blank = copies.written(form, catalogue)
    return leakscan.scan(content, leaks.tokens(book, catalogue, copy), blank=blank)


def _refuse_leaks(hits: Iterable[Hit], *, accept_inherent: bool) -> None:
    found = list(hits)
    leaked = [hit for hit in found if not hit.inherent]
    if leaked:
        raise RefusedError(reason=message("export.leak", places=places(leaked)))
    if found and not accept_inherent:
        raise RefusedError(reason=message("export.inherent", places=places(found)))


def places(hits: Iterable[Hit]) -> Text:
    """Return where a file tells what, the first twenty places, a line each; never the value."""
    told = [(hit.cell or hit.part, f"{hit.sheet}.{hit.column}") for hit in hits]
    lines = [f"{where} ← {column}" for where, column in dict.fromkeys(told)]
    more = f"\n  … {len(lines) - _MOST}" if len(lines) > _MOST else ""
    text = "".join(f"\n  {line}" for line in lines[:_MOST]) + more
    return Text(text, text)


def _against(decision: Decision) -> Text:
    if decision.plan.missing:
        return release.joined(decision.plan.missing)
    return decision.objection or message("approval.unknown")
