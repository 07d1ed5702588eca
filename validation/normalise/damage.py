"""What a spreadsheet did to codes and numbers before anybody looked: it took them for others."""

from __future__ import annotations

import datetime as dt
import math
import re

from validation.normalise import Reading

PROBLEMS = ("damage_scientific", "damage_date", "damage_leading_zero", "digits_lost")

EXACT_DIGITS = 15
"""Excel keeps this many digits of a number; the rest become zeros."""

_SCIENTIFIC = re.compile(r"[+-]?\d(?:[.,]\d+)?E[+]?\d{1,3}", re.IGNORECASE)
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()  # noqa: SIM905


def scientific(text: str) -> bool:
    """Return whether text is the scientific notation a long code was shown in: 8.61E+12.

    A code such as 1E5 has no decimals and no sign and may be real, so it does not count.

    >>> scientific("8.61E+12"), scientific("9E+15"), scientific("1E5"), scientific("E12")
    (True, True, False, False)
    """
    found = _SCIENTIFIC.fullmatch(text.strip())
    return found is not None and any(sign in text for sign in ".,+")


def digits_lost(value: object) -> bool:
    """Return whether a number or its text has lost the digits beyond the fifteenth.

    >>> digits_lost("913300001234567000"), digits_lost("91330000123456789X")
    (True, False)
    """
    if isinstance(value, bool):
        return False
    if isinstance(value, float):
        return math.isfinite(value) and abs(value) >= 10**EXACT_DIGITS
    digits = str(value).strip().lstrip("+-").removesuffix(".0")
    significant = digits.lstrip("0")
    if len(significant) <= EXACT_DIGITS or not (digits.isascii() and digits.isdigit()):
        return False
    return not significant[EXACT_DIGITS:].strip("0")


def number_as_code(value: str | float) -> Reading:
    """Return the text of a code that a sheet holds as a number, or what was lost on the way.

    >>> number_as_code(4401.0).value, number_as_code(9.133e17).problem
    ('4401', 'digits_lost')
    """
    if isinstance(value, str):
        lost = scientific(value)
        return Reading(None if lost else value, "damage_scientific" if lost else "")
    if isinstance(value, float) and math.isnan(value):
        return Reading(None)
    if digits_lost(value) or math.isinf(value):
        return Reading(None, "digits_lost")
    whole = isinstance(value, int) or value.is_integer()
    return Reading(str(int(value)) if whole else repr(value))


def date_from_code(value: object) -> tuple[str, ...]:
    """Return the codes a date may have been before Excel changed it; (): it is no bare date.

    1-2 becomes 1 February or 2 January of the year it was typed in, MARCH1 the first of March.

    >>> date_from_code(dt.datetime(2024, 3, 1))
    ('3-1', '1-3', '3/1', 'MAR1', 'MAR-2024')
    """
    if not isinstance(value, dt.date):
        return ()
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        return ()
    month, day = value.month, value.day
    name = _MONTHS[month - 1]
    first = (f"{name}-{value.year}",) if day == 1 else ()
    codes = (f"{month}-{day}", f"{day}-{month}", f"{month}/{day}", f"{name}{day}", *first)
    return tuple(dict.fromkeys(codes))


def leading_zero_lost(text: str, *, length: int) -> str | None:
    """Return digits with the zeros put back in front; None: nothing is missing or more than zeros.

    Args:
        text: the digits as they stand.
        length: how many digits every such code has.

    >>> leading_zero_lost("2138", length=5), leading_zero_lost("02138", length=5)
    ('02138', None)
    """
    digits = text.strip()
    missing = length - len(digits)
    if not (digits.isascii() and digits.isdigit()) or not 0 < missing <= length // 2:
        return None
    return digits.zfill(length)
