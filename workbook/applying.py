"""What an action decided, as changes of the workbook it decided them for.

`edits` turns an Outcome into addresses: cells that get another value, new rows below the last
one of their sheet, and one row of the sheet Changes for each changed cell. `apply` writes the
copy. Every command that changes a book goes through both.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.catalogue import Kind
from validation.errors import NotChangedError, WriteError
from validation.messages import message, plain
from workbook import patching
from workbook.annotating import sealing
from workbook.changelog import Changelog
from workbook.checking import PATCHED
from workbook.form import FIRST_ROW, LAST_ROW
from workbook.formats import encryption
from workbook.patching.edits import Edits, SheetEdit
from workbook.template.labels import yes_no
from workbook.template.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import IO

    from validation.book import Book, Layout
    from validation.catalogue import Catalogue, Field
    from validation.changes import Outcome
    from validation.messages import Language, Text
    from workbook.patching.edits import Value

_EXACT = 10**15
"""Excel keeps fifteen digits of a number; a longer one is written as text."""
_FIRST_DAY = dt.date(1900, 3, 1)
"""Excel believes in 29 February 1900; earlier days are written as text."""


class Run(NamedTuple):
    """One run of an action, as the sheet Changes tells of it.

    `at` is the company's own time without a zone; `language` is spoken in a workbook that has
    none of its own.
    """

    at: dt.datetime
    language: Language = "en"


def edits(outcome: Outcome, book: Book, catalogue: Catalogue, *, run: Run | None) -> Edits:
    """Return the changes of the file `book` was read from that carry out `outcome`.

    A changed cell is found by its sheet's layout. New rows go below the last used row of their
    sheet in their order; a key the row lacks leaves its cell blank; a sheet that only actions fill
    is shown when it gets rows. Each change gets a row of
    the sheet Changes, below those of earlier runs, and the sheet is shown; a workbook that is
    not ours gets a sheet of its own for them.

    Args:
        outcome: values as a Change holds them: text, numbers, dates, yes/no as bool, None.
        book: as the file holds it.
        catalogue: what the sheets of the book are described by.
        run: when it was; None: the sheet Changes is left alone.

    Raises:
        WriteError: a sheet lacks a column that a new row fills, or has no room for its rows.
    """
    cells: dict[str, dict[int, dict[int, Value]]] = {}
    writer = _Writer(book, catalogue)
    for change in outcome.changes:
        layout = book.layouts[change.sheet]
        row = cells.setdefault(layout.tab, {}).setdefault(change.row, {})
        value = writer.value(change.after, writer.field(change.sheet, change.column))
        row[layout.columns[change.column]] = value
    for key, rows in outcome.rows.items():
        cells.setdefault(book.layouts[key].tab, {}).update(writer.rows(key, rows))
    filled = {book.layouts[key].tab for key in outcome.rows if _is_result(key, catalogue)}
    sheets = {
        tab: SheetEdit(cells=found, shown=True if tab in filled else None)
        for tab, found in cells.items()
    }
    sheets |= {
        book.layouts[key].tab: writer.whole(key, rows) for key, rows in outcome.replaced.items()
    }
    changed = Edits(sheets=sheets, recalculates=bool(cells))
    if run is None or not outcome.changes:
        return changed
    log = Changelog(book, catalogue, run.language)
    return _with_log(changed, log, log.rows(outcome.changes, run.at), book)


def apply(
    source: Path, target: Path, changes: Edits, *, book: Book, password: str | None = None
) -> tuple[Text, ...]:
    """Write a copy of the workbook at `source` with `changes` in it over `target`.

    Returns what to say about the copy. That of an encrypted workbook is encrypted with the same
    password, and not written at all where that cannot be done.

    Raises:
        NotChangedError: it is of a format that cannot be changed, or cannot be encrypted.
        FileError: the workbook cannot be changed; the class says why.
    """
    if book.origin.format not in PATCHED:
        reason = message("applying.format", format=book.origin.format)
        raise NotChangedError(path=source, reason=reason)
    content = opened(source, book, password)
    if content is source:
        patching.patch(source, target, changes)
    else:
        # In memory from end to end: what was encrypted never stands on the disk in the open.
        changed = io.BytesIO()
        patching.patch(content, changed, changes)
        sealed = sealing.sealed(changed, password)
        if sealed is None:
            raise NotChangedError(path=source, reason=message("applying.not_sealed"))
        target.write_bytes(sealed)
    return (message("applying.signature"),) if patching.is_signed(content) else ()


def opened(source: Path, book: Book, password: str | None) -> Path | IO[bytes]:
    """Return the package of a workbook: the file itself, or what is in an encrypted one.

    Raises:
        FileError: it cannot be decrypted.
    """
    return encryption.decrypted(source, password) if book.origin.encrypted else source


def merged(first: Edits, second: Edits) -> Edits:
    """Return both changes of one workbook as one; of two values for a cell the second holds."""
    sheets = dict(first.sheets)
    for tab, edit in second.sheets.items():
        sheets[tab] = _both(sheets[tab], edit) if tab in sheets else edit
    return Edits(
        sheets=sheets,
        added=second.added or first.added,
        removes_added=first.removes_added or second.removes_added,
        recalculates=first.recalculates or second.recalculates,
    )


def _both(first: SheetEdit, second: SheetEdit) -> SheetEdit:
    cells = {row: dict(values) for row, values in first.cells.items()}
    for row, values in second.cells.items():
        cells.setdefault(row, {}).update(values)
    replaces = second if second.rows_from is not None else first
    return SheetEdit(
        cells=cells,
        rows_from=replaces.rows_from,
        rows=replaces.rows,
        marks=first.marks if second.marks is None else second.marks,
        shown=first.shown if second.shown is None else second.shown,
    )


def _with_log(changed: Edits, log: Changelog, rows: Sequence[Sequence[Value]], book: Book) -> Edits:
    layout = log.layout
    if layout is None:
        return merged(changed, Edits(added=log.new_sheet(rows)))
    first = max(layout.last_row, layout.header_row, FIRST_ROW - 1) + 1
    _check_room(book, layout, first + len(rows) - 1)
    listed = SheetEdit(rows_from=first, rows=rows, shown=True)
    return merged(changed, Edits(sheets={layout.tab: listed}))


class _Writer:
    """Turns values of a book into what its cells hold."""

    def __init__(self, book: Book, catalogue: Catalogue) -> None:
        self._book = book
        self._catalogue = catalogue
        language = book.origin.language
        self._yes, self._no = yes_no(
            Wording("zh" if language == "zh" else "en" if language == "en" else "both")
        )

    def field(self, sheet: str, column: str) -> Field | None:
        """Return the field of a column; None: it is the team's own."""
        known = self._book.layouts[sheet].known and sheet in self._catalogue.sheets
        return self._catalogue.sheets[sheet].by_key.get(column) if known else None

    def value(self, value: Any, field: Field | None) -> Value:
        """Return what a cell is to hold: yes and no as words, nothing a cell would round."""
        if isinstance(value, bool) and field is not None and field.kind is Kind.BOOL:
            return self._yes if value else self._no
        if isinstance(value, Decimal):
            value = int(value) if value == value.to_integral_value() else float(value)
        if value is None or value != value:  # noqa: PLR0124 - NaN and NaT differ from themselves
            return None
        if isinstance(value, dt.date):
            day = value.date() if isinstance(value, dt.datetime) else value
            return value if day >= _FIRST_DAY else value.isoformat()
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            exact = math.isfinite(value) and abs(value) < _EXACT
            return value if exact else str(value)
        return value if isinstance(value, (bool, str)) else str(value)

    def rows(self, sheet: str, rows: Sequence[Mapping[str, Any]]) -> Mapping[int, dict[int, Value]]:
        """Return the new rows of a sheet by row and column, from the first free row on."""
        layout = self._book.layouts[sheet]
        first = max(layout.last_row, layout.header_row) + 1
        _check_room(self._book, layout, first + len(rows) - 1)
        missing = {key for row in rows for key in row} - layout.columns.keys()
        if missing:
            name = self.field(sheet, min(missing))
            said = name.name if name else plain(min(missing))
            reason = message("applying.no_column", sheet=layout.tab, field=said)
            raise WriteError(path=self._book.origin.path, reason=reason)
        return {
            number: {
                layout.columns[key]: self.value(value, self.field(sheet, key))
                for key, value in row.items()
                if value is not None
            }
            for number, row in enumerate(rows, first)
        }

    def whole(self, sheet: str, rows: Sequence[Mapping[str, Any]]) -> SheetEdit:
        """Return the edit that gives a sheet which only actions fill these rows and no others."""
        layout = self._book.layouts[sheet]
        first = max(layout.header_row, FIRST_ROW - 1) + 1
        _check_room(self._book, layout, first + len(rows) - 1)
        keys = {column: key for key, column in layout.columns.items()}
        width = max(keys, default=0)
        fields = [self.field(sheet, keys[column]) if column in keys else None
                  for column in range(1, width + 1)]  # fmt: skip
        lines = [
            [self.value(row.get(keys.get(n, "")), fields[n - 1]) for n in range(1, width + 1)]
            for row in rows
        ]
        return SheetEdit(rows_from=first, rows=lines, shown=True)


def _is_result(sheet: str, catalogue: Catalogue) -> bool:
    return sheet in catalogue.sheets and catalogue.sheets[sheet].kind == "result"


def _check_room(book: Book, layout: Layout, last: int) -> None:
    if last > LAST_ROW:
        reason = message("applying.full", sheet=layout.tab)
        raise WriteError(path=book.origin.path, reason=reason)
