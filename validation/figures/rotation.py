"""Whether the pool is shared out as the weights say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.figures.tables import ENOUGH, Figure, Line, columns, not_enough, said
from validation.messages import message
from validation.pool.fairness import of_ledger
from validation.pool.ledger import events

if TYPE_CHECKING:
    from validation.figures.facts import Facts

WINDOW = 90
"""Days of the ledger that count."""


def rotation(facts: Facts) -> Figure:
    """Return what each rep was given by rotation against what the weights promise."""
    ledger = facts.frames["PoolLog"]
    whole = ledger["event_id"].notna() & ledger["at"].notna() & ledger["action"].notna()
    found = [
        event
        for event in events(ledger[whole], {})
        if event.at <= facts.now and (facts.today - event.at.date()).days <= WINDOW
    ]
    fair = of_ledger(found)
    claimed = [event.to_rep for event in found if event.action == "CLAIM"]
    shares = {share.rep: share for share in fair.shares}
    lines = []
    for rep in facts.roster((*shares, *claimed)):
        share = shares.get(rep)
        target = share.target if share else None
        given = share.delivered if share else 0
        near = given / target if target and target >= ENOUGH else None
        lines.append(Line(rep, facts.rep(rep), (given, target, near, claimed.count(rep))))
    enough = fair.delivered >= ENOUGH and fair.jain is not None
    answer = not_enough()
    if enough and fair.jain is not None:
        answer = message(
            "figures.rotation.answer",
            jain=said(fair.jain, 4), gap=said(fair.deviation, 2), n=fair.delivered,
        )  # fmt: skip
    odd = int((~whole).sum())
    return Figure(
        key="rotation",
        columns=columns("given", "target:ratio", "near:percent", "claimed"),
        lines=tuple(lines),
        total=(fair.delivered, None, None, len(claimed)),
        drawn="given",
        answer=answer,
        notes=(message("figures.note.ledger", n=odd),) if odd else (),
        facts=(("window", WINDOW),),
    )
