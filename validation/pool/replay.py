"""The past worked out again from the ledger alone.

Slots, limits and cool-off are computed anew; absence, routes, capacity, groups and protection are
taken from what the rows say, as are the limits themselves, which each row tells. The first row
that differs is named. (That nobody changed a row since it was written is what the chain proves.)
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from validation.messages import Text, message
from validation.pool.eligibility import over, taken
from validation.pool.fairness import of_ledger
from validation.pool.judgement import ORDER, Count, Judgement, count_name, read
from validation.pool.ledger import Ledger
from validation.pool.rotation import Rotation, Step, snapshot, turn, weights_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from validation.pool.fairness import Fairness
    from validation.pool.ledger import Event
    from validation.settings import Settings
    from validation.vocabularies import Vocabulary

_ROTATION = ("ASSIGN", "SKIP", "HELD", "LEFT")
_COMPUTED = frozenset({"COOL_OFF", "DAY_LIMIT", "WEEK_LIMIT", "MONTH_LIMIT"})


class Difference(NamedTuple):
    """A row of the ledger that is not what follows from the rows before it."""

    number: int
    """Its event_id."""
    row: int
    """As Excel numbers it."""
    text: Text
    """What is wrong."""


class Replayed(NamedTuple):
    """What a replay found."""

    rows: int
    """How many rows there are."""
    checked: int
    """How many of them were worked out again; the others are not the pool's decisions."""
    slots: Mapping[str, int]
    """What became of the slots: used, consumed, expired, held (still)."""
    fairness: Fairness
    difference: Difference | None
    """The first row that differs; None: every row is as it must be."""


class _WrongError(Exception):
    """A row differs."""

    def __init__(self, event: Event, key: str, **facts: object) -> None:
        self.difference = Difference(event.number, event.row, message(key, **facts))


def replay(found: Sequence[Event], settings: Settings, reasons: Vocabulary) -> Replayed:
    """Return whether the rows of a ledger follow from each other.

    Args:
        found: all of them, in their order.
        settings: assign_counts_as_claim; the other rules are told by the rows.
        reasons: the list pool_reason, to read what the rows say.
    """
    run = _Replay(settings, reasons)
    difference = None
    try:
        for _, rows in groupby(found, key=_unit):
            run.take(list(rows))
    except _WrongError as wrong:
        difference = wrong.difference
    slots = dict.fromkeys(("used", "consumed", "expired"), 0)
    for event in found:
        if event.slot is not None and event.action in ("ASSIGN", "SKIP"):
            expired = event.reason == "HELD_EXPIRED"
            slots["used" if event.action == "ASSIGN" else "expired" if expired else "consumed"] += 1
    held = len(run.rotation.held)
    return Replayed(len(found), run.checked, {**slots, "held": held}, of_ledger(found), difference)


def _unit(event: Event) -> tuple[object, ...]:
    """Return what the rows that were decided together have in common."""
    if _is_rotation(event):
        return (event.run, event.written, event.at)
    return (event.number, event.row)


def _is_rotation(event: Event) -> bool:
    return (event.action in _ROTATION and event.reason != "MANAGER") or event.slot is not None


class _Replay:
    """A ledger worked out again, row by row."""

    def __init__(self, settings: Settings, reasons: Vocabulary) -> None:
        self.rotation = Rotation()
        self.checked = 0
        self._ledger = Ledger(settings.assign_counts_as_claim)
        self._ids: dict[str, set[str]] = {}
        self._reasons = reasons
        self._last: Event | None = None

    def take(self, rows: list[Event]) -> None:
        """Work out the rows that were decided together.

        Raises:
            _WrongError: one of them differs.
        """
        for event in rows:
            self._check_order(event)
        if _is_rotation(rows[0]):
            self._turn(rows)
            self.checked += len(rows)
        elif rows[0].action == "CLAIM":
            (mine,) = self._told(rows[0], 1)
            self._check(rows[0], mine, is_given=True)
            self.checked += 1
        for event in rows:
            self._ids.setdefault(event.record, set()).add(event.written)
            self._ledger.add(event._replace(record=event.written))

    def _check_order(self, event: Event) -> None:
        last, self._last = self._last, event
        if event.number != (last.number + 1 if last else 1):
            raise _WrongError(event, "pool.replay_number", expected=last.number + 1 if last else 1)

    def _turn(self, rows: list[Event]) -> None:
        judged = self._judged(rows)
        weights = self._next_weights(rows)
        if rows[-1].action == "LEFT":
            self._left(rows, judged)
            return
        switch = any(event.reason == "MANAGER" for event in rows)

        def judge(rep: str) -> Judgement:
            return judged.get(rep, Judgement(rep))

        done = turn(self.rotation, judge, weights, switch=switch)
        for event, step in zip(rows, done.steps, strict=False):
            _compare(event, step)
        if len(rows) != len(done.steps):
            at = rows[min(len(rows), len(done.steps) + 1) - 1]
            raise _WrongError(at, "pool.replay_steps", n=len(done.steps), found=len(rows))
        self.rotation = done.rotation

    def _left(self, rows: list[Event], judged: Mapping[str, Judgement]) -> None:
        """Check that nobody could have had a record that was left."""
        last = rows[-1]
        if len(rows) > 1:
            raise _WrongError(last, "pool.replay_steps", n=1, found=len(rows))
        shown, expected = last.weights, snapshot(self.rotation.weights)
        if self.rotation.cycle and shown != expected:
            raise _WrongError(last, "pool.replay_differs", shown=shown, expected=expected)
        if not judged and weights_of(shown):
            raise _WrongError(last, "pool.replay_detail")
        for slot in (*self.rotation.held, *self.rotation.coming):
            mine = judged.get(slot.rep)
            if mine is None or mine.is_eligible:
                raise _WrongError(last, "pool.replay_eligible", rep=slot.rep)
        for mine in judged.values():
            if mine.is_eligible and "weight" not in mine.counts:
                raise _WrongError(last, "pool.replay_eligible", rep=mine.rep)

    def _next_weights(self, rows: list[Event]) -> Mapping[str, int]:
        """Return the weights of the cycle that these rows opened; {}: they opened none."""
        for event in rows:
            if event.slot is not None and event.slot.cycle > self.rotation.cycle:
                weights = weights_of(event.weights)
                if weights is None:
                    raise _WrongError(event, "pool.replay_weights", shown=event.weights)
                return weights
        return {}

    def _judged(self, rows: list[Event]) -> Mapping[str, Judgement]:
        """Return what the rows say of each rep, after checking it against the ledger."""
        found: dict[str, Judgement] = {}
        for event in rows:
            for mine in self._told(event, None):
                given = event.action == "ASSIGN" and mine.rep == event.to_rep
                if "weight" not in mine.counts:
                    self._check(event, mine, is_given=given)
                found[mine.rep] = mine
        return found

    def _told(self, event: Event, count: int | None) -> tuple[Judgement, ...]:
        judged = read(event.detail, self._reasons)
        wanted = event.to_rep and event.reason not in ("HELD_EXPIRED", "MANAGER")
        if judged is None or (count is not None and len(judged) != count):
            raise _WrongError(event, "pool.replay_detail")
        if wanted and (not judged or judged[0].rep != event.to_rep):
            raise _WrongError(event, "pool.replay_detail")
        return judged

    def _check(self, event: Event, mine: Judgement, *, is_given: bool) -> None:
        """Check the counts a row tells, and the reasons that follow from them."""
        if not mine.counts and mine.reasons == ("PAUSED",):
            return  # a rep who is no longer on the sheet Reps has no limits to tell
        day = event.at.date()
        counts = dict(mine.counts)
        for key, number in zip(
            ("day", "week", "month"), taken(mine.rep, day, self._ledger), strict=True
        ):
            limit = counts[key].limit if key in counts else None
            counts[key] = Count(number, limit)
        if waited := self._waited(event, mine):
            counts["cool_off"] = waited
        else:
            counts.pop("cool_off", None)
        for key, count in counts.items():
            if mine.counts.get(key) != count:
                facts = {"rep": mine.rep, "name": count_name(key), "count": count}
                shown = mine.counts.get(key, "-")
                raise _WrongError(event, "pool.replay_count", shown=shown, **facts)
        if len(counts) != len(mine.counts):
            raise _WrongError(event, "pool.replay_detail")
        self._check_reasons(event, mine, counts, is_given=is_given)

    def _waited(self, event: Event, mine: Judgement) -> Count | None:
        """Return how far a cool-off was, as the row tells it where that can be."""
        told = mine.counts.get("cool_off")
        own = self._ledger.lost(event.written, mine.rep)
        # What was lost under an id that was merged away counts from the merge on, whenever it was.
        ids = sorted({event.written, *self._ids.get(event.record, ())})
        days = [self._ledger.lost(one, mine.rep) for one in ids]
        gone = {max(0, (event.at.date() - lost).days) for lost in days if lost is not None}
        if told is None:
            return None if own is None else Count(max(0, (event.at.date() - own).days), None)
        number = told.number if told.number in gone else min(gone, default=None)
        return None if number is None else Count(number, told.limit)

    def _check_reasons(
        self, event: Event, mine: Judgement, counts: Mapping[str, Count], *, is_given: bool
    ) -> None:
        told = _COMPUTED.intersection(mine.reasons)
        due = _COMPUTED.intersection(over(counts))
        in_order = tuple(reason for reason in ORDER if reason in mine.reasons)
        if told != due or in_order != mine.reasons:
            names = ", ".join(sorted(told ^ due)) or ", ".join(mine.reasons)
            raise _WrongError(event, "pool.replay_reasons", rep=mine.rep, reasons=names)
        if is_given and mine.reasons:
            names = ", ".join(mine.reasons)
            raise _WrongError(event, "pool.replay_reasons", rep=mine.rep, reasons=names)


def _compare(event: Event, step: Step) -> None:
    for shown, expected in _pairs(event, step):
        if shown != expected:
            raise _WrongError(event, "pool.replay_differs", shown=shown, expected=expected)


def _pairs(event: Event, step: Step) -> Iterator[tuple[str, str]]:
    """Yield what a row says beside what it must say."""
    slot = step.slot
    yield event.action, step.action
    yield event.to_rep, slot.rep if slot else ""
    yield str(event.slot or "-"), str(slot or "-")
    yield event.reason, step.reason
    yield event.weights, snapshot(step.weights)
