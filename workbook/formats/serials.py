"""Serial dates: what a number format makes of a number."""

from __future__ import annotations

import datetime as dt
import math
import re
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from workbook.formats.frames import clock, duration, whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no zone
_EPOCH_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001
_END = 2_958_465.99999
"""31 December 9999, the last second."""
_FOUR_YEARS = 1462
"""What a serial counted from 1904 lacks."""
_LEAP_DAY = 60
"""Excel counts a 29 February 1900; days before it lie one further from the epoch."""

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_BRACKETED = re.compile(r"\[[^\]]*\]")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]")
_HALF_DAY = re.compile(r"AM/PM|A/P|上午/下午", re.IGNORECASE)


class CellKind(Enum):
    """What a number in a cell of some format is."""

    NUMBER = "number"
    DATE = "date"
    MOMENT = "date and time"
    TIME = "time of day"
    LENGTH = "length of time"


_BUILT_IN = {
    **dict.fromkeys((*range(14, 18), *range(27, 32), *range(34, 37)), CellKind.DATE),
    **dict.fromkeys((*range(50, 59),), CellKind.DATE),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 45, 47), CellKind.TIME),
    22: CellKind.MOMENT,
    46: CellKind.LENGTH,
}
"""Formats that a file names by number only; 27-36 and 50-58 are those of Chinese and Japanese."""


@cache
def kind_of_format(number: int, code: str | None) -> CellKind:
    """Return what a number format makes of a number; `code` is None for a built-in one.

    >>> kind_of_format(164, 'yyyy"年"m"月"d"日"').value, kind_of_format(165, '0.00"d"').value
    ('date', 'number')
    """
    if code is None:
        return _BUILT_IN.get(number, CellKind.NUMBER)
    section = _LITERAL.sub("", code).partition(";")[0].lower()
    if _ELAPSED.search(section):
        return CellKind.LENGTH
    half = _HALF_DAY.search(section) is not None
    letters = _HALF_DAY.sub("", _BRACKETED.sub("", section))
    if "general" in letters or re.search(r"[0#?]", re.sub(r"s\.0+", "s", letters)):
        return CellKind.NUMBER
    time = half or re.search("[hs]", letters) is not None
    # m is minutes beside hours or seconds, and months otherwise; e and g are years of an era.
    date = re.search("[ydeg]", letters) is not None or (not time and "m" in letters)
    if date:
        return CellKind.MOMENT if time else CellKind.DATE
    return CellKind.TIME if time else CellKind.NUMBER


def read_serial(number: float, kind: CellKind, *, date1904: bool) -> object:
    """Return the value of a cell that holds `number` in a format of `kind`.

    A serial no calendar has is text as Excel shows it ("1900-01-00", "1900-02-29"); one that
    Excel cannot show as a date stays a number.
    """
    end = _END - _FOUR_YEARS * date1904
    if kind is CellKind.LENGTH and abs(number) < end:
        return duration(dt.timedelta(days=number))
    if kind is CellKind.NUMBER or not 0 <= number < end:
        return whole(number)
    if kind is CellKind.TIME and number < 1:
        return clock(_moment(number, date1904=True).time())
    if not date1904 and (number < 1 or _LEAP_DAY <= number < _LEAP_DAY + 1):
        day = "1900-01-00" if number < 1 else "1900-02-29"
        time = _moment(number % 1, date1904=True).time()
        return day if number.is_integer() else f"{day} {clock(time)}"
    moment = _moment(number, date1904=date1904)
    plain = number.is_integer() and kind is not CellKind.MOMENT
    return moment.date() if plain else moment


def read_serials(
    numbers: NDArray[np.float64], kind: CellKind, *, date1904: bool
) -> NDArray[np.object_]:
    """Return what `read_serial` gives for each of `numbers`; equal days are one object."""
    found = np.empty(len(numbers), object)
    is_date = kind in {CellKind.DATE, CellKind.MOMENT}
    is_easy = is_date & (numbers >= _LEAP_DAY + 1) & (numbers < _END - _FOUR_YEARS)
    is_day = is_easy & (np.floor(numbers) == numbers) & (kind is CellKind.DATE)
    is_moment = is_easy & ~is_day
    epoch = np.datetime64(_EPOCH_1904 if date1904 else _EPOCH, "ms")
    days, which = np.unique(numbers[is_day].astype(np.int64), return_inverse=True)
    found[is_day] = (epoch.astype("M8[D]") + days).astype(object)[which]
    passed = np.floor(numbers[is_moment] * 86_400_000 + 0.5).astype(np.int64)
    found[is_moment] = (epoch + passed).astype("M8[us]").astype(object)
    others, which = np.unique(numbers[~(is_day | is_moment)], return_inverse=True)
    alone = np.empty(len(others), object)
    alone[:] = [read_serial(number, kind, date1904=date1904) for number in others.tolist()]
    found[~(is_day | is_moment)] = alone[which]
    return found


def _moment(number: float, *, date1904: bool) -> dt.datetime:
    epoch = _EPOCH_1904 if date1904 else _EPOCH
    if not date1904 and number < _LEAP_DAY:
        number += 1
    # Excel keeps milliseconds; a float of days is some microseconds off.
    return epoch + dt.timedelta(milliseconds=math.floor(number * 86_400_000 + 0.5))
