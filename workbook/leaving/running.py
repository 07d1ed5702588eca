"""From a book to a handover that was carried out and read back from the written file."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from validation.errors import RefusedError, RelaybookError
from validation.leaving import differences
from validation.messages import Text, message
from workbook import journal, saving
from workbook.acting import Task, act
from workbook.answering import ask

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from validation.leaving import Introductions, Left, Plan, Proof, ReadBack, Request
    from validation.leaving.proof import Difference
    from workbook.acting import Acted
    from workbook.checking import Question

_MOST_NAMED = 3


class Planned(NamedTuple):
    """What would happen, and the day it was asked for."""

    plan: Plan | None
    """None: the rep has left, and nothing is there to hand over."""
    today: dt.date


class Handover(NamedTuple):
    """A handover that was carried out, or would be."""

    acted: Acted
    left: Left | None
    """None: nothing was there to hand over."""
    after: Proof | None = None
    """The written book, counted; None: nothing was written."""
    introductions: Introductions | None = None


def plan_of(path: Path, question: Question, request: Request) -> Planned:
    """Return the plan for a request; nothing is written.

    Raises:
        RefusedError: somebody of the request may not take part, or nobody has room.
        FileError: the file cannot be used.
    """
    answer = ask(path, question, "validation.leaving:plan", request)
    return Planned(cast("Plan | None", answer.value), answer.today)


def hand_over(
    path: Path,
    question: Question,
    request: Request,
    *,
    target: Path | None = None,
    dry_run: bool = False,
) -> Handover:
    """Carry out a handover in the book, or in a copy at `target`, and read the file back.

    A book that does not hold, once written, exactly what it held and the new reps is brought
    back to what it was.

    Raises:
        RefusedError: nobody approved, the plan is refused, or the written file is not as it
            should be.
        NotChangedError: it is no book of ours, or may not be changed now.
        FileError: the file cannot be used, or the copy cannot be written.
    """
    task = Task("validation.leaving:leave", (request,), "LEAVE")
    acted = act(path, question, task, target=target, dry_run=dry_run)
    left = cast("Left | None", acted.answer)
    if left is None or dry_run or acted.copy is None:
        return Handover(acted, left)
    written = Path(acted.copy)
    answer = ask(written, question, "validation.leaving:read_back", left)
    found = cast("ReadBack", answer.value)
    wrong = differences(left.before, found.proof)
    if wrong:
        _take_back(path, written, question, wrong)
    return Handover(acted, left, found.proof, found.introductions)


def _take_back(path: Path, written: Path, question: Question, wrong: Sequence[Difference]) -> None:
    """Bring the book back to what it was, and say what was wrong with the written one.

    Raises:
        RefusedError: always.
    """
    said = [f"{one.what.said(question.language)}: {one.before} → {one.after}" for one in wrong]
    told = "; ".join(said[:_MOST_NAMED]) + (" …" if len(said) > _MOST_NAMED else "")
    if written.resolve() != path.resolve():
        reason: Text = message("leaving.not_equal_copy", path=written, what=told)
        raise RefusedError(reason=reason)
    with contextlib.suppress(RelaybookError):
        journal.undo(path, now=question.now, actor=saving.actor())
    raise RefusedError(reason=message("leaving.not_equal", what=told))
