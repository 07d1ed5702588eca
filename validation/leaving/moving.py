"""From who gets what to cells: each cell that names the leaver and gets another rep."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.changes import Change
from validation.leaving.holdings import spellings
from validation.leaving.source import (
    CUSTOMERS,
    GROUPS,
    INQUIRIES,
    LEADS,
    QUOTES,
    REPS,
    TODOS,
)
from validation.plaintext import shown
from validation.pool import writing
from validation.recycling import owner_changes
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from validation.leaving.dealing import Deal
    from validation.leaving.holdings import Holdings
    from validation.leaving.people import People
    from validation.leaving.source import Row, Source

_BETWEEN = re.compile(r"([;；,，、\n])")
_KEYS: Mapping[str, str] = {
    CUSTOMERS: "customer_id",
    LEADS: "lead_id",
    TODOS: "todo_id",
    INQUIRIES: "inquiry_no",
    GROUPS: "group_id",
    REPS: "rep_id",
    QUOTES: "quote_no",
}


class Role(NamedTuple):
    """A cell of a record that somebody else has, or of the team, that named the leaver."""

    sheet: str
    row: int
    record: str
    column: str
    before: str
    after: str
    """"": nobody stands there now."""


def moved(source: Source, people: People, held: Holdings, deal: Deal) -> tuple[Change, ...]:
    """Return every cell that changes, at most one change for each."""
    found: dict[tuple[str, int, str], Change] = {}
    for change in _changes(source, people, held, deal):
        found.setdefault((change.sheet, change.row, change.column), change)
    return tuple(found.values())


def roles(source: Source, held: Holdings, changes: Sequence[Change]) -> tuple[Role, ...]:
    """Return the changes of rows that are not the leaver's own, for the report."""
    own = {row.number for row in held.customers}
    names = {
        (sheet, row.number): row.text(key)
        for sheet, key in _KEYS.items()
        for row in source.sheets[sheet]
    }
    wanted = {"collaborators", "group_owner", "manager", "approver"}
    return tuple(
        Role(
            one.sheet,
            one.row,
            names.get((one.sheet, one.row), ""),
            one.column,
            shown(one.before),
            shown(one.after),
        )
        for one in changes
        if one.column in wanted and not (one.sheet == CUSTOMERS and one.row in own)
    )


def _changes(source: Source, people: People, held: Holdings, deal: Deal) -> Iterator[Change]:
    yield from _frozen(source, people)
    for row in held.customers:
        rep = deal.customers[row.number]
        yield from owner_changes(source.book, source.catalogue, row.number, rep, at=source.at)
    leads = {one.row: one for one in source.pool.everyone if one.is_lead}
    for row in held.leads:
        rep = deal.leads[row.number]
        if row.number in leads:
            yield from writing.owned(source.pool, leads[row.number], rep)
        else:
            yield from _cell(source, LEADS, row, "assigned_rep", rep)
    for rows, sheet, column in (
        (held.todos, TODOS, "assignee"),
        (held.inquiries, INQUIRIES, "assigned_to"),
        (held.groups, GROUPS, "group_owner"),
    ):
        for row in rows:
            yield from _cell(source, sheet, row, column, deal.heir(source, row))
    for rows, sheet, column in ((held.team, REPS, "manager"), (held.approvals, QUOTES, "approver")):
        for row in rows:
            own = row.text("rep_id") == people.chief  # nobody is one's own manager
            yield from _cell(source, sheet, row, column, None if own else people.chief or None)
    names = spellings(source, people.leaver.id)
    for row in held.roles:
        before = source.cell(CUSTOMERS, row.number, "collaborators")
        taken = deal.customers.get(row.number)
        owner = taken or row.text("owner")
        heir = taken or deal.heir(source, row)
        after = _replaced(shown(before), names, heir, owner)
        yield Change(CUSTOMERS, row.number, "collaborators", before, after)


def _frozen(source: Source, people: People) -> Iterator[Change]:
    """Yield the change after which the leaver is out of the rotation and may claim nothing."""
    rep = source.pool.reps[people.leaver.id]
    if rep.active != "left" and source.has(REPS, "active"):
        before = source.cell(REPS, rep.row, "active")
        yield Change(REPS, rep.row, "active", before, source.word("rep_active", "left"))


def _cell(source: Source, sheet: str, row: Row, column: str, after: Any) -> Iterator[Change]:
    before = source.cell(sheet, row.number, column)
    if before != after:
        yield Change(sheet, row.number, column, before, after)


def _replaced(text: str, names: frozenset[str], heir: str, owner: str) -> str | None:
    """Return a list of reps in which `heir` stands where the leaver stood; None: nobody is left.

    An heir who owns the customer, or stands in the list already, does not stand there again.

    >>> _replaced("R003; R005", frozenset({"r003"}), "R001", "R002")
    'R001; R005'
    >>> _replaced("R003；R001", frozenset({"r003"}), "R001", "R002")
    'R001'
    """
    parts = _BETWEEN.split(text)
    items = parts[::2]
    others = {fold(one) for one in items} - names
    is_there = fold(heir) in others | {fold(owner)}
    kept: list[str] = []
    for n, item in enumerate(items):
        joint = parts[2 * n - 1] if n else ""
        if fold(item) not in names:
            kept += [joint, item]
        elif not is_there:
            blank = item[: len(item) - len(item.lstrip())]
            kept += [joint, blank + heir]
            is_there = True
    joined = "".join(kept[1:]).strip()
    return joined or None
