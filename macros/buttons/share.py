"""The buttons of the group Share: a copy out, a copy in, a rep who leaves."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from macros.live import selecting, undoing
from macros.live.desk import LiveDesk
from validation import leaving
from validation.errors import RefusedError
from validation.handover.receiving import Parcel
from validation.leaving import Request
from validation.messages import Text, message, plain
from workbook import acting, passphrases, saving
from workbook.acting import Task
from workbook.annotating import without_marks
from workbook.exporting import Order, Secret, taken
from workbook.receipts import receiving, text

if TYPE_CHECKING:
    from macros.buttons.session import Session
    from validation.leaving import Left, Plan
    from workbook.exporting import Released, Taken

_MOST_NAMED = 5
_RECEIPT = ".json"


def export(session: Session) -> None:
    """Write the sealed copy that the selected row of Share asks for, and book it.

    The file takes its place only when the register knows of it; the passphrase is shown last,
    and once.
    """
    desk = session.desk
    share = selecting.record(desk, "Share", "share_id")
    drawn = Secret(passphrases.generated(), secrets.token_hex(32))
    order = Order(share, drawn)
    found = taken(desk.plain, desk.catalogue, desk.settings, desk.today, order)
    made = _made(session, found, share)
    if made is None:
        return
    folder = session.choose_folder(message("press.export_where")) or _documents()
    sure = message("press.exporting", share=share, n=made.left.records, folder=folder)
    if not session.confirm(sure, message("press.go_on")):
        session.tell(message("press.given_up"))
        return
    task = Task("validation.handover.release:left", (made.left,), f"EXPORT_{made.left.variant}")
    with saving.replacing(folder / made.name, overwrite=False) as file:
        file.temporary.write_bytes(made.sealed)
        done = session.act(task, is_final=True)
    facts = {"path": file.saved.path, "n": made.left.records, "book": session.live.name}
    session.tell(
        message("export.done", **facts), *done.notes, message("press.passphrase"),
        plain(drawn.passphrase),
    )  # fmt: skip


def receive(session: Session) -> None:
    """Take the rows of a copy that came in into this workbook, and write its receipt."""
    path = session.choose_file(message("press.receive_which"))
    if path is None:
        session.tell(message("press.given_up"))
        return
    if path.suffix.lower() == _RECEIPT:
        raise RefusedError(reason=message("press.is_receipt", path=path.name))
    passphrase = session.ask(message("press.receive_passphrase", path=path.name), secret=True)
    if not passphrase:
        session.tell(message("press.given_up"))
        return
    came = receiving.arrived(path, passphrase, session.question)
    cover = plain(text.cover(came, session.language).strip())
    if not session.confirm(cover, message("receive.agree")):
        session.tell(message("receive.not_agreed", path=path.name))
        return
    facts = came.found.facts
    assert facts is not None
    parcel = Parcel(
        share=came.share, copy=came.found.book, who=came.found.receiver, key=came.key,
        digests=facts.digests,
    )  # fmt: skip
    done = session.act(Task("validation.handover.receiving:receive", (parcel,), "IMPORT"))
    page = receiving.receipt(came, who="", at=session.now, agreed=True)
    written = saving.write_text(path.with_name(f"{came.share}.receipt.json"), page)
    session.tell_acted(done, written.text, message("receive.send_back", path=written.path.name))


def leave(session: Session) -> None:
    """Show how a leaver's records would be dealt out; hand over once a manager approves.

    What was written is read back and counted; a difference takes everything back.
    """
    desk = session.desk
    rep = selecting.record(desk, "Reps", "rep_id")
    typed = session.ask(message("press.leave_to", rep=rep))
    if not typed:
        session.tell(message("press.given_up"))
        return
    to = tuple(one.strip() for one in typed.replace("，", ",").split(",") if one.strip())
    asked = Request(rep, to)
    plan = leaving.plan(desk.plain, desk.catalogue, desk.settings, desk.today, asked)
    if plan is None:
        session.tell(message("press.leave_nothing", rep=rep))
        return
    approver = session.ask(_planned(plan, rep))
    if not approver:
        session.tell(message("press.given_up"))
        return
    task = Task(
        "validation.leaving:leave",
        (asked._replace(approver=approver, code=plan.code),),
        "LEAVE",
    )
    found = acting.decided(desk, task)
    notes = desk.carry_out(found, session.order(task.action))
    _prove(session, cast("Left | None", found.acted.answer))
    session.tell_acted(replace(found.acted, notes=notes))


def _made(session: Session, found: Taken, share: str) -> Released | None:
    """Return the sealed file, or None after saying what stands against it.

    Raises:
        RefusedError: something is missing.
    """
    decision = found.decision
    if decision.plan.missing:
        few = decision.plan.missing[:_MOST_NAMED]
        raise RefusedError(
            reason=Text(
                "；".join(one.zh.rstrip("。") for one in few),
                "; ".join(one.en.rstrip(".") for one in few),
            )
        )
    if found.released is None:
        against = (decision.objection,) if decision.objection else ()
        session.tell(*against, message("press.approve_first", share=share, book=session.live.name))
    return found.released


def _planned(plan: Plan, rep: str) -> Text:
    """Return what a plan comes to, and the question who approves it."""
    loads = "; ".join(f"{load.person.id}: {load.customers + load.leads}" for load in plan.loads)
    return message(
        "press.leave_plan", rep=rep, n=len(plan.lines), loads=loads, gaps=len(plan.gaps),
        code=plan.code,
    )  # fmt: skip


def _prove(session: Session, left: Left | None) -> None:
    """Read the workbook again; take the handover back where it is not what it should be.

    Raises:
        RefusedError: it was taken back.
    """
    if left is None:
        return
    desk = LiveDesk.open(session.live, session.question)
    book = without_marks(desk.book, desk.catalogue)
    read = leaving.read_back(book, desk.catalogue, desk.settings, desk.today, left)
    wrong = leaving.differences(left.before, read.proof)
    if wrong:
        undoing.undo(session.live)
        raise RefusedError(reason=message("press.leave_unlike", n=len(wrong)))


def _documents() -> Path:
    """Return the folder that files go to when none is chosen; made when missing."""
    from platformdirs import user_documents_path  # noqa: PLC0415

    return Path(user_documents_path()) / "Relaybook"
