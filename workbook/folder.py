"""Many workbooks: which ones a person means."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv"})
"""What a folder is searched for; a file named outright may be called anything."""


def workbooks(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files to check: those named, and the spreadsheets in the folders named.

    Folders are walked in name order without following links; Office's lock files (~$…) and
    hidden files are passed over.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, subfolders, names in os.walk(path, followlinks=False):
            subfolders.sort()
            for name in sorted(names):
                file = Path(folder) / name
                if (
                    file.suffix.lower() in SPREADSHEETS
                    and not name.startswith(("~$", "."))
                    and not file.is_symlink()
                ):
                    yield file
