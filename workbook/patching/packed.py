"""Rows of ours, written once and kept packed until their sheet is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isal import isal_zlib

from workbook.patching.cells import EMPTY, LONGEST, letters, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from workbook.patching.cells import Writer
    from workbook.patching.edits import Value

_ROWS_A_PIECE = 2_000


class PackedRows:
    """Rows as XML from row `first` on, packed so that 50,000 of them take little memory."""

    def __init__(self, first: int) -> None:
        self.first = self.next = first
        self.width = 0
        """Of the widest row, in cells."""
        self._pieces: list[bytes] = []

    def pack(
        self,
        rows: Iterable[Sequence[Value]],
        writer: Writer,
        *,
        columns: Mapping[int, int],
        leading: Sequence[int] = (),
    ) -> None:
        """Write `rows`: `columns` is column → style, `leading` the style of each first cell.

        Text longer than a cell can hold is cut, and ends in ….

        Raises:
            ValueError: a number or a date that no cell can hold.
        """
        packer = isal_zlib.compressobj(1, isal_zlib.DEFLATED, -15)
        waiting: list[str] = []
        p = writer.prefix
        for at, row in enumerate(rows):
            first = leading[at] if at < len(leading) else None
            cells = self._cells(row, writer, columns, first)
            waiting.append(f'<{p}row r="{self.next}">{cells}</{p}row>')
            self.next += 1
            if len(waiting) >= _ROWS_A_PIECE:
                self._pieces.append(packer.compress("".join(waiting).encode()))
                waiting.clear()
        self._pieces += [packer.compress("".join(waiting).encode()), packer.flush()]

    def pieces(self) -> Iterator[bytes]:
        """Give the rows as XML."""
        machine = isal_zlib.decompressobj(-15)
        for piece in self._pieces:
            if data := machine.decompress(piece):
                yield data
        if data := machine.flush():
            yield data

    def _cells(
        self, row: Sequence[Value], writer: Writer, columns: Mapping[int, int], first: int | None
    ) -> str:
        cells: list[str] = []
        for column, value in enumerate(row, 1):
            if value is None:
                continue
            if type(value) is str and len(value) > LONGEST // 2:
                value = shortened(value)  # noqa: PLW2901
            content = writer.content(value)
            if content is EMPTY:
                continue
            style = columns.get(column, 0) if column > 1 or first is None else first
            cells.append(
                f'<{writer.prefix}c r="{letters(column)}{self.next}"'
                f"{writer.style(style, content)}{content.written}"
            )
        self.width = max(self.width, len(row))
        return "".join(cells)
