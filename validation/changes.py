"""What an action decides, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.findings import Finding
    from validation.messages import Text


class Change(NamedTuple):
    """One cell gets another value."""

    sheet: str
    """The key the book files the sheet under."""
    row: int
    """Excel's row number."""
    column: str
    """The catalogue key, or the header of a column of the user's own."""
    before: Any
    after: Any
    """The new value, typed as a cell holds it; None empties the cell."""
    code: str = ""
    """The rule it puts right; empty when no rule asked for it."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an action makes of a book. Applying it is the work of the edge.

    `changes` are cells with new values, at most one per cell; `rows` maps a sheet's key to new
    rows (catalogue key → value) that go below the last one, in their order; `findings` is what
    there is to say about cells.

    `emptied` maps a sheet's key to Excel rows whose record leaves the sheet: every cell of them
    is emptied and told in the sheet Changes. The row itself stays, blank, so that notes, colours
    and formulas of the rows below keep their places; filters pass over it and sorting puts it
    last. No row stands both here and in `changes`.
    """

    changes: Sequence[Change] = ()
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    emptied: Mapping[str, Sequence[int]] = field(default_factory=dict)
    replaced: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    """Key of a sheet that only actions fill → all its rows; what stood there goes."""
    answer: Any = None
    """What the command shows beside the changes; it crosses a process border, so keep it small."""
    subject: Text | None = None
    """What it was done to, for the audit; None: the number of cells says it."""
    notes: Sequence[Text] = ()
    """What to tell the person beside the changes."""
