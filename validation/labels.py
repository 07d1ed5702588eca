"""What people call a column: the catalogue's name, else the header in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.messages import Text, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.findings import Finding


def column_names(
    book: Book, catalogue: Catalogue, findings: Iterable[Finding]
) -> Mapping[tuple[str, str], Text]:
    """Return (tab, column) → its name, for the columns that have findings."""
    keys = {layout.tab: key for key, layout in book.layouts.items()}
    places = dict.fromkeys((f.sheet, f.field) for f in findings if f.sheet in keys and f.field)
    return {(tab, column): _name(book, catalogue, keys[tab], column) for tab, column in places}


def _name(book: Book, catalogue: Catalogue, key: str, column: str) -> Text:
    layout = book.layouts[key]
    if layout.known and key in catalogue.sheets:
        field = catalogue.sheets[key].by_key.get(column)
        if field is not None:
            return field.name
    return plain(" ".join(layout.headers.get(column, column).split()))
