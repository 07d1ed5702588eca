"""Saying yes or no to a share that somebody asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.changes import Outcome
from validation.handover.approval import APPROVERS, Policy, audited
from validation.handover.policies import policy
from validation.handover.register import Register, Standing
from validation.handover.release import decided
from validation.handover.writing import changes, refused
from validation.messages import Text, message, plain
from validation.reminders.staff import Staff
from validation.typed import typed

if TYPE_CHECKING:
    import datetime as dt

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.handover.register import Entry
    from validation.reminders.staff import Rep
    from validation.settings import Settings

_LONGEST_REASON = 200


class Verdict(NamedTuple):
    """What somebody says to a share."""

    share: str
    who: str
    """Number or name of a rep."""
    refuses: bool = False
    reason: str = ""
    """Why not; only a refusal needs one."""


class _Room(NamedTuple):
    """What the rules of an approval look at."""

    entry: Entry
    records: tuple[str, ...]
    staff: Staff
    policy: Policy | None


def approve(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, verdict: Verdict
) -> Outcome:
    """Return the cells of the share's row that say who approved or refused it, and when.

    The answer of the outcome is whether the provider approves the own share.

    Raises:
        RefusedError: there is no such share, it is past approving, or the person may not.
    """
    room = _room(book, catalogue, settings, at.date(), verdict.share)
    entry = room.entry
    who = _person(room, verdict.who)
    _check_standing(entry, at.date(), verdict)
    _check_role(room, who, catalogue)
    own = _is_own(room, who, verdict)
    values: dict[str, object] = {"approver": who.id}
    if verdict.refuses:
        reason = " ".join(verdict.reason.split())
        if not reason:
            raise refused(message("approve.no_reason"))
        values |= {"receipt_status": "refused"}
        subject = plain(f"{entry.share_id} {who.id}: {reason[:_LONGEST_REASON]}")
    else:
        _check_plan(book, catalogue, settings, at, entry)
        values |= {"approved_at": at}
        told = audited(entry.share_id, entry.plan_hash or "", who.id)
        subject = Text(f"{told} 自批", f"{told} self-approved") if own else plain(told)
    key = "approve.refused" if verdict.refuses else "approve.own" if own else "approve.done"
    facts = {"share": entry.share_id, "who": who.name}
    return Outcome(
        changes=tuple(changes(book, catalogue, "Share", entry.row, values)),
        answer=own,
        subject=subject,
        notes=(message(key, **facts),),
    )


class Asked(NamedTuple):
    """What an approver is shown before saying yes or no."""

    entry: Entry
    records: tuple[str, ...]
    standing: Standing
    plan: bool
    """Whether it was asked for with an export, so that what would leave can be shown."""


def asked(
    book: Book, catalogue: Catalogue, settings: Settings, today: dt.date, share: str
) -> Asked:
    """Return what was asked for under a number of the register.

    Raises:
        RefusedError: there is no such share.
    """
    room = _room(book, catalogue, settings, today, share)
    entry = room.entry
    is_open = entry.standing(today) in (Standing.ASKED, Standing.APPROVED)
    return Asked(entry, room.records, entry.standing(today), is_open and bool(entry.plan_hash))


def _room(
    book: Book, catalogue: Catalogue, settings: Settings, today: dt.date, share: str
) -> _Room:
    register = Register.of(book, catalogue, settings, today)
    entry = register.named(share)
    if entry is None:
        known = ", ".join(one.share_id for one in register.entries[-5:]) or "-"
        raise refused(message("handover.no_share", share=share, known=known))
    reps = typed(book, catalogue, {"Reps": ()}, settings=settings, today=today)["Reps"].frame
    rules = policy(book, catalogue, settings, today)
    rule = rules.get((entry.scenario or "", entry.receiver_kind or ""))
    return _Room(entry, register.records(entry.share_id), Staff.of(reps), rule)


def _person(room: _Room, said: str) -> Rep:
    known = room.staff.named(said)
    if known is None:
        raise refused(message("approve.nobody", who=said))
    rep = room.staff.reps[known]
    if not rep.is_here:
        raise refused(message("approve.gone", who=rep.name))
    return rep


def _check_standing(entry: Entry, today: dt.date, verdict: Verdict) -> None:
    standing = entry.standing(today)
    if standing is Standing.APPROVED and verdict.refuses:
        return
    if standing is Standing.APPROVED:
        facts = {"share": entry.share_id, "who": entry.approver, "at": entry.approved_at}
        raise refused(message("approve.already", **facts))
    if standing is not Standing.ASKED:
        raise refused(message(f"approval.{standing}", share=entry.share_id))
    if not entry.plan_hash and not verdict.refuses:
        raise refused(message("approve.no_plan", share=entry.share_id))


def _check_plan(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, entry: Entry
) -> None:
    """Refuse to approve what is not what would leave by now."""
    now = decided(book, catalogue, settings, at.date(), entry.share_id)
    if now.plan_hash != entry.plan_hash:
        raise refused(message("approve.changed", share=entry.share_id))


def _check_role(room: _Room, who: Rep, catalogue: Catalogue) -> None:
    wanted = room.policy.approver_role if room.policy else None
    allowed = ("admin",) if wanted == "admin" else APPROVERS
    if who.role in allowed:
        return
    words = catalogue.vocabularies["rep_role"].words
    names = [Text(words[role].zh, words[role].en) for role in allowed]
    said = Text("或".join(one.zh for one in names), " or ".join(one.en for one in names))
    raise refused(message("approve.role", who=who.name, roles=said))


def _is_own(room: _Room, who: Rep, verdict: Verdict) -> bool:
    """Return whether the provider says yes to the own share, where that is allowed."""
    if verdict.refuses or room.staff.named(room.entry.provider) != who.id:
        return False
    allowed = room.policy is not None and room.policy.self_approval
    if not allowed or room.entry.receiver_kind == "outside":
        raise refused(message("approve.self", who=who.name))
    return True
