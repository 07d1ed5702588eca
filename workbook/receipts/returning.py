"""What comes back from a receiver: a receipt file, a code on the phone, or a copy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from validation.errors import FileMissingError, RefusedError
from validation.handover.accepting import Returned
from validation.handover.receipt import from_json, is_share_number
from validation.messages import message
from validation.settings import Settings
from workbook.receipts.reading import inspected, is_sealed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from validation.handover.receipt import Receipt
    from workbook.checking import Question

_LARGEST = 64 << 10
"""Bytes a receipt file may have; one of ours has half a thousand."""


def read_receipt(path: Path) -> Receipt | None:
    """Return the receipt in a file; None: the file is something else, a copy perhaps.

    Raises:
        FileMissingError: it is not there, or may not be read.
        RefusedError: it is JSON, and no receipt of ours.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise FileMissingError(path=path) from error
    if path.suffix.lower() != ".json" and not data.lstrip().startswith(b"{"):
        return None
    try:
        said = json.loads(data.decode("utf-8-sig")) if len(data) <= _LARGEST else None
    except (ValueError, RecursionError):
        said = None
    found = from_json(said)
    if found is None:
        raise RefusedError(reason=message("receipt.no_receipt", path=path.name))
    return found


def returned(
    path: Path,
    question: Question,
    *,
    passphrase: Callable[[], str],
    share: str | None = None,
    by: str = "",
) -> Returned:
    """Return the copy, or the receiver's own book, in a file.

    Args:
        path: a sealed copy, a plain one, or a book.
        question: the catalogue, and now.
        passphrase: asks for it; called for a sealed file only.
        share: which share a book belongs to; a copy says so itself.
        by: who returned it, where somebody says.

    Raises:
        RefusedError: it is no copy and no share was named.
        WrongPassphraseError: the passphrase does not open it.
        RelaybookError: it cannot be read.
    """
    secret = passphrase() if is_sealed(path) else None
    zone = ZoneInfo(Settings.default().company_tz)
    today = question.today or question.now.astimezone(zone).date()
    found = inspected(path, secret, today=today, catalogue=question.catalogue)
    facts = found.facts
    number = (facts.share_id if facts else None) or ""
    if facts is not None and facts.key and is_share_number(number):
        return Returned(
            book=found.book,
            share=number,
            key=facts.key,
            digests=facts.digests,
            acknowledged=facts.acknowledged,
            by=by or found.receiver,
        )
    if share is None:
        raise RefusedError(reason=message("receipt.name_share", path=path.name))
    return Returned(book=found.book, share=share, by=by)
