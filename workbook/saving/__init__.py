"""Writing files: whole or not at all, and never over what somebody may miss.

Every file Relaybook writes goes through here. It is written beside its target, brought to the
disk, and put in place in one step. What stands there is replaced only when it is ours or is the
very book that was read; otherwise the new file goes beside it, and the person is told why.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import hashlib
import os
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from validation.errors import NotChangedError, RelaybookError, TargetExistsError, WriteError
from validation.messages import Text, message, plain
from workbook.keeping import index, snapshots, strays
from workbook.keeping.home import locked
from workbook.keeping.index import Deed
from workbook.keeping.snapshots import digest
from workbook.keeping.strays import sweep
from workbook.saving.contents import content
from workbook.saving.holders import holder
from workbook.saving.people import actor
from workbook.saving.placing import put_beside, put_new, settle_file, swap

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Deed", "Saved", "Target", "actor", "digest", "replacing", "sweep", "write_text"]

_swept: set[Path] = set()
_MOST_COPIES = 3
"""Snapshots of a copy that is made again and again, such as a marked one; a book keeps more."""
_REASONS = {
    errno.ENOSPC: "saving.disk_full",
    errno.EDQUOT: "saving.disk_full",
    errno.EACCES: "saving.no_permission",
    errno.EPERM: "saving.no_permission",
    errno.EROFS: "saving.no_permission",
    errno.ENAMETOOLONG: "saving.long_name",
    errno.ENOENT: "saving.folder_gone",
    errno.ENOTDIR: "saving.not_a_folder",
    errno.EEXIST: "saving.not_a_folder",
    errno.EISDIR: "saving.is_folder",
    errno.EINVAL: "saving.no_file",
}


class Saved(NamedTuple):
    """Where a file went. `beside` says why it is not the path asked for; None: it is."""

    path: Path
    beside: Text | None = None

    @property
    def text(self) -> Text:
        """What to tell the person: where the file is, and why there when not where asked."""
        return self.beside or message("cli.wrote", path=self.path)


class Target:
    """A file on its way: write `temporary`; after the block `saved` says where it went.

    Before the end of the block `saved` is the path that was asked for. `deed` is what the journal
    will say, and may be told better within the block, when the id of the book is known.
    """

    def __init__(self, temporary: Path, path: Path, deed: Deed | None) -> None:
        self.temporary = temporary
        self.saved = Saved(path)
        self.deed = deed


class _Order(NamedTuple):
    """What was asked for. `place` is `path` with every link followed."""

    path: Path
    place: Path
    overwrite: bool
    seen: str | None
    deed: Deed | None
    aside: bool


@contextmanager
def replacing(
    path: Path,
    *,
    overwrite: bool = True,
    seen: str | None = None,
    deed: Deed | None = None,
    aside: bool = True,
) -> Iterator[Target]:
    """Give a temporary file to write, and put it in the place of `path` after the block.

    When the block raises, `path` is untouched and the temporary file is gone. What is at `path`
    stays, and the new file goes beside it, when a program has it open, when it is read-only, when
    it is neither ours nor the book that was read, or changed since. A snapshot of a workbook is
    kept before it is replaced. A link is followed, and stays a link.

    Args:
        path: where the file is to go; folders that are missing are made.
        overwrite: False refuses when anything is there.
        seen: the SHA-256 (`digest`) of the book at `path` when it was read; None: `path` is not
            the book that was read, and is replaced only when it is ours.
        deed: who does this and why, for the journal; None: this user, now.
        aside: False refuses what would otherwise go beside the path: two books with two ledgers
            would both be half true.

    Raises:
        WriteError: it cannot be written at all.
        NotChangedError: what is at `path` has to stay, and nothing may go beside it.
        TargetExistsError: something is there, and `overwrite` is not set.
    """
    with _named(path):
        place = Path(os.path.realpath(path))
        _prepare(place)
        if not overwrite and os.path.lexists(place):
            raise TargetExistsError(path=path)
    with _named(path), strays.temporary(place) as temporary:
        target = Target(temporary, path, deed)
        yield target
        settle_file(temporary)
        target.saved = _put(temporary, _Order(path, place, overwrite, seen, target.deed, aside))


def write_text(path: Path, text: str) -> Saved:
    """Write `text` to `path` as UTF-8, whole or not at all, and return where it went.

    Raises:
        WriteError: it cannot be written.
    """
    with replacing(path) as target:
        target.temporary.write_text(text, encoding="utf-8", newline="\n")
    return target.saved


def _prepare(place: Path) -> None:
    """Make the folder, refuse what is no file, and clear what killed processes left there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        mode = place.lstat().st_mode  # of a link only when links go round in a circle
        if not stat.S_ISREG(mode):
            number = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
            raise OSError(number, os.strerror(number), str(place))
    folders = {place.parent} - _swept
    if folders or not _swept:
        _swept.update(folders)
        sweep(*folders)


def _put(temporary: Path, order: _Order) -> Saved:
    """Put the file in its place or beside it."""
    with contextlib.ExitStack() as stack:
        # Two of us saving the same book: the second sees what the first one wrote. Without a
        # data folder there is no lock, and only the hash is left to tell.
        with contextlib.suppress(OSError):
            stack.enter_context(locked(_lock_name(order.place)))
        return _put_alone(temporary, order)


def _put_alone(temporary: Path, order: _Order) -> Saved:
    place = order.place
    if not os.path.lexists(place):
        with contextlib.suppress(FileExistsError):
            put_new(temporary, place)
            _remember(place)
            return Saved(order.path)
    if not order.overwrite:
        raise TargetExistsError(path=order.path)
    reason = _objection(order) or _swapped(temporary, order)
    if reason is None:
        _remember(place)
        return Saved(order.path)
    if not order.aside:
        raise NotChangedError(path=order.path, reason=reason)
    beside = put_beside(temporary, place)
    _remember(beside)
    if place.parent == order.path.parent.absolute():
        beside = order.path.with_name(beside.name)
    return Saved(beside, message("saving.beside", path=order.path, reason=reason, beside=beside))


def _objection(order: _Order) -> Text | None:
    """Return why the file there may not be replaced; None: it may, as far as one can see."""
    held = holder(order.place) or (holder(order.path) if order.path.is_symlink() else None)
    if held is not None:
        return held.text
    if not order.place.stat().st_mode & 0o222:
        return message("saving.read_only")
    if order.seen is not None:
        return None if digest(order.place) == order.seen else message("saving.changed")
    if content(order.place) == "foreign" and not _is_written_by_us(order.place):
        return message("saving.foreign")
    return None


def _swapped(temporary: Path, order: _Order) -> Text | None:
    """Replace the file, keeping a snapshot of a workbook; return why not, None: it is done."""
    place = order.place
    looked = _look(place)
    if order.seen is None and content(place) != "book":
        return _swap(temporary, place)
    deed = order.deed or Deed(dt.datetime.now(dt.UTC), actor(), "REPLACE", most=_MOST_COPIES)
    try:
        before = snapshots.keep(place)
        number = index.begin(place, deed, before=before, after=digest(temporary))
    except OSError as error:
        return message("saving.no_snapshot", reason=plain(error.strerror or error))
    # The snapshot took a while; whoever saved meanwhile must not lose it.
    if (order.seen or before) != before or _look(place) != looked:
        reason: Text | None = message("saving.changed")
    else:
        reason = _swap(temporary, place)
    with contextlib.suppress(OSError):  # the note stands; the journal finds out by the hashes
        index.finish(number, happened=reason is None)
        with locked("snapshots"):
            snapshots.prune(index.expire(place, deed))
    return reason


def _swap(temporary: Path, place: Path) -> Text | None:
    try:
        swap(temporary, place)
    except PermissionError:
        return message("saving.held")
    return None


def _look(place: Path) -> tuple[int, int, int]:
    now = place.stat()
    return now.st_ino, now.st_mtime_ns, now.st_size


def _remember(place: Path) -> None:
    """Remember a file that does not itself say that it is ours."""
    with contextlib.suppress(OSError):
        if content(place) == "foreign":
            index.remember_written(place, digest(place))


def _is_written_by_us(place: Path) -> bool:
    with contextlib.suppress(OSError):
        return index.written(place) == digest(place)
    return False


def _lock_name(place: Path) -> str:
    # A bounded number of lock files: they stay, and two books may well share one.
    return "save-" + hashlib.sha256(os.fsencode(place)).hexdigest()[:2]


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Turn what the system says about writing `path` into our error."""
    try:
        yield
    except RelaybookError:
        raise
    except Exception as error:
        cause = _cause(error)
        if cause is None:
            raise
        raise WriteError(path=path, reason=_reason(cause)) from error


def _cause(error: BaseException) -> OSError | None:
    """Return the system's error in or behind `error`: writers of formats wrap it."""
    for one in (error, error.__cause__, *error.args):
        if isinstance(one, OSError):
            return one
    return None


def _reason(error: OSError) -> Text:
    key = _REASONS.get(error.errno or 0)
    return message(key) if key else plain(error.strerror or error)
