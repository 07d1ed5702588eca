"""The rotation of the pool: the worked numbers of its rule, and what follows from them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from fractions import Fraction

import pytest

from tests.books import at
from tests.pool_books import (
    MONDAY,
    after,
    allocated,
    book,
    customer,
    event,
    given,
    lead,
    leads,
    log,
    pool,
    rep,
    slots,
    team,
)
from validation.catalogue import load
from validation.changes import Outcome
from validation.errors import RefusedError
from validation.pool import Request, Rotation, Slot, allocate, cycle, fairness, rotation
from validation.settings import Settings

DEFAULT = Settings.default()


@pytest.mark.parametrize(
    ("weights", "order"),
    [
        ({"A": 3, "B": 2, "C": 1}, "ABCABA"),
        ({"A": 6, "B": 4, "C": 2}, "ABCABA"),
        ({"A": 5, "B": 1, "C": 1}, "ABCAAAA"),
        ({"A": 4, "B": 3, "C": 2, "D": 1}, "ABCDABCABA"),
        ({"A": 3, "B": 0, "C": 1}, "ACAA"),
        ({"C": 1, "A": 3, "B": 2}, "CABABA"),
        ({"A": 0, "B": 0}, ""),
        ({"A": 7}, "A"),
        ({}, ""),
    ],
)
def test_a_cycle_interleaves_the_weights_in_their_lowest_terms(
    weights: dict[str, int], order: str
) -> None:
    assert "".join(cycle(weights)) == order


def test_a_weight_below_nought_is_an_error() -> None:
    with pytest.raises(ValueError, match="'A': -1"):
        cycle({"A": -1})


@pytest.mark.parametrize(
    ("weights", "count", "order"),
    [
        ("A3 B2 C1", 6, "A B C A B A"),
        ("A6 B4 C2", 12, "A B C A B A A B C A B A"),
        ("A5 B1 C1", 7, "A B C A A A A"),
        ("A4 B3 C2 D1", 10, "A B C D A B C A B A"),
        ("A3 B0 C1", 4, "A C A A"),
    ],
)
def test_leads_are_given_out_in_the_order_of_the_cycle(
    weights: str, count: int, order: str
) -> None:
    assert given(allocated(book(team(weights), Leads=leads(1, count)))) == order


def test_the_next_day_goes_on_where_the_last_one_stopped() -> None:
    today = allocated(book(team("A3 B2 C1"), Leads=leads(1, 4)))
    tomorrow = allocated(after(today, Outcome(), Leads=leads(5, 8)), MONDAY + dt.timedelta(days=1))

    assert (given(today), given(tomorrow)) == ("A B C A", "A B C A B A A B")
    assert log(tomorrow, "slot", "run_id")[3:] == [
        ("1:4", "RUN-0001"),
        ("1:5", "RUN-0002"),
        ("1:6", "RUN-0002"),
        ("2:1", "RUN-0002"),
        ("2:2", "RUN-0002"),
    ]


def test_a_start_again_before_every_lead_changes_nothing() -> None:
    reps = team("A3 B2 C1", A={"limit_day": 2}, C={"regions": "FR"})
    whole = allocated(book(reps, Leads=leads(1, 9)))
    steps = book(reps)
    for n in range(1, 10):
        steps = allocated(after(steps, Outcome(), Leads=[lead(n)]))

    columns = ("event_id", "lead_id", "action", "to_rep", "reason", "slot", "detail")
    assert log(steps, *columns) == log(whole, *columns)
    assert steps.sheets["Leads"].equals(whole.sheets["Leads"])


def test_the_slot_of_a_rep_at_a_limit_is_consumed() -> None:
    found = allocated(book(team("A3 B2 C1", A={"limit_day": 2}), Leads=leads(1, 7)))

    assert given(found) == "A B C A B B C"
    assert slots(found) == ("1:1A 1:2B 1:3C 1:4A 1:5B 1:6A:DAY_LIMIT 2:1A:DAY_LIMIT 2:2B 2:3C")
    assert log(found, "detail")[5] == ("A01: 当日已达上限; 日 2/2; 周 2/-; 月 2/-; 在手 2/-",)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"active": "请假"}, "ABSENT"),
        ({"leave_from": dt.date(2026, 11, 23), "leave_to": dt.date(2026, 11, 23)}, "ABSENT"),
        ({"leave_from": dt.date(2026, 11, 20)}, "ABSENT"),
        ({"active": "停用"}, "PAUSED"),
        ({"capacity": 0}, "CAPACITY"),
        ({"limit_week": 0}, "WEEK_LIMIT"),
        ({"limit_month": 0}, "MONTH_LIMIT"),
    ],
)
def test_who_is_away_or_full_is_passed_over_and_owed_nothing(
    cells: dict[str, object], reason: str
) -> None:
    away = allocated(book(team("A3 B2 C1", A=cells), Leads=leads(1, 6)))
    back = after(away, Outcome(), Leads=leads(7, 10))
    frame = back.sheets["Reps"].assign(
        active="在岗", leave_from=None, leave_to=None, capacity=None, limit_week=None,
        limit_month=None,
    )  # fmt: skip
    back = allocated(dataclasses.replace(back, sheets={**back.sheets, "Reps": frame}))

    assert given(away) == "B C B B C B"
    assert slots(away) == (
        f"1:1A:{reason} 1:2B 1:3C 1:4A:{reason} 1:5B 1:6A:{reason} 2:1A:{reason} 2:2B 2:3C"
        f" 2:4A:{reason} 2:5B"
    )
    assert given(back) == "B C B B C B A A B C"


@pytest.mark.parametrize(
    "cells",
    [
        {"leave_from": dt.date(2026, 11, 24), "leave_to": dt.date(2026, 11, 30)},
        {"leave_from": dt.date(2026, 11, 1), "leave_to": dt.date(2026, 11, 22)},
        {"leave_to": dt.date(2026, 11, 22), "active": "请假"},
        {"active": None},
    ],
)
def test_who_is_back_or_not_yet_gone_has_a_turn(cells: dict[str, object]) -> None:
    assert given(allocated(book(team("A1 B1", A=cells), Leads=leads(1, 3)))) == "A B A"


def test_who_is_paused_and_on_leave_is_absent_first_and_both_are_told() -> None:
    cells = {"leave_from": dt.date(2026, 11, 20), "leave_to": None, "active": "停用"}
    found = allocated(book(team("A1 B1", A=cells), Leads=leads(1, 1)))

    assert slots(found) == "1:1A:ABSENT 1:2B"
    assert log(found, "detail")[0] == ("A01: 请假中; 已停用; 日 0/-; 周 0/-; 月 0/-; 在手 0/-",)


def test_a_slot_is_held_when_its_rep_may_not_have_this_lead_only() -> None:
    lost = event(1, "RETURN", "2026-11-20 09:00", lead_id="LD-0002", from_rep="B01")
    found = allocated(book(team("A3 B2 C1"), Leads=leads(1, 7), PoolLog=[lost]))

    assert given(found) == "A C B A B A A"
    assert slots(found) == "1:1A +1:2B:COOL_OFF 1:3C 1:2B 1:4A 1:5B 1:6A 2:1A"
    assert log(found, "detail")[2] == (
        "B01: 冷却期内; 日 0/-; 周 0/-; 月 0/-; 在手 0/-; 冷却天数 3/30",
    )


def test_a_held_slot_waits_for_a_rep_who_may_have_nothing_today() -> None:
    reps = team("A1 B1", A={"regions": "FR", "limit_day": 1})
    first = allocated(book(reps, Leads=[lead(1), lead(2, country="FR"), lead(3, country="FR")]))
    later = allocated(
        after(first, Outcome(), Leads=[lead(4, country="FR")]), MONDAY + dt.timedelta(days=1)
    )

    assert slots(first) == "+1:1A:ROUTE_REGION 1:2B 1:1A 2:1A:DAY_LIMIT 2:2B"
    assert slots(later).removeprefix(slots(first)) == " 3:1A"


def test_held_slots_are_served_oldest_first_and_the_passed_over_are_told() -> None:
    reps = team("A1 B1 C1", A={"regions": "FR"}, B={"regions": "JP"})
    queue = [lead(1), lead(2), lead(3, country="JP"), lead(4, country="FR")]
    found = allocated(book(reps, Leads=queue))

    assert slots(found) == (
        "+1:1A:ROUTE_REGION +1:2B:ROUTE_REGION 1:3C"
        " +2:1A:ROUTE_REGION +2:2B:ROUTE_REGION 2:3C 1:2B 1:1A"
    )
    (detail,) = log(found, "detail")[6]
    assert detail == (
        "B01: 日 0/-; 周 0/-; 月 0/-; 在手 0/- | "
        "A01: 负责区域不符; 日 0/-; 周 0/-; 月 0/-; 在手 0/-"
    )
    assert rotation(pool(found).events).held == (Slot(2, 1, "A01"), Slot(2, 2, "B01"))


def test_of_older_cycles_a_rep_keeps_as_many_held_slots_as_the_weight_gives() -> None:
    reps = team("A2 B1", A={"regions": "FR"})
    found = allocated(book(reps, Leads=leads(1, 3)))

    assert slots(found) == (
        "+1:1A:ROUTE_REGION 1:2B +1:3A:ROUTE_REGION +2:1A:ROUTE_REGION 2:2B"
        " +2:3A:ROUTE_REGION 1:1A:HELD_EXPIRED 1:3A:HELD_EXPIRED"
        " +3:1A:ROUTE_REGION 3:2B"
    )
    assert log(found, "action", "lead_id")[6:8] == [("SKIP", "LD-0003"), ("SKIP", "LD-0003")]


def test_a_lead_nobody_may_have_stays_and_the_cursor_with_it() -> None:
    reps = team("A2 B1", A={"regions": "FR; JP"}, B={"limit_day": 1, "regions": "FR"})
    queue = [lead(1, country="FR"), lead(2, country="BR"), lead(3, country="JP")]
    found = allocated(book(reps, Leads=queue))

    assert log(found, "lead_id", "action", "to_rep", "reason", "slot") == [
        ("LD-0001", "ASSIGN", "A01", "OK", "1:1"),
        ("LD-0002", "LEFT", None, "NO_ELIGIBLE_REP", None),
        ("LD-0003", "HELD", "B01", "ROUTE_REGION", "1:2"),
        ("LD-0003", "ASSIGN", "A01", "OK", "1:3"),
    ]
    (detail,) = log(found, "detail")[1]
    assert detail == (
        "A01: 负责区域不符; 日 1/-; 周 1/-; 月 1/-; 在手 1/- |"
        " B01: 负责区域不符; 日 0/1; 周 0/-; 月 0/-; 在手 0/-"
    )


def test_without_weights_nobody_is_eligible() -> None:
    outcome = allocate(book(team("A0 B0"), Leads=leads(1, 1)), load(), DEFAULT, MONDAY, Request())

    assert outcome.changes == []
    (row,) = outcome.rows["PoolLog"]
    assert (row["action"], row["reason"], row["weights_snapshot"], row["detail"]) == (
        "LEFT",
        "NO_ELIGIBLE_REP",
        "A01:0 B01:0",
        "A01: 权重 0/- | B01: 权重 0/-",
    )
    assert [note.en for note in outcome.notes] == [
        "Given out: 0 (0); left in the pool: 1.",
        "No rep is eligible: all weights are 0. Fill in weights on the sheet Reps.",
    ]


def test_a_lead_left_again_for_the_same_reasons_is_no_news_for_the_ledger() -> None:
    once = allocated(book(team("A1", A={"regions": "FR"}), Leads=leads(1, 1)))
    twice = allocated(once, MONDAY + dt.timedelta(days=1))

    assert len(log(once, "action")) == len(log(twice, "action")) == 1


def test_changed_weights_and_reps_wait_for_the_next_cycle() -> None:
    before = allocated(book(team("A3 B2 C1"), Leads=leads(1, 2)))
    reps = book([*team("A1 B0 C1"), rep("D01", 2)]).sheets["Reps"]
    fresh = after(before, Outcome(), Leads=leads(3, 10))
    changed = dataclasses.replace(fresh, sheets={**fresh.sheets, "Reps": reps})
    found = allocated(changed)

    assert given(found) == "A B C A B A A C D D"
    assert log(found, "weights_snapshot")[5:7] == [
        ("A01:3 B01:2 C01:1",),
        ("A01:1 B01:0 C01:1 D01:2",),
    ]


def test_a_rep_who_is_gone_from_the_sheet_is_passed_over_until_the_cycle_ends() -> None:
    before = allocated(book(team("A2 B1"), Leads=leads(1, 1)))
    fresh = after(before, Outcome(), Leads=leads(2, 4))
    reps = book(team("A1 C1")).sheets["Reps"]
    found = allocated(dataclasses.replace(fresh, sheets={**fresh.sheets, "Reps": reps}))

    assert slots(found) == "1:1A 1:2B:PAUSED 1:3A 2:1A 2:2C"


def test_a_manager_may_end_the_cycle_so_that_new_weights_hold_at_once() -> None:
    boss = rep("M01", 0, role="经理")
    before = allocated(book([*team("A3 B2 C1"), boss], Leads=leads(1, 2)))
    fresh = after(before, Outcome(), Leads=leads(3, 5))
    reps = book([*team("A0 B1 C1"), boss]).sheets["Reps"]
    changed = dataclasses.replace(fresh, sheets={**fresh.sheets, "Reps": reps})

    found = allocated(changed, switch="M01")

    assert slots(found) == (
        "1:1A 1:2B 1:3C:MANAGER 1:4A:MANAGER 1:5B:MANAGER 1:6A:MANAGER 2:1B 2:2C 3:1B"
    )
    with pytest.raises(RefusedError) as caught:
        allocated(changed, switch="A01")
    assert caught.value.text.en == (
        "Nothing was done: A01 is no manager or administrator and may not end the cycle."
    )


def test_the_queue_is_leads_by_age_then_customers_by_their_time_in_the_pool() -> None:
    told = event(1, "RETURN", "2026-11-20 09:00", customer_id="CUS-2026-001", from_rep="B01")
    found = allocated(
        book(
            team("A1"),
            Leads=[lead(10), lead(2), lead(3, created_at=at("2026-11-22 10:00")),
                   lead(4, created_at=at("2026-11-21 10:00")), lead(5, assigned_rep="A01"),
                   lead(6, lead_status="无效")],
            Customers=[customer(1), customer(2), customer(11), customer(3, owner="A01"),
                       customer(4, created_date=dt.date(2026, 1, 4))],
            PoolLog=[told],
        )
    )  # fmt: skip

    assert [a or b for a, b in log(found, "lead_id", "customer_id")][1:] == [
        *("LD-0004", "LD-0003", "LD-0002", "LD-0010"),
        *("CUS-2026-004", "CUS-2026-002", "CUS-2026-011", "CUS-2026-001"),
    ]


def test_the_record_itself_tells_who_has_it_and_since_when() -> None:
    outcome = allocate(
        book(team("A1"), Leads=leads(1, 1), Customers=[customer(1)]),
        load(),
        DEFAULT,
        MONDAY,
        Request(),
    )

    assert [(c.sheet, c.row, c.column, c.after) for c in outcome.changes] == [
        ("Leads", 5, "assigned_rep", "A01"),
        ("Leads", 5, "assigned_date", MONDAY),
        ("Customers", 5, "owner", "A01"),
        ("Customers", 5, "owner_since", MONDAY),
        ("Customers", 5, "pool_status", "私海"),
    ]
    assert [row["customer_id"] for row in outcome.rows["PoolLog"][1:]] == ["CUS-2026-001"]
    assert outcome.subject is not None
    assert outcome.subject.en == "RUN-0001: 2 given out, 0 left"


@pytest.mark.parametrize(
    ("order", "jain", "deviation"),
    [
        ("ABCABA", Fraction(1), Fraction(1, 2)),
        ("AABBBC", Fraction(361, 399), Fraction(4, 3)),
        ("AAAAAA", Fraction(1, 3), Fraction(3)),
        ("", None, Fraction(0)),
    ],
)
def test_fairness_is_exact(order: str, jain: Fraction | None, deviation: Fraction) -> None:
    found = fairness(order, {"A": 3, "B": 2, "C": 1, "D": 0})

    assert (found.jain, found.deviation, found.delivered) == (jain, deviation, len(order))


def test_the_first_run_begins_with_nothing() -> None:
    assert rotation(()) == Rotation(0, {}, 0, ())
