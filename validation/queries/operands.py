"""What stands right of an operator in a query: numbers, dates, yes or no."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from validation.normalise import boolean
from validation.queries import moments
from validation.queries.tree import All, Dated, Node, Number, Yes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.catalogue import Field

_MONEY = (
    r"(?:usd|eur|cny|rmb|gbp|jpy|hkd|aud|cad|us\$|hk\$|[$€¥£]"
    r"|美元|美金|欧元|人民币|英镑|日元|港币|港元|元)(?![a-z])"
)
_NUMBER = re.compile(
    rf"({_MONEY})?\s*(-?\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|-?\d+(?:\.\d+)?|-?\.\d+)"
    rf"\s*(%|百万|千万|万|亿|千|(?:k|w|m)(?![a-z]))?(?:\s*({_MONEY}))?"
)
_TIMES: Mapping[str, Decimal] = {
    "%": Decimal("0.01"), "k": Decimal(1000), "千": Decimal(1000), "万": Decimal(10_000),
    "w": Decimal(10_000), "百万": Decimal(1_000_000), "m": Decimal(1_000_000),
    "千万": Decimal(10_000_000), "亿": Decimal(100_000_000),
}  # fmt: skip
_TO = re.compile(r"\s*(?:\.\.+|…|~|至|到|and\b|to\b|与|和|–|—|-(?=\d))\s*")


class _Found(NamedTuple):
    node: Node
    end: int
    money: str = ""
    """The currency as it is written beside the number; empty: none."""


def numbered(text: str, at: int, column: Field, sign: str) -> _Found | None:
    """Return the condition on a number that begins at `at` of a folded text; None: no number."""
    first = _NUMBER.match(text, at)
    if first is None or sign == "within":
        return None
    low = Number(column.key, column.name, sign, _value(first))
    money = first[1] or first[4] or ""
    to = _TO.match(text, first.end()) if sign in ("=", "between", "in") else None
    second = _NUMBER.match(text, to.end()) if to else None
    if second is None:
        single = low._replace(sign="=") if sign == "in" else low
        return None if sign == "between" else _Found(single, first.end(), money)
    high = low._replace(sign="<=", number=_value(second))
    money = money or second[1] or second[4] or ""
    return _Found(All((low._replace(sign=">="), high)), second.end(), money)


def dated(text: str, at: int, column: Field, sign: str) -> _Found | None:
    """Return the condition on a date that begins at `at` of a folded text; None: no date."""
    first = moments.read(text, at)
    if first is None:
        return None
    low = Dated(column.key, column.name, sign, first.when)
    if sign == "within":
        if not first.when.is_age:
            return None
        recent = low._replace(sign="<=")
        return _Found(All((recent, recent._replace(sign=">=", when=_NOW))), first.end)
    to = _TO.match(text, first.end) if sign in ("=", "between", "in") else None
    second = moments.read(text, to.end()) if to else None
    if second is None:
        single = low._replace(sign="=") if sign == "in" else low
        return None if sign == "between" else _Found(single, first.end)
    high = low._replace(sign="<=", when=second.when)
    return _Found(All((low._replace(sign=">="), high)), second.end)


def yes(word: str, column: Field) -> Yes | None:
    """Return the condition that a column says yes or no; None: the word says neither."""
    value = boolean.read(word).value
    return Yes(column.key, column.name, value) if isinstance(value, bool) else None


def _value(found: re.Match[str]) -> Decimal:
    number = Decimal(found[2].replace(",", ""))
    return number * _TIMES[found[3]] if found[3] else number


_NOW = moments.When("age", 0)
