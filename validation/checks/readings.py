"""Is a cell the kind of value its column takes? Each kind of column has one reader.

A reader answers with the values by row and marks what it cannot read. What another cell decides
(the country of a phone number, the currency of an amount) is read in pairs.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from validation.catalogue import Kind
from validation.checks import damage, shortcuts, words
from validation.checks.sheetrows import shown
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
    from collections.abc import Callable, Mapping

    from validation.catalogue import Field
    from validation.checks.cells import Column, Objects
    from validation.checks.marks import Facts
    from validation.checks.sheetrows import Context, Rows

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


def _read(column: Column, field: Field, rows: Rows, context: Context) -> Objects:
    sense = words.sense(column, field, context)
    damage.mark_fatal_text(column, rows.marks, sense=sense)
    if damage.has_own_reader(column):
        values = _OWN[field.kind](column, rows, context)
    else:
        column = damage.mark_text(damage.mark_numbers_in_text(column, rows.marks), rows.marks)
        values = _textual(column, field, rows, context)
    values[rows.marks.condemned(column.key)] = None
    return values


def _textual(column: Column, field: Field, rows: Rows, context: Context) -> Objects:
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
        pairs = list(zip(rows.value(scheme), country_of(rows, context), strict=True))
        return _readings(column.paired(_boxed(pairs)), rows, _code)
    return column.spread(column.distinct)


def _readings(
    column: Column, rows: Rows, reader: Callable[[Any], Reading], expected: object = ""
) -> Objects:
    """Read every distinct value; text a reader finds nothing wrong with may still be untidy."""
    found: dict[str, dict[int, Facts]] = {}
    values: list[object] = []
    for n, cell in enumerate(column.distinct):
        reading = reader(cell)
        raw = cell[0] if isinstance(cell, tuple) else cell
        if not reading.problem and isinstance(raw, str) and not damage.is_surely_tidy(raw):
            tidied = text.tidy(raw)
            if tidied.problem:
                reading = Reading(reading.value, tidied.problem, tidied.suggestion, tidied.detail)
        values.append(reading.value)
        if reading.problem:
            facts = damage.facts_of(reading)._replace(expected=expected)
            found.setdefault(reading.problem, {})[n] = facts
    unreadable = {n for n, value in enumerate(values) if value is None}
    for rule, broken in found.items():
        bad = {n: fact for n, fact in broken.items() if n in unreadable}
        rows.marks.mark_values(rule, column, {n: f for n, f in broken.items() if n not in bad})
        rows.marks.mark_values(rule, column, bad, condemn=True)
    return column.spread(values)


def _typed(
    column: Column, rows: Rows, reader: Callable[[Any], Reading], kind: str, *, typed: bool
) -> Objects:
    """Read a column of numbers or dates, in which a yes/no or the other kind is a wrong type.

    `typed` says whether text that reads like a number could have been one.
    """
    expected = message(f"check.{'date' if kind == 'date' else 'number'}")

    def guarded(cell: Any) -> Reading:
        raw = cell[0] if isinstance(cell, tuple) else cell
        if isinstance(raw, bool) or (kind != "date" and not isinstance(raw, (str, int, float))):
            return Reading(None, "wrong_type")
        reading = reader(cell)
        if typed and isinstance(raw, str) and reading.value is not None and not reading.problem:
            return Reading(reading.value, f"{kind}_text", " ".join(raw.split()))
        return reading

    return _readings(column, rows, guarded, expected=expected)


def _email(column: Column, rows: Rows, _: Context) -> Objects:
    known = _domains_in_use(column)
    read = shortcuts.by_domain(lambda v: email.read(v, known_domains=known))
    return _readings(column, rows, lambda v: read(_text(v)))


def _domains_in_use(column: Column) -> frozenset[str]:
    """Return the domains of at least two different addresses: those are no slips of the pen."""
    seen: dict[str, int] = {}
    for value in column.distinct:
        at = str(value).rpartition("@")[2].strip().lower()
        seen[at] = seen.get(at, 0) + 1
    return frozenset(at for at, times in seen.items() if times > 1)


def _phone(column: Column, rows: Rows, context: Context) -> Objects:
    pairs = column.paired(country_of(rows, context))

    def read(pair: Any) -> Reading:
        value = _text(pair[0])
        if shortcuts.is_plain_number(value):
            return Reading(value)
        return phone.read(value, country=pair[1])

    return _readings(pairs, rows, read)


def _url(column: Column, rows: Rows, _: Context) -> Objects:
    read = shortcuts.by_suffix(url.read)
    return _readings(column, rows, lambda v: read(_text(v)))


def _number(column: Column, rows: Rows, context: Context) -> Objects:
    whole = column.field is not None and column.field.kind is Kind.INT
    read = partial(numbers.read, whole=whole)
    return _typed(column, rows, read, "number", typed=context.typed)


def _money(column: Column, rows: Rows, context: Context) -> Objects:
    currency = rows.value(currency_key(column.key, rows) or "")
    context_pairs = list(zip(currency, country_of(rows, context), strict=True))
    pairs = column.paired(_boxed(context_pairs))
    return _typed(pairs, rows, _amount, "money", typed=context.typed)


def _amount(cell: Any) -> Reading:
    value, (currency, country) = cell
    found = money.read(value, currency=currency, country=country)
    return Reading(found.amount, found.problem, found.suggestion, found.detail)


def _code(cell: Any) -> Reading:
    value, (scheme, country) = cell
    return codes.read(value, scheme=scheme, country=country)


def _date(column: Column, rows: Rows, context: Context) -> Objects:
    return _typed(column, rows, dates.read, "date", typed=context.typed)


def _yes_no(column: Column, rows: Rows, _: Context) -> Objects:
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
    return np.array(
        [countries[row_of[c]] if c in row_of else None for c in rows.value("customer_id")] or [],
        dtype=object,
    )


def currency_key(key: str, rows: Rows) -> str | None:
    """Return the column that says the currency of an amount, None where the sheet has none."""
    return next((k for k in (f"{key}_currency", "currency") if k in rows.sheet.by_key), None)


def _boxed(pairs: list[tuple[Any, Any]]) -> Objects:
    boxed = np.empty(len(pairs), dtype=object)
    boxed[:] = pairs
    return boxed


def _text(value: object) -> str:
    # A phone number or a code that Excel keeps as a number.
    return value if isinstance(value, str) else shown(value)


_OWN: Mapping[Kind, Callable[[Column, Rows, Context], Objects]] = {
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
