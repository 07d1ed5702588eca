"""Which customers have a holiday soon: the list of greetings."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from validation.errors import RefusedError
from validation.messages import Text, message
from validation.reminders.greetings import Holiday, by_country, called, holidays, unknown
from validation.reminders.source import company, opened

if TYPE_CHECKING:
    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.settings import Settings


class Greeting(NamedTuple):
    """One holiday of one customer that somebody works."""

    holiday: Holiday
    country: Text
    """What the holiday's country is called."""
    write_on: dt.date
    """The working day on which to write (Config: greeting_days_before)."""
    customer: str
    company: str
    rep: str
    mail: bool
    """Whether the customer may be written to: False where all its contacts have unsubscribed,
    left or bounced."""


class Greetings(NamedTuple):
    """The holidays of customers over some days, by day, country and customer."""

    greetings: tuple[Greeting, ...]
    notes: tuple[Text, ...]


def wishes(
    book: Book, catalogue: Catalogue, settings: Settings, today: dt.date, days: int
) -> Greetings:
    """Return the holidays of the customers' countries from today on, for so many days.

    Days of mourning and second days are listed too; `Holiday.greets` tells them apart.

    Raises:
        RefusedError: the book has no customers' sheet.
    """
    if "Customers" not in book.sheets or not book.layouts["Customers"].known:
        name = catalogue.sheets["Customers"].name
        raise RefusedError(reason=message("remind.no_sheet", sheet=name))
    source = opened(book, catalogue, settings, today).source
    cells = {
        s.id: (s, source.customers[s.id]) for s in source.subjects("Customers") if s is not None
    }
    codes = {str(row["country_region"]) for _, row in cells.values() if row["country_region"]}
    known = by_country(holidays(codes, today, today + dt.timedelta(days=days)))
    before = settings.greeting_days_before
    found = [
        Greeting(
            holiday,
            called([holiday.country], catalogue),
            source.calendar.plus_working(holiday.day, -before),
            subject.id,
            company(row, None),
            subject.rep or "",
            not source.refuses_mail(subject.id),
        )
        for subject, row in cells.values()
        for holiday in known.get(str(row["country_region"]), ())
    ]
    found.sort(key=lambda each: (each.holiday.day, each.holiday.country, each.customer))
    strange = unknown(codes)
    notes = (
        (message("remind.unknown_countries", countries=called(strange, catalogue)),)
        if strange
        else ()
    )
    return Greetings(tuple(found), notes)
