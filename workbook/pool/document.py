"""The pool for programs: JSON whose fractions are strings, so that nothing is rounded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from validation.pool import rotation
from validation.pool.allocation import deliveries, ledger_rows
from validation.pool.fairness import over
from workbook.pool.words import reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.messages import Text
    from validation.pool import Fairness, Pool
    from validation.pool.allocation import Shared
    from validation.pool.answers import Why
    from validation.pool.judgement import Judgement
    from workbook.pool.reading import Proof

WEIGHTS = "relaybook.weights/1"
WHY = "relaybook.why/1"
REPLAY = "relaybook.replay/1"
ALLOCATE = "relaybook.allocate/1"


def allocated(path: str, shared: Shared, *, copy: str | None, notes: Sequence[Text]) -> str:
    """Return what a run gave to whom: each record, and each row of the ledger."""
    pool = shared.pool
    records = [
        {
            "record": one.record.id,
            "name": one.record.name,
            "rep": one.turn.rep,
            "slot": str(one.turn.steps[-1].slot) if one.turn.rep else None,
            "reason": one.turn.steps[-1].reason,
            "reps": [
                _judged(pool, mine)
                for step in one.turn.steps
                for mine in step.judged
                if mine.reasons or one.turn.rep != mine.rep
            ],
        }
        for one in shared.given
    ]
    rows = [{**row, "at": pool.at.isoformat()} for row in ledger_rows(shared)]
    return _text(
        {
            "schema": ALLOCATE,
            "path": path,
            "copy": copy,
            "at": pool.at.isoformat(),
            "time_zone": pool.settings.company_tz,
            "run": shared.run,
            "records": records,
            "ledger": rows,
            "fairness": _fairness(over(deliveries(shared.given))),
            "notes": [one._asdict() for one in notes],
        }
    )


def weights(path: str, pool: Pool) -> str:
    """Return the weights of a next cycle, and where the open one stands."""
    at = rotation(pool.events)
    reps = []
    for rep in pool.reps.values():
        found = pool.conversions.get(rep.id)
        told: dict[str, Any] = {
            "rep": rep.id,
            "name": rep.name,
            "weight": pool.weights[rep.id],
            "mode": "conversion" if rep.by_conversion else "manual",
        }
        if found is not None:
            told |= {
                "won": found.won,
                "assigned": found.assigned,
                "rate": None if found.rate is None else str(found.rate),
                "shrunk": str(found.shrunk),
                "conversion_weight": found.weight,
            }
        reps.append(told)
    rotated = {
        "cycle": at.cycle,
        "weights": dict(at.weights),
        "position": at.position,
        "coming": [{"slot": str(slot), "rep": slot.rep} for slot in at.coming],
        "held": [{"slot": str(slot), "rep": slot.rep} for slot in at.held],
    }
    return _text(
        {
            "schema": WEIGHTS,
            "path": path,
            "at": pool.at.isoformat(),
            "reps": reps,
            "rotation": rotated,
            "rules": pool.rules,
        }
    )


def replayed(path: str, found: Proof) -> str:
    """Return what a replay found."""
    first = found.first
    return _text(
        {
            "schema": REPLAY,
            "path": path,
            "rows": found.replayed.rows,
            "checked": found.replayed.checked,
            "equal": first is None,
            "first": None
            if first is None
            else {"number": first.number, "row": first.row, **first.text._asdict()},
            "slots": dict(found.replayed.slots),
            "fairness": _fairness(found.replayed.fairness),
        }
    )


def why(path: str, pool: Pool, found: Why) -> str:
    """Return why each rep may have a record or not, and what the ledger tells of it."""
    record = found.record
    past = [
        {
            "number": one.event.number,
            "row": one.event.row,
            "at": one.event.at.isoformat(),
            "action": one.event.action,
            "from": one.event.from_rep or None,
            "to": one.event.to_rep or None,
            "reason": _reason(pool, one.event.reason),
            "slot": str(one.event.slot) if one.event.slot else None,
            "run": one.event.run or None,
            "detail": one.event.detail or None,
            "reps": [_judged(pool, mine) for mine in one.judged],
        }
        for one in found.past
    ]
    reps = [
        {
            **_judged(pool, one.judged),
            "name": one.name,
            "weight": one.weight,
            "held": [str(slot) for slot in one.held],
            "slots_before": one.coming,
        }
        for one in found.reps
    ]
    return _text(
        {
            "schema": WHY,
            "path": path,
            "at": pool.at.isoformat(),
            "record": record.id,
            "name": record.name,
            "owner": record.owner or None,
            "reps": reps,
            "past": past,
        }
    )


def _judged(pool: Pool, mine: Judgement) -> dict[str, Any]:
    return {
        "rep": mine.rep,
        "eligible": mine.is_eligible and "weight" not in mine.counts,
        "reasons": [_reason(pool, code) for code in mine.reasons],
        "counts": {key: count._asdict() for key, count in mine.counts.items()},
    }


def _reason(pool: Pool, code: str) -> dict[str, str]:
    return {"code": code, **reason(pool, code)._asdict()}


def _fairness(found: Fairness) -> dict[str, Any]:
    return {
        "jain": None if found.jain is None else str(found.jain),
        "deviation": str(found.deviation),
        "shares": [
            {"rep": one.rep, "delivered": one.delivered, "target": str(one.target)}
            for one in found.shares
        ],
    }


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)
