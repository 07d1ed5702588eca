"""The one way in which a command changes a book: decide, write, tell the audit, keep an undo.

A command of this kind is a pure function in `validation` and a call of `act`. The function gets
the book and returns an Outcome: cells with new values, new rows, records that leave their sheet.
The worker runs it and writes the file; the parent puts the file in place with a snapshot, so that
`undo`, `history` and `audit` know of it.

To write a ledger, return its rows in `Outcome.rows` without their number and `prev_hash`: these
are filled in for every sheet of `audit.LEDGERS`. In a new row a column that has a list of words
takes the code of a word, which is written as the book's language shows it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar, cast

import pandas as pd

from validation.catalogue import Kind
from validation.changes import Change
from validation.checks import check
from validation.errors import NotChangedError
from validation.fixes import applied
from validation.messages import message
from workbook import audit, changelog, saving, untrusted
from workbook.checking import PATCHED
from workbook.desk import Desk, Kept, with_entry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from validation.book import Book
    from validation.changes import Outcome
    from validation.findings import Finding
    from validation.messages import Text
    from workbook.audit.chain import Link
    from workbook.changelog import ChangedCell
    from workbook.checking import Question
    from workbook.patching.edits import Edits
    from workbook.saving import Saved


CHANGED = PATCHED | {"excel"}
"""What can be changed where it is: two formats, and a workbook open in a program."""
_MOST_NAMED = 10
_PATIENCE = 4.0
"""Times the time of reading: a book is also decided about, checked and written."""


class Task(NamedTuple):
    """What is to be decided about a book.

    `function` is "package.module:function"; it is called as
    `(book, catalogue, settings, at, *arguments) -> Outcome`, where `at` is the company's own
    clock, to the second and without a zone, on the day asked for. `action` is a code of the list
    audit_action.
    """

    function: str
    arguments: tuple[object, ...]
    action: str


@dataclass(frozen=True, kw_only=True)
class Acted:
    """What an action made of one book."""

    path: str
    today: dt.date
    changes: tuple[ChangedCell, ...]
    """Every cell with another value, those of emptied rows included."""
    rows: Mapping[str, int]
    """Tab → how many new rows it has, without those of Audit and Changes."""
    findings: tuple[Finding, ...]
    copy: str | None = None
    """Where the changed book is; None: nothing was written."""
    notes: tuple[Text, ...] = ()
    """What to tell the person."""
    answer: Any = None
    """What the function of the task gave beside the changes."""

    @property
    def is_idle(self) -> bool:
        """Whether there was nothing to change."""
        return not self.changes and not self.rows


class Order(NamedTuple):
    """Where the changed book of `path` goes, when it was asked for, and the action's code."""

    path: Path
    target: Path
    now: dt.datetime
    action: str


class _Result(Protocol):
    @property
    def kept(self) -> Kept: ...


_R = TypeVar("_R", bound=_Result)


def act(
    path: Path,
    question: Question,
    task: Task,
    *,
    target: Path | None = None,
    dry_run: bool = False,
) -> Acted:
    """Carry out `task` on the book at `path`: in the book itself, or in a copy at `target`.

    A book that is changed in place keeps a snapshot; nothing is written when somebody has it
    open or changed it meanwhile, nor when there is nothing to change. A book with a password
    keeps it.

    Args:
        path: an xlsx or xlsm of ours.
        question: as for a check.
        task: what decides.
        target: where a changed copy goes; None: the book itself is changed.
        dry_run: whether to say what would change and write nothing.

    Raises:
        NotChangedError: it is no book of ours, or may not be changed now.
        RelaybookError: whatever the function of `task` refuses.
        FileError: the file cannot be used, or the copy cannot be written.
    """
    if dry_run:
        found = _run(path, question, task, None).acted
        return dataclasses.replace(found, path=str(path))
    order = Order(path, path if target is None else target, question.now, task.action)

    def work(temporary: Path) -> Done:
        done = _run(path, question, task, temporary)
        if done.acted.is_idle and target is None:
            raise _IdleError(done.acted)
        return done

    try:
        done, saved = carried_out(order, work, aside=target is not None)
    except _IdleError as idle:
        return dataclasses.replace(idle.acted, path=str(path))
    beside = (saved.beside,) if saved.beside else ()
    notes = (*done.acted.notes, *beside)
    return dataclasses.replace(done.acted, path=str(path), copy=str(saved.path), notes=notes)


def carried_out(
    order: Order, work: Callable[[Path], _R], *, aside: bool = True
) -> tuple[_R, Saved]:
    """Put the file that `work` writes to a temporary path in its place, noted and remembered.

    Returns what `work` returned, and where the file went. `aside` as for `saving.replacing`.

    Raises:
        NotChangedError: the book may not be replaced, and nothing may go beside it.
        FileError: it cannot be written, and whatever `work` raises.
    """
    same = order.target.exists() and order.target.samefile(order.path)
    seen = saving.digest(order.path) if same else None
    deed = saving.Deed(order.now, saving.actor(), order.action)
    with saving.replacing(order.target, seen=seen, deed=deed, aside=aside) as place:
        result = work(place.temporary)
        kept = result.kept
        place.deed = deed._replace(
            cells=kept.cells, book=kept.book_id, most=kept.most, days=kept.days
        )
    remembered(kept, order.now)
    return result, place.saved


class Done(NamedTuple):
    """What comes back from the worker."""

    acted: Acted
    kept: Kept
    links: Mapping[str, Sequence[Link]]
    """The links of the ledgers as they were before."""


class Decision(NamedTuple):
    """What is to be done with a book on its desk, before anything is written."""

    acted: Acted
    outcome: Outcome
    """Whole: emptied rows as changes, words as shown, ledgers chained."""
    links: Mapping[str, Sequence[Link]]
    """The links of the ledgers as they are."""


class Prepared(NamedTuple):
    """A decision with its row of the audit, ready to be written."""

    outcome: Outcome
    marks: Edits | None
    """The marks of an earlier check as they are to be; None: there are none."""
    kept: Kept


def decided(desk: Desk, task: Task) -> Decision:
    """Let the function of `task` decide about the book on the desk, in this process.

    Raises:
        NotChangedError: it is no book of ours.
        RelaybookError: whatever the function refuses.
    """
    _check_ours(desk)
    module, _, name = task.function.partition(":")
    decide = getattr(importlib.import_module(module), name)
    at = dt.datetime.combine(desk.today, desk.at.time())
    found = cast("Outcome", decide(desk.plain, desk.catalogue, desk.settings, at, *task.arguments))
    return decision(desk, found)


def decision(desk: Desk, found: Outcome) -> Decision:
    """Return an outcome for the book on the desk made whole, and what there is to tell of it."""
    outcome = _whole(desk, found)
    acted = Acted(
        path=str(desk.path),
        today=desk.today,
        changes=tuple(changelog.told(desk.plain, desk.catalogue, c) for c in outcome.changes),
        rows=_counted(desk.book, outcome),
        findings=tuple(outcome.findings),
        notes=(*outcome.notes, *_formulas(desk, outcome)),
        answer=outcome.answer,
    )
    return Decision(acted, outcome, audit.links_of(desk.book, desk.catalogue))


def prepared(desk: Desk, decision: Decision, action: str) -> Prepared:
    """Return a decision that changes something with its row of the audit and its marks."""
    outcome = decision.outcome
    count = len(outcome.changes)
    entry = desk.entry(action, outcome.subject or message("acting.object", cells=count))
    ledgers = {key: outcome.rows[key][-1] for key in audit.LEDGERS if outcome.rows.get(key)}
    kept = desk.kept(count, {**ledgers, audit.AUDIT: entry})
    return Prepared(with_entry(outcome, entry), _marks(desk, outcome), kept)


def remembered(kept: Kept, now: dt.datetime) -> None:
    """Remember the ledgers of a book that was just written, so that a loss is noticed."""
    for ledger, row in kept.entries.items():
        audit.remember(kept.book_id, row, now=now, sheet=ledger)


def act_here(path: Path, question: Question, task: Task, target: Path | None) -> Done:
    """Decide and write in this process; the book stays here.

    Raises:
        NotChangedError: it is no book of ours.
        RelaybookError: whatever the function of `task` refuses.
    """
    desk = Desk.of(path, question)
    found = decided(desk, task)
    acted = found.acted
    if acted.is_idle or target is None:
        if target is not None:
            shutil.copyfile(path, target)
        return Done(acted, desk.kept(0, {}), found.links)
    ready = prepared(desk, found, task.action)
    said = desk.write(ready.outcome, target, ready.marks)
    told = dataclasses.replace(acted, copy=str(target), notes=(*acted.notes, *said))
    return Done(told, ready.kept, found.links)


def _counted(book: Book, outcome: Outcome) -> dict[str, int]:
    """Return tab → how many rows it gets; a sheet that becomes empty counts too."""
    new = {book.layouts[key].tab: len(rows) for key, rows in outcome.rows.items() if rows}
    return new | {book.layouts[key].tab: len(rows) for key, rows in outcome.replaced.items()}


class _IdleError(Exception):
    """There is nothing to write."""

    def __init__(self, acted: Acted) -> None:
        self.acted = acted


def _run(path: Path, question: Question, task: Task, target: Path | None) -> Done:
    function = "workbook.acting:act_here"
    found = untrusted.run(function, path, question, task, target, patience=_PATIENCE)
    assert isinstance(found, Done)
    older = [p.text for p in audit.unlike_before(found.kept.book_id, found.links)]
    acted = dataclasses.replace(found.acted, notes=(*found.acted.notes, *older))
    return found._replace(acted=acted)


def _check_ours(desk: Desk) -> None:
    origin = desk.book.origin
    if origin.format not in CHANGED:
        reason = message("applying.format", format=origin.format)
    elif not desk.book.is_template:
        reason = message("acting.not_ours")
    elif not desk.has_audit:
        reason = message("acting.no_audit")
    else:
        return
    raise NotChangedError(path=desk.path, reason=reason)


def _formulas(desk: Desk, outcome: Outcome) -> list[Text]:
    """Return which formulas give way to a value: the list of changes has only what they showed."""
    cells = desk.formulas(outcome.changes) if outcome.changes else []
    shown = ", ".join(cells[:_MOST_NAMED]) + (" …" if len(cells) > _MOST_NAMED else "")
    return [message("acting.formulas", n=len(cells), cells=shown)] if cells else []


def _whole(desk: Desk, outcome: Outcome) -> Outcome:
    """Return the outcome with emptied rows as changes, words as shown, ledgers chained."""
    gone = [c for key, rows in outcome.emptied.items() for c in _emptied(desk.plain, key, rows)]
    rows = {
        key: [_worded(desk, key, row) for row in new] for key, new in outcome.rows.items() if new
    }
    for ledger in audit.LEDGERS:
        if ledger in rows:
            rows[ledger] = list(audit.chained(desk.book, ledger, rows[ledger]))
    return dataclasses.replace(outcome, changes=(*outcome.changes, *gone), rows=rows, emptied={})


def _emptied(book: Book, sheet: str, rows: Sequence[int]) -> list[Change]:
    """Return the changes that empty rows; a status of ours is no record and has its own ways."""
    frame, layout = book.sheets[sheet], book.layouts[sheet]
    odd = {(o.row, o.column): o.shown for o in layout.odd if o.kind != "duplicate_header"}
    found = []
    for row in rows:
        for column, value in frame.loc[row].items():
            before = odd.get((row, str(column)), value)
            if before is not None and not str(column).startswith("_"):
                found.append(Change(sheet, row, str(column), before, None))
    return found


def _worded(desk: Desk, sheet: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
    fields = desk.catalogue.sheets[sheet].by_key
    language = desk.book.origin.language or "both"
    told = dict(row)
    for key, value in row.items():
        field = fields.get(key)
        words = desk.catalogue.vocabulary(field) if field and field.kind is Kind.ENUM else None
        word = words.words.get(str(value)) if words else None
        if word is not None:
            told[key] = word.label(language)
    return told


def _marks(desk: Desk, outcome: Outcome) -> Edits | None:
    """Return the marks of an earlier check as they are now; None: there are none."""
    if not desk.is_marked:
        return None
    plain = _with_rows(applied(desk.plain, outcome.changes), outcome.rows)
    findings = check(plain, desk.catalogue, settings=desk.settings, today=desk.today)
    changed = _with_rows(applied(desk.book, outcome.changes), outcome.rows)
    return desk.marks(changed, findings)


def _with_rows(book: Book, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Book:
    """Return the book with new rows where `applying` puts them."""
    frames, layouts = dict(book.sheets), dict(book.layouts)
    for key, new in rows.items():
        layout, frame = layouts[key], frames[key]
        first = max(layout.last_row, layout.header_row) + 1
        index = range(first, first + len(new))
        cells = {c: pd.Series([r.get(c) for r in new], index, dtype=object) for c in frame.columns}
        frames[key] = pd.concat([frame, pd.DataFrame(cells, index=index, dtype=object)])
        layouts[key] = dataclasses.replace(layout, last_row=index[-1])
    return dataclasses.replace(book, sheets=frames, layouts=layouts)
