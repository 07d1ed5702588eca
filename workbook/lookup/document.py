"""A lookup as JSON, schema `relaybook.lookup/1` (docs/lookup.schema.json)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from validation.lookup.answers import standing_said

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from validation.duplicates.reasons import Reason
    from validation.fingerprints import BlindAnswer
    from validation.lookup import Match, Rep
    from validation.lookup.standing import Group
    from validation.messages import Text
    from workbook.lookup.results import Result

SCHEMA = "relaybook.lookup/1"


def render(result: Result) -> str:
    """Return the result as one JSON document, keys in a fixed order, readable characters."""
    answer = result.answer
    document = {
        "schema": SCHEMA,
        "today": result.today.isoformat(),
        "asked": asdict(result.asked),
        "verdict": result.verdict,
        **_text(result.said),
        "next": [_text(each) for each in result.next],
        "notes": [_text(each) for each in answer.notes] if answer else [],
        "compared": {
            "files": result.files,
            "customers": answer.customers if answer else 0,
            "leads": answer.leads if answer else 0,
        },
        "matches": [_match(match) for match in answer.matches] if answer else [],
        "fingerprints": [_blind(each) for each in result.blind],
        "unread": [{"file": file.path, **_text(file.error)} for file in result.failed],
    }
    # A lone surrogate from a damaged name has no UTF-8 form; as \udXXX it stays readable JSON.
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _match(match: Match) -> dict[str, Any]:
    standing = match.standing
    return {
        "verdict": match.verdict,
        "file": match.path,
        "sheet": match.tab,
        "row": match.row,
        "kind": match.sheet,
        "record": match.record,
        "names": list(match.names),
        "band": match.band,
        "points": match.points,
        "reasons": _reasons(match.reasons),
        "owner": _rep(standing.owner),
        "owner_since": _day(standing.since),
        "pool_status": standing.pool,
        "protected_until": _day(standing.protected_until),
        "cooling": [
            {"rep": _rep(each.rep), "until": _day(each.until)} for each in standing.cooling
        ],
        "group": _group(standing.group),
        "lead_status": standing.lead_status,
        "converted_to": standing.converted_to,
        **_text(standing_said(match)),
    }


def _group(group: Group | None) -> dict[str, Any] | None:
    if group is None:
        return None
    return {
        "id": group.id,
        "name": group.name,
        "owner": _rep(group.owner),
        "rule": group.rule,
        "above": list(group.above),
    }


def _blind(answer: BlindAnswer) -> dict[str, Any]:
    return {
        "file": answer.path,
        "made": answer.made.isoformat(),
        "verdict": answer.verdict,
        "records": answer.records,
        "points": answer.points,
        "reasons": _reasons(answer.reasons),
        "owner": answer.owner,
        "ask": answer.ask,
        **_text(answer.said),
    }


def _reasons(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [reason._asdict() for reason in reasons]


def _rep(rep: Rep | None) -> dict[str, str] | None:
    return rep._asdict() if rep else None


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
