"""Days and lengths of time as people write them: 2026-11, 7d, 3个月前, last week."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from validation.messages import Text, message, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNITS: Mapping[str, str] = {
    "d": "day", "day": "day", "days": "day", "天": "day",
    "w": "week", "week": "week", "weeks": "week", "周": "week", "个星期": "week", "星期": "week",
    "m": "month", "month": "month", "months": "month", "个月": "month",
    "y": "year", "year": "year", "years": "year", "年": "year",
}  # fmt: skip
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_PAST = r"之前|以前|前|\s+ago\b"
_AHEAD = r"之后|以后|后|\s+(?:later|ahead|from\s+now)\b"
_TODAY = re.compile(r"(?:today\b|今天|今日)(?:\s*([+-])\s*(\d{1,4}))?")
_NEAR = re.compile(r"(yesterday\b|昨天|tomorrow\b|明天)")
_PERIOD = re.compile(
    r"(this|last|next)\s+(week|month|quarter|year)\b|(本|这个?|上个?|下个?|今|去|明)(周|星期|月|季度|年)"
)
_IN = re.compile(rf"in\s+(\d{{1,4}})\s*({_UNIT})(?![a-z])")
_LENGTH = re.compile(rf"(\d{{1,4}})\s*({_UNIT})(?![a-z])({_PAST}|{_AHEAD})?")
_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)|(\d{4})年(\d{1,2})月(\d{1,2})[日号]?")
_MONTH = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?![-/\d])|年(\d{1,2})月)")
_YEAR = re.compile(r"((?:19|20)\d\d)年?(?![-/\da-z天周个])")
_SHIFTS: Mapping[str, int] = {
    "this": 0, "last": -1, "next": 1, "本": 0, "这": 0, "这个": 0, "上": -1, "上个": -1,
    "下": 1, "下个": 1, "今": 0, "去": -1, "明": 1,
}  # fmt: skip
_ZH_UNITS: Mapping[str, str] = {
    "周": "week",
    "星期": "week",
    "月": "month",
    "季度": "quarter",
    "年": "year",
}
_TURNED: Mapping[str, str] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


class When(NamedTuple):
    """A day, a period, or a length of time until today.

    `kind` is "days" (from `first` to `last`), "shift" (`n` units from today), "period" (the week,
    month, quarter or year `n` from this one) or "age" (`n` units ago, compared as a length).
    """

    kind: str
    n: int = 0
    unit: str = "day"
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def is_age(self) -> bool:
        """Whether it is a length of time and not a place in the calendar."""
        return self.kind == "age"

    def days(self, today: dt.date) -> tuple[dt.date, dt.date]:
        """Return the first and last day it means."""
        if self.first is not None and self.last is not None:
            return self.first, self.last
        if self.kind == "period":
            return _period(today, self.n, self.unit)
        day = shifted(today, -self.n if self.is_age else self.n, self.unit)
        return day, day

    def turned(self, sign: str) -> str:
        """Return how a date compares where the length of time until today compares by `sign`."""
        return _TURNED[sign] if self.is_age else sign

    def said(self) -> Text:
        """Return it in words."""
        if self.first is not None:
            same = self.first == self.last
            return plain(self.first if same else f"{self.first}…{self.last}")
        if self.is_age:
            return message(f"query.{self.unit}s", n=self.n)
        if self.kind == "period":
            return message(f"query.{self.unit}_{_STEPS[self.n]}")
        if self.n == 0:
            return message("query.today")
        length = message(f"query.{self.unit}s", n=abs(self.n))
        return message("query.ago" if self.n < 0 else "query.ahead", n=length)


_STEPS: Mapping[int, str] = {-1: "last", 0: "this", 1: "next"}


class Read(NamedTuple):
    """What stands at a place of a text, and where it ends."""

    when: When
    end: int


def read(text: str, at: int) -> Read | None:
    """Return the moment that begins at `at` of a folded text; None: there is none.

    >>> read("last_contact_date>7d", 18).when
    When(kind='age', n=7, unit='day', first=None, last=None)
    """
    for pattern, meaning in _FORMS:
        found = pattern.match(text, at)
        if found:
            when = meaning(found)
            return Read(when, found.end()) if when else None
    return None


def shifted(day: dt.date, n: int, unit: str) -> dt.date:
    """Return the day `n` units on; a month that is too short gives its last day."""
    if unit in ("day", "week"):
        return _bounded(day.toordinal() + n * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + n * (12 if unit == "year" else 1)
    year, month = min(max(months // 12, dt.MINYEAR), dt.MAXYEAR), months % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _bounded(ordinal: int) -> dt.date:
    last = dt.date.max.toordinal()
    return dt.date.fromordinal(min(max(ordinal, 1), last))


def _period(today: dt.date, n: int, unit: str) -> tuple[dt.date, dt.date]:
    if unit == "week":
        first = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=n)
        return first, first + dt.timedelta(days=6)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    start = (today.month - 1) // months * months + 1
    first = shifted(today.replace(month=start, day=1), n * months, "month")
    return first, shifted(first, months, "month") - dt.timedelta(days=1)


def _today(found: re.Match[str]) -> When:
    n = int(found[2] or 0) * (-1 if found[1] == "-" else 1)
    return When("shift", n)


def _near(found: re.Match[str]) -> When:
    return When("shift", -1 if found[1] in ("yesterday", "昨天") else 1)


def _named(found: re.Match[str]) -> When:
    unit = found[2] or _ZH_UNITS[found[4]]
    return When("period", _SHIFTS[found[1] or found[3]], unit)


def _in(found: re.Match[str]) -> When:
    return When("shift", int(found[1]), _UNITS[found[2]])


def _length(found: re.Match[str]) -> When:
    n, unit, side = int(found[1]), _UNITS[found[2]], (found[3] or "").strip()
    if not side:
        return When("age", n, unit)
    past = side in ("ago", "前", "之前", "以前")
    return When("shift", -n if past else n, unit)


def _day(found: re.Match[str]) -> When | None:
    year, month, day = (found[1], found[3], found[4]) if found[1] else found.groups()[4:]
    try:
        exact = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return When("days", first=exact, last=exact)


def _month(found: re.Match[str]) -> When | None:
    year, month = int(found[1]), int(found[2] or found[3])
    if not (1 <= month <= 12 and year):
        return None
    last = calendar.monthrange(year, month)[1]
    return When("days", first=dt.date(year, month, 1), last=dt.date(year, month, last))


def _year(found: re.Match[str]) -> When:
    year = int(found[1])
    return When("days", first=dt.date(year, 1, 1), last=dt.date(year, 12, 31))


_FORMS = (
    (_TODAY, _today),
    (_NEAR, _near),
    (_PERIOD, _named),
    (_IN, _in),
    (_DAY, _day),
    (_MONTH, _month),
    (_YEAR, _year),
    (_LENGTH, _length),
)
