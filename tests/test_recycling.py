"""Which customers go back to the pool, when their owners are warned, and who is exempt."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from tests.books import at, book_of
from tests.recycled import (
    CUSTOMER,
    after,
    customer,
    day,
    days,
    event,
    follow_up,
    planned,
    records,
    run,
    settings,
)
from validation.calendars import WorkCalendar
from validation.catalogue import load
from validation.changes import Change
from validation.errors import RefusedError
from validation.recycling import Basis, Terms, due_date, is_note, recycle, warning_days
from validation.settings import Settings

if TYPE_CHECKING:
    from validation.recycling import Standing

C = CUSTOMER
THIRTY = [
    f"2026-11-24 WARN {C}",
    f"2026-11-28 WARN {C}",
    f"2026-11-30 WARN {C}",
    f"2026-12-02 IN_RECYCLE {C}",
]
SPRING = {"date_from": day("2027-02-05"), "date_to": day("2027-02-19"), "day_kind": "放假"}


def only(*given: Any, today: str, **sheets: Any) -> Standing:
    """Return how the one customer of a book stands."""
    (found,) = planned(records(*given, **sheets), today).standings
    return found


def moves(*given: Any, today: str = "2026-11-10", **sheets: Any) -> str:
    return str(only(*given, today=today, **sheets).moves)


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


def test_a_transfer_gives_the_new_owner_fourteen_days_though_the_old_one_did_nothing() -> None:
    handed = event(1, "2026-11-20 10:00", "转移", from_rep="R001", to_rep="R002")
    now = customer(owner="R002", owner_since=at("2026-11-20 10:00"))

    found = only([now], [follow_up("2026-10-15")], today="2026-11-21", PoolLog=[handed])

    assert found.reason.en == (
        "handed over on 2026-11-20, 14 days of grace, to 2026-12-04; "
        "may go to the pool from 2026-12-05 on"
    )
    given = records([now], [follow_up("2026-10-15")], PoolLog=[handed])
    assert days(given, "2026-11-26", "2026-12-07") == [
        f"2026-11-27 WARN {C}",
        f"2026-12-01 WARN {C}",
        f"2026-12-03 WARN {C}",
        f"2026-12-05 IN_RECYCLE {C}",
    ]


def test_what_the_former_owner_did_lately_counts_after_a_transfer() -> None:
    handed = event(1, "2026-11-20 10:00", "转移", from_rep="R001", to_rep="R002")
    now = customer(owner="R002", owner_since=at("2026-11-20 10:00"))

    assert moves([now], [follow_up("2026-11-18")], today="2026-11-21", PoolLog=[handed]) == (
        "2026-12-19"
    )


def test_what_a_former_owner_does_after_the_transfer_does_not_count() -> None:
    handed = event(1, "2026-11-01 10:00", "转移", from_rep="R001", to_rep="R002")
    now = customer(owner="R002", owner_since=at("2026-11-01 10:00"))
    done = [follow_up("2026-10-30"), follow_up("2026-11-09")]

    assert moves([now], done, PoolLog=[handed]) == "2026-11-30"


def test_a_claim_starts_the_days_anew_whatever_was_done_before() -> None:
    log = [
        event(1, "2026-01-06 10:00", "领取", to_rep="R001"),
        event(2, "2026-10-20 10:00", "退回", from_rep="R001"),
        event(3, "2026-11-05 10:00", "领取", to_rep="R001"),
    ]

    found = only([customer()], [follow_up("2026-10-15")], today="2026-11-10", PoolLog=log)

    assert (found.due and found.due.why, str(found.moves)) == ("owner_since", "2026-12-06")


def test_what_a_collaborator_did_before_the_claim_does_not_count() -> None:
    log = [event(1, "2026-11-05 10:00", "领取", to_rep="R001")]
    shared = customer(collaborators="R003")

    assert moves([shared], [follow_up("2026-10-30", by="R003")], PoolLog=log) == "2026-12-06"


@pytest.mark.parametrize("heirs", [("R002",), ("R002", "R001")])
def test_whoever_has_a_customer_now_is_warned_anew(heirs: tuple[str, ...]) -> None:
    # Without grace the days go on from the last follow-up, whoever's it was.
    held = settings(grace_days=0)
    given = records([customer()], [follow_up("2026-11-01")])
    given = after(given, run(given, "2026-11-24", held))
    for number, (before, heir) in enumerate(zip(("R001", "R002"), heirs, strict=False), 2):
        moment = f"2026-11-2{number + 2} 10:00"
        given["PoolLog"].append(event(number, moment, "转移", from_rep=before, to_rep=heir))
    given["Customers"][0]["owner"] = heirs[-1]

    assert days(given, "2026-12-02", "2026-12-05", held) == [
        f"2026-12-02 WARN {C}",
        f"2026-12-04 IN_RECYCLE {C}",
    ]


def test_a_claim_from_the_pool_has_no_grace_beyond_its_days() -> None:
    log = [event(1, "2026-11-05 10:00", "领取", to_rep="R001")]
    given = records([customer()], PoolLog=log)

    (found,) = planned(given, "2026-11-06", settings(recycle_days_C=7)).standings

    assert str(found.moves) == "2026-11-13"


def test_a_warning_of_the_former_owner_does_not_count_for_the_new_one() -> None:
    given = records([customer(grade="A")], [follow_up("2026-11-01")])
    given = after(given, run(given, "2026-12-30"))
    given["PoolLog"].append(event(2, "2026-12-30 12:00", "转移", from_rep="R001", to_rep="R002"))
    given["Customers"][0]["owner"] = "R002"

    assert days(given, "2027-01-13", "2027-01-20") == [
        f"2027-01-13 WARN {C}",
        f"2027-01-15 IN_RECYCLE {C}",
    ]


def test_a_row_without_a_ledger_that_is_older_than_its_owner_was_handed_over() -> None:
    now = customer(owner_since=at("2026-11-20 09:00"), created_date=None)

    assert moves([now], [follow_up("2026-10-15")], today="2026-11-21") == "2026-12-05"


def test_an_owner_typed_into_the_book_is_noted_and_has_its_grace() -> None:
    log = [event(1, "2026-01-06 10:00", "领取", to_rep="R001")]
    given = records([customer(owner="R002")], [follow_up("2026-09-01")], PoolLog=log)

    outcome = run(given, "2026-11-22")

    assert outcome.changes == (
        Change("Customers", 5, "owner_since", at("2026-01-06 09:00"), at("2026-11-22 09:00")),
    )
    (row,) = outcome.rows["PoolLog"]
    told = {key: row[key] for key in ("action", "from_rep", "to_rep", "reason", "detail")}
    assert told == {
        "action": "TRANSFER",
        "from_rep": "R001",
        "to_rep": "R002",
        "reason": "OK",
        "detail": "负责人在表中手工改动，补记",
    }
    assert days(after(given, outcome), "2026-11-27", "2026-12-09") == [
        f"2026-11-29 WARN {C}",
        f"2026-12-03 WARN {C}",
        f"2026-12-05 WARN {C}",
        f"2026-12-07 IN_RECYCLE {C}",
    ]


def test_an_owner_emptied_in_the_book_leaves_a_row_for_the_cool_off() -> None:
    log = [event(1, "2026-01-06 10:00", "领取", to_rep="R001")]
    given = records([customer(owner=None)], PoolLog=log)

    outcome = run(given, "2026-11-22")

    assert outcome.changes == (
        Change("Customers", 5, "pool_status", "私海", "公海"),
        Change("Customers", 5, "owner_since", at("2026-01-06 09:00"), None),
    )
    (row,) = outcome.rows["PoolLog"]
    assert (row["action"], row["from_rep"], row["to_rep"]) == ("IN_MANUAL", "R001", None)
    again = run(after(given, outcome), "2026-11-22")
    assert (again.changes, again.rows) == ((), {})


def test_rows_of_a_record_that_was_merged_away_count_for_the_one_that_took_it_over() -> None:
    log = [event(1, "2026-11-20 10:00", "转移", from_rep="R002", to_rep="R001",
                 customer_id="CUS-2026-009")]  # fmt: skip
    merged = customer(source_id="CUS-2026-009")

    assert moves([merged], [follow_up("2026-10-15", by="R002")], today="2026-11-21",
                 PoolLog=log) == "2026-12-05"  # fmt: skip


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


def test_a_customer_with_no_day_to_count_from_is_left_alone() -> None:
    found = only([customer(owner_since=None, created_date=None)], today="2026-12-02")

    assert (found.state, found.reason.en) == (
        "held",
        (
            "row 5 has no date of taking over, no created date and no follow-up to count from; "
            "not recycled"
        ),
    )


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (
            records([customer(protect_until="年底")], [follow_up("2026-01-10")]),
            "cannot read 客户 row 5 Protected until: 年底; not recycled until it is put right",
        ),
        (
            records([customer()], [follow_up("2026-01-10", act_time="上周")]),
            "cannot read 跟进 row 5 When: 上周; not recycled until it is put right",
        ),
        (
            records(
                [customer()],
                [follow_up("2026-01-10")],
                Orders=[{"order_no": "PO-1", "customer_id": C, "status": "不清楚"}],
            ),
            "cannot read 订单 row 5 Order status: 不清楚; not recycled until it is put right",
        ),
    ],
)
def test_nobody_loses_a_customer_over_a_cell_that_cannot_be_read(given: Any, reason: str) -> None:
    (found,) = planned(given, "2026-12-02").standings

    assert (found.state, found.reason.en) == ("held", reason)


@pytest.mark.parametrize(
    ("sheets", "cell"),
    [
        (
            {"Config": [{"setting": "recycle_days_C", "value": "3O"}]},
            "设置 row 5 recycle_days_C: 3O",
        ),
        ({"Calendar": [SPRING | {"date_from": "春节"}]}, "公司日历 row 5 From: 春节"),
    ],
)
def test_while_a_rule_cannot_be_read_owners_are_warned_and_nobody_is_moved(
    sheets: dict[str, Any], cell: str
) -> None:
    given = records([customer()], [follow_up("2026-11-01")], **sheets)
    given = after(given, run(given, "2026-11-24"))

    plan = planned(given, "2026-12-02")

    (found,) = plan.standings
    assert (len(given["PoolLog"]), found.state) == (1, "held")
    assert found.reason.en == f"cannot read {cell}; not recycled until it is put right"
    assert [note.en for note in plan.notes] == [
        (
            f"cannot read {cell}, so dates may be wrong: owners are warned and nobody is recycled "
            "until it is put right"
        )
    ]


def test_an_owner_who_is_not_in_the_team_s_list_is_named_and_nothing_is_done() -> None:
    log = [event(1, "2026-01-06 10:00", "领取", to_rep="R009")]
    given = records([customer(owner="R009", grade="?")], [follow_up("2026-01-10")], PoolLog=log)

    (found,) = planned(given, "2026-12-02").standings

    assert (found.state, found.typed) == ("held", None)
    assert found.reason.en == (
        "cannot read 客户 row 5 Owner (rep): R009; not recycled until it is put right"
    )
    assert run(given, "2026-12-02").rows == {}


def test_an_id_in_two_rows_is_left_alone() -> None:
    plan = planned(records([customer(), customer()]), "2026-12-02")

    assert plan.standings == ()
    assert [note.en for note in plan.notes] == [
        f"these customer ids stand in several rows; they were left alone: {C}"
    ]


def test_what_contradicts_itself_or_names_nobody_is_said() -> None:
    given = records(
        [customer(pool_status="公海")], [follow_up("2026-11-01", customer_id="CUS-2026-404")]
    )

    plan = planned(given, "2026-12-02")

    assert plan.standings == ()
    assert [note.en for note in plan.notes] == [
        f"these customers have an owner and stand in the pool at once; they were left alone: {C}",
        (
            "1 cells could not be read or name no customer, so they count as no follow-up and no "
            "order: 跟进 row 5 Customer: CUS-2026-404"
        ),
    ]


def test_a_ledger_with_a_row_that_cannot_be_read_refuses() -> None:
    with pytest.raises(RefusedError) as caught:
        run(records([customer()], PoolLog=[event(1, "2026-11-01 09:00", "领取", at="早上")]),
            "2026-12-02")  # fmt: skip

    assert caught.value.text.en == (
        "Nothing was done: row 5 of the pool log lacks its number, time or action, so nothing can "
        "be recycled; look at it with relaybook audit first."
    )


def test_a_book_without_a_pool_log_refuses() -> None:
    book = book_of(records([customer()]))
    sheets = {key: frame for key, frame in book.sheets.items() if key != "PoolLog"}
    lacking = type(book)(sheets=sheets, layouts=book.layouts, origin=book.origin)

    with pytest.raises(RefusedError) as caught:
        recycle(lacking, load(), Settings.default(), at("2026-12-02 09:00"))

    assert caught.value.text.en == (
        "Nothing was done: the workbook has no sheet PoolLog, so nothing can be recycled; "
        "restore it from the template."
    )


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
