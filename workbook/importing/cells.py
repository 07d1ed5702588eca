"""Cells and rows of a sheet before anybody asks what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook.grids import Grid


def objects(frame: pd.DataFrame, values: Sequence[object]) -> pd.Series[Any]:
    """Return values as a column of `frame` that pandas leaves alone: no None becomes NaN."""
    return pd.Series(values, index=frame.index, dtype=object)


def is_blank(value: object) -> bool:
    """Return whether a cell is empty or holds nothing but space.

    >>> is_blank("  "), is_blank(0)
    (True, False)
    """
    if isinstance(value, str):
        return not value.strip()
    return value is None or value != value  # noqa: PLR0124 - NaN alone differs from itself


def letter(column: int) -> str:
    """Return Excel's letters for a column number.

    >>> letter(1), letter(28)
    ('A', 'AB')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True)
class Rows:
    """The non-blank rows of a grid, merged cells filled downwards.

    `numbers` are the rows' numbers and `columns` the columns', 1-based; `rows` their values, None
    for a blank cell; `filled` the (row, column) places that a merge has filled.
    """

    numbers: Sequence[int]
    rows: Sequence[Sequence[object]]
    columns: Sequence[int]
    merged: Sequence[tuple[int, int, int, int]]
    filled: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, grid: Grid) -> Rows:
        """Return the rows of a grid."""
        values = [
            [None if is_blank(v) else v for v in row]
            for row in grid.cells.astype(object).to_numpy().tolist()
        ]
        numbers = [int(n) for n in grid.cells.index]
        columns = [int(c) for c in grid.cells.columns]
        filled = _fill_down(values, numbers, columns, grid.merged)
        kept = [i for i, row in enumerate(values) if any(v is not None for v in row)]
        return cls(
            [numbers[i] for i in kept],
            [values[i] for i in kept],
            columns,
            tuple(grid.merged),
            filled,
        )

    def part(self, start: int, end: int) -> Rows:
        """Return the rows at positions `start` to before `end`."""
        return Rows(
            self.numbers[start:end], self.rows[start:end], self.columns, self.merged, self.filled
        )

    def own(self, position: int) -> list[object]:
        """Return the cells of a row that a person typed there, not filled by a merge."""
        number = self.numbers[position]
        return [
            v
            for v, column in zip(self.rows[position], self.columns, strict=True)
            if v is not None and (number, column) not in self.filled
        ]


def _fill_down(
    values: list[list[object]],
    numbers: Sequence[int],
    columns: Sequence[int],
    merged: Sequence[tuple[int, int, int, int]],
) -> frozenset[tuple[int, int]]:
    """Fill each merged block's first column downwards and return the places filled.

    Not sideways: a remark merged over two columns would say itself in the wrong field too.
    """
    row_at = {n: i for i, n in enumerate(numbers)}
    column_at = {c: j for j, c in enumerate(columns)}
    filled = set()
    for first, left, last, _right in merged:
        if last == first or first not in row_at or left not in column_at:
            continue
        j = column_at[left]
        value = values[row_at[first]][j]
        for number in range(first + 1, last + 1):
            i = row_at.get(number)
            if i is not None and value is not None and values[i][j] is None:
                values[i][j] = value
                filled.add((number, left))
    return frozenset(filled)
