"""Two customers side by side, field by field."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from validation import catalogue as catalogues
from validation.duplicates import plain
from validation.messages import Text
from validation.normalise import company, country
from validation.vocabularies import fold, simplified
from workbook.duplicates.fields import SHOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.catalogue import Catalogue
    from workbook.duplicates.search import Side

Verdict = Literal["same", "like", "other", "one"]
"""same: equal, or a value in common; like: one brand, one own domain or one sound; other: both
filled and nothing in common; one: one is blank."""


_Reader = Callable[[str], tuple[str, ...]]


class Line(NamedTuple):
    """One field of two customers; the values as they were typed."""

    field: Text
    left: tuple[str, ...]
    right: tuple[str, ...]
    verdict: Verdict


def compared(left: Side, right: Side) -> tuple[Line, ...]:
    """Return the fields that either of two customers has, in the order of a report.

    Two spellings of one address, page, number, code, person or country are the same, and so are
    two widths, cases or scripts of one text. Company names of one brand and mailboxes at one
    own domain are alike.
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
    if _shared(_FORMS.get(key, _text), left, right):
        return "same"
    return "like" if key in _KIN and _shared(_KIN[key], left, right) else "other"


def _shared(read: _Reader, left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    mine = {form for value in left for form in read(value)}
    return any(form in mine for value in right for form in read(value))


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


def _person(value: str) -> tuple[str, ...]:
    return (plain.person(value) or fold(value),)


def _heard(value: str) -> tuple[str, ...]:
    return (plain.sound(person),) if (person := plain.person(value)) else ()


def _brand(value: str) -> tuple[str, ...]:
    brand = company.read(value).latin
    return (brand,) if brand else ()


def _own_domains(value: str) -> tuple[str, ...]:
    return tuple(mail.domain for mail in plain.addresses(value) if mail.domain)


def _country(value: str) -> tuple[str, ...]:
    code = country.read(value).value
    return (str(code),) if code else _text(value)


_FORMS: Mapping[str, _Reader] = {
    "contact_name": _person,
    "website": _page,
    "domain": _page,
    "public_email": _addresses,
    "email": _addresses,
    "phone": _numbers,
    "im": _numbers,
    "credit_code": _code,
    "country_region": _country,
}

_KIN: Mapping[str, _Reader] = {
    "company_name_en": _brand,
    "company_name_zh": _brand,
    "title_name": _brand,
    "contact_name": _heard,
    "public_email": _own_domains,
    "email": _own_domains,
}


@cache
def _shipped() -> Catalogue:
    return catalogues.load()
