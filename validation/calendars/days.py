"""Which days a company works: its country's calendar and its own Calendar sheet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from validation.calendars.spans import DAY, Spans

if TYPE_CHECKING:
    import pandas as pd
    from holidays import HolidayBase

    from validation.settings import Hours, Settings

_SATURDAY = 5
_LONGEST = 4000
"""Days without a single working day after which a search gives up: some eleven years."""

DayKind = Literal["closed", "working"]


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """The working days of one company.

    A day of the Calendar sheet beats the country's calendar, and a working day there beats a
    closure around it. A closure stops every clock; a public holiday or weekend stops only those
    that count working time.
    """

    country: str
    """ISO alpha-2; one that the calendars do not know has free weekends and no holidays."""
    tz: ZoneInfo
    hours: tuple[Hours, ...]
    """The stretches of a working day in their order, not overlapping; at least one."""
    closed: Spans = field(default_factory=Spans)
    working: Spans = field(default_factory=Spans)

    @classmethod
    def of(cls, settings: Settings, sheet: pd.DataFrame | None = None) -> WorkCalendar:
        """Return the calendar of a book.

        Args:
            settings: calendar_country, company_tz and company_hours.
            sheet: the Calendar sheet: date_from, date_to (blank: one day) and day_kind (closed or
                working, as a code); other rows are left out. None: none.
        """
        closed, working = ([] if sheet is None else _spans(sheet, kind) for kind in _KINDS)
        kept = Spans.of(working)
        return cls(
            country=settings.calendar_country,
            tz=ZoneInfo(settings.company_tz),
            hours=settings.company_hours,
            closed=Spans.of(closed).without(kept),
            working=kept,
        )

    def is_working(self, day: dt.date) -> bool:
        """Return whether the company works on a day."""
        if day in self.working:
            return True
        if day in self.closed:
            return False
        country = _country(self.country)
        return day.weekday() < _SATURDAY if country is None else country.is_working_day(day)

    def rolled(self, day: dt.date) -> dt.date:
        """Return the first working day from `day` on; date.max: there is none in eleven years."""
        for _ in range(_LONGEST):
            span = self.closed.span(day)
            day = span[1] if span else day
            if not span and self.is_working(day):
                return day
            if day == dt.date.max:
                break
            day += DAY
        return dt.date.max

    def plus_working(self, day: dt.date, count: int) -> dt.date:
        """Return the working day that is `count` working days after `day`, or before it.

        0 gives the day itself, a working day or not.
        """
        step = DAY if count > 0 else -DAY
        left, idle = abs(count), 0
        while left and idle < _LONGEST:
            if day in (dt.date.min, dt.date.max):
                return day
            day += step
            works = self.is_working(day)
            left, idle = left - works, 0 if works else idle + 1
        return day if not left else (dt.date.max if count > 0 else dt.date.min)

    def plus_days(self, day: dt.date, count: int) -> dt.date:
        """Return the day `count` calendar days later, days of a closure not counted.

        With a `count` below 0 every day counts: a warning comes no earlier for a closure.
        """
        if count <= 0:
            return day + count * DAY
        for begun, ended in self.closed.spans:
            if ended <= day:
                continue
            free = max(0, (begun - day).days - 1)
            if count <= free:
                return day + count * DAY
            if ended == dt.date.max:
                return dt.date.max
            day, count = max(ended, day), count - free
        try:
            return day + count * DAY
        except OverflowError:
            return dt.date.max

    def days_between(self, start: dt.date, end: dt.date) -> int:
        """Return the days after `start` up to `end`, days of a closure not counted.

        It is below 0 when `end` comes first.
        """
        if end < start:
            return -self.days_between(end, start)
        if end == start:
            return 0
        return (end - start).days - self.closed.count(start + DAY, end)

    def unpublished(self, first: dt.date, last: dt.date) -> tuple[int, ...]:
        """Return the years touched whose make-up working days are not known yet, in order.

        A country that works on days off elsewhere in the year (China's 调休) publishes these days
        late in the year before. Until then its calendar has its holidays and plain weekends.
        """
        country = _country(self.country)
        if country is None:
            return ()
        years = range(first.year, min(last.year, dt.date.max.year - 1) + 1)
        return tuple(
            year
            for year in years
            if not _has_make_up_days(self.country, year)
            and any(_has_make_up_days(self.country, year - back) for back in (1, 2, 3))
        )


_KINDS: tuple[DayKind, ...] = ("closed", "working")


def _spans(sheet: pd.DataFrame, kind: DayKind) -> list[tuple[dt.date, dt.date]]:
    if not {"date_from", "day_kind"} <= set(sheet.columns):
        return []
    rows = sheet[sheet["day_kind"] == kind]
    ends = rows["date_to"] if "date_to" in rows else rows["date_from"]
    found = []
    for start, end in zip(rows["date_from"], ends, strict=True):
        first, last = _day(start), _day(end) or _day(start)
        if first is not None and last is not None:
            found.append((first, last))
    return found


def _day(cell: object) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        # A blank time is a datetime too, and unequal to itself.
        return cell.date() if cell == cell else None  # noqa: PLR0124
    return cell if isinstance(cell, dt.date) else None


@cache
def _country(code: str) -> HolidayBase | None:
    """Return the calendar of a country; None: nobody knows it."""
    from holidays import country_holidays  # noqa: PLC0415  # a quarter of a second

    try:
        return country_holidays(code)
    except NotImplementedError:
        return None


@cache
def _has_make_up_days(code: str, year: int) -> bool:
    country = _country(code)
    assert country is not None
    country.get(dt.date(year, 1, 1))  # the calendar fills itself a year at a time
    return any(day.year == year for day in country.weekend_workdays)
