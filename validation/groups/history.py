"""Everything a team knows of one group, as one view: members, dealings, sums, conflicts.

Source article 002 wants 完整的集团合作历史: the whole history of working with a group.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from validation.groups.parties import cells, texts
from validation.groups.quotes import day_of, rates
from validation.normalise import dates, money, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from validation.exchange import Rates
    from validation.groups.conflict import Conflict
    from validation.groups.finding import Conflicts
    from validation.groups.parties import Parties
    from validation.settings import Settings

_CANCELLED = "cancelled"


class Node(NamedTuple):
    """A group of the tree."""

    group: str
    name: str
    depth: int
    """How many groups stand above it inside the view; 0 for the group that was asked for."""
    owner: str
    rule: str
    """Code of group_rule; "": it has none."""
    members: tuple[str, ...]
    """Ids of the customers that stand in this very group."""


class Title(NamedTuple):
    """A legal title of a member."""

    title: str
    name: str
    code: str
    domain: str
    customer: str


class Member(NamedTuple):
    """A customer of the group."""

    customer: str
    row: int
    name: str
    groups: tuple[str, ...]
    owner: str
    country: str
    """ISO code; "": not known."""
    stage: str
    """Code of the list stage; "": blank or no word of it."""
    grade: str
    pool_status: str
    last_contact: dt.date | None
    contacts: int


class Event(NamedTuple):
    """One thing that happened with a member, or is still to be done."""

    kind: str
    """activity, inquiry, quote, order, sample, todo or pool."""
    at: dt.date | dt.datetime | None
    customer: str
    sheet: str
    row: int
    record: str
    rep: str
    product: str
    words: tuple[tuple[str, str], ...]
    """(list, code) of what the row says in words of a list: its channel, its status."""
    text: str
    """What somebody wrote; "…" stands for figures that were taken out."""
    qty: Decimal | None
    amount: Decimal | None
    """An order's total, a quote's price; None: none is given, or it is not shown."""
    currency: str
    base: Decimal | None
    """The amount in base currency by the rate of its day; None: not known, or not shown."""


class Sum(NamedTuple):
    """The orders of one currency, refunds taken off."""

    currency: str
    """ISO code; "": the rows name none."""
    orders: int
    amount: Decimal


class Sums(NamedTuple):
    """What was ordered in all; cancelled orders and repeated numbers do not count."""

    orders: int
    base_currency: str
    base: Decimal | None
    """The total in base currency; None: for some currency there is no rate."""
    by_currency: tuple[Sum, ...]
    missing: tuple[str, ...]
    """Currencies without a rate."""


@dataclass(frozen=True, kw_only=True)
class History:
    """A group's whole history: `events` with the newest first, `todos` with the nearest."""

    group: str
    above: tuple[str, ...]
    """The groups above it, the nearest first."""
    ring: tuple[str, ...]
    """The ring of groups it stands in or below, the first one again at the end; (): none."""
    nodes: tuple[Node, ...]
    members: tuple[Member, ...]
    titles: tuple[Title, ...]
    events: tuple[Event, ...]
    todos: tuple[Event, ...]
    counts: Mapping[str, int]
    """Kind of event → how many there are."""
    sums: Sums | None
    """None: amounts are not shown."""
    conflicts: tuple[Conflict, ...]
    allowed: tuple[Conflict, ...]
    prices: bool = True
    """Whether prices and amounts are in it."""


class _Kind(NamedTuple):
    """Where the events of a kind stand, column by column; "" where there is none."""

    sheet: str
    at: str
    record: str
    rep: str
    product: str
    texts: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    """(column, list)."""
    amount: str


_KINDS: Mapping[str, _Kind] = {
    "activity": _Kind(
        "Activities",
        "act_time",
        "act_id",
        "by",
        "",
        ("summary", "need_change", "feedback"),
        (("channel", "channel"), ("direction", "direction")),
        "",
    ),
    "inquiry": _Kind(
        "Inquiries",
        "received_at",
        "inquiry_no",
        "assigned_to",
        "product",
        (),
        (("outcome", "inquiry_outcome"), ("lost_reason", "lost_reason")),
        "amount",
    ),
    "quote": _Kind(
        "Quotes",
        "quote_date",
        "quote_no",
        "",
        "product",
        (),
        (("quote_status", "quote_status"), ("incoterm", "incoterm")),
        "price",
    ),
    "order": _Kind(
        "Orders",
        "order_date",
        "order_no",
        "sold_by",
        "product",
        (),
        (("order_type", "order_type"), ("status", "order_status")),
        "amount",
    ),
    "sample": _Kind(
        "Samples",
        "sent_date",
        "sample_no",
        "",
        "product",
        (),
        (("result", "sample_result"),),
        "",
    ),
    "pool": _Kind(
        "PoolLog",
        "at",
        "event_id",
        "to_rep",
        "",
        ("detail",),
        (("action", "pool_action"), ("reason", "pool_reason")),
        "",
    ),
    "todo": _Kind(
        "Todos", "due", "todo_id", "assignee", "", ("todo",), (("status", "todo_status"),), ""
    ),
}
SHEETS = (
    "Customers",
    "Contacts",
    "Titles",
    "Groups",
    "Reps",
    "Products",
    "FX",
    "Config",
    "OurCompany",
    "NotDuplicates",
    "Exceptions",
    *(kind.sheet for kind in _KINDS.values()),
)
"""The sheets of a book that a history is made from; any may be missing."""


def history(conflicts: Conflicts, group: str, *, settings: Settings) -> History:
    """Return the history of a group with all groups below it.

    Args:
        conflicts: those of the whole book.
        group: an id, as the sheet Groups or a customer's own row has it.
        settings: the settings of the book, for its base currency.
    """
    parties, tree = conflicts.parties, conflicts.tree
    inside = tree.below(group)
    of_group: dict[str, list[int]] = {each: [] for each in inside}
    for at, groups in parties.memberships.items():
        for each in groups:
            if each in of_group:
                of_group[each].append(at)
    members = sorted({at for found in of_group.values() for at in found})
    known = rates(parties, settings)
    events = [e for kind in _KINDS for e in _events(parties, kind, members, known)]
    found = conflicts.of_group(group)
    dealings = [event for event in events if event.kind != "todo"]
    return History(
        group=group,
        above=tree.above(group),
        ring=tree.ring(group),
        nodes=tuple(_node(parties, each, of_group[each], group) for each in inside),
        members=tuple(_members(parties, members)),
        titles=tuple(_titles(parties, members)),
        events=tuple(sorted(dealings, key=_moment, reverse=True)),
        todos=tuple(sorted((e for e in events if e.kind == "todo" and _is_open(e)), key=_moment)),
        counts={kind: sum(e.kind == kind for e in events) for kind in _KINDS},
        sums=_sums([e for e in dealings if e.kind == "order"], settings.base_currency),
        conflicts=tuple(c for c in found if c.allowed is None),
        allowed=tuple(c for c in found if c.allowed is not None),
    )


def _node(parties: Parties, group: str, members: Sequence[int], top: str) -> Node:
    depth = parties.tree.depths.get(group, 0) - parties.tree.depths.get(top, 0)
    ids = tuple(parties.customers.ids[at] for at in members)
    if group not in parties.group_rows:
        return Node(group, "", depth, "", "", ids)
    side = parties.group(group)
    return Node(group, side.name, depth, side.owner, parties.rule(group), ids)


def _members(parties: Parties, members: Sequence[int]) -> Iterator[Member]:
    frame = parties.frame("Customers").iloc[list(members)]
    stages, grades, pools = (
        parties.codes(frame, key, key).tolist() for key in ("stage", "grade", "pool_status")
    )
    last = cells(frame, "last_contact_date")
    people = np.bincount(
        [at for at in parties.at(parties.frame("Contacts")) if at >= 0],
        minlength=len(parties.customers.ids),
    )
    for n, at in enumerate(members):
        side = parties.customer(at)
        yield Member(
            side.customer,
            side.row,
            side.name,
            parties.memberships[at],
            side.owner,
            str(parties.countries[at]),
            stages[n],
            grades[n],
            pools[n],
            day_of(last[n]),
            int(people[at]),
        )


def _titles(parties: Parties, members: Sequence[int]) -> Iterator[Title]:
    titles = parties.titles
    kept = np.flatnonzero(titles["at"].isin(list(members)))
    frame = parties.frame("Titles").iloc[kept]
    codes, domains = texts(frame, "credit_code"), texts(frame, "domain")
    for n, place in enumerate(kept.tolist()):
        row = titles.iloc[place]
        customer = parties.customers.ids[int(row["at"])]
        yield Title(str(row["record"]), str(row["name"]), codes[n], domains[n], customer)


def _events(parties: Parties, kind: str, members: Sequence[int], known: Rates) -> Iterator[Event]:
    source = _KINDS[kind]
    whole = parties.frame(source.sheet)
    if "customer_id" not in whole:
        return
    places = parties.at(whole)
    kept = np.flatnonzero(np.isin(places, list(members)))
    frame = whole.iloc[kept]
    at, asked = cells(frame, source.at), cells(frame, source.amount)
    quantities = cells(frame, "qty")
    records, said = texts(frame, source.record), [texts(frame, key) for key in source.texts]
    reps = parties.linked(frame, source.rep, "Reps")
    products = parties.linked(frame, source.product, "Products")
    currencies = parties.codes(frame, "currency", "currency")
    words = [(name, parties.codes(frame, key, name)) for key, name in source.words]
    for n, place in enumerate(kept.tolist()):
        moment = _moment_of(at[n])
        paid = money.read(asked[n], currency=currencies[n] or None, country=None)
        day = moment.date() if isinstance(moment, dt.datetime) else moment
        yield Event(
            kind,
            moment,
            parties.customers.ids[int(places[place])],
            source.sheet,
            int(whole.index[place]),
            records[n],
            reps[n],
            products[n],
            tuple((name, str(codes[n])) for name, codes in words if codes[n]),
            "; ".join(filter(None, (column[n] for column in said))),
            _number(quantities[n]),
            paid.amount,
            paid.currency or "",
            known.converted(paid.amount, paid.currency, day),
        )


def _sums(orders: Sequence[Event], base_currency: str) -> Sums:
    seen: dict[object, Event] = {}
    for order in reversed(orders):
        if ("order_status", _CANCELLED) not in order.words and order.amount is not None:
            seen[order.record or order.row] = order
    found = [order for order in orders if seen.get(order.record or order.row) is order]
    by_currency: dict[str, list[Event]] = {}
    for order in found:
        by_currency.setdefault(order.currency, []).append(order)
    missing = tuple(sorted({order.currency for order in found if order.base is None}))
    base = None if missing else sum((order.base or Decimal(0) for order in found), Decimal(0))
    return Sums(
        len(found),
        base_currency,
        base,
        tuple(
            Sum(currency, len(each), sum((o.amount or Decimal(0) for o in each), Decimal(0)))
            for currency, each in sorted(by_currency.items())
        ),
        missing,
    )


def _is_open(event: Event) -> bool:
    return ("todo_status", "open") in event.words


def _moment(event: Event) -> tuple[dt.datetime, int]:
    """Return what events are sorted by; a row without a date is older than all."""
    at = event.at
    if at is None:
        return dt.datetime.min, event.row  # noqa: DTZ901 - cells have no time zone
    if not isinstance(at, dt.datetime):
        at = dt.datetime.combine(at, dt.time.min)
    return at.replace(tzinfo=None), event.row


def _moment_of(cell: object) -> dt.date | dt.datetime | None:
    if cell is None or isinstance(cell, dt.date):
        return cell
    read = dates.read(cell).value
    return read if isinstance(read, dt.date) else None


def _number(cell: object) -> Decimal | None:
    value = None if cell is None else numbers.read(cell).value
    return value if isinstance(value, Decimal) else None
