"""The way to open a file somebody else made: look at it here, read it in the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook import isolation, prescreen

if TYPE_CHECKING:
    from pathlib import Path


def run(task: str, path: Path, *args: object, patience: float = 1.0) -> object:
    """Return what "package.module:function" makes of a file in the isolated worker.

    What is no spreadsheet is refused before a worker is asked, and one that inflates to a long
    list is given the time that takes, `patience` times over where the task does more than read.

    Raises:
        FileError: the file cannot be used.
    """
    seen = prescreen.screen(path)
    limits = isolation.Limits.of(seen.size, seen.inflated).times(patience)
    # Plain text meets no compiled reader, and starting a worker costs as much as 150 short lists.
    wear = 0.1 if seen.format == "csv" else 1.0
    return isolation.run(task, path, *args, limits=limits, wear=wear)
