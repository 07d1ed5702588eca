"""What a suggestion makes of a cell, typed; and whether nothing about it is a guess."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from validation.catalogue import Kind
from validation.fixes import doubts
from validation.normalise import mojibake, numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from validation.catalogue import Field
    from validation.rules import Fix

    Value = str | int | float | dt.date

_EXACT = 10**15
_NUMERAL = re.compile(numbers.NUMERAL)
_HAN_UNITS = re.compile("[十拾百佰千仟万萬亿億]")
# (5) and 5- are -5 to an accountant and a remark or a slip to others.
_NEGATIVE_OR_NOT = re.compile(r"[()]|[-−]\s*$")
_ONE_GROUP = re.compile(r"(?<![\d,.])\d{1,3},\d{3}(?![\d,.])")
_TWO_SIGNS = re.compile(r"\d,\d{3}\.\d{3}(?!\d)|\d\.\d{3},\d{3}(?!\d)")
_DECIMAL_COMMA = re.compile(r"\d,(?:\d{1,2}|\d{4,})(?!\d)")
# 99年 is 1999 on the mainland and 2010 in Taiwan.
_EITHER_CALENDAR = re.compile(r"(?<!\d)(?:79|[89]\d)年")
_LAST_YEAR = 2050
"""A later date is a Buddhist year, a postcode or an amount."""
_WRONG_READINGS = (
    ("utf-8", "latin-1"),
    ("utf-8", "sloppy-windows-1252"),
    ("utf-8", "sloppy-windows-1251"),
    ("utf-8", "sloppy-windows-1250"),
    ("utf-8", "gb18030"),
    ("gb18030", "latin-1"),
    ("gb18030", "sloppy-windows-1252"),
)
"""Written in the first, read in the second."""


def value(
    fix: Fix, before: object, suggestion: str, *, field: Field | None, column: Sequence[object]
) -> Value | None:
    """Return what a fix puts in the place of `before`; None: the suggestion is not certain.

    Args:
        fix: what rules.csv says of the rule.
        before: the cell.
        suggestion: what the check proposes for it.
        field: None for a column of the user's own.
        column: the distinct values of the column, which show the habits of its writer.
    """
    reader = _VALUES.get(fix)
    return reader(before, suggestion, field, column) if reader else None


def _text(before: object, suggestion: str, *_: object) -> str | None:
    return None if doubts.text(before, suggestion) else suggestion


def _phone(before: object, suggestion: str, *_: object) -> str | None:
    return None if doubts.phone(before, suggestion) else suggestion


def _web(before: object, suggestion: str, *_: object) -> str | None:
    return None if doubts.web(before, suggestion) else suggestion


def _signs(before: object, suggestion: str, *_: object) -> str | None:
    return suggestion if _letters(before) == _letters(suggestion) else None


def _encoding(before: object, suggestion: str, *_: object) -> str | None:
    import ftfy.bad_codecs  # noqa: F401, PLC0415 - it names the sloppy encodings, 90 ms

    text = str(before)
    once = list(_garbled(mojibake.repaired(text)))
    twice = (again for step in once for again in _garbled(step))
    return suggestion if text in once or text in twice else None


def _number(
    before: object, suggestion: str, field: Field | None, column: Sequence[object]
) -> int | float | None:
    try:
        number = Decimal(suggestion)
    except InvalidOperation:  # pragma: no cover - the readers suggest digits and a point
        return None
    text = unicodedata.normalize("NFKC", str(before))
    if _NEGATIVE_OR_NOT.search(text) or not _is_what_stands_there(text, number):
        return None
    if "," in text and _has_two_commas(text, field, column):
        return None
    if abs(number) >= _EXACT:
        return None
    if number == number.to_integral_value():
        return int(number)
    shortest = float(number)
    return shortest if Decimal(repr(shortest)) == number else None


def _date(before: object, suggestion: str, *_: object) -> dt.date | None:
    moment = dt.datetime.fromisoformat(suggestion)
    if moment.year > _LAST_YEAR:
        return None
    if isinstance(before, str):
        text = unicodedata.normalize("NFKC", before)
        if _EITHER_CALENDAR.search(text):
            return None
        serial = re.fullmatch(r"\s*\d{5}(?:\.\d+)?\s*", text)
        # 24.05.20 is a day of 2024 to some and of 2020 to others.
        if not serial and str(moment.year) not in text and "年" not in text:
            return None
    return moment if len(suggestion) > len("2024-05-20") else moment.date()


def _letters(cell: object) -> str:
    text = unicodedata.normalize("NFKC", str(cell)).casefold()
    return "".join(filter(str.isalnum, text))


def _is_what_stands_there(text: str, number: Decimal) -> bool:
    """Return whether the digits of `text` are the number, or Chinese units make them it.

    A percent sign, an exponent or a letter such as k or m makes it another number, and not
    everybody reads those alike.
    """
    if _HAN_UNITS.search(text):
        return True
    found = _NUMERAL.search(text)
    return found is not None and numbers.numeral(found[0]).number == abs(number)


def _has_two_commas(text: str, field: Field | None, column: Sequence[object]) -> bool:
    """Return whether the comma of 1,085 may be a decimal one and that of 12,5 or 1,000.000 a slip.

    Where a column has both, both stay: with one of them put right nobody could tell any more.
    """
    if _TWO_SIGNS.search(text):
        return True
    grouped, decimal = _ONE_GROUP.search(text), _DECIMAL_COMMA.search(text)
    if field is None or field.kind is Kind.INT or not (grouped or decimal):
        return False
    other = _DECIMAL_COMMA if grouped else _ONE_GROUP
    return any(isinstance(cell, str) and other.search(cell) for cell in column)


def _garbled(text: str) -> Iterator[str]:
    for written, read in _WRONG_READINGS:
        try:
            yield text.encode(written).decode(read)
        except UnicodeError:
            continue


_VALUES: Mapping[Fix, Callable[..., Value | None]] = {
    "text": _text,
    "phone": _phone,
    "web": _web,
    "signs": _signs,
    "encoding": _encoding,
    "number": _number,
    "date": _date,
}
