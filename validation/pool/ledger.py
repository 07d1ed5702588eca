"""The ledger of the pool: what happened to whom, and what follows from it and nothing else.

Claims are counted in it by the company's calendar (day, ISO week, month), never from what a rep
owns now, so that returning a record refunds nothing. Its times are the company's clock.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.errors import RefusedError
from validation.messages import message
from validation.pool.rotation import Rotation, Slot, cycle, slot_of, weights_of
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

_ROTATION = frozenset({"ASSIGN", "SKIP", "HELD"})
MOVES = frozenset({"IN_MANUAL", "IN_RECYCLE", "IN_LEAVER", "ASSIGN", "CLAIM", "RETURN", "TRANSFER"})
"""The actions after which a record has another owner; a warning names one, too."""
_FIRST_RUN = 1


class Event(NamedTuple):
    """One row of the ledger."""

    number: int
    """Its event_id; 0: it has none."""
    row: int
    """As Excel numbers it."""
    at: dt.datetime
    record: str
    """The customer or lead it happened to, by the id it has now; a converted lead's customer."""
    written: str
    """The id as the row has it."""
    action: str
    """Code of pool_action."""
    from_rep: str
    to_rep: str
    reason: str
    """Code of pool_reason."""
    slot: Slot | None
    weights: str
    """The snapshot as it is written."""
    rules: str
    """The hash of the rules."""
    run: str
    detail: str

    @property
    def is_given(self) -> bool:
        """Whether a rep got the record by it, from the pool or by a manager."""
        return self.action in ("ASSIGN", "CLAIM")


def events(frame: pd.DataFrame, former: Mapping[str, str]) -> tuple[Event, ...]:
    """Return the rows of a typed PoolLog by their number.

    A customer that was merged away counts as the one that took it over, a converted lead as the
    customer it became, by `former` (old id, folded → id of now).

    Raises:
        RefusedError: a row has no number, time or action.
    """
    found = [_event(int(str(row)), cells, former) for row, cells in _rows(frame)]
    return tuple(sorted(found, key=lambda event: (event.number, event.row)))


def now(record: str, former: Mapping[str, str]) -> str:
    """Return the id a record has now; `former` maps folded ids it had before."""
    return former.get(fold(record), record)


def _rows(frame: pd.DataFrame) -> Iterable[tuple[Any, Mapping[str, Any]]]:
    return zip(frame.index, frame.to_dict("records"), strict=True)  # type: ignore[arg-type]


def _event(row: int, cells: Mapping[str, Any], former: Mapping[str, str]) -> Event:
    record = str(cells["customer_id"] or cells["lead_id"] or "")
    for key in ("event_id", "at", "action"):
        if cells[key] is None:
            raise RefusedError(reason=message("pool.ledger_cell", row=row, column=key))
    at = cells["at"]
    if not isinstance(at, dt.datetime):
        at = dt.datetime.combine(at, dt.time())
    text = {key: str(value) if value is not None else "" for key, value in cells.items()}
    return Event(
        int(cells["event_id"]),
        row,
        at.replace(tzinfo=None),
        now(record, former),
        record,
        text["action"],
        text["from_rep"],
        text["to_rep"],
        text["reason"],
        slot_of(text["slot"], text["to_rep"]),
        text["weights_snapshot"],
        text["config_hash"],
        text["run_id"],
        text["detail"],
    )


@dataclass(eq=False)
class Ledger:
    """What rules ask of the ledger; `add` lets it grow while a run goes on."""

    manager_counts: bool
    """Whether a manager's assignment is a claim (Config: assign_counts_as_claim)."""
    events: list[Event] = field(default_factory=list)
    _claims: dict[str, list[dt.date]] = field(default_factory=lambda: defaultdict(list))
    _lost: dict[tuple[str, str], dt.date] = field(default_factory=dict)
    _last: dict[str, Event] = field(default_factory=dict)
    _pooled: dict[str, dt.datetime] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Iterable[Event], *, manager_counts: bool) -> Ledger:
        """Return the ledger of some events, in their order."""
        ledger = cls(manager_counts)
        for event in found:
            ledger.add(event)
        return ledger

    def add(self, event: Event) -> None:
        """Take in the next event."""
        self.events.append(event)
        self._last[event.record] = event
        if event.is_given and (event.reason != "MANAGER" or self.manager_counts):
            days = self._claims[event.to_rep]
            days.insert(bisect_right(days, event.at.date()), event.at.date())
        if event.action in MOVES and event.from_rep and event.from_rep != event.to_rep:
            # Merging two records of one rep tells of a change of owner that was none.
            key = (event.record, event.from_rep)
            self._lost[key] = max(event.at.date(), self._lost.get(key, dt.date.min))
            self._pooled[event.record] = event.at

    def claimed(self, rep: str, first: dt.date, last: dt.date) -> int:
        """Return how many records a rep claimed or was given from `first` to `last`."""
        days = self._claims.get(rep, [])
        return bisect_right(days, last) - bisect_left(days, first)

    def lost(self, record: str, rep: str) -> dt.date | None:
        """Return when a rep last lost or returned a record; None: never had and lost it."""
        return self._lost.get((record, rep))

    def last(self, record: str) -> Event | None:
        """Return the last event of a record."""
        return self._last.get(record)

    def pooled(self, record: str) -> dt.datetime | None:
        """Return when a record last left an owner; None: the ledger does not know."""
        return self._pooled.get(record)

    def of_record(self, record: str) -> tuple[Event, ...]:
        """Return what happened to one record."""
        return tuple(event for event in self.events if event.record == record)

    @property
    def next_run(self) -> str:
        """The id of the next run."""
        runs = [event.run.removeprefix("RUN-") for event in self.events]
        return f"RUN-{max((int(run) for run in runs if run.isdigit()), default=0) + _FIRST_RUN:04}"


def rotation(found: Iterable[Event]) -> Rotation:
    """Return how far the rotation is after some events, in their order.

    Raises:
        RefusedError: a row of the open cycle does not say with which weights it was opened, or
            names a slot that the cycle does not have.
    """
    at = Rotation()
    for event in found:
        if event.action in _ROTATION and event.slot is not None:
            at = _after(at, event, event.slot)
    return at


def _after(at: Rotation, event: Event, slot: Slot) -> Rotation:
    held = tuple(one for one in at.held if one != slot)
    if slot.cycle > at.cycle:
        weights = weights_of(event.weights)
        if weights is None:
            raise RefusedError(
                reason=message("pool.ledger_cell", row=event.row, column="weights_snapshot")
            )
        at = Rotation(slot.cycle, weights, 0, held)
    turns = cycle(at.weights)
    is_open = slot.cycle == at.cycle
    if is_open and (slot.position > len(turns) or turns[slot.position - 1] != slot.rep):
        raise RefusedError(reason=message("pool.ledger_cell", row=event.row, column="slot"))
    if event.action == "HELD":
        held = (*held, slot)
    position = max(at.position, slot.position) if is_open else at.position
    return at._replace(position=position, held=held)
