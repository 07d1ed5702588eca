"""Nothing is lost: every non-empty cell of a source has exactly one fate."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from workbook.importing.cells import is_blank, letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workbook.formats.grid import Grid


class Fate(IntEnum):
    """What became of a cell."""

    EMPTY = 0
    OPEN = 1
    """Not decided yet; at the end it means that the cell was forgotten."""
    CARRIED = 2
    """Its value stands in the book, as it is or in the book's own words."""
    SPLIT = 3
    """Its people or addresses stand in several rows."""
    JOINED = 4
    """A value computed from it stands in the book."""
    HEADER = 5
    """It named a column."""
    ASIDE = 6
    """A title, total, repeated header, band or note; listed in the report."""
    BLANK = 7
    """The map says that its text means nothing: NULL."""
    FILTERED = 8
    """Its row or column was left out as the map asks; listed in the report."""


_SETTLED = (Fate.EMPTY, Fate.HEADER, Fate.ASIDE, Fate.BLANK, Fate.FILTERED)
"""Fates that nothing later changes: a column that is carried does not carry its NULLs."""


class Account(NamedTuple):
    """How the non-empty cells of one tab divide; `cells` is the sum of all the others."""

    source: str
    tab: str
    cells: int
    carried: int
    split: int
    joined: int
    header: int
    aside: int
    blank: int
    filtered: int
    forgotten: int


class Place(NamedTuple):
    """A cell of a tab; row and column are 1-based."""

    row: int
    column: int

    @property
    def cell(self) -> str:
        """The cell as Excel names it."""
        return f"{letter(self.column)}{self.row}"


class Ledger:
    """The fates of one tab's cells; each assembly step writes down what it did."""

    def __init__(self, grid: Grid, source: str) -> None:
        self.source = source
        self.tab = grid.tab
        self._values = grid.cells
        values = grid.cells.to_numpy(dtype=object)
        blank = np.frompyfunc(is_blank, 1, 1)(values).astype(bool) if values.size else values
        self._fates = np.where(blank, int(Fate.EMPTY), int(Fate.OPEN)).astype(np.int8)
        self._row_at = {int(row): i for i, row in enumerate(grid.cells.index)}
        self._column_at = {int(column): j for j, column in enumerate(grid.cells.columns)}
        self._shifts: dict[int, tuple[int, int]] = {}

    def shift(self, row: int, column: int, by: int) -> None:
        """Note that `by` cells after `column` were joined to it and the rest moved left."""
        self._shifts[row] = (column, by)

    def column(self, column: int, rows: Sequence[int], fate: Fate) -> None:
        """Write down the fate of one column's cells in `rows`; empty cells have none."""
        straight = [row for row in rows if row not in self._shifts] if self._shifts else rows
        self._mark(column, straight, fate)
        for row in rows if self._shifts else ():
            if row in self._shifts:
                for source in self._sources(row, column):
                    self._mark(source, (row,), fate)

    def _sources(self, row: int, column: int) -> range:
        """Return the columns of the file that a column of a rejoined row came from."""
        joined, by = self._shifts[row]
        first = column if column <= joined else column + by
        return range(first, first + by + 1 if column == joined else first + 1)

    def _mark(self, column: int, rows: Iterable[int], fate: Fate) -> None:
        j = self._column_at.get(column)
        places = [self._row_at[row] for row in rows if row in self._row_at]
        if j is not None and places:
            part = self._fates[places, j]
            self._fates[places, j] = np.where(np.isin(part, _SETTLED), part, int(fate))

    def row(self, row: int, fate: Fate) -> None:
        """Write down the fate of a whole row's cells."""
        i = self._row_at[row]
        part = self._fates[i]
        self._fates[i] = np.where(np.isin(part, _SETTLED), part, int(fate))

    def note(self, row: int) -> None:
        """Write down that a row is a note, even where it had been taken for a header."""
        i = self._row_at[row]
        part = self._fates[i]
        self._fates[i] = np.where(part == Fate.HEADER, int(Fate.ASIDE), part)
        self.row(row, Fate.ASIDE)

    def places(self, fate: Fate) -> Iterator[tuple[Place, object]]:
        """Yield every cell of this fate with its value, row by row."""
        rows = [int(row) for row in self._values.index]
        columns = [int(column) for column in self._values.columns]
        for i, j in zip(*np.nonzero(self._fates == fate), strict=True):
            yield Place(rows[i], columns[j]), self._values.iat[i, j]

    def account(self) -> Account:
        """Return how many cells have each fate."""
        number = {fate: int((self._fates == fate).sum()) for fate in Fate}
        return Account(
            self.source, self.tab, sum(number.values()) - number[Fate.EMPTY],
            number[Fate.CARRIED], number[Fate.SPLIT], number[Fate.JOINED], number[Fate.HEADER],
            number[Fate.ASIDE], number[Fate.BLANK], number[Fate.FILTERED], number[Fate.OPEN],
        )  # fmt: skip
