"""A receipt: what a receiver says of one handover file, and how it is told from a made-up one.

Whoever opened the file holds the share's key, which stands nowhere but inside it and in the
provider's register. A receipt shows that the file was opened by someone who had the passphrase;
it does not show who that was.
"""

from __future__ import annotations

import datetime as dt
import hmac
import re
from typing import TYPE_CHECKING, Literal, NamedTuple
from unicodedata import normalize

from validation.handover.macs import mac

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = "relaybook.receipt/1"
_CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's thirty-two: no I, L, O or U, which are misheard or misread."""
_MISREAD = str.maketrans("ILOU", "110V")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"\w[\w.-]{3,39}")
_MOST = 200
"""Characters of a name or an id that a receipt may have."""

Answer = Literal["received", "refused"]


class Receipt(NamedTuple):
    """What a receiver says of one file."""

    share: str
    file_sha256: str
    """Of the sealed file as it was received, in small hexadecimal digits."""
    answer: Answer
    acknowledged: bool
    """Whether the confidentiality rule was agreed to."""
    by: str
    """Who says so: a name that was typed, no proof."""
    at: dt.datetime
    """By the receiver's clock, with its zone."""
    mac: str = ""
    """HMAC-SHA256 over all of the above with the share's key, hexadecimal."""


def signed(receipt: Receipt, key: str) -> Receipt:
    """Return the receipt with its HMAC."""
    return receipt._replace(mac=_mac(receipt, key))


def is_genuine(receipt: Receipt, key: str) -> bool:
    """Return whether a receipt was made with `key` and no field of it was changed since."""
    return hmac.compare_digest(
        _mac(receipt, key).encode(), receipt.mac.encode("utf-8", "surrogatepass")
    )


def is_share_number(text: str) -> bool:
    """Return whether a text may be the number of a share: files are named by it.

    >>> is_share_number("SH-20261122-001"), is_share_number("../../x1"), is_share_number("CON")
    (True, False, False)
    """
    return _NUMBER.fullmatch(text) is not None and any(sign.isdecimal() for sign in text)


def receipt_code(key: str) -> str:
    """Return the short code on a copy's cover, by which a receiver may confirm on the phone.

    >>> receipt_code("k")
    'MK5-09Y'
    """
    whole = int.from_bytes(mac(key, "relaybook.code/1"), "big")
    signs = [_CODE_SIGNS[whole >> (5 * n) & 31] for n in range(6)]
    return "".join(signs[:3]) + "-" + "".join(signs[3:])


def is_code(said: str, code: str) -> bool:
    """Return whether a code as somebody typed it is `code`; what is misread easily is forgiven.

    >>> is_code("mk5 o9y", "MK5-09Y"), is_code("MK5-09X", "MK5-09Y")
    (True, False)
    >>> is_code("ＭＫ５－０９Ｙ", "MK5-09Y")
    True
    """
    return hmac.compare_digest(_plain_code(said), _plain_code(code))


def as_json(receipt: Receipt) -> Mapping[str, object]:
    """Return a receipt as its file holds it."""
    return {
        "schema": SCHEMA,
        "share_id": receipt.share,
        "file_sha256": receipt.file_sha256,
        "answer": receipt.answer,
        "acknowledged": receipt.acknowledged,
        "by": receipt.by,
        "at": receipt.at.isoformat(),
        "hmac": receipt.mac,
    }


def from_json(said: object) -> Receipt | None:
    """Return the receipt that parsed JSON holds; None: it is none of ours, whatever it is."""
    if not isinstance(said, dict) or said.get("schema") != SCHEMA:
        return None
    names = ("share_id", "by", "at", "hmac")
    texts = {name: value for name in names if isinstance(value := said.get(name), str)}
    digest = said.get("file_sha256")
    answer = said.get("answer")
    if len(texts) < len(names) or max(map(len, texts.values())) > _MOST:
        return None
    is_named = is_share_number(texts["share_id"])
    if not is_named or not isinstance(digest, str) or not _SHA256.fullmatch(digest):
        return None
    if answer not in ("received", "refused") or not isinstance(said.get("acknowledged"), bool):
        return None
    at = _moment(texts["at"])
    if at is None:
        return None
    agreed = bool(said["acknowledged"])
    return Receipt(texts["share_id"], digest, answer, agreed, texts["by"], at, texts["hmac"])


def _mac(receipt: Receipt, key: str) -> str:
    parts = (SCHEMA, *(str(value) for name, value in as_json(receipt).items() if name != "hmac"))
    return mac(key, *parts).hex()


def _moment(text: str) -> dt.datetime | None:
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def _plain_code(code: str) -> bytes:
    # A Chinese keyboard may leave full-width signs.
    kept = "".join(sign for sign in normalize("NFKC", code).upper() if sign.isalnum())
    return kept.translate(_MISREAD).encode("utf-8", "surrogatepass")
