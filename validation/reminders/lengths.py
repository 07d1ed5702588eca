"""How long a customer's purchase cycle is, as people write it: 3个月, 90 天, quarterly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from validation.calendars import due
from validation.vocabularies import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from validation.calendars import WorkCalendar

_DIGITS: Mapping[str, int] = {
    digit: n for n, digit in enumerate("零一二三四五六七八九十")
} | {"两": 2, "半": 0}  # fmt: skip
_WORDS: Mapping[str, tuple[int, int]] = {
    "daily": (0, 1), "weekly": (0, 7), "biweekly": (0, 14), "fortnightly": (0, 14),
    "monthly": (1, 0), "bimonthly": (2, 0), "quarterly": (3, 0), "halfyearly": (6, 0),
    "half-yearly": (6, 0), "semiannually": (6, 0), "semi-annually": (6, 0), "biannually": (6, 0),
    "yearly": (12, 0), "annually": (12, 0), "annual": (12, 0),
    "周": (0, 7), "星期": (0, 7), "月": (1, 0), "季": (3, 0), "季度": (3, 0), "年": (12, 0),
    "半年": (6, 0), "半年度": (6, 0), "年度": (12, 0), "月度": (1, 0), "半月": (0, 15),
    "半个月": (0, 15),
}  # fmt: skip
_UNITS: Mapping[str, tuple[int, int]] = {
    "天": (0, 1), "日": (0, 1), "d": (0, 1), "day": (0, 1), "days": (0, 1), "": (0, 1),
    "周": (0, 7), "星期": (0, 7), "个星期": (0, 7), "w": (0, 7), "week": (0, 7), "weeks": (0, 7),
    "月": (1, 0), "个月": (1, 0), "m": (1, 0), "month": (1, 0), "months": (1, 0),
    "季度": (3, 0), "个季度": (3, 0), "季": (3, 0), "quarter": (3, 0), "quarters": (3, 0),
    "年": (12, 0), "y": (12, 0), "year": (12, 0), "years": (12, 0),
}  # fmt: skip
_LENGTH = re.compile(
    r"(?:每隔?|every|约|大约|about|approx\.?|~|≈)*(\d{1,4}|[零一二两三四五六七八九十]{1,3})"
    r"(?:\.0+)?(?:(?:-|~|–|—|至|到|to)(\d{1,4}))?([^\d]*)"
)
_EVERY = re.compile(r"^(?:每一?个?|every|once(?:a|per|every)?)")
_AROUND = re.compile(r"(?:左右|一次|1次|采购|下单|once|order|orders)$")


class Length(NamedTuple):
    """A length of time: whole months, then days."""

    months: int
    days: int

    def after(self, day: dt.date, calendar: WorkCalendar) -> dt.date:
        """Return the day so much later, closures not counted in its days."""
        later = due(calendar, "months", day, self.months).at.date()
        return calendar.plus_days(later, self.days)


def read(text: str) -> Length | None:
    """Return a length as people write it; None: it says none, or no one knows which.

    Of a span ("2-3 个月") the shorter end counts: a reminder that comes early does no harm.

    >>> read("3个月"), read("90"), read("每季度"), read("every 6 weeks"), read("seldom")
    (Length(months=3, days=0), Length(months=0, days=90), Length(months=3, days=0), \
Length(months=0, days=42), None)
    """
    said = _AROUND.sub("", fold(text)).strip("。.")
    bare = _EVERY.sub("", said)
    for word in (said, bare):
        if word in _WORDS:
            return Length(*_WORDS[word])
        if word in _UNITS and word:
            return Length(*_UNITS[word])
    match = _LENGTH.fullmatch(said)
    if match is None:
        return None
    unit = _UNITS.get(_AROUND.sub("", match[3]))
    number = int(match[1]) if match[1].isdigit() else _han(match[1])
    if unit is None or not number:
        return None
    return Length(unit[0] * number, unit[1] * number)


def _han(said: str) -> int | None:
    """Return a number below 100 in Chinese digits; None: it is none."""
    tens, ten, ones = said.rpartition("十")
    if not ten:
        return _DIGITS[said] if len(said) == 1 else None
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
