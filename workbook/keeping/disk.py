"""Making sure that what was written is on the disk before anything relies on it."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO


def settle(file: BinaryIO) -> None:
    """Wait until the bytes of an open file are on the disk.

    Raises:
        OSError: they do not get there.
    """
    file.flush()
    os.fsync(file.fileno())


def settle_folder(folder: Path) -> None:
    """Wait until a folder's names are on the disk, where the system can be asked for that.

    Nothing is raised: the file is in its place by then, and no step could be taken back.
    """
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
