"""What a cell becomes: the bytes for its new value in the style it has or is to have."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from workbook.patching.cells import letters
from workbook.patching.refusals import refused
from workbook.patching.shapes import IrregularError, area_of, shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook.patching.cells import Writer
    from workbook.patching.edits import Area, Value

_STYLE = re.compile(rb'\ss="(\d{1,9})"')
_ROW_STYLE = re.compile(rb'(?=.*\scustomFormat="(?:1|true)").*?\ss="(\d{1,9})"', re.DOTALL)
_SLASH = ord("/")
_REMEMBERED = 10_000


class Where(NamedTuple):
    """The file and the tab, for messages."""

    file: str
    tab: str


class CellEditor:
    """The new cells of one sheet; `columns` is column → its style, for cells that were not there.

    Raises:
        PatchError: a cell cannot be changed without harm to others.
    """

    def __init__(
        self,
        cells: Mapping[int, Mapping[int, Value]],
        writer: Writer,
        *,
        columns: Mapping[int, int],
        where: Where,
    ) -> None:
        self.cells = cells
        self.prefix = writer.prefix.encode()
        self.shapes = shapes(self.prefix)
        self.filled: list[Area] = []
        """Areas that formulas seen so far fill."""
        self._writer = writer
        self._columns = columns
        self._where = where
        self._known: dict[tuple[int, str], bytes] = {}

    def opening(self, column: int) -> bytes:
        """Return the beginning of a cell's tag; the row's number follows."""
        return _opening(self.prefix, column)

    def new_row(self, number: int) -> bytes:
        """Return a row that was not there, nothing when no cell of it has a value."""
        cells = b""
        for column in sorted(self.cells[number]):
            tail = self.tail(number, column, self.column_style(column))
            if tail is not None:
                cells += b"%b%d%b" % (self.opening(column), number, tail)
        if not cells:
            return b""
        return b'%b r="%d">%b%b' % (self.shapes.row_open, number, cells, self.shapes.row_end)

    def replaced(self, old: bytes, row: int, column: int) -> bytes:
        """Return what comes for the cell `old`, in its style; nothing when that says nothing."""
        if self.shapes.formula in old:
            spread = self.shapes.spread.search(old)
            area = area_of(spread[1]) if spread else None
            if area and area[:2] != area[2:]:
                # The cells below only point to this one for their formula.
                self.refuse("patching.spread_formula", row, column)
        found = _STYLE.search(old, 0, old.find(b">"))
        style = int(found[1]) if found else 0
        tail = self.tail(row, column, style)
        if tail is None:
            if not style:
                return b""
            tail = b'" s="%d"/>' % style
        return b"%b%d%b" % (self.opening(column), row, tail)

    def tail(self, row: int, column: int, style: int) -> bytes | None:
        """Return a cell from behind its row's number on; None when it is to be empty."""
        value = self.cells[row][column]
        if self.filled:
            self._check(row, column)
        elif type(value) is str and (known := self._known.get((style, value))):
            return known
        try:
            tail = self._writer.tail(style, value)
        except ValueError:
            self.refuse("patching.value", row, column)
        if type(value) is str and tail and len(self._known) < _REMEMBERED:
            self._known[style, value] = tail
        return tail

    def _check(self, row: int, column: int) -> None:
        for top, left, bottom, right in self.filled:
            if top <= row <= bottom and left <= column <= right:
                self.refuse("patching.spread_formula", row, column)

    def row_style(self, attributes: bytes) -> int | None:
        """Return the style a row with `attributes` gives its cells; None: their columns do."""
        found = _ROW_STYLE.match(attributes) if b"customFormat" in attributes else None
        return int(found[1]) if found else None

    def column_style(self, column: int) -> int:
        """Return the style a column gives its cells."""
        return self._columns.get(column, 0)

    def end_of_cell(self, data: bytes, at: int) -> int:
        """Return where the cell that begins at `at` ends.

        Raises:
            IrregularError: it does not end.
        """
        close = data.find(b">", at)
        if data[close - 1] == _SLASH:
            return close + 1
        end = data.find(self.shapes.cell_end, close)
        if end < 0:
            raise IrregularError
        return end + len(self.shapes.cell_end)

    def refuse(self, reason: str, row: int, column: int) -> NoReturn:
        """Refuse to change a cell."""
        cell = f"{letters(column)}{row}"
        raise refused(self._where.file, reason, sheet=self._where.tab, cell=cell)


@cache
def _opening(prefix: bytes, column: int) -> bytes:
    return b'<%bc r="%b' % (prefix, letters(column).encode())
