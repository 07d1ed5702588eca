"""Taking a handover back: whole, in time, and not together with somebody's later work."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from validation.errors import RefusedError
from validation.messages import message
from validation.vocabularies import fold
from workbook import journal, saving
from workbook.answering import ask

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from workbook.checking import Question
    from workbook.journal import Event, Undone

_ACTION = "LEAVE"


def undo(path: Path, question: Question, rep: str) -> Undone:
    """Bring a book back to what it was before the handover of a rep.

    Args:
        path: the book.
        question: its `now` decides whether it is in time (Config: undo_days).
        rep: number of the rep whose handover it was.

    Raises:
        RefusedError: there is no such handover, it is too long ago, or the book was changed since.
        FileError: the file cannot be used, or the earlier state is no longer kept.
    """
    told = journal.history(path, password=question.password, catalogue=question.catalogue)
    noted = [event for event in told.events if event.number is not None]
    at = _last(noted, rep)
    if at is None:
        raise RefusedError(reason=message("leaving.undone_none", path=path))
    event, later = noted[at], noted[at + 1 :]
    days = int(ask(path, question, "validation.leaving:undo_days").value)
    assert event.at is not None
    if question.now - event.at > dt.timedelta(days=days):
        shown = event.at.astimezone().strftime("%Y-%m-%d %H:%M")
        raise RefusedError(reason=message("leaving.undo_late", at=shown, days=days))
    if later:
        facts = {"n": len(later), "path": path, "number": event.number}
        raise RefusedError(reason=message("leaving.undo_changed", **facts))
    return journal.undo(path, now=question.now, actor=saving.actor(), number=event.number)


def _last(noted: Sequence[Event], rep: str) -> int | None:
    """Return the place of the last handover of a rep that was not taken back; None: none is."""
    for n in range(len(noted) - 1, -1, -1):
        event = noted[n]
        if event.action != _ACTION:
            continue
        is_other = bool(event.object) and not fold(event.object).startswith(f"{fold(rep)}→")
        is_undone = n + 1 < len(noted) and noted[n + 1].action == journal.UNDO
        return None if is_other or is_undone else n
    return None
