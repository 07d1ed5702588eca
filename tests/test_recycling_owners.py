"""Recycling where a customer changes hands: transfers, claims, owners typed over."""

from __future__ import annotations

import pytest

from tests.books import at
from tests.recycled import (
    CUSTOMER,
    after,
    customer,
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
from validation.changes import Change

C = CUSTOMER


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


A_RECORD = "CUS-2026-009"
OURS = event(1, "2026-01-06 09:00", "分配", to_rep="R001")
THEIRS = event(2, "2026-02-01 09:00", "分配", to_rep="R002", customer_id=A_RECORD)


def test_a_record_from_the_pool_that_is_merged_in_takes_the_customer_from_nobody() -> None:
    back = event(3, "2026-06-01 09:00", "回收入池", from_rep="R002", customer_id=A_RECORD)
    merged = customer(source_id=A_RECORD)

    for log in ([OURS, THEIRS, back], [THEIRS, back]):
        given = records([merged], [follow_up("2026-11-01")], PoolLog=log)
        outcome = run(given, "2026-11-10")
        assert (outcome.changes, outcome.rows) == ((), {})
        (found,) = outcome.answer.standings
        assert str(found.moves) == "2026-12-02"


def test_who_keeps_a_customer_when_another_record_is_merged_in_keeps_its_days() -> None:
    log = [OURS, THEIRS, event(3, "2026-11-05 09:00", "转移", from_rep="R002", to_rep="R001")]
    given = records([customer(source_id=A_RECORD)], [follow_up("2026-10-15")], PoolLog=log)

    (found,) = planned(given, "2026-11-06").standings

    assert (str(found.moves), found.typed) == ("2026-11-15", None)


@pytest.mark.parametrize(
    ("log", "moved"),
    [
        # The record that stays was in the pool: the days of the other one go on.
        ([event(3, "2026-11-05 09:00", "转移", to_rep="R002")], "2026-11-15"),
        # It was somebody else's: there is the grace of a transfer besides.
        ([OURS, event(3, "2026-11-05 09:00", "转移", from_rep="R001", to_rep="R002")],
         "2026-11-20"),
    ],
)  # fmt: skip
def test_who_gets_a_customer_by_merging_its_own_record_in_keeps_what_it_did(
    log: list[dict[str, object]], moved: str
) -> None:
    now = customer(owner="R002", source_id=A_RECORD)
    given = records([now], [follow_up("2026-10-15", by="R002")], PoolLog=[THEIRS, *log])

    (found,) = planned(given, "2026-11-06").standings

    assert (str(found.moves), found.typed) == (moved, None)


def test_an_owner_typed_over_after_merging_is_still_noted() -> None:
    given = records([customer(source_id=A_RECORD)], PoolLog=[THEIRS])

    (row,) = run(given, "2026-11-10").rows["PoolLog"]

    assert (row["action"], row["from_rep"], row["to_rep"]) == ("TRANSFER", "R002", "R001")


def test_a_claim_after_the_pool_starts_anew_though_a_merged_record_was_the_same_reps() -> None:
    log = [
        THEIRS,
        event(3, "2026-10-20 09:00", "回收入池", from_rep="R002"),
        event(4, "2026-11-05 09:00", "领取", to_rep="R002"),
    ]
    given = records(
        [customer(owner="R002", source_id=A_RECORD)],
        [follow_up("2026-10-15", by="R002")],
        PoolLog=log,
    )

    (found,) = planned(given, "2026-11-06").standings

    assert (str(found.moves), found.due and found.due.why) == ("2026-12-06", "owner_since")
