"""One sheet while it is being checked: its table, its marks so far, and its values as read."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from validation.checks.marks import Marks
from validation.checks.values import Values, nothing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

    from validation.catalogue import Catalogue, Field, Sheet
    from validation.checks.cells import Bools, Objects, Table
    from validation.settings import Settings


class Context(NamedTuple):
    """What every rule may ask beside the rows."""

    catalogue: Catalogue
    settings: Settings
    today: dt.date
    language: str
    """Language of the book's own words: zh, en or both."""
    sheets: dict[str, Rows]
    """Sheet key → rows; those before the sheet at hand are read already."""
    typed: bool = True
    """Whether the file tells numbers and dates from text; a CSV file holds nothing but text."""
    rep: str | None = None
    """The rep whose own book it is; None: it is the team's."""


class Rows:
    """One sheet of the catalogue while it is being checked.

    `values` maps a column to its cells as read: the code of a list's word, a date, a number, an
    address in normal form; None where the cell is blank or unreadable.
    """

    def __init__(self, table: Table, sheet: Sheet) -> None:
        self.table = table
        self.sheet = sheet
        self.marks = Marks(table)
        self.values: dict[str, Values] = {}

    def __len__(self) -> int:
        return len(self.table)

    def field(self, key: str) -> Field | None:
        """Return the field, None where the sheet or the book lacks it."""
        return self.sheet.by_key.get(key) if key in self.table.columns else None

    def cells(self, key: str) -> Values:
        """Return a column as read; nothing but None where there is no such column."""
        found = self.values.get(key)
        return nothing(len(self)) if found is None else found

    def value(self, key: str) -> Objects:
        """Return the cells of a column as read, row by row; made anew at every call."""
        return self.cells(key).objects()

    def equal(self, key: str, *codes: str) -> Bools:
        """Return row by row whether the column holds one of these codes."""
        return self.cells(key).equal(codes)

    def filled(self, key: str) -> Bools:
        """Return row by row whether anything stands in the cell, readable or not.

        A condemned cell counts as filled: it has its own finding.
        """
        column = self.table.columns.get(key)
        blank = np.zeros(len(self), dtype=bool) if column is None else column.filled
        return blank | self.marks.condemned(key)

    def known(self, key: str) -> Bools:
        """Return row by row whether the cell has a value that could be read."""
        return self.cells(key).known

    def days(self, key: str) -> npt.NDArray[np.datetime64]:
        """Return the dates of a column, by day; NaT where there is none."""
        return self.cells(key).days()

    def moments(self, key: str) -> npt.NDArray[np.datetime64]:
        """Return the dates and times of a column; NaT where there is none."""
        return self.cells(key).moments()

    def numbers(self, key: str) -> npt.NDArray[np.float64]:
        """Return the numbers of a column; NaN where there is none."""
        return self.cells(key).numbers()

    def shown(self, key: str, position: int) -> str:
        """Return a cell as a sentence shows it."""
        column = self.table.columns.get(key)
        return shown(None if column is None else column.at(position))

    def by_key(self) -> Mapping[str, int]:
        """Return the row key's value → position; the first row wins."""
        return self.first(self.sheet.row_key)

    def first(self, key: str) -> Mapping[str, int]:
        """Return value → position of the first row that has it."""
        found: dict[str, int] = {}
        for position, value in enumerate(self.value(key)):
            if value is not None:
                found.setdefault(str(value), position)
        return found

    def hits(self, positions: Iterable[int]) -> Bools:
        """Return a mask that is true at these positions."""
        mask = np.zeros(len(self), dtype=bool)
        mask[list(positions)] = True
        return mask

    def row(self, position: int) -> int:
        """Return Excel's number of a row."""
        return int(self.table.rows[position])


def shown(value: object) -> str:  # noqa: PLR0911 - one way out per kind of cell
    """Return a cell's value as text, at most 200 characters, fit for any terminal or file.

    >>> shown(1500.0), shown(True), shown(None)
    ('1500', 'TRUE', '')
    """
    if isinstance(value, str) and len(value) <= 200 and value.isascii():
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, int) and abs(value) >= 10**60:
        return f"{value >> max(0, value.bit_length() - 64)}…"
    if isinstance(value, dt.datetime):
        text = value.isoformat(" ", "minutes")
        return text.removesuffix(" 00:00")
    text = str(value) if not isinstance(value, str) else value
    if len(text) > 200:
        text = text[:199] + "…"
    # Half of a surrogate pair cannot be written to any file.
    return text.encode("utf-8", "replace").decode("utf-8")
