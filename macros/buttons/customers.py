"""The buttons of the group Customers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from macros.live import selecting
from validation.messages import message
from validation.reminders import ALL
from validation.tags.tagging import Wish
from workbook.acting import Task, decided, decision

if TYPE_CHECKING:
    from macros.buttons.session import Session
    from macros.live.selecting import Chosen
    from validation.changes import Outcome
    from validation.reminders import Reminders

_SHEET = "Customers"


def grade(session: Session) -> None:
    """Grade the customers by the settings of the book: all, or those selected."""
    _over_rows(session, Task("validation.grades:grade_book", (None,), "GRADE"))


def tag(session: Session) -> None:
    """Suggest tags, for all customers or those selected; the column Tags stays as it is."""
    _over_rows(session, Task("validation.tags.tagging:tag", (Wish(),), "TAG"))


def remind(session: Session) -> None:
    """Put on everybody's list what is due."""
    done = session.act(Task("validation.reminders:remind", (ALL,), "REMIND"))
    found = cast("Reminders", done.answer)
    session.tell_acted(done, message("press.reminded", n=f"{len(found.reminders):,}"))


def _over_rows(session: Session, task: Task) -> None:
    """Carry out a task for the rows that are meant, and say which; everything counts in it.

    The grade of a customer may hang on the others, so all are looked at, and only the rows meant
    are written.
    """
    desk = session.desk
    found = decided(desk, task)
    picked, every = selecting.offered(desk, _SHEET), selecting.every(desk, _SHEET)
    tab = desk.book.layouts[_SHEET].tab
    if picked is not None:
        asked = message("press.only_these", n=f"{len(picked.rows):,}", all=f"{len(every.rows):,}")
        if session.confirm(picked.said(tab), asked):
            found = decision(desk, _only(found.outcome, picked))
        else:
            picked = None
    notes = () if found.acted.is_idle else desk.carry_out(found, session.order(task.action))
    told = replace(found.acted, notes=notes or found.acted.notes)
    session.tell_acted(told, (picked or every).said(tab))


def _only(outcome: Outcome, picked: Chosen) -> Outcome:
    rows = set(picked.rows)
    kept = [one for one in outcome.changes if one.sheet == picked.sheet and one.row in rows]
    subject = message("press.rows_object", n=len(rows), cells=len(kept))
    return replace(outcome, changes=kept, subject=subject, notes=())  # they count every row
