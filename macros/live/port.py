"""What a running spreadsheet program must be able to do for a button.

Everything that crosses this border is plain data, so that a program may as well stand at the
other end of a pipe.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple, Protocol

from validation.errors import RelaybookError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from validation.messages import Text


class Tab(NamedTuple):
    """One sheet of the workbook."""

    name: str
    visible: bool


class Area(NamedTuple):
    """A block of cells, 1-based, both ends included."""

    row: int
    column: int
    last_row: int
    last_column: int

    def __str__(self) -> str:
        """Return the block by its corners, for errors: R5C1:R9C2."""
        return f"R{self.row}C{self.column}:R{self.last_row}C{self.last_column}"


class Formula(NamedTuple):
    """What a cell computes, with its leading =, in English."""

    text: str
    shown: str = ""
    """What a cell that takes everything for text shows instead; empty: its result."""


Value = str | float | bool | dt.date | dt.datetime | Formula | None
"""What a cell holds or is to hold; None is blank. Numbers come as floats, dates as datetimes."""

Rows = list[list[Value]]


class Selection(NamedTuple):
    """What a person has selected; `areas` may overlap and reach beyond the rows in use."""

    tab: str
    areas: tuple[Area, ...]


class Standing(NamedTuple):
    """How the workbook is open."""

    is_saved_once: bool
    """Whether it has a place of its own."""
    is_read_only: bool
    """Whether it cannot be changed: protected view, or opened for reading."""
    has_password: bool
    """Whether the file needs a password to be opened, as far as the program tells."""
    is_remote: bool
    """Whether its place is an address on the web (SharePoint, OneDrive)."""


class Live(Protocol):
    """A workbook that is open in a spreadsheet program.

    Every method may raise LiveError; what it says is a sentence for the person.
    """

    @property
    def name(self) -> str:
        """Return the workbook's name, with its ending."""

    @property
    def place(self) -> Path | None:
        """Return where the file is; None: it has no place on this computer."""

    @property
    def standing(self) -> Standing:
        """Return how it is open."""

    def tabs(self) -> Sequence[Tab]:
        """Return its worksheets, hidden ones too, in tab order."""

    def used(self, tab: str) -> Area | None:
        """Return the block of cells in use; None: the sheet is blank."""

    def values(self, tab: str, area: Area) -> Rows:
        """Return what cells hold; a formula gives its result, an error its name ("#N/A")."""

    def formulas(self, tab: str, area: Area) -> Rows:
        """Return a Formula for each cell that computes something, None for every other."""

    def hidden_rows(self, tab: str, area: Area) -> frozenset[int]:
        """Return the rows of `area` that nobody sees, hidden by hand or by a filter."""

    def write(self, tab: str, row: int, column: int, rows: Rows) -> None:
        """Put values into the block of cells that starts at `row` and `column`; text stays text."""

    def number_format(self, tab: str, area: Area) -> str | None:
        """Return the number format of cells; None: they have several."""

    def reformat(self, tab: str, formats: Mapping[Area, str]) -> None:
        """Give cells a number format and unlock them, on a sheet protected without a password."""

    def show(self, tab: str, *, visible: bool) -> None:
        """Show or hide a sheet."""

    def selection(self) -> Selection | None:
        """Return what is selected; None: no cells are, but a picture or a chart."""

    def select(self, tab: str, row: int, column: int) -> None:
        """Go to a cell."""

    def working(self) -> AbstractContextManager[None]:
        """Return a context in which the screen stands still and nothing recalculates.

        Afterwards all that is as it was, whatever happened.
        """

    def status(self, text: str | None) -> None:
        """Show how far the work is, at most five times a second; None gives the place back."""

    def tell(self, title: str, text: str, *, is_error: bool = False) -> None:
        """Show a message and wait until the person has read it."""

    def confirm(self, title: str, text: str) -> bool:
        """Ask yes or no."""

    def ask(self, title: str, text: str, *, secret: bool = False) -> str | None:
        """Ask for a line of text; None: the person gave up."""

    def choose_file(self, title: str) -> Path | None:
        """Ask for a file that is there; None: the person gave up."""

    def choose_folder(self, title: str) -> Path | None:
        """Ask for a folder; None: the person gave up."""


class LiveError(RelaybookError):
    """The spreadsheet program does not do what is asked. Facts: reason (Text)."""

    key = "live.refused"

    @property
    def reason(self) -> Text:
        """Why, as part of a sentence."""
        reason = self.facts["reason"]
        assert isinstance(reason, tuple)
        return reason  # type: ignore[return-value]


class BusyError(LiveError):
    """The program is busy: somebody edits a cell, or a dialog is open. No facts."""

    key = "live.busy"


class LockedError(LiveError):
    """A cell is locked and cannot be written. Facts: cell ("Customers!F7")."""

    key = "live.locked"
