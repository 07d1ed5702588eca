"""The row that stays: every column of it made one from all records."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.changes import Change
from validation.merging.records import CUSTOMERS, ID
from validation.merging.rules import Rule, rules
from validation.merging.values import Column, Record, is_blank, merged, survives, together
from validation.plaintext import shown
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.merging.records import Chosen

_OWN = Rule("own", "", (), "")
"""Columns of a team's own: texts stand together, anything else as the record that stays has it."""


class Lost(NamedTuple):
    """A value that is not in the row that stays."""

    column: str
    record: str
    """Whose it was."""
    mine: Any
    """What the record that stays had."""
    theirs: Any
    taken: Any


class Fields(NamedTuple):
    """The merged row."""

    values: Mapping[str, Any]
    """Column → value, of every column the sheet has."""
    changes: tuple[Change, ...]
    lost: tuple[Lost, ...]


def fields(
    book: Book, catalogue: Catalogue, records: Chosen, *, owner: str | None, today: dt.date
) -> Fields:
    """Return the row that stays, by the rules of merging.csv; `owner` is who keeps it."""
    return _Merge(book, catalogue, records, owner).done(today)


class _Merge:
    def __init__(
        self, book: Book, catalogue: Catalogue, records: Chosen, owner: str | None
    ) -> None:
        self._language = book.origin.language or "both"
        self._columns = [
            str(c) for c in book.sheets[CUSTOMERS].columns if not str(c).startswith("_")
        ]
        self._catalogue = catalogue
        self._records = records
        self._owner = owner
        self._values: dict[str, Any] = {}

    def done(self, today: dt.date) -> Fields:
        known = rules()
        for key in known:
            if key in self._columns:
                self._values[key] = self._value(key, known[key], today)
        for key in self._columns:
            if key not in known:
                self._values[key] = self._own(key)
        keep = self._records.keep
        changes = tuple(
            Change(CUSTOMERS, keep.row, key, keep.cells.get(key), self._values[key])
            for key in self._columns
            if _differ(keep.cells.get(key), self._values[key])
        )
        lost = tuple(one for key in self._columns for one in self._lost(key))
        return Fields(self._values, changes, lost)

    def _value(self, key: str, rule: Rule, today: dt.date) -> Any:
        if rule.name == "owner":
            return self._owner
        if rule.name == "pool":
            return self._pool(key, today)
        if rule.name == "ids":
            return self._ids(key)
        column = Column(key, self._longest(key), lambda word: self._rank(key, word, rule))
        value = merged(rule.name, column, self._asked(rule))
        return self._with_former_owners(value) if key == "collaborators" else value

    def _asked(self, rule: Rule) -> Sequence[Record]:
        """Return the records a rule asks."""
        if rule.beside not in self._values:
            return self._records.every
        held = shown(self._values[rule.beside])
        return [
            one
            for one in self._records.every
            if fold(shown(one.cells.get(rule.beside))) == fold(held)
        ]

    def _ids(self, key: str) -> Any:
        said = [one.cells.get(key) for one in self._records.every]
        return together([*said, *(one.id for one in self._records.others)])

    def _with_former_owners(self, value: Any) -> Any:
        """Return the collaborators with every owner who gives way, without the one who stays."""
        names = [value, *(one.cells.get("owner") for one in self._records.every)]
        people = [one.strip() for one in together(names).split(";")]
        left = [one for one in people if one and fold(one) != fold(self._owner or "")]
        return "; ".join(left) or None

    def _pool(self, key: str, today: dt.date) -> Any:
        mine = self._records.keep.cells.get(key)
        if all(is_blank(one.cells.get(key)) for one in self._records.every):
            return mine
        until = self._values.get("protect_until")
        day = until.date() if isinstance(until, dt.datetime) else until
        protected = isinstance(day, dt.date) and day >= today
        code = "public" if self._owner is None else "protected" if protected else "private"
        words = self._words(key)
        if words is None or (not is_blank(mine) and words.alias(shown(mine)) == code):
            return mine
        return words.words[code].label(self._language) if code in words.words else mine

    def _own(self, key: str) -> Any:
        """Return a column that no rule knows: a team's own."""
        values = [one.cells.get(key) for one in self._records.every]
        filled = [value for value in values if not is_blank(value)]
        if len(filled) > 1 and all(isinstance(value, str) for value in filled):
            return together(filled)
        return filled[0] if filled else None

    def _lost(self, key: str) -> Iterator[Lost]:
        rule = rules().get(key, _OWN)
        if key == ID or rule.name in ("pool", "ids"):
            return
        told = "union" if rule.name in ("own", "union") else rule.name
        taken, keep = self._values[key], self._records.keep
        mine = keep.cells.get(key)
        gone = [
            one for one in self._records.others if not survives(told, one.cells.get(key), taken)
        ]
        for one in gone:
            yield Lost(key, one.id, mine, one.cells.get(key), taken)
        if not gone and not survives(told, mine, taken):
            yield Lost(key, keep.id, mine, taken, taken)

    def _longest(self, key: str) -> int | None:
        field = self._catalogue.sheets[CUSTOMERS].by_key.get(key)
        bounds = field.argument("length") if field else None
        return int(bounds.partition("-")[2]) if bounds else None

    def _rank(self, key: str, word: Any, rule: Rule) -> int:
        words = self._words(key)
        code = words.alias(shown(word)) if words else None
        return rule.order.index(code) if code in rule.order else -1

    def _words(self, key: str) -> Any:
        field = self._catalogue.sheets[CUSTOMERS].by_key.get(key)
        return self._catalogue.vocabulary(field) if field else None


def _differ(before: Any, after: Any) -> bool:
    if is_blank(before) and is_blank(after):
        return False
    return bool(before != after) or type(before) is not type(after)
