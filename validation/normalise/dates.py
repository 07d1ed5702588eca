"""Dates as cells hold them: real dates, serial numbers, and text in the usual spellings.

Our own patterns and no date library: those read '12', 'may' and 'Q3 2024' as dates and take
05/06/2024 for an American without asking.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING

from validation.normalise import Reading, characters, numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

PROBLEMS = (
    "date_unreadable",
    "date_range",
    "date_ambiguous",
    "date_impossible",
    "date_no_year",
    "date_no_day",
    "date_too_early",
    "date_serial",
    "date_text",
)

EARLIEST = dt.date(1990, 1, 1)
"""Days before it are taken for mistakes: no customer list is older."""

_FIRST_1900, _FIRST_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001 - cells have no zone
_LAST_SERIAL = 2_958_465
_MONTH_NAMES = (  # noqa: SIM905 - reads as the calendar does
    "january february march april may june july august september october november december"
).split()
_MONTHS: Mapping[str, int] = {
    **{name: at for at, name in enumerate(_MONTH_NAMES, 1)},
    **{name[:3]: at for at, name in enumerate(_MONTH_NAMES, 1)},
    "sept": 9,
}
_HAN_MONTH = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
_HAN_DAY = r"(?:\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_HAN_YEAR = r"(?:\d{4}|\d{2}|[一二〇零三四五六七八九○]{4})"

_TIME = re.compile(
    r"(?:\s*[T,]?\s*|\s+at\s+)(?P<half>上午|下午|早上|晚上|中午)?\s*(?P<hour>\d{1,2})"
    r"(?:[:时時点點]\s*(?P<minute>\d{1,2})?)(?:[:分]\s*(?P<second>\d{1,2})(?:[.,]\d+)?秒?)?分?"
    r"\s*(?P<ampm>[ap]\.?m\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_ZONE = re.compile(r":\d{2}.*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})$", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+(?=\S)"
    r"|\s*[(]?(?:星期|周|週|礼拜)[一二三四五六日天][)]?\s*",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})\s?(?P<sign>[-/.])\s?(?P<month>\d{1,2})\s?(?P=sign)\s?(?P<day>\d{1,2})\.?"
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})")
_HAN = re.compile(
    rf"(?P<year>{_HAN_YEAR})\s*年\s*(?P<month>{_HAN_MONTH})\s*月\s*(?P<day>{_HAN_DAY})\s*[日号號]?"
)
_YEAR_LAST = re.compile(
    r"(?P<first>\d{1,2})\s?(?P<sign>[-/.])\s?(?P<second>\d{1,2})\s?(?P=sign)\s?(?P<year>\d{4}|\d{2})\.?"
)
_MONTH_NAME = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_NTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ANY_YEAR = r"(?P<year>\d{4}|\d{2})"
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_NTH}\.?(?:\s+of)?[\s/,-]*{_MONTH_NAME}[\s/,'-]*{_ANY_YEAR}",
        rf"{_MONTH_NAME}[\s/-]*{_NTH}(?:\s*,\s*|[\s/-]+)'?{_ANY_YEAR}",
        rf"(?P<year>\d{{4}})[\s/-]*{_MONTH_NAME}[\s/-]*(?P<day>\d{{1,2}})",
    )
)
_NO_YEAR = re.compile(
    rf"{_HAN_MONTH}\s*月\s*{_HAN_DAY}\s*[日号號]?[前后]?|\d{{1,2}}[-/.]\d{{1,2}}[.]?"
    rf"|{_MONTH_NAME}[\s-]*\d{{1,2}}(?:st|nd|rd|th)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[\s-]*{_MONTH_NAME.replace('month', 'named')}",
    re.IGNORECASE,
)
_NO_DAY = re.compile(
    rf"{_HAN_YEAR}\s*年(?:\s*{_HAN_MONTH}\s*月(?:份|初|中|底|中旬|上旬|下旬|末)?)?"
    rf"|{_HAN_YEAR}\s*年(?:\s*第?[一二三四1-4]季度|初|底|末)|{_HAN_MONTH}月份?"
    r"|(?:19|20)\d{2}(?:[-/.]\d{1,2})?|\d{1,2}[-/.](?:19|20)\d{2}"
    rf"|{_MONTH_NAME}[\s,'-]*(?:\d{{4}}|'\d{{2}})"
    r"|[qh][1-4][\s/-]*\d{4}|\d{4}[\s/-]*[qh][1-4]",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"\d{5}(?:[.]\d+)?")
_RANGE = re.compile(
    r"\s*(?:~|至|到|–|—|、|;|,\s(?=\d{4})|\bto\b|\band\b|&|\s-\s)\s*", re.IGNORECASE
)


def read(value: object, *, date1904: bool = False) -> Reading:
    """Return a date, or a datetime where the cell holds a time of day.

    Args:
        value: a date, a number (then Excel's serial of a day) or text.
        date1904: the workbook counts its days from 1904, as old Macs did.

    >>> read("2024年5月20日").suggestion, read("05/06/2024").detail, read("2024-02-30").problem
    ('2024-05-20', '2024-05-06 / 2024-06-05', 'date_impossible')
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT differ from themselves
        return Reading(None)
    if isinstance(value, dt.datetime):
        return _checked(value, "")
    if isinstance(value, dt.date):
        return _checked(value, "")
    if isinstance(value, bool):
        return Reading(None, "date_unreadable")
    if isinstance(value, int | float):
        return _from_number(value, date1904=date1904)
    return _from_cell_text(str(value), date1904=date1904)


def from_serial(number: float, date1904: bool = False) -> dt.date | dt.datetime | None:  # noqa: FBT001, FBT002 - the argument of every caller is a workbook's flag of that name
    """Return the day an Excel serial stands for, a datetime when it has a time of day.

    None: no such day. Serials below 1 are times of day alone, and serial 60 is the 29 February
    1900 that only Excel knows; where days count from 1904, serial 0 is the first of them.

    >>> from_serial(45432), from_serial(45432, True), from_serial(60), from_serial(59)
    (datetime.date(2024, 5, 20), datetime.date(2028, 5, 21), None, datetime.date(1900, 2, 28))
    """
    if not math.isfinite(number) or not 0 <= number < _LAST_SERIAL + 1:
        return None
    day = math.floor(number)
    # Excel keeps 15 digits: a time is only good to the second.
    seconds = round((number - day) * 86_400)
    if date1904:
        first = _FIRST_1904
    elif day in (0, 60):
        return None
    else:
        # Before the day that never was, Excel's count runs one behind.
        first = _FIRST_1900 if day > 60 else _FIRST_1900 + dt.timedelta(days=1)
    try:
        moment = first + dt.timedelta(days=day, seconds=seconds)
    except OverflowError:
        return None
    return moment if number != day else moment.date()


def _from_number(value: float, *, date1904: bool) -> Reading:
    if isinstance(value, int) and _COMPACT.fullmatch(str(value)):
        return _from_text(str(value))
    moment = from_serial(value, date1904) if abs(value) < 1e9 else None
    if moment is None:
        return Reading(None, "date_unreadable")
    return _checked(moment, "date_serial")


def _from_cell_text(value: str, *, date1904: bool) -> Reading:
    text = characters.bare(value)
    if not text:
        return Reading(None)
    if _SERIAL.fullmatch(text):
        return _from_number(float(text), date1904=date1904)
    too_long = len(text) > characters.LONGEST_VALUE
    reading = Reading(None, "date_unreadable") if too_long else _from_text(text)
    if reading.problem == "date_text" and reading.suggestion == value:
        return Reading(reading.value)
    if reading.problem == "date_text" and _ZONE.search(text):
        # A clock in another zone may show another day here; which zone the row means is not ours.
        return reading._replace(suggestion=None)
    if reading.problem == "date_unreadable" and not too_long:
        parts = [part for part in _RANGE.split(text) if part]
        if len(parts) > 1 and any(_has_day(part) for part in parts):
            return Reading(None, "date_range")
    return reading


def _has_day(text: str) -> bool:
    return _from_text(text).problem != "date_unreadable"


def _from_text(text: str) -> Reading:
    """Return the reading of trimmed half-width text."""
    body, time, good_time = _without_time(_WEEKDAY.sub(" ", text, count=1).strip())
    if not good_time:
        return Reading(None, "date_impossible")
    last = _YEAR_LAST.fullmatch(body)
    if last:
        return _year_last(last, time)
    for pattern in (_YEAR_FIRST, _COMPACT, _HAN, *_NAMED):
        found = pattern.fullmatch(body)
        if found:
            month = _MONTHS.get(found["month"].lower()) or _whole(found["month"])
            return _day(_year(found["year"]), month, _whole(found["day"]), time)
    if _NO_DAY.fullmatch(body):
        return Reading(None, "date_no_day")
    return Reading(None, "date_no_year" if _NO_YEAR.fullmatch(body) else "date_unreadable")


def _without_time(text: str) -> tuple[str, dt.time | None, bool]:
    """Return the text before a time of day, the time, and whether the clock can show it."""
    found = _TIME.search(text)
    if found is None or not found.start():
        return text, None, True
    hour = int(found["hour"])
    afternoon = (found["ampm"] or "").lower().startswith("p") or found["half"] in ("下午", "晚上")
    morning = (found["ampm"] or "").lower().startswith("a")
    if afternoon and hour < 12:
        hour += 12
    if morning and hour == 12:
        hour = 0
    try:
        time = dt.time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        return text[: found.start()], None, False
    # Databases export every date with a midnight behind it.
    return text[: found.start()], time if time != dt.time() else None, True


def _year_last(found: re.Match[str], time: dt.time | None) -> Reading:
    """Return 20.05.2024 or 05/20/2024; when both orders give a day, neither."""
    first, second = int(found["first"]), int(found["second"])
    year = _year(found["year"])
    if len(found["year"]) == 2 and (found["sign"] != "." or len(found["first"]) == 2):
        # 24-05-20 may begin with its year.
        return _any_order(first, second, int(found["year"]), time, pointed=found["sign"] == ".")
    # A point between the numbers is the day-first habit of every country that uses it.
    day_first = _day(year, second, first, time)
    if found["sign"] == "." or first == second:
        return day_first
    month_first = _day(year, first, second, time)
    if day_first.value and month_first.value:
        both = sorted(str(reading.suggestion) for reading in (day_first, month_first))
        return Reading(None, "date_ambiguous", None, " / ".join(both))
    return day_first if day_first.value else month_first


def _any_order(
    first: int, second: int, third: int, time: dt.time | None, *, pointed: bool
) -> Reading:
    """Return the day of three short numbers; nobody writes the month first with points."""
    orders = [(first, second, third), (third, second, first)]
    if not pointed:
        orders.append((third, first, second))
    found = {
        reading.suggestion: reading
        for year, month, day in orders
        if (reading := _day(_year(f"{year:02}"), month, day, time)).value
    }
    if len(found) > 1:
        return Reading(None, "date_ambiguous", None, " / ".join(sorted(map(str, found))))
    return next(iter(found.values()), Reading(None, "date_impossible"))


def _day(year: int, month: int, day: int, time: dt.time | None) -> Reading:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return Reading(None, "date_impossible")
    return _checked(date if time is None else dt.datetime.combine(date, time), "date_text")


def _checked(moment: dt.date, problem: str) -> Reading:
    """Return the reading of a day that exists."""
    is_moment = isinstance(moment, dt.datetime)
    day = moment.date() if isinstance(moment, dt.datetime) else moment
    if day < EARLIEST:
        return Reading(None, "date_too_early", None, str(day))
    shown = moment.isoformat(" ", "seconds") if isinstance(moment, dt.datetime) else str(day)
    if is_moment and shown.endswith(":00"):
        shown = shown.removesuffix(":00")
    return Reading(moment, problem, shown if problem else None)


def _year(text: str) -> int:
    """Return the year; two digits mean 1970 to 2069."""
    year = _whole(text)
    if len(text) > 2:
        return year
    return year + (1900 if year >= 70 else 2000)


def _whole(text: str) -> int:
    if text.isdigit():
        return int(text)
    number = numbers.chinese(text.replace("○", "〇"))
    return int(number) if number is not None else 0
