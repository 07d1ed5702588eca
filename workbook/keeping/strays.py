"""Files being written: their names, and finding those that a killed process left behind.

A temporary file stands in the folder of its target, because only there can it take the target's
place in one step. Its name tells whose it is; a note in the data folder tells where it is.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import platform
import re
import secrets
import stat
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from workbook.keeping.home import home

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r"\.~relaybook-([0-9a-f]{8})-(\d+)-(\d+)-[0-9a-f]{8}-.*", re.DOTALL)
_SHOWN_BYTES = 60
_CLOCK_SLACK = 5.0  # seconds; the system's idea of when a process started moves with its clock
_RECENT = 600.0
_FOREIGN_AGE = 86_400.0
_NOTE_AGE = 30 * 86_400.0


@contextlib.contextmanager
def temporary(target: Path) -> Iterator[Path]:
    """Give a new, empty file beside `target`, readable by its owner only, gone after the block.

    Raises:
        OSError: the folder cannot be written.
    """
    # A file without its end would not be taken for what it is by those who write it.
    shown = shortened(target.stem, _SHOWN_BYTES) + shortened(target.suffix, _SHOWN_BYTES)
    token = secrets.token_hex(4)
    path = target.with_name(f".~relaybook-{_place()}-{os.getpid()}-{_born()}-{token}-{shown}")
    note = _note(token, path)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield path
    finally:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        if note is not None:
            note.unlink(missing_ok=True)


def sweep(*folders: Path) -> list[Path]:
    """Remove what dead processes of this computer left half written, and return the paths.

    Looked for are the files noted in the data folder and those in `folders`. A file of a living
    process stays; one that another computer made in a shared folder stays for a day.
    """
    removed = []
    for note, path in _notes():
        if _remove(path):
            removed.append(path)
        _clear(note, path)
    for folder in folders:
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            found = [Path(entry.path) for entry in entries if _NAME.fullmatch(entry.name)]
            removed += [path for path in found if _remove(path)]
    return removed


def shortened(text: str, size: int) -> str:
    """Return the beginning of `text` that fits into `size` bytes, no character cut in half."""
    return os.fsencode(text)[:size].decode("utf-8", "ignore")


def _notes() -> Iterator[tuple[Path, Path]]:
    """Yield each note and the file it names."""
    with contextlib.suppress(OSError):
        for note in list(home("writing").iterdir()):
            with contextlib.suppress(OSError):
                yield note, Path(os.fsdecode(note.read_bytes()))


def _clear(note: Path, path: Path) -> None:
    """Take away the note of a file that is gone and that nobody is about to make."""
    with contextlib.suppress(OSError):
        age = time.time() - note.stat().st_mtime
        # A folder that is away for now (a stick, a share) is looked at again later.
        gone = path.parent.is_dir() and not path.exists() and not _lives(path, age)
        if gone or age > _NOTE_AGE:
            note.unlink(missing_ok=True)


def _note(token: str, path: Path) -> Path | None:
    """Note where `path` is; None: the data folder cannot be written, which stops no work."""
    with contextlib.suppress(OSError):
        note = home("writing") / token
        note.write_bytes(os.fsencode(path.absolute()))
        return note
    return None


def _remove(path: Path) -> bool:
    with contextlib.suppress(OSError):
        known = path.lstat()
        age = time.time() - known.st_mtime
        if stat.S_ISREG(known.st_mode) and not _lives(path, age):
            path.unlink()
            return True
    return False


def _lives(path: Path, age: float) -> bool:
    """Return whether somebody may still be writing `path`; of any other file: yes."""
    name = _NAME.fullmatch(path.name)
    if name is None:
        return True
    if name[1] != _place():
        return age < _FOREIGN_AGE
    try:
        process = psutil.Process(int(name[2]))
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        born = process.create_time()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
    # The number may have passed to another process; but while the file is fresh a clock that
    # was put right is the likelier cause of two different starts.
    return abs(born - int(name[3])) < _CLOCK_SLACK or age < _RECENT


@functools.cache
def _place() -> str:
    """Return what tells apart the computers, and the containers on one, that share a folder."""
    namespace = ""
    with contextlib.suppress(OSError):
        namespace = str(Path("/proc/self/ns/pid").readlink())
    told = f"{platform.node()}\n{sys.platform}\n{namespace}"
    return hashlib.sha256(told.encode()).hexdigest()[:8]


def _born() -> int:
    return int(psutil.Process().create_time())
