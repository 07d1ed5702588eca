"""The one date that warnings and the move to the pool both come from."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.calendars import WorkCalendar

Why = Literal["follow_up", "contact", "owner_since", "created", "grace"]
"""What the days are counted from: the last valid follow-up, a date of contact in a book without
a single follow-up, the day the owner got the customer, the day it was entered, or a transfer."""

_DETAIL = re.compile(r"(\d{4}-\d\d-\d\d) \+ (\d+) → (\d{4}-\d\d-\d\d)")


class Basis(NamedTuple):
    """The days a customer's time may be counted from."""

    last: dt.date | None
    """The day of the last valid follow-up; None: there is none."""
    since: dt.date | None
    """The day the owner got the customer, which counts when there is no follow-up."""
    received: dt.date | None
    """The day another owner handed it over; None: nobody did."""
    why: Why = "follow_up"
    """What `last` is, or `since` when there is no `last`."""


class Due(NamedTuple):
    """Until when a customer stays with its owner."""

    start: dt.date
    days: int
    """Days of the company's clock after `start`; on the day after them the customer goes."""
    why: Why
    last_day: dt.date
    """The last of these days."""
    moves: dt.date
    """The first day on which it may go to the pool."""


class Warned(NamedTuple):
    """A warning that stands in the ledger."""

    day: dt.date
    start: dt.date | None
    """What it counted from; None: the row does not say, and the day decides."""
    stays_until: dt.date
    """The last day the customer stays, as the owner was told."""


class Verdict(NamedTuple):
    """What is to happen to one customer today."""

    action: Literal["stay", "warn", "move"]
    stays_until: dt.date
    """The last day it stays as things are: no earlier than any warning promised."""
    next_warning: dt.date | None
    """The next day on which a warning is written; None: no more come."""
    warned: tuple[dt.date, ...]
    """The days of the warnings that count."""


@dataclass(frozen=True)
class Terms:
    """How recycling counts days."""

    calendar: WorkCalendar
    warn_days: tuple[int, ...]
    """Days before the last one on which the owner is warned (Config: recycle_warn_days)."""
    grace: int
    """Days after a transfer in which nothing is recycled (Config: grace_days)."""

    @property
    def notice(self) -> int:
        """Days from the last warning to the move, which a late warning keeps too."""
        return min(self.warn_days) + 1


def due_date(basis: Basis, *, days: int, terms: Terms) -> Due | None:
    """Return until when a customer stays: max(last + days, received + grace).

    Closures of the company stop the clock; the date never rolls to a working day. `days` are
    those of the customer's grade. None: there is no day to count from.
    """
    begun = basis.since if basis.last is None else basis.last
    counted = [] if begun is None else [_due(begun, days, basis.why, terms)]
    if basis.received is not None:
        counted.append(_due(basis.received, terms.grace, "grace", terms))
    return max(counted, key=lambda due: due.moves, default=None)


def _due(start: dt.date, days: int, why: Why, terms: Terms) -> Due:
    plus = terms.calendar.plus_days
    return Due(start, days, why, plus(start, days), plus(start, days + 1))


def warning_days(due: Due, terms: Terms) -> tuple[dt.date, ...]:
    """Return the days on which the owner is warned, in order; none falls into a closure.

    A warning that would come before a whole day has passed is left out.
    """
    ahead = sorted(due.days - before for before in terms.warn_days if before < due.days)
    return tuple(terms.calendar.plus_days(due.start, days) for days in ahead)


def verdict(due: Due, written: Sequence[Warned], today: dt.date, terms: Terms) -> Verdict:
    """Return what happens to a customer on a day.

    It is moved when its days are over and a warning that counts from the same day has told its
    owner so, with the date, and that date is past. Where a run was missed, the warning is given
    late, once, and promises as many days as the last regular one does. Nothing happens on a day
    on which the company is closed.

    Args:
        due: its date.
        written: the warnings in the ledger that its present owner got.
        today: the day.
        terms: the team's.
    """
    counted = sorted(one for one in written if _counts(one, due))
    told = min((one.stays_until for one in counted), default=None)
    days = warning_days(due, terms)
    reached = max((day for day in days if day <= today), default=None)
    fresh = max(due.last_day, terms.calendar.plus_days(today, terms.notice - 1))
    is_over = today >= due.moves
    if today in terms.calendar.closed:
        action: Literal["stay", "warn", "move"] = "stay"
    elif is_over and told is not None and today > told:
        action = "move"
    elif (is_over or reached is not None) and _is_silent(counted, reached, fresh):
        action = "warn"
        # A later warning never promises more than an earlier one: that would not be kept.
        told = fresh if told is None else min(told, fresh)
    else:
        action = "stay"
    ahead = min((day for day in days if day > today), default=None)
    if ahead is None and told is None:
        ahead = terms.calendar.plus_days(today, 1)
    stays = max(due.last_day, fresh if told is None else told)
    return Verdict(action, stays, ahead, tuple(sorted({one.day for one in counted})))


def _is_silent(counted: Sequence[Warned], reached: dt.date | None, fresh: dt.date) -> bool:
    """Return whether the owner has not yet been told what is to be told by now."""
    if not counted:
        return True
    if reached is not None and all(one.day < reached for one in counted):
        return True
    # A stricter rule: told again, the owner may lose the customer sooner than was promised.
    return fresh < min(one.stays_until for one in counted)


def _counts(one: Warned, due: Due) -> bool:
    return one.day > due.start if one.start is None else one.start == due.start


def detail(due: Due, stays_until: dt.date) -> str:
    """Return what a row of the ledger says of a date, the same in every language."""
    return f"{due.start.isoformat()} + {due.days} → {stays_until.isoformat()}"


def warned(day: dt.date, told: str | None, terms: Terms) -> Warned:
    """Return the warning of a row of the ledger, by its day and detail.

    One in other words promises what a warning on its day does.
    """
    found = _DETAIL.search(told or "")
    if found:
        try:
            dates = [dt.date.fromisoformat(found[part]) for part in (1, 3)]
        except ValueError:
            pass
        else:
            return Warned(day, dates[0], dates[1])
    return Warned(day, None, terms.calendar.plus_days(day, terms.notice - 1))
