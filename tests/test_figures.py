"""The figures of a book, against numbers counted another way."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from tests.books import TODAY, at, book_of
from validation import catalogue
from validation.figures import WANTED, Figure, Share, figures
from validation.settings import Settings
from validation.typed import typed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.figures import Figures

CATALOGUE = catalogue.load()
NOW = dt.datetime.combine(TODAY, dt.time(10))
YEAR = pd.Timestamp(TODAY) - pd.DateOffset(years=1)

Rows = dict[str, list[dict[str, Any]]]


def found(rows: Mapping[str, Sequence[Mapping[str, Any]]], now: dt.datetime = NOW) -> Figures:
    cells = {sheet: [_cells(row) for row in given] for sheet, given in rows.items()}
    sheets = typed(book_of(cells), CATALOGUE, WANTED, settings=Settings.default(), today=now.date())
    return figures(sheets, CATALOGUE, settings=Settings.default(), now=now)


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as a workbook holds it: its numbers are floats."""
    return {key: float(v) if isinstance(v, Decimal) else v for key, v in row.items()}


def lines(figure: Figure) -> dict[str, tuple[Any, ...]]:
    return {line.key: line.numbers for line in figure.lines}


@pytest.fixture(scope="module")
def team() -> Rows:
    """Three hundred customers with a thousand orders in three currencies."""
    pick = random.Random(5)  # noqa: S311  # the same team on every run
    customers = [
        {
            "customer_id": f"CUS-2026-{n:03}",
            "company_name_en": f"Company {n}",
            "country_region": pick.choice(["DE", "US", "BR", None]),
            "inquiry_source": pick.choice(["LinkedIn开发", "展会", "Google搜索"]),
            "grade": pick.choice(["A", "B", "C", "D", None]),
            "stage": pick.choice(["S1", "S3", "S8", "S9"]),
            "owner": pick.choice(["R001", "R002", None]),
            "created_date": TODAY - dt.timedelta(days=pick.randrange(900)),
        }
        for n in range(1, 301)
    ]
    orders = [
        {
            "order_no": f"PO-{pick.randrange(900)}",
            "customer_id": f"CUS-2026-{pick.randrange(1, 200):03}",
            "order_date": TODAY - dt.timedelta(days=pick.randrange(-3, 800)),
            "amount": Decimal(pick.randrange(100, 99_999)) / (-100 if n % 15 == 0 else 100),
            "currency": pick.choice(["USD", "EUR", "JPY"]),
            "status": pick.choice(["已完成", "生产中", "已取消"]),
            "order_type": "退款" if n % 15 == 0 else "订单",
            "sold_by": pick.choice(["R001", "R002", None]),
        }
        for n in range(1000)
    ]
    fx = [
        {"currency": "EUR", "rate": Decimal("1.07"), "as_of": TODAY - dt.timedelta(days=700)},
        {"currency": "EUR", "rate": Decimal("1.16"), "as_of": TODAY - dt.timedelta(days=100)},
        {"currency": "JPY", "rate": Decimal("0.0065"), "as_of": TODAY - dt.timedelta(days=300)},
    ]
    leads = [
        {
            "lead_id": f"LD-{n:04}",
            "company": f"Lead {n}",
            "source": pick.choice(["LinkedIn开发", "展会"]),
            "converted_to": "CUS-2026-001" if n % 3 == 0 else None,
            "lead_status": "已转化" if n % 3 == 0 else "新建",
        }
        for n in range(1, 60)
    ]
    reps = [{"rep_id": "R001", "rep_name": "李薇"}, {"rep_id": "R002", "rep_name": "王强"}]
    return {"Customers": customers, "Orders": orders, "FX": fx, "Leads": leads, "Reps": reps}


@pytest.fixture(scope="module")
def counted(team: Rows) -> Figures:
    return found(team)


@pytest.fixture(scope="module")
def paid(team: Rows) -> pd.DataFrame:
    """The orders that count, with their worth in dollars and their customer's row."""
    orders = pd.DataFrame(team["Orders"])
    orders = orders[orders.status != "已取消"]
    orders = orders.assign(day=pd.to_datetime(orders.order_date))
    orders = orders[orders.day <= pd.Timestamp(TODAY)]
    orders = orders.drop_duplicates(["customer_id", "order_no", "order_type"]).sort_values("day")
    rates = pd.DataFrame(team["FX"])
    rates["day"] = pd.to_datetime(rates.as_of)
    orders = pd.merge_asof(orders, rates.sort_values("day"), on="day", by="currency")
    orders["rate"] = orders.rate.where(orders.currency != "USD", Decimal(1))
    known = orders.rate.notna()
    orders["worth"] = [
        a * r if k else None for a, r, k in zip(orders.amount, orders.rate, known, strict=True)
    ]
    return orders.merge(pd.DataFrame(team["Customers"]), on="customer_id")


def test_each_country_earns_what_pandas_adds_up(counted: Figures, paid: pd.DataFrame) -> None:
    year = paid[paid.day > YEAR]
    whole = sum(year.worth.dropna(), Decimal(0))

    got = {
        key: (values[1], values[2], values[3], values[4])
        for key, values in lines(counted.figure("countries")).items()
    }

    wanted = {}
    for country, rows in paid.groupby(paid.country_region.fillna("")):
        mine = rows[rows.day > YEAR]
        amount = sum(mine.worth.dropna(), Decimal(0))
        ever = sum(rows.worth.dropna(), Decimal(0))
        wanted[country] = (len(mine), amount, Fraction(amount) / Fraction(whole), ever)
    assert got == wanted
    assert counted.figure("countries").notes[0].en == (
        f"{paid.worth.isna().sum()} orders have no known worth in base currency (no amount, "
        "currency or rate) and are in no sum."
    )


def test_each_rep_sold_what_pandas_adds_up(counted: Figures, paid: pd.DataFrame) -> None:
    rep = paid.sold_by.fillna(paid.owner).fillna("")

    got = {key: (v[1], v[4]) for key, v in lines(counted.figure("reps")).items()}

    assert got == {
        key: (int((rows.day > YEAR).sum()), sum(rows.worth.dropna(), Decimal(0)))
        for key, rows in paid.groupby(rep)
    }


def test_each_source_converts_what_pandas_counts(
    counted: Figures, paid: pd.DataFrame, team: Rows
) -> None:
    customers = pd.DataFrame(team["Customers"])
    bought = set(paid[paid.order_type == "订单"].customer_id)
    won = customers.stage.isin(["S7", "S8"]) | customers.customer_id.isin(bought)
    leads = pd.DataFrame(team["Leads"])
    waiting = leads[leads.converted_to.isna()].source.value_counts()

    got = {line.name.zh: line.numbers[:3] for line in counted.figure("sources").lines}

    wanted = {}
    for source, rows in customers.groupby("inquiry_source"):
        prospects = len(rows) + int(waiting.get(source, 0))
        part = int(won[rows.index].sum())
        wanted[source] = (prospects, part, Share(part, prospects))
    assert got == wanted
    best = max(wanted.values(), key=lambda values: values[1] / values[0])
    assert f"{best[1]} of {best[0]} won" in counted.figure("sources").answer.en


def test_a_lifetime_is_worth_what_pandas_averages(counted: Figures, paid: pd.DataFrame) -> None:
    each = paid.groupby("customer_id").agg(
        grade=("grade", "first"),
        orders=("order_type", lambda kinds: (kinds == "订单").sum()),
        worth=("worth", lambda worths: None if worths.isna().any() else sum(worths, Decimal(0))),
    )
    each = each[(each.orders > 0) & each.worth.notna()]

    for line in counted.figure("lifetime").lines:
        rows = each[each.grade.fillna("") == line.key]
        worth = Fraction(sum(rows.worth, Decimal(0)))
        orders = int(rows.orders.sum())
        assert line.numbers == (
            len(rows), Fraction(orders, len(rows)), worth / orders, worth / len(rows),
        )  # fmt: skip


def test_reorders_come_as_often_as_pandas_says(counted: Figures, paid: pd.DataFrame) -> None:
    bought = paid[paid.order_type == "订单"].drop_duplicates(["customer_id", "day"])
    gaps = bought.sort_values("day").groupby("customer_id").day.diff().dt.days.dropna()

    _, _, repeats, between = counted.figure("cycles").total

    assert (repeats, float(between)) == (len(gaps), gaps.median())  # type: ignore[arg-type]


CLOCKED: Rows = {
    "Reps": [{"rep_id": "R001", "rep_name": "李薇"}, {"rep_id": "R002", "rep_name": "王强"}],
    "Customers": [
        {
            "customer_id": f"CUS-2026-{n:03}",
            "company_name_zh": f"客户{n}",
            "grade": "A",
            "stage": "S9" if n < 5 else "S3",
            "lost_reason": ["价格", "价格", "交期", "价格", None][min(n, 4)] if n < 5 else None,
            "owner": "R001" if n < 6 else "R002",
            "last_contact_date": TODAY - dt.timedelta(days=n),
        }
        for n in range(12)
    ],
    "Inquiries": [
        {
            "inquiry_no": f"INQ-2026-{n:04}",
            "customer_id": "CUS-2026-001",
            "received_at": at("2026-11-16 09:00"),
            "assigned_to": "R001",
            "assigned_at": at("2026-11-16 10:00"),
            "first_reply_at": reply,
            "outcome": outcome,
            "lost_reason": "价格" if outcome == "未成交" else None,
        }
        for n, (reply, outcome) in enumerate(
            [
                (at("2026-11-16 12:00"), "进行中"),
                (at("2026-11-17 10:00"), "进行中"),  # the last minute is in time
                (at("2026-11-17 10:01"), "进行中"),
                (None, "进行中"),
                (at("2026-11-16 16:00"), "未成交"),
                (None, "无效"),
            ]
        )
    ],
    "Todos": [
        {"todo_id": f"TD-{n:03}", "due": due, "assignee": "R002", "status": status, "done_at": done}
        for n, (due, status, done) in enumerate(
            [
                (dt.date(2026, 11, 20), "未完成", None),
                (dt.date(2026, 11, 22), "未完成", None),  # today is not late
                (dt.date(2026, 11, 18), "已完成", at("2026-11-18 23:00")),
                (dt.date(2026, 11, 18), "已完成", at("2026-11-19 00:00")),
                (dt.date(2026, 11, 1), "已取消", None),
            ]
        )
    ],
    "Orders": [
        {
            "order_no": f"PO-{n}",
            "customer_id": "CUS-2026-007",
            "order_date": dt.date(2026, 10, 1),
            "amount": 100 * (n + 1),
            "currency": currency,
            "due_date": dt.date(2026, 11, day),
            "payment_status": paid,
            "status": "已发货",
        }
        for n, (currency, day, paid) in enumerate(
            [
                ("USD", 21, "未付款"),
                ("USD", 22, "未付款"),  # due today
                ("USD", 1, "已付清"),
                ("USD", 1, "已付定金"),  # its payments say what is left
                ("USD", 1, "部分付款"),  # nobody knows what is left
                ("EUR", 1, "未付款"),  # no rate
            ]
        )
    ],
    "Payments": [
        {
            "payment_id": "PAY-0001", "order_no": "PO-3", "due_date": dt.date(2026, 10, 1),
            "amount": 150, "currency": "USD", "paid_at": dt.date(2026, 10, 2),
        },
        {
            "payment_id": "PAY-0002", "order_no": "PO-3", "due_date": dt.date(2026, 11, 1),
            "amount": 250, "currency": "USD",
        },
    ],
    "Quotes": [
        {
            "quote_no": f"Q-{n}", "customer_id": "CUS-2026-009", "product": "GT-A500",
            "quote_date": dt.date(2026, 11, 2), "price": 10, "qty": qty, "currency": "USD",
            "version": version, "quote_status": "有效", "valid_until": until,
        }
        for n, qty, version, until in [
            (1, 100, 1, None), (1, 120, 2, None), (2, 50, 1, dt.date(2026, 11, 21)),
            (3, None, 1, None),
        ]
    ],
}  # fmt: skip


def test_follow_ups_are_judged_by_the_clocks_of_the_rules() -> None:
    figure = found(CLOCKED).figure("follow_ups")

    # Five replies were due; the third came a minute late, the fourth never.
    assert lines(figure) == {
        "R001": (Share(3, 5), None, Share(0, 0), Share(6, 6), Share(0, 0)),
        "R002": (Share(0, 0), None, Share(0, 0), Share(2, 6), Share(1, 3)),
    }
    assert figure.answer.en == "12 of 20 follow-ups were in time."


def test_a_team_that_gives_another_time_is_judged_by_it() -> None:
    rules = [
        {"rule_id": "SOP-02", "clock": "业务小时", "n": 2},
        {"rule_id": "SOP-05", "clock": "自然日", "n": 10},
    ]
    clock = CATALOGUE.vocabularies["clock"].words
    rules[0]["clock"], rules[1]["clock"] = clock["business_hours"].zh, clock["calendar_days"].zh

    figure = found({**CLOCKED, "SOP_Rules": rules}).figure("follow_ups")

    assert (figure.value("R001", "reply"), figure.value("R002", "grade_a")) == (
        Share(1, 5), Share(5, 6),
    )  # fmt: skip
    assert "within 2 business hours (SOP-02)" in figure.definition.en


def test_lost_reasons_count_customers_and_inquiries() -> None:
    figure = found(CLOCKED).figure("losses")

    assert [(line.name.en, *line.numbers) for line in figure.lines] == [
        ("Price", 3, 1, 4, Share(4, 6)),
        ("Lead time", 1, 0, 1, Share(1, 6)),
        ("(not stated)", 1, 0, 1, Share(1, 6)),
    ]
    assert figure.answer.zh == "最多的原因是价格：6 例中 4 例。"


def test_overdue_is_what_was_due_before_today_and_unknown_amounts_are_said() -> None:
    figure = found(CLOCKED).figure("overdue")

    assert lines(figure) == {"R002": (1, 2, 4, Decimal(350))}
    assert figure.answer.en == "1 to-dos and 4 payments are overdue, 350 in all."
    assert [note.en for note in figure.notes] == [
        "2 overdue payments are of unknown amount and in no sum."
    ]


def test_the_pipeline_weighs_open_quotes_by_the_chance_of_their_stage() -> None:
    figure = found(CLOCKED).figure("pipeline")

    assert lines(figure)["S3"] == (7, 1, Decimal(1200), Fraction(3, 10), Decimal(360))
    assert figure.answer.en == "1 open quotes worth 1,200; 360 by their chances."
    assert [note.en for note in figure.notes] == [
        "1 quote rows name no quantity; they are worth an unknown amount and not counted."
    ]


def test_the_pool_is_fair_when_everybody_got_what_the_weights_promise() -> None:
    ledger = [
        {
            "event_id": n, "at": at(f"2026-11-{n:02} 09:00"), "customer_id": "CUS-2026-001",
            "action": "分配", "to_rep": f"R00{rep}", "reason": "正常", "slot": f"1:{n}",
            "weights_snapshot": "R001:2 R002:1",
        }
        for n, rep in enumerate([1, 2, 1, 1, 2, 1], 1)
    ]  # fmt: skip
    rows = {**CLOCKED, "PoolLog": ledger}

    figure = found(rows).figure("rotation")

    assert lines(figure)["R001"][:2] == (4, Fraction(4))
    assert lines(figure)["R002"][:2] == (2, Fraction(2))
    assert figure.answer.en.startswith("6 shared out by rotation: fairness 1.0000")


def test_a_book_without_anything_says_so_and_invents_no_number() -> None:
    empty = found({"Customers": []})

    none = "Not enough data for an answer (fewer than 5 cases)."
    late = "0 to-dos and 0 payments are overdue, 0 in all."
    assert [(figure.key, figure.answer.en) for figure in empty.figures] == [
        ("sources", none),
        ("countries", none),
        ("reps", none),
        ("newcomers", none),
        ("lifetime", none),
        ("cycles", none),
        ("losses", none),
        ("pipeline", none),
        ("follow_ups", none),
        ("rotation", none),
        ("overdue", late),
    ]


def test_cells_that_cannot_be_read_are_said_and_counted_nowhere() -> None:
    rows: Rows = {
        "Customers": [{"customer_id": "CUS-2026-001", "created_date": "soon", "grade": "Z"}],
        "Orders": [
            {"order_no": "PO-1", "customer_id": "CUS-2026-001", "order_date": "later",
             "amount": "much", "currency": "USD"},
            {"order_no": "PO-2", "customer_id": "CUS-2026-404", "amount": 5, "currency": "USD"},
        ],
    }  # fmt: skip

    told = found(rows)

    assert [note.zh for note in told.notes] == [
        "客户的「客户分级」有 1 格读不懂（第 5 行），未计入；请先运行校验。",
        "客户的「建档日期」有 1 格读不懂（第 5 行），未计入；请先运行校验。",
        "订单的「订单日期」有 1 格读不懂（第 5 行），未计入；请先运行校验。",
        "订单的「交易金额」有 1 格读不懂（第 5 行），未计入；请先运行校验。",
        "订单的「客户ID」有 1 格读不懂（第 6 行），未计入；请先运行校验。",
    ]
    assert [note.en for note in told.figure("countries").notes] == [
        "1 order rows belong to no customer of the book and are not counted.",
        "1 order rows have no readable date and are not counted.",
    ]


def test_new_customers_whose_record_came_with_their_order_tell_no_conversion() -> None:
    day = dt.date(2026, 10, 5)
    rows: Rows = {
        "Customers": [
            {"customer_id": f"CUS-2026-{n:03}", "company_name_en": f"C{n}", "created_date": day,
             "stage": "S8" if n < 3 else "S1"}
            for n in range(9)
        ],
        "Orders": [
            {"order_no": f"PO-{n}", "customer_id": f"CUS-2026-{n:03}", "order_date": day,
             "amount": 1, "currency": "USD", "status": "已完成"}
            for n in range(2)
        ],
    }  # fmt: skip

    figure = found(rows).figure("newcomers")

    assert figure.lines[-1].numbers == (9, 3, Share(1, 7))
    assert [line.key for line in figure.lines] == ["2026 Q1", "2026 Q2", "2026 Q3", "2026 Q4"]
    assert figure.answer.en == "Of 7 new customers since 2026-01-01, 1 are won."
