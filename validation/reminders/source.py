"""What reminders read from a book: the records rules can be about, and who works each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.calendars import WorkCalendar
from validation.exchange import Rates
from validation.queries import Names
from validation.reminders import rules as rule_rows
from validation.reminders.objects import BASE
from validation.reminders.staff import Staff
from validation.reminders.tuning import tuned
from validation.typed import typed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.reminders.rules import Rules
    from validation.settings import Settings
    from validation.typed import TypedSheet

_CLOSED_LEADS = frozenset({"converted", "invalid"})
_CLOSED_INQUIRIES = frozenset({"won", "lost", "invalid"})
_YEAR = dt.timedelta(days=365)
Cells = dict[str, Any]


class Subject(NamedTuple):
    """A record that a reminder can be about, and where its to-do hangs."""

    sheet: str
    row: int
    id: str
    customer: str | None
    lead: str | None
    rep: str | None
    """Who works it and is still here; None: nobody can be told."""


class Opened(NamedTuple):
    """A book's rules, and its sheets with the columns these rules look at."""

    rules: Rules
    source: Source


@dataclass(frozen=True, eq=False)
class Source:
    """The sheets of a book, typed."""

    sheets: Mapping[str, TypedSheet]
    settings: Settings
    today: dt.date
    tabs: Mapping[str, str]
    """Sheet → what the file calls it."""

    @cached_property
    def staff(self) -> Staff:
        """The team."""
        return Staff.of(self.sheets["Reps"].frame)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The company's calendar."""
        return WorkCalendar.of(self.settings, self.sheets["Calendar"].frame)

    @cached_property
    def customers(self) -> Mapping[str, Cells]:
        """Customer id → its cells; of a repeated id the first row counts."""
        return _first(self.rows("Customers"), "customer_id")

    @cached_property
    def leads(self) -> Mapping[str, Cells]:
        """Lead id → its cells."""
        return _first(self.rows("Leads"), "lead_id")

    def rows(self, sheet: str) -> Sequence[Cells]:
        """Return the rows of a sheet, column key → value."""
        known = self._rows.get(sheet)
        if known is None:
            records: list[Any] = self.sheets[sheet].frame.to_dict("records")
            known = self._rows[sheet] = records
        return known

    @cached_property
    def _rows(self) -> dict[str, Sequence[Cells]]:
        return {}

    def cells(self, sheet: str, row: int) -> Cells:
        """Return one row of a sheet, as Excel numbers it."""
        at = self._places.get(sheet)
        if at is None:
            index = self.sheets[sheet].frame.index
            at = self._places[sheet] = {int(number): n for n, number in enumerate(index)}
        return self.rows(sheet)[at[row]]

    @cached_property
    def _places(self) -> dict[str, Mapping[int, int]]:
        return {}

    def subjects(self, sheet: str) -> Sequence[Subject | None]:
        """Return row by row whom a reminder would be about; None: closed, or nobody works it."""
        known = self._subjects.get(sheet)
        if known is None:
            index = self.sheets[sheet].frame.index
            of = _OF[sheet]
            known = self._subjects[sheet] = [
                of(self, int(row), cells)
                for row, cells in zip(index, self.rows(sheet), strict=True)
            ]
        return known

    @cached_property
    def _subjects(self) -> dict[str, Sequence[Subject | None]]:
        return {}

    def owner(self, customer: str | None) -> str | None:
        """Return who works a customer; one in the pool is nobody's."""
        cells = self.customers.get(customer or "")
        if cells is None or cells["owner"] is None or cells["pool_status"] == "public":
            return None
        return self.staff.working(cells["owner"])

    @cached_property
    def contacts(self) -> Mapping[str, Sequence[Cells]]:
        """Customer id → its contacts, in the order of their rows."""
        found: dict[str, list[Cells]] = defaultdict(list)
        for cells in self.rows("Contacts"):
            if cells["customer_id"] is not None:
                found[cells["customer_id"]].append(cells)
        return found

    @cached_property
    def orders(self) -> Mapping[tuple[str, str], Sequence[Cells]]:
        """Customer id and order number → the lines of the order."""
        found: dict[tuple[str, str], list[Cells]] = defaultdict(list)
        for cells in self.rows("Orders"):
            found[cells["customer_id"] or "", str(cells["order_no"] or "")].append(cells)
        return found

    def refuses_mail(self, customer: str) -> bool:
        """Return whether a customer has contacts with an address and none may be written to."""
        known = [c for c in self.contacts.get(customer, ()) if c["email"] is not None]
        return bool(known) and not any(map(is_open_to_mail, known))

    @cached_property
    def senders(self) -> Mapping[str, tuple[str | None, str | None]]:
        """Mail address in lower case → the customer and the lead that it belongs to."""
        found: dict[str, tuple[str | None, str | None]] = {}
        for cells in self.rows("Contacts"):
            if cells["email"] and cells["customer_id"]:
                found.setdefault(str(cells["email"]).lower(), (cells["customer_id"], None))
        for lead, cells in self.leads.items():
            if cells["contact_email"]:
                found.setdefault(str(cells["contact_email"]).lower(), (None, lead))
        return found

    @cached_property
    def began(self) -> dt.date | None:
        """The day of the first entry in the audit; None: there is none."""
        days = [as_day(cells["at"]) for cells in self.rows("Audit") if cells["at"] is not None]
        return min(days, default=None)

    @cached_property
    def share_customers(self) -> Mapping[str, str]:
        """Share id → the first customer of the share."""
        found: dict[str, str] = {}
        for cells in self.rows("ShareLines"):
            if cells["share_id"] and cells["customer_id"]:
                found.setdefault(str(cells["share_id"]), str(cells["customer_id"]))
        return found

    @cached_property
    def top(self) -> frozenset[str]:
        """The customers with the most orders of twelve months (Config: top_customers)."""
        rates = Rates.of(self.sheets["FX"].frame, self.settings.base_currency)
        sums: dict[str, Decimal] = defaultdict(Decimal)
        seen: set[tuple[str, str]] = set()
        for cells in self.rows("Orders"):
            customer, day, number = cells["customer_id"], cells["order_date"], cells["order_no"]
            if customer is None or day is None or cells["status"] == "cancelled":
                continue
            if not self.today - _YEAR <= as_day(day) <= self.today or (customer, number) in seen:
                continue
            seen.add((customer, number))
            amount = rates.converted(cells["amount"], cells["currency"], as_day(day))
            if amount is not None:
                sums[customer] += -abs(amount) if cells["order_type"] == "refund" else amount
        ranked = sorted((-sums[c], c) for c in sums if sums[c] > 0 and c in self.customers)
        return frozenset(customer for _, customer in ranked[: self.settings.top_customers])


def opened(book: Book, catalogue: Catalogue, settings: Settings, today: dt.date) -> Opened:
    """Return the rules of a book and the sheets they look at."""
    tables: Mapping[str, Sequence[str]] = {
        "SOP_Rules": (),
        "Reps": sorted(BASE["Reps"]),
        "Products": ("sku", "name_zh", "name_en"),
    }
    first = typed(book, catalogue, tables, settings=settings, today=today)
    names = Names.of({key: first[key].frame for key in ("Reps", "Products")}, catalogue)
    tabs = {key: layout.tab for key, layout in book.layouts.items()}
    tab = tabs.get("SOP_Rules", "SOP_Rules")
    rules = rule_rows.read(first["SOP_Rules"], tab, catalogue, names)
    rules = rules._replace(rules=tuple(tuned(rule, settings) for rule in rules.rules))
    wanted = {sheet: set(columns) for sheet, columns in BASE.items()}
    for rule in rules.rules:
        for sheet, columns in rule.columns.items():
            wanted[sheet] |= columns
    sheets = typed(book, catalogue, wanted, settings=settings, today=today)
    return Opened(rules, Source(sheets, settings, today, tabs))


def as_day(value: dt.date) -> dt.date:
    """Return the day of a date or time."""
    return value.date() if isinstance(value, dt.datetime) else value


def company(customer: Mapping[str, object] | None, lead: Mapping[str, object] | None) -> str:
    """Return what a customer or lead is called; empty: nothing tells."""
    if customer is not None:
        return str(customer["company_name_zh"] or customer["company_name_en"] or "")
    return str(lead["company"] or "") if lead is not None else ""


def is_open_to_mail(cells: Cells) -> bool:
    """Return whether a contact may be written to."""
    gone = cells["contact_status"] in ("left", "invalid")
    return not (gone or cells["opt_out"] is True or cells["bounced"] is True)


def _first(rows: Sequence[Cells], key: str) -> Mapping[str, Cells]:
    found: dict[str, Cells] = {}
    for cells in rows:
        if cells[key] is not None:
            found.setdefault(str(cells[key]), cells)
    return found


def _customer(source: Source, row: int, cells: Cells) -> Subject | None:
    identity = cells["customer_id"]
    rep = source.owner(identity)
    return Subject("Customers", row, identity, identity, None, rep) if rep else None


def _lead(source: Source, row: int, cells: Cells) -> Subject | None:
    closed = cells["lead_status"] in _CLOSED_LEADS or cells["converted_to"] is not None
    if closed or cells["lead_id"] is None or cells["assigned_rep"] is None:
        return None
    rep = source.staff.working(cells["assigned_rep"])
    return Subject("Leads", row, cells["lead_id"], None, cells["lead_id"], rep) if rep else None


def _inquiry(source: Source, row: int, cells: Cells) -> Subject | None:
    if cells["outcome"] in _CLOSED_INQUIRIES:
        return None
    customer, lead = cells["customer_id"], cells["lead_id"]
    rep = source.staff.working(cells["assigned_to"]) if cells["assigned_to"] else None
    lead_cells = source.leads.get(lead or "")
    rep = rep or source.owner(customer)
    rep = rep or (source.staff.working(lead_cells["assigned_rep"]) if lead_cells else None)
    return Subject("Inquiries", row, str(cells["inquiry_no"] or ""), customer, lead, rep)


def _mail(source: Source, row: int, cells: Cells) -> Subject | None:
    customer, lead = cells["customer_id"], None
    if customer is None:
        customer, lead = source.senders.get(str(cells["from_addr"] or "").lower(), (None, None))
    lead_cells = source.leads.get(lead or "")
    rep = source.owner(customer)
    rep = rep or source.staff.working(lead_cells["assigned_rep"] if lead_cells else None)
    return Subject(
        "Mail", row, str(cells["subject"] or cells["mail_id"] or ""), customer, lead, rep
    )


def _order(source: Source, row: int, cells: Cells) -> Subject | None:
    if cells["status"] == "cancelled" or cells["order_type"] == "refund":
        return None
    customer = cells["customer_id"]
    rep = source.owner(customer) or source.staff.working(cells["sold_by"])
    return Subject("Orders", row, str(cells["order_no"] or ""), customer, None, rep)


def _quote(source: Source, row: int, cells: Cells) -> Subject | None:
    customer = cells["customer_id"]
    rep = source.owner(customer) or source.staff.working(None)
    return Subject("Quotes", row, str(cells["quote_no"] or ""), customer, None, rep)


def _todo(source: Source, row: int, cells: Cells) -> Subject | None:
    rep = source.staff.working(cells["assignee"])
    identity = str(cells["todo_id"] or "")
    return Subject("Todos", row, identity, cells["customer_id"], cells["lead_id"], rep)


def _share(source: Source, row: int, cells: Cells) -> Subject | None:
    identity = str(cells["share_id"] or "")
    rep = source.staff.working(source.staff.named(cells["provider"]) or cells["approver"])
    customer = source.share_customers.get(identity)
    return Subject("Share", row, identity, customer, None, rep)


_OF: Mapping[str, Callable[[Source, int, Cells], Subject | None]] = {
    "Customers": _customer,
    "Leads": _lead,
    "Inquiries": _inquiry,
    "Mail": _mail,
    "Orders": _order,
    "Quotes": _quote,
    "Todos": _todo,
    "Share": _share,
}
