"""The grade somebody sets by hand: when it holds and how far it may go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from validation.grades.ladder import GRADES

if TYPE_CHECKING:
    import datetime as dt

FREE_ROLES = frozenset({"manager", "admin"})
"""Roles that may set any grade; everybody else moves a customer one step."""

Verdict = Literal["none", "holds", "expired", "no_reason", "no_date", "too_far"]


class Manual(NamedTuple):
    """What stands in the columns of the manual grade."""

    grade: str | None = None
    reason: str | None = None
    until: dt.date | None = None
    """The last day it holds."""
    by: str | None = None
    """Who set it, a rep's id."""
    role: str | None = None
    """The role of `by`; None counts as a rep."""
    until_unread: bool = False
    """Whether something stands for the date that is none."""


def verdict(manual: Manual, system: str, today: dt.date) -> Verdict:
    """Return whether the manual grade holds today, and if not why.

    It needs a reason, holds through its last day, and may lie one step from the system's grade
    unless a manager set it. A blank last day does not end it: a run fills it in.
    """
    if manual.grade is None:
        return "none"
    if manual.until is not None and manual.until < today:
        return "expired"
    if manual.until_unread:
        return "no_date"
    if not (manual.reason or "").strip():
        return "no_reason"
    steps = abs(GRADES.index(manual.grade) - GRADES.index(system))
    return "too_far" if steps > 1 and manual.role not in FREE_ROLES else "holds"
