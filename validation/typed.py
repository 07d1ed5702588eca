"""The sheets of a book as typed values: what rules compute with.

A cell is read by the very readers of the check, so a word of a list is its code here whatever
language it is typed in, an amount is a Decimal, and a reference typed as a name is the id.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from validation.checks import damage, links, readings
from validation.checks.cells import table
from validation.checks.sheetrows import Context, Rows, shown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.settings import Settings

_TEXT_FORMATS = ("csv", "html")


class Unread(NamedTuple):
    """A cell that says something its column cannot take."""

    tab: str
    row: int
    column: str
    """The catalogue key."""
    shown: str
    """What stands in the cell, as text."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TypedSheet:
    """One sheet: `frame` has dtype object, Excel's row numbers as index and no blank rows.

    Its columns are those asked for, whether the book has them or not. A list of words is its
    code, a reference an id, a list a tuple, an amount or number a Decimal, a date a date or
    datetime, yes/no a bool, everything else text; None is blank, not readable, or a reference to
    a row that is not there.
    """

    frame: pd.DataFrame
    unread: tuple[Unread, ...] = ()
    """Cells of these columns that hold something and could not be read, by row and column."""


def typed(
    book: Book,
    catalogue: Catalogue,
    wanted: Mapping[str, Collection[str]],
    *,
    settings: Settings,
    today: dt.date,
) -> dict[str, TypedSheet]:
    """Return some columns of some sheets as typed values, sheet key → TypedSheet.

    A sheet the book lacks has no rows. References become ids where the sheet they point to is
    asked for too, with the columns of its id and names.

    Args:
        book: of any language.
        catalogue: what its sheets are described by.
        wanted: sheet key → keys of its columns; none: all of them. An amount is read with its
            currency, a phone number or code with the country of its row, if asked for too.
        settings: of the book.
        today: for the reading of dates.
    """
    is_typed = book.origin.format not in _TEXT_FORMATS
    context = Context(catalogue, settings, today, book.origin.language or "both", {}, is_typed)
    for key in sorted(wanted, key=lambda key: catalogue.sheets[key].order):
        if key in book.sheets and book.layouts[key].known:
            context.sheets[key] = _read(book, key, wanted[key], context)
    for rows in context.sheets.values():
        links.resolve(rows, context)
    return {
        key: _sheet(context.sheets.get(key), _columns(catalogue, key, columns))
        for key, columns in wanted.items()
    }


def _columns(catalogue: Catalogue, sheet: str, columns: Collection[str]) -> list[str]:
    keys = [field.key for field in catalogue.sheets[sheet].fields]
    return [key for key in keys if not columns or key in columns]


def _read(book: Book, key: str, columns: Collection[str], context: Context) -> Rows:
    sheet = context.catalogue.sheets[key]
    whole = table(book, key, context.catalogue)
    kept = {
        name: column
        for name, column in whole.columns.items()
        if column.field is not None and (not columns or name in columns)
    }
    rows = Rows(replace(whole, columns=kept), sheet)
    damage.mark_odd_cells(rows.table, rows.marks)
    readings.read(rows, context)
    return rows


def _sheet(rows: Rows | None, columns: list[str]) -> TypedSheet:
    if rows is None:
        return TypedSheet(frame=pd.DataFrame(columns=columns, dtype=object))
    index = pd.Index(rows.table.rows)
    values = {key: pd.Series(rows.value(key), index=index, dtype=object) for key in columns}
    unread = [
        Unread(rows.table.tab, int(rows.table.rows[at]), key, shown(rows.table.columns[key].at(at)))
        for key in columns
        if key in rows.table.columns
        for at in np.flatnonzero(rows.filled(key) & ~rows.known(key)).tolist()
    ]
    unread.sort(key=lambda cell: cell.row)
    return TypedSheet(
        frame=pd.DataFrame(values, index=index, columns=columns), unread=tuple(unread)
    )
