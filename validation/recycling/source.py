"""What recycling reads from a book."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.calendars import WorkCalendar
from validation.errors import RefusedError
from validation.merging import former_ids
from validation.messages import Text, message, plain
from validation.recycling.due import Terms, Warned, warned
from validation.recycling.follow_ups import FollowUp, day_of, follow_ups
from validation.recycling.tenure import Handover
from validation.settings import Settings
from validation.typed import typed
from validation.vocabularies import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.typed import TypedSheet, Unread

CUSTOMERS, LOG = "Customers", "PoolLog"
_WANTED: Mapping[str, tuple[str, ...]] = {
    CUSTOMERS: (
        *("customer_id", "company_name_en", "company_name_zh", "grade", "stage"),
        *("last_contact_date", "owner", "pool_status", "collaborators", "owner_since"),
        *("protect_until", "created_date", "source_id"),
    ),
    "Activities": (
        *("customer_id", "lead_id", "act_time", "direction", "summary", "meeting_minutes", "by"),
    ),
    "Orders": ("order_no", "customer_id", "status", "order_type"),
    "Leads": ("lead_id", "converted_to"),
    "Reps": ("rep_id", "rep_name"),
    "Calendar": (),
}
SHEETS = (*_WANTED, LOG, "Config")
"""The sheets that are read."""
_DECIDE: Mapping[str, frozenset[str]] = {
    CUSTOMERS: frozenset(
        ("owner", "owner_since", "protect_until", "stage", "pool_status", "grade", "collaborators")
    ),
    "Activities": frozenset(("act_time", "direction")),
    "Orders": frozenset(("status",)),
}
"""Cells that could keep a customer from the pool; one unread keeps it where it is."""
DECIDING = (
    *("recycle_days_A", "recycle_days_B", "recycle_days_C", "recycle_warn_days", "grace_days"),
    *("follow_up_min_chars", "follow_up_min_han", "company_tz"),
)
"""The settings recycling goes by."""
_OPEN = frozenset({"awaiting_deposit", "in_production"})


class Customer(NamedTuple):
    """One row of Customers."""

    id: str
    row: int
    """As Excel numbers it."""
    name: str
    owner: str
    """The rep's id; "": nobody."""
    grade: str
    stage: str
    status: str
    """Code of pool_status; "": not said."""
    collaborators: tuple[str, ...]
    owner_since: dt.date | None
    created: dt.date | None
    last_contact: dt.date | None
    protect_until: dt.date | None


@dataclass(frozen=True, kw_only=True)
class Source:
    """The rows of a book that recycling decides by; every mapping is by customer id."""

    customers: tuple[Customer, ...]
    """In the book's order, those without an id left out."""
    done: Mapping[str, tuple[FollowUp, ...]]
    """The valid follow-ups, whoever's they are."""
    active: frozenset[str]
    """Customers with any entry in Activities at all."""
    orders: Mapping[str, str]
    """An open order's number."""
    events: Mapping[str, tuple[Handover, ...]]
    warnings: Mapping[str, tuple[tuple[str, Warned], ...]]
    """The rep who was warned, and the warning."""
    unread: Mapping[str, Unread]
    """A cell without which nothing can be decided."""
    twice: tuple[str, ...]
    """Ids that stand in several rows, which are left out."""
    doubt: Text | None
    """A cell of Config or Calendar without which no date is certain; None: there is none."""
    lost: tuple[Unread, ...]
    """Cells that could not be read, of rows that cannot be told whose they are."""
    tabs: Mapping[str, str]
    """Tab → key of its sheet."""
    runs: tuple[str, ...]
    """The ids of earlier runs."""
    terms: Terms


def read(book: Book, catalogue: Catalogue, settings: Settings, today: dt.date) -> Source:
    """Return what recycling decides by.

    Raises:
        RefusedError: the book has no sheet Customers or PoolLog, or a row of PoolLog that counts
            cannot be read.
    """
    for sheet in (CUSTOMERS, LOG):
        if sheet not in book.sheets or not book.layouts[sheet].known:
            name = catalogue.sheets[sheet].name
            raise RefusedError(reason=message("recycling.no_sheet", sheet=name))
    sheets = typed(book, catalogue, _WANTED, settings=settings, today=today)
    # By itself: what happened stays under the ids it happened to, also of reps long gone.
    log = typed(book, catalogue, {LOG: ()}, settings=settings, today=today)[LOG]
    terms = Terms(
        WorkCalendar.of(settings, sheets["Calendar"].frame),
        settings.recycle_warn_days,
        settings.grace_days,
    )
    former = {fold(old): now for old, now in former_ids(book.sheets[CUSTOMERS]).items()}
    events, warnings = _history(log, former, terms)
    leads = sheets["Leads"].frame
    converted = {
        str(lead): str(customer)
        for lead, customer in zip(leads["lead_id"], leads["converted_to"], strict=True)
        if lead and customer
    }
    activities = sheets["Activities"].frame
    unread, lost = _unread(sheets)
    every = _customers(sheets[CUSTOMERS])
    counts = Counter(one.id for one in every)
    return Source(
        customers=tuple(one for one in every if counts[one.id] == 1),
        twice=tuple(sorted(one for one, count in counts.items() if count > 1)),
        doubt=_doubt(book, sheets["Calendar"], catalogue),
        done=follow_ups(activities, settings, today, converted),
        active=frozenset(str(one) for one in activities["customer_id"] if one),
        orders=_orders(sheets["Orders"]),
        events=events,
        warnings=warnings,
        unread=unread,
        lost=lost,
        tabs={layout.tab: key for key, layout in book.layouts.items() if layout.known},
        runs=tuple(str(run) for run in log.frame["run_id"] if run),
        terms=terms,
    )


def _doubt(book: Book, calendar: TypedSheet, catalogue: Catalogue) -> Text | None:
    """Return the first cell that could make every date another one."""
    for problem in Settings.from_rows(book.sheets.get("Config"))[1]:
        if problem.column == "value" and problem.setting in DECIDING:
            tab, column = book.layouts["Config"].tab, problem.setting
            return _place(tab, problem.row, plain(column), problem.value)
    for cell in calendar.unread:
        if cell.column != "note":
            name = catalogue.field("Calendar", cell.column).name
            return _place(cell.tab, cell.row, name, cell.shown)
    return None


def _place(tab: str, row: int, column: Text, shown: str) -> Text:
    return message("recycling.cell", tab=tab, row=row, column=column, shown=shown)


def _customers(sheet: TypedSheet) -> list[Customer]:
    found = []
    for row, cells in zip(sheet.frame.index, sheet.frame.to_dict("records"), strict=True):
        if cells["customer_id"]:
            found.append(_customer(int(row), cells))
    return found


def _customer(row: int, cells: Mapping[Any, Any]) -> Customer:
    return Customer(
        str(cells["customer_id"]),
        row,
        str(cells["company_name_zh"] or cells["company_name_en"] or ""),
        str(cells["owner"] or ""),
        str(cells["grade"] or ""),
        str(cells["stage"] or ""),
        str(cells["pool_status"] or ""),
        tuple(str(rep) for rep in cells["collaborators"] or ()),
        day_of(cells["owner_since"]),
        day_of(cells["created_date"]),
        day_of(cells["last_contact_date"]),
        day_of(cells["protect_until"]),
    )


def _orders(sheet: TypedSheet) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for cells in sheet.frame.to_dict("records"):
        is_open = cells["status"] in _OPEN and cells["order_type"] != "refund"
        if is_open and cells["customer_id"]:
            found.setdefault(str(cells["customer_id"]), str(cells["order_no"] or ""))
    return found


_Events = dict[str, list[Handover]]
_Warnings = dict[str, list[tuple[str, Warned]]]


def _history(
    log: TypedSheet, former: Mapping[str, str], terms: Terms
) -> tuple[Mapping[str, tuple[Handover, ...]], Mapping[str, tuple[tuple[str, Warned], ...]]]:
    """Return the changes of owner and the warnings of each customer, in the order they came."""
    bad = {cell.row: cell for cell in log.unread if cell.column in ("event_id", "at", "action")}
    events: _Events = defaultdict(list)
    warnings: _Warnings = defaultdict(list)
    frame = log.frame.assign(_row=log.frame.index)
    for cells in sorted(frame.to_dict("records"), key=_number):
        if not cells["customer_id"]:
            continue
        if cells["_row"] in bad or cells["at"] is None or cells["action"] is None:
            raise RefusedError(reason=message("recycling.ledger", row=cells["_row"]))
        told = str(cells["customer_id"])
        customer = former.get(fold(told), told)
        day, rep = day_of(cells["at"]), str(cells["from_rep"] or "")
        assert day is not None
        if cells["action"] == "WARN":
            warnings[customer].append((rep, warned(day, cells["detail"], terms)))
        else:
            to_rep = str(cells["to_rep"] or "")
            record = "" if customer == told else told
            events[customer].append(Handover(day, str(cells["action"]), rep, to_rep, record))
    return (
        {customer: tuple(each) for customer, each in events.items()},
        {customer: tuple(each) for customer, each in warnings.items()},
    )


def _number(cells: Mapping[Any, Any]) -> tuple[int, int]:
    return int(cells["event_id"] or 0), int(cells["_row"])


def _unread(
    sheets: Mapping[str, TypedSheet],
) -> tuple[Mapping[str, Unread], tuple[Unread, ...]]:
    """Return customer → a cell that could save it, and the cells of nobody's rows."""
    found: dict[str, Unread] = {}
    lost: list[Unread] = []
    for sheet, columns in _DECIDE.items():
        frame = sheets[sheet].frame
        for cell in sheets[sheet].unread:
            owner = frame["customer_id"].get(cell.row)
            if cell.column == "owner" and owner:
                found[str(owner)] = cell
            elif cell.column in columns and owner:
                found.setdefault(str(owner), cell)
            elif cell.column == "customer_id" or (cell.column in columns and not owner):
                lost.append(cell)
    return found, tuple(lost)
