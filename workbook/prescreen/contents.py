"""Everything inside a file, looked at once in the worker before a reader sees it.

A dense reader allocates the rectangle around all cells of a sheet: for A1 and XFD1048576 that is
550 GB. Here the rectangle is measured first, along with what else makes readers hang or lie.
"""

from __future__ import annotations

import codecs
import re
from collections import deque
from contextlib import contextmanager, nullcontext
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from validation.errors import FileMissingError
from workbook.prescreen import areas, ole, opendocument, texts
from workbook.prescreen.refusals import damaged, megabytes, shown, too_big
from workbook.prescreen.zipparts import (
    CHUNK,
    MAX_INFLATED,
    MismatchError,
    Part,
    directory,
    inflated,
    verified,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.prescreen.areas import Measured

_PROLOG = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_ROOT = re.compile(r"<(?:[^\s<>/:]+:)?([^\s<>/:]+)[\s/>]")
_NEGATIVE_TEXT = re.compile(
    rb"""\st\s*=\s*["']s["'][^>]*>(?:\s*<f[^>]{0,200}(?:/>|>[^<]{0,9000}</f>))?\s*<v>\s*-"""
)
_CARRY = 256


class Area(NamedTuple):
    """The rectangle around the cells of one sheet, 1-based; all 0 for a sheet without cells.

    `part` is the part's name in the package, for an OpenDocument file the sheet's name.
    """

    part: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int


class Contents(NamedTuple):
    """What is inside a file."""

    areas: tuple[Area, ...] = ()
    """One for each sheet of a package, in the order of its parts."""
    sparse: frozenset[str] = frozenset()
    """Parts that a dense reader must not be asked for: few cells far apart, or false counts."""
    inflated: int = 0
    """Bytes of XML and records that were counted."""


def inspect(
    path: Path,
    format: str,  # noqa: A002  (the word used everywhere)
    *,
    content: BinaryIO | None = None,
) -> Contents:
    """Return what is inside the file at `path`, which `screen` said is of `format`.

    `content` is looked at instead of the file when it was encrypted; it is left open.

    Raises:
        TooBigError: it inflates to more than 2 GB, or repeats cells or texts beyond reason.
        DamagedError: a part cannot be read, has a DTD, or refers to cells or texts that cannot be.
        FileMissingError: it went away.
    """
    if format in {"xlsx", "xlsm", "xlsb", "ods"}:
        with opened(path, format, content=content) as package:
            return package.look()
    try:
        with Path(path).open("rb") if content is None else nullcontext(content) as file:
            if format == "xls":
                _xls(file, Path(path))
    except OSError as error:
        raise FileMissingError(path=shown(path)) from error
    return Contents()


@contextmanager
def opened(
    path: Path,
    format: str,  # noqa: A002  (the word used everywhere)
    *,
    content: BinaryIO | None = None,
) -> Iterator[Inspection]:
    """Give the package at `path`, or its decrypted `content`, for a look at its parts.

    Raises:
        FileMissingError: it went away, also while it was open.
    """
    path = Path(path)
    try:
        with path.open("rb") if content is None else nullcontext(content) as file:
            yield Inspection(file, path, format)
    except OSError as error:
        raise FileMissingError(path=shown(path)) from error


class Inspection:
    """A look at one package part after part, with the bytes it may still inflate to."""

    def __init__(self, file: BinaryIO, path: Path, kind: str) -> None:
        self._file, self._path, self._kind = file, path, kind
        self._used = 0
        self._measured: list[Measured] = []
        self._claims_too_much = False
        self._parts = directory(file, path)

    def look(self, *, leaving: frozenset[str] = frozenset()) -> Contents:
        """Return what is inside; the errors are those of `inspect`.

        A part whose root element is one of `leaving` is looked at no further than that: its
        reader takes it from `pieces` and measures it.
        """
        self._used, self._measured, self._claims_too_much = 0, [], False
        for part in self._parts.values():
            pieces = self._counted(inflated(self._file, part, self._path))
            if self._kind == "ods" and part.name == "content.xml":
                self._measured += self._open_document(pieces, part)
            elif self._kind == "xlsb" and part.name.endswith(".bin"):
                self._records(pieces, part)
            else:
                self._xml(pieces, part, leaving)
        return Contents(
            tuple(Area(*one[:5]) for one in self._measured),
            frozenset(one.part for one in self._measured if self._is_sparse(one)),
            self._used,
        )

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield one XML part, whatever the case of its name, in pieces of at most a megabyte.

        It is held to the same limits as by `look`, and to what the directory says of it.

        Raises:
            MismatchError: there is no such part, or the directory is wrong about it.
            TooBigError: the package inflates to more than 2 GB, or a text is too long.
            DamagedError: it cannot be inflated.
        """
        found = (part for part in self._parts.values() if part.name.lower() == name.lower())
        part = next(found, None)
        if part is None:
            raise MismatchError(name)
        pieces = self._counted(verified(self._file, part, self._path))
        yield from texts.checked(pieces, self._path, part.name)

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._used += len(piece)
            if self._used > MAX_INFLATED:
                raise too_big(self._path, "inflated", limit=megabytes(MAX_INFLATED))
            yield piece

    def _again(self, part: Part) -> Iterator[bytes]:
        return inflated(self._file, part, self._path)

    def _open_document(self, pieces: Iterator[bytes], part: Part) -> list[Measured]:
        found = opendocument.measured(pieces, self._path)
        return opendocument.counted(self._again(part), self._path) if found is None else found

    def _records(self, pieces: Iterator[bytes], part: Part) -> None:
        if "worksheets/" in part.name:
            self._measured.append(areas.of_records(pieces, self._path, part.name))
        else:
            deque(pieces, maxlen=0)

    def _xml(self, pieces: Iterator[bytes], part: Part, leaving: frozenset[str]) -> None:
        root, text = _rooted(pieces, self._path, part, is_strict=self._kind != "ods")
        if root in leaving:
            return
        if root in {"worksheet", "sst", "styleSheet"}:  # others may carry megabytes of base64
            text = texts.checked(text, self._path, part.name)
        if root == "worksheet":
            text = _referring(text, self._path, part.name)
            area = areas.of_sheet(text, part.name)
            if area is None:
                area = areas.of_odd_sheet(_utf8(self._again(part)), self._path, part.name)
            self._measured.append(area)
        elif root == "sst":
            self._claims_too_much |= texts.claims_too_much(text)
        elif root == "styleSheet":
            texts.check_styles(text, self._path)
        else:
            deque(text, maxlen=0)

    def _is_sparse(self, one: Measured) -> bool:
        return self._claims_too_much or areas.is_scattered(one.cells_around, one.cells)


def _rooted(
    pieces: Iterator[bytes], path: Path, part: Part, *, is_strict: bool
) -> tuple[str, Iterator[bytes]]:
    """Return the name of the root element and the whole part as UTF-8; "" for what is no XML.

    Raises:
        DamagedError: it has a DTD, or no root in its first megabyte.
    """
    stream = _utf8(pieces)
    head = b""
    while len(head) < CHUNK:
        piece = next(stream, b"")
        head += piece
        text = head.decode("utf-8", "replace").lstrip("\ufeff")
        body = text[_PROLOG.match(text).end() :]  # type: ignore[union-attr]  # it matches nothing too
        if not piece or (body.startswith("<") and len(body) > 200):
            break
    if body.startswith("<!DOCTYPE") and not _is_allowed_dtd(part.name, body):
        raise damaged(path, "dtd", name=part.name)
    root = _ROOT.match(body)
    if root is None:
        is_read = part.name.endswith((".xml", ".rels")) and part.name.startswith(("xl/", "_rels/"))
        if is_strict and is_read and body:
            raise damaged(path, "prolog", name=part.name)
        return "", iter(())
    return root[1], chain((head,), stream)


def _is_allowed_dtd(name: str, body: str) -> bool:
    """Return whether this DTD is harmless: in a part nobody parses, or old OpenOffice's own."""
    declaration = body[: body.find(">") + 1]
    is_manifest = name == "META-INF/manifest.xml" and "[" not in declaration
    return is_manifest or name.lower().startswith("customxml/")


def _utf8(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the text of `pieces` in UTF-8, where it is in UTF-16."""
    first = next(pieces, b"")
    while 0 < len(first) < 4 and (more := next(pieces, b"")):
        first += more
    encoding = ""
    if first[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif first[:2] == b"<\x00":
        encoding = "utf-16-le"
    elif first[:2] == b"\x00<":
        encoding = "utf-16-be"
    whole = chain((first,), pieces)
    if not encoding:
        yield from whole
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for piece in whole:
        if text := decoder.decode(piece):
            yield text.encode("utf-8", "replace")


def _referring(pieces: Iterator[bytes], path: Path, name: str) -> Iterator[bytes]:
    """Yield the pieces of a sheet, refusing one that points at a text before the first.

    calamine shows the first text there and openpyxl the last: a wrong company, silently.
    """
    carry = b""
    for piece in pieces:
        if b"<v>-" in piece or b"<v>-" in carry + piece[:8]:
            data = carry + piece
            if _NEGATIVE_TEXT.search(data):
                raise damaged(path, "string_index", name=name)
        carry = piece[-_CARRY:]
        yield piece


def _xls(file: BinaryIO, path: Path) -> None:
    compound = ole.opened(file, path)
    stream = compound.streams.get("workbook") or compound.streams.get("book")
    if stream is None:
        raise damaged(path, "no_sheets")
    areas.check_xls_records(ole.content(compound, stream), path)
