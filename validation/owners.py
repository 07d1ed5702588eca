"""Who works a row: the rep to ask about what is wrong in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.findings import Finding

OWNER: Mapping[str, str] = {
    "Customers": "owner",
    "Leads": "assigned_rep",
    "Inquiries": "assigned_to",
    "Todos": "assignee",
    "Groups": "group_owner",
    "Reps": "rep_id",
}
"""Sheet → its column of the rep who works the row."""

_MOST_STEPS = 3
"""A payment belongs to an order, the order to a customer, the customer to a rep."""
_NO_PARENTS = frozenset({"", "Reps", "Products"})


def owners(
    book: Book, catalogue: Catalogue, findings: Iterable[Finding]
) -> Mapping[tuple[str, int], str]:
    """Return (tab, row) → the rep who works it, for the rows that have findings.

    A row without an owner of its own has that of the customer, lead, order or group it belongs
    to; one that belongs to nobody is left out. The rep is named as the cell names him.
    """
    places = {(finding.sheet, finding.row) for finding in findings}
    rows: dict[str, list[int]] = {}
    for tab, row in places:
        if row is not None:
            rows.setdefault(tab, []).append(row)
    search = _Search(book, catalogue)
    found: dict[tuple[str, int], str] = {}
    for sheet, layout in book.layouts.items():
        asked = sorted(rows.get(layout.tab, ()))
        if asked and layout.known and sheet in catalogue.sheets:
            reps = search.reps(sheet, asked, _MOST_STEPS)
            found |= {(layout.tab, row): rep for row, rep in zip(asked, reps, strict=True) if rep}
    return found


class _Search:
    """Follows rows to their owners through the sheets of a book, a sheet at a time."""

    def __init__(self, book: Book, catalogue: Catalogue) -> None:
        self._book = book
        self._catalogue = catalogue
        self._ids: dict[str, Mapping[str, int]] = {}

    def reps(self, sheet: str, rows: Sequence[int], steps: int) -> list[str]:
        """Return the owner of each row; empty: nobody within `steps` records of it."""
        found = self._cells(sheet, OWNER.get(sheet, ""), rows)
        parents = self._parents(sheet) if steps else ()
        for key, home in parents:
            open_ = [n for n, rep in enumerate(found) if not rep]
            if not open_:
                break
            ids = self._rows_by_id(home)
            records = self._cells(sheet, key, [rows[n] for n in open_])
            there = {n: ids[r] for n, r in zip(open_, records, strict=True) if r in ids}
            asked = sorted(set(there.values()))
            reps = dict(zip(asked, self.reps(home, asked, steps - 1), strict=True))
            for n, row in there.items():
                found[n] = reps[row]
        return found

    def _parents(self, sheet: str) -> list[tuple[str, str]]:
        """Return the columns that name a record this one belongs to, and that record's sheet."""
        columns = self._book.sheets[sheet].columns
        links = (
            (field.key, field.refers_to.partition(".")[0])
            for field in self._catalogue.sheets[sheet].fields
            if field.key in columns
        )
        return [
            (key, home)
            for key, home in links
            if home not in _NO_PARENTS and home in self._book.sheets
        ]

    def _cells(self, sheet: str, key: str, rows: Sequence[int]) -> list[str]:
        """Return the texts of a column at `rows`; empty: blank, no text, or no such row."""
        frame = self._book.sheets[sheet]
        if key not in frame.columns or frame.empty:
            return [""] * len(rows)
        places = frame.index.get_indexer(pd.Index(rows))
        values = frame[key].to_numpy(dtype=object)[places]
        return [
            value.strip() if place >= 0 and isinstance(value, str) else ""
            for place, value in zip(places.tolist(), values.tolist(), strict=True)
        ]

    def _rows_by_id(self, sheet: str) -> Mapping[str, int]:
        """Return the id of a record → its row, the first where an id is repeated."""
        if sheet not in self._ids:
            rows = self._book.sheets[sheet].index.tolist()
            ids = self._cells(sheet, self._catalogue.sheets[sheet].row_key, rows)
            found = dict(zip(reversed(ids), reversed(rows), strict=True))
            found.pop("", None)
            self._ids[sheet] = found
        return self._ids[sheet]
