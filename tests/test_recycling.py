"""Which customers go back to the pool, when their owners are warned, and who is exempt."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.books import at
from tests.recycled import (
    CUSTOMER,
    after,
    customer,
    day,
    days,
    event,
    follow_up,
    moves,
    only,
    planned,
    records,
    run,
    settings,
)
from validation.calendars import WorkCalendar
from validation.changes import Change
from validation.recycling import Basis, Terms, due_date, is_note, warning_days
from validation.settings import Settings

C = CUSTOMER
THIRTY = [
    f"2026-11-24 WARN {C}",
    f"2026-11-28 WARN {C}",
    f"2026-11-30 WARN {C}",
    f"2026-12-02 IN_RECYCLE {C}",
]
SPRING = {"date_from": day("2027-02-05"), "date_to": day("2027-02-19"), "day_kind": "放假"}


def test_the_owner_is_warned_three_times_and_the_customer_goes_on_the_day_after_the_last() -> None:
    given = records([customer()], [follow_up("2026-11-01")])

    assert days(given, "2026-11-22", "2026-12-04") == THIRTY


def test_a_follow_up_on_the_last_day_cancels_and_counting_starts_anew() -> None:
    given = records([customer()], [follow_up("2026-11-01")])
    for date in ("2026-11-24", "2026-11-28", "2026-11-30"):
        given = after(given, run(given, date))
    given["Activities"].append(follow_up("2026-12-01"))

    assert days(given, "2026-12-01", "2027-01-03") == [
        f"2026-12-24 WARN {C}",
        f"2026-12-28 WARN {C}",
        f"2026-12-30 WARN {C}",
        f"2027-01-01 IN_RECYCLE {C}",
    ]


def test_a_move_empties_the_owner_and_leaves_everything_else() -> None:
    given = records([customer(collaborators="R002")], [follow_up("2026-11-01")])
    given = after(given, run(given, "2026-11-30"))

    outcome = run(given, "2026-12-02")

    assert list(outcome.changes) == [
        Change("Customers", 5, "owner", "R001", None),
        Change("Customers", 5, "pool_status", "私海", "公海"),
        Change("Customers", 5, "owner_since", at("2026-01-06 09:00"), None),
    ]
    assert outcome.rows == {
        "PoolLog": [
            {
                "at": at("2026-12-02 09:00"),
                "customer_id": C,
                "action": "IN_RECYCLE",
                "reason": "NO_FOLLOW_UP",
                "weights_snapshot": "recycle",
                "config_hash": "d065136cf275",
                "run_id": "RUN-0002",
                "from_rep": "R001",
                "detail": "2026-11-01 + 30 → 2026-12-01",
            }
        ]
    }
    assert outcome.subject is not None
    assert outcome.subject.en == f"recycled: {C}; warned: 0"


def test_a_second_run_on_the_same_day_writes_nothing() -> None:
    given = records([customer()], [follow_up("2026-11-01")])
    for date in ("2026-11-24", "2026-12-02"):
        given = after(given, run(given, date))
        again = run(given, date)
        assert (again.changes, again.rows) == ((), {})


def test_without_a_follow_up_the_days_count_from_when_the_owner_got_the_customer() -> None:
    fresh = customer(owner_since=at("2026-11-01 18:00"), created_date=day("2026-11-01"))

    assert days(records([fresh]), "2026-11-22", "2026-12-04") == THIRTY


@pytest.mark.parametrize(
    ("grade", "expected"),
    [
        ("A", "2026-12-31"),
        ("B", "2026-12-16"),
        ("C", "2026-12-01"),
        ("D", "2026-12-01"),
        (None, "2026-12-01"),
    ],
)
def test_each_grade_has_its_days(grade: str | None, expected: str) -> None:
    # 60, 45 and 30 days: the customer may go on the day after the last of them.
    last = dt.date.fromisoformat(expected) + dt.timedelta(days=1)

    assert moves([customer(grade=grade)], [follow_up("2026-11-01")]) == str(last)


@pytest.mark.parametrize(
    ("note", "counts"),
    [
        ("已联系", True),
        ("联系", False),
        ("联系 ok", True),  # five characters, the blank among them
        ("hello", True),
        ("call", False),
        ("  ok   ", False),
        ("电话2次", True),
        ("かんな", False),  # kana are no Han characters
        ("𠮷野家", True),
        ("", False),
        (None, False),
    ],
)
def test_a_note_has_five_characters_or_three_han(note: str | None, counts: bool) -> None:  # noqa: FBT001
    assert is_note(note, Settings.default()) is counts


@pytest.mark.parametrize(
    "cells",
    [
        {"direction": "收到"},
        {"direction": None},
        {"by": "R002"},
        {"by": None},
        {"summary": "ok"},
        {"act_time": at("2026-12-24 10:00")},
    ],
)
def test_what_is_no_valid_follow_up_saves_nobody(cells: dict[str, Any]) -> None:
    activities = [follow_up("2026-11-01"), follow_up("2026-11-09", **cells)]

    assert moves([customer()], activities) == "2026-12-02"


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"by": "李雷"},
        {"by": "R003"},  # a collaborator
        {"summary": "ok", "meeting_minutes": "讨论了价格和交期"},
        {"act_time": day("2026-11-09")},
    ],
)
def test_the_owner_and_collaborators_save_a_customer(cells: dict[str, Any]) -> None:
    shared = customer(collaborators="R003")
    activities = [follow_up("2026-11-01"), follow_up("2026-11-09", **cells)]

    assert moves([shared], activities) == "2026-12-10"


def test_what_was_done_for_the_lead_counts_for_the_customer_it_became() -> None:
    lead = {"lead_id": "LD-0001", "company": "北风", "converted_to": C}
    done = follow_up("2026-11-09", customer_id=None, lead_id="LD-0001")

    assert moves([customer()], [done], Leads=[lead]) == "2026-12-10"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"protect_until": day("2026-12-02")}, "protected until 2026-12-02, not recycled"),
        ({"pool_status": "保护中"}, "protected without an end date, not recycled"),
        ({"stage": "S7 订单执行"}, "its stage is Order running, not recycled"),
    ],
)
def test_protection_and_a_running_order_exempt(cells: dict[str, Any], reason: str) -> None:
    found = only([customer(**cells)], [follow_up("2026-01-10")], today="2026-12-02")

    assert (found.state, found.reason.en, found.moves) == ("exempt", reason, None)


@pytest.mark.parametrize(
    ("status", "state"),
    [("待定金", "exempt"), ("生产中", "exempt"), ("已发货", "warn"), ("已取消", "warn")],
)
def test_an_order_that_awaits_its_deposit_or_is_made_exempts(status: str, state: str) -> None:
    order = {"order_no": "PO-1", "customer_id": C, "status": status}

    found = only([customer()], [follow_up("2026-01-10")], today="2026-12-02", Orders=[order])

    assert found.state == state


def test_when_a_protection_ends_the_owner_is_warned_before_anything_else_happens() -> None:
    held = customer(protect_until=day("2026-12-10"))
    given = records([held], [follow_up("2026-11-01")])

    assert days(given, "2026-11-22", "2026-12-15") == [
        f"2026-12-11 WARN {C}",
        f"2026-12-13 IN_RECYCLE {C}",
    ]


def test_missed_runs_neither_recycle_without_a_warning_nor_forget_the_customer() -> None:
    given = records([customer()], [follow_up("2026-11-01")])

    late = only([customer()], [follow_up("2026-11-01")], today="2026-12-05")

    assert days(given, "2026-12-05", "2026-12-09") == [
        f"2026-12-05 WARN {C}",
        f"2026-12-07 IN_RECYCLE {C}",
    ]
    assert late.reason.en == (
        "last valid follow-up 2026-11-01, grade C has 30 days, to 2026-12-01; over, but its owner "
        "is to be warned first: it may go to the pool from 2026-12-07 on"
    )


def test_one_early_warning_is_enough_when_the_later_runs_were_missed() -> None:
    given = records([customer()], [follow_up("2026-11-01")])
    given = after(given, run(given, "2026-11-25"))

    assert days(given, "2026-12-02", "2026-12-04") == [f"2026-12-02 IN_RECYCLE {C}"]


def test_a_second_warning_after_missed_runs_promises_no_more_than_the_first() -> None:
    given = records([customer()], [follow_up("2026-11-01")])
    for date in ("2026-11-24", "2026-12-01"):
        given = after(given, run(given, date))

    assert [row["detail"] for row in given["PoolLog"]] == ["2026-11-01 + 30 → 2026-12-01"] * 2
    assert days(given, "2026-12-02", "2026-12-02") == [f"2026-12-02 IN_RECYCLE {C}"]


def test_a_stricter_rule_does_not_take_a_customer_on_the_day_it_is_set() -> None:
    given = records([customer(grade="A")], [follow_up("2026-10-01")])
    for date in ("2026-11-23", "2026-11-24"):  # 60 days: warned, to stay until 11-30
        given = after(given, run(given, date))

    strict = settings(recycle_days_A=30)

    assert days(given, "2026-11-25", "2026-11-29", strict) == [
        f"2026-11-25 WARN {C}",
        f"2026-11-27 IN_RECYCLE {C}",
    ]


def test_a_milder_rule_holds_at_once_and_warns_anew() -> None:
    given = records([customer()], [follow_up("2026-11-01")])
    for date in ("2026-11-24", "2026-11-28", "2026-11-30"):
        given = after(given, run(given, date))

    assert days(given, "2026-12-01", "2026-12-14", settings(recycle_days_C=40)) == [
        f"2026-12-04 WARN {C}",
        f"2026-12-08 WARN {C}",
        f"2026-12-10 WARN {C}",
        f"2026-12-12 IN_RECYCLE {C}",
    ]


def test_a_warning_for_a_contact_entered_later_does_not_count() -> None:
    given = records([customer()], [follow_up("2026-11-01")])
    given = after(given, run(given, "2026-11-28"))
    given["Activities"].append(follow_up("2026-11-26"))  # typed in on 12-01

    assert days(given, "2026-12-27", "2026-12-31") == [
        f"2026-12-27 WARN {C}",
        f"2026-12-29 IN_RECYCLE {C}",
    ]


def test_a_warning_that_somebody_typed_counts_from_its_own_day() -> None:
    typed = event(1, "2026-11-30 09:00", "回收预警", from_rep="R001", detail="口头提醒")
    given = records([customer()], [follow_up("2026-11-01")], PoolLog=[typed])

    assert days(given, "2026-12-02", "2026-12-02") == [f"2026-12-02 IN_RECYCLE {C}"]


def test_the_warnings_and_the_grace_are_the_team_s_own() -> None:
    held = settings(recycle_days_C=10, recycle_warn_days=(5, 0))
    given = records([customer()], [follow_up("2026-11-01")])

    assert days(given, "2026-11-04", "2026-11-14", held) == [
        f"2026-11-06 WARN {C}",
        f"2026-11-11 WARN {C}",
        f"2026-11-12 IN_RECYCLE {C}",
    ]


def test_a_term_shorter_than_every_warning_still_warns_once() -> None:
    given = records([customer()], [follow_up("2026-11-01")])

    assert days(given, "2026-11-02", "2026-11-07", settings(recycle_days_C=1)) == [
        f"2026-11-03 WARN {C}",
        f"2026-11-05 IN_RECYCLE {C}",
    ]


def test_a_closure_of_fifteen_days_recycles_nobody_and_stops_the_clock() -> None:
    given = records([customer()], [follow_up("2027-01-08")], Calendar=[SPRING])

    # 28 days had passed on 02-20, the first day after it: 27 before it and one after.
    assert days(given, "2027-01-29", "2027-02-25") == [
        f"2027-01-31 WARN {C}",
        f"2027-02-04 WARN {C}",
        f"2027-02-21 WARN {C}",
        f"2027-02-23 IN_RECYCLE {C}",
    ]


def test_a_day_closed_after_the_last_one_does_not_repeat_the_warnings() -> None:
    shut = {"date_from": day("2026-12-02"), "date_to": day("2026-12-02"), "day_kind": "放假"}
    given = records([customer()], [follow_up("2026-11-01")], Calendar=[shut])

    assert days(given, "2026-11-20", "2026-12-04") == [
        f"2026-11-24 WARN {C}",
        f"2026-11-28 WARN {C}",
        f"2026-11-30 WARN {C}",
        f"2026-12-03 IN_RECYCLE {C}",
    ]


def test_whoever_is_over_before_a_closure_stays_until_after_it() -> None:
    given = records([customer()], [follow_up("2027-01-04")], Calendar=[SPRING])
    given = after(given, run(given, "2027-02-03"))  # its last day: the run of 02-04 is missed

    assert days(given, "2027-02-05", "2027-02-28") == [f"2027-02-20 IN_RECYCLE {C}"]


def test_the_date_does_not_roll_to_a_working_day() -> None:
    given = records([customer()], [follow_up("2026-10-29")])

    # The last day is a Saturday, the move on a Sunday.
    assert days(given, "2026-11-20", "2026-12-01") == [
        f"2026-11-21 WARN {C}",
        f"2026-11-25 WARN {C}",
        f"2026-11-27 WARN {C}",
        f"2026-11-29 IN_RECYCLE {C}",
    ]


def test_a_book_without_any_follow_up_goes_by_the_last_contact_it_was_imported_with() -> None:
    imported = customer(last_contact_date=day("2026-11-01"))

    found = only([imported], today="2026-11-10")
    # With follow-ups on file, a date alone has no note and does not count.
    noted = only([imported], [follow_up("2026-10-20", summary="ok")], today="2026-11-10")

    assert (found.due and found.due.why, str(found.moves)) == ("contact", "2026-12-02")
    assert (noted.due and noted.due.why, noted.state) == ("owner_since", "warn")


def test_a_date_of_taking_over_in_the_future_gives_no_time() -> None:
    typed = customer(owner_since=at("2027-06-01 09:00"), created_date=day("2026-11-01"))

    assert moves([typed]) == "2026-12-02"


def test_who_goes_first_stands_first() -> None:
    given = records(
        [
            customer("CUS-2026-001", protect_until=day("2027-01-01")),
            customer("CUS-2026-002", grade="A"),
            customer("CUS-2026-003"),
            customer("CUS-2026-004", owner=None, pool_status="公海"),
        ],
        [follow_up("2026-11-01", f"CUS-2026-00{n}") for n in (1, 2, 3, 4)],
    )

    found = planned(given, "2026-11-10").standings

    assert [(one.customer.id, one.state, str(one.next_warning)) for one in found] == [
        ("CUS-2026-003", "wait", "2026-11-24"),
        ("CUS-2026-002", "wait", "2026-12-24"),
        ("CUS-2026-001", "exempt", "None"),
    ]


def test_the_one_date_serves_warnings_and_move() -> None:
    terms = Terms(WorkCalendar.of(Settings.default()), (7, 3, 1), 14)

    due = due_date(Basis(day("2026-11-01"), None, None), days=30, terms=terms)

    assert due is not None
    assert (str(due.last_day), str(due.moves)) == ("2026-12-01", "2026-12-02")
    assert [str(one) for one in warning_days(due, terms)] == [
        "2026-11-24",
        "2026-11-28",
        "2026-11-30",
    ]
    assert due_date(Basis(None, None, None), days=30, terms=terms) is None
