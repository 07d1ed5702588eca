"""A share that waits for its approval: what would leave, page by page, and who says yes to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from macros.live.desk import Order
from validation.handover import approving
from validation.handover.approving import Verdict
from validation.handover.register import Standing
from validation.messages import Text, message, plain
from workbook.acting import Task, decided
from workbook.exporting.view import tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from macros.buttons.session import Session
    from workbook.exporting import Taken
    from workbook.exporting.view import Table

_APPROVE = "approve"
"""The name of the action, for Undo."""
_UNSAID = frozenset({"staying", "sheets_staying"})
"""Tables that are long and name nothing that leaves; the counts of each sheet say how much."""
_WIDTH = 400
"""Characters of a line of a page; a longer one is cut into several."""
_IDS = 6
"""Numbers of records on one line."""
_PAGE = 900
"""Characters of one dialog: more does not fit on a small screen."""


def offer(session: Session, share: str, found: Taken) -> None:
    """Show what would leave, and book the approval of whoever says yes; else say what is next.

    The name typed is a claim, as on the command line; the audit keeps it beside the account.

    Raises:
        RefusedError: the person may not approve this share, or it is not what was asked for.
    """
    desk = session.desk
    objection = found.decision.objection
    against = (objection,) if objection else ()
    asked = approving.asked(desk.plain, desk.catalogue, desk.settings, desk.today, share)
    if asked.standing is not Standing.ASKED or not asked.plan:
        session.tell(*against, message("press.ask_anew", share=share))
        return
    approver = asked.entry.approver or "-"
    waits = message("press.approve_first", share=share, approver=approver)
    if not _read(session, share, found):
        session.tell(waits)
        return
    who = session.ask(message("press.approve_as", share=share, approver=approver))
    if not who:
        session.tell(waits)
        return
    task = Task("validation.handover.approving:approve", (Verdict(share, who),), "APPROVE")
    made = decided(desk, task)
    notes = desk.carry_out(made, Order(_APPROVE, task.action))
    session.tell_acted(replace(made.acted, notes=notes), message("press.approved", share=share))


def _read(session: Session, share: str, found: Taken) -> bool:
    """Show every page of the plan; return whether the person went on after each."""
    parts = [part for table in tables(found, session.desk.catalogue) for part in _lines(table)]
    pages = _paged([session.said(part) for part in parts])
    for number, page in enumerate(pages, 1):
        head = message("press.plan_page", share=share, at=number, n=len(pages))
        if not session.confirm(head, plain(page), message("press.go_on")):
            return False
    return True


def _lines(table: Table) -> Iterator[Text]:
    """Yield a table as lines of a dialog, whose letters have no common width."""
    if table.key in _UNSAID:
        return
    yield message(f"export.table_{table.key}")
    if table.key == "sheets":
        heads = [message(f"export.head_{head}") for head in table.heads[1:]]
        for first, *rest in table.rows:
            both = zip(heads, rest, strict=True)
            named = [Text(f"{head.zh} {n.zh}", f"{head.en} {n.en}") for head, n in both]
            yield _row([first, *named])
        return
    if table.key == "records":
        ids = [row[0] for row in table.rows]
        for start in range(0, len(ids), _IDS):
            yield plain("  " + ", ".join(one.en for one in ids[start : start + _IDS]))
        return
    yield from map(_row, table.rows)


def _row(cells: Sequence[Text]) -> Text:
    zh, en = (" · ".join(text for text in cells_ if text) for cells_ in zip(*cells, strict=True))
    return Text(f"  {zh}", f"  {en}")


def _paged(lines: Sequence[str]) -> list[str]:
    """Return the lines as pages; none is left out, a long one goes on below."""
    pages: list[str] = []
    for line in lines:
        for start in range(0, max(len(line), 1), _WIDTH):
            part = line[start : start + _WIDTH]
            if pages and len(pages[-1]) + len(part) < _PAGE:
                pages[-1] += "\n" + part
            else:
                pages.append(part)
    return pages
