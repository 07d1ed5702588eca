"""The rows of a worksheet, changed in blocks by searching their bytes.

Parsing 150 MB of XML in Python takes a minute; finding the few places to change takes a second.
That holds for rows written the usual way, which every block is checked for; for any other,
`workbook.patching.regular` first writes them so.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from workbook.formats.scan import column_number
from workbook.patching.located import located
from workbook.patching.quick import spans_within, with_new_cells
from workbook.patching.shapes import IrregularError, check_named, check_plain, spread_areas

if TYPE_CHECKING:
    from workbook.patching.cellediting import CellEditor

_SPANS = re.compile(rb'\sspans="[^"]*"')
_AFTER_ALL = 1 << 30


class RowEditor:
    """Puts new cells into the rows that pass by, from the first to the last."""

    def __init__(self, editor: CellEditor) -> None:
        self._editor = editor
        self._shapes = editor.shapes
        self._waiting = sorted(editor.cells, reverse=True)
        self._row = 0

    def passed(self, block: bytes, *, until: int | None = None) -> tuple[bytes, bool]:
        """Return whole rows with their new cells, and whether row `until` was reached.

        Raises:
            IrregularError: the rows are not written the usual way.
            PatchError: a cell cannot be changed without harm to others.
        """
        check_plain(block)
        found = located(block) if until is None and not self._editor.prefix else None
        if found is None or found.has_formulas:
            self._editor.filled += spread_areas(self._shapes, block)
        if found is not None:
            if found.numbers[0] <= self._row:
                raise IrregularError
            self._row = int(found.numbers[-1])
            return with_new_cells(block, found, self._taken(self._row), self._editor), False
        if self._editor.cells:
            check_named(self._shapes, block)
        return self._row_by_row(block, until)

    def rest(self) -> bytes:
        """Return the rows that come after all that passed by."""
        return b"".join(self._new_rows(_AFTER_ALL))

    def _taken(self, last: int) -> list[int]:
        """Return the rows up to `last` that wait for new cells, and let them wait no more."""
        taken = []
        while self._waiting and self._waiting[-1] <= last:
            taken.append(self._waiting.pop())
        return taken

    def _new_rows(self, before: int) -> list[bytes]:
        return [self._editor.new_row(number) for number in self._taken(before - 1)]

    def _row_by_row(self, block: bytes, until: int | None) -> tuple[bytes, bool]:
        out: list[bytes] = []
        at = kept = 0
        while found := self._shapes.row.match(block, at):
            number = int(found[1])
            if number <= self._row:
                raise IrregularError
            if until is not None and number >= until:
                if any(area[2] >= until for area in self._editor.filled):
                    self._editor.refuse("patching.spread_formula", until, 1)
                out += [block[kept:at], *self._new_rows(until)]
                return b"".join(out), True
            self._row = number
            end = found.end() if found[3] else self._end_of_row(block, found.end())
            if self._waiting and self._waiting[-1] <= number:
                out += [block[kept:at], *self._new_rows(number)]
                kept = at
                if self._taken(number):
                    out.append(self._edited(block, found, end))
                    kept = end
            at = end
        if block[at:].strip():
            raise IrregularError
        out.append(block[kept:])
        return b"".join(out), False

    def _end_of_row(self, block: bytes, start: int) -> int:
        end = block.find(self._shapes.row_end, start)
        if end < 0:
            raise IrregularError
        return end + len(self._shapes.row_end)

    def _edited(self, block: bytes, row: re.Match[bytes], end: int) -> bytes:
        """Return a row with its new cells."""
        number, attributes, known, editor = int(row[1]), row[2], self._shapes, self._editor
        inside = b"" if row[3] else block[row.end() : end - len(known.row_end)]
        last = self._last_column(inside, row[1])
        values = editor.cells[number]
        for column in sorted(values):
            opening = editor.opening(column) + row[1]
            at = inside.find(opening + b'"')
            if at >= 0:
                stop = editor.end_of_cell(inside, at)
                new = editor.replaced(inside[at:stop], number, column)
            else:
                style = editor.row_style(attributes)
                style = editor.column_style(column) if style is None else style
                tail = editor.tail(number, column, style)
                if tail is None:
                    continue
                at = stop = self._gap(inside, column, last)
                new, last = opening + tail, max(last, column)
            inside = inside[:at] + new + inside[stop:]
        if not spans_within(attributes, values):
            attributes = _SPANS.sub(b"", attributes)
        return b'%b r="%b"%b>%b%b' % (known.row_open, row[1], attributes, inside, known.row_end)

    def _last_column(self, inside: bytes, number: bytes) -> int:
        """Return the last column of a row that has a cell, 0 when none has.

        Raises:
            IrregularError: the cells stand in another row or in no order, or are no cells.
        """
        columns = []
        for found in self._shapes.reference.finditer(inside):
            if found[2] != number:
                raise IrregularError
            columns.append(column_number(found[1]))
        are_rising = all(one < other for one, other in pairwise(columns))
        if not are_rising or len(columns) != inside.count(self._shapes.cell):
            raise IrregularError
        if not columns and inside.strip():
            raise IrregularError
        return columns[-1] if columns else 0

    def _gap(self, inside: bytes, column: int, last: int) -> int:
        """Return where a cell of `column` belongs in a row that has none there."""
        if not last:
            return 0
        if last < column:
            end = self._editor.end_of_cell(inside, inside.rfind(self._shapes.cell))
            # What follows the cells of a row is no cell's business.
            if inside[end:].strip():
                raise IrregularError
            return end
        for cell in self._shapes.reference.finditer(inside):
            if column_number(cell[1]) > column:
                return cell.start()
        raise IrregularError
