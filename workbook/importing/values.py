"""Typed text → what the book holds: words of its lists, real dates, real amounts.

Only what is certain is converted; the rest stays as typed, for the check to ask about. Each
distinct value of a column is read once.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from validation.catalogue import Kind
from validation.normalise import boolean, country, dates, im, money
from workbook.importing.cells import is_blank
from workbook.importing.derivation import as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from validation.catalogue import Catalogue, Field, Sheet
    from validation.vocabularies import Vocabulary, Word

_SEPARATORS = re.compile(r"\s*[;；,，、\n]\s*")
_CERTAIN = ("", "money_text", "money_approximate")
"""Problems of an amount that leave no doubt about its size; the report shows "about" too."""
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_PEOPLE = re.compile(r"\s*(\d{1,3}(?:,\d{3})+|\d+)\s*(?:人|people|employees)?\s*", re.IGNORECASE)
_MESSENGER_WORDS = re.compile(r"(?:号码?|账号|帳號|number|no\.?|id|account)\s*$", re.IGNORECASE)
_MAILTO = re.compile(r"\s*mailto:(.*)", re.IGNORECASE | re.DOTALL)


class Carried(NamedTuple):
    """What the book holds for one source value."""

    value: object
    changed: bool = False
    """Whether it reads differently from the source, so that the report must say so."""
    unlisted: bool = False
    """Whether the column has a list and the value is no word of it."""
    currency: str | None = None
    """The currency an amount was typed with."""


@dataclass(frozen=True)
class Columns:
    """Carries values into the columns of one book."""

    catalogue: Catalogue
    language: str

    def carried(
        self, values: Sequence[object], column: Field, *, currencies: Sequence[str | None] = ()
    ) -> list[Carried]:
        """Return what the book holds for each value of a column, in order.

        `currencies` gives the currency of each row where another column or the header tells it.
        """
        hints = currencies or [None] * len(values)
        seen: dict[tuple[type, object, str | None], Carried] = {}
        results = []
        for value, hint in zip(values, hints, strict=True):
            key = (type(value), value, hint)
            found = seen.get(key)
            if found is None:
                found = seen[key] = self._one(value, column, hint)
            results.append(found)
        return results

    def _one(self, value: object, column: Field, currency: str | None) -> Carried:
        if is_blank(value):
            return Carried(None)
        if column.kind is Kind.MONEY:
            return _amount(value, currency)
        carry = _BY_KIND.get(column.kind)
        if carry is not None:
            return carry(value)
        if column.kind is Kind.ENUM:
            return self._word(value, column)
        if column.kind is Kind.LIST:
            return self._words(value, column)
        return _text(value, column)

    def _word(self, value: object, column: Field) -> Carried:
        text = as_text(value)
        label = self._label(text, column)
        if label is None:
            return Carried(text, unlisted=not column.has("other_words"))
        return Carried(label, changed=label != text)

    def _words(self, value: object, column: Field) -> Carried:
        text = as_text(value)
        parts = [part for part in _SEPARATORS.split(text) if part]
        labels = [self._label(part, column) for part in parts]
        joined = ";".join(label or part for label, part in zip(labels, parts, strict=True))
        listed = self.catalogue.vocabulary(column) is None or column.has("other_words")
        return Carried(joined, joined != text, unlisted=not listed and None in labels)

    def _label(self, text: str, column: Field) -> str | None:
        found = word(text, column, self.catalogue)
        return found.label(self.language) if found else None


def word(text: str, column: Field, catalogue: Catalogue) -> Word | None:
    """Return the entry of a column's list that a text certainly means; None: it is not certain."""
    words = catalogue.vocabulary(column)
    if words is None:
        return None
    code = words.alias(text)
    if code is None and column.vocabulary == "country":
        reading = country.read(text)
        code = None if reading.problem else str(reading.value)
    if code is None and column.vocabulary == "company_size":
        code = _band(text, words)
    return words.words.get(code or "")


def _band(text: str, words: Vocabulary) -> str | None:
    """Return the range of a list that a number of people falls into: 120 is in 50-499."""
    number = _PEOPLE.fullmatch(text)
    if number is None:
        return None
    count = int(number[1].replace(",", ""))
    for code, entry in words.words.items():
        bounds = [int(n) for n in re.findall(r"\d+", entry.en)]
        if bounds[0] <= count and (len(bounds) == 1 or count <= bounds[1]):
            return code
    return None


class MoneyUnit(NamedTuple):
    """What a header's brackets say of the amounts below: "万美元" is USD by ten thousands."""

    currency: str | None = None
    factor: int = 1


def money_unit(text: str) -> MoneyUnit:
    """Return the unit of a column of amounts; a text that is no unit of money says nothing."""
    reading = money.read(f"1 {text}", currency=None, country=None) if text else None
    if reading is None or reading.amount is None or reading.problem not in _CERTAIN:
        return MoneyUnit()
    return MoneyUnit(reading.currency, int(reading.amount))


def currency_key(sheet: Sheet, key: str) -> str | None:
    """Return the column that holds the currency of the amount `key`; None: there is none."""
    for candidate in (f"{key}_currency", "currency"):
        if candidate in sheet.by_key and candidate != key:
            return candidate
    return None


def account_of(value: object, header: str) -> str | None:
    """Return a messenger account with the service its header names; None: it needs or has none.

    >>> account_of("+49 30 123456", "WhatsApp")
    'WhatsApp:+4930123456'
    """
    text = as_text(value)
    if not text or im.read(text).problem != "im_no_type":
        return None
    service = _MESSENGER_WORDS.sub("", header.strip()).strip()
    reading = im.read(f"{service}:{text}")
    return str(reading.value) if reading.value else None


def _amount(value: object, currency: str | None) -> Carried:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Carried(value)
    reading = money.read(value, currency=currency, country=None)
    if reading.amount is None or reading.problem not in _CERTAIN:
        return Carried(as_text(value))
    number = _plain_number(reading.amount)
    return Carried(number, not _PLAIN.fullmatch(as_text(value)), currency=reading.currency)


def _number(value: object) -> Carried:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Carried(value)
    reading = money.read(value, currency=None, country=None)
    # "USD 30" in a column of quantities is no quantity, and "about 30" is not thirty.
    if reading.amount is None or reading.currency or reading.problem not in _CERTAIN[:2]:
        return Carried(as_text(value))
    return Carried(_plain_number(reading.amount), not _PLAIN.fullmatch(as_text(value)))


def _plain_number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _integer(value: object) -> Carried:
    carried = _number(value)
    if isinstance(carried.value, float) and carried.value.is_integer():
        return Carried(int(carried.value))
    return carried


def _date(value: object) -> Carried:
    moment = _moment(value)
    if moment is None:
        return Carried(value if isinstance(value, int | float) else as_text(value))
    if isinstance(moment, dt.datetime):
        late = moment.time() != dt.time()
        return Carried(moment.date(), changed=late or isinstance(value, str))
    return Carried(moment, changed=isinstance(value, str))


def _datetime(value: object) -> Carried:
    moment = _moment(value)
    if moment is None:
        return Carried(value if isinstance(value, int | float) else as_text(value))
    return Carried(moment, changed=isinstance(value, str))


def _moment(value: object) -> dt.date | None:
    """Return the day or moment a value certainly means; None: it is not certain."""
    if isinstance(value, dt.date):
        return value
    reading = dates.read(value)
    found = reading.value
    certain = reading.problem in ("", "date_text", "date_serial")
    return found if isinstance(found, dt.date) and certain else None


def _boolean(value: object) -> Carried:
    if isinstance(value, bool):
        return Carried(value)
    reading = boolean.read(value)
    if not isinstance(reading.value, bool) or reading.problem:
        return Carried(as_text(value), unlisted=True)
    return Carried(reading.value, changed=True)


def _email(value: object) -> Carried:
    text = as_text(value)
    found = _MAILTO.fullmatch(text)
    return Carried(found[1].strip(), changed=True) if found else Carried(text)


def _text(value: object, column: Field) -> Carried:
    if isinstance(value, dt.date):
        pattern = column.argument("pattern")
        day = value.strftime("%m-%d")
        if pattern and re.fullmatch(pattern, day):
            return Carried(day, changed=True)
        return Carried(value.isoformat())
    if isinstance(value, str):
        return Carried(value)
    return Carried(as_text(value))


_BY_KIND: Mapping[Kind, Callable[[object], Carried]] = {
    Kind.DECIMAL: _number,
    Kind.INT: _integer,
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.BOOL: _boolean,
    Kind.EMAIL: _email,
}
