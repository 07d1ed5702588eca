"""Two customers side by side, field by field."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from validation import catalogue as catalogues
from validation.duplicates import plain
from validation.messages import Text
from validation.normalise import country
from validation.vocabularies import fold, simplified
from workbook.duplicates.fields import SHOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from validation.catalogue import Catalogue
    from workbook.duplicates.search import Side

Verdict = Literal["same", "other", "one"]
"""same: equal, or a value in common; other: both filled, nothing in common; one: one is blank."""


class Line(NamedTuple):
    """One field of two customers; the values as they were typed."""

    field: Text
    left: tuple[str, ...]
    right: tuple[str, ...]
    verdict: Verdict


def compared(left: Side, right: Side) -> tuple[Line, ...]:
    """Return the fields that either of two customers has, in the order of a report.

    Two spellings of one address, page, number, code or country are the same, and so are two
    widths, cases or scripts of one text.
    """
    lines = []
    for key in SHOWN:
        a, b = left.cells.get(key, ()), right.cells.get(key, ())
        if a or b:
            lines.append(Line(label(*key), a, b, _verdict(key[1], a, b)))
    return tuple(lines)


def label(sheet: str, key: str) -> Text:
    """Return what people call a column."""
    return _shipped().sheets[sheet].by_key[key].name


def status(typed: str) -> Text:
    """Return a pool status in both languages; a word nobody knows stays as typed.

    >>> status("公海")
    Text(zh='公海', en='In the pool')
    """
    words = _shipped().vocabularies["pool_status"]
    code = words.alias(typed) if typed else None
    return Text(words.words[code].zh, words.words[code].en) if code else Text(typed, typed)


def _verdict(key: str, left: tuple[str, ...], right: tuple[str, ...]) -> Verdict:
    if not left or not right:
        return "one"
    read = _FORMS.get(key, _text)
    mine = {form for value in left for form in read(value)}
    theirs = {form for value in right for form in read(value)}
    return "other" if mine.isdisjoint(theirs) else "same"


def _text(value: str) -> tuple[str, ...]:
    return (fold(simplified(value)),)


def _page(value: str) -> tuple[str, ...]:
    return (plain.site(value) or fold(value),)


def _addresses(value: str) -> tuple[str, ...]:
    return tuple(mail.address for mail in plain.addresses(value)) or _text(value)


def _numbers(value: str) -> tuple[str, ...]:
    return plain.numbers(value) or _text(value)


def _code(value: str) -> tuple[str, ...]:
    return ("".join(c for c in fold(value) if c.isalnum()),)


def _country(value: str) -> tuple[str, ...]:
    code = country.read(value).value
    return (str(code),) if code else _text(value)


_FORMS: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "website": _page,
    "domain": _page,
    "public_email": _addresses,
    "email": _addresses,
    "phone": _numbers,
    "im": _numbers,
    "credit_code": _code,
    "country_region": _country,
}


@cache
def _shipped() -> Catalogue:
    return catalogues.load()
