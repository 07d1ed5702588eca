"""Who works a row: the rep to ask about what is wrong in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

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


def owners(
    book: Book, catalogue: Catalogue, findings: Iterable[Finding]
) -> Mapping[tuple[str, int], str]:
    """Return (tab, row) → the rep who works it, for the rows that have findings.

    A row without an owner of its own has that of the customer, lead, order or group it belongs
    to; one that belongs to nobody is left out. The rep is named as the cell names him.
    """
    rows: dict[str, set[int]] = {}
    for finding in findings:
        if finding.row is not None:
            rows.setdefault(finding.sheet, set()).add(finding.row)
    search = _Search(book, catalogue)
    found = {
        (tab, row): search.owner(key, row, _MOST_STEPS)
        for key, tab in ((key, layout.tab) for key, layout in book.layouts.items())
        if key in catalogue.sheets and book.layouts[key].known
        for row in sorted(rows.get(tab, ()))
    }
    return {place: rep for place, rep in found.items() if rep}


class _Search:
    """Follows a row to its owner through the sheets of a book."""

    def __init__(self, book: Book, catalogue: Catalogue) -> None:
        self._book = book
        self._catalogue = catalogue
        self._columns: dict[tuple[str, str], Mapping[int, object]] = {}
        self._rows: dict[str, Mapping[str, int]] = {}

    def owner(self, sheet: str, row: int, steps: int) -> str:
        own = self._cell(sheet, OWNER.get(sheet, ""), row)
        if own or not steps:
            return own
        for field in self._catalogue.sheets[sheet].fields:
            home, _, _ = (field.refers_to or "").partition(".")
            if home in {"Reps", "Products", ""} or home not in self._book.sheets:
                continue
            record = self._cell(sheet, field.key, row)
            there = self._by_key(home).get(record) if record else None
            if there is not None and (found := self.owner(home, there, steps - 1)):
                return found
        return ""

    def _cell(self, sheet: str, key: str, row: int) -> str:
        if (sheet, key) not in self._columns:
            frame = self._book.sheets[sheet]
            self._columns[sheet, key] = _column(frame, key)
        value = self._columns[sheet, key].get(row)
        return value.strip() if isinstance(value, str) else ""

    def _by_key(self, sheet: str) -> Mapping[str, int]:
        """Return the id of a record → its row, the first where an id is repeated."""
        if sheet not in self._rows:
            keys = _column(self._book.sheets[sheet], self._catalogue.sheets[sheet].row_key)
            found: dict[str, int] = {}
            for row, key in keys.items():
                if isinstance(key, str):
                    found.setdefault(key.strip(), row)
            self._rows[sheet] = found
        return self._rows[sheet]


def _column(frame: pd.DataFrame, key: str) -> Mapping[int, object]:
    """Return Excel's row number → cell; nothing where the sheet has no such column."""
    if not key or key not in frame.columns:
        return {}
    return dict(zip(frame.index.tolist(), frame[key].tolist(), strict=True))
