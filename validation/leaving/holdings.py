"""Everything of a book that names the rep who leaves: what goes on, and what stays as history."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from validation.leaving.source import (
    CUSTOMERS,
    GROUPS,
    INQUIRIES,
    LEADS,
    QUOTES,
    REPS,
    SHARE,
    TODOS,
)
from validation.messages import Text, message
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from validation.leaving.source import Row, Source

_CLOSED_INQUIRIES = frozenset({"won", "lost", "invalid"})
_DONE = frozenset({"done", "cancelled", "transferred"})
_SETTLED = frozenset({"confirmed", "refused"})


class Holdings(NamedTuple):
    """The rows that get another rep, by what they are; each in the order of its sheet."""

    customers: tuple[Row, ...]
    """Those the rep owns, lost ones too."""
    leads: tuple[Row, ...]
    """Those that are not converted; a converted one says who did it, as an order does."""
    todos: tuple[Row, ...]
    """Open ones."""
    inquiries: tuple[Row, ...]
    """Open ones."""
    roles: tuple[Row, ...]
    """Customers the rep works on with somebody, the own ones included."""
    groups: tuple[Row, ...]
    team: tuple[Row, ...]
    """Reps whose manager it is."""
    approvals: tuple[Row, ...]
    """Quotes that wait for the rep's approval."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing names the rep any more."""
        return not any(self)


class Held(NamedTuple):
    """One line of the inventory."""

    key: str
    """Key of a sheet, or of a role."""
    what: Text
    total: int
    open: int | None
    """How many still go on; None: it makes no difference."""


def holdings(source: Source, rep: str) -> Holdings:
    """Return what names a rep and does not only tell of the past."""
    sheets = source.sheets
    names = spellings(source, rep)
    return Holdings(
        customers=_where(sheets[CUSTOMERS], lambda row: row.text("owner") == rep),
        leads=_where(
            sheets[LEADS],
            lambda row: row.text("assigned_rep") == rep and not _is_converted(row),
        ),
        todos=_where(
            sheets[TODOS],
            lambda row: row.text("assignee") == rep and row.text("status") not in _DONE,
        ),
        inquiries=_where(
            sheets[INQUIRIES],
            lambda row: (
                row.text("assigned_to") == rep and row.text("outcome") not in _CLOSED_INQUIRIES
            ),
        ),
        roles=_where(
            sheets[CUSTOMERS],
            lambda row: any(fold(one) in names for one in row.cells["collaborators"] or ()),
        ),
        groups=_where(sheets[GROUPS], lambda row: row.text("group_owner") == rep),
        team=_where(
            sheets[REPS], lambda row: row.text("manager") == rep and row.text("rep_id") != rep
        ),
        approvals=_where(
            sheets[QUOTES],
            lambda row: row.text("approver") == rep and row.text("approval") == "pending",
        ),
    )


def spellings(source: Source, rep: str) -> frozenset[str]:
    """Return how a list may name a rep, folded: the id, and the name where one rep only has it."""
    name = source.staff.reps[rep].name
    alone = sum(fold(one.name) == fold(name) for one in source.staff.reps.values()) == 1
    return frozenset({fold(rep), *([fold(name)] if alone and name else [])})


def inventory(source: Source, rep: str, held: Holdings) -> tuple[Held, ...]:
    """Return what a rep has, sheet by sheet: what moves, and what moves along with a customer."""
    mine = frozenset(row.text("customer_id") for row in held.customers) - {""}
    lines = [
        _held(CUSTOMERS, held.customers, _is_open_customer),
        *(_of_customers(source, mine, key, is_open) for key, is_open in _FOLLOWING.items()),
        _payments(source, mine),
        _held(LEADS, held.leads, lambda row: row.text("lead_status") != "invalid"),
        _held(INQUIRIES, held.inquiries, None),
        _held(TODOS, held.todos, None),
        *(
            Held(key, message(f"leaving.{key}"), len(rows), None)
            for key, rows in (
                ("roles", held.roles),
                ("groups", held.groups),
                ("team", held.team),
                ("approvals", held.approvals),
            )
        ),
        Held("shares", message("leaving.shares"), *_shares(source, rep)),
        Held("our_contacts", message("leaving.our_contacts"), _our_contacts(source, rep), None),
    ]
    return tuple(line._replace(what=_named(source, line)) for line in lines)


def stays(source: Source, rep: str) -> tuple[Held, ...]:
    """Return what keeps the rep's name, because it says who did something."""
    sheets = source.sheets
    orders = sum(row.text("sold_by") == rep for row in sheets["Orders"])
    notes = sum(row.text("by") == rep for row in sheets["Activities"])
    leads = [row for row in sheets[LEADS] if row.text("assigned_rep") == rep]
    closed = [row for row in sheets[TODOS] if row.text("assignee") == rep]
    return (
        Held("sold_by", message("leaving.sold_by"), orders, None),
        Held("notes", message("leaving.notes"), notes, None),
        Held("converted", message("leaving.converted"), sum(map(_is_converted, leads)), None),
        Held(
            "done",
            message("leaving.done"),
            sum(row.text("status") in _DONE for row in closed),
            None,
        ),
    )


_FOLLOWING: Mapping[str, Callable[[Row], bool] | None] = {
    "Contacts": None,
    "Titles": None,
    "Activities": None,
    "Quotes": lambda row: row.text("quote_status") in ("", "valid"),
    "Orders": lambda row: (
        row.text("status") != "cancelled"
        and row.text("order_type") != "refund"
        and row.text("payment_status") not in ("", "paid")
    ),
    "Samples": lambda row: row.text("result") in ("", "awaiting_feedback"),
    "Mail": lambda row: row.cells["replied_at"] is None,
}
"""Sheet → whether a row of it still goes on; None: rows of it are neither open nor closed."""


def _where(rows: Sequence[Row], wanted: Callable[[Row], bool]) -> tuple[Row, ...]:
    return tuple(filter(wanted, rows))


def _is_converted(row: Row) -> bool:
    return row.cells["converted_to"] is not None or row.text("lead_status") == "converted"


def _is_open_customer(row: Row) -> bool:
    return row.text("stage") != "S9"


def _held(key: str, rows: Sequence[Row], is_open: Callable[[Row], bool] | None) -> Held:
    going = None if is_open is None else sum(map(is_open, rows))
    return Held(key, Text("", ""), len(rows), going)


def _of_customers(
    source: Source, mine: frozenset[str], key: str, is_open: Callable[[Row], bool] | None
) -> Held:
    rows = [row for row in source.sheets[key] if row.text("customer_id") in mine]
    return _held(key, rows, is_open)


def _payments(source: Source, mine: frozenset[str]) -> Held:
    orders = {
        row.text("order_no") for row in source.sheets["Orders"] if row.text("customer_id") in mine
    }
    rows = [row for row in source.sheets["Payments"] if row.text("order_no") in orders - {""}]
    return _held("Payments", rows, lambda row: row.cells["paid_at"] is None)


def _shares(source: Source, rep: str) -> tuple[int, int]:
    names = spellings(source, rep)
    rows = [
        row
        for row in source.sheets[SHARE]
        if {fold(row.text("provider")), fold(row.text("receiver"))} & names
    ]
    return len(rows), sum(row.text("receipt_status") not in _SETTLED for row in rows)


def _our_contacts(source: Source, rep: str) -> int:
    names = spellings(source, rep)
    cells: Iterator[str] = (
        row.text(key) for row in source.sheets["OurContacts"] for key in ("person", "backup")
    )
    return Counter(fold(cell) in names for cell in cells)[True]


def _named(source: Source, line: Held) -> Text:
    known = source.catalogue.sheets.get(line.key)
    return known.name if known else line.what
