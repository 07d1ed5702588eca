"""The buttons of the group Share: a copy out, a copy in, a rep who leaves."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from macros.buttons import approval
from macros.live import selecting, undoing
from macros.live.desk import LiveDesk
from validation import leaving
from validation.errors import RefusedError
from validation.handover.receiving import Parcel
from validation.handover.register import Register
from validation.leaving import Request
from validation.messages import Text, message, plain
from workbook import acting, passphrases, saving
from workbook.acting import Task
from workbook.annotating import without_marks
from workbook.exporting import Order, Secret, taken
from workbook.receipts import receiving, returning, text
from workbook.receipts.reading import is_sealed

if TYPE_CHECKING:
    from macros.buttons.session import Session
    from validation.handover.accepting import Returned
    from validation.leaving import Left, Plan
    from workbook.exporting import Released, Taken

_MOST_NAMED = 5


def export(session: Session) -> None:
    """Write the sealed copy that the selected row of Share asks for, and book it.

    The file takes its place only when the register knows of it; the passphrase is shown last,
    and once.
    """
    desk = session.desk
    share = selecting.record(desk, "Share", "share_id")
    drawn = Secret(passphrases.generated(), secrets.token_hex(64))
    order = Order(share, drawn)
    found = taken(desk.plain, desk.catalogue, desk.settings, desk.today, order)
    made = _made(found)
    if made is None:
        approval.offer(session, share, found)
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
    """Take what came in: a copy for this team, a receipt, or a copy of ours that came back.

    A copy is ours when the register has its number with the very key that it holds: numbers
    alone are given in every company.
    """
    path = session.choose_file(message("press.receive_which"))
    if path is None:
        session.tell(message("press.given_up"))
        return
    receipt = returning.read_receipt(path)
    if receipt is not None:
        task = Task("validation.handover.accepting:book_receipt", (receipt,), "RECEIPT")
        session.tell_acted(session.act(task))
        return
    passphrase = None
    if is_sealed(path):
        passphrase = session.ask(message("press.receive_passphrase", path=path.name), secret=True)
        if not passphrase:
            session.tell(message("press.given_up"))
            return
    copy = returning.returned(path, session.question, passphrase=lambda: passphrase or "", share="")
    if _is_ours(session, copy):
        task = Task("validation.handover.accepting:book_copy", (copy,), "READ_BACK")
        session.tell_acted(session.act(task))
        return
    _take_in(session, path, passphrase or "")


def _is_ours(session: Session, copy: Returned) -> bool:
    desk = session.desk
    register = Register.of(desk.plain, desk.catalogue, desk.settings, desk.today)
    entry = register.named(copy.share)
    key = entry.receipt_key if entry else None
    return bool(key and copy.key) and hmac.compare_digest(str(key), str(copy.key))


def _take_in(session: Session, path: Path, passphrase: str) -> None:
    """Take the rows of a copy into this workbook, once its rule is agreed to; write its receipt."""
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
    if not session.confirm(_planned(plan, rep), message("press.go_on")):
        session.tell(message("press.given_up"))
        return
    approver = session.ask(message("press.leave_as", rep=rep))
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


def _made(found: Taken) -> Released | None:
    """Return the sealed file; None: its approval does not stand.

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
    return found.released


def _planned(plan: Plan, rep: str) -> Text:
    """Return what a plan comes to."""
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
