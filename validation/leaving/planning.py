"""The plan of a handover: what a third person approves, and what the report is made of."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from validation.errors import RefusedError
from validation.leaving import completeness, dealing, holdings, moving, people, source
from validation.leaving.source import CUSTOMERS, name_of
from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.changes import Change
    from validation.leaving.completeness import Gap
    from validation.leaving.dealing import Deal
    from validation.leaving.holdings import Held, Holdings
    from validation.leaving.moving import Role
    from validation.leaving.people import People, Person
    from validation.leaving.request import Request
    from validation.leaving.source import Row, Source
    from validation.messages import Text
    from validation.settings import Settings

_MOST_NAMED = 10
_CODE = 12
"""Hexadecimal digits of a plan's code."""


class Line(NamedTuple):
    """One customer that is handed over."""

    customer: str
    row: int
    name: str
    grade: str
    stage: str
    """Code."""
    rep: str
    unit: str
    """Id of its group, or its own."""
    points: int
    """Of the whole unit."""
    todos: int
    """Open ones that go with it."""


class Load(NamedTuple):
    """What one successor gets."""

    person: Person
    customers: int
    units: int
    points: int
    start: int
    """Points before, where they count."""
    leads: int
    todos: int
    room: int | None
    """Before the handover; None: there is no limit."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who gets what of whom, and what is missing."""

    today: dt.date
    people: People
    by: tuple[str, ...]
    level: bool
    inventory: tuple[Held, ...]
    stays: tuple[Held, ...]
    gaps: tuple[Gap, ...]
    lines: tuple[Line, ...]
    """By successor, then in the order in which they were dealt out."""
    loads: tuple[Load, ...]
    roles: tuple[Role, ...]
    code: str
    """Twelve digits that differ when anything of the plan does."""
    notes: tuple[Text, ...]


class Planned(NamedTuple):
    """A plan and what it was made of, which stays in this process."""

    plan: Plan
    source: Source
    held: Holdings
    deal: Deal
    changes: tuple[Change, ...]


def plan(
    book: Book, catalogue: Catalogue, settings: Settings, today: dt.date, request: Request
) -> Plan | None:
    """Return the plan for a request; None: the rep has left, and nothing is there to hand over.

    Raises:
        RefusedError: somebody of the request is not known or may not take part, a pin cannot be
            kept, or nobody has room; a sheet is missing or cannot be read.
    """
    at = dt.datetime.combine(today, dt.time())
    found = planned(book, catalogue, settings, at, request)
    return None if found is None else found.plan


def planned(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, request: Request
) -> Planned | None:
    """Return the plan with its cells, or None, as `plan`.

    Raises:
        RefusedError: as `plan`.
    """
    here = source.read(book, catalogue, settings, at)
    gone = people.leaver(here, request)
    held = holdings.holdings(here, gone.id)
    if gone.active == "left" and held.is_empty:
        return None
    who = people.people(here, request)
    deal = dealing.deal(here, request, who, held)
    changes = moving.moved(here, who, held, deal)
    made = Plan(
        today=at.date(),
        people=who,
        by=tuple(request.by),
        level=request.level,
        inventory=holdings.inventory(here, gone.id, held),
        stays=holdings.stays(here, gone.id),
        gaps=completeness.gaps(here, held.customers),
        lines=tuple(_lines(held, deal)),
        loads=tuple(_loads(here, who, held, deal)),
        roles=moving.roles(here, held, changes),
        code=_code(who, changes),
        notes=tuple(_notes(here, who, held)),
    )
    return Planned(made, here, held, deal, changes)


def undo_days(book: Book, catalogue: Catalogue, settings: Settings, today: dt.date) -> int:
    """Return in how many days a handover of this book can be undone."""
    del book, catalogue, today
    return settings.undo_days


def check_approved(found: Planned, request: Request) -> None:
    """Refuse a plan that nobody approved, or another one than was approved.

    Raises:
        RefusedError: it is one.
    """
    code = found.plan.code
    if request.code is not None and request.code.strip().lower() != code:
        raise RefusedError(reason=message("leaving.other_plan", asked=request.code, code=code))
    if found.plan.people.approver is None:
        raise RefusedError(reason=message("leaving.no_approver"))


def _lines(held: Holdings, deal: Deal) -> Iterator[Line]:
    rows = {row.number: row for row in held.customers}
    todos = Counter(row.text("customer_id") for row in held.todos)
    for portion in sorted(deal.portions, key=lambda one: one.rep):
        for number in portion.rows:
            row = rows[number]
            identity = row.text("customer_id")
            yield Line(
                identity,
                number,
                name_of(row),
                row.text("grade"),
                row.text("stage"),
                portion.rep,
                portion.unit.id,
                portion.unit.points,
                todos[identity] if identity else 0,
            )


def _loads(here: Source, who: People, held: Holdings, deal: Deal) -> Iterator[Load]:
    todos = Counter(deal.heir(here, row) for row in held.todos)
    leads = Counter(deal.leads.values())
    for person in who.to:
        mine = [one for one in deal.portions if one.rep == person.id]
        yield Load(
            person,
            sum(len(one.rows) for one in mine),
            len(mine),
            sum(one.unit.points for one in mine),
            deal.start[person.id],
            leads[person.id],
            todos[person.id],
            deal.rooms[person.id],
        )


def _code(who: People, changes: tuple[Change, ...]) -> str:
    """Return what the plan is known by: who, and each cell with its new rep; not when."""
    cells = sorted(
        [one.sheet, one.row, one.column, str(one.before), str(one.after)]
        for one in changes
        if one.column not in ("owner_since", "assigned_date")
    )
    told = json.dumps([who.leaver.id, [one.id for one in who.to], cells], ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:_CODE]


def _notes(here: Source, who: People, held: Holdings) -> Iterator[Text]:
    yield from here.pool.notes
    ids = Counter(row.text("customer_id") for row in here.sheets[CUSTOMERS])
    twice = sorted(
        {one for row in held.customers if ids[one := row.text("customer_id")] > 1 and one}
    )
    if twice:
        shown = ", ".join(twice[:_MOST_NAMED]) + (" …" if len(twice) > _MOST_NAMED else "")
        yield message("leaving.twice", customers=shown)
    blank: list[Row] = [row for row in held.customers if not row.text("customer_id")]
    if blank:
        yield message(
            "leaving.no_id", rows=", ".join(str(row.number) for row in blank[:_MOST_NAMED])
        )
    if (held.team or held.approvals) and not who.chief:
        yield message("leaving.no_chief")
    slots = _slots(here, who.leaver.id)
    if slots:
        yield message("leaving.slots", rep=who.leaver.id, n=slots)


def _slots(here: Source, rep: str) -> int:
    """Return how many slots of the rotation are held for a rep, which stay held."""
    from validation.pool import rotation  # noqa: PLC0415  # read only where it is told

    held: Mapping[str, int] = Counter(slot.rep for slot in rotation(here.pool.events).held)
    return held.get(rep, 0)
