"""A group's history as JSON: `relaybook.group/1`, described by docs/group.schema.json."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from validation.groups import Conflict, Side
    from validation.groups.history import Event, History, Sums
    from workbook.groups import Summary

SCHEMA = "relaybook.group/1"
LIST_SCHEMA = "relaybook.groups/1"


def rendered(history: History, *, path: str, today: dt.date) -> str:
    """Return the history as text of JSON; amounts are strings, so that no digit is lost."""
    document = {
        "schema": SCHEMA,
        "path": path,
        "today": today.isoformat(),
        "prices": history.prices,
        "group": history.group,
        "above": list(history.above),
        "ring": list(history.ring),
        "groups": [node._asdict() for node in history.nodes],
        "members": [
            {**member._asdict(), "last_contact": _day(member.last_contact)}
            for member in history.members
        ],
        "titles": [title._asdict() for title in history.titles],
        "counts": dict(history.counts),
        "orders": _sums(history.sums),
        "conflicts": [_conflict(conflict) for conflict in history.conflicts],
        "allowed": [_conflict(conflict) for conflict in history.allowed],
        "todos": [_event(event, prices=history.prices) for event in history.todos],
        "events": [_event(event, prices=history.prices) for event in history.events],
    }
    return _text(document)


def listed(summaries: tuple[Summary, ...], *, path: str, today: dt.date) -> str:
    """Return the list of all groups as text of JSON, `relaybook.groups/1`."""
    groups = [{**each._asdict(), "owners": list(each.owners)} for each in summaries]
    return _text(
        {"schema": LIST_SCHEMA, "path": path, "today": today.isoformat(), "groups": groups}
    )


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


def _sums(sums: Sums | None) -> dict[str, Any] | None:
    if sums is None:
        return None
    return {
        "count": sums.orders,
        "base_currency": sums.base_currency,
        "base": _amount(sums.base),
        "by_currency": [
            {"currency": each.currency, "count": each.orders, "amount": _amount(each.amount)}
            for each in sums.by_currency
        ],
        "without_rate": list(sums.missing),
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    said, action, allowed = conflict.said(), conflict.action, conflict.allowed
    return {
        "kind": conflict.kind,
        "group": conflict.group,
        "left": _side(conflict.left),
        "right": _side(conflict.right),
        "value": conflict.value,
        "evidence": {"zh": said.zh, "en": said.en},
        "action": {"zh": action.zh, "en": action.en},
        "allowed": None
        if allowed is None
        else {
            "row": allowed.row,
            "reason": allowed.reason,
            "decided_by": allowed.decided_by,
            "decided_at": None if allowed.decided_at is None else str(allowed.decided_at),
        },
    }


def _side(side: Side) -> dict[str, Any]:
    return side._asdict()


def _event(event: Event, *, prices: bool) -> dict[str, Any]:
    told = {
        "kind": event.kind,
        "at": None if event.at is None else event.at.isoformat(),
        "customer": event.customer,
        "sheet": event.sheet,
        "row": event.row,
        "record": event.record,
        "rep": event.rep,
        "product": event.product,
        "words": dict(event.words),
        "text": event.text,
    }
    if prices:
        told |= {
            "qty": _amount(event.qty),
            "amount": _amount(event.amount),
            "currency": event.currency,
            "base": _amount(event.base),
        }
    return told


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount.normalize():f}"
