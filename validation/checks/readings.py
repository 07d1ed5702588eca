"""Is a cell the kind of value its column takes? Each kind of column has one reader.

A reader answers with the values by row and marks what it cannot read. What another cell decides
(the country of a phone number, the currency of an amount) is read in pairs.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Container
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from validation.catalogue import Kind
from validation.checks import damage, words
from validation.checks.sheetrows import shown
from validation.checks.shortcuts import plain_addresses, plain_mails, plain_numbers
from validation.checks.values import Values
from validation.messages import message
from validation.normalise import (
    Reading,
    boolean,
    codes,
    dates,
    domain,
    email,
    im,
    money,
    numbers,
    phone,
    text,
    url,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence, Sized

    from validation.catalogue import Field
    from validation.checks.cells import Bools, Column, Objects
    from validation.checks.marks import Facts
    from validation.checks.sheetrows import Context, Rows

_DATES = (dt.date, dt.datetime)
_NUMBERS = (int, float)
_HUGE = 1e300
"""Where a float may come to its end."""
_RATES = frozenset({("FX", "rate")})
"""Columns whose numbers have three decimals as often as not."""
_FIRST = (Kind.ENUM, Kind.LINK, Kind.ID)
"""Kinds that other readers look at: a row's country, its currency, its customer."""


def read(rows: Rows, context: Context) -> None:
    """Read every column of a sheet into `rows.values`, marking what is damaged or unreadable."""
    columns = sorted(
        rows.table.columns.values(),
        key=lambda c: c.field is None or c.field.kind not in _FIRST,
    )
    for column in columns:
        if column.field is None:
            damage.generic(column, rows.marks)
        else:
            rows.values[column.key] = _read(column, column.field, rows, context)


def _read(column: Column, field: Field, rows: Rows, context: Context) -> Values:
    sense = words.sense(column, field, context)
    damage.mark_fatal_text(column, rows.marks, sense=sense)
    if damage.has_own_reader(column):
        values = _OWN[field.kind](column, rows, context)
    else:
        column = damage.mark_text(damage.mark_numbers_in_text(column, rows.marks), rows.marks)
        values = _textual(column, field, rows, context)
    return values.without(rows.marks.condemned(column.key))


def _textual(column: Column, field: Field, rows: Rows, context: Context) -> Values:
    if field.kind is Kind.ENUM:
        return words.read_enum(column, field, rows, context)
    if field.kind is Kind.LIST:
        return words.read_list(column, field, rows, context)
    if field.has("im"):
        return _readings(column, rows, im.read)
    if field.has("domain"):
        return _readings(column, rows, domain.read)
    scheme = field.argument("registration")
    if scheme:
        pairs = _paired(column, rows, context, rows.cells(scheme))
        return _readings(pairs, rows, _code, sure=_alone(pairs, column.distinct))
    return Values(column.codes, column.distinct)


def _readings(
    column: Column,
    rows: Rows,
    reader: Callable[[Any], Reading],
    *,
    sure: Bools | None = None,
    expected: object = "",
) -> Values:
    """Read every distinct value; text a reader finds nothing wrong with may still be untidy.

    The values that are `sure` are their own normal form, and nothing is wrong with them.
    """
    found: dict[str, dict[int, Facts]] = {}
    values = list(column.distinct)
    unread = range(len(values)) if sure is None else np.flatnonzero(~sure).tolist()
    unreadable = set()
    told: dict[tuple[Any, type], Reading] = {}
    for n in unread:
        cell = values[n]
        raw = cell[0] if isinstance(cell, tuple) else cell
        # Values repeat where nearly all differ, and the same few slips fill a column.
        reading = told.get((cell, type(raw))) or _tidied(reader(cell), raw)
        told[cell, type(raw)] = reading
        values[n] = reading.value
        if reading.value is None:
            unreadable.add(n)
        if reading.problem:
            facts = damage.facts_of(reading)._replace(expected=expected)
            found.setdefault(reading.problem, {})[n] = facts
    for rule, broken in found.items():
        bad = {n: fact for n, fact in broken.items() if n in unreadable}
        rows.marks.mark_values(rule, column, {n: f for n, f in broken.items() if n not in bad})
        rows.marks.mark_values(rule, column, bad, condemn=True)
    return Values(column.codes, values)


def _tidied(reading: Reading, raw: object) -> Reading:
    """Return the reading of a cell with the problem of an untidy text, if it has no other."""
    if reading.problem or not isinstance(raw, str):
        return reading
    tidied = text.tidy(raw)
    return tidied._replace(value=reading.value) if tidied.problem else reading


def _sure(column: Column, plain: Callable[[Sequence[str]], Sequence[bool]]) -> Bools:
    """Return which distinct values are tidy texts that `plain` knows to be right as they are."""
    texts = column.texts
    sure = np.zeros(len(column.distinct), dtype=bool)
    sure[texts.at] = plain(texts.texts)
    sure[texts.at] &= texts.signs.tidy
    return sure


def _guarded(
    reader: Callable[[Any], Reading], kind: str, *, typed: bool
) -> Callable[[Any], Reading]:
    """Return a reader of numbers or dates, to whom a yes/no or the other kind is a wrong type.

    `typed` says whether text that reads like a number could have been one.
    """

    def read(cell: Any) -> Reading:
        raw = cell[0] if isinstance(cell, tuple) else cell
        if isinstance(raw, bool) or (kind != "date" and not isinstance(raw, (str, int, float))):
            return Reading(None, "wrong_type")
        reading = reader(cell)
        if typed and isinstance(raw, str) and reading.value is not None and not reading.problem:
            return Reading(reading.value, f"{kind}_text", " ".join(raw.split()))
        return reading

    return read


def _email(column: Column, rows: Rows, _: Context) -> Values:
    known = _DomainsInUse(column)

    def read(value: Any) -> Reading:
        return email.read(_text(value), known_domains=known)

    return _readings(column, rows, read, sure=_sure(column, partial(plain_mails, reader=read)))


class _DomainsInUse(Container[str]):
    """The domains of at least two different addresses: those are no slips of the pen."""

    def __init__(self, column: Column) -> None:
        """Take a column of addresses; its domains are counted when somebody asks for one."""
        self._values = column.distinct

    def __contains__(self, domain: object) -> bool:
        return domain in self._counted

    @cached_property
    def _counted(self) -> frozenset[str]:
        domains = [str(value).rpartition("@")[2] for value in dict.fromkeys(self._values)]
        seen: dict[str, int] = {}
        for typed, times in Counter(domains).items():
            at = typed.strip().lower()
            seen[at] = seen.get(at, 0) + times
        return frozenset(at for at, times in seen.items() if times > 1)


def _phone(column: Column, rows: Rows, context: Context) -> Values:
    sure = _sure(column, plain_numbers)
    pairs = column.paired(lambda: country_of(rows, context), sure)

    def read(pair: Any) -> Reading:
        value = _text(pair[0])
        if plain_numbers([value])[0]:  # in another script's digits, which is untidy and no more
            return Reading(value)
        return phone.read(value, country=pair[1])

    return _readings(pairs, rows, read, sure=_alone(pairs, sure))


def _url(column: Column, rows: Rows, _: Context) -> Values:
    def read(value: Any) -> Reading:
        return url.read(_text(value))

    return _readings(column, rows, read, sure=_sure(column, partial(plain_addresses, reader=read)))


def _number(column: Column, rows: Rows, context: Context) -> Values:
    whole = column.field is not None and column.field.kind is Kind.INT
    fine = (rows.table.key, column.key) in _RATES
    read = _guarded(partial(numbers.read, whole=whole, fine=fine), "number", typed=context.typed)
    sure = _sure_numbers(column, whole=whole)
    expected = message("check.number")
    return _readings(column, rows, read, sure=sure, expected=expected).exact()


def _money(column: Column, rows: Rows, context: Context) -> Values:
    sure = _sure_numbers(column)
    pairs = _paired(column, rows, context, rows.cells(currency_key(column.key, rows) or ""), sure)
    read = _guarded(_amount, "money", typed=context.typed)
    expected = message("check.number")
    return _readings(pairs, rows, read, sure=_alone(pairs, sure), expected=expected).exact()


def _sure_numbers(column: Column, *, whole: bool = False) -> Bools:
    """Return which distinct values are numbers that mean themselves."""
    values = column.distinct
    at = [n for n, v in enumerate(values) if type(v) in _NUMBERS]
    sure = np.zeros(len(values), dtype=bool)
    try:
        numbers = np.array([values[n] for n in at], dtype=float)
    except OverflowError:  # an integer beyond any float: rare enough to let all be read
        return sure
    fit = np.abs(numbers) < _HUGE
    if whole:
        fit &= np.floor(numbers) == numbers
    sure[at] = fit
    return sure


def _paired(
    column: Column, rows: Rows, context: Context, others: Values, sure: Bools | None = None
) -> Column:
    """Return the column with the row's other value and its country behind the unsure values."""

    def told() -> Objects:
        pairs = np.empty(len(rows), dtype=object)
        pairs[:] = list(zip(others.objects(), country_of(rows, context), strict=True))
        return pairs

    unsure = np.zeros(len(column.distinct), dtype=bool)
    return column.paired(told, unsure if sure is None else sure)


def _alone(pairs: Column, values: Sized) -> Bools:
    """Return what need not be read of a column: all but the pairs that stand behind its values.

    Every row points to a sure value or to a pair, so nobody reads the other values either.
    """
    return np.arange(len(pairs.distinct)) < len(values)


def _amount(cell: Any) -> Reading:
    value, (currency, country) = cell
    found = money.read(value, currency=currency, country=country)
    return Reading(found.amount, found.problem, found.suggestion, found.detail)


def _code(cell: Any) -> Reading:
    value, (scheme, country) = cell
    return codes.read(value, scheme=scheme, country=country)


def _date(column: Column, rows: Rows, context: Context) -> Values:
    sure = np.fromiter(
        (type(v) in _DATES and v.year >= dates.EARLIEST.year for v in column.distinct),
        bool,
        count=len(column.distinct),
    )
    read = _guarded(dates.read, "date", typed=context.typed)
    return _readings(column, rows, read, sure=sure, expected=message("check.date"))


def _yes_no(column: Column, rows: Rows, _: Context) -> Values:
    return _readings(column, rows, boolean.read)


def country_of(rows: Rows, context: Context) -> Objects:
    """Return row by row the country of the row, else that of its customer; None: unknown."""
    for key in ("country_region", "country"):
        if key in rows.values:
            return rows.value(key)
    customers = context.sheets.get("Customers")
    if customers is None or "customer_id" not in rows.values:
        return rows.value("")
    countries = customers.value("country_region")
    row_of = customers.by_key()
    theirs = [countries[row_of[c]] if c in row_of else None for c in rows.value("customer_id")]
    return np.array(theirs, dtype=object)


def currency_key(key: str, rows: Rows) -> str | None:
    """Return the column that says the currency of an amount, None where the sheet has none."""
    return next((k for k in (f"{key}_currency", "currency") if k in rows.sheet.by_key), None)


def _text(value: object) -> str:
    # A phone number or a code that Excel keeps as a number.
    return value if isinstance(value, str) else shown(value)


_OWN: Mapping[Kind, Callable[[Column, Rows, Context], Values]] = {
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.URL: _url,
    Kind.INT: _number,
    Kind.DECIMAL: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.DATETIME: _date,
    Kind.BOOL: _yes_no,
}
