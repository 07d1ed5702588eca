"""What a plan or a handover is reported with: until when it can be undone, and what comes next."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from validation import catalogue as catalogues
from validation.messages import message
from workbook.leaving import commands
from workbook.leaving.sections import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from validation.leaving import Left, Request
    from validation.messages import Text
    from workbook.checking import Question
    from workbook.leaving.running import Handover, Planned

_MOST_NAMED = 10


def planned(path: Path, question: Question, request: Request, found: Planned) -> Subject | None:
    """Return what a plan is reported with; None: there is nothing to hand over."""
    if found.plan is None:
        return None
    command = commands.approve(path, request, found.plan)
    return Subject(
        path,
        found.plan,
        catalogues.load(question.catalogue),
        next=(message("leaving.next_approve", command=command),),
    )


def closed(path: Path, question: Question, done: Handover) -> Subject | None:
    """Return what a handover is reported with; None: there was nothing to hand over."""
    left = done.left
    if left is None:
        return None
    catalogue = catalogues.load(question.catalogue)
    if done.after is None:
        return Subject(path, left.plan, catalogue)
    written = path if done.acted.copy is None else type(path)(done.acted.copy)
    in_place = written.resolve() == path.resolve()
    until = left.plan.today + dt.timedelta(days=left.undo_days) if in_place else None
    steps = tuple(_next(written, left, done, until))
    return Subject(written, left.plan, catalogue, done, until, steps)


def _next(path: Path, left: Left, done: Handover, until: dt.date | None) -> Iterator[Text]:
    plan = left.plan
    names = {one.id: f"{one.name} {one.id}" for one in plan.people.to}
    approver = plan.people.approver.id if plan.people.approver else ""
    for copy in left.copies:
        facts = {"name": names[copy.rep], "share": copy.share}
        if copy.against is not None:
            command = commands.ask(path, plan, copy.rep)
            yield message("leaving.copy_waits", why=copy.against, command=command, **facts)
            continue
        facts["approve"] = commands.approve_copy(path, copy.share, approver)
        yield message("leaving.copy_asked", release=commands.release(path, copy.share), **facts)
    if left.receipts is not None:
        yield message("leaving.next_todos", **left.receipts._asdict())
    if done.introductions is not None and done.introductions.without:
        without = done.introductions.without
        more = " …" if len(without) > _MOST_NAMED else ""
        yield message("leaving.no_address", customers=", ".join(without[:_MOST_NAMED]) + more)
    if until is not None:
        yield message("leaving.undo_until", until=until, path=path, rep=plan.people.leaver.id)
