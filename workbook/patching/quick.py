"""New cells put into a block whose cells have all been located."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from workbook.patching.located import COLUMNS
from workbook.patching.shapes import IrregularError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from workbook.patching.cellediting import CellEditor
    from workbook.patching.located import Located

_SPANS = re.compile(rb'\sspans="(?:(\d{1,5}):(\d{1,5}))?[^"]*"')
_NUMBER_AT = len('<row r="')


class _Tag(NamedTuple):
    """What the tag of a row says, which rows of one table say alike."""

    style: int | None
    """Of cells that are not there; None when their columns say it."""
    spans: tuple[int, int] | None
    """Which of its attributes' bytes to leave out, since new cells outgrow them."""
    is_closed: bool
    """Whether it has no cells and no end of its own."""


_AS_IT_IS = _Tag(None, None, is_closed=False)


def with_new_cells(
    block: bytes, found: Located, numbers: Sequence[int], editor: CellEditor
) -> bytes:
    """Return `block` with the new cells of the rows `numbers`, none behind its last row.

    Raises:
        IrregularError: something else than cells stands in such a row.
        PatchError: a cell cannot be changed without harm to others.
    """
    if not numbers:
        return block
    filling = _Filling(block, editor)
    places = np.searchsorted(found.numbers, numbers)
    are_there = (found.numbers[places] == numbers).tolist()
    starts, ends = found.rows[places].tolist(), found.rows[places + 1].tolist()
    columns = [tuple(sorted(editor.cells[number])) for number in numbers]
    hits = _hits(places.tolist(), columns, found)
    rows = zip(numbers, starts, ends, columns, are_there, strict=True)
    for number, start, end, listed, is_there in rows:
        here = list(zip(listed, islice(hits, len(listed)), strict=True))
        if is_there:
            filling.fill(number, start, end, here)
        else:
            filling.put(start, start, editor.new_row(number))
    return filling.result()


def _hits(
    rows: Sequence[int], columns: Sequence[Collection[int]], found: Located
) -> Iterator[tuple[bool, int, int]]:
    """Give for each cell: whether it is there, where it or the next one begins, and the one before.

    The next and the one before may stand in another row; -1 for none before.
    """
    wanted = np.array(
        [
            row * COLUMNS + column
            for row, listed in zip(rows, columns, strict=True)
            for column in listed
        ],
        np.int64,
    )
    at = np.searchsorted(found.keys, wanted)
    is_there = np.append(found.keys, -1)[at] == wanted
    behind = np.append(found.cells, found.rows[-1])[at]
    before = np.append(found.cells, -1)[at - 1]
    return zip(is_there.tolist(), behind.tolist(), before.tolist(), strict=True)


def spans_within(attributes: bytes, columns: Collection[int]) -> bool:
    """Return whether what a row says about its width still holds with cells in `columns`."""
    found = _SPANS.search(attributes) if b"spans" in attributes else None
    if found is None:
        return True
    first, last = int(found[1] or 0), int(found[2] or 0)
    return all(first <= column <= last for column in columns)


class _Filling:
    def __init__(self, block: bytes, editor: CellEditor) -> None:
        self._block = block
        self._editor = editor
        self._out: list[bytes] = []
        self._kept = 0
        self._tags: dict[tuple[bytes, Collection[int]], _Tag] = {}

    def put(self, start: int, end: int, *new: bytes) -> None:
        self._out.append(self._block[self._kept : start])
        self._out += new
        self._kept = end

    def result(self) -> bytes:
        return b"".join([*self._out, self._block[self._kept :]])

    def fill(
        self, number: int, start: int, end: int, hits: Sequence[tuple[int, tuple[bool, int, int]]]
    ) -> None:
        block, editor, digits = self._block, self._editor, b"%d" % number
        values = editor.cells[number]
        new = tuple([one for one, hit in hits if not hit[0] and values[one] is not None])
        inside, tag = self._opened(start, len(digits), new) if new else (0, _AS_IT_IS)
        for column, (is_there, at, before) in hits:
            if is_there:
                stop = editor.end_of_cell(block, at)
                self.put(at, stop, editor.replaced(block[at:stop], number, column))
            elif column in new:
                style = editor.column_style(column) if tag.style is None else tag.style
                tail = editor.tail(number, column, style)
                if tail is not None:
                    gap = at
                    if at >= end:
                        last = before if before > start else None
                        gap = end if tag.is_closed else self._end_of_cells(inside, last, end)
                    self.put(gap, gap, editor.opening(column), digits, tail)
        if tag.is_closed:
            self.put(end, end, editor.shapes.row_end)

    def _opened(self, start: int, digits: int, columns: tuple[int, ...]) -> tuple[int, _Tag]:
        """Return where the inside of a row begins, and what its tag says, made fit for cells."""
        block = self._block
        at, end = start + _NUMBER_AT + digits + 1, block.find(b">", start)
        key = block[at:end], columns
        tag = self._tags.get(key)
        if tag is None:
            if self._editor.shapes.row.match(block, start, end + 1) is None:
                raise IrregularError
            tag = self._tags[key] = self._read(*key)
        if tag.spans:
            self.put(at + tag.spans[0], at + tag.spans[1])
        if tag.is_closed:
            self.put(end - 1, end + 1, b">")
        return end + 1, tag

    def _read(self, attributes: bytes, columns: tuple[int, ...]) -> _Tag:
        spans = None
        if not spans_within(attributes, columns) and (found := _SPANS.search(attributes)):
            spans = found.span()
        return _Tag(self._editor.row_style(attributes), spans, attributes.endswith(b"/"))

    def _end_of_cells(self, inside: int, last: int | None, end: int) -> int:
        end -= len(self._editor.shapes.row_end)
        behind = inside if last is None else self._editor.end_of_cell(self._block, last)
        # What follows the cells of a row is no cell's business.
        if behind != end:
            raise IrregularError
        return end
