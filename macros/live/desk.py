"""An open workbook on its desk: decide as for a file, write into the program, keep an undo."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from macros.live import journal, reading, writing
from macros.live.port import Area, Formula
from validation import catalogue as catalogues
from validation.catalogue import ISSUES, STATUS, Requirement
from validation.messages import message
from workbook import acting, audit
from workbook.desk import Desk, Kept
from workbook.formats.scan import column_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from macros.live.port import Live
    from macros.live.writing import Written
    from validation.changes import Change
    from validation.messages import Text
    from workbook.acting import Acted, Decision
    from workbook.checking import Question
    from workbook.patching.edits import Edits


class Order(NamedTuple):
    """What a press does: the action by its name, and by its code of the list audit_action."""

    name: str
    code: str
    is_final: bool = False
    """Whether it cannot be taken back: a file has left."""


@dataclass(frozen=True)
class LiveDesk(Desk):
    """A workbook that is open in a program."""

    live: Live

    @classmethod
    def open(cls, live: Live, question: Question) -> LiveDesk:
        """Return the open workbook, read.

        Raises:
            LiveError: the program does not let it be read.
        """
        catalogue = catalogues.load(question.catalogue)
        place = live.place or Path(live.name)
        return cls(place, question, reading.book_of(live, catalogue), catalogue, live)

    def formulas(self, changes: Iterable[Change]) -> list[str]:
        """Return which of the changed cells hold a formula, as "Customers!F7"."""
        by_column: dict[tuple[str, int], set[int]] = {}
        for change in changes:
            layout = self.book.layouts[change.sheet]
            place = (layout.tab, layout.columns[change.column])
            by_column.setdefault(place, set()).add(change.row)
        found = []
        for (tab, column), rows in by_column.items():
            area = Area(min(rows), column, max(rows), column)
            for row, cells in enumerate(self.live.formulas(tab, area), area.row):
                if row in rows and isinstance(cells[0], Formula):
                    found.append((tab, row, column))
        return [f"{tab}!{column_letters(column)}{row}" for tab, row, column in sorted(found)]

    @property
    def place(self) -> str:
        """Where the workbook is, as the journal knows it."""
        return str(self.path)

    def carry_out(
        self, found: Decision, order: Order, watch: Callable[[int, int], None] = lambda _d, _a: None
    ) -> tuple[Text, ...]:
        """Write a decision that changes something, with its audit; return what to say about it.

        Raises:
            LiveError: the program refuses; nothing was written.
        """
        older = audit.unlike_before(self.book.origin.book_id or "", found.links)
        ready = acting.prepared(self, found, order.code)
        edits = self.edits(ready.outcome, ready.marks)
        notes = self.put(edits, order, kept=ready.kept, watch=watch)
        acting.remembered(ready.kept, self.question.now)
        return (*found.acted.notes, *(problem.text for problem in older), *notes)

    def put(
        self,
        edits: Edits,
        order: Order,
        *,
        kept: Kept | None = None,
        watch: Callable[[int, int], None] = lambda _d, _a: None,
    ) -> tuple[Text, ...]:
        """Write `edits` and keep what stood there; return what to say about it.

        Raises:
            LiveError: the program refuses; nothing was written.
        """
        with self.live.working():
            done = writing.write(self.live, edits, dense=self._dense(), watch=watch)
        book_id = kept.book_id if kept else self.book.origin.book_id or ""
        return (*done.notes, *self._noted(done, order, book_id))

    def _noted(self, done: Written, order: Order, book_id: str) -> tuple[Text, ...]:
        if order.is_final or not (done.strokes or done.shown):
            return ()
        if self.live.standing.has_password:
            return (message("live.no_undo_password"),)
        press = journal.Press(self.question.now, order.name, book_id, self.place, done)
        held = journal.Held(self.settings.snapshots_kept, self.settings.snapshot_days)
        try:
            journal.note(press, held)
        except OSError as error:
            return (message("live.no_undo", reason=error.strerror or type(error).__name__),)
        return ()

    def _dense(self) -> Mapping[str, frozenset[int]]:
        """Return tab → the columns that only Relaybook writes."""
        found = {}
        for key, layout in self.book.layouts.items():
            sheet = self.catalogue.sheets.get(key) if layout.known else None
            if sheet is None:
                continue
            ours = {STATUS, ISSUES} | {
                field.key for field in sheet.fields if field.required is Requirement.AUTO
            }
            found[layout.tab] = frozenset(
                number for column, number in layout.columns.items() if column in ours
            )
        return found


def acted(desk: LiveDesk, task: acting.Task, order: Order) -> Acted:
    """Carry out `task` in the open workbook and return what it did, with all there is to say.

    Raises:
        NotChangedError: it is no book of ours.
        RelaybookError: whatever the function of `task` refuses.
        LiveError: the program refuses; nothing was written.
    """
    found = acting.decided(desk, task)
    if found.acted.is_idle:
        return found.acted
    return dataclasses.replace(found.acted, notes=desk.carry_out(found, order))
