"""Typed values as the cells of a book hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from validation.catalogue import Kind
from validation.changes import Change
from validation.errors import RefusedError
from validation.messages import Text, message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validation.book import Book
    from validation.catalogue import Catalogue, Field


def changes(
    book: Book, catalogue: Catalogue, sheet: str, row: int, values: Mapping[str, Any]
) -> Iterator[Change]:
    """Yield the cells of one row that get another value.

    Args:
        book: the book.
        catalogue: what its sheets are described by.
        sheet: the catalogue key of the sheet.
        row: Excel's row number.
        values: column → value, words of lists as codes.

    Raises:
        RefusedError: the book's sheet lacks one of the columns.
    """
    frame = book.sheets[sheet]
    for key, value in values.items():
        field = catalogue.field(sheet, key)
        if key not in frame.columns:
            name = catalogue.sheets[sheet].name
            raise refused(message("handover.no_column", sheet=name, column=field.name))
        before = frame.at[row, key]
        after = worded(value, field, catalogue, book.origin.language or "both")
        if before != after:
            yield Change(sheet, row, key, before, after)


def worded(value: Any, field: Field, catalogue: Catalogue, language: str) -> Any:
    """Return a typed value as a cell shows it: codes as words, several values as one text."""
    if isinstance(value, (tuple, list)):
        return "; ".join(str(worded(one, field, catalogue, language)) for one in value) or None
    words = catalogue.vocabulary(field)
    if words is None or field.kind not in (Kind.ENUM, Kind.LIST):
        return value
    word = words.words.get(str(value))
    return value if word is None else word.label(language)


def refused(reason: Text) -> RefusedError:
    """Return the error that says `reason`; the sentence it stands in has the full stop."""
    return RefusedError(reason=Text(reason.zh.rstrip("。"), reason.en.rstrip(".")))
