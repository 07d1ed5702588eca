"""A frame of source values → a frame of the book's values, and what changed on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.catalogue import Kind
from workbook.importing.cells import is_blank, objects
from workbook.importing.derivation import as_text
from workbook.importing.headers import unit_of
from workbook.importing.values import account_of, currency_key, money_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from validation.catalogue import Field, Sheet
    from workbook.importing.values import Carried, Columns, MoneyUnit


class Altered(NamedTuple):
    """A value that reads differently in the book, the first row it is in, and how many are."""

    key: str
    before: str
    after: str
    row: int
    rows: int


class Unlisted(NamedTuple):
    """A value its column's list does not have, the first row it is in, and how many are."""

    key: str
    value: str
    row: int
    rows: int


@dataclass(frozen=True)
class Converted:
    """The frame of the book's values, with what was altered and what no list has."""

    frame: pd.DataFrame
    altered: tuple[Altered, ...]
    unlisted: tuple[Unlisted, ...]


def converted(
    frame: pd.DataFrame, sheet: Sheet, columns: Columns, *, headers: Mapping[str, str]
) -> Converted:
    """Return a copy of `frame` with every column of the catalogue converted.

    `headers` maps a key to the header it stood under, which may say more: "Amount (USD)" gives
    the currency of the amounts, and of the currency column where that is blank; "(万美元)" also
    their size; "WhatsApp" the service of the accounts.
    """
    frame = frame.copy()
    rows = [int(n) for n in frame.index]
    altered: list[Altered] = []
    unlisted: list[Unlisted] = []
    fields = [f for f in sheet.fields if f.key in frame.columns]
    # Amounts come last: they need the currency column in the book's own words.
    for column in sorted(fields, key=lambda f: f.kind is Kind.MONEY):
        values = frame[column.key].tolist()
        if column.kind is Kind.MONEY:
            unit = money_unit(unit_of(headers.get(column.key, "")))
            carried = _amounts(frame, sheet, column, columns, unit)
        elif column.key == "im":
            carried = _accounts(columns.carried(values, column), headers.get("im", ""))
        else:
            carried = columns.carried(values, column)
        frame[column.key] = objects(frame, [c.value for c in carried])
        changed = [
            (as_text(v), as_text(c.value)) if c.changed and as_text(v) != as_text(c.value) else None
            for v, c in zip(values, carried, strict=True)
        ]
        altered += [
            Altered(column.key, before, after, row, n)
            for (before, after), row, n in _counted(changed, rows)
        ]
        strange = [as_text(c.value) if c.unlisted else None for c in carried]
        unlisted += [Unlisted(column.key, v, row, n) for v, row, n in _counted(strange, rows)]
    return Converted(frame, tuple(altered), tuple(unlisted))


def _amounts(
    frame: pd.DataFrame, sheet: Sheet, column: Field, columns: Columns, unit: MoneyUnit
) -> Sequence[Carried]:
    """Carry amounts, and put the currency they name into their currency column where blank."""
    values = frame[column.key].tolist()
    partner = currency_key(sheet, column.key)
    known = columns.catalogue.vocabularies["currency"]
    told = frame[partner].tolist() if partner in frame.columns else [None] * len(frame)
    hints = [unit.currency if is_blank(t) else known.code(as_text(t)) for t in told]
    carried = [
        _scaled(c, v, unit.factor)
        for c, v in zip(columns.carried(values, column, currencies=hints), values, strict=True)
    ]
    if partner is None:
        return carried
    # Where amount and column name different currencies the amount stays as typed.
    carried = [
        c._replace(value=as_text(v), changed=False) if c.currency and h and c.currency != h else c
        for c, h, v in zip(carried, hints, values, strict=True)
    ]
    named = [
        t if not is_blank(t) else None if is_blank(c.value) else c.currency or h
        for t, c, h in zip(told, carried, hints, strict=True)
    ]
    if any(n is not None for n in named):
        frame[partner] = objects(frame, named)
    return carried


def _scaled(carried: Carried, value: object, factor: int) -> Carried:
    """Return the amount in whole money; one typed with a currency of its own is whole already."""
    plain = not isinstance(value, str) or value.strip().replace(".", "", 1).isdigit()
    if factor == 1 or not plain or not isinstance(carried.value, int | float):
        return carried
    number = round(carried.value * factor, 2)
    return carried._replace(value=int(number) if number == int(number) else number, changed=True)


def _accounts(carried: Sequence[Carried], header: str) -> Sequence[Carried]:
    found = [account_of(c.value, header) for c in carried]
    return [
        c._replace(value=account, changed=True) if account else c
        for c, account in zip(carried, found, strict=True)
    ]


def _counted(values: Sequence[Any], rows: Sequence[int]) -> Iterable[tuple[Any, int, int]]:
    first: dict[Any, int] = {}
    count: dict[Any, int] = {}
    for value, row in zip(values, rows, strict=True):
        if value is not None:
            first.setdefault(value, row)
            count[value] = count.get(value, 0) + 1
    return [(value, row, count[value]) for value, row in first.items()]
