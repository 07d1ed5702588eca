"""The numbers in a folded text, in digits or in words, with every value they may mean."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from validation.normalise import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIMES = {
    "k": 1_000,
    "w": 10_000,
    "m": 1_000_000,
    "mio": 1_000_000,
    "mln": 1_000_000,
    "mn": 1_000_000,
    "million": 1_000_000,
    "thousand": 1_000,
    "hundred": 100,
    "grand": 1_000,
    "lakh": 100_000,
    "lakhs": 100_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}
_TIMES_WORDS = "|".join(sorted(_TIMES, key=len, reverse=True))
_DIGITS = re.compile(
    r"(?<!\d)(?:\d{1,3}(?:[,'.]\d{3}){1,4}(?:[.,]\d{1,4})?"
    r"|\d{1,3}(?: \d{3}){1,3}(?:[.,]\d{1,2})?"
    r"|\d{1,12}(?:[.,]\d{1,6}|。\d{1,2}| [.,] \d{1,4})?)(?!\d)"
    rf"(?P<times>\s?(?:{_TIMES_WORDS})(?![a-z\d/²³])"
    r"|\s?[百千万亿]{1,2}(?:\d{1,4}(?![\d.]))?)?"
)
_HAN = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
_SPOKEN = re.compile(
    rf"(?<![{_HAN}第])(?!十万火急)(?:[{_HAN}]{{2,12}}"
    rf"|[{_HAN}](?=点[零一二三四五六七八九]|半?\s?[块元圆刀美欧英日镑毛分大人港台]))"
    rf"(?:点[零一二三四五六七八九]{{1,4}})?半?(?![{_HAN}])"
)
# 一万二, 三千八, 两百五: shortened so, a number is an amount of money.
_SHORT_FORM = re.compile(
    "[一二两三四五六七八九十][一二三四五六七八九十百千]*万.*|.+[千百][一二三四五六七八九]半?"
)
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORD = {
    **{word: at for at, word in enumerate(_ONES)},
    **{word: 20 + 10 * at for at, word in enumerate(_TENS)},
}
_ANY = "|".join(sorted(_WORD, key=len, reverse=True))
_WORDS = re.compile(
    rf"(?<![a-z])(?:{_ANY})(?:[ -](?:and )?(?:{_ANY}|hundred|thousand|million)){{0,6}}"
    rf"(?: point(?: (?:{_ANY})){{1,4}}| and a half)?(?![a-z])"
)
_UNITS = "|".join(_ONES[1:10])
_PAIR = re.compile(
    rf"({'|'.join(_ONES[1:])}|(?:{'|'.join(_TENS)})(?:-(?:{_UNITS}))?)"
    rf" ((?:{'|'.join(_TENS)})(?:[ -](?:{_UNITS}))?)"
)
_HINT = re.compile(rf"\d|[{_HAN}]|(?<![a-z])(?:{_ANY})")
_LONGEST = 60
"""Signs that one number in words may have."""


class Amount(NamedTuple):
    """One number in a text."""

    start: int
    end: int
    values: tuple[Decimal, ...]
    """What it may mean: 1.500 is 1500 or 1.5."""
    digits: str
    """Its digits and separators without what multiplies them; "" when it is written in words."""
    times: str
    """What multiplies it, k or 万, as folded; "" for nothing."""

    @property
    def is_fraction(self) -> bool:
        """Whether it has decimals, as prices have and quantities have not."""
        return any(value != value.to_integral_value() for value in self.values)


def amounts(said: str) -> Iterator[Amount]:
    """Yield the numbers of a folded text, those in digits first."""
    if not _HINT.search(said):
        return
    for found in _DIGITS.finditer(said):
        times = (found["times"] or "").strip()
        digits = (
            found[0]
            .removesuffix(found["times"] or "")
            .replace(" .", ".")
            .replace(". ", ".")
            .replace("。", ".")
        )
        yield Amount(found.start(), found.end(), _values(digits, times), digits, times)
    for found in _SPOKEN.finditer(said):
        value = _chinese(found[0])
        if value is not None:
            short = _SHORT_FORM.fullmatch(found[0])
            yield Amount(found.start(), found.end(), (value,), "", "万" if short else "")
    for found in _WORDS.finditer(said):
        words = found[0][:_LONGEST]
        pair = _PAIR.fullmatch(words)
        value = _english(pair[1]) + _english(pair[2]) / 100 if pair else _english(words)
        yield Amount(found.start(), found.end(), (value,), "", "pair" if pair else "")


def _values(digits: str, times: str) -> tuple[Decimal, ...]:
    read = numbers.numeral(digits)
    values = [value for value in (read.number, read.other) if value is not None]
    if not times:
        return tuple(values)
    if times in _TIMES:
        return tuple(value * _TIMES[times] for value in values)
    whole = numbers.chinese(digits.replace(",", "") + times)
    return (whole,) if whole is not None else tuple(values)


def _chinese(text: str) -> Decimal | None:
    half = Decimal("0.5") if text.endswith("半") else Decimal(0)
    whole, _, rest = text.removesuffix("半").partition("点")
    value = numbers.chinese(whole)
    part = numbers.chinese(rest) if rest else Decimal(0)
    if value is None or part is None:
        return None
    return value + half + part.scaleb(-len(rest))


def _english(text: str) -> Decimal:
    """Return a number in English words, read generously: fifteen point five, two hundred."""
    whole, _, rest = text.partition(" point ")
    total = group = Decimal(0)
    for word in re.findall("[a-z]+", whole):
        if word in _WORD:
            group += _WORD[word]
        elif word == "hundred":
            group = (group or Decimal(1)) * 100
        elif word in _TIMES:
            total, group = total + (group or Decimal(1)) * _TIMES[word], Decimal(0)
    half = Decimal("0.5") if "half" in whole else Decimal(0)
    decimals = "".join(str(_WORD[word]) for word in rest.split() if word in _WORD)
    return total + group + half + Decimal(f"0.{decimals or 0}")
