"""The sentence beside each grade, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.test_grades_book import ONE, RATES, Record, activity, day, first, order, quote

_BUYER: Record = {"annual_purchase": 25000, "annual_purchase_currency": "USD"}


def said(customer: Record, sheets: dict[str, list[Record]] | None = None, **settings: Any) -> Any:
    """Return the reason of a customer heard of on 2026-11-19 (R 5), clause by clause."""
    one = {"customer_id": ONE, "last_contact_date": day("2026-11-19"), **customer}
    reason = first({"Customers": [one], "FX": RATES, **(sheets or {})}, **settings).reason
    assert reason.zh.endswith("。")
    assert reason.en.endswith(".")
    return list(zip(reason.zh[:-1].split("；"), reason.en[:-1].split("; "), strict=True))


@pytest.mark.parametrize(
    ("customer", "sheets", "expected"),
    [
        (
            {},
            {"Orders": [order(8000.5)]},
            ("近 12 个月订单 8,000.50 USD", "orders of 12 months 8,000.50 USD"),
        ),
        (
            {},
            {"Orders": [order(-8000)]},
            ("近 12 个月订单 -8,000 USD", "orders of 12 months -8,000 USD"),
        ),
        (
            {"stage": "S3 报价"},
            {"Quotes": [quote(1000)]},
            (
                "有效报价按成交概率 0.3 计 3,000 USD",
                "open quotes at the chance 0.3 make 3,000 USD",
            ),
        ),
        (
            _BUYER,
            {},
            (
                "年采购额按份额 0.2 计 5,000 USD",
                "annual purchase at the share 0.2 makes 5,000 USD",
            ),
        ),
        (
            {},
            {},
            (
                "金额未知：近 12 个月没有订单，也没有可计算的报价和年采购额",
                (
                    "amount not known: no order in 12 months, no open quote and no annual "
                    "purchase to count"
                ),
            ),
        ),
        (
            {},
            {"Orders": [order(5, "2025-12-31", currency="EUR")]},
            (
                "金额未知：汇率表没有 EUR 在 2025-12-31 的汇率（订单第 5 行）",
                "amount not known: the sheet FX has no rate for EUR on 2025-12-31 (订单, row 5)",
            ),
        ),
        (
            {"stage": "S3 报价"},
            {"Quotes": [quote(5, quote_date=None, currency="EUR")]},
            (
                "金额未知：EUR 金额没有日期，无法查汇率（报价第 5 行）",
                "amount not known: an amount in EUR has no date to take a rate of (报价, row 5)",
            ),
        ),
        (
            {"annual_purchase": 5},
            {},
            (
                "金额未知：没有币种（客户第 5 行）",
                "amount not known: it has no currency (客户, row 5)",
            ),
        ),
        (
            {},
            {"Orders": [order(7), order("viel")]},
            (
                "金额未知：金额空白或无法读取（订单第 6 行）",
                "amount not known: it is blank or unreadable (订单, row 6)",
            ),
        ),
    ],
)
def test_the_source_of_the_amount_is_named(
    customer: Record, sheets: dict[str, list[Record]], expected: tuple[str, str]
) -> None:
    assert said(customer, sheets)[3] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("latest", ("从未联系，也没有询盘和订单", "never contacted, no inquiry and no order")),
        ("contact", ("从未联系", "never contacted")),
        ("inquiry", ("没有询盘", "no inquiry")),
        ("order", ("没有订单", "no order")),
    ],
)
def test_what_never_happened_is_named(source: str, expected: tuple[str, str]) -> None:
    assert said({"last_contact_date": None}, recency_source=source)[1] == expected


def test_a_contact_that_lies_ahead_has_not_happened() -> None:
    assert said({"last_contact_date": day("2026-11-23")})[1][1].startswith("never contacted")


@pytest.mark.parametrize(
    ("sheets", "settings", "expected"),
    [
        (
            {"Inquiries": [{"customer_id": ONE, "received_at": day("2026-11-20")}]},
            {},
            ("最近询盘 2026-11-20", "last inquiry 2026-11-20"),
        ),
        (
            {"Orders": [order(5, "2026-11-21")]},
            {},
            ("最近订单 2026-11-21", "last order 2026-11-21"),
        ),
        ({}, {}, ("最近联系 2026-11-19", "last contact 2026-11-19")),
    ],
)
def test_the_last_thing_that_happened_is_named(
    sheets: dict[str, list[Record]], settings: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert said({}, sheets, **settings)[1] == expected


BUSY = [activity("2026-11-01 10:00")] * 12


@pytest.mark.parametrize(
    ("customer", "sheets", "expected"),
    [
        (
            {},
            {"Activities": BUSY},
            [("金额未知，最高为 B 级", "B at best while the amount is not known")],
        ),
        (
            {},
            {"Activities": BUSY, "Orders": [order(5000)]},
            [
                (
                    "分数够 A 级，但金额得分不足 4",
                    "the score is enough for A, the amount scores less than 4",
                )
            ],
        ),
        (
            {"grade_system": "A", "grade_below_since": day("2026-11-20")},
            {"Activities": BUSY, "Orders": [order(5000)]},
            [
                (
                    "自 2026-11-20 起低于 A 级标准，暂不降级",
                    "short of grade A since 2026-11-20, kept for now",
                )
            ],
        ),
        (
            {"last_contact_date": day("2026-05-25")},
            {},
            [
                (
                    "超过 180 天没有往来，转为休眠（原为 C 级）",
                    "nothing for more than 180 days: dormant (was C)",
                )
            ],
        ),
        (
            {"last_contact_date": day("2026-05-25"), "stage": "S7 订单执行"},
            {},
            [("有执行中的订单，不算休眠", "an order is running, so it is not dormant")],
        ),
        (
            {
                "grade_manual": "C",
                "grade_manual_reason": "预算冻结",
                "grade_manual_until": day("2026-12-31"),
            },
            {},
            [
                (
                    "人工分级 C（未填分级人，至 2026-12-31）：预算冻结",
                    "set to C by hand (nobody named, until 2026-12-31): 预算冻结",
                ),
                ("系统分级 B", "the system says B"),
            ],
        ),
        (
            {
                "grade_manual": "C",
                "grade_manual_reason": "x",
                "grade_manual_until": day("2026-11-21"),
            },
            {},
            [
                (
                    "人工分级 C 已于 2026-11-21 到期，不再起作用",
                    "the manual grade C ended on 2026-11-21",
                )
            ],
        ),
        (
            {"grade_manual": "C"},
            {},
            [
                (
                    "人工分级 C 没有理由，未采用",
                    "the manual grade C has no reason and is not used",
                ),
                ("请填写理由", "fill in the reason"),
            ],
        ),
        (
            {"grade_manual": "C", "grade_manual_reason": "x", "grade_manual_until": "年底"},
            {},
            [
                (
                    "人工分级 C 的有效期不是日期，未采用",
                    "the end of the manual grade C is not a date, so it is not used",
                ),
                ("请改为日期", "type a date"),
            ],
        ),
        (
            {"grade_manual": "D", "grade_manual_reason": "x"},
            {},
            [
                (
                    "人工分级 D 与系统分级 B 相差不止一级，业务员只能调一级，未采用",
                    "the manual grade D is more than one step from B",
                ),
                (
                    "请经理设定",
                    "a rep may move one step, so it is not used; ask a manager to set it",
                ),
            ],
        ),
    ],
)
def test_what_moves_the_grade_beside_the_score_is_named(
    customer: Record, sheets: dict[str, list[Record]], expected: list[tuple[str, str]]
) -> None:
    one = {"customer_id": ONE, "last_contact_date": day("2026-11-19"), **customer}
    reason = first({"Customers": [one], **sheets}).reason
    zh = "；".join(part for part, _ in expected)
    en = "; ".join(part for _, part in expected)
    assert (reason.zh.endswith(f"；{zh}。"), reason.en.endswith(f"; {en}.")) == (True, True)


def test_an_ordinary_grade_needs_no_further_word() -> None:
    assert said({}, {"Orders": [order(8000)], "Activities": BUSY[:3]}) == [
        ("B 级，综合分 72（R5 F3 M3）", "Grade B, score 72 (R5 F3 M3)"),
        ("最近联系 2026-11-19", "last contact 2026-11-19"),
        ("一年内往来 3 次", "interactions in a year: 3"),
        ("近 12 个月订单 8,000 USD", "orders of 12 months 8,000 USD"),
        (
            "分数够 A 级，但金额得分不足 4",
            "the score is enough for A, the amount scores less than 4",
        ),
    ]
