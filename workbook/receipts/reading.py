"""A handover file as it comes in or comes back: opened in the isolated worker, in memory only."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from validation import catalogue as catalogues
from validation.errors import (
    DamagedError,
    FileMissingError,
    NotASpreadsheetError,
    TooBigError,
)
from validation.handover.receiving import Parcel, damage
from validation.messages import message
from validation.settings import Settings
from workbook import archives, copies, isolation, prescreen, recognition
from workbook.copies.cover import ACKNOWLEDGED
from workbook.copies.page import KEY, NAME, TEXT
from workbook.formats import ooxml
from workbook.formats.grid import Opened
from workbook.formats.package import PackageError
from workbook.reader import book_from

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from validation.book import Book
    from validation.messages import Text
    from workbook.formats.grid import Grid

_BROKEN = (PackageError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PART = b"xl/workbook.xml"
_SEALED = (b"PK", b"\xd0\xcf\x11\xe0")
"""How an archive and an encrypted workbook begin."""


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """What one file turned out to be."""

    sha256: str
    """Of the file as it lay there."""
    sealed: bool
    """Whether it was encrypted."""
    book: Book
    facts: copies.Facts | None
    """What it says of itself; None: it is no copy of ours."""
    cover: tuple[tuple[str, str], ...]
    """The facts of the share on the cover, name and text, from top to bottom."""
    receiver: str
    """Who the cover says it is for; "": it does not."""
    expires: dt.date | None
    """The last day by the cover."""
    damage: tuple[Text, ...]
    """What shows that rows are not as they left."""


def is_sealed(path: Path) -> bool:
    """Return whether a file needs a passphrase: an archive or encrypted workbook, nothing else.

    A plain workbook is an archive that shows the names of its parts.

    Raises:
        FileMissingError: it is not there, or may not be read.
    """
    data = _content(path)
    return data.startswith(_SEALED) and not (data.startswith(b"PK") and _PART in data)


def inspected(
    path: Path, passphrase: str | None, *, today: dt.date, catalogue: Path | None = None
) -> Inspected:
    """Return what is in a handover file; `passphrase` None: it is a plain workbook.

    Raises:
        FileError: the file is not there, or what is in it is no workbook.
        ArchiveError: it is broken, or was changed after it was sealed.
        WrongPassphraseError: the passphrase does not open it.
    """
    size = len(_content(path))
    limits = isolation.Limits.of(size, 8 * size)
    task = "workbook.receipts.reading:inspect_here"
    found = isolation.run(task, path, passphrase, today, catalogue, limits=limits)
    assert isinstance(found, Inspected)
    return found


def inspect_here(
    path: Path, passphrase: str | None, today: dt.date, catalogue: Path | None
) -> Inspected:
    """Open a file in this process: a hostile one may kill it.

    Raises:
        FileError: what is in it is no workbook.
        ArchiveError: it is broken, or was changed after it was sealed.
        WrongPassphraseError: the passphrase does not open it.
    """
    data = path.read_bytes()
    content = data if passphrase is None else archives.opened(data, passphrase)
    opened = grids_in(path, content)
    known = catalogues.load(catalogue)
    book = book_from(opened, known)
    facts = copies.read_facts(opened)
    cover = next((grid for grid in opened.grids if _is_cover(grid)), None)
    lines = () if cover is None else tuple(_lines(cover))
    said = {key: text for key, _, text in lines}
    found: tuple[Text, ...] = ()
    if facts is not None:
        parcel = Parcel(
            share=facts.share_id or "", copy=book, key=facts.key or "", digests=facts.digests
        )
        found = damage(book, known, Settings.default(), today, parcel)
    return Inspected(
        sha256=hashlib.sha256(data).hexdigest(),
        sealed=passphrase is not None,
        book=book,
        facts=facts,
        cover=tuple((name, text) for key, name, text in lines if key and name),
        receiver=said.get("receiver", ""),
        expires=_day(said.get("expires", "")),
        damage=found,
    )


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > archives.LARGEST_FILE:
            most = f"{archives.LARGEST_FILE >> 20} MB"
            raise TooBigError(path=path, reason=message("receive.too_big", most=most))
        return path.read_bytes()
    except OSError as error:
        raise FileMissingError(path=path) from error


def grids_in(path: Path, content: bytes) -> Opened:
    """Return the grids of a workbook that came out of a container; `path` only names it.

    Raises:
        FileError: it is no workbook.
    """
    if not (content.startswith(b"PK") and _PART in content):
        raise NotASpreadsheetError(path=path, found=message("receive.no_workbook"))
    package = io.BytesIO(content)
    try:
        with prescreen.opened(path, "xlsx", content=package) as inspection:
            book = ooxml.book(package, inspection, colours=False)
    except _BROKEN as error:
        raise DamagedError(path=path, reason=message("reader.part_broken")) from error
    return Opened(path=str(path), format="xlsx", grids=book.grids, properties=book.properties)


def _is_cover(grid: Grid) -> bool:
    return any(
        recognition.cell(grid, int(row), KEY + 1) == ACKNOWLEDGED for row in grid.cells.index
    )


def _lines(cover: Grid) -> Iterator[tuple[str, str, str]]:
    """Yield key, name and text of the rows of a cover that have a text."""
    for row in map(int, cover.cells.index):
        key, name, text = (recognition.cell(cover, row, place + 1) for place in (KEY, NAME, TEXT))
        if text is not None:
            yield str(key or ""), str(name or ""), str(text)


def _day(text: str) -> dt.date | None:
    found = _DAY.search(text)
    try:
        return dt.date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
