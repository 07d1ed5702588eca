"""Which entries of Activities are follow-ups that keep a customer with its owner."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from validation.settings import Settings

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_SPACE = re.compile(r"\s+")


class FollowUp(NamedTuple):
    """Somebody wrote to a customer or called it, and noted what it was about."""

    day: dt.date
    by: str
    """The rep's id."""


def is_note(text: str | None, settings: Settings) -> bool:
    """Return whether a note says enough to count.

    White space around it does not count and inside it counts as one character.
    """
    told = _SPACE.sub(" ", text or "").strip()
    if not told:
        return False
    long_enough = len(told) >= settings.follow_up_min_chars
    return long_enough or len(_HAN.findall(told)) >= settings.follow_up_min_han


def follow_ups(
    activities: pd.DataFrame,
    settings: Settings,
    today: dt.date,
    converted: Mapping[str, str] | None = None,
) -> Mapping[str, tuple[FollowUp, ...]]:
    """Return the valid follow-ups of each customer, one a day and rep, oldest first.

    Valid is what we sent, with a note, and not in the future; whether it was the owner's work is
    for `tenure` to say. A short note does when the minutes of the meeting are long enough.

    Args:
        activities: the typed sheet, with customer_id, lead_id, act_time, direction, by, summary
            and meeting_minutes.
        settings: follow_up_min_chars and follow_up_min_han.
        today: what is later is no follow-up yet.
        converted: lead → the customer it became, whose follow-ups those of the lead are.
    """
    found: dict[str, set[FollowUp]] = {}
    for row in activities.to_dict("records"):
        customer = row["customer_id"] or (converted or {}).get(str(row["lead_id"]))
        day = day_of(row["act_time"])
        if not customer or row["direction"] != "outbound" or not row["by"]:
            continue
        if day is None or day > today:
            continue
        if is_note(row["summary"], settings) or is_note(row["meeting_minutes"], settings):
            found.setdefault(str(customer), set()).add(FollowUp(day, str(row["by"])))
    return {customer: tuple(sorted(each)) for customer, each in found.items()}


def day_of(value: object) -> dt.date | None:
    """Return the day of a typed cell; None: it is blank."""
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None
