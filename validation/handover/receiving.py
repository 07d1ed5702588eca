"""A handover file at the receiver's: whether it is whole, and its rows in the receiver's book."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.catalogue import Kind
from validation.changes import Outcome
from validation.handover import cells
from validation.handover.conflicts import Conflict, conflict_rows
from validation.handover.returning import canonical, is_intact
from validation.handover.source import LINES, SHARE, Source
from validation.handover.writing import worded
from validation.messages import message, plain
from validation.minting import next_ids
from validation.plaintext import shown
from validation.reminders.staff import Staff
from validation.vocabularies import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.handover.cells import Row
    from validation.messages import Text
    from validation.settings import Settings

TODOS = "Todos"
_KEPT_BY_US = (SHARE, LINES)
"""Sheets of a copy that are no rows of a book."""

_STRICT = frozenset({Kind.INT, Kind.DECIMAL, Kind.MONEY, Kind.DATE, Kind.DATETIME, Kind.BOOL})
"""Kinds whose column takes no other words."""


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """What came in one file."""

    share: str
    copy: Book
    who: str = ""
    """Who receives, by number or name; the to-dos are theirs where the own book knows them."""
    key: str = ""
    """The share's own key."""
    digests: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(sheet, record id) → the digest of the row as it left."""


class Received(NamedTuple):
    """What became of the rows."""

    added: Mapping[str, int]
    """Sheet → rows that are new in the own book."""
    equal: int
    """Rows that were there already."""
    conflicts: int
    """Cells that the own book has otherwise; they are left as they are."""
    todos: int
    unread: int
    """Values that no column of the own book takes, such as bands of amounts."""


def damage(
    book: Book, catalogue: Catalogue, settings: Settings, today: dt.date, parcel: Parcel
) -> tuple[Text, ...]:
    """Return what shows that a copy is not as it left; nothing: every row is."""
    source = Source(book, catalogue, settings, today)
    expected = set(parcel.digests)
    found: list[Text] = []
    for sheet in cells.data_sheets(source, beside=_KEPT_BY_US):
        changed, strange = 0, 0
        for row in cells.rows(source, sheet):
            place = (sheet, row.id)
            if place not in expected:
                strange += 1
                continue
            expected.remove(place)
            changed += not is_intact(parcel.key, sheet, row.values, parcel.digests[place])
        name = catalogue.sheets[sheet].name
        found += [message("receive.changed", sheet=name, n=changed)] if changed else []
        found += [message("receive.strange", sheet=name, n=strange)] if strange else []
    for sheet, n in sorted(Counter(sheet for sheet, _ in expected).items()):
        known = catalogue.sheets.get(sheet)
        name = known.name if known else plain(sheet)
        found.append(message("receive.lost", sheet=name, n=n))
    return tuple(found)


def receive(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, parcel: Parcel
) -> Outcome:
    """Return the rows of a copy that the own book lacks, and what is otherwise in both.

    Rows are known by their id, those of a sheet without ids by everything in them. A row that is
    there keeps every cell: what differs goes on the sheet Conflicts. Each expected action becomes
    a to-do of the receiver's. A second time adds nothing.
    """
    return _Import(book, catalogue, settings, at, parcel).outcome()


class _Import:
    def __init__(
        self, book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, parcel: Parcel
    ) -> None:
        self._mine = Source(book, catalogue, settings, at.date())
        self._theirs = Source(parcel.copy, catalogue, settings, at.date())
        self._at, self._parcel = at, parcel
        self._language = book.origin.language or "both"
        self._conflicts: list[Conflict] = []
        self._equal = self._unread = 0
        self._lacking: set[str] = set()

    def outcome(self) -> Outcome:
        """Return everything that is to be written."""
        new: dict[str, list[Mapping[str, Any]]] = {}
        for sheet in cells.data_sheets(self._theirs, beside=_KEPT_BY_US):
            if not self._mine.has(sheet):
                self._lacking.add(self._mine.tab(sheet))
                continue
            rows = self._new_rows(sheet)
            if rows:
                new[sheet] = rows
        todos = self._todos(new.get(TODOS, []))
        if todos:
            new[TODOS] = [*new.get(TODOS, []), *todos]
        listed = conflict_rows(self._mine.book, self._conflicts)
        added = {sheet: len(rows) for sheet, rows in new.items()}
        if todos:
            added[TODOS] -= len(todos)
        answer = Received(
            {sheet: n for sheet, n in added.items() if n},
            self._equal,
            len(self._conflicts),
            len(todos),
            self._unread,
        )
        return Outcome(
            rows={**new, **({"Conflicts": listed} if listed else {})},
            answer=answer,
            subject=plain(self._parcel.share),
            notes=self._notes(answer),
        )

    def _notes(self, answer: Received) -> tuple[Text, ...]:
        notes = [
            message(
                "receive.done",
                share=self._parcel.share,
                added=sum(answer.added.values()),
                equal=answer.equal,
                todos=answer.todos,
            )
        ]
        if answer.conflicts:
            notes.append(message("receive.conflicts", n=answer.conflicts))
        if answer.unread:
            notes.append(message("receive.unread", n=answer.unread))
        if self._lacking:
            notes.append(message("receive.no_sheet", sheets=", ".join(sorted(self._lacking))))
        return tuple(notes)

    def _new_rows(self, sheet: str) -> list[Mapping[str, Any]]:
        mine = cells.rows(self._mine, sheet)
        known = cells.by_id(mine)
        nameless = {_whole(row) for row in mine if not row.id}
        new: list[Mapping[str, Any]] = []
        for row in cells.rows(self._theirs, sheet):
            here = known.get(fold(row.id)) if row.id else None
            if here is not None:
                self._compare(sheet, row, here)
                continue
            if not row.id and _whole(row) in nameless:
                self._equal += 1
            else:
                new.append(self._written(sheet, row))
        return new

    def _written(self, sheet: str, row: Row) -> Mapping[str, Any]:
        """Return a new row of the own book; a band of amounts is no amount and stays out."""
        fields = self._mine.catalogue.sheets[sheet].by_key
        written = {}
        for key, value in row.values.items():
            field = fields[key]
            if value is None or key not in self._mine.book.sheets[sheet].columns:
                continue
            if field.kind in _STRICT and not cells.is_readable(self._theirs, sheet, row.row, field):
                self._unread += 1
                continue
            written[key] = worded(value, field, self._mine.catalogue, self._language)
        return written

    def _compare(self, sheet: str, theirs: Row, mine: Row) -> None:
        """List what differs; a blank cell of the copy says nothing, it may have been withheld."""
        fields = self._mine.catalogue.sheets[sheet].by_key
        differing = [
            key
            for key, value in theirs.values.items()
            if value is not None
            and key in mine.values
            and canonical(value) != canonical(mine.values[key])
            and cells.is_readable(self._theirs, sheet, theirs.row, fields[key])
        ]
        self._equal += not differing
        for key in differing:
            said = [
                worded(one.values[key], fields[key], self._mine.catalogue, self._language)
                for one in (mine, theirs)
            ]
            self._conflicts.append(Conflict(sheet, mine.id, key, *map(shown, said)))

    def _todos(self, coming: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Return a to-do for each expected action that the own book does not have yet."""
        if not self._mine.has(TODOS):
            return []
        here = {_promise(row.values) for row in cells.rows(self._mine, TODOS)}
        wanted = []
        for line in cells.rows(self._theirs, LINES):
            todo = {
                "customer_id": line.values.get("customer_id"),
                "lead_id": line.values.get("lead_id"),
                "todo": line.values.get("expected_action"),
            }
            if todo["todo"] is not None and _promise(todo) not in here:
                here.add(_promise(todo))
                wanted.append(todo | {"due": line.values.get("action_due") or self._at.date()})
        rep = Staff.of(self._mine.frames["Reps"]).named(self._parcel.who)
        taken = [row.id for row in cells.rows(self._mine, TODOS)]
        taken += [str(one["todo_id"]) for one in coming if one.get("todo_id")]
        form = self._mine.catalogue.field(TODOS, "todo_id").argument("mint") or "TD-{n:03}"
        ids = next_ids(form, [self._at.year] * len(wanted), taken=taken)
        usual = {"kind": "other", "assignee": rep, "status": "open"}
        return [
            {"todo_id": identity, **todo, **usual}
            for identity, todo in zip(ids, wanted, strict=True)
        ]


def _whole(row: Row) -> tuple[tuple[str, str], ...]:
    told = ((key, canonical(value)) for key, value in row.values.items())
    return tuple(sorted((key, text) for key, text in told if text))


def _promise(values: Mapping[str, Any]) -> tuple[str, ...]:
    keys = ("customer_id", "lead_id", "todo")
    return tuple(fold(canonical(values.get(key))) for key in keys)
