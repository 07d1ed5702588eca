"""Reminders as JSON, schema `relaybook.remind/1` (docs/remind.schema.json)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from validation.reminders import urgency

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.messages import Text
    from validation.reminders import Greeting, Reminder, Reminders

SCHEMA = "relaybook.remind/1"
GREETINGS = "relaybook.greetings/1"


def rendered(found: Reminders, *, path: str, notes: Sequence[Text] = ()) -> str:
    """Return the reminders as one JSON document, keys in a fixed order, readable characters.

    Times are the company's own, in the zone that the document names.
    """
    return _json(
        {
            "schema": SCHEMA,
            "path": path,
            "now": found.now.isoformat(timespec="seconds"),
            "zone": found.zone,
            "reminders": [_reminder(one, found) for one in found.reminders],
            "findings": [
                {
                    "severity": each.severity,
                    "sheet": each.sheet,
                    "row": each.row,
                    "record": each.record,
                    "field": each.field,
                    "value": each.value,
                    **_text(each.text),
                }
                for each in found.findings
            ],
            "notes": [_text(each) for each in notes or found.notes],
        }
    )


def greetings(found: Sequence[Greeting], *, path: str) -> str:
    """Return a list of greetings as one JSON document, schema `relaybook.greetings/1`."""
    return _json(
        {
            "schema": GREETINGS,
            "path": path,
            "greetings": [
                {
                    "day": each.holiday.day.isoformat(),
                    "country": each.holiday.country,
                    **_text(each.holiday.name),
                    "greets": each.holiday.greets,
                    "write_on": each.write_on.isoformat(),
                    "customer": each.customer,
                    "company": each.company,
                    "rep": each.rep,
                    "mail": each.mail,
                }
                for each in found
            ],
        }
    )


def _reminder(one: Reminder, found: Reminders) -> dict[str, Any]:
    due = one.due.at
    late = (found.now.date() - due.date()).days
    return {
        "rule": one.rule,
        "rep": one.rep,
        "customer": one.customer,
        "lead": one.lead,
        "company": one.company,
        "grade": one.grade or None,
        "sheet": one.sheet or None,
        "records": list(one.records),
        "anchor": one.anchor.isoformat(),
        "due": due.date().isoformat() if one.due.whole_day else due.isoformat(timespec="seconds"),
        "overdue": one.due.is_over(found.now),
        "days_late": late,
        "urgency": _text(urgency(one, found.now)),
        "action": one.action,
        "kind": one.kind,
        "text": _text(one.text),
        "occasion": _text(one.occasion) if one.occasion else None,
        "told": [
            {"rep": each.rep, "since": each.at.isoformat(timespec="seconds")} for each in one.told
        ],
        "todo": one.todo,
        "new": one.is_new,
    }


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _json(document: dict[str, Any]) -> str:
    # A lone surrogate from a damaged name has no UTF-8 form; as \udXXX it stays readable JSON.
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"
