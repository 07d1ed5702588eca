"""What an action decides, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.findings import Finding


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
    there is to say.
    """

    changes: Sequence[Change] = ()
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
