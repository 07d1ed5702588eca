"""The buttons of the group Customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from validation.messages import message
from validation.reminders import ALL
from validation.tags.tagging import Wish
from workbook.acting import Task

if TYPE_CHECKING:
    from macros.buttons.session import Session
    from validation.reminders import Reminders


def grade(session: Session) -> None:
    """Grade the customers by the settings of the book."""
    session.tell_acted(session.act(Task("validation.grades:grade_book", (None,), "GRADE")))


def tag(session: Session) -> None:
    """Suggest tags; the column Tags itself stays as it is."""
    session.tell_acted(session.act(Task("validation.tags.tagging:tag", (Wish(),), "TAG")))


def remind(session: Session) -> None:
    """Put on everybody's list what is due."""
    done = session.act(Task("validation.reminders:remind", (ALL,), "REMIND"))
    found = cast("Reminders", done.answer)
    session.tell_acted(done, message("press.reminded", n=f"{len(found.reminders):,}"))
