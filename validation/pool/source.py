"""What the rules of the pool read from a book."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from validation.errors import RefusedError
from validation.groups.parties import Parties
from validation.merging import former_ids
from validation.messages import Text, message
from validation.pool import records, roster
from validation.pool.ledger import Ledger, events, now
from validation.pool.weights import conversions, tallies
from validation.typed import Unread, typed
from validation.vocabularies import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.pool.ledger import Event
    from validation.pool.records import Record
    from validation.pool.roster import Rep
    from validation.pool.weights import Conversion
    from validation.settings import Settings
    from validation.typed import TypedSheet

LOG = "PoolLog"
SHEETS = (
    *("Customers", "Leads", "Reps", LOG, "Config", "Groups", "Titles", "Products", "StageLog"),
)
"""The sheets that are read."""
_DECIDE: Mapping[str, tuple[str, ...]] = {
    "Customers": ("owner", "pool_status", "protect_until", "stage", "group_id"),
    "Leads": ("assigned_rep", "lead_status", "converted_to"),
}
"""Cells without which nothing can be said of a record; one unread leaves the record out."""
_TOLD = frozenset({"weights_snapshot", "config_hash", "run_id", "detail", "prev_hash"})
"""Columns of the ledger that are read where a row needs them: another action may leave a dash."""
_COUNTED = ("weight", "limit_day", "limit_week", "limit_month", "capacity")
"""The columns of Reps that hold whole numbers from 0."""
_IDS: Mapping[str, str] = {"Customers": "customer_id", "Leads": "lead_id"}
_MOST_NAMED = 10
_ONE = "single_owner"


@dataclass(frozen=True, kw_only=True, eq=False)
class Pool:
    """The pool of a book at one moment."""

    book: Book
    catalogue: Catalogue
    settings: Settings
    at: dt.datetime
    """The company's clock, without a zone."""
    reps: Mapping[str, Rep]
    """In roster order."""
    records: Mapping[str, Record]
    """Customers and leads by id, without those that had to be left out."""
    everyone: tuple[Record, ...]
    """All of them: whoever has one that was left out still has it."""
    former: Mapping[str, str]
    """The id of a customer that was merged away, folded → the one that took it over; also a
    lead's → the customer it became."""
    events: tuple[Event, ...]
    lines: Mapping[str, str]
    """Product, folded → its line."""
    won_at: Mapping[str, dt.date]
    """Customer → when it was won, by StageLog."""
    notes: tuple[Text, ...]
    """What was left out, and why."""

    @property
    def today(self) -> dt.date:
        """The day it is at the company."""
        return self.at.date()

    @property
    def language(self) -> str:
        """The language of the book's cells."""
        return self.book.origin.language or "both"

    def ledger(self) -> Ledger:
        """Return what the ledger says, to go on with."""
        counts = self.settings.assign_counts_as_claim
        return Ledger.of(self.events, manager_counts=counts)

    def held(self) -> Counter[str]:
        """Return how many open customers and leads each rep has."""
        return Counter(one.owner for one in self.everyone if one.owner and one.is_open)

    @cached_property
    def conversions(self) -> Mapping[str, Conversion]:
        """Rep → the weight that follows from the conversion rate, for the reps of the rotation."""
        team = [rep.id for rep in self.reps.values() if rep.active != "left" and rep.weight != 0]
        counted = tallies(self.events, self.records, self.won_at, self.settings, self.today)
        return conversions({rep: counted.get(rep, (0, 0)) for rep in team}, self.settings)

    @cached_property
    def weights(self) -> Mapping[str, int]:
        """The weights a next cycle is opened with, in roster order.

        A typed weight holds unless the row says 按转化率; 0, a blank and a rep who left are 0.
        """
        found = {}
        for rep in self.reps.values():
            computed = self.conversions.get(rep.id) if rep.by_conversion else None
            typed_ = 0 if rep.active == "left" else rep.weight or 0
            found[rep.id] = typed_ if computed is None else computed.weight
        return found

    @cached_property
    def rules(self) -> str:
        """The hash of the rules."""
        return roster.rules_hash(tuple(self.reps.values()), self.settings)

    @cached_property
    def group_owners(self) -> Mapping[str, frozenset[str]]:
        """Customer → the owners of its groups that have one owner only."""
        return _group_owners(Parties(sheets=self.book.sheets, catalogue=self.catalogue))

    def places(self, record: Record) -> frozenset[str]:
        """Return the country and the region of a record, as codes."""
        word = self.catalogue.vocabularies["country"].words.get(record.country)
        region = word.parent if word else record.region
        return frozenset(filter(None, (record.country, region)))

    def named(self, identity: str) -> str:
        """Return the id of the record that somebody means.

        Raises:
            RefusedError: there is none, or it had to be left out.
        """
        spelt = fold(identity)
        known = {old: new for old, new in self.former.items() if new in self.records}
        known |= {fold(one): one for one in self.records}
        if spelt not in known:
            raise RefusedError(reason=message("pool.no_record", record=identity.strip()))
        return known[spelt]

    def rep(self, identity: str) -> Rep:
        """Return the rep that somebody means.

        Raises:
            RefusedError: the sheet Reps has none.
        """
        for rep in self.reps.values():
            if fold(rep.id) == fold(identity):
                return rep
        shown = ", ".join(self.reps) or "-"
        raise RefusedError(reason=message("pool.no_rep", rep=identity.strip(), reps=shown))


def read(book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime) -> Pool:
    """Return the pool of a book.

    Raises:
        RefusedError: a sheet is missing, or a cell of Reps or PoolLog that counts is not readable.
    """
    for sheet in ("Reps", LOG):
        if sheet not in book.sheets or not book.layouts[sheet].known:
            raise RefusedError(reason=message("pool.no_sheet", sheet=catalogue.sheets[sheet].name))
    wanted: Mapping[str, Sequence[str]] = {
        "Reps": roster.COLUMNS,
        "Customers": records.CUSTOMER,
        "Leads": records.LEAD,
        "Groups": ("group_id", "group_name"),
        "Products": ("sku", "name_zh", "name_en", "line"),
        "StageLog": ("customer_id", "stage_to", "changed_at"),
    }
    sheets = typed(book, catalogue, wanted, settings=settings, today=at.date())
    # By itself: what happened stays under the ids it happened to, also of reps long gone.
    log = typed(book, catalogue, {LOG: ()}, settings=settings, today=at.date())[LOG]
    _refuse(sheets["Reps"].unread, catalogue, "Reps")
    _refuse([cell for cell in log.unread if cell.column not in _TOLD], catalogue, LOG)
    _check_reps(sheets["Reps"].frame, catalogue, book.layouts["Reps"].tab)
    found = (*records.customers(sheets["Customers"].frame), *records.leads(sheets["Leads"].frame))
    former = _former(book.sheets.get("Customers", pd.DataFrame()), found)
    kept, notes = _kept(found, sheets, catalogue)
    return Pool(
        book=book,
        catalogue=catalogue,
        settings=settings,
        at=at,
        reps={rep.id: rep for rep in roster.roster(sheets["Reps"].frame)},
        records=kept,
        everyone=found,
        former=former,
        events=events(log.frame, former),
        lines=_lines(sheets["Products"]),
        won_at=_won(sheets["StageLog"], former),
        notes=notes,
    )


def _former(customers: pd.DataFrame, found: Sequence[Record]) -> Mapping[str, str]:
    """Return under which id the history of another id goes on."""
    former = dict(former_ids(customers))
    for one in found:
        if one.is_lead:
            # A lead that bears the number some customer had in an old list is another thing.
            former.pop(fold(one.id), None)
            if one.converted_to:
                former[fold(one.id)] = one.converted_to
    return former


def _check_reps(frame: pd.DataFrame, catalogue: Catalogue, tab: str) -> None:
    """Refuse numbers that are no counts, and a rep who stands twice.

    Raises:
        RefusedError: there is such a cell.
    """
    wrong = [
        Unread(tab, row, key, str(value))
        for key in _COUNTED
        for row, value in zip(frame.index.tolist(), frame[key].tolist(), strict=True)
        if value is not None and (value < 0 or value != int(value))
    ]
    ids = frame["rep_id"].dropna()
    wrong += [Unread(tab, row, "rep_id", ids[row]) for row in ids.index[ids.duplicated()].tolist()]
    _refuse(wrong, catalogue, "Reps")


def _refuse(unread: Sequence[Unread], catalogue: Catalogue, sheet: str) -> None:
    if unread:
        raise RefusedError(reason=message("pool.unread", cells=_cells(unread, catalogue, sheet)))


def _cells(unread: Sequence[Unread], catalogue: Catalogue, sheet: str) -> Text:
    fields = catalogue.sheets[sheet].by_key

    def said(language: str) -> str:
        shown = [
            f"{cell.tab} {cell.row} {fields[cell.column].name.said(language)}: {cell.shown}"  # type: ignore[arg-type]
            for cell in unread[:_MOST_NAMED]
        ]
        return "; ".join([*shown, *(["…"] if len(unread) > _MOST_NAMED else [])])

    return Text(said("zh"), said("en"))


def _kept(
    found: Sequence[Record], sheets: Mapping[str, TypedSheet], catalogue: Catalogue
) -> tuple[Mapping[str, Record], tuple[Text, ...]]:
    """Return the records that can be decided about by id, and what is said of the others."""
    borne = Counter(one.id for one in found)
    kept: dict[str, Record] = {}
    notes = []
    unread: set[tuple[str, int]] = set()
    for sheet, columns in _DECIDE.items():
        cells = [cell for cell in sheets[sheet].unread if cell.column in columns]
        unread |= {(sheet, cell.row) for cell in cells}
        if cells:
            notes.append(message("pool.left_unread", cells=_cells(cells, catalogue, sheet)))
    for one in found:
        if borne[one.id] == 1 and (one.sheet, one.row) not in unread:
            kept[one.id] = one
    if twice := [identity for identity, count in borne.items() if count > 1]:
        notes.append(message("pool.left_twice", records=", ".join(twice[:_MOST_NAMED])))
    blank = sum(int(sheets[sheet].frame[key].isna().sum()) for sheet, key in _IDS.items())
    if blank:
        notes.append(message("pool.left_no_id", n=blank))
    return kept, tuple(notes)


def _lines(products: TypedSheet) -> Mapping[str, str]:
    found = {}
    for cells in products.frame.to_dict("records"):
        if cells["line"]:
            for key in ("sku", "name_zh", "name_en"):
                if cells[key]:
                    found[fold(str(cells[key]))] = str(cells["line"])
    return found


def _won(log: TypedSheet, former: Mapping[str, str]) -> Mapping[str, dt.date]:
    """Return when each customer was first won."""
    found: dict[str, dt.date] = {}
    for cells in log.frame.to_dict("records"):
        if cells["stage_to"] in records.WON and cells["customer_id"] and cells["changed_at"]:
            one = now(str(cells["customer_id"]), former)
            at = cells["changed_at"]
            day = at.date() if hasattr(at, "date") else at
            found[one] = min(day, found.get(one, day))
    return found


def _group_owners(parties: Parties) -> Mapping[str, frozenset[str]]:
    customers = parties.customers
    scopes: dict[str, str] = {}
    for group in parties.group_rows:
        line = (group, *parties.tree.above(group))
        scope = next((one for one in line if parties.rule(one)), "")
        if scope and parties.rule(scope) == _ONE:
            scopes[group] = scope
    members: dict[str, list[int]] = {}
    for at, groups in parties.memberships.items():
        for scope in dict.fromkeys(scopes[group] for group in groups if group in scopes):
            members.setdefault(scope, []).append(at)
    found: dict[str, set[str]] = {}
    for scope, places in members.items():
        counts = Counter(customers.owners[at] for at in places)
        for gone in ("", *parties.gone):
            counts.pop(gone, None)
        named = parties.group(scope).owner
        if named in parties.gone:
            # Nobody could ever get a customer that only somebody who left may have.
            named = ""
        # Where the group names nobody, who has most of its members is its owner.
        owner = named or max(counts, key=counts.__getitem__, default="")
        for at in places if owner else ():
            found.setdefault(customers.ids[at], set()).add(owner)
    return {customer: frozenset(owners) for customer, owners in found.items()}
