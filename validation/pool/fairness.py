"""How near what the rotation delivered comes to what the weights say."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from validation.pool.rotation import weights_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from validation.pool.ledger import Event


class Share(NamedTuple):
    """One rep's part."""

    rep: str
    delivered: int
    target: Fraction
    """How many it would be exactly by the weights."""


class Fairness(NamedTuple):
    """How fair a number of assignments was."""

    shares: tuple[Share, ...]
    """In roster order."""
    deviation: Fraction
    """The most slots by which anybody was ahead or behind after any of the assignments."""
    jain: Fraction | None
    """Jain's index over delivered / target, 1 the fairest; None: nothing was delivered."""

    @property
    def delivered(self) -> int:
        """How many assignments there were."""
        return sum(share.delivered for share in self.shares)


def fairness(order: Iterable[str], weights: Mapping[str, int]) -> Fairness:
    """Return how fair it was that the reps of `order` got one record each, in this order.

    >>> round(float(fairness("AABBBC", {"A": 3, "B": 2, "C": 1}).jain), 4)
    0.9048
    """
    return over([(rep, weights) for rep in order])


def over(deliveries: Sequence[tuple[str, Mapping[str, int]]]) -> Fairness:
    """Return how fair a series of (rep, weights at the time) was; a target moves with the weights.

    A rep with weight 0 throughout, who got nothing, is left out.
    """
    got: dict[str, int] = {}
    target: dict[str, Fraction] = {}
    deviation = Fraction(0)
    for rep, weights in deliveries:
        total = sum(weights.values())
        for one, weight in weights.items():
            if weight:
                target[one] = target.get(one, Fraction(0)) + Fraction(weight, total)
        got[rep] = got.get(rep, 0) + 1
        everyone = dict.fromkeys((*target, *got))
        gaps = [abs(got.get(one, 0) - target.get(one, Fraction(0))) for one in everyone]
        deviation = max(deviation, *gaps)
    shares = tuple(
        Share(one, got.get(one, 0), target.get(one, Fraction(0)))
        for one in dict.fromkeys((*target, *got))
    )
    return Fairness(shares, deviation, _jain(shares))


def of_ledger(found: Iterable[Event]) -> Fairness:
    """Return how fair the rotation of a ledger was: its assignments by slot, no claims."""
    given = []
    for event in found:
        weights = weights_of(event.weights) if event.slot and event.action == "ASSIGN" else None
        if weights:
            given.append((event.to_rep, weights))
    return over(given)


def _jain(shares: Sequence[Share]) -> Fraction | None:
    parts = [share.delivered / share.target for share in shares if share.target]
    squares = sum((part * part for part in parts), Fraction(0))
    return sum(parts, Fraction(0)) ** 2 / (len(parts) * squares) if squares else None
