"""Rules between sheets: customers and their contacts, reps who left, amounts without a rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from validation import references
from validation.catalogue import Kind
from validation.checks.marks import Facts
from validation.checks.readings import currency_key
from validation.checks.words import word

if TYPE_CHECKING:
    from validation.checks.sheetrows import Context, Rows
    from validation.groups.tree import Tree

_WORK = {"Customers": "owner", "Leads": "assigned_rep", "Todos": "assignee"}
"""Sheet → the column of the rep who has work to do there."""


def mark(rows: Rows, context: Context) -> None:
    """Mark what other sheets of the book contradict."""
    match rows.table.key:
        case "Customers":
            _mark_without_contact(rows, context)
        case "Contacts":
            _mark_left_primaries(rows)
        case "Titles":
            _mark_groups(rows, context)
        case "Todos":
            _mark_repeated_todos(rows)
    _mark_idle_reps(rows, context)
    _mark_rates(rows, context)


def _mark_without_contact(rows: Rows, context: Context) -> None:
    contacts = context.sheets.get("Contacts")
    if contacts is None or not len(contacts):
        return
    known = set(contacts.value("customer_id"))
    lonely = [v is not None and v not in known for v in rows.value("customer_id")]
    sound = rows.marks.sound("customer_id")
    rows.marks.mark("no_contact", "customer_id", np.array(lonely, dtype=bool) & sound)


def _mark_left_primaries(rows: Rows) -> None:
    primary = np.array([v is True for v in rows.value("is_primary")], dtype=bool)
    gone = primary & rows.equal("contact_status", "left", "invalid")
    rows.marks.mark("primary_left", "contact_status", gone)


def _mark_groups(rows: Rows, context: Context) -> None:
    """Mark titles in another group than their customer, or than its first title of a group.

    A group and one above it are no two groups.
    """
    customers = context.sheets.get("Customers")
    if customers is None:
        return
    own = zip(customers.value("customer_id"), customers.value("group_id"), strict=True)
    mine, of = rows.value("group_id").tolist(), rows.value("customer_id").tolist()
    group_of = {customer: group for customer, group in own if group is not None}
    for customer, group in zip(of, mine, strict=True):
        if group is not None:
            group_of.setdefault(customer, group)
    theirs = [group_of.get(customer) for customer in of]
    lines = _lines(context)
    wrong = [
        group is not None and group != other and not (lines and lines.in_line(group, str(other)))
        for group, other in zip(mine, theirs, strict=True)
    ]
    rows.marks.mark(
        "title_other_group",
        "group_id",
        np.array(wrong, dtype=bool),
        lambda n: Facts(detail=theirs[n]),
    )


def _lines(context: Context) -> Tree | None:
    groups = context.sheets.get("Groups")
    if groups is None or not groups.known("parent_group").any():
        return None
    # The package compares customers too, for which it loads much.
    from validation.groups.tree import tree  # noqa: PLC0415

    ids, parents = (groups.value(key).tolist() for key in ("group_id", "parent_group"))
    return tree([text or "" for text in ids], [text or "" for text in parents])


def _mark_repeated_todos(rows: Rows) -> None:
    keys = references.together(
        *(list(rows.value(key)) for key in ("rule_id", "customer_id", "lead_id", "anchor_date"))
    )
    first = references.repeats([None if k is None or k[3] is None else k for k in keys])
    rows.marks.mark(
        "todo_repeated", "rule_id", rows.hits(first), lambda n: Facts(detail=rows.row(first[n]))
    )


def _mark_idle_reps(rows: Rows, context: Context) -> None:
    """Mark work that stands with a rep who is away for good; a holiday is no reason."""
    reps, key = context.sheets.get("Reps"), _WORK.get(rows.table.key)
    if reps is None or key is None:
        return
    state_of = dict(zip(reps.value("rep_id"), reps.value("active"), strict=True))
    states = [state_of.get(rep) for rep in rows.value(key)]
    idle = np.array([state in ("left", "paused") for state in states], dtype=bool)
    if rows.table.key == "Todos":
        idle &= rows.equal("status", "open")
    names = context.catalogue.vocabularies["rep_active"]
    rows.marks.mark(
        "rep_not_active", key, idle, lambda n: Facts(detail=word(names, str(states[n])))
    )


def _mark_rates(rows: Rows, context: Context) -> None:
    """Mark once each currency that has amounts here and no rate to the base currency."""
    rates = context.sheets.get("FX")
    if rates is None:
        return
    known = {*rates.value("currency"), context.settings.base_currency, None}
    for key in rows.values:
        if rows.sheet.by_key[key].kind is not Kind.MONEY or rows.field(key) is None:
            continue
        currency = currency_key(key, rows)
        if currency is None or currency not in rows.values:
            continue
        used = rows.value(currency).copy()
        used[~rows.known(key)] = None
        for code in dict.fromkeys(v for v in used if v not in known):
            where = np.flatnonzero(used == code)
            known.add(code)
            facts = Facts(detail=len(where), value=code)
            rows.marks.mark("no_rate", currency, rows.hits([int(where[0])]), facts)
