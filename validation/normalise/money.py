"""Amounts of money as people type them: $50,000, USD 15.5, 约$2M, 5万美元, 1.234,56 EUR.

A grammar on Decimal. What may mean two amounts or two currencies is named, never guessed.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from validation.normalise import characters, numbers
from validation.normalise.tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

PROBLEMS = (
    "money_unreadable",
    "money_several",
    "money_range",
    "money_ambiguous",
    "money_currency_conflict",
    "money_currency_unclear",
    "money_per_unit",
    "money_approximate",
    "money_text",
)


class MoneyReading(NamedTuple):
    """What an amount means. `problem` may come with an amount: readable, but not right yet."""

    amount: Decimal | None = None
    """None: unreadable, blank, or it may be several amounts."""
    currency: str | None = None
    """ISO 4217 code from the text or the row; None: not known."""
    approximate: bool = False
    problem: str = ""
    """Name of the broken rule in rules.csv; "" when nothing is wrong."""
    suggestion: str | None = None
    """The plain number to store instead; None when storing it would lose the currency."""
    detail: str = ""
    """The fact the rule's sentence needs."""


class _Currency(NamedTuple):
    code: str
    """What the word means by itself; "": it names several currencies."""
    also: frozenset[str]
    """Every currency the word may stand for."""


class _Amount(NamedTuple):
    """The parts of one amount as typed."""

    negative: bool
    currency: str
    number: str
    multiplier: str
    approximate: bool
    rest: str


_APPROXIMATE_BEFORE = re.compile(
    r"\s*(?:约|約|大约|大概|大致|近|差不多|about|approx(?:imately|\.)?|around|roughly|circa|ca\.?|est\.?"
    r"|estimated|over|more than|up to|超过|至少|最多|[~≈><≥≤]=?)\s*[:：]?\s*",
    re.IGNORECASE,
)
_APPROXIMATE_AFTER = re.compile(
    r"\s*(?:左右|上下|以上|以下|多|余|許|approx\.?|est\.?|or so|ca\.?|\+|\(est\.?\))\s*$",
    re.IGNORECASE,
)
_MULTIPLIERS: Mapping[str, Decimal] = {
    **dict.fromkeys(("k", "thousand", "tsd", "tsd.", "тыс", "тыс.", "mille"), Decimal(1000)),
    **dict.fromkeys(("w",), Decimal(10000)),
    **dict.fromkeys(("lakh", "lakhs", "lac"), Decimal(100_000)),
    **dict.fromkeys(
        ("m", "mn", "mln", "mio", "mio.", "mil", "million", "millions", "millionen", "млн"),
        Decimal(1_000_000),
    ),
    **dict.fromkeys(("crore", "crores", "cr"), Decimal(10_000_000)),
    **dict.fromkeys(("b", "bn", "billion", "billions", "mrd", "млрд"), Decimal(10) ** 9),
}
_MULTIPLIER = "|".join(re.escape(word) for word in sorted(_MULTIPLIERS, key=len, reverse=True))
_HAN = "零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬億兩貳參陸"
_NUMBER = rf"(?:\d+(?:[.,]\d+)?\s?)?[{_HAN}](?:[{_HAN}\d]|\.(?=\d))*|{numbers.NUMERAL}"
_LETTER = rf"(?:(?![{_HAN}])[^\W\d_])"
_WORD = rf"{_LETTER}{{0,3}}\.?[$£¥€₩₹₽₫฿₺₴₪₱₦₸৳₨]|{_LETTER}+(?:\s(?:dollars?|rupees?))?\.?"
_ONE = re.compile(
    rf"(?P<open>\()?\s*(?P<minus>[-−+])?\s*(?P<before>{_WORD})?\s*[:：]?\s*(?P<minus2>[-−+])?\s*"
    rf"(?P<number>{_NUMBER})\s?(?P<multiplier>(?:{_MULTIPLIER})(?![^\W\d_]))?"
    rf"(?P<approximate>多|余|\+)?\s?(?P<after>{_WORD})?(?:[.,]-|\s?(?P<minus3>[-−]))?"
    r"\s*(?P<close>\))?",
    re.IGNORECASE,
)
_MINUSES = ("minus", "minus2", "minus3")  # accounting programs write 15.5-, shops 500.-
_RANGE_SIGN = r"\s*(?:-|–|—|~|至|到|\bto\b|\band\b|\.\.\.?)\s*"
_UNIT = re.compile(
    r"\s*(?P<unit>(?:/|per\b|each\b|a piece|每|一个|p\.?a\.?\b|ea\b|pcs?\b"
    r"|(?:EXW|FCA|FAS|FOB|CFR|CIF|CPT|CIP|DAP|DPU|DDP|CNF|C&F)\b).*)$",
    re.IGNORECASE,
)
_BREAKS = re.compile(
    r"\s*[;；、|\n\r]\s*|\s*/\s*(?=[^\W\d]*\s*[\d$£¥€])|\s+\+\s+|,\s+(?=[^\W\d]+\s*\d)"
)
_COMMON = frozenset("usd eur gbp cny jpy hkd aud cad chf inr krw sgd twd mxn brl rub try".split())  # noqa: SIM905
_AT_HOME: Mapping[str, str] = {
    "CN": "CNY", "JP": "JPY", "SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK", "IN": "INR",
    "PK": "PKR", "LK": "LKR", "NP": "NPR", "MU": "MUR", "CH": "CHF", "AE": "AED", "MA": "MAD",
    "SA": "SAR", "QA": "QAR", "OM": "OMR", "YE": "YER", "MX": "MXN", "AR": "ARS", "CL": "CLP",
    "CO": "COP", "PH": "PHP", "UY": "UYU", "DO": "DOP",
}  # fmt: skip


def read(value: object, *, currency: str | None, country: str | None) -> MoneyReading:
    """Return the amount of a cell and its currency.

    Args:
        value: a number, or text.
        currency: ISO 4217 code the row states (or the book's base currency); None: not stated.
        country: ISO alpha-2 code of the row's country, which settles signs such as ¥ and kr.

    >>> read("约$2M", currency="USD", country=None)
    MoneyReading(amount=Decimal('2000000'), currency='USD', approximate=True, \
problem='money_approximate', suggestion='2000000', detail='')
    """
    if value is None or isinstance(value, bool):
        problem = "money_unreadable" if isinstance(value, bool) else ""
        return MoneyReading(None, currency, problem=problem)
    if isinstance(value, int | float | Decimal):
        return _from_number(value, currency)
    text = characters.bare(str(value))
    if not text:
        return MoneyReading(None, currency)
    reading = _from_text(text, currency, country)
    # A text cell that holds nothing but the plain number is the reader's business (CSV).
    return reading._replace(problem="", suggestion=None) if _is_plain(value, reading) else reading


def _is_plain(value: object, reading: MoneyReading) -> bool:
    stored = re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", str(value))
    return reading.problem == "money_text" and stored is not None


def _from_text(text: str, currency: str | None, country: str | None) -> MoneyReading:
    """Return the reading of trimmed half-width text."""
    if len(text) > characters.LONGEST_VALUE:
        return MoneyReading(None, problem="money_unreadable")
    several = _several(text)
    if several:
        return several
    amount = _amount(text)
    if amount is None:
        return MoneyReading(None, problem="money_unreadable")
    return _value(amount, currency, country)


def _from_number(value: float | Decimal, currency: str | None) -> MoneyReading:
    if isinstance(value, float) and not math.isfinite(value):
        problem = "" if math.isnan(value) else "money_unreadable"
        return MoneyReading(None, currency, problem=problem)
    return MoneyReading(Decimal(str(value)), currency)


def _several(text: str) -> MoneyReading | None:
    """Return the finding about more than one amount in the text."""
    parts = [part for part in _BREAKS.split(text) if part]
    if len(parts) > 1 and all(_amount(part) for part in parts):
        return MoneyReading(None, problem="money_several", detail=" / ".join(parts))
    return _range(text)


def _range(text: str) -> MoneyReading | None:
    text = re.sub(r"^(?:between|from|从)\s+", "", text, flags=re.IGNORECASE)
    approximate = _APPROXIMATE_BEFORE.match(text)
    body = _APPROXIMATE_AFTER.sub("", text[approximate.end() :] if approximate else text)
    for sign in re.finditer(_RANGE_SIGN, body, re.IGNORECASE):
        low, high = _amount(body[: sign.start()]), _amount(body[sign.end() :])
        if low and high and not high.negative and not low.rest:
            return MoneyReading(None, problem="money_range", detail=text)
    return None


def _amount(text: str) -> _Amount | None:
    """Return the parts of one amount, or None when the text is no amount."""
    before = _APPROXIMATE_BEFORE.match(text)
    body = text[before.end() :] if before else text
    after = _APPROXIMATE_AFTER.search(body)
    if after:
        body = body[: after.start()]
    unit = _UNIT.search(body)
    rest = unit["unit"].strip() if unit and re.search(rf"[\d{_HAN}]", body[: unit.start()]) else ""
    if unit and rest:
        body = body[: unit.start()]
    found = _ONE.fullmatch(body.strip())
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    words = [word for word in (found["before"], found["after"]) if word]
    if not all(_currency(word) for word in words):
        return None
    if len(words) == 2 and not (_meant(words[0]) & _meant(words[1])):
        return None
    negative = bool(found["open"]) or any(found[s] in ("-", "−") for s in _MINUSES)
    narrow = min(words, key=lambda word: len(_meant(word)), default="")
    rough = bool(before or after or found["approximate"])
    return _Amount(negative, narrow, found["number"], found["multiplier"] or "", rough, rest)


def _value(parts: _Amount, currency: str | None, country: str | None) -> MoneyReading:
    """Return what the parts are worth."""
    number = _worth(parts)
    if number.number is None:
        return MoneyReading(None, problem="money_unreadable")
    if number.other is not None:
        both = f"{numbers.plain(number.number)} / {numbers.plain(number.other)}"
        return MoneyReading(None, problem="money_ambiguous", detail=both)
    amount = -number.number if parts.negative else number.number
    money = _in_currency(amount, parts, currency, country)
    if money.problem:
        return money
    # Without a stated currency the plain number would drop the one in the text.
    lossless = not parts.currency or money.currency == currency
    if parts.rest:
        return money._replace(problem="money_per_unit", detail=parts.rest)
    return money._replace(
        problem="money_approximate" if parts.approximate else "money_text",
        suggestion=numbers.plain(amount) if lossless else None,
    )


def _worth(parts: _Amount) -> numbers.Numeral:
    han = numbers.chinese(parts.number)
    found = numbers.Numeral(han) if han is not None else numbers.numeral(parts.number)
    if not parts.multiplier or found.number is None:
        return found
    # Nobody groups thousands before "million": 1.234 million has a decimal point.
    if found.other is not None:
        found = numbers.Numeral(found.number)
    elif re.fullmatch(r"\d{1,3},\d{3}", parts.number):
        found = numbers.Numeral(Decimal(parts.number.replace(",", ".")), found.number)
    by = _MULTIPLIERS[parts.multiplier.lower()]
    return numbers.Numeral(*(None if each is None else each * by for each in found))


def _in_currency(
    amount: Decimal, parts: _Amount, currency: str | None, country: str | None
) -> MoneyReading:
    """Return the amount with the currency that text, row and country agree on."""
    if not parts.currency:
        return MoneyReading(amount, currency, parts.approximate)
    meant = _meant(parts.currency)
    own = _currency(parts.currency)
    if currency in meant:
        return MoneyReading(amount, currency, parts.approximate)
    default = (own.code if own else "") or None
    at_home = _AT_HOME.get(country or "")
    if default is None and at_home in meant:
        default = at_home
    if currency:
        detail = f"{default or ' / '.join(sorted(meant))} / {currency}"
        problem = "money_currency_conflict"
        return MoneyReading(amount, default, parts.approximate, problem, None, detail)
    if default is None:
        detail = " / ".join(sorted(meant))
        problem = "money_currency_unclear"
        return MoneyReading(amount, None, parts.approximate, problem, None, detail)
    return MoneyReading(amount, default, parts.approximate)


def _meant(word: str) -> frozenset[str]:
    found = _currency(word)
    return found.also | ({found.code} if found.code else frozenset()) if found else frozenset()


def _currency(word: str) -> _Currency | None:
    """Return the currency a word or sign names; a rare ISO code only in capitals (ALL, TRY)."""
    folded = " ".join(word.casefold().split())
    found = _currencies().get(folded)
    is_code = found is not None and folded == found.code.casefold()
    return None if is_code and not word.isupper() and folded not in _COMMON else found


@cache
def _currencies() -> Mapping[str, _Currency]:
    return {
        row["word"]: _Currency(row["code"], frozenset(row["also"].split()))
        for row in rows("currencies")
    }
