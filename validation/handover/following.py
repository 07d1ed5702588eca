"""What hangs on the records that leave in V1: the rows of other sheets that belong to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.catalogue import Visibility
from validation.handover.source import CUSTOMERS, LEADS, LINES, SHARE
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validation.catalogue import Field, Sheet
    from validation.handover.choosing import Choice
    from validation.handover.source import Source

_ROOTS = (CUSTOMERS, LEADS)
_NOT_ROWS = frozenset({*_ROOTS, SHARE, LINES})


def following(source: Source, choice: Choice) -> Mapping[str, tuple[int, ...]]:
    """Return sheet → the rows that belong to chosen records, in the order of the book.

    A row belongs to the customer or lead it names. One that names neither belongs to the row of
    a sheet that does (a payment to its order), or is a record that chosen rows refer to (a group).
    """
    found: dict[str, tuple[int, ...]] = {}
    kept = {
        sheet: frozenset(fold(identity) for identity in choice.of(sheet).ids) for sheet in _ROOTS
    }
    sheets = [sheet for key, sheet in source.catalogue.sheets.items() if _may_leave(source, sheet)]
    for sheet in sheets:
        links = _links(sheet)
        if links:
            found[sheet.key] = _children(source, sheet.key, links, kept)
    for sheet in sheets:
        if sheet.key not in found:
            found[sheet.key] = _grandchildren(source, sheet, found) or _named(
                source, sheet, {**found, **{key: choice.of(key).rows for key in _ROOTS}}
            )
    order = [sheet.key for sheet in sheets]
    return {key: found[key] for key in order if found[key]}


def _may_leave(source: Source, sheet: Sheet) -> bool:
    is_kept = sheet.kind != "result" and sheet.key not in _NOT_ROWS and source.has(sheet.key)
    return is_kept and any(
        field.v1 not in (Visibility.NEVER, Visibility.ABSENT) for field in sheet.fields
    )


def _links(sheet: Sheet) -> list[tuple[Field, str]]:
    """Return the columns that name a customer or lead, with that sheet's key."""
    roots = [(field, field.refers_to.partition(".")[0]) for field in sheet.fields]
    return [(field, root) for field, root in roots if root in _ROOTS]


def _children(
    source: Source,
    sheet: str,
    links: list[tuple[Field, str]],
    kept: Mapping[str, frozenset[str]],
) -> tuple[int, ...]:
    """Return the rows all of whose named records leave: one of somebody else's stays."""
    frame = source.frames[sheet]
    present = [(field.key, root) for field, root in links if field.key in frame.columns]
    rows = []
    for row in map(int, frame.index):
        named = [(root, source.customer(sheet, row, key)) for key, root in present]
        theirs = [fold(one) in kept[root] for root, one in named if one is not None]
        if theirs and all(theirs):
            rows.append(row)
    return tuple(rows)


def _grandchildren(
    source: Source, sheet: Sheet, found: Mapping[str, tuple[int, ...]]
) -> tuple[int, ...]:
    """Return the rows that belong to rows which leave, such as the payments of an order."""
    rows: set[int] = set()
    for field in sheet.fields:
        parent, _, key = field.refers_to.partition(".")
        if parent in found and parent != sheet.key:
            theirs = set(_values(source, parent, key, found[parent]))
            frame = source.frames[sheet.key]
            values = zip(frame.index, frame[field.key], strict=True)
            rows |= {int(row) for row, value in values if value is not None and value in theirs}
    return tuple(sorted(rows))


def _named(source: Source, sheet: Sheet, found: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """Return the rows that rows which leave refer to, such as the group of a customer."""
    wanted = {
        value
        for other, rows in found.items()
        for field in source.catalogue.sheets[other].fields
        if field.refers_to == f"{sheet.key}.{sheet.row_key}"
        for value in _values(source, other, field.key, rows)
    }
    frame = source.frames[sheet.key]
    values = zip(frame.index, frame[sheet.row_key], strict=True) if sheet.row_key else ()
    return tuple(int(row) for row, value in values if value is not None and value in wanted)


def _values(source: Source, sheet: str, key: str, rows: tuple[int, ...]) -> Iterator[object]:
    frame = source.frames[sheet]
    if key in frame.columns and rows:
        yield from (value for value in frame.loc[list(rows), key] if value is not None)
