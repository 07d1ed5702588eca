"""Is a cell's value one the column allows? The constraints of catalogue.csv, column by column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from validation.catalogue import Kind
from validation.checks.marks import Facts
from validation.checks.values import Values
from validation.messages import message
from validation.normalise import email

if TYPE_CHECKING:
    import datetime as dt

    from validation.catalogue import Field
    from validation.checks.sheetrows import Context, Rows

_DATES = (Kind.DATE, Kind.DATETIME)
_CUSTOMERS = ("Contacts", "Leads")
"""Sheets of people at customers, where a free mailbox is worth a word."""
_EARLIEST = np.datetime64("1990-01-01")


def mark(rows: Rows, context: Context) -> None:
    """Mark the readable cells that break a constraint of their own column."""
    for key in rows.values:
        field = rows.sheet.by_key[key]
        if field.kind in _DATES:
            _mark_dates(rows, field, context.today)
        elif field.kind in (Kind.INT, Kind.DECIMAL, Kind.MONEY):
            _mark_numbers(rows, field)
        elif field.kind is Kind.EMAIL:
            _mark_mailboxes(rows, field)
        else:
            _mark_texts(rows, field)


def _mark_texts(rows: Rows, field: Field) -> None:
    length, pattern = field.argument("length"), field.argument("pattern")
    if length:
        least, most = map(int, length.split("-"))
        lengths = rows.cells(field.key).lengths()
        sound = lengths >= 0
        for rule, broken, limit in (
            ("too_short", lengths < least, least),
            ("too_long", lengths > most, most),
        ):
            rows.marks.mark(
                rule,
                field.key,
                sound & broken,
                lambda n, limit=limit: Facts(detail=int(lengths[n]), expected=limit),  # type: ignore[misc]
            )
    if pattern:
        _mark_forms(rows, field, re.compile(pattern))


def _mark_forms(rows: Rows, field: Field, form: re.Pattern[str]) -> None:
    """Mark what does not have the column's form; digits that would with a 0 in front lost it."""
    broken = rows.cells(field.key).unlike(form)
    short = np.zeros(len(rows), dtype=bool)
    if broken.any():
        values = rows.value(field.key)
        for n in np.flatnonzero(broken):
            short[n] = values[n].isdigit() and form.fullmatch(f"0{values[n]}") is not None
    rows.marks.mark("damage_leading_zero", field.key, short, condemn=True)
    facts = Facts(expected=field.example)
    rows.marks.mark("wrong_form", field.key, broken & ~short, facts, condemn=True)


def _mark_numbers(rows: Rows, field: Field) -> None:
    bounds = {name: field.argument(name) for name in ("min", "above", "max")}
    if not any(bounds.values()) and not field.has("refund_sign"):
        return
    numbers = rows.numbers(field.key)
    known = ~np.isnan(numbers)
    for name, rule, said in (
        ("min", "too_small", "at_least"),
        ("above", "too_small", "more_than"),
        ("max", "too_big", "at_most"),
    ):
        bound = bounds[name]
        if bound is None:
            continue
        limit = float(bound)
        broken = {"min": numbers < limit, "above": numbers <= limit, "max": numbers > limit}[name]
        facts = Facts(expected=message(f"check.{said}", limit=bound))
        rows.marks.mark(rule, field.key, known & broken, facts, condemn=True)
    if field.has("refund_sign"):
        _mark_refunds(rows, field, numbers)


def _mark_refunds(rows: Rows, field: Field, numbers: np.typing.NDArray[np.float64]) -> None:
    refund = rows.equal("order_type", "refund")
    rows.marks.mark("amount_zero", field.key, numbers == 0)
    rows.marks.mark("negative_without_refund", field.key, (numbers < 0) & ~refund)
    rows.marks.mark("refund_not_negative", field.key, (numbers > 0) & refund)


def _mark_dates(rows: Rows, field: Field, today: dt.date) -> None:
    if not rows.known(field.key).any():
        return
    days = rows.days(field.key)
    known = ~np.isnat(days)
    early = known & (days < _EARLIEST)
    rows.marks.mark(
        "date_too_early", field.key, early, lambda n: Facts(detail=str(days[n])), condemn=True
    )
    if field.has("not_future"):
        rows.marks.mark(
            "in_future",
            field.key,
            known & (days > np.datetime64(today)),
            Facts(detail=today.isoformat()),
            condemn=True,
        )


def _mark_mailboxes(rows: Rows, field: Field) -> None:
    """Mark the rules of mailbox that do not fit: a person's where a public one belongs."""
    customers = rows.table.key in _CUSTOMERS
    public = field.has("role_mailbox")
    cells = rows.cells(field.key)
    hosts = [(address or "").rpartition("@")[2] for address in cells.distinct]
    thrown_away = email.disposable_among(hosts)
    if not (thrown_away or public or customers):
        return
    rules = ["email_disposable" if host in thrown_away else "" for host in hosts]
    if public or customers:
        for n, address in enumerate(cells.distinct):
            if address is not None and not rules[n]:
                rules[n] = _mailbox_rule(address, public=public)
    for rule in sorted(filter(None, set(rules))):
        hits = Values(cells.codes, rules).equal((rule,))
        rows.marks.mark(rule, field.key, hits & rows.marks.sound(field.key))


def _mailbox_rule(address: str, *, public: bool) -> str:
    if public:
        return "" if email.is_role(address) else "email_personal"
    free = email.is_free(address.rpartition("@")[2])
    return "email_free" if free and not email.is_role(address) else ""
