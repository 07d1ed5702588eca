"""A book opened to be changed: what it is, and what a decision changes in it.

In the worker it is a file; a workbook open in Excel has a desk of its own (`macros.live`).
"""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from validation import catalogue as catalogues
from validation.catalogue import STATUS
from validation.settings import Settings
from workbook import annotating, applying, audit, patching, saving
from workbook.form import LISTS_TAB, META_TAB
from workbook.formats.scan import column_letters
from workbook.patching.edits import Edits, SheetEdit
from workbook.reader import open_book

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.changes import Change, Outcome
    from validation.findings import Finding
    from validation.messages import Text
    from workbook.checking import Question


_ID_SIZE = 16
"""Hexadecimal digits of a book's id."""


class Kept(NamedTuple):
    """What the parent has to know of a change to note it in the journal."""

    book_id: str
    cells: int
    entries: Mapping[str, Mapping[str, Any]]
    """Ledger → the last row that was written into it."""
    most: int
    """How many snapshots of the book are kept (Config: snapshots_kept)."""
    days: int
    """How many days a snapshot is kept (Config: snapshot_days)."""


@dataclass(frozen=True)
class Desk:
    """One workbook at work."""

    path: Path
    question: Question
    book: Book
    """As the file holds it."""
    catalogue: Catalogue

    @classmethod
    def of(cls, path: Path, question: Question) -> Desk:
        """Return the file opened.

        Raises:
            FileError: it cannot be used.
        """
        book = open_book(path, question.password, question.catalogue)
        return cls(path, question, book, catalogues.load(question.catalogue))

    @cached_property
    def plain(self) -> Book:
        """The book without what earlier runs wrote into it."""
        return annotating.without_marks(self.book, self.catalogue)

    @cached_property
    def settings(self) -> Settings:
        """The book's own settings; a setting that cannot be used has its default."""
        return Settings.from_rows(self.plain.sheets.get("Config"))[0]

    @cached_property
    def at(self) -> dt.datetime:
        """Now by the company's clock, to the second and without a zone, as a cell holds it."""
        zone = ZoneInfo(self.settings.company_tz)
        return self.question.now.astimezone(zone).replace(tzinfo=None, microsecond=0)

    @property
    def today(self) -> dt.date:
        """The date asked for, else the company's own."""
        return self.question.today or self.at.date()

    @property
    def has_audit(self) -> bool:
        """Whether the book has a sheet Audit of ours."""
        layout = self.book.layouts.get(audit.AUDIT)
        return layout is not None and layout.known

    def entry(self, action: str, subject: Text) -> Mapping[str, Any]:
        """Return the row that tells the audit of this run; the book has the sheet."""
        return audit.next_row(
            self.book,
            now=self.question.now,
            actor=saving.actor(),
            action=action,
            object=subject.zh if self.book.origin.language == "zh" else subject.en,
        )

    def kept(self, cells: int, entries: Mapping[str, Mapping[str, Any]]) -> Kept:
        """Return what the journal is told."""
        held = self.settings
        book_id = self.book.origin.book_id or (self._new_id if cells or entries else "")
        return Kept(book_id, cells, entries, held.snapshots_kept, held.snapshot_days)

    def edits(self, outcome: Outcome, marks: Edits | None) -> Edits:
        """Return every change of the workbook that carries out `outcome`, the book's id included.

        `marks` are those of an earlier check as they are to be now; None leaves them.

        Raises:
            WriteError: a sheet lacks a column that a new row fills, or has no room.
        """
        run = applying.Run(self.at, self.question.language)
        edits = applying.merged(
            applying.edits(outcome, self.book, self.catalogue, run=run), self._with_id()
        )
        return edits if marks is None else applying.merged(marks, edits)

    def write(self, outcome: Outcome, target: Path, marks: Edits | None) -> tuple[Text, ...]:
        """Write the workbook with `outcome` in it over `target`; return what to say about it.

        Raises:
            FileError: it cannot be changed; the class says why.
        """
        edits = self.edits(outcome, marks)
        password = self.question.password
        return applying.apply(self.path, target, edits, book=self.book, password=password)

    @cached_property
    def _new_id(self) -> str:
        """The id that the first action gives the book; "": it has one, or no place for one.

        It comes from what stood in the file, and where: a second run does the same, and two
        books made from one list are two books.
        """
        origin = self.book.origin
        if not self.book.is_template or origin.book_id or origin.book_id_row is None:
            return ""
        seed = f"{origin.sha256}\n{self.path.resolve()}"
        return hashlib.sha256(seed.encode("utf-8", "surrogateescape")).hexdigest()[:_ID_SIZE]

    def _with_id(self) -> Edits:
        row = self.book.origin.book_id_row
        if row is None or not self._new_id:
            return Edits()
        return Edits(sheets={META_TAB: SheetEdit(cells={row: {2: self._new_id}})})

    def formulas(self, changes: Iterable[Change]) -> list[str]:
        """Return which of the changed cells hold a formula, as "Customers!F7".

        Raises:
            FileError: the workbook cannot be read.
        """
        by_tab: dict[str, set[tuple[int, int]]] = {}
        for change in changes:
            layout = self.book.layouts[change.sheet]
            place = (change.row, layout.columns[change.column])
            by_tab.setdefault(layout.tab, set()).add(place)
        source = applying.opened(self.path, self.book, self.question.password)
        found = sorted(patching.formula_cells(source, by_tab))
        return [f"{tab}!{column_letters(column)}{row}" for tab, row, column in found]

    @property
    def is_marked(self) -> bool:
        """Whether a check left its marks in this book of ours."""
        return any(map(_is_marked, self.book.sheets.values()))

    def marks(self, changed: Book, findings: Sequence[Finding]) -> Edits:
        """Return the marks as they are once the book is `changed`, which has `findings`."""
        checked = annotating.Checked(
            book=changed,
            catalogue=self.catalogue,
            findings=findings,
            filled={
                key: annotating.filled(frame, self.plain.layouts[key])
                for key, frame in changed.sheets.items()
                if key in self.plain.sheets and key != LISTS_TAB
            },
            today=self.today,
            language=self.question.language,
        )
        return annotating.marked(checked)


def with_entry(outcome: Outcome, entry: Mapping[str, Any] | None) -> Outcome:
    """Return `outcome` with the row of the audit among its new rows."""
    if entry is None:
        return outcome
    return dataclasses.replace(outcome, rows={**outcome.rows, audit.AUDIT: [entry]})


def _is_marked(frame: pd.DataFrame) -> bool:
    return STATUS in frame.columns and bool(frame[STATUS].notna().any())
