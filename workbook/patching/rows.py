"""The rows of a worksheet, changed in blocks by searching their bytes.

Parsing 150 MB of XML in Python takes a minute; finding the few places to change takes a second.
That holds for rows written the usual way, which every block is checked for; for any other,
`workbook.patching.regular` first writes them so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from workbook.formats.scan import column_number
from workbook.patching.cells import EMPTY, letters
from workbook.patching.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook.patching.cells import Content, Writer
    from workbook.patching.edits import Area, Value

_AREA = re.compile(rb"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_STYLE = re.compile(rb'\ss="(\d{1,9})"')
_ROW_STYLE = re.compile(rb'(?=.*\scustomFormat="(?:1|true)").*?\ss="(\d{1,9})"', re.DOTALL)
_SPANS = re.compile(rb'\sspans="[^"]*"')
_SLASH = ord("/")
_NOT_A_CELL = rb"(?!c[\s/>])"


class IrregularError(Exception):
    """The rows are not written the usual way."""


class Shapes(NamedTuple):
    """The byte patterns of one sheet's rows, which depend on its prefix."""

    row: re.Pattern[bytes]
    row_end: bytes
    cell: bytes
    cell_end: bytes
    any_cell: bytes
    reference: re.Pattern[bytes]
    formula: bytes
    spread: re.Pattern[bytes]
    """A formula with an area that it fills or is shared out to, and which of the two."""
    other: re.Pattern[bytes]
    """A tag that begins with c and is no cell."""


def shapes(prefix: bytes) -> Shapes:
    """Return the patterns for elements written with `prefix`, empty or ending in a colon."""
    p = re.escape(prefix)
    return Shapes(
        row=re.compile(rb'\s*<%brow r="([1-9]\d{0,6})"((?:\s+[\w:.]+="[^"<>]*")*)\s*(/?)>' % p),
        row_end=b"</%brow>" % prefix,
        cell=b'<%bc r="' % prefix,
        cell_end=b"</%bc>" % prefix,
        any_cell=b"<%bc" % prefix,
        reference=re.compile(rb'<%bc r="([A-Z]{1,3})([1-9]\d{0,6})"' % p),
        formula=b"<%bf" % prefix,
        spread=re.compile(rb'<%bf\s(?=[^<>]*\bref="([^"]*)")[^<>]*\bt="(\w+)"' % p),
        other=re.compile(rb"<%b%bc" % (p, _NOT_A_CELL)),
    )


class RowEditor:
    """Puts new cells into the rows that pass by, from the first to the last.

    `columns` is column → its style, for cells that were not there.
    """

    def __init__(
        self,
        cells: Mapping[int, Mapping[int, Value]],
        writer: Writer,
        *,
        columns: Mapping[int, int],
        name: str,
        tab: str,
    ) -> None:
        self._cells = cells
        self._waiting = sorted(cells, reverse=True)
        self._writer = writer
        self._columns = columns
        self._shapes = shapes(writer.prefix.encode())
        self._file, self._tab = name, tab
        self._row = 0
        self._filled: list[Area] = []

    def passed(self, block: bytes, *, until: int | None = None) -> tuple[bytes, bool]:
        """Return whole rows with their new cells, and whether row `until` was reached.

        Raises:
            IrregularError: the rows are not written the usual way.
            PatchError: a cell cannot be changed without harm to others.
        """
        self._check(block)
        out: list[bytes] = []
        at = kept = 0
        while found := self._shapes.row.match(block, at):
            number = int(found[1])
            if number <= self._row:
                raise IrregularError
            if until is not None and number >= until:
                out.append(block[kept:at])
                self._insert_missing(out, until)
                return b"".join(out), True
            self._row = number
            end = found.end() if found[3] else self._end_of_row(block, found.end())
            if self._waiting and self._waiting[-1] <= number:
                out.append(block[kept:at])
                self._insert_missing(out, number)
                kept = at
                if self._waiting and self._waiting[-1] == number:
                    self._waiting.pop()
                    out.append(self._edited(block, found, end))
                    kept = end
            at = end
        if block[at:].strip():
            raise IrregularError
        out.append(block[kept:])
        return b"".join(out), False

    def rest(self) -> bytes:
        """Return the rows that come after all that passed by."""
        out: list[bytes] = []
        self._insert_missing(out, 1 << 30)
        return b"".join(out)

    def _check(self, block: bytes) -> None:
        # One byte is searched for much faster than two.
        if (b"!" in block and b"<!" in block) or (b"?" in block and b"<?" in block):
            raise IrregularError
        if not self._cells:
            return
        known = self._shapes
        named, tags = block.count(known.cell), block.count(known.any_cell)
        if named != tags and named + len(known.other.findall(block)) != tags:
            raise IrregularError
        if known.formula in block:
            self._filled += spread_areas(known, block)

    def _end_of_row(self, block: bytes, start: int) -> int:
        end = block.find(self._shapes.row_end, start)
        if end < 0:
            raise IrregularError
        return end + len(self._shapes.row_end)

    def _insert_missing(self, out: list[bytes], before: int) -> None:
        while self._waiting and self._waiting[-1] < before:
            number = self._waiting.pop()
            cells = self._new_cells(number, self._cells[number])
            if cells:
                p = self._writer.prefix
                out.append(f'<{p}row r="{number}">{cells}</{p}row>'.encode())

    def _new_cells(self, number: int, values: Mapping[int, Value]) -> str:
        cells = ""
        for column in sorted(values):
            content = self._content(number, column, values[column])
            if content is not EMPTY:
                style = self._columns.get(column, 0)
                cells += self._writer.cell(number, column, style, content)
        return cells

    def _edited(self, block: bytes, row: re.Match[bytes], end: int) -> bytes:
        number, attributes = int(row[1]), row[2]
        inside = b"" if row[3] else block[row.end() : end - len(self._shapes.row_end)]
        self._check_row(inside, row[1])
        values = self._cells[number]
        is_longer = False
        for column in sorted(values):
            content = self._content(number, column, values[column])
            place = b'%b%b%b"' % (self._shapes.cell, letters(column).encode(), row[1])
            at = inside.find(place)
            if at >= 0:
                stop = self._end_of_cell(inside, at)
                new = self._replaced(inside[at:stop], (number, column), content)
            elif content is EMPTY:
                continue
            else:
                at = stop = self._gap(inside, column)
                style = self._new_style(attributes, column)
                new = self._writer.cell(number, column, style, content).encode()
                is_longer = True
            inside = inside[:at] + new + inside[stop:]
        if is_longer:
            attributes = _SPANS.sub(b"", attributes)
        tag = b"<%brow" % self._writer.prefix.encode()
        return b'%b r="%b"%b>%b%b' % (tag, row[1], attributes, inside, self._shapes.row_end)

    def _check_row(self, inside: bytes, number: bytes) -> None:
        """Refuse to guess where the first or last cell stands in a row of another number."""
        first = inside.find(self._shapes.cell)
        if first < 0:
            if inside.strip():
                raise IrregularError
            return
        last = inside.rfind(self._shapes.cell)
        for at in (first, last):
            found = self._shapes.reference.match(inside, at)
            if found is None or found[2] != number:
                raise IrregularError

    def _content(self, row: int, column: int, value: Value) -> Content:
        for top, left, bottom, right in self._filled:
            if top <= row <= bottom and left <= column <= right:
                self._refuse("patching.spread_formula", row, column)
        try:
            return self._writer.content(value)
        except ValueError:
            self._refuse("patching.value", row, column)

    def _refuse(self, reason: str, row: int, column: int) -> NoReturn:
        cell = f"{letters(column)}{row}"
        raise refused(self._file, reason, sheet=self._tab, cell=cell)

    def _end_of_cell(self, inside: bytes, at: int) -> int:
        close = inside.find(b">", at)
        if inside[close - 1] == _SLASH:
            return close + 1
        end = inside.find(self._shapes.cell_end, close)
        if end < 0:
            raise IrregularError
        return end + len(self._shapes.cell_end)

    def _replaced(self, old: bytes, place: tuple[int, int], content: Content) -> bytes:
        found = _STYLE.search(old, 0, old.find(b">"))
        style = int(found[1]) if found else 0
        if self._shapes.formula in old:
            spread = self._shapes.spread.search(old)
            area = _area(spread[1]) if spread else None
            if area and area[:2] != area[2:]:
                # The cells below only point to this one for their formula.
                self._refuse("patching.spread_formula", *place)
        if content is EMPTY and not style:
            return b""
        return self._writer.cell(*place, style, content).encode()

    def _new_style(self, attributes: bytes, column: int) -> int:
        found = _ROW_STYLE.match(attributes)
        return int(found[1]) if found else self._columns.get(column, 0)

    def _gap(self, inside: bytes, column: int) -> int:
        """Return where a cell of `column` belongs in a row that has none there."""
        last = inside.rfind(self._shapes.cell)
        found = self._shapes.reference.match(inside, last) if last >= 0 else None
        if found is None:
            return 0
        if column_number(found[1]) < column:
            end = self._end_of_cell(inside, last)
            # What follows the cells of a row is no cell's business.
            if inside[end:].strip():
                raise IrregularError
            return end
        for cell in self._shapes.reference.finditer(inside):
            if column_number(cell[1]) > column:
                return cell.start()
        raise IrregularError


def spread_areas(known: Shapes, block: bytes) -> list[Area]:
    """Return the areas, more than one cell each, that single formulas of a block fill.

    Raises:
        IrregularError: an area is not written as one.
    """
    areas = []
    for reference, kind in known.spread.findall(block):
        area = _area(reference)
        if area is None:
            raise IrregularError
        if kind != b"shared" and area[:2] != area[2:]:
            areas.append(area)
    return areas


def _area(reference: bytes) -> Area | None:
    found = _AREA.fullmatch(reference)
    if found is None:
        return None
    top, left = int(found[2]), column_number(found[1])
    return top, left, int(found[4] or top), column_number(found[3]) if found[3] else left
