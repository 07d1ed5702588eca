"""The index of the data folder: who changed which file when, and the ledgers seen.

One SQLite file in write-ahead mode, so a killed process leaves it whole. It holds paths, counts
and hashes; what stood in a workbook is only in the snapshots.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple

from workbook.keeping.home import home, locked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_FILE = "index.sqlite"
_WAIT = 30.0
_MOST_WRITTEN = 50_000
_MOST_HEADS = 1_000
_TABLES = """
CREATE TABLE IF NOT EXISTS changes (
  number INTEGER PRIMARY KEY, at TEXT, actor TEXT, action TEXT, cells INTEGER,
  path TEXT, book TEXT, before TEXT, after TEXT, until TEXT, done INTEGER, kept INTEGER);
CREATE INDEX IF NOT EXISTS changes_path ON changes (path);
CREATE TABLE IF NOT EXISTS written (path TEXT PRIMARY KEY, digest TEXT, number INTEGER);
CREATE TABLE IF NOT EXISTS heads (
  book TEXT, sheet TEXT, seq INTEGER, digest TEXT, at TEXT,
  PRIMARY KEY (book, sheet, seq, digest)) WITHOUT ROWID;
"""
_COLUMNS = "number, at, actor, action, cells, path, book, before, after, done, kept"


class Deed(NamedTuple):
    """Who is about to change a book, and how long what was there is kept."""

    at: dt.datetime
    """With its time zone."""
    actor: str
    action: str
    """A code of the list audit_action."""
    cells: int | None = None
    """How many cells change; None: not known."""
    book: str = ""
    """The id of the book; empty: it has none, or none is known."""
    most: int = 20
    """How many snapshots of one book are kept (Config: snapshots_kept)."""
    days: int = 30
    """How many days a snapshot is kept (Config: snapshot_days)."""


class Entry(NamedTuple):
    """One change of a file, as the journal knows it."""

    number: int
    at: dt.datetime
    actor: str
    action: str
    cells: int | None
    path: str
    book: str
    before: str
    """The hash of what was there."""
    after: str
    """The hash of what came."""
    done: bool
    """Whether it is known to have happened; a process killed in the act leaves False."""
    kept: bool
    """Whether the snapshot of what was there is to be kept."""


class Head(NamedTuple):
    """The last entry of a ledger, as it was seen on this computer."""

    seq: int
    digest: str
    at: dt.datetime


def begin(path: Path, deed: Deed, *, before: str, after: str) -> int:
    """Note that a file is about to change, and return the number of the note.

    Raises:
        OSError: the index cannot be written.
    """
    until = deed.at + dt.timedelta(days=deed.days)
    with _opened() as rows:
        done = rows.execute(
            "INSERT INTO changes (at, actor, action, cells, path, book, before, after, until,"
            " done, kept) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1)",
            (
                *(_time(deed.at), deed.actor, deed.action, deed.cells, _spelt(path), deed.book),
                *(before, after, _time(until)),
            ),
        )
        return int(done.lastrowid or 0)


def finish(number: int, *, happened: bool) -> None:
    """Note that the change has happened, or take the note back."""
    with _opened() as rows:
        if happened:
            rows.execute("UPDATE changes SET done = 1 WHERE number = ?", (number,))
        else:
            rows.execute("DELETE FROM changes WHERE number = ?", (number,))


def entries(*, path: Path | None = None, book: str = "", content: str = "") -> Sequence[Entry]:
    """Return the changes of a path, of a book id, or that touched a content, oldest first."""
    with _opened() as rows:
        found = rows.execute(
            f"SELECT {_COLUMNS} FROM changes WHERE path = ? OR (book = ? AND book <> '')"  # noqa: S608
            " OR ? IN (before, after) ORDER BY number",
            ("" if path is None else _spelt(path), book, content),
        ).fetchall()
    return [_entry(row) for row in found]


def expire(path: Path, deed: Deed) -> frozenset[str]:
    """Give up the snapshots past their number or their days; return those still wanted."""
    with _opened() as rows:
        rows.execute("UPDATE changes SET kept = 0 WHERE kept = 1 AND until < ?", (_time(deed.at),))
        rows.execute(
            "UPDATE changes SET kept = 0 WHERE kept = 1 AND path = ?1 AND number NOT IN"
            " (SELECT number FROM changes WHERE path = ?1 ORDER BY number DESC LIMIT ?2)",
            (_spelt(path), deed.most),
        )
        wanted = rows.execute("SELECT DISTINCT before FROM changes WHERE kept = 1").fetchall()
    return frozenset(row[0] for row in wanted)


def remember_written(path: Path, digest: str) -> None:
    """Remember what was written to `path`, because the content itself does not say it is ours."""
    with _opened() as rows:
        [latest] = rows.execute("SELECT coalesce(max(number), 0) FROM written").fetchone()
        rows.execute(
            "INSERT OR REPLACE INTO written VALUES (?, ?, ?)", (_spelt(path), digest, latest + 1)
        )
        rows.execute("DELETE FROM written WHERE number < ?", (latest - _MOST_WRITTEN,))


def written(path: Path) -> str | None:
    """Return the hash of what was last written to `path`; None: nothing that is remembered."""
    with _opened() as rows:
        row = rows.execute("SELECT digest FROM written WHERE path = ?", (_spelt(path),)).fetchone()
    return None if row is None else str(row[0])


def heads(book: str, sheet: str) -> Sequence[Head]:
    """Return the heads seen of one ledger of a book, the longest last."""
    with _opened() as rows:
        found = rows.execute(
            "SELECT seq, digest, at FROM heads WHERE book = ? AND sheet = ? ORDER BY seq, at",
            (book, sheet),
        ).fetchall()
    return [Head(int(seq), digest, _read(at)) for seq, digest, at in found]


def remember_head(book: str, sheet: str, head: Head) -> None:
    """Remember the last entry of a ledger; without a book id there is nothing to file it under."""
    if not book:
        return
    with _opened() as rows:
        rows.execute(
            "INSERT OR IGNORE INTO heads VALUES (?, ?, ?, ?, ?)",
            (book, sheet, head.seq, head.digest, _time(head.at)),
        )
        rows.execute(
            "DELETE FROM heads WHERE book = ?1 AND sheet = ?2 AND seq NOT IN (SELECT seq FROM"
            " heads WHERE book = ?1 AND sheet = ?2 ORDER BY seq DESC LIMIT ?3)",
            (book, sheet, _MOST_HEADS),
        )


def are_heads(since: dt.datetime) -> bool:
    """Return whether a ledger of any book was seen from `since` on."""
    with _opened() as rows:
        found = rows.execute("SELECT 1 FROM heads WHERE at >= ? LIMIT 1", (_time(since),))
        return found.fetchone() is not None


def forget_heads(book: str, since: dt.datetime) -> None:
    """Forget the heads of a book seen from `since` on: an undo took those entries back."""
    with _opened() as rows:
        rows.execute("DELETE FROM heads WHERE book = ? AND at >= ?", (book, _time(since)))


@contextlib.contextmanager
def _opened() -> Iterator[sqlite3.Connection]:
    """Open the index for one transaction; one that is broken is put aside for a new one."""
    file = home("index") / _FILE
    try:
        # Two processes that both turn a new file to write-ahead mode would hold up each other.
        with contextlib.nullcontext() if file.exists() else locked("index"):
            rows = _connected(file)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # held or unreadable, not broken
            raise OSError(str(error)) from error
        for part in (file, file.with_name(_FILE + "-wal"), file.with_name(_FILE + "-shm")):
            if part.exists():
                part.replace(part.with_name(part.name + ".broken"))
        rows = _connected(file)
    try:
        with rows:
            yield rows
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
    finally:
        rows.close()


def _connected(file: Path) -> sqlite3.Connection:
    rows = sqlite3.connect(file, timeout=_WAIT)
    try:
        rows.execute("PRAGMA journal_mode = WAL")
        rows.execute("PRAGMA synchronous = FULL")
        rows.executescript(_TABLES)
    except sqlite3.Error:
        rows.close()
        raise
    return rows


def _entry(row: Any) -> Entry:
    entry = Entry(*row)
    return entry._replace(at=_read(row[1]), done=bool(entry.done), kept=bool(entry.kept))


def _spelt(path: Path) -> str:
    """Return a path as SQLite can hold it, whatever bytes its name is made of."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def _time(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _read(at: str) -> dt.datetime:
    return dt.datetime.fromisoformat(at)
