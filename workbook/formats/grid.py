"""One sheet of any file as it stands there: values by row and column, and what lies around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from validation.book import OddKind  # noqa: TC001 - the fields of a NamedTuple are looked up

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from validation.messages import Text


class OddGridCell(NamedTuple):
    """A cell whose value is not simply what a person typed; see `validation.book.OddCell`."""

    kind: OddKind
    row: int
    column: int
    shown: str


class Note(NamedTuple):
    """A comment on a cell, replies included; row and column are 1-based."""

    row: int
    column: int
    text: str


class Merged(NamedTuple):
    """A block of merged cells, 1-based, both ends included; its value stands in the first."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class Ruled(NamedTuple):
    """A block of cells that a data-validation rule guards, 1-based, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid:
    """One sheet.

    `cells` is a frame of dtype object. Its index holds the row numbers that Excel shows, its
    columns the column numbers (1 for A), both ascending; None is a blank cell. Rows and columns
    between used ones are present unless the sheet is very sparse, then only the used ones are.
    Text is str, a number with no fraction int, else float; a date without a time is
    datetime.date, with one datetime.datetime; yes/no is bool. A time of day or a length of time
    is text ("09:30", "26:15:00"), a serial date that no calendar has is text ("1900-02-29").
    """

    tab: str
    cells: pd.DataFrame
    visible: bool = True
    merged: tuple[Merged, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    odd: tuple[OddGridCell, ...] = ()
    notes: tuple[Note, ...] = ()
    fills: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """(row, column) → "RRGGBB" of its solid fill, a theme colour as "theme 4"; the first 200,000
    cells. White and no fill are absent."""
    pictures: int = 0
    ruled: tuple[Ruled, ...] | None = None
    """Blocks with a data-validation rule that refuses something; None: the format does not tell."""

    @property
    def last_row(self) -> int:
        """The last row in use, 0 when the sheet is blank."""
        return int(self.cells.index[-1]) if len(self.cells.index) else 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Opened:
    """The sheets of one file, in tab order, and the facts of the file itself."""

    path: str
    format: str
    """As `workbook.prescreen.Screened.format`; an encrypted file has the format inside."""
    grids: tuple[Grid, ...]
    sha256: str = ""
    encrypted: bool = False
    faithful: bool = True
    """Whether error cells, formulas and hidden rows can be told apart in this format."""
    encoding: str | None = None
    """The encoding that was guessed for a csv file; None when there was no doubt."""
    properties: Mapping[str, str] = field(default_factory=dict)
    """Custom document properties, name → value."""
    remarks: tuple[Text, ...] = ()
    """What a person should know about how the file was read, such as a guessed encoding."""
