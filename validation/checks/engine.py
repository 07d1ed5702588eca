"""The check: tables in, masks through pandera, findings out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation import schema
from validation.checks import (
    business,
    damage,
    files,
    limits,
    links,
    readings,
    relations,
    rowrules,
    settingrows,
)
from validation.checks.cells import table
from validation.checks.files import Note
from validation.checks.marks import Facts, Marks
from validation.checks.sheetrows import Context, Rows, shown
from validation.findings import Finding
from validation.messages import Text, plain
from validation.rules import RULES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.checks.cells import Table
    from validation.settings import Settings

_TEXT_FORMATS = ("csv", "html")


def check(book: Book, catalogue: Catalogue, *, settings: Settings, today: dt.date) -> list[Finding]:
    """Return every broken rule of the book: the file's first, then by sheet, row and column.

    Sheets stand in the catalogue's order, unknown ones last, in the order of the file. No value
    of any cell makes it raise.
    """
    sheets = [key for key in book.sheets if not files.is_furniture(book, key)]
    keys = sorted(sheets, key=lambda key: _order(book, key, catalogue))
    tables = {key: table(book, key, catalogue) for key in keys}
    typed = book.origin.format not in _TEXT_FORMATS
    context = Context(catalogue, settings, today, book.origin.language or "both", {}, typed)
    known = {key: rows for key in keys if (rows := _rows(tables[key])) is not None}
    marks = {key: known[key].marks if key in known else _foreign(tables[key]) for key in keys}
    _run(known, context)
    if "Config" in known:
        settingrows.mark(known["Config"], book.sheets["Config"])
    found = [_noted(note, None) for note in files.notes_on_book(book, catalogue)]
    for key in keys:
        notes = list(files.notes_on_sheet(book, tables[key]))
        notes += [Note(rule, key, column, facts) for rule, column, facts in marks[key].headers]
        found += [_noted(note, tables[key]) for note in notes]
        found += _findings(tables[key], marks[key])
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


def _findings(of: Table, marks: Marks) -> Iterator[Finding]:
    """Yield the findings of a sheet's rows in reading order."""
    broken = schema.failures(marks.frame())
    places = of.layout.columns
    codes = {name: rule.code for name, rule in RULES.items()}
    for failure in sorted(broken, key=lambda f: (f.row, places.get(f.column, 0), codes[f.rule])):
        position = of.positions[failure.row]
        facts = marks.facts(failure.rule, failure.column, position)
        yield _finding(of, failure.rule, failure.column, facts, position)


def _finding(of: Table, name: str, column: str, facts: Facts, position: int) -> Finding:
    row = int(of.rows[position])
    key = of.sheet.row_key if of.sheet else ""
    cell = of.columns[column].at(position) if column in of.columns else None
    value = shown(cell if facts.value is None else facts.value)
    record = shown(of.columns[key].at(position)) if key in of.columns else ""
    return _said(of, name, column, facts, value)._replace(
        cell=f"{letters(of.layout.columns[column])}{row}" if column in of.layout.columns else "",
        row=row,
        record=record,
        value=shown(cell) if facts.value is None or cell is not None else value,
    )


def _noted(note: Note, of: Table | None) -> Finding:
    """Return the finding of a note: at the header of its column, or at no cell."""
    value = "" if note.facts.value is None else shown(note.facts.value)
    said = _said(of, note.rule, note.column, note.facts, value)._replace(value=value)
    if of is None or note.column not in of.layout.columns or not of.layout.header_row:
        return said
    number = of.layout.columns[note.column]
    row = of.layout.header_row
    return said._replace(cell=f"{letters(number)}{row}", row=row)


def _said(of: Table | None, name: str, column: str, facts: Facts, value: str) -> Finding:
    rule = RULES[name]
    text = rule.text.fill(
        field=_name(of, column),
        value=value,
        detail=facts.detail,
        expected=facts.expected,
        sheet="" if of is None else of.tab,
    )
    return Finding(
        rule.code,
        rule.severity,
        "" if of is None else of.tab,
        "",
        None,
        "",
        column,
        value,
        text.zh,
        text.en,
        facts.suggestion,
    )


def _name(of: Table | None, column: str) -> Text:
    """Return what people call a column: the catalogue's name, else the header in the file."""
    if of is None:
        return plain(column)
    field = of.sheet.by_key.get(column) if of.sheet else None
    return field.name if field else plain(" ".join(of.layout.headers.get(column, column).split()))


def letters(number: int) -> str:
    """Return a column's letters.

    >>> letters(1), letters(26), letters(27), letters(16384)
    ('A', 'Z', 'AA', 'XFD')
    """
    name = ""
    while number > 0:
        number, last = divmod(number - 1, 26)
        name = chr(65 + last) + name
    return name
