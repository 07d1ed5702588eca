"""The buttons of the group Pool: what they would do is said first, and done when confirmed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from validation.messages import Text, message
from validation.pool import Request
from workbook.acting import Task, decided

if TYPE_CHECKING:
    from collections.abc import Callable

    from macros.buttons.session import Session
    from validation.recycling import Plan
    from workbook.acting import Acted


def allocate(session: Session) -> None:
    """Give leads and customers of the pool to the reps, by their weights."""
    task = Task("validation.pool:allocate", (Request(None, None),), "ALLOCATE")
    _asked(session, task, _given)


def recycle(session: Session) -> None:
    """Warn owners and take back customers nobody follows up."""
    _asked(session, Task("validation.recycling:recycle", (), "RECYCLE"), _standings)


def _asked(session: Session, task: Task, said: Callable[[Acted], Text]) -> None:
    desk = session.desk
    found = decided(desk, task)
    if found.acted.is_idle:
        session.tell_acted(found.acted)
        return
    plan = said(found.acted)
    if not session.confirm(plan, message("press.go_on")):
        session.tell(message("press.given_up"))
        return
    notes = desk.carry_out(found, session.order(task.action))
    session.tell_acted(replace(found.acted, notes=notes), plan)


def _given(acted: Acted) -> Text:
    """Return how many records each rep gets."""
    counts = Counter(
        change.after for change in acted.changes if change.field in ("owner", "assigned_rep")
    )
    each = "; ".join(f"{rep} {n}" for rep, n in sorted(counts.items()) if rep)
    return message("press.given", n=f"{sum(counts.values()):,}", each=each or "-")


def _standings(acted: Acted) -> Text:
    counts = Counter(one.state for one in cast("Plan", acted.answer).standings)
    return message("press.recycled", move=counts["move"], warn=counts["warn"])
