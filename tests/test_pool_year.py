"""A year of the pool: no limit ever broken, every slot accounted for, the replay equal."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections import Counter
from fractions import Fraction
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from tests.pool_books import DEFAULT, MONDAY, book, customer, pool, rep
from validation.catalogue import load
from validation.pool import Claim, Rotation, cycle, events, rotation, share_out, turn
from validation.pool import replay as replayed
from validation.pool.allocation import ledger_rows
from validation.pool.claims import takings
from validation.pool.judgement import Judgement
from validation.pool.rotation import slots_of
from validation.pool.writing import detail, entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.pool import Event, Pool, Replayed

DAYS = 365
REPS = [
    rep("A01", 3, limit_day=3, limit_week=8, limit_month=24, capacity=40),
    rep("B01", 2, limit_day=2, limit_week=10, regions="DE; FR"),
    rep("C01", 1, limit_month=15, languages="en; de"),
    rep("D01", 2, capacity=15, leave_from=dt.date(2027, 2, 1), leave_to=dt.date(2027, 2, 21)),
]
_COUNTRIES = ("DE", "FR", "US", "JP")
_REASONS = load().vocabularies["pool_reason"]


class _Year:
    """A team at work for a year, drawn at random; the same every time."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  # no secret
        made = [
            customer(n, country_region=self.chance.choice(_COUNTRIES), language="en")
            for n in range(1, 131)
        ]
        self.pool = pool(book(REPS, Customers=made))
        self.rows: list[Mapping[str, Any]] = []
        self.events: tuple[Event, ...] = ()
        self.waiting = list(self.pool.records.values())
        self.records: dict[str, Any] = {}

    def day(self, n: int) -> None:
        """Let some customers come in, be shared out, claimed, returned and won."""
        at = MONDAY + dt.timedelta(days=n, minutes=self.chance.randrange(600))
        if at.weekday() == 6:
            return
        for _ in range(self.chance.choice((0, 0, 1, 2, 4))):
            if self.waiting:
                one = self.waiting.pop()
                self.records[one.id] = one
        if n == 100:
            self._weights({"A01": 1, "B01": 2, "C01": 2, "D01": 0})
        if n == 220:
            self._weights({"A01": 3, "B01": 2, "C01": 1, "D01": 2})
        self._look(at)
        if self.chance.random() < 0.6:
            shared = share_out(self.pool)
            self._write(ledger_rows(shared))
            for done in shared.given:
                if done.turn.rep:
                    self._own(done.record.id, done.turn.rep)
        if self.chance.random() < 0.4:
            self._look(at + dt.timedelta(minutes=30))
            self._claim()
        self._give_back(at + dt.timedelta(hours=1))

    def _weights(self, weights: Mapping[str, int]) -> None:
        reps = {r: one._replace(weight=weights[r]) for r, one in self.pool.reps.items()}
        self.pool = dataclasses.replace(self.pool, reps=reps)

    def _look(self, at: dt.datetime) -> None:
        self.pool = dataclasses.replace(
            self.pool,
            at=at,
            events=self.events,
            records=dict(self.records),
            everyone=tuple(self.records.values()),
        )

    def _claim(self) -> None:
        mine = self.pool.reps[self.chance.choice(list(self.pool.reps))]
        free = [one for one in self.records.values() if not one.owner]
        wanted = self.chance.sample(free, min(len(free), self.chance.randrange(4)))
        for record, judged in takings(self.pool, mine, wanted).taken:
            told = detail(self.pool, (judged,))
            self._write([self._row(record, "CLAIM", to_rep=mine.id, detail=told)])
            self._own(record.id, mine.id)

    def _give_back(self, at: dt.datetime) -> None:
        self.pool = dataclasses.replace(self.pool, at=at)
        for record in tuple(self.records.values()):
            if record.owner and self.chance.random() < 0.025:
                self._write([self._row(record, "RETURN", from_rep=record.owner)])
                self._own(record.id, "")
            elif record.owner and self.chance.random() < 0.01:
                self.records[record.id] = record._replace(stage="S8")

    def _row(self, record: Any, action: str, **cells: Any) -> Mapping[str, Any]:
        return entry(self.pool, record, "RUN-9999", action, reason="OK", **cells)

    def _write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        new = [{"event_id": len(self.rows) + n, **row} for n, row in enumerate(rows, 1)]
        self.rows += new
        self.events += log_of(new)
        self.pool = dataclasses.replace(self.pool, events=self.events)

    def _own(self, record: str, owner: str) -> None:
        self.records[record] = self.records[record]._replace(owner=owner)


def log_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Event, ...]:
    """Return rows of the ledger as events."""
    if not rows:
        return ()
    columns = [field.key for field in load().sheets["PoolLog"].fields]
    cells = {key: [row.get(key) for row in rows] for key in columns}
    frame = pd.DataFrame(cells, index=range(5, 5 + len(rows)), columns=columns, dtype=object)
    return events(frame, {})


@cache
def year(seed: int = 7) -> tuple[tuple[Mapping[str, Any], ...], Pool]:
    """Return the ledger's rows of a year, and the pool on its last day."""
    found = _Year(seed)
    for n in range(DAYS):
        found.day(n)
    found._look(MONDAY + dt.timedelta(days=DAYS))  # noqa: SLF001  # our own
    return tuple(found.rows), found.pool


def replay(rows: Sequence[Mapping[str, Any]]) -> Replayed:
    return replayed(log_of(rows), DEFAULT, _REASONS)


def test_a_year_sees_every_kind_of_row_and_reason() -> None:
    rows, _ = year()

    assert len(rows) > 1000
    assert {row["action"] for row in rows} == {
        *("ASSIGN", "CLAIM", "RETURN", "SKIP", "HELD", "LEFT")
    }
    assert {row["reason"] for row in rows if row["action"] in ("SKIP", "HELD")} >= {
        *("COOL_OFF", "ROUTE_REGION", "ABSENT", "CAPACITY", "HELD_EXPIRED"),
        *("DAY_LIMIT", "WEEK_LIMIT", "MONTH_LIMIT"),
    }


def test_no_limit_is_ever_broken() -> None:
    rows, found = year()
    claims = [(r["to_rep"], r["at"].date()) for r in rows if r["action"] in ("ASSIGN", "CLAIM")]
    most = {
        "limit_day": Counter(claims),
        "limit_week": Counter((who, day.isocalendar()[:2]) for who, day in claims),
        "limit_month": Counter((who, day.strftime("%Y-%m")) for who, day in claims),
    }

    broken = [
        (limit, who, period, count)
        for limit, counts in most.items()
        for (who, period), count in counts.items()
        if getattr(found.reps[who], limit) is not None and count > getattr(found.reps[who], limit)
    ]
    assert broken == []
    assert most["limit_day"].most_common(1)[0][1] >= 3


def test_nobody_gets_back_within_the_cool_off_what_he_returned() -> None:
    rows, _ = year()
    lost: dict[tuple[str, str], dt.date] = {}
    soon = []
    for row in rows:
        if row["action"] == "RETURN":
            lost[row["customer_id"], row["from_rep"]] = row["at"].date()
        elif row["action"] in ("ASSIGN", "CLAIM"):
            before = lost.get((row["customer_id"], row["to_rep"]))
            if before and (row["at"].date() - before).days < DEFAULT.cool_off_days:
                soon.append(row)
    assert soon == []


def test_nobody_ever_holds_more_than_the_capacity() -> None:
    _, found = year()

    held = found.held()
    assert {who: n for who, n in held.items() if n > (found.reps[who].capacity or 10**6)} == {}


def test_every_slot_is_used_consumed_expired_or_still_held_and_once_only() -> None:
    rows, found = year()
    ended = Counter(
        (row["slot"], row["to_rep"])
        for row in rows
        if row.get("slot") and row["action"] in ("ASSIGN", "SKIP")
    )
    at = rotation(found.events)
    held = {(str(slot), slot.rep) for slot in at.held}
    opened: dict[int, str] = {}
    for row in rows:
        number = int(row["slot"].partition(":")[0]) if row.get("slot") else 0
        if number and number > max(opened, default=0):
            opened[number] = row["weights_snapshot"]
    due = set()
    for number, text in opened.items():
        turns = cycle({p.partition(":")[0]: int(p.partition(":")[2]) for p in text.split()})
        last = at.position if number == at.cycle else len(turns)
        due |= {(f"{number}:{n}", who) for n, who in enumerate(turns[:last], 1)}

    assert set(ended.values()) == {1}
    assert set(ended) | held == due
    assert not set(ended) & held
    assert sorted(opened) == list(range(1, at.cycle + 1))


def test_a_replay_of_the_year_finds_every_row_as_it_must_be() -> None:
    rows, found = year()

    told = replay(rows)

    assert told.difference is None
    assert (told.rows, told.checked) == (
        len(rows), sum(row["action"] != "RETURN" for row in rows)
    )  # fmt: skip
    slots = [row for row in rows if row.get("slot")]
    assert told.slots == {
        "used": sum(row["action"] == "ASSIGN" for row in slots),
        "consumed": sum(
            row["action"] == "SKIP" and row["reason"] != "HELD_EXPIRED" for row in slots
        ),
        "expired": sum(row["reason"] == "HELD_EXPIRED" for row in slots),
        "held": len(rotation(found.events).held),
    }


def changed(row: Mapping[str, Any], column: str) -> Any:
    """Return another value that the column might have been given."""
    other = {
        "action": {"ASSIGN": "SKIP", "SKIP": "HELD", "HELD": "ASSIGN", "CLAIM": "ASSIGN"},
        "reason": {"OK": "DAY_LIMIT"},
        "to_rep": {"A01": "B01", "B01": "C01", "C01": "D01", "D01": "A01"},
    }
    if column in other:
        return other[column].get(row.get(column) or "", "OK" if column == "reason" else "A01")
    return {
        "slot": "1:1",
        "weights_snapshot": "A01:1 B01:1",
        "detail": str(row.get("detail")).replace("日 ", "日 1"),
        "event_id": row["event_id"] + 1,
    }[column]


def _near(rows: Sequence[Mapping[str, Any]], one: int, other: int) -> bool:
    together = rows[one]["at"] == rows[other]["at"]
    return abs(one - other) <= 3 or (
        together and rows[one]["customer_id"] == rows[other]["customer_id"]
    )


@pytest.mark.parametrize(
    "column", ["action", "reason", "to_rep", "slot", "weights_snapshot", "detail", "event_id"]
)
def test_the_row_that_somebody_changed_is_the_one_that_is_named(column: str) -> None:
    rows = list(year()[0][:400])
    chance = random.Random(column)  # noqa: S311  # no secret
    slots = [n for n, row in enumerate(rows) if row["action"] in ("ASSIGN", "SKIP", "HELD")]
    named = []
    for n in chance.sample(slots, 4):
        tampered = [*rows]
        tampered[n] = {**rows[n], column: changed(rows[n], column)}
        told = replay(tampered).difference
        named.append((n, None if told is None else told.row - 5))

    # Rows that were decided together prove each other: it may be a neighbour that cannot be.
    far = [(n, row) for n, row in named if row is None or not _near(rows, n, row)]
    assert far == []
    assert sum(row == n for n, row in named) >= 3


def test_a_row_taken_out_or_put_in_is_noticed() -> None:
    rows = list(year()[0][:200])
    gone = replay([*rows[:100], *rows[101:]]).difference
    double = replay([*rows[:100], rows[99], *rows[100:]]).difference

    assert gone is not None
    assert (gone.number, gone.text.en) == (
        102, "the number should be 101: a row was deleted, put in or changed"
    )  # fmt: skip
    assert double is not None
    assert double.number == 100


def test_restarts_change_nothing() -> None:
    """The state is read from the ledger alone: as far as it goes, so far is the rotation."""
    rows, found = year()

    assert rotation(log_of(rows)) == rotation(found.events)
    assert rotation(log_of(rows[: len(rows) // 2])).cycle > 1


@each(
    st.lists(st.integers(0, 8), min_size=1, max_size=6).filter(any),
    st.integers(1, 60),
)
def test_where_nobody_is_ineligible_everybody_is_within_one_slot_of_the_target(
    numbers: list[int], count: int
) -> None:
    weights = {f"R{n:02}": weight for n, weight in enumerate(numbers)}
    at, order = Rotation(), []
    for _ in range(count):
        done = turn(at, Judgement, weights)
        at = done.rotation
        order.append(done.rep)
    length = len(cycle(weights))
    per_cycle = slots_of(weights)

    for start in range(0, count - length + 1, length):
        assert Counter(order[start : start + length]) == {r: n for r, n in per_cycle.items() if n}
    for rep_, slots in per_cycle.items():
        got = list(accumulate(who == rep_ for who in order))
        whole = [got[n - 1] - Fraction(n * slots, length) for n in range(length, count + 1, length)]
        assert all(abs(gap) < 1 for gap in whole)


@each(
    st.lists(st.integers(0, 4), min_size=1, max_size=4).filter(any),
    st.lists(st.lists(st.sampled_from("gle"), min_size=4, max_size=4), max_size=25),
)
def test_every_slot_ends_once_whatever_speaks_against_whom(
    numbers: list[int], days: list[list[str]]
) -> None:
    weights = {f"R{n:02}": weight for n, weight in enumerate(numbers)}
    reasons = {"g": ("DAY_LIMIT",), "l": ("COOL_OFF",), "e": ()}
    at, ended, seen = Rotation(), Counter[Any](), set[Any]()
    for day in days:
        said = {r: Judgement(r, reasons[day[n]]) for n, r in enumerate(weights)}
        done = turn(at, said.__getitem__, weights)
        nobody = all(day[n] != "e" for n, r in enumerate(weights) if weights[r])
        assert (done.rep is None) == nobody
        assert done.rotation == at if nobody else done.rep is not None
        at = done.rotation
        for step in done.steps:
            seen |= {step.slot} - {None}
            ended[step.slot] += step.slot is not None and step.action != "HELD"
        held = Counter(slot.rep for slot in at.held if slot.cycle < at.cycle)
        assert all(n <= slots_of(weights)[who] for who, n in held.items())
    del ended[None]

    assert set(ended.values()) <= {0, 1}
    assert {slot for slot, n in ended.items() if not n} == set(at.held)
    assert len(seen) == (at.cycle - 1) * len(cycle(weights)) + at.position if at.cycle else not seen


def test_a_claim_is_a_plain_value() -> None:
    assert Claim("R001", ("CUS-2026-001",)) == ("R001", ("CUS-2026-001",), False)
