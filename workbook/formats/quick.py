"""A worksheet in the usual XML → its frame and facts, in one pass over the inflated bytes.

Reading 4.5 million cells through Python objects of their own costs seconds; here only what ends
up in the frame becomes an object, and a text, however often it is shown, one and the same. XML
written any other way is refused, and `workbook.formats.ooxml` takes the careful road.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from workbook.formats import tags
from workbook.formats.frames import blank, trimmed
from workbook.formats.scan import SheetFacts, UnusualXmlError
from workbook.formats.strings import LONGEST
from workbook.formats.values import Piece, Texts
from workbook.formats.words import SPARE, Words
from workbook.prescreen.areas import MAX_COLUMN, MAX_ROW, is_scattered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from workbook.formats.alone import Meaning

_ROW_END, _DATA_START, _DATA_END = b"</row>", b"<sheetData", b"</sheetData>"
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
    while (at := waiting.find(_DATA_START)) < 0 or len(waiting) < at + len(_DATA_END):
        waiting = _longer(waiting, pieces)
    head, waiting = waiting[:at], waiting[at + len(_DATA_START) :]
    sheet = _Sheet(meaning)
    if waiting.startswith(b"/>"):
        tail = waiting[2:]
    elif waiting.startswith(b">"):
        tail = _rows(waiting[1:], pieces, sheet)
    else:
        raise UnusualXmlError
    parts = [head, b"<sheetData/>", tail]
    for piece in pieces:
        parts.append(piece)
        if sum(map(len, parts)) > _LONGEST_TAIL:
            raise UnusualXmlError
    return Read(sheet.frame(), sheet.facts, b"".join(parts))


def _rows(waiting: bytes, pieces: Iterator[bytes], sheet: _Sheet) -> bytes:
    """Give the rows to `sheet` and return the bytes at hand that follow them."""
    while True:
        cut = waiting.rfind(_ROW_END) + len(_ROW_END)
        cut = cut if cut >= len(_ROW_END) else 0
        stop = waiting.find(_DATA_END, cut)
        if stop >= 0:
            sheet.take(waiting[:stop])
            return waiting[stop + len(_DATA_END) :]
        if cut:
            sheet.take(waiting[:cut])
        waiting = _longer(waiting[cut:], pieces)


def _longer(waiting: bytes, pieces: Iterator[bytes]) -> bytes:
    piece = next(pieces, b"")
    if not piece or len(waiting) > LONGEST:
        raise UnusualXmlError
    return waiting + piece


class _Block(NamedTuple):
    """The values of some rows, by column and row; the first is at `top` and `left`."""

    top: int
    left: int
    cells: NDArray[np.object_]


class _Sheet:
    """What has been read so far."""

    def __init__(self, meaning: Meaning) -> None:
        self.facts = SheetFacts()
        self._meaning = meaning
        self._texts = Texts()
        self._blocks: list[_Block] = []
        self._last = 0
        self._count = 0
        self._columns = (MAX_COLUMN + 1, 0)

    def take(self, rows: bytes) -> None:
        """Take in whole rows."""
        data = b"".join((SPARE, rows, SPARE))
        words = Words(data)
        found = tags.rows(data, words, len(SPARE), len(data) - len(SPARE), after=self._last)
        self._last = found.last
        self.facts.hidden_rows.update(found.hidden)
        if found.last > MAX_ROW:
            raise UnusualXmlError
        if len(found.starts):
            piece = Piece(data, words, found, self._meaning)
            piece.read(self.facts)
            piece.fill(self._room(piece), self.facts, self._texts)

    def frame(self) -> pd.DataFrame:
        """Return all values, without blank rows and columns at the ends."""
        if not self._blocks:
            return blank()
        top, left = self._blocks[0].top, self._columns[0]
        last = self._blocks[-1].top + self._blocks[-1].cells.shape[1]
        values = np.empty((self._columns[1] - left + 1, last - top), object)
        self._blocks.reverse()
        while self._blocks:  # each is freed as soon as it has been copied
            block = self._blocks.pop()
            width, height = block.cells.shape
            at, right = block.top - top, block.left - left
            values[right : right + width, at : at + height] = block.cells
        index, columns = range(top, last), range(left, self._columns[1] + 1)
        frame = pd.DataFrame(values.T, index=index, columns=columns, dtype=object, copy=False)
        return trimmed(frame)

    def _room(self, piece: Piece) -> NDArray[np.object_]:
        """Return room for the cells of `piece`."""
        (top, left), (bottom, right) = piece.first, piece.last
        self._count += piece.count
        self._columns = (min(self._columns[0], left), max(self._columns[1], right))
        first = self._blocks[0].top if self._blocks else top
        around = (bottom - first + 1) * (self._columns[1] - self._columns[0] + 1)
        if right > MAX_COLUMN or is_scattered(around, self._count):
            raise UnusualXmlError
        values = np.empty((right - left + 1, bottom - top + 1), object)
        self._blocks.append(_Block(top, left, values))
        return values
