"""Whom a mail draft goes to, and the facts its text is made of."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from validation.normalise import email
from validation.reminders.source import as_day, is_open_to_mail

if TYPE_CHECKING:
    from decimal import Decimal

    from validation.messages import Text
    from validation.reminders.reminding import Reminder
    from validation.reminders.rules import Rule
    from validation.reminders.source import Source
    from validation.reminders.staff import Rep

Letter = Literal["greeting", "payment", "follow_up", "quotation", "introduction"]
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
    former: str = ""
    """Who had the customer before; only an introduction names it."""


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
    if not rule.drafts:
        return None
    lead = None if reminder.customer else reminder.lead
    address = addressee(source, reminder.customer, lead=lead)
    if address is None:
        return None
    rep = source.staff.reps.get(reminder.rep or "")
    return Draft(
        rule=reminder.rule,
        who=reminder.who,
        anchor=reminder.anchor.isoformat(),
        letter=_letter(rule),
        language=spoken(source, reminder.customer, lead=reminder.lead),
        to=address.to,
        name=address.name,
        company=reminder.company,
        sender=sender(rep),
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


def spoken(source: Source, customer: str | None, *, lead: str | None = None) -> Literal["zh", "en"]:
    """Return the language a customer or lead is written to: its own, else its country's."""
    cells = source.customers.get(customer or "") or {}
    own = str(cells.get("language") or "")
    if own:
        return "zh" if own.startswith("zh") else "en"
    of_lead = source.leads.get(lead or "") or {}
    country = cells.get("country_region") or of_lead.get("country")
    return "zh" if country in _CHINESE else "en"


def sender(rep: Rep | None) -> str:
    """Return the mail address a rep writes from; "": none is known."""
    return (_usable(rep.email) or "") if rep else ""


def addressee(source: Source, customer: str | None, *, lead: str | None = None) -> Address | None:
    """Return where a mail to a customer, or to a lead that is none yet, may go; None: nowhere."""
    if customer is None:
        of_lead = source.leads.get(lead or "") or {}
        to = _usable(of_lead.get("contact_email"))
        return Address(to, str(of_lead.get("contact_person") or "")) if to else None
    contacts = source.contacts.get(customer, ())
    ranked = sorted(contacts, key=lambda cells: cells["is_primary"] is not True)
    if ranked and ranked[0]["is_primary"] is True and ranked[0]["opt_out"] is True:
        return None
    for cells in ranked:
        to = _usable(cells["email"])
        if to and is_open_to_mail(cells):
            return Address(to, str(cells["contact_name"] or ""))
    if any(cells["opt_out"] is True for cells in contacts):
        return None
    to = _usable((source.customers.get(customer) or {}).get("public_email"))
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
