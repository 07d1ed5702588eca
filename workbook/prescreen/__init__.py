"""What a file is, seen from outside, before any reader touches it.

`screen` is cheap, runs in the parent and believes nothing the file declares: not its extension,
not its sizes. `inspect` looks at everything inside and belongs in the worker.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from validation.errors import EmptyFileError, FileError, FileMissingError, OpenElsewhereError
from validation.messages import message
from workbook.prescreen import magic
from workbook.prescreen.contents import Area, Contents, Inspection, inspect, opened
from workbook.prescreen.packages import ole_format, zip_format
from workbook.prescreen.refusals import damaged, megabytes, other, shown, too_big
from workbook.prescreen.zipparts import MAX_INFLATED, MismatchError, directory

__all__ = [
    "Area",
    "Contents",
    "Inspection",
    "MismatchError",
    "Screened",
    "inspect",
    "opened",
    "screen",
]

if TYPE_CHECKING:
    from io import BufferedReader

_HELD = (32, 33)
"""Windows' errors for a file that another program has opened for itself, or locked in part."""
_IN_THE_CLOUD = 0x0040_0000 | 0x1000  # Windows: recall on data access, offline
_LARGEST_RATIO = 1032  # deflate packs no tighter


class Screened(NamedTuple):
    """A file that is worth opening.

    `format` is xlsx, xlsm, xlsb, xls, ods, csv, html, xml2003 or encrypted (an xlsx, xlsm, xlsb
    or xls with a password).
    """

    format: str
    sha256: str
    """Of the whole file, in hex."""
    size: int
    """Bytes."""
    inflated: int = 0
    """Bytes a package says it unpacks to, at most what its size can hold. A hint for limits."""


def screen(path: Path) -> Screened:
    """Return what the file at `path` is.

    Raises:
        FileMissingError: it is not there, is a folder, or may not be read.
        OpenElsewhereError: another program holds it.
        EmptyFileError: nothing is in it but blanks.
        NotASpreadsheetError: it is something else, which the error names.
        UnsupportedError: it is a spreadsheet of a kind that cannot be read.
        TooBigError: it is beyond a limit by its size or the number of its parts.
        DamagedError: its package or storage contradicts itself.
    """
    path = Path(path)
    try:
        return _screened(path)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        if _is_in_the_cloud(path):
            raise FileError(path=shown(path), reason=message("prescreen.cloud")) from error
        if getattr(error, "winerror", None) in _HELD:
            raise OpenElsewhereError(path=shown(path)) from error
        raise FileMissingError(path=shown(path)) from error


def _screened(path: Path) -> Screened:
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise FileMissingError(path=shown(path))
    # Opening a pipe waits for a writer that may never come.
    if not stat.S_ISREG(status.st_mode):
        raise other(path, "device", spreadsheet=False)
    if status.st_size > MAX_INFLATED:
        size, limit = megabytes(status.st_size), megabytes(MAX_INFLATED)
        raise too_big(path, "file_size", size=size, limit=limit)
    with _opened(path) as file:
        head = file.read(magic.HEAD)
        kind = _kind(path, file, head)
        inflated = 0
        if kind == "zip":
            parts = directory(file, path)
            kind = zip_format(file, parts, path)
            declared = sum(part.declared for part in parts.values())
            inflated = min(declared, status.st_size * _LARGEST_RATIO, MAX_INFLATED)
        elif kind == "ole":
            kind = ole_format(file, path)
        file.seek(0)
        digest = hashlib.file_digest(cast("BufferedReader", file), "sha256").hexdigest()
    return Screened(kind, digest, status.st_size, inflated)


def _opened(path: Path) -> BinaryIO:
    # O_NONBLOCK: the file may have become a pipe since it was looked at.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags), "rb")


def _kind(path: Path, file: BinaryIO, head: bytes) -> str:
    """Return the name of a readable `magic.Kind`, or raise what the file is instead."""
    if path.name.startswith("~$") and len(head) <= 200:
        raise other(path, "lock", spreadsheet=False)
    if path.name.startswith(".~lock.") and len(head) <= 1000:
        raise other(path, "office_lock", spreadsheet=False)
    found = magic.kind(head, whole=len(head) < magic.HEAD)
    if found.name in {"blank", "zeros"} and len(head) == magic.HEAD:
        found = _kind_after_blanks(file) or found
    if found.name == "blank":
        raise EmptyFileError(path=shown(path))
    if found.name == "zeros":
        raise damaged(path, "zeros")
    if not found.readable:
        raise other(path, found.name, spreadsheet=found.spreadsheet)
    if found.name == "xml2003" and "<!doctype" in magic.as_text(head)[:4096].lower():
        raise damaged(path, "dtd", name=path.name)
    return found.name


def _kind_after_blanks(file: BinaryIO) -> magic.Kind | None:
    """Return what follows a long blank beginning, None when nothing does."""
    while head := file.read(magic.HEAD):
        found = magic.kind(head, whole=False)
        if found.name not in {"blank", "zeros"}:
            return found
    return None


def _is_in_the_cloud(path: Path) -> bool:
    with contextlib.suppress(OSError, ValueError):
        return bool(getattr(path.stat(), "st_file_attributes", 0) & _IN_THE_CLOUD)
    return False
