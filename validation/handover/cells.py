"""The rows of a book in the form in which a copy holds them, so that both can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from validation.catalogue import Kind
from validation.handover.returning import canonical
from validation.plaintext import shown
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from validation.catalogue import Field
    from validation.handover.source import Source

_BY_READING = frozenset({Kind.ENUM, Kind.DATE, Kind.DATETIME, Kind.BOOL, Kind.LINK})
"""Kinds whose words differ by language or form; of the others a copy holds the cell itself."""


class Row(NamedTuple):
    """One row of a sheet."""

    row: int
    """Excel's row number."""
    id: str
    """What its key column holds; "": nothing, or the sheet has no such column."""
    values: Mapping[str, Any]
    """Column → value, words of lists as codes, several of them as a tuple; None is blank."""


def rows(source: Source, sheet: str) -> tuple[Row, ...]:
    """Return the rows of one sheet in their order; none: the book has no such sheet of ours."""
    if not source.has(sheet) or sheet not in source.frames:
        return ()
    known = source.catalogue.sheets[sheet]
    fields = [field for field in known.fields if field.key in source.book.sheets[sheet].columns]
    found = []
    for row in map(int, source.frames[sheet].index):
        values = {field.key: value(source, sheet, row, field) for field in fields}
        key = values.get(known.row_key) if known.row_key else None
        found.append(Row(row, "" if key is None else shown(key).strip(), values))
    return tuple(found)


def value(source: Source, sheet: str, row: int, field: Field) -> Any:
    """Return one cell in the form of a copy."""
    is_listed = field.kind is Kind.LIST and bool(field.vocabulary)
    if field.kind in _BY_READING or is_listed:
        read = source.value(sheet, row, field.key)
        if read is not None:
            return read
    return source.cell(sheet, row, field.key)


def is_readable(source: Source, sheet: str, row: int, field: Field) -> bool:
    """Return whether what stands in a cell is something that its column takes."""
    blank = source.cell(sheet, row, field.key) is None
    return blank or source.value(sheet, row, field.key) is not None


def by_id(found: Iterable[Row]) -> Mapping[str, Row]:
    """Return id as it is compared → row; of a repeated id the first row, rows without are none."""
    named: dict[str, Row] = {}
    for one in found:
        if one.id:
            named.setdefault(fold(one.id), one)
    return named


def doubled(found: Iterable[Row]) -> frozenset[str]:
    """Return the ids, as they are compared, of several rows that are not alike."""
    named: dict[str, Row] = {}
    again = set()
    for one in found:
        if not one.id:
            continue
        first = named.setdefault(fold(one.id), one)
        if _said(first) != _said(one):
            again.add(fold(one.id))
    return frozenset(again)


def data_sheets(source: Source, *, beside: Collection[str] = ()) -> list[str]:
    """Return the sheets of a book that hold records people type, in tab order."""
    return [
        key
        for key, sheet in source.catalogue.sheets.items()
        if sheet.kind == "data" and key not in beside and source.has(key)
    ]


def _said(row: Row) -> Mapping[str, str]:
    return {key: canonical(value) for key, value in row.values.items()}
