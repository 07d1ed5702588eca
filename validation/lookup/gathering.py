"""The customers and leads of several books as one list to compare with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from validation.lookup.asking import NewCustomer
    from validation.settings import Settings

CUSTOMER = ("company_name_en", "company_name_zh", "country_region", "website", "public_email")
CONTACT = ("contact_name", "email", "phone", "im")
TITLE = ("title_name", "credit_code", "reg_scheme", "domain")
_LEAD_CONTACT = ("contact_person", "contact_email", "phone", "im")
SHEETS: Mapping[str, tuple[str, ...]] = {
    "Customers": (
        *("customer_id", *CUSTOMER, "group_id"),
        *("owner", "owner_since", "pool_status", "protect_until"),
    ),
    "Contacts": ("customer_id", *CONTACT),
    "Titles": ("customer_id", "group_id", *TITLE),
    "Groups": ("group_id", "group_name", "parent_group", "group_owner", "group_rule"),
    "Leads": (
        *("lead_id", "company", "country", "website", *_LEAD_CONTACT),
        *("assigned_rep", "assigned_date", "converted_to", "lead_status"),
    ),
    "Reps": ("rep_id", "rep_name"),
    "PoolLog": ("at", "customer_id", "lead_id", "action", "from_rep", "to_rep"),
    "OurCompany": ("own_domains", "website"),
}
"""What a lookup reads: sheet → columns."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """The rows of one book that a lookup reads.

    `sheets` maps a catalogue key of SHEETS to its rows as the reader gives them (the index is
    Excel's row number), `tabs` to what the file calls the sheet. Any may be missing. `tie` is the
    column that ties contacts and titles to their customers.
    """

    path: str
    settings: Settings
    sheets: Mapping[str, pd.DataFrame]
    tabs: Mapping[str, str] = field(default_factory=dict)
    tie: str = "customer_id"

    def tab(self, sheet: str) -> str:
        """Return what the file calls a sheet."""
        return self.tabs.get(sheet, sheet)

    def rows(self, sheet: str, *columns: str) -> Iterator[tuple[int, tuple[object, ...]]]:
        """Yield the row number and the cells of `columns`; a column that is missing is blank."""
        frame = self.sheets.get(sheet)
        if frame is None or frame.empty:
            return
        cells = [
            frame[column].tolist() if column in frame else [None] * len(frame) for column in columns
        ]
        yield from zip(frame.index.tolist(), zip(*cells, strict=True), strict=True)


class Place(NamedTuple):
    """Where a record stands: the number of its book, the sheet's key, Excel's row."""

    source: int
    sheet: str
    row: int


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """Customers and leads of all books, each with its contacts and titles.

    The frames have the columns that `duplicates.find` compares; the id of a customer is its
    label as text. `places` maps a label to every row that says the same: people keep copies of
    one book, and a customer that stands in five copies is not five customers of one name.
    """

    customers: pd.DataFrame
    contacts: pd.DataFrame
    titles: pd.DataFrame
    places: Sequence[tuple[Place, ...]]


def gathered(sources: Sequence[Source]) -> Gathered:
    """Return the customers and leads of the books as one list, in the order of the books."""
    pile = _Pile()
    for number, source in enumerate(sources):
        pile.add_customers(number, source)
        pile.add_leads(number, source)
    return pile.gathered()


def with_new(known: Gathered, new: NewCustomer) -> Gathered:
    """Return `known` with the new customer behind everybody, without a place."""
    pile = _Pile(known)
    name, *others = (*new.names, None)
    label = pile.add(None, (name, None, new.country or None, None, None))
    for typed in (other for other in others if other):
        pile.titles.append((label, typed, None, None, None))
    pile.titles += [
        (label, None, code, scheme or None, None) for code, scheme in new.registrations()
    ]
    pile.titles += [(label, None, None, None, site) for site in new.domains]
    pile.contacts += [(label, person, None, None, None) for person in new.people]
    pile.contacts += [(label, None, address, None, None) for address in new.emails]
    pile.contacts += [(label, None, None, phone, None) for phone in new.phones]
    return pile.gathered()


class _Pile:
    """Rows on their way into frames."""

    def __init__(self, known: Gathered | None = None) -> None:
        self._known = known
        self._first = len(known.customers) if known else 0
        self.customers: list[tuple[object, ...]] = []
        self.contacts: list[tuple[object, ...]] = []
        self.titles: list[tuple[object, ...]] = []
        self.places: list[list[Place]] = []
        self._labels: dict[tuple[object, ...], str] = {}

    def add(self, place: Place | None, cells: tuple[object, ...]) -> str:
        label = str(self._first + len(self.customers))
        self.customers.append((label, *cells))
        self.places.append([place] if place else [])
        return label

    def add_customers(self, number: int, source: Source) -> None:
        labels: dict[object, str] = {}
        for row, (tie, id_, *cells) in source.rows(
            "Customers", source.tie, "customer_id", *CUSTOMER
        ):
            label = self._customer(Place(number, "Customers", row), id_, tuple(cells))
            if tie is not None:
                labels.setdefault(tie, label)
        for sheet, columns, rows in (
            ("Contacts", CONTACT, self.contacts),
            ("Titles", TITLE, self.titles),
        ):
            for _, (tie, *cells) in source.rows(sheet, source.tie, *columns):
                if tie in labels:
                    rows.append((labels[tie], *cells))

    def add_leads(self, number: int, source: Source) -> None:
        for row, (name, country, site, *contact) in source.rows(
            "Leads", "company", "country", "website", *_LEAD_CONTACT
        ):
            label = self.add(Place(number, "Leads", row), (name, None, country, site, None))
            self.contacts.append((label, *contact))

    def gathered(self) -> Gathered:
        parts = [
            (self.customers, ("customer_id", *CUSTOMER), "customers"),
            (self.contacts, ("customer_id", *CONTACT), "contacts"),
            (self.titles, ("customer_id", *TITLE), "titles"),
        ]
        frames = {name: self._frame(rows, columns, name) for rows, columns, name in parts}
        before = self._known.places if self._known else ()
        return Gathered(places=(*before, *map(tuple, self.places)), **frames)

    def _frame(
        self, rows: list[tuple[object, ...]], columns: tuple[str, ...], name: str
    ) -> pd.DataFrame:
        if self._known is None:
            return _frame(rows, columns)
        before: pd.DataFrame = getattr(self._known, name)
        if not rows:
            return before
        both = [
            np.concatenate((before[key], cells)) for key, cells in _frame(rows, columns).items()
        ]
        return pd.DataFrame(dict(zip(columns, both, strict=True)))

    def _customer(self, place: Place, id_: object, cells: tuple[object, ...]) -> str:
        """Return the label of a row: that of an earlier book's when it says the same."""
        same = (id_, *cells[:3])
        label = self._labels.get(same) if id_ is not None else None
        if label is not None and self._is_elsewhere(label, place):
            self.places[int(label) - self._first].append(place)
            return label
        label = self.add(place, cells)
        self._labels[same] = label
        return label

    def _is_elsewhere(self, label: str, place: Place) -> bool:
        return all(other.source != place.source for other in self.places[int(label) - self._first])


def _frame(rows: list[tuple[object, ...]], columns: tuple[str, ...]) -> pd.DataFrame:
    cells = zip(*rows, strict=True) if rows else ((),) * len(columns)
    return pd.DataFrame({key: _objects(values) for key, values in zip(columns, cells, strict=True)})


def _objects(values: tuple[object, ...]) -> np.ndarray:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found
