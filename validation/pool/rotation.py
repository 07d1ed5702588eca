"""The rotation of the pool: whose turn it is, and the turns somebody still has to come.

In round r of a cycle everyone whose weight is at least r has one slot, in roster order, after the
weights were divided by their greatest common divisor (source article 002; interleaved weighted
round robin). A slot ends used, consumed or expired; until then it may be held.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from validation.pool.judgement import Judgement

_SLOT = re.compile(r"([1-9]\d*):([1-9]\d*)")
_WEIGHT = re.compile(r"(\S+):(\d+)")
_NONE = "none"
"""A dash would be read as a blank cell."""


def cycle(weights: Mapping[str, int]) -> tuple[str, ...]:
    """Return one full cycle of turns; `weights` are in roster order, 0 is not in the rotation.

    >>> "".join(cycle({"A": 3, "B": 2, "C": 1})), "".join(cycle({"A": 6, "B": 4, "C": 2}))
    ('ABCABA', 'ABCABA')

    Raises:
        ValueError: a weight is below 0.
    """
    if any(weight < 0 for weight in weights.values()):
        raise ValueError(dict(weights))
    turns = slots_of(weights)
    rounds = range(1, max(turns.values(), default=0) + 1)
    return tuple(rep for r in rounds for rep, count in turns.items() if count >= r)


def slots_of(weights: Mapping[str, int]) -> Mapping[str, int]:
    """Return how many slots of a cycle each rep has: the weights in their lowest terms."""
    divisor = math.gcd(*weights.values()) or 1
    return {rep: weight // divisor for rep, weight in weights.items()}


class Slot(NamedTuple):
    """One turn: the cycle it is of and its place in it, both from 1, and whose it is."""

    cycle: int
    position: int
    rep: str

    def __str__(self) -> str:
        """Return it as the ledger has it, the rep standing in a column of its own."""
        return f"{self.cycle}:{self.position}"


def slot_of(text: str, rep: str) -> Slot | None:
    """Return the slot a cell of the ledger names; None: the cell is no slot.

    >>> slot_of("2:5", "R001")
    Slot(cycle=2, position=5, rep='R001')
    """
    found = _SLOT.fullmatch(text.strip())
    return Slot(int(found[1]), int(found[2]), rep) if found else None


def snapshot(weights: Mapping[str, int]) -> str:
    """Return weights as the ledger keeps them, in roster order; "none" when there are no reps.

    >>> snapshot({"R001": 3, "R002": 2})
    'R001:3 R002:2'
    """
    return " ".join(f"{rep}:{weight}" for rep, weight in weights.items()) or _NONE


def weights_of(text: str) -> Mapping[str, int] | None:
    """Return the weights of a snapshot; None: the text is none."""
    if text.strip() == _NONE:
        return {}
    parts = [_WEIGHT.fullmatch(part) for part in text.split()]
    if not parts or not all(parts):
        return None
    return {part[1]: int(part[2]) for part in parts if part}


class Rotation(NamedTuple):
    """How far the rotation is. The first run begins with `Rotation()`."""

    cycle: int = 0
    """The number of the open cycle; 0: none was opened yet."""
    weights: Mapping[str, int] = {}
    """Those the open cycle was opened with, in roster order."""
    position: int = 0
    """How many slots of the open cycle have come up."""
    held: tuple[Slot, ...] = ()
    """The slots that are held, oldest first."""

    @property
    def coming(self) -> tuple[Slot, ...]:
        """The slots of the open cycle that have not come up."""
        turns = cycle(self.weights)
        places = range(self.position + 1, len(turns) + 1)
        return tuple(Slot(self.cycle, place, turns[place - 1]) for place in places)

    @property
    def ended(self) -> Rotation:
        """The rotation with no slot of its cycle to come; those that are held stay held."""
        return self._replace(position=len(cycle(self.weights)))

    def reps(self, weights: Mapping[str, int]) -> tuple[str, ...]:
        """Return whoever can have a turn from here on, a next cycle having `weights`."""
        mine = [slot.rep for slot in (*self.held, *self.coming)]
        return tuple(dict.fromkeys([*mine, *(rep for rep, w in weights.items() if w > 0)]))


class Step(NamedTuple):
    """What happened to one slot, or to the record when nobody could have it."""

    action: str
    """ASSIGN (used), SKIP (consumed or expired), HELD, or LEFT."""
    reason: str
    """Code of pool_reason."""
    slot: Slot | None
    """None: LEFT."""
    judged: tuple[Judgement, ...]
    """The reps this was decided by; of an ASSIGN the one who got it, then holders passed over."""
    weights: Mapping[str, int]
    """Those of the open cycle."""


class Turn(NamedTuple):
    """What became of one record, and the rotation after it."""

    steps: tuple[Step, ...]
    rotation: Rotation

    @property
    def rep(self) -> str | None:
        """Who got the record; None: it was left."""
        last = self.steps[-1]
        return last.slot.rep if last.action == "ASSIGN" and last.slot else None


def turn(
    rotation: Rotation,
    judge: Callable[[str], Judgement],
    weights: Mapping[str, int],
    *,
    switch: bool = False,
) -> Turn:
    """Return who gets one record.

    Held slots are served first, oldest first; a holder who may not have the record keeps the slot.
    Then the cycle goes on: a slot is held when its rep may not have this record only, and consumed
    when the rep may have none now. Where nobody may have it, no slot is touched.

    Args:
        rotation: as it stands; it is not changed.
        judge: rep → whether the rep may have the record, and why not.
        weights: with which a next cycle would be opened; a change of theirs waits for it.
        switch: whether the open cycle ends here: its slots to come are consumed (MANAGER).
    """
    judged = {rep: judge(rep) for rep in dict.fromkeys((*weights, *rotation.reps(weights)))}
    reached = rotation.ended if switch else rotation
    if not any(judged[rep].is_eligible for rep in reached.reps(weights)):
        step = Step("LEFT", "NO_ELIGIBLE_REP", None, tuple(judged.values()), rotation.weights)
        return Turn((step,), rotation)
    walk = _Walk(rotation, weights)
    if switch:
        walk.end()
    passed = walk.serve(judged)
    while passed is not None and not walk.advance(judged, passed):
        pass
    return Turn(tuple(walk.steps), walk.rotation)


class _Walk:
    """The rotation going on for one record, step by step."""

    def __init__(self, rotation: Rotation, weights: Mapping[str, int]) -> None:
        self.rotation = rotation
        self.steps: list[Step] = []
        self._weights = weights

    def end(self) -> None:
        """Consume what is to come of the open cycle."""
        for slot in self.rotation.coming:
            self._told("SKIP", "MANAGER", slot)
        self.rotation = self.rotation.ended

    def serve(self, judged: Mapping[str, Judgement]) -> tuple[Judgement, ...] | None:
        """Use the oldest held slot that fits; None: one did, else the holders passed over."""
        passed: dict[str, Judgement] = {}
        for slot in self.rotation.held:
            if judged[slot.rep].is_eligible:
                self._told("ASSIGN", "OK", slot, judged[slot.rep], *passed.values())
                self._drop([slot])
                return None
            passed[slot.rep] = judged[slot.rep]
        return tuple(passed.values())

    def advance(self, judged: Mapping[str, Judgement], passed: Iterable[Judgement]) -> bool:
        """Let the next slot come up; return whether it was used."""
        if not self.rotation.coming:
            self._open()
        slot = self.rotation.coming[0]
        self.rotation = self.rotation._replace(position=slot.position)
        mine = judged[slot.rep]
        if mine.is_eligible:
            self._told("ASSIGN", "OK", slot, mine, *passed)
        elif mine.is_global:
            self._told("SKIP", mine.reason, slot, mine)
        else:
            self._told("HELD", mine.reason, slot, mine)
            self.rotation = self.rotation._replace(held=(*self.rotation.held, slot))
        return mine.is_eligible

    def _open(self) -> None:
        """Open a cycle; of older ones each rep keeps as many slots as the new one gives."""
        held, room = self.rotation.held, dict(slots_of(self._weights))
        number = self.rotation.cycle + 1
        self.rotation = Rotation(number, dict(self._weights), 0, held)
        old = []
        for slot in reversed(held):
            room[slot.rep] = room.get(slot.rep, 0) - 1
            if room[slot.rep] < 0:
                old.append(slot)
        for slot in reversed(old):
            self._told("SKIP", "HELD_EXPIRED", slot)
        self._drop(old)

    def _drop(self, slots: Iterable[Slot]) -> None:
        gone = set(slots)
        held = tuple(slot for slot in self.rotation.held if slot not in gone)
        self.rotation = self.rotation._replace(held=held)

    def _told(self, action: str, reason: str, slot: Slot, *judged: Judgement) -> None:
        self.steps.append(Step(action, reason, slot, judged, self.rotation.weights))
