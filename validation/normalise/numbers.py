"""Numbers that were typed as text: separators of several countries, units, ranges."""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from validation.normalise import Reading, characters

PROBLEMS = (
    "number_unreadable",
    "number_range",
    "number_ambiguous",
    "number_unit",
    "number_not_whole",
    "number_text",
)

MAXIMUM_DIGITS = 40
"""More digits than any quantity or amount has; longer text is refused before it is computed."""

NUMERAL = r"\d[\d.,' \u00a0\u2009\u202f’٬٫]*\d|\d|[.,]\d+"
"""What may be one number, to stand in a pattern."""

_NUMERAL = re.compile(NUMERAL)
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_STORED = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_GROUP_SIGNS = " \u00a0\u2009\u202f'’"
_ONE_GROUP = re.compile(r"[1-9]\d{0,2},\d{3}")
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?e[+-]?\d{1,2}", re.IGNORECASE)
_RANGE = re.compile(
    rf"(?:{NUMERAL})\s*%?\s*(?:-|–|—|~|～|至|到|to|\.\.\.?)\s*(?:{NUMERAL}).*", re.IGNORECASE
)
_SIGNED = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[-+−])?\s*(?P<body>.*?)\s*(?P<after>-)?\s*(?P<close>\))?"
)


_HAN_DIGITS = {
    sign: value
    for value, signs in enumerate(
        ("零〇", "一壹", "二贰两兩貳", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
    )
    for sign in signs
}
_SMALL_UNITS = {sign: Decimal(10) ** (at // 2 + 1) for at, sign in enumerate("十拾百佰千仟")}
_LARGE_UNITS = {
    "万": Decimal(10) ** 4,
    "萬": Decimal(10) ** 4,
    "亿": Decimal(10) ** 8,
    "億": Decimal(10) ** 8,
}
_HAN_UNITS = "".join((*_SMALL_UNITS, *_LARGE_UNITS))
_HAN_NUMBER = re.compile(
    rf"(?=.*[{''.join(_HAN_DIGITS)}{_HAN_UNITS}])"
    rf"(?:(?:\d+(?:\.\d+)?|[{''.join(_HAN_DIGITS)}])?\s*[{_HAN_UNITS}]*\s*)+"
)
_HAN_TOKEN = re.compile(rf"\d+(?:\.\d+)?|[{''.join(_HAN_DIGITS)}{_HAN_UNITS}]")


class Numeral(NamedTuple):
    """What a run of digits and separators means; both None: nothing."""

    number: Decimal | None
    other: Decimal | None = None
    """The second meaning when the separator may be either: 1.500 is 1.5 or 1500."""


def read(value: object, *, whole: bool = False, fine: bool = False) -> Reading:
    """Return a number as Decimal; text with a unit is a problem with the number filled in.

    Args:
        value: the cell's value.
        whole: a whole number is expected.
        fine: three decimals are usual, as in a rate, so that 1,085 may be 1.085.

    >>> read("1,234.5").suggestion, read("12 pcs").detail, read("1.500").detail
    ('1234.5', 'pcs', '1.5 / 1500')
    """
    if value is None or isinstance(value, bool):
        return Reading(None, "number_unreadable" if isinstance(value, bool) else "")
    if isinstance(value, int | float | Decimal):
        return _from_number(value, whole=whole)
    text = characters.bare(str(value))
    if not text:
        return Reading(None)
    short = len(text) <= characters.LONGEST_VALUE
    reading = _from_text(text, fine=fine) if short else Reading(None, "number_unreadable")
    if isinstance(reading.value, Decimal):
        if whole and reading.value != reading.value.to_integral_value():
            return Reading(reading.value, "number_not_whole")
        if not reading.problem and not _STORED.fullmatch(str(value)):
            return Reading(reading.value, "number_text", plain(reading.value))
    return reading


def numeral(text: str) -> Numeral:
    """Return what digits with grouping and decimal signs mean, in any country's habit.

    >>> [str(numeral(text).number) for text in ("1.234,56", "1'234.56", "12,50", "1,234")]
    ['1234.56', '1234.56', '12.50', '1234']
    >>> numeral("1.500").other
    Decimal('1500')
    """
    if len(text) > MAXIMUM_DIGITS:
        return Numeral(None)
    text = text.replace("٬", ",").replace("٫", ".")
    if text.isascii() and _PLAIN.fullmatch(text):
        return _after_point(text)
    for sign in _GROUP_SIGNS:
        if sign in text:
            grouped = re.fullmatch(rf"\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+(?:[.,]\d+)?", text)
            return _number(text.replace(sign, "").replace(",", ".")) if grouped else Numeral(None)
    if "," in text and "." in text:
        return _both(text)
    return _one_sign(text, "," if "," in text else ".")


def chinese(text: str) -> Decimal | None:
    """Return a number written with Chinese digits or units, mixed with others or not; else None.

    >>> chinese("10万8千"), chinese("1.5亿"), chinese("三千五"), chinese("1000")
    (Decimal('108000'), Decimal('150000000.0'), Decimal('3500'), None)
    """
    if len(text) > MAXIMUM_DIGITS or text in _LARGE_UNITS or not _HAN_NUMBER.fullmatch(text):
        return None
    if all(sign in _HAN_DIGITS for sign in text):
        return Decimal("".join(str(_HAN_DIGITS[sign]) for sign in text))
    total = section = Decimal(0)
    digit: Decimal | None = None
    unit = Decimal(0)
    for part in _HAN_TOKEN.findall(text):
        if part in "零〇":
            unit = Decimal(0)
        elif part in _SMALL_UNITS:
            unit = _SMALL_UNITS[part]
            section += (1 if digit is None else digit) * unit
            digit = None
        elif part in _LARGE_UNITS:
            unit = _LARGE_UNITS[part]
            section += digit or 0
            # 三万亿 multiplies what stands before it, 一亿二千万 adds to it.
            whole = total + section if unit > total else section
            total = (whole or 1) * unit + (0 if unit > total else total)
            section, digit = Decimal(0), None
        else:
            digit = Decimal(_HAN_DIGITS.get(part, part))
    # 三千五 is short for 三千五百; 一百零五 says 零 to mean five.
    return total + section + (digit or 0) * (unit / 10 if unit > 1 else 1)


def plain(number: Decimal) -> str:
    """Return a number with digits and a point only, no needless zeros: 1234.5.

    >>> plain(Decimal("1.50E+3"))
    '1500'
    """
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _from_number(value: float | Decimal, *, whole: bool) -> Reading:
    if isinstance(value, int):
        return Reading(Decimal(value))
    if math.isnan(value):
        return Reading(None)
    if math.isinf(value):
        return Reading(None, "number_unreadable")
    number = Decimal(str(value))
    fraction = whole and number != number.to_integral_value()
    return Reading(number, "number_not_whole" if fraction else "")


def _from_text(text: str, *, fine: bool) -> Reading:  # noqa: PLR0911 - one way out per shape of text
    """Return the reading of half-width text."""
    if _RANGE.fullmatch(text):
        return Reading(None, "number_range")
    parts = _SIGNED.fullmatch(text)
    body = parts["body"] if parts else text
    negative = parts is not None and bool(
        (parts["open"] and parts["close"]) or parts["after"] or parts["sign"] in ("-", "−")
    )
    if _SCIENTIFIC.fullmatch(body):
        return Reading(_signed(Decimal(body.replace(",", ".")), negative=negative))
    han = chinese(body)
    if han is not None:
        return Reading(_signed(han, negative=negative))
    digits = _NUMERAL.match(body)
    if digits is None:
        return Reading(None, "number_unreadable")
    found = numeral(digits[0])
    if fine and _ONE_GROUP.fullmatch(digits[0]):
        found = Numeral(Decimal(digits[0].replace(",", ".")), found.number)
    if found.number is None:
        return Reading(None, "number_unreadable")
    if found.other is not None:
        return Reading(
            None, "number_ambiguous", None, f"{plain(found.number)} / {plain(found.other)}"
        )
    number = _signed(found.number, negative=negative)
    unit = body[digits.end() :].strip(" .")
    if unit == "%":
        return Reading(number / 100)
    if re.search(r"(?:^|\s)\d", unit):
        return Reading(None, "number_unreadable")
    return Reading(number, "number_unit", None, unit) if unit else Reading(number)


def _signed(number: Decimal, *, negative: bool) -> Decimal:
    return -number if negative else number


def _number(text: str) -> Numeral:
    try:
        return Numeral(Decimal(text))
    except InvalidOperation:
        return Numeral(None)


def _after_point(text: str) -> Numeral:
    """Return digits with at most one point: three of them behind it may be a group."""
    head, point, tail = text.partition(".")
    if point and len(tail) == 3 and 1 <= len(head) <= 3 and not head.startswith("0"):
        return Numeral(Decimal(text), Decimal(head + tail))
    return Numeral(Decimal(text))


def _both(text: str) -> Numeral:
    """Return a number with commas and points: the later sign is the decimal one."""
    group, decimal = (",", ".") if text.rindex(".") > text.rindex(",") else (".", ",")
    whole, _, fraction = text.rpartition(decimal)
    # India groups by two beyond the thousands: 12,34,567.
    if not re.fullmatch(
        rf"\d{{1,3}}(?:{re.escape(group)}\d{{2,3}})*{re.escape(group)}\d{{3}}", whole
    ):
        return Numeral(None)
    return _number(f"{whole.replace(group, '')}.{fraction}")


def _one_sign(text: str, sign: str) -> Numeral:
    """Return a number with only commas or only points in it."""
    head, _, tail = text.rpartition(sign)
    if text.count(sign) > 1:
        grouped = re.fullmatch(
            rf"\d{{1,3}}(?:{re.escape(sign)}\d{{2,3}})*{re.escape(sign)}\d{{3}}", text
        )
        return _number(text.replace(sign, "")) if grouped else Numeral(None)
    if len(tail) == 3 and 1 <= len(head) <= 3 and not head.startswith("0"):
        # A comma before three digits groups in English and Chinese; where it is the decimal sign
        # nobody writes three decimals of an amount. A point like this may be either: _after_point.
        return _number(head + tail)
    return _number(f"{head or '0'}.{tail}")
