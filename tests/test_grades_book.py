"""Grading a book: what counts as evidence, what is written, what is told."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.books import Record, at, book_of
from validation import catalogue
from validation.errors import RefusedError
from validation.fixes import applied
from validation.grades import grade_book
from validation.settings import Settings

if TYPE_CHECKING:
    from validation.book import Book
    from validation.changes import Outcome
    from validation.grades.summary import Graded, Grading

NOW = at("2026-11-22 10:00")
ONE = "CUS-2026-001"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def outcome(book: Book, now: dt.datetime = NOW, mode: Any = None, **settings: Any) -> Outcome:
    own = dataclasses.replace(Settings.default(), **settings)
    return grade_book(book, catalogue.load(), own, now, mode)


def grading(records: dict[str, list[Record]], **settings: Any) -> Grading:
    customers = [{"customer_id": ONE, "created_date": day("2026-11-01")}]
    found = outcome(book_of({"Customers": customers, **records}), **settings).answer
    assert isinstance(found, tuple)
    return found  # type: ignore[return-value]


def first(records: dict[str, list[Record]], **settings: Any) -> Graded:
    return grading(records, **settings).customers[0]


def worth(records: dict[str, list[Record]], **settings: Any) -> tuple[str | None, str, int | None]:
    """Return the amount, its source and its score of the only customer."""
    one = first(records, **settings)
    amount = one.evidence.money.amount
    source = one.evidence.money.source
    return None if amount is None else f"{amount.normalize():f}", source, one.grade.scores.m


def told(records: dict[str, list[Record]], **settings: Any) -> list[str]:
    return [remark.text.en for remark in grading(records, **settings).remarks]


def order(amount: object, ordered: str = "2026-10-01", **more: Any) -> Record:
    usual = {"order_no": None, "customer_id": ONE, "currency": "USD", "status": "已完成"}
    return {**usual, "amount": amount, "order_date": day(ordered), **more}


def quote(price: object, qty: object = 10, **more: Any) -> Record:
    usual = {"customer_id": ONE, "quote_date": day("2026-11-01"), "currency": "USD"}
    return {**usual, "price": price, "qty": qty, **more}


RATES = [
    {"currency": "EUR", "rate": 1.1, "as_of": day("2026-01-01")},
    {"currency": "EUR", "rate": 1.2, "as_of": day("2026-06-01")},
]
STAGE_3 = [{"customer_id": ONE, "stage": "S3 报价", "created_date": day("2026-11-01")}]


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ([order(50000)], ("50000", "orders", 5)),
        ([order(49999.99)], ("49999.99", "orders", 4)),
        # Twelve months: the same day of last year still counts.
        ([order(5000, "2025-11-22")], ("5000", "orders", 3)),
        ([order(5000, "2025-11-21")], (None, "none", None)),
        # Each at the rate of its day.
        ([order(1000, "2026-05-31", currency="EUR")], ("1100", "orders", 2)),
        ([order(1000, "2026-06-01", currency="EUR")], ("1200", "orders", 2)),
        ([order(1000, "2025-12-31", currency="EUR")], (None, "orders", None)),
        ([order(5000), order(1000, currency="GBP")], (None, "orders", None)),
        ([order(5000, currency=None)], (None, "orders", None)),
        ([order(None)], (None, "orders", None)),
        ([order("many")], (None, "orders", None)),
        # Refunds, however signed; less than nothing is nothing.
        ([order(6000), order(-1000.5)], ("4999.5", "orders", 2)),
        ([order(6000), order(1000, order_type="退款")], ("5000", "orders", 3)),
        ([order(6000), order(-1000, order_type="退款")], ("5000", "orders", 3)),
        ([order(1000), order(-4000)], ("-3000", "orders", 0)),
        # A repeated number counts once, whatever its case and width; a refund may bear it too.
        ([order(6000, order_no="PO-1"), order(6000, order_no="ｐｏ-1")], ("6000", "orders", 3)),
        ([order(6000, order_no="PO-1"), order(-6000, order_no="PO-1")], ("0", "orders", 0)),
        ([order(6000), order(6000)], ("12000", "orders", 3)),
        # Cancelled is not ordered, and does not hide the order that took its number again.
        ([order(6000, status="已取消")], (None, "none", None)),
        (
            [order(1, order_no="P", status="已取消"), order(6000, order_no="P")],
            ("6000", "orders", 3),
        ),
        # Nor does one without a day, or of tomorrow, hide the row that can be counted.
        (
            [order(1, order_no="P", order_date="?"), order(6000, order_no="P")],
            ("6000", "orders", 3),
        ),
        (
            [order(1, "2026-11-23", order_no="P"), order(6000, order_no="P")],
            ("6000", "orders", 3),
        ),
        ([order(6000, "2026-11-23")], (None, "none", None)),
        ([order(6000, order_date=None)], (None, "none", None)),
        ([order(6000, customer_id="CUS-2026-009")], (None, "none", None)),
    ],
)
def test_orders_of_twelve_months_are_added_up_in_base_currency(
    orders: list[Record], expected: tuple[Any, ...]
) -> None:
    assert worth({"Orders": orders, "FX": RATES}) == expected


@pytest.mark.parametrize(
    ("quotes", "expected"),
    [
        ([quote(1000)], ("3000", "quotes", 2)),
        ([quote(1000), quote(100, 20)], ("3600", "quotes", 2)),
        ([quote(1000, currency="EUR")], ("3600", "quotes", 2)),
        ([quote(1000, currency="GBP")], (None, "quotes", None)),
        ([quote(1000, currency=None)], (None, "quotes", None)),
        ([quote(None)], (None, "quotes", None)),
        ([quote(1000, None)], (None, "none", None)),
        ([quote(1000, quote_status="有效")], ("3000", "quotes", 2)),
        ([quote(1000, quote_status="已成交")], (None, "none", None)),
        ([quote(1000, quote_status="已过期")], (None, "none", None)),
        ([quote(1000, approval="已驳回")], (None, "none", None)),
        ([quote(1000, approval="待审批")], ("3000", "quotes", 2)),
        ([quote(1000, valid_until=day("2026-11-22"))], ("3000", "quotes", 2)),
        ([quote(1000, valid_until=day("2026-11-21"))], (None, "none", None)),
        ([quote(1000, quote_date=day("2026-11-23"))], (None, "none", None)),
        (
            [quote(9000, quote_no="Q1", version=1), quote(1000, quote_no="q1", version=2)],
            ("3000", "quotes", 2),
        ),
        (
            [quote(1000, quote_no="Q1", version=2), quote(9000, quote_no="Q1", version=1)],
            ("3000", "quotes", 2),
        ),
        (
            [
                quote(1000, quote_no="Q1", version=1),
                quote(900, quote_no="Q1", version=2, quote_status="已失效"),
            ],
            (None, "none", None),
        ),
    ],
)
def test_without_orders_open_quotes_count_by_the_chance_of_the_stage(
    quotes: list[Record], expected: tuple[Any, ...]
) -> None:
    assert worth({"Customers": STAGE_3, "Quotes": quotes, "FX": RATES}) == expected


@pytest.mark.parametrize(
    ("config", "rules", "expected"),
    [
        ("0.3", None, "3000"),
        ("0.4", None, "4000"),
        ("0.4", 0.3, "4000"),
        ("0.3", 0.25, "2500"),
        ("0.4", 0.25, "2500"),
        ("0.3", 0, "0"),
    ],
)
def test_the_chance_that_somebody_changed_holds(
    config: str, rules: float | None, expected: str
) -> None:
    stage_rules = [] if rules is None else [{"stage": "S3", "probability": rules}]
    records = {"Customers": STAGE_3, "Quotes": [quote(1000)], "StageRules": stage_rules}
    assert worth(records, probability_S3=Decimal(config))[0] == expected


@pytest.mark.parametrize("stage", ["S8 已成交维护期", "S9 未成交/流失", None])
def test_a_stage_without_a_chance_to_win_leaves_quotes_out(stage: str | None) -> None:
    customers = [
        {
            "customer_id": ONE,
            "stage": stage,
            "annual_purchase": 30000,
            "annual_purchase_currency": "USD",
        }
    ]
    records = {"Customers": customers, "Quotes": [quote(9000)]}
    assert worth(records) == ("6000", "annual", 3)


def test_last_comes_our_share_of_the_annual_purchase_at_the_rate_of_today() -> None:
    def buyer(currency: str | None) -> dict[str, list[Record]]:
        one = {
            "customer_id": ONE,
            "annual_purchase": 25000,
            "annual_purchase_currency": currency,
        }
        return {"Customers": [one], "FX": RATES}

    assert worth(buyer("USD")) == ("5000", "annual", 3)
    assert worth(buyer("EUR")) == ("6000", "annual", 3)
    assert worth(buyer("USD"), purchase_share=Decimal("0.5")) == ("12500", "annual", 3)
    assert worth(buyer("GBP")) == (None, "annual", None)
    assert worth(buyer(None)) == (None, "annual", None)


def test_orders_win_over_quotes_and_quotes_over_the_annual_purchase() -> None:
    buyer = {"annual_purchase": 25000, "annual_purchase_currency": "USD"}
    customers = [{**STAGE_3[0], **buyer}]
    everything = {"Customers": customers, "Quotes": [quote(1000)], "Orders": [order(10)]}
    assert worth(everything) == ("10", "orders", 1)
    assert worth({**everything, "Orders": []}) == ("3000", "quotes", 2)
    assert worth({**everything, "Orders": [], "Quotes": []}) == ("5000", "annual", 3)


def test_the_base_currency_is_a_setting() -> None:
    rates = [{"currency": "USD", "rate": 7.2, "as_of": day("2026-01-01")}]
    records = {"Orders": [order(100), order(50, currency="CNY")], "FX": rates}
    assert worth(records, base_currency="CNY") == ("770", "orders", 1)


def activity(moment: str, **more: Any) -> Record:
    return {"customer_id": ONE, "act_time": at(moment), **more}


def test_interactions_are_activities_both_ways_and_inquiries_but_no_marketing() -> None:
    records = {
        "Activities": [
            activity("2026-11-20 09:00", direction="发出"),
            activity("2026-11-19 09:00", direction="收到"),
            activity("2026-11-21 09:00", marketing_event="打开"),
            activity("2025-11-22 00:00"),
            activity("2025-11-21 23:59"),
            activity("2026-11-22 23:59"),
            activity("2026-11-23 00:00"),
            activity("2026-11-01 09:00", customer_id="CUS-2026-002"),
        ],
        "Inquiries": [{"customer_id": ONE, "received_at": at("2026-03-01 10:00")}],
    }
    one = first(records)
    assert (one.evidence.interactions, one.evidence.last, one.evidence.touch) == (
        5,
        day("2026-11-22"),
        "contact",
    )


def test_what_happened_to_a_lead_counts_for_the_customer_it_became() -> None:
    records: dict[str, list[Record]] = {
        "Leads": [
            {"lead_id": "LD-0001", "converted_to": ONE},
            {"lead_id": "LD-0002"},
        ],
        "Activities": [
            {"lead_id": "LD-0001", "act_time": at("2026-11-05 10:00")},
            {"lead_id": "LD-0002", "act_time": at("2026-11-06 10:00")},
        ],
        "Inquiries": [
            {"lead_id": "LD-0001", "received_at": at("2026-11-04 10:00")},
            {"lead_id": "LD-0404", "received_at": at("2026-11-06 10:00")},
        ],
    }
    found = grading(records)
    one = found.customers[0].evidence
    assert (one.interactions, one.last, found.remarks) == (2, day("2026-11-05"), ())


@pytest.mark.parametrize(
    ("source", "last", "score"),
    [
        ("latest", "2026-11-20", 5),
        ("contact", "2026-05-26", 2),
        ("inquiry", "2026-11-20", 5),
        ("order", "2026-05-25", 1),
    ],
)
def test_what_counts_as_recent_is_a_setting(source: str, last: str, score: int) -> None:
    records = {
        "Customers": [{"customer_id": ONE, "last_contact_date": day("2026-05-26")}],
        "Activities": [activity("2026-05-01 09:00")],
        "Inquiries": [{"customer_id": ONE, "received_at": at("2026-11-20 23:30")}],
        "Orders": [
            order(10, "2026-05-25"),
            order(-1, "2026-11-21"),
            order(5, "2026-11-22", status="已取消"),
        ],
    }
    one = first(records, recency_source=source)
    assert (one.evidence.last, one.grade.scores.r) == (day(last), score)


@pytest.mark.parametrize(
    ("customer", "orders"),
    [
        ({"stage": "S7 订单执行"}, []),
        ({}, [order(5, "2026-01-01", status="待定金")]),
        ({}, [order(5, "2026-01-01", status="生产中")]),
    ],
)
def test_a_running_order_keeps_a_customer_awake(customer: Record, orders: list[Record]) -> None:
    quiet = {"customer_id": ONE, "last_contact_date": day("2026-01-02"), **customer}
    one = first({"Customers": [quiet], "Orders": orders})
    assert (one.grade.grade, one.grade.codes[-1]) == ("C", "OPEN_ORDER")
    shipped = [{**row, "status": "已发货"} for row in orders]
    if orders:
        assert first({"Customers": [quiet], "Orders": shipped}).grade.grade == "D"


@pytest.mark.parametrize(
    ("status", "kind", "grade"), [("生产中", "订单", "C"), ("生产中", "退款", "D")]
)
def test_any_row_of_an_order_may_say_that_it_runs_but_no_refund(
    status: str, kind: str, grade: str
) -> None:
    quiet = {"customer_id": ONE, "last_contact_date": day("2026-01-02")}
    done = order(5, "2026-01-01", order_no="PO-1", status="已完成")
    again = {**done, "status": status, "order_type": kind}
    assert first({"Customers": [quiet], "Orders": [done, again]}).grade.grade == grade


FULL: dict[str, list[Record]] = {
    "Reps": [
        {"rep_id": "R001", "rep_name": "李雷", "role": "业务员"},
        {"rep_id": "M001", "rep_name": "韩梅", "role": "经理"},
    ],
    "Customers": [
        {
            "customer_id": ONE,
            "company_name_zh": "北风",
            "grade": "A",
            "grade_system": "A",
            "last_contact_date": day("2026-11-19"),
            "last_12m_amount": 1.0,
        },
        {
            "customer_id": "CUS-2026-002",
            "company_name_en": "South Wind",
            "created_date": day("2026-11-01"),
            "last_12m_amount": 777,
            "grade_manual": "B",
            "grade_manual_reason": "老板指定",
            "grade_manual_by": "李雷",
        },
        {
            "customer_id": "CUS-2026-003",
            "grade": "D级",
            "grade_reason": "导入",
            "last_contact_date": day("2026-11-22"),
            "grade_manual": "A",
            "grade_manual_reason": "新项目",
            "grade_manual_by": "R001",
            "grade_manual_until": day("2027-01-01"),
        },
    ],
    "Orders": [order(20000.004), order(9.995, "2026-11-01")],
    "Activities": [activity(f"2026-{n:02}-01 10:00") for n in range(1, 7)],
}


def test_only_the_cells_that_get_another_value_change() -> None:
    found = outcome(book_of(FULL))

    changes = {(c.row, c.column): (c.before, c.after) for c in found.changes}
    assert {key: v for key, v in changes.items() if key[1] != "grade_reason"} == {
        (5, "rfm_r"): (None, 5),
        (5, "rfm_f"): (None, 4),
        (5, "rfm_m"): (None, 4),
        (5, "rfm_score"): (None, 86),
        (5, "last_12m_amount"): (1.0, Decimal("20010.00")),
        (5, "last_order_amount"): (None, Decimal("10.00")),
        (6, "grade"): (None, "B"),
        (6, "grade_system"): (None, "C"),
        (6, "rfm_r"): (None, 0),
        (6, "rfm_f"): (None, 0),
        (6, "rfm_score"): (None, 0),
        (6, "grade_manual_until"): (None, day("2027-02-20")),
        (7, "grade"): ("D级", "A"),
        (7, "grade_system"): (None, "B"),
        (7, "rfm_r"): (None, 5),
        (7, "rfm_f"): (None, 0),
        (7, "rfm_score"): (None, 50),
    }
    assert changes[5, "grade_reason"][1] == (
        "A 级，综合分 86（R5 F4 M4）；最近联系 2026-11-19；一年内往来 6 次；"
        "近 12 个月订单 20,009.99 USD。"
    )
    assert changes[6, "grade_reason"][1] == (
        "B 级，综合分 0（R0 F0 M–）；从未联系，也没有询盘和订单；一年内往来 0 次；"
        "金额未知：近 12 个月没有订单，也没有可计算的报价和年采购额；新客户，尚无往来；"
        "人工分级 B（R001，至 2027-02-20）：老板指定；系统分级 C。"
    )
    assert [note.en for note in found.notes] == [
        "manual grades without an end got one in 90 days: 1"
    ]
    assert found.subject is not None
    assert found.subject.en == "3 customers, 2 with another grade"


@pytest.mark.parametrize("mode", ["absolute", "quantile"])
def test_a_second_run_of_the_day_changes_nothing(mode: str) -> None:
    book = book_of(FULL)
    found = outcome(book, mode=mode)
    assert found.changes

    again = outcome(applied(book, found.changes), at("2026-11-22 23:59"), mode)

    assert list(again.changes) == []
    assert [one.why for one in again.answer.customers] == [None, None, None]


def test_every_mover_has_a_reason_and_the_matrix_counts_everybody() -> None:
    found = outcome(book_of(FULL)).answer
    assert dict(found.matrix) == {("A", "A"): 1, ("D", "A"): 1, (None, "B"): 1}
    assert [(one.customer_id, one.name, one.before, one.grade.grade) for one in found.moved] == [
        ("CUS-2026-002", "South Wind", None, "B"),
        ("CUS-2026-003", "", "D", "A"),
    ]
    assert [one.why.en for one in found.moved if one.why] == ["a manual grade holds"] * 2


def moved(before: Record, **settings: Any) -> tuple[str, str | None]:
    """Return the new grade and why, of a customer with 20 days of silence."""
    one = first(
        {"Customers": [{"customer_id": ONE, "last_contact_date": day("2026-11-02"), **before}]},
        **settings,
    )
    return one.grade.grade, None if one.why is None else one.why.en


@pytest.mark.parametrize(
    ("before", "settings", "expected"),
    [
        ({}, {}, ("B", "graded for the first time")),
        ({"grade": "C"}, {}, ("B", "up: it meets the standard of B")),
        ({"grade": "C", "grade_system": "C"}, {}, ("B", "up: it meets the standard of B")),
        (
            {"grade": "A", "grade_system": "A"},
            {},
            ("B", "down: the amount is not known any more, B at best"),
        ),
        (
            {"grade": "B", "grade_system": "B"},
            {"grade_B_score": 46},
            ("B", None),
        ),
        (
            {"grade": "B", "grade_system": "B"},
            {"grade_B_score": 60},
            ("C", "down: the score lies more than 5 below what B needs"),
        ),
        (
            {"grade": "B", "grade_system": "B", "grade_below_since": day("2026-11-15")},
            {"grade_B_score": 46},
            ("C", "down: short of B in two runs at least 7 days apart"),
        ),
        (
            {"grade": "A", "grade_system": "A"},
            {"dormant_days": 19},
            ("D", "dormant: nothing for more than 19 days"),
        ),
        (
            {"grade": "D", "grade_system": "D"},
            {},
            ("B", "no longer dormant: graded by its scores again"),
        ),
        (
            {"grade": "A", "grade_system": "B"},
            {},
            ("B", "no manual grade holds, so the system's grade counts"),
        ),
        (
            {
                "grade": "A",
                "grade_system": "B",
                "grade_manual": "A",
                "grade_manual_reason": "x",
                "grade_manual_until": day("2026-11-21"),
            },
            {},
            ("B", "no manual grade holds, so the system's grade counts"),
        ),
    ],
)
def test_each_move_says_why(
    before: Record, settings: dict[str, Any], expected: tuple[str, str | None]
) -> None:
    usual = {"recency_days": (7, 30, 90, 180), "weight_frequency": 24, "weight_recency": 31}
    assert moved(before, **{**usual, **settings}) == expected


def test_what_cannot_be_counted_is_named() -> None:
    records: dict[str, list[Record]] = {
        "Config": [
            {"setting": "grade_A_score", "value": "seventy"},
            {"setting": "weight_money", "value": 40},
        ],
        "Activities": [
            {"customer_id": ONE, "act_time": "gestern"},
            {"customer_id": "CUS-2026-404", "act_time": at("2026-11-01 10:00")},
            activity("2026-12-01 10:00"),
            {"customer_id": ONE},
        ],
        "Orders": [
            order(5, order_no="P1"),
            order(5, order_no="P1"),
            order(5, "2027-01-01"),
            order(7, "2026-02-03", currency="GBP"),
        ],
    }
    assert told(records) == [
        (
            'Config, row 5: Setting grade_A_score is "seventy"; it should be a whole number from '
            "0 to 100. Correct it on the Config sheet. The default is used."
        ),
        '跟进, row 5: "gestern" in When cannot be read and is left out',
        '跟进, row 6: "CUS-2026-404" in Customer cannot be read and is left out',
        "订单: rows that repeat an order number count once: 1 (row 6)",
        "订单: rows dated after today are left out: 1 (row 7)",
        "跟进: rows dated after today are left out: 1 (row 7)",
        "跟进: rows without a date are left out: 2 (row 5, 8)",
        "amount not known: the sheet FX has no rate for GBP on 2026-02-03 (订单, row 8)",
    ]


def test_an_a_that_lacks_who_decides_is_told_with_the_rule_of_the_check() -> None:
    star = {
        "customer_id": ONE,
        "last_contact_date": day("2026-11-22"),
        "purchase_intent": "仅收集信息",
        "decision_process": "老板定",
    }
    records = {
        "Customers": [star],
        "Orders": [order(90000)],
        "Activities": [activity("2026-11-22 09:00")] * 12,
    }
    found = grading(records).remarks
    assert [(one.code, one.sheet, one.row, one.text.zh) for one in found] == [
        ("R522", "客户", 5, "A 级客户缺少「关键决策人(KDM)」"),
        ("R523", "客户", 5, "采购意向为「仅收集信息」的客户不应是 A 级"),
    ]


def test_settings_that_contradict_each_other_are_told() -> None:
    found = told({}, grade_A_score=40, weight_recency=0, weight_frequency=0, weight_money=0)
    assert found == [
        "Config: the lowest score of A, 40, lies below that of B, 45; correct one of them",
        "Config: the weights of R, F and M are all 0, so every score is 0",
    ]


def test_a_book_with_nothing_in_it_is_graded_without_a_word() -> None:
    found = outcome(book_of({}))
    assert (list(found.changes), found.answer.customers, found.answer.remarks) == ([], (), ())
    blank = outcome(book_of({"Customers": [{}, {"company_name_zh": "北风"}]}))
    assert [one.grade.grade for one in blank.answer.customers] == ["C"]
    book = book_of({})
    sheets = {key: frame for key, frame in book.sheets.items() if key != "Customers"}
    with pytest.raises(RefusedError) as caught:
        outcome(dataclasses.replace(book, sheets=sheets))
    assert "nothing to grade" in caught.value.text.en


def test_a_column_that_the_book_lacks_is_told_and_the_others_are_written() -> None:
    book = book_of({"Customers": [{"customer_id": ONE}]})
    layout = book.layouts["Customers"]
    columns = {key: n for key, n in layout.columns.items() if key != "rfm_m"}
    frame = book.sheets["Customers"].drop(columns="rfm_m")
    found = outcome(
        dataclasses.replace(
            book,
            sheets={**book.sheets, "Customers": frame},
            layouts={**book.layouts, "Customers": dataclasses.replace(layout, columns=columns)},
        )
    )
    assert [one.text.zh for one in found.answer.remarks] == [
        "客户表没有「M 得分」列，结果写不进去；请从模板恢复这一列"
    ]
    assert {c.column for c in found.changes} == {
        "grade",
        "grade_system",
        "grade_reason",
        "rfm_r",
        "rfm_f",
        "rfm_score",
    }


def test_the_zone_of_the_computer_moves_no_day(monkeypatch: pytest.MonkeyPatch) -> None:
    records = {
        **FULL,
        "Activities": [activity("2026-11-22 23:59"), activity("2025-11-22 00:00")],
    }
    found = []
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        found.append(outcome(book_of(records)).changes)
    monkeypatch.undo()
    time.tzset()
    assert found[0] == found[1]
    assert os.environ.get("TZ") != "Pacific/Pago_Pago"


@pytest.mark.parametrize(
    ("language", "starts"), [("zh", "C 级，"), ("en", "Grade C, "), ("both", "C 级，综合分 0")]
)
def test_the_reason_is_in_the_language_of_the_book(language: str, starts: str) -> None:
    book = book_of({"Customers": [{"customer_id": ONE}]}, language=language)
    reasons = [c.after for c in outcome(book).changes if c.column == "grade_reason"]
    assert reasons[0].startswith(starts)
    assert ("Grade C" in reasons[0]) == (language != "zh")
