"""A cell's value in one spelling, so that two books can be compared, and its keyed digest.

A book that went through Excel, WPS or LibreOffice has the same values in another dress: a number
typed as text, a date with midnight on it, other line ends. None of that is a change.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from validation.catalogue import Kind
from validation.normalise import boolean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.catalogue import Field

SIZE = 6
"""Bytes of a cell's digest: a change goes unseen once in 280 million million."""
_EXACT = 10**15


def spelling(value: Any, field: Field | None = None) -> str:
    """Return a cell's value as text that two books agree on; "": blank.

    >>> spelling(10248.0), spelling("10248"), spelling(dt.datetime(2026, 1, 5))
    ('10248', '10248', '2026-01-05')
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT differ from themselves
        return ""
    if field is not None and field.kind is Kind.BOOL:
        known = boolean.read(value).value
        if known is not None:
            return "1" if known else "0"
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, dt.date):
        return _moment(value)
    if isinstance(value, (int, float, Decimal)):
        return _number(value)
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    return text if text.strip() else ""


@lru_cache(maxsize=4096)
def begun(key: bytes, sheet: str, column: str) -> hashlib.blake2b:
    """Return what the digests of a column's cells begin with."""
    said = f"{sheet}\0{column}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, key=key, digest_size=SIZE)


def digest(column: hashlib.blake2b, name: Sequence[str], spelt: str) -> bytes:
    """Return the keyed digest of a cell of the row `name`, the parts of the row's key.

    The place is in it, so that equal values of two rows do not show as equal.
    """
    made = column.copy()
    made.update("\0".join(("", *name, spelt)).encode("utf-8", "surrogatepass"))
    return made.digest()


def _moment(value: dt.date) -> str:
    if not isinstance(value, dt.datetime):
        return value.isoformat()
    # Excel keeps a moment as a fraction of a day, which does not hold every millisecond.
    whole = (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0, tzinfo=None)
    if whole.time() == dt.time():
        return whole.date().isoformat()
    return whole.isoformat(" ")


def _number(value: float | Decimal) -> str:
    if isinstance(value, int) and abs(value) >= _EXACT:
        return str(value)
    number = float(value)
    if not math.isfinite(number) or abs(number) >= _EXACT:
        return str(value)
    # Fifteen digits are what a cell keeps.
    return format(Decimal(f"{number:.15g}").normalize() + 0, "f")
