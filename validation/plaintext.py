"""A cell's value as text, whole, for the sheets that tell what became of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

_LONGEST = 32_767
"""Characters a cell of Excel can hold."""


def shown(value: Any) -> str:
    """Return a cell's value as text, whole; "" for a blank cell.

    >>> shown(1500.0), shown(dt.date(2026, 1, 5)), shown(True), shown(None)
    ('1500', '2026-01-05', 'TRUE', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "seconds").removesuffix(":00").removesuffix(" 00:00")
    return str(value)[:_LONGEST]
