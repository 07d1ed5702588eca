"""Which workbooks a person means, and where each one's marked copy goes."""

from __future__ import annotations

import os
import stat
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from validation.errors import CopiesAmongOriginalsError
from validation.messages import message
from workbook.checking import FailedFile
from workbook.prescreen.refusals import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from validation.messages import Text

SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv"})
"""What a folder is searched for; a file named outright may be called anything."""

_NOT_WORKBOOKS = (".", "~$")
"""Hidden files, our own temporaries (.~…), LibreOffice's locks (.~lock…) and Excel's (~$…)."""
_WINDOWS_HIDDEN = 0x2
_WINDOWS_JUNCTION = 0xA000_0003
_MACOS_HIDDEN = 0x8000


class Found(NamedTuple):
    """A file to check.

    `relative` is unlike that of any other file of the same walk; a marked copy stands there
    under the folder of copies. `size` is in bytes, 0 for a file that is not there.
    """

    path: Path
    relative: Path
    size: int = 0


class Walk:
    """The files to check: those named, and the spreadsheets in the folders named.

    Iterating gives `Found`, folders in name order, each file once however often it is named.
    No link inside a folder is followed, hidden files and folders are passed over, and what is
    in `without` (folders or files, such as where the marked copies go) is left out. Only the
    names of the folders on the way down are held, so neither depth nor number matters.
    """

    def __init__(self, paths: Iterable[Path], *, without: Iterable[Path] = ()) -> None:
        self.paths = tuple(paths)
        self.links = 0
        """Links to a spreadsheet or a folder that were passed over so far."""
        self.unreadable: list[FailedFile] = []
        """Folders that could not be opened so far."""
        self._base = _common_folder(self.paths)
        self._without = {key for path in without for key in _keys(path)}
        self._seen: set[object] = set()

    def __iter__(self) -> Iterator[Found]:
        """Yield each file once, in the order of the paths and then of the names."""
        self._seen.clear()
        self.unreadable.clear()
        self.links = 0
        for path in self.paths:
            files = self._inside(path) if path.is_dir() else iter((path,))
            for file in files:
                status = _status(file)
                identity = _identity(file, status)
                if identity not in self._seen:
                    self._seen.add(identity)
                    yield Found(file, self._relative(file), status.st_size if status else 0)

    def _inside(self, top: Path) -> Iterator[Path]:
        """Yield the spreadsheets under `top`: a folder's own files first, then its folders'."""
        pending = [top]
        while pending:
            folder = pending.pop()
            try:
                with os.scandir(folder) as entries:
                    listed = sorted(entries, key=_in_name_order)
            except OSError as error:
                self.unreadable.append(_unreadable(folder, error))
                continue
            kept = [entry for entry in listed if self._is_kept(entry)]
            yield from (folder / entry.name for entry in kept if _is_spreadsheet(entry))
            pending += (folder / one.name for one in reversed(kept) if _is_folder(one))

    def _is_kept(self, entry: os.DirEntry[str]) -> bool:
        if entry.name.startswith(_NOT_WORKBOOKS):
            return False
        if not _is_folder(entry) and Path(entry.name).suffix.lower() not in SPREADSHEETS:
            if entry.is_symlink() and Path(entry.path).is_dir():
                self.links += 1
            return False
        status = _status(Path(entry.path))
        if status is None:
            return True  # what goes wrong with it is said where it is opened
        if _is_hidden(status):
            return False
        if entry.is_symlink() or getattr(status, "st_reparse_tag", 0) == _WINDOWS_JUNCTION:
            self.links += 1
            return False
        return not self._without or self._without.isdisjoint(_keys(Path(entry.path)))

    def _relative(self, file: Path) -> Path:
        full = _full(file)
        if self._base is not None:
            return full.relative_to(self._base)
        drive = "".join(c if c.isalnum() else "_" for c in full.drive).strip("_")
        return Path(drive or "_", *full.parts[1:])


def places(files: Sequence[Found], copies: Path) -> list[Path]:
    """Return where the marked copy of each file goes under the folder `copies`.

    Two names that some file system takes for one (case, composed or not) get a number, because
    a folder of copies is likely to be synced or zipped and opened on another system.

    Raises:
        CopiesAmongOriginalsError: a copy would stand where a file to check stands.
    """
    taken: set[str] = set()
    found = []
    for file in files:
        place = copies / _free(file.relative, taken)
        taken.add(_folded(place.relative_to(copies)))
        found.append(place)
    originals = {_spelled(file.path) for file in files}
    if any(_spelled(place) in originals for place in found):
        raise CopiesAmongOriginalsError(path=shown(copies))
    return found


def links_passed_over(count: int) -> Text | None:
    """Return the sentence about links that were not followed, None when there were none."""
    return message("folder.links", count=count) if count else None


def _free(relative: Path, taken: set[str]) -> Path:
    place, number = relative, 1
    while _folded(place) in taken:
        number += 1
        place = relative.with_name(f"{relative.stem} ({number}){relative.suffix}")
    return place


def _folded(path: Path) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()


def _in_name_order(entry: os.DirEntry[str]) -> tuple[str, str]:
    # macOS may give composed characters in pieces; the order is the same everywhere.
    return unicodedata.normalize("NFC", entry.name), entry.name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_spreadsheet(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file(follow_symlinks=False)
    except OSError:
        return False


def _status(path: Path) -> os.stat_result | None:
    # lstat, for DirEntry.stat leaves st_ino and st_dev empty on Windows.
    try:
        return path.lstat()
    except (OSError, ValueError):
        return None


def _is_hidden(status: os.stat_result) -> bool:
    if sys.platform == "win32":
        return bool(status.st_file_attributes & _WINDOWS_HIDDEN)
    return bool(getattr(status, "st_flags", 0) & _MACOS_HIDDEN)


def _identity(path: Path, status: os.stat_result | None) -> object:
    """Return what two spellings of one file share; two hard links remain two files."""
    if status is not None and stat.S_ISLNK(status.st_mode):  # one named outright is followed
        path = Path(os.path.realpath(path))
        status = _status(path)
    if status is None or not status.st_ino or status.st_nlink > 1:
        return _spelled(path)
    return status.st_dev, status.st_ino


def _keys(path: Path) -> set[object]:
    """Return the path as spelled and, where it is there, as the file system knows it."""
    status = _status(path)
    keys: set[object] = {_spelled(path)}
    if status is not None and status.st_ino:
        keys.add((status.st_dev, status.st_ino))
    return keys


def _spelled(path: Path) -> str:
    return os.path.normcase(_full(path))


def _full(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100  (resolve() would follow links)


def _common_folder(paths: Iterable[Path]) -> Path | None:
    """Return the folder that holds all of `paths`, None when they are on several drives."""
    roots = {str(_full(path) if path.is_dir() else _full(path).parent) for path in paths}
    try:
        return Path(os.path.commonpath(roots))
    except ValueError:  # several drives, or no path at all
        return None


def _unreadable(folder: Path, error: OSError) -> FailedFile:
    reason = shown(error.strerror or type(error).__name__)
    text = message("folder.unreadable", path=shown(folder), reason=reason)
    return FailedFile(path=str(folder), error=text)
