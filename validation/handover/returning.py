"""What comes back from a receiver: digests that tell who changed a row, and ids made for a share.

A copy carries, for each of its rows, one keyed digest made of a few bytes per column. With the
values of today's book and those of a returned copy it tells, cell by cell, which side changed
what, so that no second copy of the values has to stay with the provider.
"""

from __future__ import annotations

import datetime as dt
import hmac
import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from unicodedata import normalize

from validation.handover.macs import mac

if TYPE_CHECKING:
    from collections.abc import Mapping

_BYTES = 4
"""Bytes of the digest for one column: one change in four thousand million goes unseen."""
_GLYPHS = 0x2800
"""First of the 256 Braille signs. One stands for one byte: no value of a customer is written in
them, so the leak gate cannot take a piece of a digest for a price or a phone number."""
_DIGITS = 10**10

Side = Literal["nobody", "receiver", "provider", "both"]


class Cell(NamedTuple):
    """A column of a returned row that is not as the book has it now."""

    column: str
    ours: Any
    """What the book holds now."""
    theirs: Any
    """What came back."""
    changed_by: Side
    """`nobody` where the digest knows nothing of the column, so nobody can tell."""


def row_digest(key: str, sheet: str, values: Mapping[str, Any]) -> str:
    """Return the keyed digest of one row of a copy, four signs for each column in order of name.

    Args:
        key: the share's own key.
        sheet: the catalogue key of the row's sheet.
        values: column → the value as it leaves, words of lists as codes; blank is None.
    """
    return "".join(_column_digest(key, sheet, name, values[name]) for name in sorted(values))


def share_record_id(key: str, record: str) -> str:
    """Return the id that a record has in one share only; the year 0000 is no real one's.

    It keeps the letters the id begins with and tells nothing else. Two records of a share may
    meet in one id, about once in a million shares of a hundred records: the caller looks.

    >>> share_record_id("k", "CUS-2024-001")
    'CUS-0000-1661722512'
    """
    start = re.match(r"\D*", record)
    number = int.from_bytes(mac(key, "id", record)[:8], "big") % _DIGITS
    return f"{start[0] if start else ''}0000-{number:010}"


def is_intact(key: str, sheet: str, values: Mapping[str, Any], digest: str) -> bool:
    """Return whether a row of a copy is as it left."""
    return hmac.compare_digest(
        row_digest(key, sheet, values).encode(), digest.encode("utf-8", "surrogatepass")
    )


def compared(
    key: str,
    sheet: str,
    digest: str,
    *,
    theirs: Mapping[str, Any],
    ours: Mapping[str, Any],
) -> tuple[Cell, ...]:
    """Return the columns of a returned row that differ from the book, and who changed each.

    Args:
        key: the share's own key.
        sheet: the catalogue key of the row's sheet.
        digest: of the row as it left; "": there is none.
        theirs: every column that left → its value in the returned copy.
        ours: the same columns → what the book holds now, in the form in which it leaves; a
            column that is not here is not compared.
    """
    known = _by_column(theirs, digest)
    cells = []
    for column in theirs:
        if column not in ours or canonical(theirs[column]) == canonical(ours[column]):
            continue
        mine = known.get(column)
        side: Side = "nobody"
        if mine is not None:
            by_receiver = not _is(mine, key, sheet, column, theirs[column])
            by_provider = not _is(mine, key, sheet, column, ours[column])
            side = "both" if by_receiver and by_provider else "provider"
            side = "receiver" if by_receiver and not by_provider else side
        cells.append(Cell(column, ours[column], theirs[column], side))
    return tuple(cells)


def touched(key: str, sheet: str, digest: str, theirs: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the columns of a returned row that the receiver changed."""
    known = _by_column(theirs, digest)
    return tuple(
        column
        for column, value in theirs.items()
        if column in known and not _is(known[column], key, sheet, column, value)
    )


def canonical(value: Any) -> str:
    r"""Return a value as text that is the same before and after it stood in a cell.

    >>> canonical(3.0), canonical(Decimal("15.50")), canonical(dt.datetime(2026, 1, 5))
    ('3', '15.5', '2026-01-05')
    >>> canonical(" a\r\nb "), canonical(("a", "b")), canonical(True), canonical(None)
    ('a\nb', 'a; b', 'true', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return _number(value)
    if isinstance(value, dt.datetime):
        rounded = (value + dt.timedelta(milliseconds=500)).replace(microsecond=0, tzinfo=None)
        is_day = rounded.time() == dt.time()
        return rounded.date().isoformat() if is_day else rounded.isoformat(" ")
    if isinstance(value, (tuple, list)):
        return "; ".join(map(canonical, value))
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    return normalize("NFC", text).strip()


def _number(value: float | Decimal) -> str:
    if not math.isfinite(value):
        return ""
    # A cell keeps fifteen digits.
    number = Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
    if number == number.to_integral_value():
        return str(int(number))
    return format(number.normalize(), "f")


def _by_column(values: Mapping[str, Any], digest: str) -> Mapping[str, str]:
    """Return column → its part of the digest; nothing where the digest is of other columns."""
    names = sorted(values)
    if len(digest) != _BYTES * len(names):
        return {}
    return {name: digest[_BYTES * n : _BYTES * (n + 1)] for n, name in enumerate(names)}


def _is(digest: str, key: str, sheet: str, column: str, value: Any) -> bool:
    return _column_digest(key, sheet, column, value) == digest


def _column_digest(key: str, sheet: str, column: str, value: Any) -> str:
    whole = mac(key, "cell", sheet, column, canonical(value))
    return "".join(chr(_GLYPHS + byte) for byte in whole[:_BYTES])
