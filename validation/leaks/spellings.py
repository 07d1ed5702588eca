"""The spellings of a value: what is compared is folded, squashed, or a number's worth."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from validation import folding
from validation.normalise import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

BORDER = "\x00"
"""Stands between two texts that are searched in one go."""
LEAST = 4
"""Significant characters of what is looked for everywhere (decisions.md)."""

_PUNCTUATION = re.compile(r"[^\w\x00]+|_+")
_HAN = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]")
_HAN_NUMERAL = "零〇一壹二贰两三叁四肆五伍六陆七柒八捌九玖十拾百佰千仟万亿"
_UNIT = r"usd|eur|gbp|cny|rmb|jpy|hkd|dollars?|euros?|pounds?|pcs?|pieces?|sets?|units?"
# A letter or a point before it makes it part of a model or a version; behind it, of a measure.
_NUMERAL = re.compile(
    rf"(?:(?<![a-z0-9_.,-])|(?<=(?<![a-z0-9])-)|(?<=usd|eur|gbp|cny|rmb|jpy|hkd))"
    rf"({numbers.NUMERAL})(?=(?:{_UNIT})?(?![a-z0-9_]|[.,]\d))"
)
_HAN_PRICE = re.compile(
    rf"([\d.]*[{_HAN_NUMERAL}]+)(?:(?:块钱?|元|点)([\d{_HAN_NUMERAL[:18]}]{{1,4}}))?"
)
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:[-/.年])\d{1,2}(?:[-/.月]\d{1,2}日?)?"
    r"(?:[ t]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?(?!\d)"
    r"|(?<!\d)\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)"
)
_ANY_DIGIT = re.compile(rf"[\d{_HAN_NUMERAL}]")
_YEARS = range(1900, 2101)
_LETTER = r"0-9a-z\u00c0-\u024f\u0370-\u052f"
_FREE = 10
"""A word this long is known inside other letters too."""


def folded(text: str) -> str:
    """Return `text` half-width, without case, simplified; `BORDER` stays where it stands.

    >>> folded("ＭÜLLER 價格")
    'müller 价格'
    """
    if text.isascii():
        return text.lower()
    return folding.folded(unicodedata.normalize("NFKC", text).casefold())


def squashed(text: str) -> str:
    """Return folded text without blanks, punctuation and signs that show nothing.

    >>> squashed("hans.müller@x-y.de")
    'hansmüllerxyde'
    """
    return _PUNCTUATION.sub("", text)


@lru_cache(maxsize=50_000)
def weight(squashed_text: str) -> float:
    """Return how many significant characters there are; a Han character says more than a letter.

    >>> weight("anna"), weight("王伟"), weight("王小明")
    (4.0, 3.0, 4.5)
    """
    return len(squashed_text) + 0.5 * len(_HAN.findall(squashed_text))


def is_date(text: str) -> bool:
    """Return whether folded text is a date or a time and nothing else."""
    return _DATE.fullmatch(text.strip()) is not None


@lru_cache(maxsize=20_000)
def pattern(word: str, *, phone: bool = False) -> re.Pattern[str]:
    """Return what finds a squashed word in folded text, punctuation in between or not.

    A short one must stand by itself; a `phone` may have the code of its country before it.

    >>> bool(pattern("anna").search("hanna")), bool(pattern("anna").search("an-na, "))
    (False, True)
    """
    body = r"[\W_]{0,4}".join(map(re.escape, word))
    if phone:
        return re.compile(rf"{body}(?!\d)")
    before = after = ""
    if len(word) < _FREE or word.isdigit():
        before = rf"(?<![{_LETTER}])" if re.match(f"[{_LETTER}]", word) else ""
        after = rf"(?![{_LETTER}])" if re.search(f"[{_LETTER}]\\Z", word) else ""
    elif word[-1].isdigit():
        after = r"(?!\d)"  # CUS-2024-0012 is another than CUS-2024-001
    return re.compile(before + body + after)


def worths(text: str) -> Iterator[str]:
    """Yield the worth of every number in folded text, without needless zeros.

    1.500 is read both ways. Dates and times are no numbers, nor is what belongs to a model.

    >>> sorted(worths("usd1,250.00 or 15.50, xx-15.5, 2026-11-05, 十五块五"))
    ['1250', '15.5', '15.5']
    """
    if not _ANY_DIGIT.search(text):
        return
    text = _DATE.sub(" ", text)
    for found in _NUMERAL.finditer(text):
        yield from _meanings(found[1])
    if not text.isascii():
        yield from _chinese(text)


def digits(worth: str) -> int:
    """Return the number of significant digits of a worth: zeros at its ends are none."""
    return len(worth.replace(".", "").strip("0-"))


def is_telling(worth: str) -> bool:
    """Return whether a number is long enough to be looked for beyond its own record.

    A year is none, and 50000 says as little as 5.
    """
    whole = worth.partition(".")[0]
    if worth.isdigit() and int(worth[:6]) in _YEARS:
        return False
    return digits(worth) >= LEAST or (digits(worth) >= 3 and len(whole) >= 5)


def _meanings(typed: str) -> Iterator[str]:
    read = numbers.numeral(typed)
    if read.number is None and len(parts := typed.split()) > 1:  # two numbers side by side
        for part in parts:
            yield from _meanings(part)
        return
    for number in read:
        if number is not None:
            yield numbers.plain(number)


def _chinese(text: str) -> Iterator[str]:
    for found in _HAN_PRICE.finditer(text):
        whole = numbers.chinese(found[1])
        if whole is None:
            continue
        part = _cents(found[2]) if found[2] else Decimal(0)
        if found[2] or len(found[1]) > 1:
            yield numbers.plain(whole + part)


def _cents(spoken: str) -> Decimal:
    value = spoken if spoken.isdigit() and spoken.isascii() else _as_digits(spoken)
    return Decimal(f"0.{value}") if value else Decimal(0)


def _as_digits(spoken: str) -> str:
    read = [numbers.chinese(sign) for sign in spoken]
    return "".join(str(int(one)) for one in read if one is not None and one < 10)
