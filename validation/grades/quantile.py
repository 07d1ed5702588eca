"""Scores by fifths of one's own customers, as the R package rfm makes them.

Its edges are quantiles of type 7 (the default of R) at k/5, plus 1; a bin runs from its lower
edge up to, and without, the next; a recent contact scores high. Equal values have equal scores.
"""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    Number = int | Decimal | Fraction

BINS = 5


class Sums(NamedTuple):
    """What one customer ordered in all: what the table of scores is made from."""

    customer: str
    days: int
    """Since the last order."""
    orders: int
    amount: Number


class Row(NamedTuple):
    """A row of the table of scores; each score runs from 1 to the number of bins."""

    customer: str
    days: int
    orders: int
    amount: Number
    r: int
    f: int
    m: int

    @property
    def code(self) -> int:
        """The three scores as the digits of one number, 543 for R 5, F 4, M 3."""
        return 100 * self.r + 10 * self.f + self.m


def edges(values: Iterable[Number], bins: int = BINS) -> list[Fraction]:
    """Return where the bins above the lowest begin: exact type-7 quantiles at k/bins, plus 1.

    No values have no edges.

    >>> [float(edge) for edge in edges([10, 20, 30, 41])]
    [17.0, 23.0, 29.0, 35.4]
    """
    ordered = sorted(Fraction(value) for value in values)
    if not ordered:
        return []
    found = []
    for k in range(1, bins):
        place = Fraction(k * (len(ordered) - 1), bins)
        below = floor(place)
        above = min(below + 1, len(ordered) - 1)
        step = ordered[above] - ordered[below]
        found.append(ordered[below] + (place - below) * step + 1)
    return found


def ranks(values: Sequence[Number], bins: int = BINS) -> list[int]:
    """Return the bin of each value among all of them, 1 for the lowest; order matters not."""
    limits = edges(values, bins)
    return [1 + bisect_right(limits, Fraction(value)) for value in values]


def table(customers: Sequence[Sums], bins: int = BINS) -> list[Row]:
    """Return the scores of customers, in their order (`rfm_table_customer` of the package)."""
    recent = ranks([one.days for one in customers], bins)
    often = ranks([one.orders for one in customers], bins)
    much = ranks([one.amount for one in customers], bins)
    return [
        Row(*one, bins + 1 - r, f, m)
        for one, r, f, m in zip(customers, recent, often, much, strict=True)
    ]


def order_table(
    orders: Iterable[tuple[str, dt.date, Number]], today: dt.date, bins: int = BINS
) -> list[Row]:
    """Return the scores of the customers of orders (`rfm_table_order` of the package).

    An order is its customer, day and amount; customers come in the order they first appear.
    """
    last: dict[str, dt.date] = {}
    count: dict[str, int] = {}
    amount: dict[str, Number] = {}
    for customer, day, worth in orders:
        last[customer] = max(last.get(customer, day), day)
        count[customer] = count.get(customer, 0) + 1
        amount[customer] = Fraction(amount.get(customer, 0)) + Fraction(worth)
    sums = [Sums(one, (today - day).days, count[one], amount[one]) for one, day in last.items()]
    return table(sums, bins)
