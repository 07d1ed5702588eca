"""Cells that hold more than their value, which a new value would take away."""

from __future__ import annotations

import re
from html import unescape
from typing import IO, TYPE_CHECKING, NamedTuple

from workbook import patching
from workbook.formats.package import Package, children, unescaped
from workbook.formats.scan import column_number, raw_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from validation.book import Book
    from validation.changes import Change

_PLAIN_CODES = frozenset({"General", "GENERAL", "general", "0", "@"})
_PLAIN_NUMBERS = frozenset({"0", "1", "49"})
"""The built-in formats General, 0 and text."""
_RICH_INLINE = re.compile(rb"<((?:\w+:)?)is>\s*<\1(?:r|rPh)[ >]")
_REFERENCE = re.compile(rb'<(?:\w+:)?c [^<>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_ITEM_END = re.compile(rb"</(?:\w+:)?si>")
_RUN = re.compile(rb"<(?:\w+:)?(?:r|rPh)[ >]")
_READING = re.compile(rb"<((?:\w+:)?)rPh[ >].*?</\1rPh>", re.DOTALL)
_TEXT = re.compile(rb"<(?:\w+:)?t(?: [^<>]*)?>([^<]*)<")
_PIECE = 1 << 22
_OVERLAP = 1 << 16


class Place(NamedTuple):
    """A cell of the file."""

    tab: str
    row: int
    column: int


def kept(source: Path | IO[bytes], book: Book, changes: Sequence[Change]) -> set[int]:
    """Return which of `changes`, by position, are of cells that must stay as they are.

    These are formulas; text whose runs look different or carry a reading aid; and numbers whose
    format shows what the number does not have, such as leading zeros or a currency.

    Raises:
        FileError: the workbook cannot be read.
    """
    places = {
        Place(book.layouts[c.sheet].tab, c.row, book.layouts[c.sheet].columns[c.column]): n
        for n, c in enumerate(changes)
    }
    by_tab: dict[str, set[tuple[int, int]]] = {}
    for place in places:
        by_tab.setdefault(place.tab, set()).add((place.row, place.column))
    found = {Place(*place) for place in patching.formula_cells(source, by_tab)}
    package = Package(source)
    try:
        rich = _rich_strings(package)
        found |= {p for p, n in places.items() if changes[n].before in rich}
        numbers = {p for p, n in places.items() if isinstance(changes[n].before, (int, float))}
        found |= set(_inline_rich(package, by_tab)) | _formatted(package, numbers)
    finally:
        package.close()
    return {places[place] for place in found if place in places}


def _rich_strings(package: Package) -> frozenset[str]:
    """Return the shared strings that have runs of their own look, or phonetic marks.

    A plain cell that says the same is taken for one of them: it is left alone too.
    """
    path = next(
        (
            path
            for kind, path in package.targets(package.workbook_path).values()
            if kind == "sharedStrings" and package.has(path)
        ),
        None,
    )
    if path is None:
        return frozenset()
    with package.stream(path) as stream:
        return frozenset(text for item in _rich_items(stream) for text in _texts(item))


def _rich_items(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the strings with runs or readings as XML; there may be millions without."""
    waiting = b""
    while block := stream.read(_PIECE):
        ends = list(_ITEM_END.finditer(waiting + block))
        piece, cut = waiting + block, ends[-1].end() if ends else 0
        if _RUN.search(piece, 0, cut):
            yield from (item for item in _ITEM_END.split(piece[:cut]) if _RUN.search(item))
        waiting = piece[cut:]


def _texts(item: bytes) -> tuple[str, str]:
    """Return what the cell of such a string says, and the same without white space around it."""
    pieces = _TEXT.findall(_READING.sub(b"", item))
    text = unescaped(unescape(b"".join(pieces).decode("utf-8", "replace")))
    return text, text.strip()


def _inline_rich(package: Package, by_tab: Mapping[str, set[tuple[int, int]]]) -> Iterator[Place]:
    for sheet in package.sheets:
        if sheet.tab in by_tab:
            with package.stream(sheet.path) as stream:
                for row, column in _rich_cells(stream):
                    yield Place(sheet.tab, row, column)


def _rich_cells(stream: IO[bytes]) -> Iterator[tuple[int, int]]:
    piece = b""
    while block := stream.read(_PIECE):
        piece = piece[-_OVERLAP:] + block  # a cell may lie over the end of a piece
        for found in _RICH_INLINE.finditer(piece):
            cells = list(_REFERENCE.finditer(piece, max(0, found.start() - 400), found.start()))
            if cells:
                yield int(cells[-1][2]), column_number(cells[-1][1])


def _formatted(package: Package, numbers: set[Place]) -> set[Place]:
    """Return the numbers that do not simply show their digits, and those whose cell is unseen."""
    if not numbers:
        return set()
    plain = _plain_styles(package)
    shown: set[Place] = set()
    for sheet in package.sheets:
        places = [(p.row, p.column) for p in numbers if p.tab == sheet.tab]
        if not places:
            continue
        with package.stream(sheet.path) as stream:
            for (row, column), cell in raw_cells(stream, places):
                if cell.style in plain:
                    shown.add(Place(sheet.tab, row, column))
    return numbers - shown


def _plain_styles(package: Package) -> frozenset[int]:
    path = next(
        (p for k, p in package.targets(package.workbook_path).values() if k == "styles"), ""
    )
    if not package.has(path):
        return frozenset({0})
    root = package.xml(path)
    codes = {
        number.get("numFmtId", ""): number.get("formatCode", "")
        for group in children(root, "numFmts")
        for number in children(group, "numFmt")
    }
    formats = [
        style.get("numFmtId", "0")
        for group in children(root, "cellXfs")
        for style in children(group, "xf")
    ]
    return frozenset(
        at
        for at, number in enumerate(formats)
        if number in _PLAIN_NUMBERS or codes.get(number) in _PLAIN_CODES
    )
