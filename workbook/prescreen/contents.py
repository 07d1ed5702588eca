"""Everything inside a file, looked at once in the worker before a reader sees it.

A dense reader allocates the rectangle around all cells of a sheet: for A1 and XFD1048576 that is
550 GB. Here the rectangle is measured first, along with what else makes readers hang or lie.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from validation.errors import FileMissingError
from workbook.prescreen import ole
from workbook.prescreen.refusals import damaged, megabytes, shown, too_big
from workbook.prescreen.zipparts import CHUNK, MAX_INFLATED, Part, directory, inflated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.prescreen.areas import Measured

_PROLOG = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_ROOT = re.compile(r"<(?:[^\s<>/:]+:)?([^\s<>/:]+)[\s/>]")
_TABLE_CELLS = 4_000_000
_SPARE = 16
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
    """Parts of so few cells so far apart that a dense reader must not be asked for them."""
    inflated: int = 0
    """Bytes of XML and records that were counted."""


def inspect(path: Path, format: str) -> Contents:  # noqa: A002  (the word used everywhere)
    """Return what is inside the file at `path`, which `screen` said is of `format`.

    Raises:
        TooBigError: it inflates to more than 2 GB, or repeats cells or texts beyond reason.
        DamagedError: a part cannot be read, has a DTD, or refers to cells or texts that cannot be.
        FileMissingError: it went away.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            if format in {"xlsx", "xlsm", "xlsb", "ods"}:
                return _package(file, path, format)
            if format == "xls":
                _xls(file, path)
    except OSError as error:
        raise FileMissingError(path=shown(path)) from error
    return Contents()


class _Budget:
    """Bytes a package may still inflate to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.used = 0

    def counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.used += len(piece)
            if self.used > MAX_INFLATED:
                raise too_big(self.path, "inflated", limit=megabytes(MAX_INFLATED))
            yield piece


def _package(file: BinaryIO, path: Path, kind: str) -> Contents:
    from workbook.prescreen import areas, opendocument  # noqa: PLC0415  (numpy, not in the parent)

    budget = _Budget(path)
    measured: list[Measured] = []
    parts = directory(file, path)
    for part in parts.values():
        pieces = budget.counted(inflated(file, part, path))
        if kind == "ods" and part.name == "content.xml":
            found = opendocument.measured(pieces, path)
            if found is None:
                found = opendocument.counted(inflated(file, part, path), path)
            measured += found
        elif kind == "xlsb" and part.name.endswith(".bin"):
            if "worksheets/" in part.name:
                measured.append(areas.of_records(pieces, path, part.name))
        else:
            root, text = _xml(pieces, path, part, is_strict=kind != "ods")
            if root == "worksheet":
                area = areas.of_sheet(_checked(text, path, part.name), path, part.name)
                if area is None:
                    again = _utf8(inflated(file, part, path))
                    area = areas.of_odd_sheet(again, path, part.name)
                measured.append(area)
            elif root:
                for _ in text:
                    pass
    return Contents(
        tuple(Area(*one[:5]) for one in measured),
        frozenset(one.part for one in measured if _is_sparse(one)),
        budget.used,
    )


def _is_sparse(one: Measured) -> bool:
    return one.cells_around > max(_TABLE_CELLS, _SPARE * one.cells)


def _xml(
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
    return root[1], _joined(head, stream)


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
    if not encoding:
        yield first
        yield from pieces
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(first).encode("utf-8", "replace")
    for piece in pieces:
        yield decoder.decode(piece).encode("utf-8", "replace")


def _joined(head: bytes, stream: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from stream


def _checked(pieces: Iterator[bytes], path: Path, name: str) -> Iterator[bytes]:
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
    from workbook.prescreen.areas import check_xls_records  # noqa: PLC0415

    compound = ole.opened(file, path)
    stream = compound.streams.get("workbook") or compound.streams.get("book")
    if stream is None:
        raise damaged(path, "no_sheets")
    check_xls_records(ole.content(compound, stream), path)
