"""What hangs on the records that go, moved to the one that stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from validation.changes import Change
from validation.merging.records import CUSTOMERS, ID
from validation.messages import message
from validation.normalise import boolean
from validation.plaintext import shown
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.merging.records import Chosen
    from validation.messages import Text

_PAIRS = ("left_id", "right_id")
_SAME = ("email", "phone", "im", "contact_name")
"""What shows that two contacts are one person, the surest first."""


class Moved(NamedTuple):
    """What becomes of the rows that name a record that goes."""

    changes: tuple[Change, ...]
    emptied: Mapping[str, Sequence[int]]
    """Pairs of a record with itself."""
    notes: tuple[Text, ...]


def moved(book: Book, catalogue: Catalogue, records: Chosen) -> Moved:
    """Return how every row that names a record that goes is made to name the one that stays.

    Every column that refers to a customer's id is followed. Ledgers are not: they say what
    happened, under the id it happened to.
    """
    changes: list[Change] = []
    emptied: dict[str, Sequence[int]] = {}
    for sheet, columns in _links(book, catalogue):
        frame = book.sheets[sheet]
        named = {column: _rows(frame[column], records.gone) for column in columns}
        alone: Sequence[int] = ()
        if tuple(columns) == _PAIRS:
            alone = _of_one(frame, records)
            emptied |= {sheet: alone} if alone else {}
        changes += [
            Change(sheet, row, column, frame[column].loc[row], records.keep.id)
            for column, rows in named.items()
            for row in rows
            if row not in alone
        ]
    return Moved((*changes, *_second_flags(book, records)), emptied, _alike(book, records))


def ledger_rows(book: Book, catalogue: Catalogue, records: Chosen) -> int:
    """Return how many rows of ledgers tell of the records that go."""
    return sum(
        len(_rows(book.sheets[sheet.key][field.key], records.gone))
        for sheet in catalogue.sheets.values()
        for field in sheet.fields
        if sheet.kind == "ledger" and field.refers_to == f"{CUSTOMERS}.{ID}"
        if field.key in book.sheets.get(sheet.key, ())
    )


def _links(book: Book, catalogue: Catalogue) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the sheets people fill, with their columns that refer to a customer."""
    for sheet in catalogue.sheets.values():
        if sheet.kind != "data" or sheet.key not in book.sheets:
            continue
        columns = [
            field.key
            for field in sheet.fields
            if field.refers_to == f"{CUSTOMERS}.{ID}" and field.key in book.sheets[sheet.key]
        ]
        if columns and book.layouts[sheet.key].known:
            yield sheet.key, columns


def _rows(column: pd.Series[Any], ids: frozenset[str]) -> list[int]:
    """Return the rows whose cell names one of the (folded) ids."""
    cells = zip(column.index, column, strict=True)
    return [int(row) for row, cell in cells if cell is not None and fold(shown(cell)) in ids]


def _of_one(frame: pd.DataFrame, records: Chosen) -> list[int]:
    """Return the rows of pairs that would name the customer that stays twice."""
    ids = records.gone | {fold(records.keep.id)}
    left, right = (set(_rows(frame[column], ids)) for column in _PAIRS)
    return sorted(left & right)


def _second_flags(book: Book, records: Chosen) -> Iterator[Change]:
    """Yield the changes after which one contact is the customer's first."""
    frame = book.sheets.get("Contacts")
    if frame is None or not {ID, "is_primary"} <= set(frame.columns):
        return
    flagged = [
        row
        for record in records.every
        for row in _rows(frame[ID], frozenset({fold(record.id)}))
        if boolean.read(frame["is_primary"].loc[row]).value is True
    ]
    for row in flagged[1:]:
        yield Change("Contacts", row, "is_primary", frame["is_primary"].loc[row], after=False)


def _alike(book: Book, records: Chosen) -> tuple[Text, ...]:
    """Return which contacts seem to be one person now: a person has to look at them."""
    frame = book.sheets.get("Contacts")
    if frame is None or ID not in frame.columns:
        return ()
    keys = [key for key in _SAME if key in frame.columns]
    seen: dict[tuple[str, str], str] = {}
    pairs: dict[tuple[str, str], Text] = {}
    for record in records.every:
        said = [
            (_name(frame, row), (key, fold(value)), value)
            for row in _rows(frame[ID], frozenset({fold(record.id)}))
            for key in keys
            if (value := shown(frame[key].loc[row]).strip())
        ]
        for name, place, value in said:
            if place in seen:
                facts = {"left": seen[place], "right": name, "value": value}
                pairs.setdefault((seen[place], name), message("merging.alike", **facts))
        for name, place, _ in said:  # only now: contacts of one record were a person's doing
            seen.setdefault(place, name)
    return tuple(pairs.values())


def _name(frame: pd.DataFrame, row: int) -> str:
    identity = frame["contact_id"].loc[row] if "contact_id" in frame.columns else None
    return shown(identity) or str(row)
