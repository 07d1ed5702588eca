"""The file itself: which template it came from, what it lost, what it hides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from validation.catalogue import Requirement
from validation.checks.marks import NOTHING, Facts
from validation.messages import Text, plain
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.book import Book
    from validation.catalogue import Catalogue, Field
    from validation.checks.cells import Table

TEMPLATE = "1.0.0"
"""The template this version of the rules was written for."""
TEMPLATE_TABS = frozenset({"Guide", "Lists", "Dashboard", "_meta"})
"""Sheets the template writes beside the catalogue's; nobody types there."""
_ROWS = 1_048_576


def is_furniture(book: Book, key: str) -> bool:
    """Return whether a sheet is the template's own and holds no rows of the team."""
    return book.is_template and not TEMPLATE_TABS.isdisjoint((key, book.layouts[key].tab))


class Note(NamedTuple):
    """A broken rule about a whole column (`column` is its key), sheet or file."""

    rule: str
    sheet: str = ""
    """Sheet key; empty for the file."""
    column: str = ""
    facts: Facts = NOTHING


def notes_on_book(book: Book, catalogue: Catalogue) -> Iterator[Note]:
    """Yield what is wrong with the file as a whole."""
    origin = book.origin
    if not origin.faithful:
        yield Note("format_not_faithful", facts=Facts(detail=origin.format))
    encoding = origin.encoding
    if encoding:
        yield Note("encoding_guessed", facts=Facts(detail=encoding))
    if origin.template_version is None:
        return
    version = origin.template_version
    if _numbers(version) != _numbers(TEMPLATE):
        older = _numbers(version) < _numbers(TEMPLATE)
        facts = Facts(value=version, expected=TEMPLATE)
        yield Note("template_older" if older else "template_newer", facts=facts)
    if origin.catalogue_hash is not None and origin.catalogue_hash != catalogue.hash:
        yield Note("catalogue_differs")
    for key, sheet in catalogue.sheets.items():
        if key not in book.sheets:
            yield Note("sheet_missing", facts=Facts(detail=plain(sheet.tab(_language(book)))))


def notes_on_sheet(book: Book, table: Table) -> Iterator[Note]:
    """Yield what is wrong with one sheet or one of its columns as a whole."""
    layout = table.layout
    if layout.last_row >= _ROWS:
        yield Note("rows_cut", table.key)
    if table.sheet is not None:
        yield from _changes(book, table)
        if layout.custom:
            names = [_header(table, key) for key in layout.columns if key in layout.custom]
            listed = Text("、".join(f"「{n}」" for n in names), ", ".join(names))
            yield Note("custom_columns", table.key, facts=Facts(detail=listed))
    yield from _hidden(book, table)


def _changes(book: Book, table: Table) -> Iterator[Note]:
    """Yield the columns that are missing, renamed or have lost their input rule."""
    assert table.sheet is not None
    unruled = table.layout.rules_missing
    for field in table.sheet.fields:
        present = field.key in table.layout.columns
        if not present and (book.is_template or field.required is Requirement.ALWAYS):
            yield Note("column_missing", table.key, field.key)
        elif present and book.is_template:
            header = table.layout.headers.get(field.key)
            if header is not None and not _is_header(header, field):
                said = Facts(value=" ".join(header.split()), expected=field.name)
                yield Note("header_changed", table.key, field.key, said)
        if field.key in unruled:
            yield Note("template_rules_broken", table.key, field.key)


def _hidden(book: Book, table: Table) -> Iterator[Note]:
    """Yield what is hidden and holds data, except what our own template hides."""
    layout = table.layout
    ours = book.is_template and table.sheet is not None
    if not layout.visible and len(table) and not ours:
        yield Note("hidden_sheet", table.key, facts=Facts(detail=len(table)))
    hidden = sum(row in layout.hidden_rows for row in table.rows.tolist())
    if hidden:
        yield Note("hidden_rows", table.key, facts=Facts(detail=hidden))
    for key in sorted(layout.hidden_columns & table.columns.keys()):
        column = table.columns[key]
        grouped = ours and column.field is not None and not column.field.common
        if column.filled.any() and not grouped:
            yield Note("hidden_column", table.key, key)


def _is_header(header: str, field: Field) -> bool:
    """Return whether a header is the catalogue's, in one language or both, starred or not."""
    said = fold(re.sub(r"[*＊]", "", header))
    zh, en = fold(field.zh), fold(field.en)
    return said in (zh, en, zh + en, en + zh)


def _header(table: Table, key: str) -> str:
    return " ".join(table.layout.headers.get(key, key).split())


def _language(book: Book) -> str:
    return book.origin.language or "both"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])
