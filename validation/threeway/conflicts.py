"""The sheet Conflicts: what two books say differently, and what the manager decided about it.

An open row names its record as `CUS-2026-001 ← R002`; whoever fills in its decision has it taken by
the next merge. A row about something that a rule settled, or that cannot be put into one cell,
names it as `CUS-2026-001 (R002)` and is there to be read.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.catalogue import Kind
from validation.messages import message
from validation.plaintext import shown
from validation.threeway.rules import OWNERS, POOL_STATUS
from validation.threeway.values import spelling
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.catalogue import Field
    from validation.messages import Text
    from validation.threeway.state import State

SHEET = "Conflicts"
WHOLE_ROW = "*"
"""The field of a row that a rep deleted."""
_OPEN = re.compile(r"(.+) ← ([^←]+)")
_MINE = frozenset(map(fold, ("mine", "甲方值", "甲方", "甲", "删除", "delete")))
_THEIRS = frozenset(map(fold, ("theirs", "乙方值", "乙方", "乙", "保留", "keep")))
_NUMBERS = frozenset({Kind.INT, Kind.DECIMAL, Kind.MONEY})


class Place(NamedTuple):
    """What a conflict is about."""

    sheet: str
    record: str
    field: str


class Handover(NamedTuple):
    """A decision about who has a record: more than a cell, for the ledger of the pool knows it."""

    place: Place
    row: int
    """Of the manager's book."""
    rep: str
    """In whose book it was asked for."""
    to: str
    """Who gets it, as the manager wrote it; "": the pool."""
    asked: Mapping[str, Any]
    """The row of the sheet."""


class Decisions(NamedTuple):
    """What the manager decided."""

    done: int
    """Rows that were carried out."""
    notes: list[Text]
    """Which were not, and why."""
    handovers: list[Handover]
    """Those that `close` is still to be told of."""


class _NoSuchError(Exception):
    """A decision cannot be carried out; its text is the key of the message."""


class Conflicts:
    """The rows of the sheet: those that stay, and those that come."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._old = _rows(state)
        self._kept = list(self._old)
        self._new: list[Mapping[str, Any]] = []
        self._known = {_identity(row) for row in self._old}
        self.opened = 0
        self.settled = 0

    def open(self, place: Place, rep: str, mine: Any, theirs: Any, base: Any = None) -> bool:
        """Ask for a decision; False: it is asked for already."""
        told = self._row(place, f"{place.record} ← {rep}", (base, mine, theirs))
        if _identity(told) in self._known:
            return False
        self.opened += 1
        self._add(told)
        return True

    def tell(self, place: Place, rep: str, mine: Any, theirs: Any, taken: Any = None) -> None:
        """Tell of something that is not to be decided here."""
        told = self._row(place, f"{place.record} ({rep})", (None, mine, theirs))
        told = {**told, "decision": shown(taken) or None}
        if _identity(told) not in self._known:
            self.settled += 1
            self._add(told)

    def decide(self) -> Decisions:
        """Put what the manager decided into the book, but for who has a record."""
        done = 0
        notes: list[Text] = []
        handovers: list[Handover] = []
        for row in self._old:
            found = _OPEN.fullmatch(shown(row.get("record")))
            if found is None or not shown(row.get("decision")).strip():
                continue
            place = Place(shown(row.get("sheet")), found[1], shown(row.get("field")))
            try:
                handover = self._decided(place, row, found[2])
            except _NoSuchError as problem:
                facts = {"sheet": place.sheet, "record": place.record, "field": place.field}
                notes.append(message(str(problem), **facts))
                continue
            if handover is not None:
                handovers.append(handover)
            else:
                done += 1
                self._kept.remove(row)
        return Decisions(done, notes, handovers)

    def close(self, handover: Handover) -> None:
        """Take away the row of a decision that was carried out."""
        self._kept.remove(handover.asked)

    @property
    def rows(self) -> Sequence[Mapping[str, Any]] | None:
        """All rows of the sheet; None: nothing changed there."""
        if not self._new and len(self._kept) == len(self._old):
            return None
        return [*self._kept, *self._new]

    def _decided(self, place: Place, row: Mapping[str, Any], rep: str) -> Handover | None:
        """Carry out one decision, or return the handover that it is.

        Raises:
            _NoSuchError: it cannot be carried out.
        """
        state = self._state
        if place.sheet not in state.allowed.parts or not state.has(place.sheet):
            raise _NoSuchError("threeway.decision_no_row")  # noqa: EM101  # a key, no sentence
        numbers = labelled(state, place.sheet, place.record)
        if len(numbers) != 1:
            raise _NoSuchError("threeway.decision_no_row")  # noqa: EM101
        word = fold(shown(row["decision"]))
        if place.field == WHOLE_ROW:
            if word not in _MINE | _THEIRS:
                raise _NoSuchError("threeway.decision_delete")  # noqa: EM101
            if word in _MINE:
                state.remove(place.sheet, numbers[0])
            return None
        if place.field not in state.columns(place.sheet):
            raise _NoSuchError("threeway.decision_no_column")  # noqa: EM101
        return self._cell(place, row, rep, numbers[0])

    def _cell(self, place: Place, row: Mapping[str, Any], rep: str, number: int) -> Handover | None:
        state = self._state
        now = state.cells(place.sheet, number)[place.field]
        mine, theirs = row.get("mine"), row.get("theirs")
        if shown(now) not in (shown(theirs), shown(mine)):
            raise _NoSuchError("threeway.decision_stale")  # noqa: EM101
        word = fold(shown(row["decision"]))
        field = state.catalogue.sheets[place.sheet].by_key.get(place.field)
        value = mine if word in _MINE else now if word in _THEIRS else row["decision"]
        typed = _typed(value, field)
        if shown(typed) == shown(now):
            return None
        if place.field == OWNERS.get(place.sheet):
            return Handover(place, number, rep, shown(typed).strip(), row)
        if (place.sheet, place.field) == POOL_STATUS:
            owner = shown(state.cells(place.sheet, number).get(OWNERS[place.sheet])).strip()
            is_public = state.catalogue.vocabularies["pool_status"].code(shown(typed)) == "public"
            if is_public is bool(owner):
                if not owner:
                    raise _NoSuchError("threeway.decision_no_owner")  # noqa: EM101
                return Handover(place, number, rep, "", row)
        state.set(place.sheet, number, place.field, typed)
        return None

    def _row(self, place: Place, record: str, sides: tuple[Any, Any, Any]) -> Mapping[str, Any]:
        base, mine, theirs = (shown(side) or None for side in sides)
        told = {
            "sheet": place.sheet,
            "record": record,
            "field": place.field,
            "base": base,
            "mine": mine,
            "theirs": theirs,
        }
        return {key: value for key, value in told.items() if value is not None}

    def _add(self, row: Mapping[str, Any]) -> None:
        self._known.add(_identity(row))
        self._new.append({key: value for key, value in row.items() if value is not None})


def label(key: Sequence[Any]) -> str:
    """Return how the parts of a key are shown; "": all are blank."""
    return " / ".join(part for part in map(spelling, key) if part)


def labelled(state: State, sheet: str, record: str) -> list[int]:
    """Return the rows that are shown as `record`."""
    part = state.allowed.parts[sheet]
    if not part.key:
        return []
    if len(part.key) == 1:
        return state.find(sheet, (fold(record),))
    frame = state.book.sheets[sheet]
    return [
        int(number)
        for number in frame.index
        if fold(label([frame.at[number, c] for c in part.key if c in frame])) == fold(record)
    ]


def _rows(state: State) -> list[Mapping[str, Any]]:
    frame = state.book.sheets.get(SHEET)
    if frame is None:
        return []
    return [
        {str(k): v for k, v in row.items() if v is not None and v == v}  # noqa: PLR0124 - NaN
        for row in frame.dropna(how="all").to_dict("records")
    ]


def _identity(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(shown(row.get(key)) for key in ("sheet", "record", "field", "mine"))


def _typed(value: Any, field: Field | None) -> Any:
    """Return what a person wrote into the decision as the column holds it."""
    if not isinstance(value, str) or field is None:
        return value
    text = value.strip()
    if field.kind in (Kind.DATE, Kind.DATETIME):
        try:
            found = dt.datetime.fromisoformat(text)
        except ValueError:
            return text
        return found if field.kind is Kind.DATETIME and len(text) > len("2026-11-22") else (
            found.date()
        )  # fmt: skip
    if field.kind in _NUMBERS:
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text
        return int(number) if number == number.to_integral_value() else float(number)
    return text or None
