"""Which cells hold a formula."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

from workbook.patching.archive import Archive
from workbook.patching.book import Book
from workbook.patching.cells import letters
from workbook.patching.markup import MarkupError
from workbook.patching.parts import Parts
from workbook.patching.refusals import refused
from workbook.patching.regular import regular
from workbook.patching.shapes import IrregularError, check_named, check_plain, shapes, spread_areas
from workbook.patching.stream import SheetStream

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from workbook.patching.edits import Area
    from workbook.patching.shapes import Shapes

Place = tuple[int, int]


def formula_cells(
    source: Path | IO[bytes], places: Mapping[str, Collection[Place]]
) -> set[tuple[str, int, int]]:
    """Return which of `places` (tab → row, column) show what a formula says: (tab, row, column).

    A cell that an array formula elsewhere fills counts too.

    Raises:
        DamagedError: the package is broken.
        PatchError: there is no such sheet, or it is not written the usual way.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            return _found(Archive(file, str(source)), places)
    return _found(Archive(source, str(getattr(source, "name", ""))), places)


def _found(archive: Archive, places: Mapping[str, Collection[Place]]) -> set[tuple[str, int, int]]:
    book = Book(Parts(archive))
    found: set[tuple[str, int, int]] = set()
    for name, wanted in places.items():
        if wanted:
            path = book.worksheet(name).path
            found |= {(name, *place) for place in _of_sheet(archive, path, name, wanted)}
    return found


def _of_sheet(archive: Archive, path: str, tab: str, wanted: Collection[Place]) -> set[Place]:
    try:
        return set(_formulas(archive.pieces(path), wanted))
    except (IrregularError, MarkupError):
        pass
    try:
        return set(_formulas(regular(archive.pieces(path)), wanted))
    except (IrregularError, MarkupError) as error:
        raise refused(archive.name, "patching.irregular", sheet=tab) from error


def _formulas(pieces: Iterable[bytes], wanted: Collection[Place]) -> Iterator[Place]:
    rows: dict[int, list[int]] = {}
    for row, column in wanted:
        rows.setdefault(row, []).append(column)
    stream = SheetStream(pieces)
    known = shapes(stream.prefix)
    filled: list[Area] = []
    for block in stream.blocks():
        check_plain(block)
        check_named(known, block)
        filled += spread_areas(known, block)
        if known.formula in block:
            yield from _in_block(block, known, rows)
    for top, left, bottom, right in filled:
        yield from (
            (row, column)
            for row, column in wanted
            if top <= row <= bottom and left <= column <= right
        )


def _in_block(block: bytes, known: Shapes, rows: Mapping[int, Iterable[int]]) -> Iterator[Place]:
    at = 0
    while found := known.row.match(block, at):
        end = found.end() if found[3] else block.find(known.row_end, found.end())
        if end < 0:
            raise IrregularError
        row = int(found[1])
        for column in rows.get(row, ()):
            start = block.find(b'%b%b%d"' % (known.cell, letters(column).encode(), row), at, end)
            stop = block.find(known.any_cell, start + 1, end)
            if start >= 0 and block.find(known.formula, start, stop if stop > 0 else end) >= 0:
                yield row, column
        at = end if found[3] else end + len(known.row_end)
    if block[at:].strip():
        raise IrregularError
