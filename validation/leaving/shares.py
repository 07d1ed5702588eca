"""The V1 copy each successor gets: asked for with the handover, approved and released later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from validation.errors import RefusedError
from validation.handover.release import ask
from validation.handover.shapes import ExpectedAction
from validation.handover.shapes import Request as Copy
from validation.leaving.source import CUSTOMERS, LEADS, SHARE
from validation.leaving.todos import touch_day
from validation.messages import message
from validation.minting import next_ids
from validation.plaintext import shown
from validation.reminders.booking import in_language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.book import Book
    from validation.leaving.planning import Planned
    from validation.messages import Text

LINES = "ShareLines"
_SCENARIO = "leaver"
_CHANNEL, _PASSWORD = "work_email", "phone"


class Asked(NamedTuple):
    """A copy that was asked for, or could not be."""

    rep: str
    """Who is to get it."""
    share: str
    """Its number; "": it was not asked for."""
    against: Text | None = None
    """Why not; None: it was."""


class Shares(NamedTuple):
    """The rows of the register, and what came of each successor's copy."""

    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    asked: tuple[Asked, ...]


def shares(found: Planned, after: Book) -> Shares:
    """Return the rows that ask for a V1 copy for each successor who got anything.

    Args:
        found: the handover.
        after: the book with every record where it is to be, as a copy is made from it.
    """
    here = found.source
    if not here.has(SHARE, "share_id") or not here.has(LINES, "share_id"):
        return Shares({}, ())
    rows: dict[str, list[Mapping[str, Any]]] = {SHARE: [], LINES: []}
    told = []
    form = here.catalogue.field(SHARE, "share_id").argument("mint") or "SH-{day}-{n:03}"
    taken = [shown(cell).strip() for cell in here.book.sheets[SHARE]["share_id"] if cell]
    for person in found.plan.people.to:
        wanted = _request(found, person.id)
        if not wanted.customers and not wanted.leads:
            continue
        try:
            asked = ask(after, here.catalogue, here.settings, here.at, wanted)
        except RefusedError as error:
            told.append(Asked(person.id, "", error.text))
            continue
        # Each is asked for as if it were the only one, so their numbers come from here.
        share = next_ids(form, [here.today], taken=taken)[0]
        taken.append(share)
        for sheet, new in asked.rows.items():
            rows[sheet] += [{**row, "share_id": share} for row in new]
        told.append(Asked(person.id, share))
    return Shares({key: new for key, new in rows.items() if new}, tuple(told))


def _request(found: Planned, rep: str) -> Copy:
    here, people = found.source, found.plan.people
    kind = "department" if _is_near(found, rep) else "other_department"
    policy = next(
        (
            row.cells["channels"]
            for row in here.sheets["SharePolicy"]
            if (row.text("scenario"), row.text("receiver_kind")) == (_SCENARIO, kind)
        ),
        None,
    )
    # A row without an id of its own cannot be named by a copy.
    named = {(one.sheet, one.row) for one in here.pool.records.values()}
    usual = in_language(message("leaving.todo_touch", leaver=people.leaver.name), here.language)
    actions = {
        row.text("customer_id"): ExpectedAction(row.text("next_action") or usual, touch_day(here))
        for row in found.held.customers
        if found.deal.customers[row.number] == rep and (CUSTOMERS, row.number) in named
    }
    leads = tuple(
        row.text("lead_id")
        for row in found.held.leads
        if found.deal.leads[row.number] == rep and (LEADS, row.number) in named
    )
    return Copy(
        variant="V1",
        scenario=_SCENARIO,
        provider=people.leaver.id,
        receiver=rep,
        approver=people.approver.id if people.approver else "",
        channel=policy[0] if policy else _CHANNEL,
        password_channel=_PASSWORD,
        customers=tuple(actions),
        leads=leads,
        actions=actions,
        expected_action=usual,
    )


def _is_near(found: Planned, rep: str) -> bool:
    people = found.plan.people
    other = next(one for one in people.to if one.id == rep)
    return not (people.leaver.department and other.department) or (
        people.leaver.department == other.department
    )
