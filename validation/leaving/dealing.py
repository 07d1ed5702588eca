"""Who gets what: groups as one unit, pins first, then by balance."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from validation.errors import RefusedError
from validation.groups.parties import Parties
from validation.leaving.balance import Successor, Unit, balanced
from validation.leaving.source import CUSTOMERS, LEADS
from validation.messages import message
from validation.pool.records import WON
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from validation.leaving.holdings import Holdings
    from validation.leaving.people import People
    from validation.leaving.request import Request
    from validation.leaving.source import Row, Source
    from validation.pool.records import Record

_ONE = "single_owner"


class Portion(NamedTuple):
    """A unit, who gets it, and the rows of Customers it is made of."""

    unit: Unit
    rep: str
    rows: tuple[int, ...]


class Deal(NamedTuple):
    """Who gets each row; rows as Excel numbers them."""

    portions: tuple[Portion, ...]
    """In the order in which they were dealt out."""
    customers: Mapping[int, str]
    leads: Mapping[int, str]
    loose: Mapping[str, str]
    """What belongs to none of them (a to-do for somebody else's customer) → who gets it."""
    start: Mapping[str, int]
    """Successor → the points the dealing started from."""
    rooms: Mapping[str, int | None]
    """Successor → the room before; None: no limit."""

    def heir(self, source: Source, row: Row) -> str:
        """Return who gets a row that hangs on a customer or lead."""
        owner = source.customers.get(row.text("customer_id"))
        if owner is not None and owner.number in self.customers:
            return self.customers[owner.number]
        lead = source.leads.get(row.text("lead_id"))
        if lead is not None and lead.number in self.leads:
            return self.leads[lead.number]
        return self.loose[subject(row)]


def deal(source: Source, request: Request, people: People, held: Holdings) -> Deal:
    """Return who gets what.

    Customers come first, with points by grade; then leads, so that each successor gets as many;
    then what hangs on records of others, with whoever has the record or its group.

    Raises:
        RefusedError: a pin cannot be kept, or nobody has room.
    """
    return _Dealer(source, request, people, held).deal()


def subject(row: Row) -> str:
    """Return what a row that belongs to no record of the leaver is about."""
    for key in ("customer_id", "lead_id", "group_id"):
        if row.text(key):
            return row.text(key)
    return f"#{row.number}"


class _Dealer:
    """A dealing at work."""

    def __init__(self, source: Source, request: Request, people: People, held: Holdings) -> None:
        self._source = source
        self._request = request
        self._to = [one.id for one in people.to]
        self._leaver = people.leaver.id
        self._held = held
        self._parties = Parties(sheets=source.book.sheets, catalogue=source.catalogue)
        self._at = {row: n for n, row in enumerate(self._parties.customers.rows)}
        self._records: Mapping[tuple[str, int], Record] = {
            (one.sheet, one.row): one for one in source.pool.everyone
        }
        self._pins = _Pins(source, request, self._to)
        self._members: dict[str, list[Row]] = defaultdict(list)

    def deal(self) -> Deal:
        units = list(self._units())
        start = {rep: self._load(rep) if self._request.level else 0 for rep in self._to}
        rooms = {rep: self._room(rep) for rep in self._to}
        given = balanced(
            units,
            [Successor(rep, start[rep], rooms[rep]) for rep in self._to],
            lambda unit, rep: self._fit(
                [self._record(CUSTOMERS, m) for m in self._rows(unit)], rep
            ),
        )
        by_id = {unit.id: unit for unit in units}
        portions = tuple(
            Portion(by_id[unit], rep, tuple(row.number for row in self._members[unit]))
            for unit, rep in given.items()
        )
        customers = {row: one.rep for one in portions for row in one.rows}
        left = dict(rooms)
        for one in portions:
            room = left[one.rep]
            left[one.rep] = None if room is None else room - one.unit.size
        leads = self._leads(left)
        loose = self._loose(given, customers, leads)
        self._pins.check_used()
        return Deal(portions, customers, leads, loose, start, rooms)

    def _rows(self, unit: Unit) -> Sequence[Row]:
        return self._members[unit.id]

    def _units(self) -> Iterator[Unit]:
        """Yield the customers as units: those of one group, or with one id, together."""
        groups = self._groups()
        for row in self._held.customers:
            self._members[groups[row.number]].append(row)
        for identity, rows in self._members.items():
            points = sum(self._points(row) for row in rows)
            size = sum(self._is_open(row) for row in rows)
            ids = [identity, *(row.text("customer_id") for row in rows), *self._scopes(rows)]
            pinned = self._pins.of(ids, identity)
            yield Unit(identity, points, size, pinned or self._bound(rows))

    def _groups(self) -> Mapping[int, str]:
        """Return row → the id of its unit: its group at the top, else the customer's own id."""
        parent: dict[str, str] = {}

        def top(key: str) -> str:
            while parent.setdefault(key, key) != key:
                key = parent[key]
            return key

        keys: dict[int, str] = {}
        for row in self._held.customers:
            roots = sorted({self._parties.tree.root(one) for one in self._groups_of(row)})
            own = row.text("customer_id") or f"#{row.number}"
            keys[row.number] = own_key = f"2{own}"
            for root in roots:
                # A group's key is below every customer's, so that the unit bears its name.
                low, high = sorted((top(own_key), top(f"1{root}")))
                parent[high] = low
        return {number: top(key)[1:] for number, key in keys.items()}

    def _groups_of(self, row: Row) -> tuple[str, ...]:
        at = self._at.get(row.number)
        return () if at is None else self._parties.memberships.get(at, ())

    def _scopes(self, rows: Iterable[Row]) -> tuple[str, ...]:
        """Return the groups of some customers, and the groups above them."""
        tree = self._parties.tree
        found: dict[str, None] = {}
        for row in rows:
            for group in self._groups_of(row):
                found |= dict.fromkeys((group, *tree.above(group)))
        return tuple(found)

    def _bound(self, rows: Sequence[Row]) -> str:
        """Return the successor a group with one owner belongs to already; "": to none."""
        scopes = [one for one in self._scopes(rows) if self._parties.rule(one) == _ONE]
        owners: set[str] = set()
        for scope in scopes:
            named = self._parties.group(scope).owner
            owners |= {named} if named in self._to else self._owners(scope)
        return next(iter(owners)) if len(owners) == 1 else ""

    def _owners(self, scope: str) -> set[str]:
        """Return the successors who have customers of a group."""
        below = set(self._parties.tree.below(scope))
        known = self._parties.customers
        return {
            known.owners[at]
            for at, groups in self._parties.memberships.items()
            if below & set(groups) and known.owners[at] in self._to
        }

    def _points(self, row: Row) -> int:
        grade = row.text("grade") or "C"
        return int(getattr(self._source.settings, f"points_{grade}"))

    def _is_open(self, row: Row) -> bool:
        return row.text("stage") not in WON

    def _load(self, rep: str) -> int:
        rows = self._source.sheets[CUSTOMERS]
        return sum(self._points(row) for row in rows if row.text("owner") == rep)

    def _room(self, rep: str) -> int | None:
        capacity = self._source.pool.reps[rep].capacity
        return None if capacity is None else max(0, capacity - self._source.pool.held()[rep])

    def _record(self, sheet: str, row: Row) -> Record | None:
        return self._records.get((sheet, row.number))

    def _fit(self, records: Sequence[Record | None], rep: str) -> tuple[int, ...]:
        """Return how many records a rep covers, by what the request asks for, in its order."""
        known = self._source.pool.reps[rep]
        found = []
        for by in self._request.by:
            if by == "region":
                covered = [
                    one is None
                    or not known.regions
                    or not (places := self._source.pool.places(one))
                    or not known.regions.isdisjoint(places)
                    for one in records
                ]
            elif by == "language":
                covered = [
                    one is None
                    or not known.languages
                    or not one.language
                    or one.language in known.languages
                    for one in records
                ]
            else:
                continue
            found.append(sum(covered))
        return tuple(found)

    def _leads(self, left: Mapping[str, int | None]) -> Mapping[int, str]:
        rows = {f"{row.text('lead_id')}#{row.number}": row for row in self._held.leads}
        units = [
            Unit(
                key,
                1,
                int(row.text("lead_status") != "invalid"),
                self._pins.of([row.text("lead_id")], row.text("lead_id")),
            )
            for key, row in rows.items()
        ]
        to = [Successor(rep, 0, left[rep]) for rep in self._to]
        given = balanced(
            units, to, lambda unit, rep: self._fit([self._record(LEADS, rows[unit.id])], rep)
        )
        return {rows[key].number: rep for key, rep in given.items()}

    def _loose(
        self, given: Mapping[str, str], customers: Mapping[int, str], leads: Mapping[int, str]
    ) -> Mapping[str, str]:
        """Return who gets what hangs on no record of the leaver."""
        source, found = self._source, {}
        for row in (
            *(self._held.todos),
            *(self._held.inquiries),
            *(self._held.roles),
            *(self._held.groups),
        ):
            owner = source.customers.get(row.text("customer_id"))
            lead = source.leads.get(row.text("lead_id"))
            if (owner is not None and owner.number in customers) or (
                lead is not None and lead.number in leads
            ):
                continue
            key = subject(row)
            if key not in found:
                found[key] = Unit(key, 1, 0, self._loose_rep(key, owner, given))
        to = [Successor(rep) for rep in self._to]
        return balanced(list(found.values()), to)

    def _loose_rep(self, key: str, owner: Row | None, given: Mapping[str, str]) -> str:
        pinned = self._pins.of([key], key)
        if pinned:
            return pinned
        groups = (key,) if owner is None else self._groups_of(owner)
        for group in groups:
            root = self._parties.tree.root(group)
            if root in given:
                return given[root]
        has = owner.text("owner") if owner is not None else ""
        return has if has in self._to else ""


class _Pins:
    """What a person gave to somebody by name."""

    def __init__(self, source: Source, request: Request, to: Sequence[str]) -> None:
        self._pins: dict[str, str] = {}
        self._used: set[str] = set()
        self._said: dict[str, str] = {}
        for pin in request.pins:
            rep = next((one for one in to if fold(one) == fold(pin.rep)), None)
            if rep is None:
                shown = ", ".join(to)
                reason = message("leaving.pin_rep", record=pin.record, rep=pin.rep, reps=shown)
                raise RefusedError(reason=reason)
            key = fold(source.pool.former.get(fold(pin.record), pin.record))
            if self._pins.setdefault(key, rep) != rep:
                raise RefusedError(reason=message("leaving.pin_twice", record=pin.record))
            self._said[key] = pin.record

    def of(self, ids: Iterable[str], unit: str) -> str:
        """Return the successor that a unit is pinned to by one of its ids; "": to none.

        Raises:
            RefusedError: it is pinned to several.
        """
        keys = [key for one in ids if (key := fold(one)) in self._pins]
        self._used |= set(keys)
        reps = {self._pins[key] for key in keys}
        if len(reps) > 1:
            raise RefusedError(reason=message("leaving.pin_twice", record=unit))
        return next(iter(reps), "")

    def check_used(self) -> None:
        """Refuse pins of what the leaver does not have.

        Raises:
            RefusedError: there is one.
        """
        strange = [said for key, said in self._said.items() if key not in self._used]
        if strange:
            raise RefusedError(reason=message("leaving.pin_strange", records=", ".join(strange)))
