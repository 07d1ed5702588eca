"""Mail drafts in which a successor introduces himself to A and B customers. Nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.leaving.completeness import GRADES
from validation.reminders.drafting import Draft, addressee, sender, spoken
from validation.reminders.source import opened

if TYPE_CHECKING:
    import datetime as dt

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.leaving.planning import Plan
    from validation.settings import Settings

_RULE = "LEAVE"


class Introductions(NamedTuple):
    """The drafts, and who gets none."""

    drafts: tuple[Draft, ...]
    without: tuple[str, ...]
    """Customers with no address that may be written to."""


def introductions(
    book: Book,
    catalogue: Catalogue,
    settings: Settings,
    today: dt.date,
    plan: Plan,
) -> Introductions:
    """Return a draft for each A and B customer that may be written to.

    In the customer's language, from its new owner; whoever unsubscribed is not written to.

    Args:
        book: after the handover, or before: only addresses are read.
        catalogue: what its sheets are described by.
        settings: of the book.
        today: the day of the transfer.
        plan: what was handed over to whom.
    """
    source = opened(book, catalogue, settings, today).source
    reps = source.staff.reps
    drafts: dict[str, Draft] = {}
    without = []
    for line in plan.lines:
        if line.grade not in GRADES or not line.customer or line.customer in drafts:
            continue
        address = addressee(source, line.customer)
        if address is None:
            without.append(line.customer)
            continue
        rep = reps.get(line.rep)
        drafts[line.customer] = Draft(
            rule=_RULE,
            who=line.customer,
            anchor=today.isoformat(),
            letter="introduction",
            language=spoken(source, line.customer),
            to=address.to,
            name=address.name,
            company=line.name,
            sender=sender(rep),
            signature=rep.name if rep else "",
            occasion=None,
            owed=(),
            former=plan.people.leaver.name,
        )
    return Introductions(tuple(drafts.values()), tuple(dict.fromkeys(without)))
