"""Rows of ours, written once and kept packed until their sheet is."""

from __future__ import annotations

from functools import cache
from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from isal import isal_zlib

from workbook.patching.cells import LONGEST, letters, shortened

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
        waiting = iter(rows)
        while batch := list(islice(waiting, _ROWS_A_PIECE)):
            first = leading[: len(batch)]
            leading = leading[len(batch) :]
            self._pieces.append(packer.compress(self._written(batch, writer, columns, first)))
        self._pieces.append(packer.flush())

    def pieces(self) -> Iterator[bytes]:
        """Give the rows as XML."""
        machine = isal_zlib.decompressobj(-15)
        for piece in self._pieces:
            if data := machine.decompress(piece):
                yield data
        if data := machine.flush():
            yield data

    def _written(
        self,
        batch: Sequence[Sequence[Value]],
        writer: Writer,
        columns: Mapping[int, int],
        leading: Sequence[int],
    ) -> bytes:
        """Return rows as XML, written column by column: values of one are mostly alike."""
        p = writer.prefix.encode()
        numbers = [b"%d" % number for number in range(self.next, self.next + len(batch))]
        self.next += len(batch)
        parts: list[list[bytes]] = [[b'<%brow r="%b">' % (p, number) for number in numbers]]
        for column, values in enumerate(zip_longest(*batch), 1):
            opening = _opening(writer.prefix, column)
            style = columns.get(column, 0)
            if column == 1 and leading:
                first = zip_longest(leading, values, fillvalue=style)
                tails = [writer.tail(*pair) for pair in first]
            else:
                tails = writer.tails(style, _fitting(values))
            self.width = max(self.width, column)
            parts.append(
                [
                    b"%b%b%b" % (opening, number, tail) if tail else b""
                    for number, tail in zip(numbers, tails, strict=True)
                ]
            )
        end = b"</%brow>" % p
        return end.join(map(b"".join, zip(*parts, strict=True))) + end


def _fitting(values: Sequence[Value]) -> Sequence[Value]:
    """Return values with text longer than a cell can hold cut."""
    lengths = [len(value) for value in values if type(value) is str]
    if max(lengths, default=0) <= LONGEST // 2:
        return values
    return [shortened(value) if isinstance(value, str) else value for value in values]


@cache
def _opening(prefix: str, column: int) -> bytes:
    return f'<{prefix}c r="{letters(column)}'.encode()
