"""The approval of a share: what it binds to, and whether it stands.

A name that is typed on one machine is a claim, not a proof. What a workbook can do is done here:
an approval is bound to what was asked for, it stands in two places (the row of the share and the
audit's chain of hashes), and whatever is asked for otherwise needs a new one.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from validation.handover.register import Standing
from validation.handover.shapes import ExpectedAction
from validation.messages import message

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from validation.handover.register import Entry
    from validation.handover.shapes import Plan, Request
    from validation.messages import Text

APPROVERS = ("manager", "admin")
"""Roles that may approve at all (decisions.md)."""
_DECISIONS = ("APPROVE", "REFUSE_SHARE")
_SHOWN = 12
"""Digits of a plan's hash that the audit and people are shown."""


class Policy(NamedTuple):
    """What the sheet SharePolicy says of one scenario and kind of receiver."""

    variants: tuple[str, ...] = ()
    approver_role: str | None = None
    channels: tuple[str, ...] = ()
    self_approval: bool = False


def plan_hash(request: Request, plan: Plan, records: Collection[str]) -> str:
    """Return the SHA-256 of what an approval binds to, in hexadecimal digits.

    That is the variant, the parties, the channels, the container, the NDA, what was ticked, the
    last day, every column that leaves and how, every record with its expected action, and every
    text that was replaced or withheld. Values that leave as they stand are not in it: a phone
    number put right after the approval needs no new one. Neither is the approver who was asked.

    Args:
        request: what is asked for.
        plan: what it comes to; ids made for the share are not looked at.
        records: the ids that the records have in the book.
    """
    usual = ExpectedAction(request.expected_action or "")
    facts = {
        "variant": request.variant,
        "scenario": request.scenario,
        "provider": request.provider,
        "receiver": request.receiver,
        "receiver_kind": request.receiver_kind,
        "receiver_company": request.receiver_company,
        "channel": request.channel,
        "password_channel": request.password_channel,
        "container": request.container,
        "nda_no": request.nda_no,
        "contents": sorted(request.contents),
        "expires": str(request.expires or ""),
        "columns": sorted(
            (one.sheet, one.column, one.fate) for one in plan.columns if one.fate != "stays"
        ),
        "records": [
            (record, action.text, str(action.due or ""))
            for record in sorted(set(records))
            for action in (request.actions.get(record, usual),)
        ],
        "texts": sorted(
            (one.sheet, one.record, one.column, one.fate, one.sentence) for one in plan.texts
        ),
    }
    text = json.dumps(facts, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def short(digest: str) -> str:
    """Return as much of a hash as people are shown."""
    return digest[:_SHOWN]


def audited(share_id: str, plan: str, approver: str) -> str:
    """Return how the audit names an approval, alike in both languages."""
    return f"{share_id} {approver} plan:{short(plan)}"


def objection(
    entry: Entry | None, plan: str, audit: Iterable[tuple[str, str]], *, today: dt.date
) -> Text | None:
    """Return why a share may not be released now; None: its approval stands.

    Args:
        entry: the row of the share; None: it is not in the register.
        plan: the hash of what would leave now.
        audit: (action code, object) of the rows of the sheet Audit, in their order.
        today: the day of the release.
    """
    if entry is None:
        return message("approval.unknown")
    standing = entry.standing(today)
    if standing is Standing.ASKED:
        return message("approval.asked", share=entry.share_id, approver=entry.approver or "M001")
    if standing is not Standing.APPROVED:
        return message(f"approval.{standing}", share=entry.share_id)
    if entry.plan_hash != plan:
        return message("approval.other_plan", share=entry.share_id)
    wanted = audited(entry.share_id, plan, entry.approver or "")
    said = [
        (action, text)
        for action, text in audit
        if action in _DECISIONS and text.startswith(entry.share_id + " ")
    ]
    if not said or said[-1][0] != "APPROVE" or not said[-1][1].startswith(wanted):
        return message("approval.not_audited", share=entry.share_id)
    return None
