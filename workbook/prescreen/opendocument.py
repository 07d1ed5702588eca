"""What the repeats of an OpenDocument sheet add up to.

`number-rows-repeated="1048576"` on the empty rest of a sheet is how every valid file ends; the
same on rows that hold values is a bomb of a few bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from workbook.prescreen.areas import MAX_COLUMN, MAX_ROW, Measured, Reach, small_enough
from workbook.prescreen.refusals import damaged, too_big

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_VALUES = 20_000_000
"""Cells with a value that one sheet may come to, repeats counted."""
_MAX_SPACES = 1_000_000
_PLAIN_AREA = 4_000_000
_ROW_END = b"</table:table-row>"
# The empty rest of a row; nothing comes of it however often it is repeated.
_REST = re.compile(rb"<table:table-cell(?![^<>]*value)[^<>]*/>\Z")
_COLUMNS = re.compile(rb'<table:(?:covered-)?table-cell[^<>]*number-columns-repeated="(\d{1,12})"')
_ROWS = re.compile(rb'<table:table-row[^<>]*number-rows-repeated="(\d{1,12})"')
# What the quick count does not understand.
_STRANGE = (b"<!DOCTYPE", b"<![CDATA", b"repeated='", b"repeated =", b"repeated= ")
_LONG_SPACE = re.compile(rb'text:c="\d{5}')


def measured(pieces: Iterator[bytes], path: Path) -> list[Measured] | None:
    """Return one area around all sheets of content.xml, counting generously.

    None: only `counted`, ten times slower, can tell that it is harmless.

    Raises:
        DamagedError: a row is longer than any file needs.
    """
    rows = width = values = blank = 0
    carry = b""
    for piece in pieces:
        data = carry + piece
        if any(sign in data for sign in _STRANGE) or _LONG_SPACE.search(data):
            return None
        *whole, carry = data.split(_ROW_END)
        if len(carry) > (64 << 20):
            raise damaged(path, "records")
        for row in whole:
            cells = _width(row)
            again = _ROWS.search(row)
            count = int(again[1]) if again else 1
            if cells:
                rows, blank = rows + blank + count, 0
                width, values = max(width, cells), values + cells * count
            else:
                blank += count
    is_inside = 0 < rows <= MAX_ROW and width <= MAX_COLUMN
    is_plain = is_inside and rows * width <= _PLAIN_AREA and b"<table:table-row" not in carry
    return [Measured("content.xml", 1, 1, rows, width, values)] if is_plain else None


def _width(row: bytes) -> int:
    """Return how many cells one row comes to without its empty rest."""
    rest = _REST.search(row, max(0, row.rfind(b"<")))
    body = row[: rest.start()] if rest else row
    cells = body.count(b"table-cell") - body.count(b"</table:")
    if b"columns-repeated" in body:
        cells += sum(int(found) for found in _COLUMNS.findall(body))
    return cells


def counted(pieces: Iterator[bytes], path: Path) -> list[Measured]:
    """Return the area of each sheet of content.xml, by the sheet's name.

    Raises:
        TooBigError: a sheet's values are repeated beyond reason.
        DamagedError: the XML is broken or has a DTD.
    """
    counter = _Counter(path)
    parser = expat.ParserCreate()
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    parser.StartDoctypeDeclHandler = counter.refuse_dtd
    try:
        for piece in pieces:
            parser.Parse(piece, False)  # noqa: FBT003  (the C function takes no keywords)
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged(path, "entry_data", name="content.xml") from error
    return counter.found


class _Counter:
    """Follows the elements of content.xml."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[Measured] = []
        self._name = ""
        self._reach = Reach()
        self._row = 0
        self._row_repeat = 1
        self._row_width = 0
        self._row_values = 0
        self._row_first = 0
        self._row_last = 0
        self._cell: tuple[int, bool] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the beginning of an element."""
        local = tag.rpartition(":")[2]
        if local in {"table-cell", "covered-table-cell"}:
            repeat = _repeat(attributes, "number-columns-repeated")
            self._cell = (repeat, any(key.endswith(":value-type") for key in attributes))
        elif local == "p" and self._cell is not None:
            self._cell = (self._cell[0], True)
        elif local == "table-row":
            self._row_repeat = _repeat(attributes, "number-rows-repeated")
            self._row_width = self._row_values = self._row_first = self._row_last = 0
        elif local == "s" and _repeat(attributes, "c") > _MAX_SPACES:
            count = _repeat(attributes, "c")
            raise too_big(self.path, "spaces", name="content.xml", count=count)
        elif local == "table":
            self._name = next((v for k, v in attributes.items() if k.endswith(":name")), "")
            self._reach, self._row = Reach(), 0

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        local = tag.rpartition(":")[2]
        if local in {"table-cell", "covered-table-cell"} and self._cell is not None:
            self._end_cell(*self._cell)
            self._cell = None
        elif local == "table-row":
            self._end_row()
        elif local == "table":
            self.found.append(small_enough(self._reach.measured(self._name), self.path))

    def refuse_dtd(self, *_: object) -> None:
        """Refuse a document type."""
        raise damaged(self.path, "dtd", name="content.xml")

    def _end_cell(self, repeat: int, has_value: bool) -> None:  # noqa: FBT001
        if has_value:
            self._row_values += repeat
            self._row_first = self._row_first or self._row_width + 1
            self._row_last = self._row_width + repeat
        self._row_width += repeat

    def _end_row(self) -> None:
        if self._row_values:
            last = self._row + self._row_repeat
            columns = (self._row_first, self._row_last)
            self._reach.add((self._row + 1, last), columns, self._row_values * self._row_repeat)
            is_outside = last > MAX_ROW or self._row_last > MAX_COLUMN
            if is_outside or self._reach.cells > MAX_VALUES:
                raise too_big(self.path, "repeats", name=self._name, limit=MAX_VALUES)
        self._row += self._row_repeat


def _repeat(attributes: dict[str, str], name: str) -> int:
    for key, value in attributes.items():
        if key.rpartition(":")[2] == name:
            digits = value.strip()[:12]
            return max(1, int(digits)) if digits.isdecimal() else 1
    return 1
