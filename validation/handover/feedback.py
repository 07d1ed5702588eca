"""What a returned copy says of the rows: taken by id where only the receiver changed a cell.

The rows are made again from today's book as they would leave now, so that every cell of the copy
has a counterpart in the same form, general values and made-up ids included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.catalogue import Kind, Lock
from validation.changes import Change
from validation.handover import cells
from validation.handover.asking import booked
from validation.handover.columns import FEEDBACK
from validation.handover.conflicts import Conflict, conflict_rows
from validation.handover.planning import Share, named, plan
from validation.handover.register import Register
from validation.handover.returning import canonical, compared
from validation.handover.source import LINES, Source
from validation.handover.writing import worded
from validation.messages import Text, message
from validation.plaintext import shown
from validation.vocabularies import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue, Field
    from validation.handover.accepting import Returned
    from validation.handover.cells import Row
    from validation.handover.register import Entry
    from validation.handover.returning import Cell
    from validation.handover.shapes import CopySheet
    from validation.settings import Settings

_NEVER_TAKEN = frozenset({Kind.ID, Kind.LINK})
"""A reference put right by a receiver would move rows or owners: a person decides."""


class Copy(NamedTuple):
    """A returned copy and the share it belongs to."""

    entry: Entry
    returned: Returned


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """What came of the rows of a returned copy."""

    changes: tuple[Change, ...] = ()
    """Cells that take what the receiver wrote."""
    conflicts: tuple[Mapping[str, Any], ...] = ()
    """New rows of the sheet Conflicts."""
    disputed: int = 0
    """Cells that a person has to decide, those listed earlier included."""
    kept: int = 0
    """Cells of general or computed values that the receiver changed: never written back."""
    strange: int = 0
    """Rows of the copy that this share did not hold."""
    gone: int = 0
    """Rows of the share that the copy lacks."""
    doubled: int = 0
    """Ids that stand in several rows of the copy, with different values: none is read."""
    rated: int = 0
    """Leads that got a validity of H, M or L."""
    notes: tuple[Text, ...] = ()


def feedback(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, copy: Copy
) -> Feedback:
    """Return what a returned copy changes in the book it came from.

    A cell that only the receiver changed is taken. One that both changed, and one of which nobody
    can tell because the copy has no digests, goes on the sheet Conflicts, and so does one that was
    emptied: a slip must not erase what the book knows. An answer to a question that is still open
    in the book (the feedback columns of a lead) is taken in any case.
    """
    today = at.date()
    mine = Source(book, catalogue, settings, today)
    theirs = Source(copy.returned.book, catalogue, settings, today)
    entry = copy.entry
    register = Register.of(book, catalogue, settings, today)
    share = Share(entry.share_id, entry.secret or "")
    request = booked(
        entry,
        dict.fromkeys(register.customers.get(entry.share_id, ())),
        dict.fromkeys(register.leads.get(entry.share_id, ())),
    )
    now = named(plan(book, catalogue, settings, today, request), share, catalogue)
    reader = _Reader(mine, theirs, copy)
    for sheet in now.copy.sheets:
        if sheet.sheet != LINES:
            reader.read(sheet)
    return reader.feedback()


class _Reader:
    """Goes through the sheets of one copy."""

    def __init__(self, mine: Source, theirs: Source, copy: Copy) -> None:
        self._mine, self._theirs = mine, theirs
        self._share = copy.entry.share_id
        self._key = copy.entry.receipt_key or ""
        self._digests = {
            (sheet, fold(record)): digest
            for (sheet, record), digest in copy.returned.digests.items()
        }
        self._is_copy = copy.returned.key is not None
        self._language = mine.book.origin.language or "both"
        self._changes: list[Change] = []
        self._conflicts: list[Conflict] = []
        self._kept = self._strange = self._gone = self._rated = self._doubled = 0

    def read(self, sheet: CopySheet) -> None:
        """Take in the rows of one sheet; rows without ids cannot be told from others."""
        key = self._mine.catalogue.sheets[sheet.sheet].row_key
        if not key or key not in sheet.rows.columns:
            return
        found = cells.rows(self._theirs, sheet.sheet)
        coming = cells.by_id(found)
        frame = sheet.rows.to_dict("records")
        ours = {
            fold(shown(values[key])): (int(row), values)
            for row, values in zip(sheet.rows.index, frame, strict=True)
            if values[key] is not None
        }
        doubled = cells.doubled(found)
        self._doubled += len(doubled & ours.keys())
        for identity, row in coming.items():
            if identity in ours and identity not in doubled:
                place, values = ours[identity]
                self._row(sheet, row, place, {str(k): v for k, v in values.items()})
        if self._is_copy:
            self._strange += len(coming.keys() - ours.keys())
            self._gone += len(ours.keys() - coming.keys())

    def feedback(self) -> Feedback:
        """Return all of it."""
        found = Feedback(
            changes=tuple(self._changes),
            conflicts=tuple(conflict_rows(self._mine.book, self._conflicts)),
            disputed=len(self._conflicts),
            kept=self._kept,
            strange=self._strange,
            gone=self._gone,
            doubled=self._doubled,
            rated=self._rated,
        )
        return Feedback(**{**vars(found), "notes": _notes(self._share, found)})

    def _row(self, sheet: CopySheet, row: Row, place: int, ours: Mapping[str, Any]) -> None:
        digest = self._digests.get((sheet.sheet, fold(row.id)), "")
        fields = self._mine.catalogue.sheets[sheet.sheet].by_key
        left = {field.key: row.values.get(field.key) for field in sheet.fields}
        here = {key: value for key, value in ours.items() if key in row.values}
        found = compared(self._key, sheet.sheet, digest, theirs=left, ours=here)
        same = self._mine.catalogue.sheets[sheet.sheet].row_key
        for cell in found:
            if cell.changed_by != "provider" and cell.column != same:
                self._cell(sheet, fields[cell.column], cell, (row, place))

    def _cell(self, sheet: CopySheet, field: Field, cell: Cell, at: tuple[Row, int]) -> None:
        row, place = at
        here = cells.value(self._mine, sheet.sheet, place, field)
        if canonical(here) == canonical(cell.theirs):
            return
        if cell.changed_by == "nobody" and canonical(cell.theirs) == "":
            return  # an own book may lack what the copy had
        is_whole = canonical(here) == canonical(cell.ours)
        if not is_whole and sheet.sheet != LINES and not _is_text(field):
            self._kept += 1
            return
        if field.lock is Lock.SOFT and field.kind is not Kind.ID:
            self._kept += 1
            return
        readable = cells.is_readable(self._theirs, sheet.sheet, row.row, field)
        answers = field.key in FEEDBACK and field.key in sheet.editable and here is None
        alone = cell.changed_by == "receiver" or (cell.changed_by == "nobody" and answers)
        alone = alone and canonical(cell.theirs) != ""
        if alone and is_whole and readable and field.kind not in _NEVER_TAKEN:
            self._take(sheet.sheet, field, place, cell.theirs)
        else:
            self._dispute(sheet.sheet, field, place, cell.theirs)

    def _take(self, sheet: str, field: Field, place: int, value: Any) -> None:
        book, catalogue = self._mine.book, self._mine.catalogue
        after = worded(value, field, catalogue, self._language)
        before = book.sheets[sheet].at[place, field.key]
        self._changes.append(Change(sheet, place, field.key, before, after))
        self._rated += field.key == "validity" and value is not None

    def _dispute(self, sheet: str, field: Field, place: int, value: Any) -> None:
        catalogue = self._mine.catalogue
        here = cells.value(self._mine, sheet, place, field)
        key = catalogue.sheets[sheet].row_key
        record = shown(self._mine.cell(sheet, place, key))
        mine, theirs = (shown(worded(v, field, catalogue, self._language)) for v in (here, value))
        self._conflicts.append(Conflict(sheet, record, field.key, mine, theirs))


def _is_text(field: Field) -> bool:
    return field.kind is Kind.TEXT and field.lock is Lock.OPEN


def _notes(share: str, found: Feedback) -> tuple[Text, ...]:
    notes = [message("feedback.taken", share=share, n=len(found.changes), rated=found.rated)]
    counts: Sequence[tuple[str, int]] = (
        ("disputed", found.disputed),
        ("kept", found.kept),
        ("strange", found.strange),
        ("gone", found.gone),
        ("doubled", found.doubled),
    )
    notes += [message(f"feedback.{key}", n=n) for key, n in counts if n]
    return tuple(notes)
