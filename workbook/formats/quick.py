"""A worksheet in the usual XML → its frame and facts, in one pass over the inflated bytes.

Reading 4.5 million cells through Python objects of their own costs seconds; here only what ends
up in the frame becomes an object, and a text, however often it is shown, one and the same. XML
written any other way is refused, and `workbook.formats.ooxml` takes the careful road.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from workbook.formats.frames import blank, framed
from workbook.formats.rows import rows
from workbook.formats.scan import SheetFacts, UnusualXmlError
from workbook.formats.strings import LONGEST, is_utf8, without
from workbook.formats.values import Piece, Values
from workbook.formats.words import SPARE, Words
from workbook.prescreen.areas import MAX_COLUMN, MAX_ROW, is_scattered

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from workbook.formats.alone import Meaning

_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml([^>]*)>")
_DATA = re.compile(rb"<(?P<prefix>\w+:)?sheetData ?(?P<empty>/?)>")
_LONGEST_TAIL = 1 << 26
"""Bytes of rules, merged cells and colours behind the rows."""


class Read(NamedTuple):
    """The frame of a sheet, what was noticed on the way, and the XML around the rows."""

    cells: pd.DataFrame
    facts: SheetFacts
    around: bytes


def read(pieces: Iterator[bytes], meaning: Meaning) -> Read:
    """Return the worksheet that `pieces` give.

    Raises:
        UnusualXmlError: it is written in a way that is not understood here.
    """
    waiting = next(pieces, b"")
    while (data := _DATA.search(waiting)) is None:
        waiting = _longer(waiting, pieces)
    declaration = _DECLARATION.match(waiting)
    if declaration and not is_utf8(declaration[1]):
        raise UnusualXmlError
    prefix, tail, sheet = data["prefix"] or b"", waiting[data.end() :], _Sheet(meaning)
    if not data["empty"]:
        tail = _rows(tail, pieces, sheet, prefix)
    parts = [waiting[: data.start()], b"<%bsheetData/>" % prefix, tail]
    for piece in pieces:
        parts.append(piece)
        if sum(map(len, parts)) > _LONGEST_TAIL:
            raise UnusualXmlError
    return Read(sheet.frame(), sheet.facts, b"".join(parts))


def _rows(waiting: bytes, pieces: Iterator[bytes], sheet: _Sheet, prefix: bytes) -> bytes:
    """Give the rows to `sheet` and return the bytes at hand that follow them.

    `prefix` is what stands before the names of tags: nothing, or x: in many a .NET program.
    """
    row_end, data_end = b"</%brow>" % prefix, b"</%bsheetData>" % prefix
    while True:
        cut = waiting.rfind(row_end) + len(row_end)
        cut = cut if cut >= len(row_end) else 0
        stop = waiting.find(data_end, cut)
        if stop >= 0:
            sheet.take(without(prefix, waiting[:stop]))
            return waiting[stop + len(data_end) :]
        if cut:
            sheet.take(without(prefix, waiting[:cut]))
        waiting = _longer(waiting[cut:], pieces)


def _longer(waiting: bytes, pieces: Iterator[bytes]) -> bytes:
    piece = next(pieces, b"")
    if not piece or len(waiting) > LONGEST:
        raise UnusualXmlError
    return waiting + piece


class _Block(NamedTuple):
    """The codes of some values, by column and row; the first is at `top` and `left`."""

    top: int
    left: int
    codes: NDArray[np.int32]


class _Sheet:
    """What has been read so far."""

    def __init__(self, meaning: Meaning) -> None:
        self.facts = SheetFacts()
        self._meaning = meaning
        self._values = Values(meaning.strings)
        self._blocks: list[_Block] = []
        self._last = 0
        self._count = 0
        self._columns = (MAX_COLUMN + 1, 0)

    def take(self, xml: bytes) -> None:
        """Take in whole rows."""
        data = b"".join((SPARE, xml, SPARE))
        words = Words(data)
        found = rows(data, words, (len(SPARE), len(SPARE) + len(xml)), after=self._last)
        self._last = found.last
        self.facts.hidden_rows.update(found.hidden)
        if found.last > MAX_ROW:
            raise UnusualXmlError
        if len(found.starts):
            piece = Piece(data, words, found, self._meaning)
            piece.read(self.facts)
            piece.fill(self._room(piece), self.facts, self._values)

    def frame(self) -> pd.DataFrame:
        """Return all values, without blank rows and columns at the ends."""
        nothing = self._values.nothing
        while self._blocks and (self._blocks[-1].codes == nothing).all():
            self._blocks.pop()  # rows that are only formatted, a template has thousands
        if not self._blocks:
            return blank()
        top, left = self._blocks[0].top, self._columns[0]
        last = self._blocks[-1].top + self._blocks[-1].codes.shape[1]
        values = np.empty((self._columns[1] - left + 1, last - top), object)
        # Block by block, for their texts lie together in memory and are touched only once.
        for block in self._blocks:
            width, height = block.codes.shape
            at, right = block.top - top, block.left - left
            values[right : right + width, at : at + height] = self._values.of(block.codes)
        self._blocks.clear()
        return framed(values, (top, left))

    def _room(self, piece: Piece) -> NDArray[np.int32]:
        """Return room for the codes of `piece`."""
        (top, left), (bottom, right) = piece.first, piece.last
        self._count += piece.count
        self._columns = (min(self._columns[0], left), max(self._columns[1], right))
        first = self._blocks[0].top if self._blocks else top
        around = (bottom - first + 1) * (self._columns[1] - self._columns[0] + 1)
        if right > MAX_COLUMN or is_scattered(around, self._count):
            raise UnusualXmlError
        codes = np.full((right - left + 1, bottom - top + 1), self._values.nothing, np.int32)
        self._blocks.append(_Block(top, left, codes))
        return codes
