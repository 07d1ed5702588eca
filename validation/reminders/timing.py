"""When a rule speaks: its deadline, the days around it, and what is over by now."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from validation.calendars import Due, due

if TYPE_CHECKING:
    from validation.calendars import WorkCalendar
    from validation.reminders.rules import Rule

_DAY = dt.timedelta(days=1)
_HOUR = dt.timedelta(hours=1)


class Timing:
    """The moments of one rule by one calendar at one time; equal starts are computed once."""

    def __init__(self, rule: Rule, calendar: WorkCalendar, now: dt.datetime) -> None:
        """Take the rule; `now` is the company's own time without a zone."""
        self._rule = rule
        self._calendar = calendar
        self._now = now
        self._dues: dict[tuple[dt.date, int], Due] = {}

    def due(self, start: dt.date, n: int | None = None) -> Due:
        """Return the deadline of what began at `start`; `n` stands in for the rule's own."""
        count = self._rule.n if n is None else n
        # A datetime is not equal to a date, so a midnight and a whole day stay apart.
        known = self._dues.get((start, count))
        if known is None:
            clock = self._rule.clock
            known = due(self._calendar, clock, start, count, roll=self._rule.roll)
            self._dues[start, count] = known
        return known

    def moment(self, deadline: Due, offset: int) -> dt.datetime:
        """Return the moment `offset` hours or days after a deadline, before it when below 0.

        Hours run by the rule's clock. Days are working days for a clock of working days; others
        are calendar days, of which those of a closure count only before the deadline.
        """
        clock, at = self._rule.clock, deadline.at
        if offset == 0:
            return at
        if self._rule.by_hours:
            return due(self._calendar, clock, at, offset).at if offset > 0 else at + offset * _HOUR
        if clock == "business_days":
            day = self._calendar.plus_working(at.date(), offset)
        else:
            day = self._calendar.plus_days(at.date(), offset)
        return dt.datetime.combine(day, at.time())

    def reached(self, deadline: Due, offset: int) -> bool:
        """Return whether the moment `offset` around a deadline has come.

        An hour has come when it is over; a day when it begins, for a strict rule from the
        deadline on when it is over ("more than N days").
        """
        at = self.moment(deadline, offset)
        if not deadline.whole_day:
            return self._now >= at if self._rule.clock == "at_time" else self._now > at
        if self._rule.strict and offset >= 0:
            return self._now.date() > at.date()
        return self._now.date() >= at.date()
