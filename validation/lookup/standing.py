"""How a record stands: whose it is, whether it may be claimed, and which group it belongs to."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal, NamedTuple

from validation.normalise import dates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.lookup.gathering import Place, Source
    from validation.vocabularies import Vocabulary

Pool = Literal["private", "protected", "public"]
_NO_LOSS = frozenset(("SKIP", "HELD", "LEFT", "WARN", "SETTINGS"))
"""What the pool log tells without anybody losing a customer."""
_GROUP = ("group_name", "parent_group", "group_owner", "group_rule")
_MOST_PARENTS = 100


class Rep(NamedTuple):
    """Somebody of the team; `name` is blank where the book does not list the rep."""

    id: str
    name: str = ""

    def __str__(self) -> str:
        """Return the rep as people name one: "R001 Li Lei"."""
        return f"{self.id} {self.name}".strip()


class Cooling(NamedTuple):
    """A rep who lost or returned the record and may claim it again only from `until` on."""

    rep: Rep
    until: dt.date


class Group(NamedTuple):
    """The group a record is filed under. `rule` is a code of the list group_rule; "": none."""

    id: str
    name: str = ""
    owner: Rep | None = None
    rule: str = ""
    above: tuple[str, ...] = ()
    """Names or ids of the groups it is part of, the next one first."""


class Standing(NamedTuple):
    """How a record stands on a day.

    public: in the pool, free to be claimed; protected: nobody may take it before
    `protected_until` has passed (None: no end is given); private: somebody works it, whom
    `owner` names unless the book leaves it blank.
    """

    pool: Pool
    owner: Rep | None = None
    since: dt.date | None = None
    protected_until: dt.date | None = None
    cooling: tuple[Cooling, ...] = ()
    group: Group | None = None
    lead_status: str = ""
    """A code of the list lead_status; "": a customer, or not told."""
    converted_to: str = ""


class Standings:
    """Looks records up in one book."""

    def __init__(
        self, source: Source, vocabularies: Mapping[str, Vocabulary], today: dt.date
    ) -> None:
        self._source = source
        self._words = vocabularies
        self._today = today
        reps = source.rows("Reps", "rep_id", "rep_name")
        self._reps = {_text(id_): _text(name) for _, (id_, name) in reps}
        groups = source.rows("Groups", "group_id", *_GROUP)
        self._groups = {_text(id_): cells for _, (id_, *cells) in groups if _text(id_)}

    def of(self, place: Place) -> Standing:
        """Return how the record at `place` stands."""
        return self._lead(place) if place.sheet == "Leads" else self._customer(place)

    def group(self, id_: str) -> Group | None:
        """Return the group of that id, though the Groups sheet does not list it; None: no id."""
        if not id_:
            return None
        if id_ not in self._groups:
            return Group(id_)
        name, _, owner, rule = self._groups[id_]
        return Group(
            id_, _text(name), self._rep(owner), self._code("group_rule", rule), self._above(id_)
        )

    def _customer(self, place: Place) -> Standing:
        id_, owner, since = self._cells(place, "customer_id", "owner", "owner_since")
        status, until_cell, group = self._cells(place, "pool_status", "protect_until", "group_id")
        until = _day(until_cell)
        pool = self._pool(_text(owner), self._code("pool_status", status), until)
        return Standing(
            pool,
            self._rep(owner),
            _day(since),
            until if pool == "protected" else None,
            self._cooling("customer_id", _text(id_)) if pool == "public" else (),
            self.group(_text(group) or self._group_of_title(_text(id_))),
        )

    def _lead(self, place: Place) -> Standing:
        id_, rep, since = self._cells(place, "lead_id", "assigned_rep", "assigned_date")
        status, converted = self._cells(place, "lead_status", "converted_to")
        pool: Pool = "private" if _text(rep) else "public"
        return Standing(
            pool,
            self._rep(rep),
            _day(since),
            cooling=self._cooling("lead_id", _text(id_)) if pool == "public" else (),
            lead_status=self._code("lead_status", status),
            converted_to=_text(converted),
        )

    def _pool(self, owner: str, status: str, until: dt.date | None) -> Pool:
        if until is not None and until >= self._today:
            return "protected"
        if status == "protected" and until is None:
            return "protected"
        if owner or status in ("private", "protected"):
            return "private"
        # A blank owner means the pool; a list without a column for owners is nobody's pool.
        has_owners = "owner" in self._source.sheets["Customers"]
        return "public" if has_owners or status == "public" else "private"

    def _cooling(self, key: str, id_: str) -> tuple[Cooling, ...]:
        """Return every former owner still cooling off, the last to be free first."""
        days = dt.timedelta(days=self._source.settings.cool_off_days)
        found: dict[Rep, dt.date] = {}
        for _, (record, at, action, before, after) in self._source.rows(
            "PoolLog", key, "at", "action", "from_rep", "to_rep"
        ):
            rep, lost = self._rep(before), _day(at)
            if _text(record) != id_ or not id_ or rep is None or lost is None:
                continue
            if self._code("pool_action", action) in _NO_LOSS or _text(after) == rep.id:
                continue
            found[rep] = max(lost + days, found.get(rep, dt.date.min))
        kept = [Cooling(rep, until) for rep, until in found.items() if until > self._today]
        return tuple(sorted(kept, key=lambda each: (each.until, each.rep), reverse=True))

    def _group_of_title(self, id_: str) -> str:
        titles = self._source.rows("Titles", "customer_id", "group_id")
        return next((_text(g) for _, (c, g) in titles if id_ and _text(c) == id_ and _text(g)), "")

    def _above(self, id_: str) -> tuple[str, ...]:
        """Return the groups that a group is part of; a circle ends where it closes."""
        seen = [id_]
        while len(seen) < _MOST_PARENTS:
            parent = _text(self._groups[seen[-1]][1])
            if not parent or parent in seen:
                break
            seen.append(parent)
            if parent not in self._groups:
                break
        return tuple(_text(self._groups.get(each, ("",))[0]) or each for each in seen[1:])

    def _rep(self, cell: object) -> Rep | None:
        id_ = _text(cell)
        return Rep(id_, self._reps.get(id_, "")) if id_ else None

    def _code(self, vocabulary: str, cell: object) -> str:
        words = self._words.get(vocabulary)
        text = _text(cell)
        return (words.alias(text) or "") if words and text else ""

    def _cells(self, place: Place, *columns: str) -> Sequence[object]:
        frame = self._source.sheets[place.sheet]
        return [frame.at[place.row, key] if key in frame else None for key in columns]


def _text(cell: object) -> str:
    return str(cell).strip() if cell is not None and cell == cell else ""  # noqa: PLR0124  # NaN


def _day(cell: object) -> dt.date | None:
    """Return the day a cell says; None: it says none."""
    moment = dates.read(cell).value
    if isinstance(moment, dt.datetime):
        return moment.date()
    return moment if isinstance(moment, dt.date) else None
