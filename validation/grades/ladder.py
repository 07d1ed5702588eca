"""The grade that scores stand for, and how slowly it falls (rules.md §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from validation.grades.scores import Scores
    from validation.settings import Settings

GRADES = ("A", "B", "C", "D")
"""From the best down; D is dormant."""
DORMANT = "D"

Cause = Literal["same", "first", "up", "amount_unknown", "margin", "confirmed", "held"]
"""Why a value grade is what it is: `margin` it fell at once, `confirmed` after having been short
for long enough, `held` is short and has not fallen yet."""


class Value(NamedTuple):
    """A value grade, the day since which it has been short of its own threshold, and why."""

    grade: str
    below_since: dt.date | None
    cause: Cause


class Before(NamedTuple):
    """What the last run left of a customer."""

    grade: str | None
    """Its system grade, else the grade it was imported with; None: it has none."""
    below_since: dt.date | None = None


def value_grade(scores: Scores, settings: Settings) -> str:
    """Return A, B or C as the scores alone have it; without an amount it is B at best."""
    is_rich = scores.m is not None and scores.m >= settings.grade_A_money
    if is_rich and scores.total >= settings.grade_A_score:
        return "A"
    return "B" if scores.total >= settings.grade_B_score else "C"


def settled(scores: Scores, settings: Settings, *, before: Before, today: dt.date) -> Value:
    """Return the value grade after hysteresis: up at once, down slowly.

    A grade falls when the score lies more than `grade_margin` below its threshold, or when it has
    been short of it in two runs at least `grade_confirm_days` apart. An A whose amount scores too
    little is short of its threshold too; one whose amount is not known is capped at once. A grade
    passes every step on its way down, so an A may rest at B. From D, or from nothing, the scores
    alone decide.
    """
    raw = value_grade(scores, settings)
    if before.grade is None or before.grade not in GRADES or before.grade == DORMANT:
        return Value(raw, None, "first")
    if raw <= before.grade:
        return Value(raw, None, "same" if raw == before.grade else "up")
    cause: Cause = "same"
    for grade in GRADES[GRADES.index(before.grade) : GRADES.index(raw)]:
        since = before.below_since if grade == before.grade else None
        start = min(since or today, today)
        fallen = _fallen(grade, scores, settings, days=(today - start).days)
        if fallen is None:
            return Value(grade, start, "held" if cause == "same" else cause)
        cause = fallen
    return Value(raw, None, cause)


def _fallen(grade: str, scores: Scores, settings: Settings, *, days: int) -> Cause | None:
    """Return why `grade` is lost after so many days short of it; None: it is kept."""
    if grade == "A" and scores.m is None:
        return "amount_unknown"
    threshold = settings.grade_A_score if grade == "A" else settings.grade_B_score
    if scores.total < threshold - settings.grade_margin:
        return "margin"
    return "confirmed" if days >= settings.grade_confirm_days else None
