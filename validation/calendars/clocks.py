"""The clocks of reminder rules: when something that began is due."""

from __future__ import annotations

import calendar as months
import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple

from validation.calendars.spans import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.calendars.days import WorkCalendar

Clock = Literal[
    "business_hours", "elapsed_hours", "calendar_days", "business_days", "at_time", "months"
]

_HOUR = dt.timedelta(hours=1)
_MIDNIGHT = dt.time()
_NEVER = dt.datetime.combine(dt.date.max, dt.time.max)


class Due(NamedTuple):
    """When something is due, in the company's own time."""

    at: dt.datetime
    whole_day: bool
    """Whether the whole day of `at` is still in time; `at` is then its midnight."""

    def is_over(self, now: dt.datetime) -> bool:
        """Return whether the time is up at `now`, the company's own time without a zone."""
        return now.date() > self.at.date() if self.whole_day else now > self.at


def due(
    calendar: WorkCalendar, clock: Clock, start: dt.date, count: int, *, roll: bool = False
) -> Due:
    """Return when a thing that began at `start` is due by a clock.

    Args:
        calendar: the company's.
        clock: business_hours count company hours on working days; elapsed_hours and
            calendar_days run through nights and weekends and stand still in a closure;
            business_days count working days after `start`; months end on the last day of a
            shorter month; at_time is `start` itself.
        start: a date or a time; hours of a date run from its midnight.
        count: hours, days or months, 0 or more; for days below 0 as well (before `start`).
        roll: whether a day on which nobody works becomes the next working day; not for hours.
    """
    begun = start if isinstance(start, dt.datetime) else dt.datetime.combine(start, _MIDNIGHT)
    if clock == "at_time":
        return Due(begun, whole_day=not isinstance(start, dt.datetime))
    if clock == "business_hours":
        return Due(_plus_business_hours(calendar, begun, count), whole_day=False)
    if clock == "elapsed_hours":
        return Due(_plus_elapsed_hours(calendar, begun, count), whole_day=False)
    day = _day_due(calendar, clock, begun.date(), count)
    return Due(dt.datetime.combine(calendar.rolled(day) if roll else day, _MIDNIGHT), True)  # noqa: FBT003


def _day_due(calendar: WorkCalendar, clock: Clock, day: dt.date, count: int) -> dt.date:
    if clock == "business_days":
        return calendar.plus_working(day, count)
    if clock == "months":
        return _plus_months(day, count)
    return calendar.plus_days(day, count)


def _plus_months(day: dt.date, count: int) -> dt.date:
    whole = day.year * 12 + day.month - 1 + count
    year, month = divmod(whole, 12)
    if year > dt.date.max.year:
        return dt.date.max
    return dt.date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _plus_business_hours(calendar: WorkCalendar, start: dt.datetime, hours: int) -> dt.datetime:
    left = hours * _HOUR
    for begun, ended in _open(calendar, start):
        begun = max(begun, start)  # noqa: PLW2901
        if ended - begun >= left:
            return begun + left
        left -= ended - begun
    return _NEVER


def _open(calendar: WorkCalendar, start: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Return the stretches of company hours that end after `start`, without end."""
    day = calendar.rolled(start.date())
    while day < dt.date.max:
        for stretch in calendar.hours:
            ended = dt.datetime.combine(day, stretch.end)
            if ended > start:
                yield dt.datetime.combine(day, stretch.start), ended
        day = calendar.rolled(day + DAY)


def _plus_elapsed_hours(calendar: WorkCalendar, start: dt.datetime, hours: int) -> dt.datetime:
    """Return the time so many real hours later: a night in which clocks change has 23 or 25."""
    left = hours * _HOUR
    for begun, ended in calendar.closed.spans:
        if ended < start.date():
            continue
        closed_from = dt.datetime.combine(begun, _MIDNIGHT)
        before = max(dt.timedelta(), _elapsed(calendar, start, closed_from))
        if left <= before and start < closed_from:
            break
        if ended == dt.date.max:
            return _NEVER
        left -= before
        start = dt.datetime.combine(ended + DAY, _MIDNIGHT)
    try:
        later = start.replace(tzinfo=calendar.tz).astimezone(dt.UTC) + left
        return later.astimezone(calendar.tz).replace(tzinfo=None, fold=0)
    except OverflowError:
        return _NEVER


def _elapsed(calendar: WorkCalendar, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    return end.replace(tzinfo=calendar.tz).astimezone(dt.UTC) - start.replace(
        tzinfo=calendar.tz
    ).astimezone(dt.UTC)


def business_hours_between(
    calendar: WorkCalendar, start: dt.datetime, end: dt.datetime
) -> Fraction:
    """Return the company hours from `start` to `end`, exactly; 0 when `end` comes first."""
    total = dt.timedelta()
    for begun, ended in _open(calendar, start):
        if begun >= end:
            break
        total += min(ended, end) - max(begun, start)
    return Fraction(total // dt.timedelta(microseconds=1), 3_600_000_000)
