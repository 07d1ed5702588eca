"""The rows of a book as the figures need them, gathered once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.calendars import WorkCalendar
from validation.exchange import Rates
from validation.grades.days import day_of, year_before
from validation.grades.money import Orders, orders
from validation.messages import Text, message, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from validation.catalogue import Catalogue
    from validation.grades.money import Ordered, Sale
    from validation.settings import Settings

WON_STAGES = frozenset({"S7", "S8"})
LOST_STAGE = "S9"
_CODED = ("grade", "stage")
"""The lists whose codes people say with their words."""


class Sum(NamedTuple):
    """Orders added up: how many, their worth in base currency, and how many are not known."""

    orders: int = 0
    amount: Decimal = Decimal(0)
    unknown: int = 0

    def plus(self, worth: Decimal | None) -> Sum:
        """Return the sum with one more order in it; None: its worth is not known."""
        if worth is None:
            return self._replace(orders=self.orders + 1, unknown=self.unknown + 1)
        return self._replace(orders=self.orders + 1, amount=self.amount + worth)

    def and_(self, other: Sum) -> Sum:
        """Return both together."""
        return Sum(
            self.orders + other.orders, self.amount + other.amount, self.unknown + other.unknown
        )

    @property
    def known(self) -> Decimal | None:
        """The worth of those that are known; None: there are some and none is known."""
        return None if self.orders and self.unknown == self.orders else self.amount


@dataclass(frozen=True)
class Facts:
    """A book on one day. `now` is the company's own time, without a zone."""

    frames: Mapping[str, pd.DataFrame]
    catalogue: Catalogue
    settings: Settings
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """The day everything is counted on."""
        return self.now.date()

    @cached_property
    def year(self) -> dt.date:
        """The first day of the twelve months that end today: the day after today a year ago."""
        return year_before(self.today) + dt.timedelta(days=1)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The company's working days and hours."""
        return WorkCalendar.of(self.settings, self.frames["Calendar"])

    @cached_property
    def rates(self) -> Rates:
        """The rates of the FX sheet, the only ones there are."""
        return Rates.of(self.frames["FX"], self.settings.base_currency)

    @cached_property
    def customers(self) -> Sequence[Mapping[str, Any]]:
        """The customers, a mapping for each row, `last` being the day of the last contact."""
        rows = self.records("Customers")
        for row in rows:
            typed = self.past(row["last_contact_date"])
            ours = self.contacts.get(row["customer_id"])
            row["last"] = max((d for d in (typed, ours and ours[1]) if d), default=None)
        return rows

    @cached_property
    def by_id(self) -> Mapping[str, Mapping[str, Any]]:
        """Customer id → its row, the first where an id is repeated."""
        found: dict[str, Mapping[str, Any]] = {}
        for row in self.customers:
            if row["customer_id"] is not None:
                found.setdefault(row["customer_id"], row)
        return found

    @cached_property
    def contacts(self) -> Mapping[str, tuple[dt.date, dt.date]]:
        """Customer id → the days of its first and last contact; mailings to many do not count."""
        frame = self.frames["Activities"]
        frame = frame[frame["marketing_event"].isna() & frame["customer_id"].notna()]
        found: dict[str, tuple[dt.date, dt.date]] = {}
        for customer, cell in zip(frame["customer_id"], frame["act_time"], strict=True):
            day = self.past(cell)
            if day is not None:
                first, last = found.get(customer, (day, day))
                found[customer] = (min(first, day), max(last, day))
        return found

    @cached_property
    def orders(self) -> Ordered:
        """The orders of each customer up to today, without the cancelled and repeated ones."""
        return orders(self.frames["Orders"], self.today)

    def sales(self, customer: str | None) -> Orders:
        """Return the orders of one customer."""
        return self.orders.by_customer.get(customer or "", Orders())

    def worth(self, sale: Sale) -> Decimal | None:
        """Return what an order was worth in base currency; None: not known."""
        return self.rates.converted(sale.amount, sale.currency, sale.day)

    @cached_property
    def worths(self) -> Mapping[str, tuple[Sum, Sum]]:
        """Customer id → its orders of the twelve months, and all of them."""
        found: dict[str, tuple[Sum, Sum]] = {}
        for customer, of in self.orders.by_customer.items():
            year, ever = Sum(), Sum()
            for sale in of.sales:
                worth = self.worth(sale)
                ever = ever.plus(worth)
                year = year.plus(worth) if sale.day >= self.year else year
            found[customer] = (year, ever)
        return found

    def summed(self, customers: Iterable[str | None]) -> tuple[Sum, Sum]:
        """Return the orders of several customers: of the twelve months, and all of them."""
        year, ever = Sum(), Sum()
        for customer in dict.fromkeys(customers):
            more = self.worths.get(customer or "")
            if more:
                year, ever = year.and_(more[0]), ever.and_(more[1])
        return year, ever

    def is_won(self, row: Mapping[str, Any]) -> bool:
        """Return whether a customer is won: its stage says so, or it has bought something."""
        return row["stage"] in WON_STAGES or bool(self.sales(row["customer_id"]).bought)

    def past(self, cell: object) -> dt.date | None:
        """Return the day of a cell; None: it holds none, or one that lies ahead."""
        day = day_of(cell)
        return day if day is not None and day <= self.today else None

    def records(self, sheet: str) -> list[dict[str, Any]]:
        """Return the rows of a sheet as mappings."""
        return self.frames[sheet].to_dict("records")  # type: ignore[return-value]

    def word(self, vocabulary: str, code: str) -> Text:
        """Return what people call a code; empty: it is not stated."""
        if not code:
            return message("figures.not_stated")
        found = self.catalogue.vocabularies[vocabulary].words.get(code)
        if found is None:
            return plain(code)
        name = Text(found.zh, found.en)
        if vocabulary not in _CODED:
            return name
        return Text(f"{code} {name.zh}", f"{code} {name.en}")

    @cached_property
    def reps(self) -> Mapping[str, Text]:
        """Rep id → name, in the order of the sheet."""
        rows = zip(self.frames["Reps"]["rep_id"], self.frames["Reps"]["rep_name"], strict=True)
        return {str(rep): plain(name or rep) for rep, name in rows if rep is not None}

    def rep(self, rep: str) -> Text:
        """Return what people call a rep; empty: nobody."""
        return self.reps.get(rep) or (plain(rep) if rep else message("figures.nobody"))

    def roster(self, named: Iterable[str]) -> list[str]:
        """Return reps in the order of the sheet, then those it lacks, then nobody."""
        wanted = set(named)
        known = [rep for rep in self.reps if rep in wanted]
        return [*known, *sorted(wanted - set(known) - {""}), *({""} & wanted)]


def grouped(rows: Iterable[Mapping[str, Any]], key: str) -> dict[str, list[Mapping[str, Any]]]:
    """Return value of a column → its rows; empty: the cell is blank or not readable."""
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row[key] or ""].append(row)
    return dict(found)


def unknown_orders(facts: Facts) -> tuple[Text, ...]:
    """Return what to say about orders that are in no sum, and why."""
    notes = []
    missing = sum(ever.unknown for _, ever in facts.worths.values())
    if missing:
        notes.append(message("figures.note.unknown_orders", n=missing))
    adrift = int((facts.frames["Orders"]["customer_id"].isna()).sum())
    if adrift:
        notes.append(message("figures.note.no_customer", n=adrift))
    for why, rows in facts.orders.left_out.items():
        notes.append(message(f"figures.note.{why}", n=len(rows)))
    return tuple(notes)


def since(facts: Facts) -> tuple[tuple[str, object], ...]:
    """Return what definitions of orders name: the day the year begins, and the currency."""
    return (("since", facts.year.isoformat()), ("base", facts.settings.base_currency))
