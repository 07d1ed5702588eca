"""Fifths as the R package rfm makes them, against the table its README prints.

tests/data/rfm/customers.csv holds that table's 995 customers in their order (MIT, licence
beside it); thresholds, scores and the number of orders stand here as published.
"""

from __future__ import annotations

import csv
import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.books import book_of
from validation import catalogue
from validation.grades import grade_book
from validation.grades.quantile import Sums, edges, order_table, ranks, table
from validation.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

_TABLE = Path(__file__).parent / "data" / "rfm" / "customers.csv"
DAY = dt.date(2006, 12, 31)
# The scores the README prints for its customers 1 to 41 and 978 to 995.
FIRST = (
    355, 354, 122, 555, 533, 455, 134, 222, 345, 455, 112, 522, 544, 433, 544, 433, 333, 444, 255,
    455, 521, 135, 555, 345, 512, 211, 333, 234, 422, 323, 322, 334, 111, 344, 342, 222, 322, 333,
    532, 333, 212,
)  # fmt: skip
LAST = (111, 112, 211, 311, 111, 412, 411, 111, 111, 111, 522, 522, 111, 111, 311, 312, 111, 111)


def published() -> list[Sums]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = [tuple(map(int, row)) for row in list(csv.reader(file))[1:]]
    return [Sums(str(n), days, orders, amount) for n, (days, orders, amount) in enumerate(rows, 1)]


def test_the_edges_are_those_published() -> None:
    people = published()
    assert (len(people), sum(one.orders for one in people)) == (995, 4906)
    assert edges([one.days for one in people]) == [115, 181, Fraction("297.4"), 482]
    assert edges([one.orders for one in people]) == [4, 5, 6, 8]
    assert edges([one.amount for one in people]) == [
        Fraction("255.8"),
        382,
        Fraction("506.4"),
        666,
    ]


def test_the_scores_are_those_published() -> None:
    codes = [row.code for row in table(published())]
    assert (tuple(codes[:41]), tuple(codes[977:])) == (FIRST, LAST)


def orders_of(one: Sums) -> list[tuple[str, dt.date, int]]:
    """Return orders that come to the published sums, the latest in the middle."""
    last, first = DAY - dt.timedelta(days=one.days), int(one.amount) - (one.orders - 1)
    rest = [(one.customer, last - dt.timedelta(days=n), 1) for n in range(one.orders - 1)]
    return [*rest[:1], (one.customer, last, first), *rest[1:]]


def test_a_table_of_orders_gives_the_same_as_the_table_of_customers() -> None:
    people = published()
    orders = [order for one in people for order in orders_of(one)]
    assert order_table(orders, DAY) == table(people)


@pytest.mark.parametrize("source", ["latest", "order"])
def test_a_book_of_orders_alone_is_graded_by_the_published_scores(source: str) -> None:
    people = published()
    ids = {one.customer: f"CUS-2004-{int(one.customer):03}" for one in people}
    orders: list[dict[str, Any]] = [
        {
            "order_no": f"PO-{n}",
            "customer_id": ids[customer],
            "order_date": day,
            "amount": amount,
            "currency": "USD",
            "status": "已完成",
        }
        for n, (customer, day, amount) in enumerate(o for one in people for o in orders_of(one))
    ]
    book = book_of({"Customers": [{"customer_id": i} for i in ids.values()], "Orders": orders})
    settings = Settings.default()
    settings = type(settings)(**{**vars(settings), "recency_source": source})
    noon = dt.datetime.combine(DAY, dt.time(12))

    found = grade_book(book, catalogue.load(), settings, noon, "quantile").answer

    assert found.is_classic
    assert [
        100 * one.grade.scores.r + 10 * one.grade.scores.f + one.grade.scores.m
        for one in found.customers
    ] == [row.code for row in table(people)]
    assert found.customers[0].reason.en == (
        "Grade D, score 88 (R3 F5 M5); last order 2006-05-16; orders in all: 8; "
        "all orders 852 USD; nothing for more than 180 days: dormant (was A)."
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([7], [1]),
        ([7, 7, 7, 7], [1, 1, 1, 1]),
        ([1, 2, 3, 4, 5], [1, 1, 2, 3, 4]),
        ([10, 20, 30, 40, 50], [1, 2, 3, 4, 5]),
        ([Fraction("0.1"), Fraction("0.2"), 5, 5], [1, 1, 3, 3]),
    ],
)
def test_the_highest_edge_may_lie_above_every_value(
    values: Sequence[int], expected: list[int]
) -> None:
    assert ranks(values) == expected


def test_other_numbers_of_bins_have_their_own_edges() -> None:
    assert edges([0, 10, 20, 30, 40], bins=4) == [11, 21, 31]
    assert ranks([0, 10, 20, 30, 40], bins=4) == [1, 1, 2, 3, 4]


@given(st.lists(st.integers(-50, 50), min_size=1), st.randoms())
def test_equal_values_score_equal_whatever_their_order(values: list[int], random: Any) -> None:
    found = dict(zip(values, ranks(values), strict=True))
    mixed = random.sample(values, len(values))
    assert dict(zip(mixed, ranks(mixed), strict=True)) == found
    assert [found[v] for v in values] == ranks(values)
    ordered = [found[v] for v in sorted(found)]
    assert ordered == sorted(ordered)
