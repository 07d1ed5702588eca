"""What is to change in a workbook, before a byte of it is touched."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; 1-based."""


Purpose = Literal["issues", "changes"]
"""What a sheet of ours in a workbook from elsewhere is for; it has one for each at most."""


class Link(NamedTuple):
    """A cell that jumps to another place in the same workbook."""

    tab: str
    cell: str
    """The address jumped to, "F7"."""
    shown: str


Value = str | int | float | bool | dt.date | dt.datetime | Link | None
"""What a cell is to hold; None empties it and leaves its looks."""


class Mark(NamedTuple):
    """A colour over cells: red for an error, amber for a warning. It changes no cell."""

    severity: Literal["error", "warning"]
    areas: Sequence[Area]


@dataclass(frozen=True, kw_only=True)
class SheetEdit:
    """What is to change in one sheet that the workbook has.

    A cell keeps its looks; a cell that was not there takes those of its column. A date in a cell
    that shows no dates, and text that starts like a formula, get the number format or the quote
    prefix they need.
    """

    cells: Mapping[int, Mapping[int, Value]] = field(default_factory=dict)
    """Row → column → the new value."""
    rows_from: int | None = None
    """From this row on, what is there goes and `rows` come; None: no row is replaced."""
    rows: Iterable[Sequence[Value]] = ()
    """Rows from column A on, as many as there are to write."""
    marks: Sequence[Mark] | None = None
    """The colours that replace those of an earlier run; None leaves what is there."""
    shown: bool | None = None
    """Whether people see the tab; None leaves it as it is."""


@dataclass(frozen=True, kw_only=True)
class NewSheet:
    """A sheet put after the others of a workbook that is not ours; it replaces our former one."""

    tab: str
    title: str
    note: str
    """The line under the title: the counts."""
    headers: Sequence[str]
    widths: Sequence[float]
    rows: Iterable[Sequence[Value]]
    severities: Sequence[Literal["error", "warning", "info"]] = ()
    """The colour of each row's first cell; empty: none."""
    purpose: Purpose = "issues"
    """What it is for; the sheet that an earlier run added for the same purpose is replaced."""


@dataclass(frozen=True, kw_only=True)
class Edits:
    """Everything that is to change in one workbook."""

    sheets: Mapping[str, SheetEdit] = field(default_factory=dict)
    """Tab → its edit."""
    added: NewSheet | None = None
    removes_added: bool = False
    """Whether the sheet of issues that an earlier run added goes."""
    recalculates: bool = False
    """Whether programs are asked to recalculate at the next opening: set when data changed."""
