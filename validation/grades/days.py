"""Days without their time: what a grade counts in."""

from __future__ import annotations

import datetime as dt


def day_of(cell: object) -> dt.date | None:
    """Return the day of a date or a time; None for anything else."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    return cell if isinstance(cell, dt.date) else None


def year_before(today: dt.date) -> dt.date:
    """Return the first day of the twelve months that end today.

    >>> year_before(dt.date(2028, 2, 29)), year_before(dt.date(2026, 11, 22))
    (datetime.date(2027, 2, 28), datetime.date(2025, 11, 22))
    """
    try:
        return today.replace(year=today.year - 1)
    except ValueError:
        return today.replace(year=today.year - 1, day=28)
