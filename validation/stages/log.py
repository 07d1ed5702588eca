"""The log of stages: what it says, and which changes that somebody typed it does not know yet."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd


class Step(NamedTuple):
    """A customer went from one stage to another."""

    customer: str
    before: str
    """Code of the stage it left; "": it was new, or nobody knows."""
    after: str
    """Code of the stage it came to."""
    at: dt.datetime
    """The company's clock."""


class Spell(NamedTuple):
    """The time a customer spent in one stage."""

    customer: str
    stage: str
    entered: dt.datetime
    left: dt.datetime | None
    """None: it is there still."""


class Found(NamedTuple):
    """How a customer's stage and its log agree."""

    step: Step | None
    """The row the log lacks; None: it knows the stage."""
    since: dt.date
    """When the customer came to its stage."""


def steps(log: pd.DataFrame, former: Mapping[str, str]) -> Mapping[str, tuple[Step, ...]]:
    """Return the steps of each customer in time; of two at one time the lower row is later.

    A row without customer, new stage or time says nothing. Rows of a record that was merged away
    count for a customer that has none of its own: else the two would seem to go to and fro.

    Args:
        log: the typed sheet StageLog, by itself, so that ids that are gone are still there.
        former: id of a customer that was merged away, folded → the one that took it over.
    """
    own: dict[str, list[Step]] = {}
    merged: dict[str, list[Step]] = {}
    for row in log.to_dict("records"):
        if row["customer_id"] and row["stage_to"] and row["changed_at"]:
            told = str(row["customer_id"])
            customer = former.get(fold(told), told)
            before = str(row["stage_from"] or "")
            step = Step(customer, before, str(row["stage_to"]), moment(row["changed_at"]))
            (own if customer == told else merged).setdefault(customer, []).append(step)
    every = {**merged, **own}
    return {key: tuple(sorted(each, key=lambda step: step.at)) for key, each in every.items()}


def compared(
    customer: str,
    stage: str,
    since: dt.date | None,
    logged: Sequence[Step],
    at: dt.datetime,
) -> Found:
    """Return what the log lacks of a customer, and since when it is in its stage.

    A change is logged at the time it is noticed. Of a customer the log does not know, the date
    in its row is believed, if it has one that has come.

    Args:
        customer: its id.
        stage: code of the stage in its row.
        since: stage_since of its row.
        logged: its steps, in time.
        at: the company's clock.
    """
    if not logged:
        known = since is not None and since <= at.date()
        entered = dt.datetime.combine(since, dt.time()) if since is not None and known else at
        return Found(Step(customer, "", stage, entered), entered.date())
    last = logged[-1]
    if last.after != stage:
        # Never before the last row: else that would stay the last one.
        step = Step(customer, last.after, stage, max(at, last.at))
        return Found(step, step.at.date())
    return Found(None, spells(logged)[-1].entered.date())


def spells(logged: Iterable[Step]) -> tuple[Spell, ...]:
    """Return the stages of one customer in time; a step to the stage it is in is none."""
    entered: list[Step] = []
    for step in logged:
        if not entered or entered[-1].after != step.after:
            entered.append(step)
    whole = [Spell(a.customer, a.after, a.at, b.at) for a, b in pairwise(entered)]
    return (*whole, *(Spell(one.customer, one.after, one.at, None) for one in entered[-1:]))


def moment(value: dt.date) -> dt.datetime:
    """Return a typed date or time as a time without a zone."""
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    return dt.datetime.combine(value, dt.time())
