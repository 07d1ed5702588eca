"""R, F and M as scores from 0 to 5, and the score of the three together."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal

    from validation.settings import Settings

BEST = 5
"""The highest score of each of the three."""


class Scores(NamedTuple):
    """What a customer scores: `r`, `f` and `m` from 0 to 5, `total` from 0 to 100."""

    r: int
    f: int
    m: int | None
    """None: the amount is not known."""
    total: int


def recency(days: int | None, settings: Settings) -> int:
    """Return the score of the days since the last contact; None: never, which scores 0."""
    return 0 if days is None else BEST - bisect_left(settings.recency_days, days)


def frequency(interactions: int, settings: Settings) -> int:
    """Return the score of the interactions of a year."""
    return bisect_right(settings.frequency_counts[::-1], interactions)


def monetary(amount: Decimal | None, settings: Settings) -> int | None:
    """Return the score of an amount in base currency; below 0 counts as 0, None stays None."""
    if amount is None:
        return None
    return 0 if amount <= 0 else 1 + bisect_right(settings.money_amounts[::-1], amount)


def total(r: int, f: int, m: int | None, settings: Settings) -> int:
    """Return the weighted score of the three out of 100, rounded half up (rules.md §5).

    Without M the other two share its part. Weights that are all 0 leave nothing to score: 0.
    """
    weighted = [(r, settings.weight_recency), (f, settings.weight_frequency)]
    if m is not None:
        weighted.append((m, settings.weight_money))
    most = BEST * sum(weight for _, weight in weighted)
    points = sum(score * weight for score, weight in weighted)
    return floor(Fraction(100 * points, most) + Fraction(1, 2)) if most else 0


def scores(
    days: int | None, interactions: int, amount: Decimal | None, settings: Settings
) -> Scores:
    """Return what a customer scores by fixed thresholds.

    Args:
        days: since the last contact, inquiry or order; None: there was none.
        interactions: of a year.
        amount: of a year, in base currency; None: not known.
        settings: the thresholds and weights.
    """
    r, f = recency(days, settings), frequency(interactions, settings)
    m = monetary(amount, settings)
    return Scores(r, f, m, total(r, f, m, settings))
