"""Copies of workbooks as they were, filed under the hash of their bytes."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from typing import TYPE_CHECKING, BinaryIO

from workbook.keeping.disk import settle, settle_folder
from workbook.keeping.home import home
from workbook.keeping.strays import temporary

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

_BLOCK = 1 << 20
_ORPHAN_AGE = 3600.0


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return _copied(file, lambda _block: None)


def keep(path: Path) -> str:
    """Copy a file into the data folder and return the hash it is filed under.

    Raises:
        OSError: it cannot be read, or the copy not be written.
    """
    folder = home("snapshots")
    with temporary(folder / "new") as copy:
        with path.open("rb") as source, copy.open("wb") as target:
            filed = _copied(source, target.write)
            settle(target)
        kept = folder / filed
        if kept.exists():
            os.utime(kept)  # spared by a `prune` going on elsewhere
        else:
            copy.replace(kept)
            settle_folder(folder)
    return filed


def restore(filed: str, target: Path) -> bool:
    """Copy a snapshot into the file `target`; False: it is no longer kept, or not whole.

    Raises:
        OSError: `target` cannot be written.
    """
    kept = home("snapshots") / filed
    try:
        source = kept.open("rb")
    except FileNotFoundError:
        return False
    with source, target.open("wb") as file:
        return _copied(source, file.write) == filed


def is_kept(filed: str) -> bool:
    """Return whether there is a snapshot under the hash `filed`."""
    return (home("snapshots") / filed).is_file()


def prune(wanted: Collection[str]) -> None:
    """Remove the snapshots that are not `wanted`, those of the last hour excepted."""
    with os.scandir(home("snapshots")) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                age = time.time() - entry.stat().st_mtime
                if entry.name not in wanted and age > _ORPHAN_AGE and len(entry.name) == 64:
                    os.unlink(entry.path)  # noqa: PTH108  # an entry, no Path


def _copied(source: BinaryIO, write: Callable[[bytes], object]) -> str:
    found = hashlib.sha256()
    while block := source.read(_BLOCK):
        found.update(block)
        write(block)
    return found.hexdigest()
