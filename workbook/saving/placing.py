"""Putting a finished file in its place, in one step."""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import time
from typing import TYPE_CHECKING

from workbook.keeping.disk import settle, settle_folder
from workbook.keeping.strays import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WAITS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 0.0)
"""Seconds between two tries: Windows holds a file for a moment after a scanner looked at it."""
_NAME_BYTES = 255
_NO_LINKS = frozenset(
    {errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.EACCES}
)


def swap(temporary: Path, path: Path) -> None:
    """Put `temporary` in the place of `path`, which keeps its permissions.

    Raises:
        PermissionError: another program keeps hold of it.
        OSError: it cannot be done.
    """
    temporary.chmod(path.stat().st_mode & 0o777)
    for wait in _WAITS:
        try:
            temporary.replace(path)
            break
        except PermissionError:
            if not wait:
                raise
            time.sleep(wait)
    settle_folder(path.parent)


def put_new(temporary: Path, path: Path) -> None:
    """Put `temporary` at `path`, where nothing may be; with the permissions of a new file.

    Raises:
        FileExistsError: something is there.
        OSError: it cannot be done.
    """
    temporary.chmod(0o666 & ~_mask())
    if os.name == "nt":
        temporary.rename(path)  # which on Windows replaces nothing
    else:
        _link(temporary, path)
    settle_folder(path.parent)


def put_beside(temporary: Path, path: Path) -> Path:
    """Put `temporary` at the first free name like `path`, "name (2).xlsx", and return it.

    Raises:
        OSError: it cannot be done.
    """
    for name in _names(path):
        with contextlib.suppress(FileExistsError):
            put_new(temporary, name)
            return name
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def settle_file(path: Path) -> None:
    """Wait until a closed file is on the disk.

    Raises:
        OSError: it does not get there.
    """
    with path.open("rb+") as file:
        settle(file)


def _names(path: Path) -> Iterator[Path]:
    for number in range(2, 10_000):
        end = f" ({number}){path.suffix}"
        yield path.with_name(shortened(path.stem, _NAME_BYTES - len(os.fsencode(end))) + end)


def _link(temporary: Path, path: Path) -> None:
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # A memory stick knows no links: an empty file holds the name until the full one is there.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        temporary.replace(path)


@functools.cache
def _mask() -> int:
    """Return what the system takes from the permissions of a new file."""
    # Asked once: it can only be asked by setting it, which other threads would feel.
    mask = os.umask(0)
    os.umask(mask)
    return mask
