"""The grade of each customer: evidence, scores, ladder, dormancy and manual grade together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from validation.grades import ladder, manual, quantile, scores
from validation.grades.ladder import DORMANT, Before
from validation.grades.manual import Manual, Verdict
from validation.grades.scores import BEST, Scores

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from validation.grades.evidence import Evidence
    from validation.settings import Settings

Mode = Literal["absolute", "quantile"]


class Standing(NamedTuple):
    """What a customer's row says before a run."""

    before: Before = Before(None)
    manual: Manual = Manual()


class Grade(NamedTuple):
    """The grade of one customer and what it stands on."""

    grade: str
    """The one that counts: by hand where that holds, else `system`."""
    system: str
    value: str
    """A, B or C; for a customer that is dormant the grade it would have."""
    scores: Scores
    below_since: dt.date | None
    cause: ladder.Cause
    verdict: Verdict
    codes: tuple[str, ...]
    """M_MISSING_CAP_B, DORMANT, NEW_NO_CONTACT, OPEN_ORDER, BELOW and MANUAL, where they apply."""


def is_dormant(evidence: Evidence, settings: Settings, today: dt.date) -> bool:
    """Return whether nothing happened for more than `dormant_days`, nor an order is running.

    A customer never heard of counts from the day it was filed; without that day it is not dormant.
    """
    return _is_quiet(evidence, settings, today) and not evidence.has_open_order


def _is_quiet(evidence: Evidence, settings: Settings, today: dt.date) -> bool:
    start = evidence.last or evidence.created
    return start is not None and (today - start).days > settings.dormant_days


def absolute(evidence: Evidence, settings: Settings, today: dt.date) -> Scores:
    """Return the scores of a customer by the thresholds of the Config sheet."""
    days = None if evidence.last is None else (today - evidence.last).days
    return scores.scores(days, evidence.interactions, evidence.money.amount, settings)


def by_fifths(
    evidence: Mapping[int, Evidence], settings: Settings, today: dt.date
) -> dict[int, Scores]:
    """Return the scores of all customers by fifths of those that have any, by row.

    Who was never heard of, had no interaction or is worth nothing scores 0 there and stands
    outside the fifths, as does an amount that is not known.
    """
    days = {row: (today - one.last).days for row, one in evidence.items() if one.last}
    counts = {row: one.interactions for row, one in evidence.items() if one.interactions}
    amounts = {row: a for row, one in evidence.items() if (a := one.money.amount) is not None}
    recent = {row: BEST + 1 - rank for row, rank in _ranks(days).items()}
    often = _ranks(counts)
    much = _ranks({row: amount for row, amount in amounts.items() if amount > 0})
    found = {}
    for row in evidence:
        r, f = recent.get(row, 0), often.get(row, 0)
        m = much.get(row, 0) if row in amounts else None
        found[row] = Scores(r, f, m, scores.total(r, f, m, settings))
    return found


def _ranks(values: Mapping[int, int] | Mapping[int, Decimal]) -> dict[int, int]:
    found = quantile.ranks(list(values.values()))
    return dict(zip(values, found, strict=True))


def scored(
    evidence: Mapping[int, Evidence], settings: Settings, today: dt.date, mode: Mode
) -> Mapping[int, Scores]:
    """Return the scores of all customers, by row."""
    if mode == "quantile":
        return by_fifths(evidence, settings, today)
    return {row: absolute(one, settings, today) for row, one in evidence.items()}


def grade(
    evidence: Evidence, found: Scores, standing: Standing, settings: Settings, today: dt.date
) -> Grade:
    """Return the grade of one customer (rules.md §5).

    Args:
        evidence: what is known of it.
        found: its scores.
        standing: what the last run and people left in its row.
        settings: thresholds.
        today: the day of the run.
    """
    dormant = is_dormant(evidence, settings, today)
    before = Before(None) if dormant else standing.before
    value = ladder.settled(found, settings, before=before, today=today)
    system = DORMANT if dormant else value.grade
    verdict = manual.verdict(standing.manual, system, today)
    by_hand = standing.manual.grade if verdict == "holds" else None
    codes = {
        "M_MISSING_CAP_B": found.m is None and found.total >= settings.grade_A_score,
        "DORMANT": dormant,
        "NEW_NO_CONTACT": evidence.last is None and not dormant,
        "OPEN_ORDER": evidence.has_open_order and _is_quiet(evidence, settings, today),
        "BELOW": value.below_since is not None,
        "MANUAL": by_hand is not None,
    }
    return Grade(
        by_hand or system,
        system,
        value.grade,
        found,
        value.below_since,
        value.cause,
        verdict,
        tuple(code for code, applies in codes.items() if applies),
    )


def grades(
    evidence: Mapping[int, Evidence],
    standings: Mapping[int, Standing],
    settings: Settings,
    today: dt.date,
    *,
    mode: Mode = "absolute",
) -> dict[int, Grade]:
    """Return the grade of every customer, by row; one without a standing is graded afresh."""
    found = scored(evidence, settings, today, mode)
    return {
        row: grade(one, found[row], standings.get(row, Standing()), settings, today)
        for row, one in evidence.items()
    }


def tally(found: Sequence[Grade]) -> Mapping[str, int]:
    """Return how many customers have each grade, A to D."""
    return {one: sum(g.grade == one for g in found) for one in ladder.GRADES}
