"""Weights from the conversion rate, in exact fractions.

The team's rate is p0 = Σ won / Σ assigned; a rep's is drawn towards it as if `weight_smoothing`
(20) customers of the team's rate stood beside his own: (won + 20·p0) / (assigned + 20). The best
of the team has weight `weight_top` (3), the others their part of it, rounded half up, 1 at least.
Where nobody won anything there is nothing to tell reps apart: all 1. (No Wilson bound: it would
put 1 of 1 before 12 of 40.)
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from validation.pool.ledger import MOVES
from validation.pool.records import LOST, WON

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from validation.pool.ledger import Event
    from validation.pool.records import Record
    from validation.settings import Settings


class Conversion(NamedTuple):
    """How well a rep turns records into won customers, and the weight that follows."""

    rep: str
    won: int
    assigned: int
    rate: Fraction | None
    """won / assigned; None: nothing assigned."""
    shrunk: Fraction
    """The rate drawn towards the team's."""
    weight: int


def conversions(
    counted: Mapping[str, tuple[int, int]], settings: Settings
) -> Mapping[str, Conversion]:
    """Return the weight of each rep of a team.

    Args:
        counted: rep → (won, assigned), in roster order.
        settings: weight_smoothing and weight_top.

    >>> from validation.settings import Settings
    >>> team = {"A": (12, 40), "B": (7, 35), "C": (2, 30), "new": (0, 0)}
    >>> [one.weight for one in conversions(team, Settings.default()).values()]
    [3, 2, 1, 2]
    """
    won = sum(one[0] for one in counted.values())
    assigned = sum(one[1] for one in counted.values())
    team = Fraction(won, assigned) if assigned else Fraction(0)
    shrunk = {
        rep: _shrunk(mine, of, team, settings.weight_smoothing)
        for rep, (mine, of) in counted.items()
    }
    best = max(shrunk.values(), default=Fraction(0))
    return {
        rep: Conversion(
            rep,
            mine,
            of,
            Fraction(mine, of) if of else None,
            shrunk[rep],
            _weight(shrunk[rep], best, settings.weight_top),
        )
        for rep, (mine, of) in counted.items()
    }


def _shrunk(won: int, assigned: int, team: Fraction, smoothing: int) -> Fraction:
    # Without smoothing a rep who was given nothing has the team's rate, too.
    beside = smoothing if assigned or smoothing else 1
    return (won + beside * team) / (assigned + beside)


def _weight(shrunk: Fraction, best: Fraction, top: int) -> int:
    if not best:
        return 1
    return max(1, (top * shrunk / best + Fraction(1, 2)).__floor__())


class _Tenure(NamedTuple):
    """A record in the hands of a rep who was given it."""

    rep: str
    record: str
    given: dt.date
    ended: dt.date | None
    """None: the rep still has it."""


def tallies(
    found: Iterable[Event],
    records: Mapping[str, Record],
    won_at: Mapping[str, dt.date],
    settings: Settings,
    today: dt.date,
) -> Mapping[str, tuple[int, int]]:
    """Return (won, assigned) of each rep who was given anything in the window.

    What a rep was assigned or claimed at most `weight_window_days` ago counts once it is closed
    (won, lost, or no longer the rep's), or was given more than `weight_ripe_days` ago. It is won
    when the customer, or the one the lead became, got to S7 or S8 while the rep had it: by
    `won_at`, else by its own row where the rep has it still.
    """
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in _tenures(found):
        days = (today - one.given).days
        if not 0 <= days <= settings.weight_window_days:
            continue
        won, closed = _outcome(one, records, won_at)
        if closed or days > settings.weight_ripe_days:
            counted[one.rep][0] += won
            counted[one.rep][1] += 1
    return {rep: (won, assigned) for rep, (won, assigned) in counted.items()}


def _tenures(found: Iterable[Event]) -> Iterator[_Tenure]:
    having: dict[str, _Tenure] = {}
    for event in found:
        if event.action not in MOVES:
            continue
        before = having.pop(event.record, None)
        if before is not None and event.action == "TRANSFER" and event.to_rep == before.rep:
            having[event.record] = before
            continue
        if before is not None:
            yield before._replace(ended=event.at.date())
        if event.is_given:
            having[event.record] = _Tenure(event.to_rep, event.record, event.at.date(), None)
    yield from having.values()


def _outcome(
    one: _Tenure, records: Mapping[str, Record], won_at: Mapping[str, dt.date]
) -> tuple[bool, bool]:
    """Return whether the rep won it, and whether it is closed."""
    record = records.get(one.record)
    if record is None:
        return False, one.ended is not None
    won = not record.is_lead and _is_won(one, record, won_at)
    lost = record.is_over or record.stage in (LOST, *WON)
    return won, won or lost or one.ended is not None


def _is_won(one: _Tenure, customer: Record, won_at: Mapping[str, dt.date]) -> bool:
    at = won_at.get(customer.id)
    if at is not None:
        return one.given <= at and (one.ended is None or at < one.ended)
    return customer.stage in WON and one.ended is None
