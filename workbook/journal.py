"""What Relaybook did to a book on this computer, and taking the last of it back.

Before a book is changed, `workbook.saving` keeps its bytes and notes who changes it. Undo puts the
bytes back, and is itself such a change: doing it again brings back what it took away.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from validation.errors import FileError, FileMissingError, RelaybookError
from validation.messages import Text, message
from workbook import untrusted
from workbook.keeping import index, snapshots
from workbook.saving import Deed, Saved, digest, replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workbook.audit import Row, Rows
    from workbook.keeping.index import Entry

__all__ = ["Deed", "Event", "History", "Undone", "history", "undo"]

UNDO = "UNDO"
_EARLIEST = dt.datetime.min.replace(tzinfo=dt.UTC)
_SAME = dt.timedelta(seconds=2)


class Event(NamedTuple):
    """One thing done to a book."""

    at: dt.datetime | None
    """With time zone; None: the Audit row holds no time."""
    actor: str
    action: str
    """A code of the list audit_action; REPLACE when a file of ours was written anew."""
    object: str
    """What it was done to, as the Audit row says; empty for what only this computer knows."""
    number: int | None
    """The number by which `undo` finds it; None: it was not done on this computer."""
    cells: int | None
    undoable: bool
    """Whether the state before it is still kept here."""


class History(NamedTuple):
    """What was done to a book, oldest first."""

    path: str
    events: tuple[Event, ...]
    unread: Text | None
    """Why the book's own Audit sheet is not among it; None: it is."""


class Undone(NamedTuple):
    """What an undo brought back."""

    saved: Saved
    """Where it is: beside the book when somebody changed the book since."""
    entry: Entry
    """The change that was taken back."""
    text: Text
    """What to tell the person."""


def undo(path: Path, *, now: dt.datetime, actor: str, number: int | None = None) -> Undone:
    """Bring back the state of a book before the last change Relaybook made to it here.

    The state that goes is kept as well, so that a second undo brings it back. When the book is
    not as that change left it, or is open, it stays and the earlier state is written beside it.

    Args:
        path: the book; one that was moved or renamed is known by its bytes, or by its id.
        now: with a time zone.
        actor: who asks for it.
        number: the event of `history` to go back to before; None: the last.

    Raises:
        FileMissingError: there is no such file.
        FileError: nothing was done to it here, or the state before is no longer kept.
        WriteError: it cannot be written.
    """
    place, present = _present(path)
    with _kept_here(path):
        known = _happened(_known(place, present) or _named(path), present)
    chosen = [e for e in known if number is None or e.number == number]
    if not chosen:
        raise FileError(path=path, reason=message("journal.nothing"))
    entry = chosen[-1]
    if entry.before == present:
        raise FileError(path=path, reason=message("journal.same", at=_shown(entry.at)))
    left = known[-1].after  # what our last change left: anything else is somebody's work
    deed = Deed(now, actor, UNDO, entry.cells, entry.book)
    with replacing(path, seen=left, deed=deed) as target:
        with _kept_here(path):
            whole = snapshots.restore(entry.before, target.temporary)
        if not whole:
            at = _shown(entry.at)
            raise FileError(path=path, reason=message("journal.expired", at=at))
    if target.saved.beside is None:
        _forget(path, entry)
    return Undone(target.saved, entry, _undone(path, target.saved, entry, as_left=present == left))


def history(path: Path, *, password: str | None = None, catalogue: Path | None = None) -> History:
    """Return what was done to a book: what this computer noted and what its Audit sheet says.

    An action that stands in both comes once. A book that cannot be read has the notes only.

    Raises:
        FileMissingError: there is no such file.
        FileError: the notes cannot be read.
    """
    place, present = _present(path)
    unread: Text | None = None
    book_id = ""
    rows: list[Row] = []
    try:
        book_id, rows = _audit_of(path, password, catalogue)
    except RelaybookError as error:
        unread = error.text
    with _kept_here(path):
        noted = _happened(_known(place, present) or index.entries(book=book_id), present)
        events = [_noted(entry) for entry in noted]
    for row in rows:
        event = Event(row.at, row.actor, row.action, row.object, None, None, undoable=False)
        twin = next((n for n, other in enumerate(events) if _is_twin(other, event)), None)
        if twin is None:
            events.append(event)
        else:
            events[twin] = events[twin]._replace(object=row.object)
    events.sort(key=lambda event: event.at or _EARLIEST)
    return History(str(path), tuple(events), unread)


def _present(path: Path) -> tuple[Path, str]:
    """Return the file behind the links, and the hash of what is in it."""
    place = Path(path).resolve()
    try:
        return place, digest(place)
    except OSError as error:
        raise FileMissingError(path=path) from error


def _known(place: Path, present: str) -> Sequence[Entry]:
    """Return the changes of a book, oldest first, also from before it was moved or copied here."""
    known: Sequence[Entry] = index.entries(path=place)
    if not any(present in (entry.before, entry.after) for entry in known):
        known = _up_to(present, ()) or known
    while known and (earlier := _up_to(known[0].before, known)):
        known = (*earlier, *known)
    return known


def _up_to(content: str, known: Sequence[Entry]) -> Sequence[Entry]:
    """Return the changes of another place up to the one that left `content` there."""
    paths = {entry.path for entry in known}
    found = [
        e for e in index.entries(content=content) if e.after == content and e.path not in paths
    ]
    if not found:
        return ()
    last = found[-1]
    return [e for e in index.entries(path=Path(last.path)) if e.number <= last.number]


def _named(path: Path) -> Sequence[Entry]:
    """Return the changes of the book by the id it carries."""
    book_id = _id(path)
    return index.entries(book=book_id) if book_id else ()


def _forget(path: Path, entry: Entry) -> None:
    """Forget the ledger entries that an undo took back, so that nobody misses them."""
    with contextlib.suppress(OSError):
        if index.are_heads(entry.at) and (book_id := entry.book or _id(path)):
            index.forget_heads(book_id, entry.at)


def _id(path: Path) -> str:
    """Return the id a book carries; empty: none, or the book cannot be read without a password."""
    with contextlib.suppress(RelaybookError):
        return _audit_of(path, None, None)[0]
    return ""


def _audit_of(path: Path, password: str | None, catalogue: Path | None) -> tuple[str, list[Row]]:
    told = untrusted.run("workbook.audit:rows_here", path, password, catalogue)
    book_id, rows = cast("Rows", told)
    return book_id, list(rows)


def _happened(entries: Iterable[Entry], present: str) -> list[Entry]:
    """Return the changes that took place; a killed process leaves one that may not have."""
    every = list(entries)
    befores = {entry.before for entry in every}
    return [e for e in every if e.done or e.after == present or e.after in befores]


def _noted(entry: Entry) -> Event:
    undoable = entry.kept and snapshots.is_kept(entry.before)
    return Event(
        entry.at, entry.actor, entry.action, "", entry.number, entry.cells, undoable=undoable
    )


def _is_twin(noted: Event, row: Event) -> bool:
    if noted.object or noted.at is None or row.at is None:
        return False
    return noted.action == row.action and abs(noted.at - row.at) < _SAME


def _undone(path: Path, saved: Saved, entry: Entry, *, as_left: bool) -> Text:
    facts = {"path": path, "at": _shown(entry.at), "actor": entry.actor}
    if saved.beside is None:
        return message("journal.undone", action=_word(entry.action), **facts)
    if as_left:
        return saved.beside
    return message("journal.beside", beside=saved.path, **facts)


def _word(action: str) -> Text:
    from validation.catalogue import load  # noqa: PLC0415  # only a finished undo pays for it

    word = load().vocabularies["audit_action"].words.get(action)
    return message("journal.replace") if word is None else Text(word.zh, word.en)


def _shown(at: dt.datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


@contextlib.contextmanager
def _kept_here(path: Path) -> Iterator[None]:
    """Name the data folder when it cannot be read."""
    try:
        yield
    except OSError as error:
        reason = message("journal.unreadable", reason=str(error.strerror or error))
        raise FileError(path=path, reason=reason) from error
