"""The sheets of any file as they stand there, before anybody says what their columns mean."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from validation.errors import (
    DamagedError,
    EmptyFileError,
    EncryptedError,
    NotASpreadsheetError,
    UnsupportedError,
)
from validation.messages import message
from workbook import prescreen
from workbook.formats import calamine, delimited, encryption, ooxml, opendocument, webpage, xml2003
from workbook.formats.grid import Grid, Merged, Note, OddGridCell, Opened
from workbook.formats.package import PackageError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Grid", "Merged", "Note", "OddGridCell", "Opened", "open_grids"]

_OPEN_XML = frozenset({"xlsx", "xlsm"})
_BY_CALAMINE = frozenset({"xls", "xlsb", "ods"})
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RecursionError)


def open_grids(path: Path, password: str | None = None, *, colours: bool = True) -> Opened:
    """Return every worksheet of the file at `path`, hidden ones too, in tab order.

    Args:
        path: any kind of file that `workbook.prescreen` lets through.
        password: for an encrypted file; it is not looked at for any other.
        colours: whether to look for cells with a fill, which only import needs.

    Raises:
        FileError: the file cannot be used; the class says why.
    """
    screened = prescreen.screen(path)
    try:
        opened = _opened(path, screened.format, password, colours=colours)
    except (PackageError, *_BROKEN) as error:
        raise DamagedError(path=path, reason=message("reader.part_broken")) from error
    except calamine.NeedsPasswordError as error:
        if screened.format == "ods":
            found = message("reader.locked_document")
            raise UnsupportedError(path=path, found=found) from error
        raise EncryptedError(path=path) from error
    except calamine.UnreadableError as error:
        raise DamagedError(path=path, reason=message("reader.not_readable")) from error
    if not opened.grids:
        raise DamagedError(path=path, reason=message("reader.no_sheet"))
    return replace(opened, sha256=screened.sha256)


def _opened(path: Path, kind: str, password: str | None, *, colours: bool) -> Opened:
    if kind == "encrypted":
        content = encryption.decrypted(path, password)
        inner = encryption.format_of(content)
        return replace(_workbook(path, inner, content, colours=colours), encrypted=True)
    if kind in _OPEN_XML or kind in _BY_CALAMINE:
        return _workbook(path, kind, None, colours=colours)
    return _text(path, kind)


def _workbook(path: Path, kind: str, content: BinaryIO | None, *, colours: bool) -> Opened:
    """Return the sheets of a workbook: of the file, or of its decrypted `content`."""
    source = path if content is None else content
    if kind in _OPEN_XML:
        with prescreen.opened(path, kind, content=content) as inspection:
            book = ooxml.book(source, inspection, colours=colours)
        return Opened(path=str(path), format=kind, grids=book.grids, properties=book.properties)
    prescreen.inspect(path, kind, content=content)
    try:
        grids = calamine.grids(source)
    except calamine.NeedsPasswordError:
        raise
    except calamine.UnreadableError:
        if kind != "ods":
            raise
        grids = calamine.grids(opendocument.tightened(path))
    return Opened(path=str(path), format=kind, grids=grids, faithful=False)


def _text(path: Path, kind: str) -> Opened:
    data = path.read_bytes()
    if kind == "csv":
        one = delimited.table(data, path)
        if one.grid.cells.empty:
            raise EmptyFileError(path=path)
        return Opened(
            path=str(path),
            format=kind,
            grids=(one.grid,),
            remarks=one.remarks,
            encoding=one.encoding,
        )
    many = xml2003.tables(data) if kind == "xml2003" else webpage.tables(data, path)
    if kind == "html" and not many.grids:
        raise NotASpreadsheetError(path=path, found=message("reader.no_table"))
    return Opened(path=str(path), format=kind, grids=many.grids, remarks=many.remarks)
