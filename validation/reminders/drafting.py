"""Whom a mail draft goes to, and the facts its text is made of."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from validation.normalise import email
from validation.reminders.source import as_day, is_open_to_mail

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from validation.messages import Text
    from validation.reminders.reminding import Reminder
    from validation.reminders.rules import Rule
    from validation.reminders.source import Source

Letter = Literal["greeting", "payment", "follow_up", "quotation"]
_CHINESE = frozenset({"CN", "HK", "TW", "MO"})


class Owed(NamedTuple):
    """One order that is to be paid."""

    number: str
    amount: Decimal | None
    currency: str
    due: str
    """As YYYY-MM-DD; empty: not known."""


class Draft(NamedTuple):
    """One mail that a rule asks for."""

    rule: str
    who: str
    """The customer or lead."""
    anchor: str
    letter: Letter
    language: Literal["zh", "en"]
    to: str
    name: str
    """The contact's; empty: nobody is named."""
    company: str
    sender: str
    """The rep's mail address; empty: none is known."""
    signature: str
    occasion: Text | None
    owed: tuple[Owed, ...]


class Address(NamedTuple):
    """Where a mail may go."""

    to: str
    name: str


def draft(reminder: Reminder, rule: Rule, source: Source) -> Draft | None:
    """Return the mail that a reminder asks for; None: it asks for none, or none may be sent.

    It goes to the primary contact with an address that works, who has not unsubscribed and works
    there still; else to another such contact, else to the public mailbox. Where the primary
    contact has unsubscribed, nobody of the company is written to.
    """
    address = _address(reminder, source) if rule.drafts else None
    if address is None:
        return None
    cells = source.customers.get(reminder.customer or "") or {}
    rep = source.staff.reps.get(reminder.rep or "")
    return Draft(
        rule=reminder.rule,
        who=reminder.who,
        anchor=reminder.anchor.isoformat(),
        letter=_letter(rule),
        language=_language(reminder, cells, source),
        to=address.to,
        name=address.name,
        company=reminder.company,
        sender=_usable(rep.email) or "" if rep else "",
        signature=rep.name if rep else "",
        occasion=reminder.occasion,
        owed=_owed(reminder, source) if rule.object == "order" else (),
    )


def _letter(rule: Rule) -> Letter:
    if rule.is_greeting:
        return "greeting"
    if rule.object == "order":
        return "payment"
    return "quotation" if rule.object == "quote" else "follow_up"


def _language(reminder: Reminder, cells: Mapping[str, Any], source: Source) -> Literal["zh", "en"]:
    spoken = str(cells.get("language") or "")
    if spoken:
        return "zh" if spoken.startswith("zh") else "en"
    lead = source.leads.get(reminder.lead or "") or {}
    country = cells.get("country_region") or lead.get("country")
    return "zh" if country in _CHINESE else "en"


def _address(reminder: Reminder, source: Source) -> Address | None:
    if reminder.customer is None:
        lead = source.leads.get(reminder.lead or "") or {}
        to = _usable(lead.get("contact_email"))
        return Address(to, str(lead.get("contact_person") or "")) if to else None
    contacts = source.contacts.get(reminder.customer, ())
    ranked = sorted(contacts, key=lambda cells: cells["is_primary"] is not True)
    if ranked and ranked[0]["is_primary"] is True and ranked[0]["opt_out"] is True:
        return None
    for cells in ranked:
        to = _usable(cells["email"])
        if to and is_open_to_mail(cells):
            return Address(to, str(cells["contact_name"] or ""))
    if any(cells["opt_out"] is True for cells in contacts):
        return None
    to = _usable((source.customers.get(reminder.customer) or {}).get("public_email"))
    return Address(to, "") if to else None


@lru_cache(maxsize=50_000)
def _usable(said: str | None) -> str | None:
    """Return a mail address that a header can carry; None: it is none."""
    address = str(email.read(said or "").value or "")
    return address if address.isascii() and address.isprintable() and address else None


def _owed(reminder: Reminder, source: Source) -> tuple[Owed, ...]:
    rows = [
        cells
        for number in reminder.records
        for cells in source.orders.get((reminder.customer or "", number), ())
    ]
    return tuple(
        Owed(
            str(cells["order_no"]),
            cells["amount"],
            str(cells["currency"] or ""),
            as_day(cells["due_date"]).isoformat() if cells["due_date"] else "",
        )
        for cells in rows
    )
