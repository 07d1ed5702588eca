"""How soon inquiries were answered, and what became of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.calendars import business_hours_between, due

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from validation.calendars import WorkCalendar
    from validation.calendars.clocks import Clock

_MICROSECOND = dt.timedelta(microseconds=1)
_HOUR = 3_600_000_000


class Limit(NamedTuple):
    """By when something is to be done, of a row of SOP_Rules."""

    clock: Clock
    n: int


class Limits(NamedTuple):
    """The two limits of an inquiry (articles 001 and 003)."""

    reply: Limit = Limit("business_hours", 2)
    """SOP-01: from receipt to the first reply."""
    contact: Limit = Limit("elapsed_hours", 24)
    """SOP-02: from assignment to the first reply."""


class Reply(NamedTuple):
    """One inquiry and its answer. None where a time is missing or has no hour."""

    inquiry: str
    customer: str
    lead: str
    rep: str
    source: str
    """Code of the channel, or the words of one that is in no list."""
    outcome: str
    """Code of inquiry_outcome; "": not said."""
    lost_reason: str
    received: dt.date | None
    replied: dt.date | None
    elapsed: Fraction | None
    """Hours from receipt to reply by the wall clock's real time."""
    business: Fraction | None
    """Company hours from receipt to reply."""
    in_time: bool | None
    """Whether it was answered within SOP-01; None: still open, or not to be told."""
    contacted_in_time: bool | None
    """The same for SOP-02."""


class Share(NamedTuple):
    """So many of so many."""

    within: int
    of: int

    @property
    def part(self) -> Fraction | None:
        """The share, 0 to 1; None of none."""
        return Fraction(self.within, self.of) if self.of else None


class ReplyFigures(NamedTuple):
    """What several inquiries come to."""

    inquiries: int
    answered: int
    waiting: int
    """Without a reply and neither closed nor invalid."""
    median_elapsed: Fraction | None
    """Hours; None: nothing was measured."""
    median_business: Fraction | None
    reply: Share
    """Within SOP-01, of those that could have been by now."""
    contact: Share
    """Within SOP-02."""
    outcomes: Mapping[str, int]
    """Code of inquiry_outcome → how many, in the order of the codes."""
    lost: Mapping[str, int]
    """Code of lost_reason → how many of the lost ones."""


def limits(sheet: pd.DataFrame) -> Limits:
    """Return the limits a team has in the typed sheet SOP_Rules, else the articles' own."""
    found = Limits()
    for row in sheet.to_dict("records"):
        if row["clock"] and row["n"] is not None:
            one = Limit(row["clock"], int(row["n"]))
            if row["rule_id"] == "SOP-01":
                found = found._replace(reply=one)
            elif row["rule_id"] == "SOP-02":
                found = found._replace(contact=one)
    return found


def replies(
    inquiries: pd.DataFrame, calendar: WorkCalendar, now: dt.datetime, held: Limits
) -> tuple[Reply, ...]:
    """Return each inquiry that has a number or a time, in the sheet's order.

    Args:
        inquiries: the typed sheet.
        calendar: the company's.
        now: the company's clock; a time after it has not come.
        held: the team's limits.
    """
    rows = inquiries.to_dict("records")
    return tuple(
        _reply(row, calendar, now, held) for row in rows if row["inquiry_no"] or row["received_at"]
    )


def _reply(row: Mapping[Any, Any], calendar: WorkCalendar, now: dt.datetime, held: Limits) -> Reply:
    received, replied, assigned = (
        _come(row[key], now) for key in ("received_at", "first_reply_at", "assigned_at")
    )
    if replied is not None and received is not None and _precedes(replied, received):
        replied = None  # a slip of the pen: neither early nor late
        received = _day(received)
    elapsed = business = None
    if isinstance(received, dt.datetime) and isinstance(replied, dt.datetime):
        elapsed = _hours(received, replied, calendar)
        business = business_hours_between(calendar, received, replied)
    # Nobody has to answer junk, and who bought was answered, whatever the row lacks.
    told = row["outcome"] not in ("invalid", "won") or replied is not None
    return Reply(
        str(row["inquiry_no"] or ""),
        str(row["customer_id"] or ""),
        str(row["lead_id"] or ""),
        str(row["assigned_to"] or ""),
        str(row["source"] or ""),
        str(row["outcome"] or ""),
        str(row["lost_reason"] or ""),
        received,
        replied,
        elapsed,
        business,
        _within(held.reply, received, replied, calendar, now) if told else None,
        _within(held.contact, assigned, replied, calendar, now) if told else None,
    )


def _within(
    limit: Limit,
    start: dt.date | None,
    end: dt.date | None,
    calendar: WorkCalendar,
    now: dt.datetime,
) -> bool | None:
    """Return whether something was done in time; None: there is still time, or no hour to tell."""
    if start is None or (limit.clock.endswith("hours") and not isinstance(start, dt.datetime)):
        return None
    by = due(calendar, limit.clock, start, limit.n)
    if end is None:
        return False if by.is_over(now) else None
    if isinstance(end, dt.datetime):
        return not by.is_over(end)
    # Of an answer with a day and no hour only the day is known.
    return None if end == by.at.date() and not by.whole_day else end <= by.at.date()


def figures(found: Iterable[Reply]) -> ReplyFigures:
    """Return the figures of several inquiries, exactly.

    The middle of an even number of times is half of the two in the middle.
    """
    told = tuple(found)
    elapsed = [one.elapsed for one in told if one.elapsed is not None]
    business = [one.business for one in told if one.business is not None]
    closed = ("invalid", "won", "lost")
    outcomes = Counter(one.outcome for one in told if one.outcome)
    lost = Counter(one.lost_reason for one in told if one.outcome == "lost" and one.lost_reason)
    return ReplyFigures(
        inquiries=len(told),
        answered=sum(one.replied is not None for one in told),
        waiting=sum(one.replied is None and one.outcome not in closed for one in told),
        median_elapsed=_median(elapsed),
        median_business=_median(business),
        reply=_share([one.in_time for one in told]),
        contact=_share([one.contacted_in_time for one in told]),
        outcomes=dict(sorted(outcomes.items())),
        lost=dict(sorted(lost.items())),
    )


def _share(given: Sequence[bool | None]) -> Share:
    return Share(given.count(True), sum(one is not None for one in given))


def _median(values: Sequence[Fraction]) -> Fraction | None:
    if not values:
        return None
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _come(value: Any, now: dt.datetime) -> dt.date | None:
    """Return a time that has come, without a zone; a day without an hour stays a day."""
    if isinstance(value, dt.datetime):
        value = value.replace(tzinfo=None)
        return value if value <= now else None
    return value if isinstance(value, dt.date) and value <= now.date() else None


def _precedes(one: dt.date, other: dt.date) -> bool:
    if isinstance(one, dt.datetime) and isinstance(other, dt.datetime):
        return one < other
    return _day(one) < _day(other)


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _hours(start: dt.datetime, end: dt.datetime, calendar: WorkCalendar) -> Fraction:
    """Return real hours: a night in which clocks change has one more or less."""
    begun, ended = (one.replace(tzinfo=calendar.tz).astimezone(dt.UTC) for one in (start, end))
    return Fraction((ended - begun) // _MICROSECOND, _HOUR)
