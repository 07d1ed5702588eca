"""How far the cells of a sheet reach, found without building them."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, NamedTuple

from workbook.prescreen.refusals import damaged, too_big

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
MAX_AREA = 60_000_000
"""Cells a dense reader may have to allocate for one sheet."""
_MAX_XLS_COLUMN = 256
_TABLE_CELLS = 4_000_000
_SPARE = 16
_CARRY = 64
_TAG = re.compile(rb"<(?:[\w.-]+:)?(row|c)(\s[^>]*)?/?>")
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']\s*\$?([A-Za-z]*)\$?(\d*)""")


class Measured(NamedTuple):
    """The rectangle around the cells of one sheet, 1-based, and how many there are.

    All 0 for a sheet without cells.
    """

    part: str
    first_row: int = 0
    first_column: int = 0
    last_row: int = 0
    last_column: int = 0
    cells: int = 0

    @property
    def cells_around(self) -> int:
        """The number of cells in the rectangle."""
        rows = self.last_row - self.first_row + 1
        return rows * (self.last_column - self.first_column + 1) if self.last_row else 0


class Reach:
    """A rectangle that grows as cells are seen."""

    def __init__(self) -> None:
        self._rows = (MAX_ROW + 1, 0)
        self._columns = (MAX_COLUMN + 1, 0)
        self.cells = 0

    def add(self, rows: tuple[int, int], columns: tuple[int, int], cells: int) -> None:
        """Take in `cells` cells between the first and last of `rows` and `columns`."""
        self._rows = (min(self._rows[0], rows[0]), max(self._rows[1], rows[1]))
        self._columns = (min(self._columns[0], columns[0]), max(self._columns[1], columns[1]))
        self.cells += cells

    def measured(self, part: str) -> Measured:
        """Return the rectangle seen so far."""
        if not self.cells:
            return Measured(part)
        rows, columns = self._rows, self._columns
        return Measured(part, rows[0], columns[0], rows[1], columns[1], self.cells)


def of_sheet(pieces: Iterator[bytes], part: str) -> Measured | None:
    """Return the area of a worksheet's XML, None when only `of_odd_sheet` can tell."""
    reach, carry, is_odd = Reach(), b"", False
    for piece in pieces:
        data = carry + piece
        rows, columns, tags = _references(data)
        # A tag cut by the end of the piece is counted with the next one.
        is_odd = is_odd or tags > len(rows) + 1
        if len(rows):
            limits = int(rows.max()), int(columns.max())
            is_odd = is_odd or limits[0] > MAX_ROW or limits[1] > MAX_COLUMN or not rows.min()
            reach.add((int(rows.min()), limits[0]), (int(columns.min()), limits[1]), len(rows))
        carry = data[-_CARRY:]
    return None if is_odd else reach.measured(part)


def of_odd_sheet(pieces: Iterator[bytes], path: Path, part: str) -> Measured:
    """Return the area of a worksheet's XML whose cells may say no position: slow and exact.

    Raises:
        DamagedError: a cell or row lies outside any sheet.
    """
    reach, row, column = Reach(), 0, 0
    for tag, attributes in _tags(pieces):
        found = _REFERENCE.search(attributes) if attributes else None
        letters, digits = (found[1], found[2]) if found else (b"", b"")
        if tag == b"row":
            row, column = (int(digits[:9]) if digits else row + 1), 0
        else:
            column = _column(letters) if letters else column + 1
            row = int(digits[:9]) if letters and digits else max(row, 1)
            reach.add((row, row), (column, column), 1)
        if row > MAX_ROW or column > MAX_COLUMN or (digits and row == 0):
            cell = (letters + digits).decode("ascii", "replace")[:20] or f"R{row}C{column}"
            raise damaged(path, "reference", name=part, cell=cell)
    return reach.measured(part)


def of_records(pieces: Iterator[bytes], path: Path, part: str) -> Measured:
    """Return the area of a worksheet of an .xlsb file. Source: MS-XLSB 2.1.4.

    Raises:
        DamagedError: a cell lies outside any sheet, or a record is longer than the part.
        TooBigError: it has more than MAX_AREA cells.
    """
    data = b"".join(pieces)
    reach, row, position = Reach(), 0, 0
    try:
        while position < len(data):
            record, position = _number(data, position, 2)
            size, position = _number(data, position, 4)
            if record == 0:
                (row,) = struct.unpack_from("<L", data, position)
            elif 1 <= record <= 11:
                (column,) = struct.unpack_from("<L", data, position)
                if row >= MAX_ROW or column >= MAX_COLUMN:
                    raise damaged(path, "reference", name=part, cell=f"R{row + 1}C{column + 1}")
                reach.add((row + 1, row + 1), (column + 1, column + 1), 1)
            position += size
    except (struct.error, IndexError) as error:
        raise damaged(path, "records") from error
    return small_enough(reach.measured(part), path)


def is_scattered(cells_around: int, cells: int) -> bool:
    """Return whether `cells` lie too far apart for a dense reader."""
    return cells_around > max(_TABLE_CELLS, _SPARE * cells)


def small_enough(area: Measured, path: Path) -> Measured:
    """Return `area`, for a format that only a dense reader knows.

    Raises:
        TooBigError: it has more than MAX_AREA cells.
    """
    if area.cells_around > MAX_AREA:
        rows, columns = area.last_row, area.last_column
        raise too_big(path, "area", name=area.part, rows=rows, columns=columns)
    return area


_XLS_CELLS = frozenset({0x06, 0x203, 0x204, 0x205, 0x27E, 0xBD, 0xBE, 0xD6, 0xFD, 0x201})


def check_xls_records(stream: bytes, path: Path) -> None:
    """Refuse the Workbook stream of an .xls file whose cells lie outside any sheet.

    Raises:
        DamagedError: a cell is beyond column IV, which no .xls has.
    """
    position, end = 0, len(stream) - 4
    unpack = struct.Struct("<HHHH").unpack_from
    while position + 4 <= end:
        record, size, _, column = unpack(stream, position)
        if record in _XLS_CELLS and column >= _MAX_XLS_COLUMN and size >= 4:
            raise damaged(path, "records")
        position += 4 + size


def _references(data: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Return the rows and columns of every complete ` r="AB12"` in `data`, and its <c> tags."""
    import numpy as np  # noqa: PLC0415  (the parent screens without it)

    padded = np.frombuffer(data + bytes(24), dtype=np.uint8)
    size = len(data)
    tag = np.flatnonzero((padded[:size] == 0x3C) & (padded[1 : size + 1] == 0x63)) + 2
    tags = int(np.count_nonzero((padded[tag] <= 0x20) | (padded[tag] == 0x3E)))
    tags += int(np.count_nonzero(padded[tag] == 0x2F))
    is_start = (padded[1:size] == 0x72) & (padded[2 : size + 1] == 0x3D)
    at = np.flatnonzero(is_start) + 3
    at = at[(padded[at] == 0x22) | (padded[at] == 0x27)] + 1
    at = at[padded[at - 4] <= 0x20]
    columns = np.zeros(len(at), dtype=np.int64)
    rows = np.zeros(len(at), dtype=np.int64)
    if not len(at):
        return rows, columns, tags
    for _ in range(4):
        byte = padded[at] & 0xDF
        is_letter = (byte >= 0x41) & (byte <= 0x5A)
        columns = np.where(is_letter, columns * 26 + byte - 0x40, columns)
        at = at + is_letter
    for _ in range(9):
        byte = padded[at].astype(np.int64) - 0x30
        is_digit = (byte >= 0) & (byte <= 9)
        rows = np.where(is_digit, rows * 10 + byte, rows)
        at = at + is_digit
    # A ten-digit row has no quote here; it counts as far outside. A cut one has only padding.
    is_cell = (columns > 0) & ((padded[at] == 0x22) | (padded[at] == 0x27) | (rows > MAX_ROW))
    return rows[is_cell], columns[is_cell], tags


def _tags(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    carry = b""
    for piece in pieces:
        data = carry + piece
        end = data.rfind(b">") + 1
        for found in _TAG.finditer(data, 0, end):
            yield found[1], found[2] or b""
        carry = data[end:][-(1 << 20) :]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:6].upper():
        number = number * 26 + letter - 0x40
    return number


def _number(data: bytes, position: int, most: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, low first, and where it ends."""
    value = 0
    for n in range(most):
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << (7 * n)
        if byte < 0x80:
            break
    return value, position
