"""The ledger goes on under new ids: merged customers, converted leads; what cannot be counted."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

from tests.books import at
from tests.pool_books import (
    DEFAULT,
    MONDAY,
    after,
    allocated,
    book,
    customer,
    event,
    lead,
    pool,
    rep,
)
from validation.catalogue import load
from validation.errors import RefusedError
from validation.pool import Claim, Return, claim, give_back, replay, why

if TYPE_CHECKING:
    from validation.book import Book
    from validation.pool import Replayed

A, B = "CUS-2026-001", "CUS-2026-002"


def replayed(book: Book) -> Replayed:
    found = pool(book)
    return replay(found.events, DEFAULT, found.catalogue.vocabularies["pool_reason"])


def with_cells(book: Book, sheet: str, row: int, **cells: Any) -> Book:
    frame = book.sheets[sheet].copy()
    for key, value in cells.items():
        frame.loc[row, key] = value
    return dataclasses.replace(book, sheets={**book.sheets, sheet: frame})


def lost_by(book: Book, record: str, rep: str, when: str) -> Book:
    """Return the book after a rep claimed and returned a record."""
    had = after(book, claim(book, load(), DEFAULT, at(when), Claim(rep, (record,))))
    return after(had, give_back(had, load(), DEFAULT, at(when), Return(rep, (record,))))


def test_a_merge_between_two_claims_breaks_no_replay_and_no_cool_off() -> None:
    start = book([rep("R001"), rep("R002")], Customers=[customer(1), customer(2)])
    apart = lost_by(lost_by(start, B, "R001", "2026-11-20 09:00"), A, "R001", "2026-11-21 09:00")
    again = lost_by(apart, A, "R002", "2026-11-22 09:00")
    merged = with_cells(again, "Customers", 6, **dict.fromkeys(again.sheets["Customers"].columns))
    merged = with_cells(merged, "Customers", 5, source_id=B)

    found = why(pool(merged), B).reps
    done = allocated(merged)

    assert [
        (one.rep, one.judged.reasons, one.judged.counts["cool_off"].number) for one in found
    ] == [
        ("R001", ("COOL_OFF",), 2),
        ("R002", ("COOL_OFF",), 1),
    ]
    assert (replayed(again).difference, replayed(done).difference) == (None, None)
    assert len(why(pool(done), B).past) == 7


def test_a_leads_history_goes_on_with_the_customer_it_became() -> None:
    start = book([rep("R001"), rep("R002")], Leads=[lead(1)], Customers=[customer(1)])
    lost = lost_by(lost_by(start, "LD-0001", "R001", "2026-11-21 09:00"), A, "R001",
                   "2026-11-20 09:00")  # fmt: skip
    became = with_cells(lost, "Leads", 5, lead_status="已转化", converted_to=A)

    assert [one.judged.reasons for one in why(pool(became), A).reps] == [("COOL_OFF",), ()]
    assert len(why(pool(became), "LD-0001").past) == len(why(pool(became), A).past) == 4
    assert replayed(became).difference is None


def test_a_lead_with_the_number_of_somebodys_old_list_is_another_thing() -> None:
    told = event(1, "RETURN", "2026-11-21 09:00", lead_id="LD-0001", from_rep="R001")
    found = pool(
        book([rep("R001")], Leads=[lead(1)], Customers=[customer(1, source_id="LD-0001")],
             PoolLog=[told])
    )  # fmt: skip

    assert [one.judged.reasons for one in why(found, "LD-0001").reps] == [("COOL_OFF",)]
    assert [one.judged.reasons for one in why(found, A).reps] == [()]


def test_a_warning_takes_nothing_away() -> None:
    told = [
        event(1, "CLAIM", "2026-11-01 09:00", customer_id=A, to_rep="R001"),
        event(2, "WARN", "2026-11-20 09:00", customer_id=A, from_rep="R001",
              reason="NO_FOLLOW_UP"),
    ]  # fmt: skip
    found = pool(book([rep("R001")], Customers=[customer(1)], PoolLog=told))

    assert [one.judged.reasons for one in why(found, A).reps] == [()]


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({"weight": 1.5}, "Weight: 1.5"),
        ({"weight": -1}, "Weight: -1"),
        ({"limit_day": -3}, "Claim limit / day: -3"),
        ({"capacity": 0.5}, "Holding cap: 0.5"),
    ],
)
def test_a_number_that_is_no_count_stops_the_run(cells: dict[str, Any], shown: str) -> None:
    with pytest.raises(RefusedError) as caught:
        pool(book([{**rep("R001"), **cells}]))
    assert caught.value.text.en == (
        f"Nothing was done: these cells cannot be read, and the pool depends on them: 业务员 5"
        f" {shown}; correct them first."
    )


def test_a_rep_who_stands_twice_stops_the_run() -> None:
    with pytest.raises(RefusedError, match="业务员 6 Rep ID: R001"):
        pool(book([rep("R001"), rep("R001", 2)]))


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"slot": "1:9", "weights_snapshot": "A01:1"}, "slot"),
        ({"slot": "1:1", "weights_snapshot": "A01"}, "weights_snapshot"),
        ({"event_id": None}, "event_id"),
        ({"action": None}, "action"),
    ],
)
def test_a_ledger_that_cannot_be_gone_on_with_is_named_by_row(
    cells: dict[str, Any], column: str
) -> None:
    told = event(1, "ASSIGN", "2026-11-21 09:00", lead_id="LD-0001", to_rep="A01") | cells
    with pytest.raises(RefusedError, match=f"row 5 of PoolLog has no readable {column}"):
        allocated(book([rep("A01")], Leads=[lead(2)], PoolLog=[told]))


def test_a_book_without_the_ledger_or_the_owners_column_is_refused_in_words() -> None:
    whole = book([rep("A01")], Customers=[customer(1)])
    bare = {key: frame for key, frame in whole.sheets.items() if key != "PoolLog"}
    frame = whole.sheets["Customers"].drop(columns="owner")

    with pytest.raises(RefusedError, match="the book has no sheet PoolLog"):
        allocated(dataclasses.replace(whole, sheets=bare))
    with pytest.raises(RefusedError, match=r"Customers has no column Owner \(rep\)"):
        allocated(dataclasses.replace(whole, sheets={**whole.sheets, "Customers": frame}))


def test_a_clock_behind_the_ledger_is_told_and_counts_its_own_day() -> None:
    told = event(1, "CLAIM", "2027-01-01 09:00", lead_id="LD-0009", to_rep="A01")
    found = pool(book([rep("A01", limit_day=1)], Leads=[lead(1)], PoolLog=[told]), MONDAY)

    assert [one.judged.reasons for one in why(found, "LD-0001").reps] == [()]


@pytest.mark.parametrize(
    ("row", "cells", "said"),
    [
        (5, {"detail": "R001: 日 0/0; 周 0/-; 月 0/-; 在手 0/-"},
         "R001: the reasons are not what the ledger gives: DAY_LIMIT"),
        (5, {"detail": "R001: 日 1/1; 周 0/-; 月 0/-; 在手 0/-"},
         "R001: day says 1/1, the ledger gives 0/1"),
        (5, {"detail": "R001: 周 0/-; 月 0/-; 在手 0/-"},
         "R001: day says -, the ledger gives 0/-"),
        (5, {"detail": "R002: 日 0/1; 周 0/-; 月 0/-; 在手 0/-"},
         "the detail does not go with the rep of the row, or was not written by Relaybook"),
        (5, {"detail": "because I say so"},
         "the detail does not go with the rep of the row, or was not written by Relaybook"),
        (5, {"slot": "1:2"}, "it says 1:2, worked out again it is 1:1"),
        (7, {"detail": "R001: 日 1/1; 周 1/-; 月 1/-; 在手 1/-"},
         "R001: the reasons are not what the ledger gives: DAY_LIMIT"),
        (7, {"detail": "R001: 当日已达上限; 请假中; 日 1/1; 周 1/-; 月 1/-; 在手 1/-"},
         "R001: the reasons are not what the ledger gives: DAY_LIMIT, ABSENT"),
        (7, {"reason": "ABSENT"}, "it says ABSENT, worked out again it is DAY_LIMIT"),
        (8, {"action": "HELD"}, "it says HELD, worked out again it is SKIP"),
        (10, {"detail": "R001: 日 1/2; 周 1/-; 月 1/-; 在手 1/-"},
         "R001 could have had it, yet it was left in the pool"),
        (10, {"detail": None},
         "the detail does not go with the rep of the row, or was not written by Relaybook"),
        (10, {"weights_snapshot": "R001:1"},
         "it says R001:1, worked out again it is R001:2 R002:1"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_follow_is_named_with_what_is_wrong(
    row: int, cells: dict[str, Any], said: str
) -> None:
    reps = [rep("R001", 2, limit_day=1), rep("R002", 1, limit_day=2)]
    whole = allocated(book(reps, Leads=[lead(n) for n in (1, 2, 3, 4)]))
    assert [row["action"] for row in whole.sheets["PoolLog"].to_dict("records")] == [
        *("ASSIGN", "ASSIGN", "SKIP", "SKIP", "ASSIGN", "LEFT"),
    ]
    found = replayed(with_cells(whole, "PoolLog", row, **cells)).difference

    assert found is not None
    assert (found.row, found.text.en) == (row, said)
