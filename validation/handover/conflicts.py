"""Cells that two sides have otherwise, as rows of the sheet Conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from validation.plaintext import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from validation.book import Book

CONFLICTS = "Conflicts"
_SAID = ("sheet", "record", "field", "mine", "theirs")


class Conflict(NamedTuple):
    """One cell; `mine` and `theirs` are as a person sees them."""

    sheet: str
    record: str
    field: str
    mine: str
    theirs: str


def conflict_rows(book: Book, found: Iterable[Conflict]) -> list[Mapping[str, Any]]:
    """Return the rows that are not listed yet; none where the book has no such sheet."""
    layout = book.layouts.get(CONFLICTS)
    if layout is None or not layout.known:
        return []
    frame = book.sheets[CONFLICTS]
    listed = {tuple(shown(cells.get(key)) for key in _SAID) for cells in frame.to_dict("records")}
    new = [one for one in found if tuple(one) not in listed]
    return [{key: value or None for key, value in one._asdict().items()} for one in new]
