"""Sharing: who may give which variant to whom (catalogue.csv's Share, SharePolicy, NDA, Reps)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from validation.checks.marks import Facts
from validation.checks.words import word
from validation.messages import Text, message
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.checks.cells import Bools
    from validation.checks.sheetrows import Context, Rows

_MAY_APPROVE = ("manager", "admin")
_GOVERNED = (("variant", "variant"), ("channel", "channels"))
"""(column of Share, column of SharePolicy that lists what is allowed)."""


def mark(rows: Rows, context: Context) -> None:
    """Mark shares that break a precondition of handing customers over."""
    outside = rows.equal("receiver_kind", "outside")
    rows.marks.mark("v1_outside", "variant", outside & rows.equal("variant", "V1"), condemn=True)
    _mark_approvals(rows, context)
    _mark_receivers(rows, context, outside)
    _mark_agreements(rows, context)
    _mark_policy(rows, context)


def self_approved(rows: Rows, context: Context) -> Bools:
    """Return the inside shares whose policy lets the provider approve (small companies)."""
    policies = _policies(rows, context)
    approved = context.sheets["SharePolicy"].value("self_approval") if policies else ()
    inside = ~rows.equal("receiver_kind", "outside")
    return inside & _each(rows, lambda n: n in policies and approved[policies[n]] is True)


def _mark_approvals(rows: Rows, context: Context) -> None:
    late = rows.days("approved_at") > rows.days("share_date")
    rows.marks.mark(
        "approved_late", "approved_at", late, lambda n: Facts(detail=rows.shown("share_date", n))
    )
    reps = context.sheets.get("Reps")
    if reps is None:
        return
    role_of = dict(zip(reps.value("rep_id"), reps.value("role"), strict=True))
    roles = [role_of.get(approver) for approver in rows.value("approver")]
    weak = np.array([r is not None and r not in _MAY_APPROVE for r in roles], dtype=bool)
    weak &= ~rows.marks.condemned("approver")
    names = context.catalogue.vocabularies["rep_role"]
    rows.marks.mark(
        "approver_role", "approver", weak, lambda n: Facts(detail=word(names, str(roles[n])))
    )


def _mark_receivers(rows: Rows, context: Context, outside: Bools) -> None:
    """Mark inside shares to someone who is no active rep of ours, or an outside agent."""
    reps = context.sheets.get("Reps")
    if reps is None or not len(reps):
        return
    ours = set()
    for identity, name, role, active in zip(
        *(reps.value(key) for key in ("rep_id", "rep_name", "role", "active")), strict=True
    ):
        if active == "active" and role != "agent":
            ours |= {fold(str(identity)), fold(str(name))}
    receivers = rows.value("receiver")
    inside = rows.known("receiver_kind") & ~outside
    names = [None if receiver is None else fold(str(receiver)) for receiver in receivers]
    strange = np.array([name is not None and name not in ours for name in names], dtype=bool)
    rows.marks.mark(
        "receiver_is_outside",
        "receiver_kind",
        inside & strange,
        lambda n: Facts(detail=receivers[n]),
    )


def _mark_agreements(rows: Rows, context: Context) -> None:
    """Mark shares whose NDA is somebody else's, or not in force on the share date."""
    agreements = context.sheets.get("NDA")
    if agreements is None:
        return
    row_of = agreements.first("nda_no")
    parties = agreements.value("party")
    start, end = agreements.days("valid_from"), agreements.days("valid_to")
    days = rows.days("share_date")
    at = [row_of.get(number) if number else None for number in rows.value("nda_no")]
    names = [rows.value(key) for key in ("receiver_company", "receiver")]

    def other(n: int) -> bool:
        party = None if at[n] is None else parties[at[n]]
        known = [fold(name[n]) for name in names if name[n] is not None]
        return party is not None and bool(known) and fold(str(party)) not in known

    def expired(n: int) -> bool:
        return at[n] is not None and bool(days[n] < start[at[n]] or days[n] > end[at[n]])

    rows.marks.mark(
        "nda_other_party",
        "nda_no",
        _each(rows, other),
        lambda n: Facts(detail=parties[_certain(at[n])]),
        condemn=True,
    )
    rows.marks.mark(
        "nda_not_valid",
        "nda_no",
        _each(rows, expired) & ~rows.marks.condemned("nda_no"),
        lambda n: Facts(
            detail=message("check.from_to", start=start[_certain(at[n])], end=end[_certain(at[n])])
        ),
    )


def _mark_policy(rows: Rows, context: Context) -> None:
    policies = _policies(rows, context)
    if not policies:
        return
    sheet = context.sheets["SharePolicy"]
    for mine, theirs in _GOVERNED:
        allowed = sheet.value(theirs)
        values = rows.value(mine)
        broken = _each(
            rows,
            lambda n, values=values, allowed=allowed: (
                n in policies
                and values[n] is not None
                and allowed[policies[n]] is not None
                and values[n] not in allowed[policies[n]]
            ),
        )
        words = context.catalogue.vocabularies[rows.sheet.by_key[mine].vocabulary]
        broken &= ~rows.marks.condemned(mine)
        rows.marks.mark(
            "policy_breach",
            mine,
            broken,
            lambda n, allowed=allowed, words=words: Facts(  # type: ignore[misc]
                detail=_listed(allowed[policies[n]], words)
            ),
        )


def _policies(rows: Rows, context: Context) -> Mapping[int, int]:
    """Return position of a share → position of the policy row for its scenario and receiver."""
    sheet = context.sheets.get("SharePolicy")
    if sheet is None:
        return {}
    keys = zip(sheet.value("scenario"), sheet.value("receiver_kind"), strict=True)
    row_of: dict[tuple[Any, Any], int] = {}
    for position, key in enumerate(keys):
        row_of.setdefault(key, position)
    mine = zip(rows.value("scenario"), rows.value("receiver_kind"), strict=True)
    return {n: row_of[key] for n, key in enumerate(mine) if key in row_of and None not in key}


def _listed(codes: tuple[str, ...], words: Any) -> Text:
    said = [word(words, code) for code in codes]
    return Text("、".join(text.zh for text in said), ", ".join(text.en for text in said))


def _each(rows: Rows, test: Any) -> Bools:
    return np.fromiter(map(test, range(len(rows))), dtype=bool, count=len(rows))


def _certain(position: int | None) -> int:
    assert position is not None
    return position
