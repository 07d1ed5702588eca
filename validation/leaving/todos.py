"""The to-dos a handover brings: first touch of each customer, and the receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from validation.calendars import due
from validation.leaving.source import TODOS
from validation.messages import message
from validation.minting import next_ids
from validation.plaintext import shown
from validation.reminders.booking import in_language

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from validation.leaving.planning import Planned
    from validation.leaving.source import Source
    from validation.messages import Text

_TOUCH, _TOUCH_DAYS = "SOP-03", 3
_RECEIPT = "SOP-15"


def new_todos(found: Planned) -> list[Mapping[str, Any]]:
    """Return the rows of Todos that a handover adds.

    Each customer is to be reached within three calendar days, rolled to a working day (SOP-03).
    Each successor says within two working days that the handover arrived, and after five the
    manager looks after who did not (SOP-15; Config: receipt_reminder_days, receipt_manager_days).
    """
    if not found.source.has(TODOS, "todo_id"):
        return []
    rows = [*_touches(found), *_receipts(found)]
    form = found.source.catalogue.field(TODOS, "todo_id").argument("mint") or "TD-{n:03}"
    taken = [shown(cell).strip() for cell in found.source.book.sheets[TODOS]["todo_id"] if cell]
    days = [found.source.at.date()] * len(rows)
    ids = next_ids(form, days, taken=taken)
    return [{"todo_id": one, **row} for one, row in zip(ids, rows, strict=True)]


def touch_day(here: Source) -> dt.date:
    """Return the day by which a customer that was handed over is to be contacted."""
    return due(here.calendar, "calendar_days", here.today, _TOUCH_DAYS, roll=True).at.date()


def _touches(found: Planned) -> Iterator[Mapping[str, Any]]:
    here = found.source
    day = touch_day(here)
    known: set[str] = set()
    leaver = found.plan.people.leaver.name
    for line in found.plan.lines:
        if line.customer and line.customer not in known:
            known.add(line.customer)
            text = message("leaving.todo_touch", leaver=leaver)
            yield _row(found, {"customer_id": line.customer}, text, _For(line.rep, day, _TOUCH))


class Receipts(NamedTuple):
    """Until when a handover is to be confirmed."""

    remind: dt.date
    """The day by which each successor says that it arrived."""
    tell: dt.date
    """The day on which the manager looks after who did not."""


def receipts(found: Planned) -> Receipts:
    """Return until when successors are to confirm, in working days."""
    here = found.source
    plus = here.calendar.plus_working
    return Receipts(
        plus(here.today, here.settings.receipt_reminder_days),
        plus(here.today, here.settings.receipt_manager_days),
    )


def _receipts(found: Planned) -> Iterator[Mapping[str, Any]]:
    who = found.plan.people
    remind, tell = receipts(found)
    for person in who.to:
        first = _first(found, person.id)
        if not first:
            continue  # nothing to receive
        text = message("leaving.todo_receipt", leaver=who.leaver.name)
        yield _row(found, first, text, _For(person.id, remind, _RECEIPT))
        if who.chief:
            told = message("leaving.todo_manager", rep=person.name, leaver=who.leaver.name)
            yield _row(found, first, told, _For(who.chief, tell, ""))


def _first(found: Planned, rep: str) -> Mapping[str, str]:
    """Return the record that a successor's receipt hangs on: a customer, else a lead."""
    for line in found.plan.lines:
        if line.rep == rep and line.customer:
            return {"customer_id": line.customer}
    for row in found.held.leads:
        if found.deal.leads[row.number] == rep and row.text("lead_id"):
            return {"lead_id": row.text("lead_id")}
    return {}


class _For(NamedTuple):
    rep: str
    day: dt.date
    rule: str


def _row(found: Planned, record: Mapping[str, str], text: Text, to: _For) -> Mapping[str, Any]:
    here = found.source
    row: dict[str, Any] = {
        **record,
        "todo": in_language(text, here.language),
        "due": to.day,
        "kind": "other",
        "assignee": to.rep,
        "status": "open",
    }
    if to.rule in here.has_rule:
        row |= {"rule_id": to.rule, "anchor_date": here.today}
    return {key: value for key, value in row.items() if here.has(TODOS, key)}
