"""Recycling where the book cannot be read or contradicts itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.books import at, book_of
from tests.recycled import (
    CUSTOMER,
    after,
    customer,
    day,
    event,
    follow_up,
    only,
    planned,
    records,
    run,
)
from validation.catalogue import load
from validation.errors import RefusedError
from validation.recycling import recycle
from validation.settings import Settings

C = CUSTOMER
CLOSED = {"date_from": "春节", "date_to": day("2027-02-19"), "day_kind": "放假"}


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
        ({"Calendar": [CLOSED]}, "公司日历 row 5 From: 春节"),
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
