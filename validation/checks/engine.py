"""The check: tables in, masks through pandera, findings out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation import collector
from validation.checks import (
    business,
    damage,
    files,
    groupings,
    limits,
    links,
    readings,
    relations,
    rowrules,
    sentences,
    settingrows,
    twins,
)
from validation.checks.cells import table
from validation.checks.files import Note
from validation.checks.marks import Marks
from validation.checks.sheetrows import Context, Rows

if TYPE_CHECKING:
    import datetime as dt

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.checks.cells import Table
    from validation.findings import Finding
    from validation.settings import Settings

_TEXT_FORMATS = ("csv", "html")


def check(book: Book, catalogue: Catalogue, *, settings: Settings, today: dt.date) -> list[Finding]:
    """Return every broken rule of the book: the file's first, then by sheet, row and column.

    Sheets stand in the catalogue's order, unknown ones last, in the order of the file. No value
    of any cell makes it raise.
    """
    typed = book.origin.format not in _TEXT_FORMATS
    language = book.origin.language or "both"
    context = Context(catalogue, settings, today, language, {}, typed, book.origin.rep)
    with collector.at_rest():
        return _found(book, context)


def _found(book: Book, context: Context) -> list[Finding]:
    catalogue = context.catalogue
    sheets = [key for key in book.sheets if not files.is_furniture(book, key)]
    keys = sorted(sheets, key=lambda key: _order(book, key, catalogue))
    tables = {key: table(book, key, catalogue) for key in keys}
    known = {key: rows for key in keys if (rows := _rows(tables[key])) is not None}
    marks = {key: known[key].marks if key in known else _foreign(tables[key]) for key in keys}
    _run(known, context)
    if "Customers" in known:
        twins.mark(known["Customers"], book, context)
        groupings.mark(context)
    if "Config" in known:
        settingrows.mark(known["Config"], book.sheets["Config"])
    broken = sentences.broken(marks)
    found = [sentences.noted(note, None) for note in files.notes_on_book(book, catalogue)]
    for key in keys:
        notes = list(files.notes_on_sheet(book, tables[key]))
        notes += [Note(rule, key, column, facts) for rule, column, facts in marks[key].headers]
        found += [sentences.noted(note, tables[key]) for note in notes]
        found += sentences.findings(tables[key], broken[key])
    return found


def _run(known: dict[str, Rows], context: Context) -> None:
    """Take the known sheets through the steps; a step sees what the one before made of all."""
    for key, rows in known.items():
        damage.mark_odd_cells(rows.table, rows.marks)
        readings.read(rows, context)
        context.sheets[key] = rows
    for rows in known.values():
        links.resolve(rows, context)
    for rows in known.values():
        limits.mark(rows, context)
        rowrules.mark(rows, context)
        links.mark(rows)
        business.mark(rows, context)
        relations.mark(rows, context)


def _order(book: Book, key: str, catalogue: Catalogue) -> tuple[int, int]:
    known = book.layouts[key].known and key in catalogue.sheets
    return (catalogue.sheets[key].order if known else 10**6, list(book.sheets).index(key))


def _rows(of: Table) -> Rows | None:
    """Return the rows of a sheet of ours; the sheets that actions write are not checked."""
    if of.sheet is None or not of.sheet.checked:
        return None
    return Rows(of, of.sheet)


def _foreign(of: Table) -> Marks:
    """Return the marks of a sheet the catalogue does not know: only damage can be told."""
    marks = Marks(of)
    if of.sheet is None:
        damage.mark_odd_cells(of, marks)
        for column in of.columns.values():
            damage.generic(column, marks)
    return marks
