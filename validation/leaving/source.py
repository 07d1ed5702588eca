"""What a handover of a leaver reads from a book."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.calendars import WorkCalendar
from validation.errors import RefusedError
from validation.messages import message
from validation.pool import read as pool_of
from validation.reminders.staff import Staff
from validation.typed import typed
from validation.vocabularies import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.pool import Pool
    from validation.settings import Settings
    from validation.typed import TypedSheet

CUSTOMERS, LEADS, TODOS, INQUIRIES = "Customers", "Leads", "Todos", "Inquiries"
GROUPS, REPS, QUOTES, SHARE = "Groups", "Reps", "Quotes", "Share"
_WANTED: Mapping[str, tuple[str, ...]] = {
    CUSTOMERS: (
        *("customer_id", "company_name_en", "company_name_zh", "grade", "stage", "owner"),
        *("collaborators", "key_comm_summary", "next_action", "key_mail_index", "group_id"),
        *("region", "country_region", "language"),
    ),
    LEADS: ("lead_id", "company", "country", "assigned_rep", "lead_status", "converted_to"),
    TODOS: ("todo_id", "customer_id", "lead_id", "todo", "due", "assignee", "status"),
    INQUIRIES: ("inquiry_no", "customer_id", "lead_id", "assigned_to", "outcome"),
    GROUPS: ("group_id", "group_name", "group_owner", "parent_group"),
    REPS: (
        *("rep_id", "rep_name", "role", "email", "manager", "active", "department"),
        *("leave_from", "leave_to"),
    ),
    QUOTES: ("quote_no", "customer_id", "quote_status", "approval", "approver"),
    SHARE: ("share_id", "provider", "receiver", "receipt_status"),
    "Orders": (
        *("order_no", "customer_id", "status", "payment_status", "order_type", "sold_by"),
        *("amount", "currency"),
    ),
    "Payments": ("order_no", "paid_at"),
    "Samples": ("sample_no", "customer_id", "result"),
    "Contacts": ("contact_id", "customer_id"),
    "Titles": ("title_id", "customer_id", "group_id"),
    "Activities": ("act_id", "customer_id", "lead_id", "by"),
    "Mail": ("mail_id", "customer_id", "replied_at"),
    "OurContacts": ("person", "backup"),
    "SOP_Rules": ("rule_id",),
    "SharePolicy": ("scenario", "receiver_kind", "variant", "channels"),
    "Calendar": (),
}
SHEETS = (*_WANTED, "PoolLog", "Config", "Products", "StageLog", "ShareLines")
"""The sheets that are read."""


class Row(NamedTuple):
    """One row of a sheet, typed."""

    number: int
    """As Excel numbers it."""
    cells: Mapping[str, Any]

    def text(self, key: str) -> str:
        """Return a cell as text; "": it is blank, or the sheet has no such column."""
        value = self.cells.get(key)
        return "" if value is None else str(value)


@dataclass(frozen=True, kw_only=True, eq=False)
class Source:
    """A book as the rules of a handover see it."""

    book: Book
    catalogue: Catalogue
    settings: Settings
    at: dt.datetime
    """The company's clock, without a zone."""
    sheets: Mapping[str, Sequence[Row]]
    staff: Staff
    calendar: WorkCalendar
    pool: Pool

    @property
    def today(self) -> dt.date:
        """The day it is at the company."""
        return self.at.date()

    @property
    def language(self) -> str:
        """The language of the book's cells."""
        return self.book.origin.language or "both"

    @cached_property
    def customers(self) -> Mapping[str, Row]:
        """Customer id → its row, the first of a repeated id."""
        return _first(self.sheets[CUSTOMERS], "customer_id")

    @cached_property
    def leads(self) -> Mapping[str, Row]:
        """Lead id → its row."""
        return _first(self.sheets[LEADS], "lead_id")

    @cached_property
    def has_rule(self) -> frozenset[str]:
        """The rules of the sheet SOP_Rules."""
        return frozenset(row.text("rule_id") for row in self.sheets["SOP_Rules"])

    def has(self, sheet: str, column: str) -> bool:
        """Return whether the book has a column of a sheet of ours."""
        layout = self.book.layouts.get(sheet)
        return layout is not None and layout.known and column in self.book.sheets[sheet].columns

    def cell(self, sheet: str, row: int, column: str) -> Any:
        """Return a cell as the book holds it."""
        return self.book.sheets[sheet].at[row, column]

    def word(self, vocabulary: str, code: str) -> str:
        """Return a word of a list as the book shows it."""
        return self.catalogue.vocabularies[vocabulary].words[code].label(self.language)


def read(book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime) -> Source:
    """Return what a handover goes by.

    Raises:
        RefusedError: a sheet is missing, or Reps or PoolLog cannot be read.
    """
    for sheet in (CUSTOMERS, REPS):
        if sheet not in book.sheets or not book.layouts[sheet].known:
            name = catalogue.sheets[sheet].name
            raise RefusedError(reason=message("leaving.no_sheet", sheet=name))
    found = typed(book, catalogue, _WANTED, settings=settings, today=at.date())
    pool = pool_of(book, catalogue, settings, at)
    rows = {key: _rows(sheet, pool.former) for key, sheet in found.items()}
    return Source(
        book=book,
        catalogue=catalogue,
        settings=settings,
        at=at,
        sheets=rows,
        staff=Staff.of(found[REPS].frame),
        calendar=WorkCalendar.of(settings, found["Calendar"].frame),
        pool=pool,
    )


def name_of(row: Row) -> str:
    """Return what a customer is called; "": nothing tells."""
    return row.text("company_name_zh") or row.text("company_name_en")


def _rows(sheet: TypedSheet, former: Mapping[str, str]) -> tuple[Row, ...]:
    """Return the rows; a reference to a customer that was merged names the one it is now."""
    numbers = [int(n) for n in sheet.frame.index]
    records: Any = sheet.frame.to_dict("records")
    found: dict[int, dict[str, Any]] = dict(zip(numbers, records, strict=True))
    for cell in sheet.unread:
        if cell.column == "customer_id" and fold(cell.shown) in former:
            found[cell.row][cell.column] = former[fold(cell.shown)]
    return tuple(Row(n, cells) for n, cells in found.items())


def _first(rows: Sequence[Row], key: str) -> Mapping[str, Row]:
    return {row.text(key): row for row in reversed(rows) if row.cells[key] is not None}
