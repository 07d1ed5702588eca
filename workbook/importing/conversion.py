"""A frame of source values → a frame of the book's values, and what changed on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.catalogue import Kind
from workbook.importing.cells import is_blank, objects
from workbook.importing.derivation import as_text
from workbook.importing.values import currency_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from validation.catalogue import Field, Sheet
    from workbook.importing.values import Carried, Columns


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
    frame: pd.DataFrame, sheet: Sheet, columns: Columns, *, units: Mapping[str, str]
) -> Converted:
    """Return a copy of `frame` with every column of the catalogue converted.

    `units` maps a key to the unit its header names: "Amount (USD)" gives the currency of the
    amounts, and of the currency column where that is blank.
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
            carried = _amounts(frame, sheet, column, columns, units.get(column.key, ""))
        else:
            carried = columns.carried(values, column)
        frame[column.key] = objects(frame, [c.value for c in carried])
        changed = [
            (as_text(v), as_text(c.value)) if c.changed else None
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
    frame: pd.DataFrame, sheet: Sheet, column: Field, columns: Columns, unit: str
) -> Sequence[Carried]:
    """Carry amounts, and put the currency they name into their currency column where blank."""
    values = frame[column.key].tolist()
    partner = currency_key(sheet, column.key)
    known = columns.catalogue.vocabularies["currency"]
    default = known.code(unit) if unit else None
    told = frame[partner].tolist() if partner in frame.columns else [None] * len(frame)
    hints = [default if is_blank(t) else known.code(as_text(t)) for t in told]
    carried = columns.carried(values, column, currencies=hints)
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


def _counted(values: Sequence[Any], rows: Sequence[int]) -> Iterable[tuple[Any, int, int]]:
    first: dict[Any, int] = {}
    count: dict[Any, int] = {}
    for value, row in zip(values, rows, strict=True):
        if value is not None:
            first.setdefault(value, row)
            count[value] = count.get(value, 0) + 1
    return [(value, row, count[value]) for value, row in first.items()]
