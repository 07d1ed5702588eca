"""R, F, M, scores, the ladder of grades and the manual grade (rules.md §5)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.books import TODAY
from validation.grades.evidence import Evidence
from validation.grades.grading import Standing, grades
from validation.grades.ladder import Before, Value, settled
from validation.grades.manual import Manual, verdict
from validation.grades.money import Money
from validation.grades.scores import Scores, frequency, monetary, recency, scores, total
from validation.settings import Settings

USUAL = Settings.default()


def changed(**settings: Any) -> Settings:
    return dataclasses.replace(USUAL, **settings)


def day(days_ago: int) -> dt.date:
    return TODAY - dt.timedelta(days=days_ago)


def evidence(days: int | None, interactions: int, amount: object = None, **more: Any) -> Evidence:
    """Return what is known of a customer last heard of so many days ago."""
    facts: dict[str, Any] = {
        "last": None if days is None else day(days),
        "touch": None if days is None else "contact",
        "interactions": interactions,
        "money": Money(None if amount is None else Decimal(str(amount)), "orders"),
        "has_open_order": False,
        "created": day(30),
        "year": None,
        "last_order": None,
        "has_orders": False,
    }
    return Evidence(**{**facts, **more})


def graded(of: Evidence, standing: Standing | None = None, settings: Settings = USUAL) -> Any:
    standings = {} if standing is None else {5: standing}
    return grades({5: of}, standings, settings, TODAY)[5]


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (evidence(3, 14, 50000), (Scores(5, 5, 5, 100), "A", "A", ())),
        (evidence(45, 3, 8000), (Scores(3, 3, 3, 60), "B", "B", ())),
        (evidence(2, 13), (Scores(5, 5, None, 100), "B", "B", ("M_MISSING_CAP_B",))),
        (evidence(181, 0, 90000), (Scores(1, 0, 5, 46), "D", "B", ("DORMANT",))),
        (
            evidence(181, 0, 90000, has_open_order=True),
            (Scores(1, 0, 5, 46), "B", "B", ("OPEN_ORDER",)),
        ),
        (evidence(None, 0), (Scores(0, 0, None, 0), "C", "C", ("NEW_NO_CONTACT",))),
    ],
    ids=["A", "B", "unknown amount", "dormant", "open order", "new"],
)
def test_the_worked_customers_have_their_grades(of: Evidence, expected: tuple[object, ...]) -> None:
    found = graded(of)
    assert (found.scores, found.grade, found.value, found.codes) == expected


@pytest.mark.parametrize(
    ("days", "score"),
    [(0, 5), (7, 5), (8, 4), (30, 4), (31, 3), (90, 3), (91, 2), (180, 2), (181, 1), (None, 0)],
)
def test_recency_falls_the_day_after_each_edge(days: int | None, score: int) -> None:
    assert recency(days, USUAL) == score


@pytest.mark.parametrize(
    ("count", "score"),
    [(0, 0), (1, 1), (2, 2), (3, 3), (5, 3), (6, 4), (11, 4), (12, 5), (400, 5)],
)
def test_frequency_rises_at_each_count(count: int, score: int) -> None:
    assert frequency(count, USUAL) == score


@pytest.mark.parametrize(
    ("amount", "score"),
    [
        ("-5", 0),
        ("0", 0),
        ("0.01", 1),
        ("999.99", 1),
        ("1000", 2),
        ("4999.999999", 2),
        ("5000", 3),
        ("19999.99", 3),
        ("20000", 4),
        ("49999.99", 4),
        ("50000", 5),
        (None, None),
    ],
)
def test_money_rises_exactly_at_each_amount(amount: str | None, score: int | None) -> None:
    assert monetary(None if amount is None else Decimal(amount), USUAL) == score


@pytest.mark.parametrize(
    ("three", "points"),
    [
        ((5, 5, 5), 100),
        ((1, 0, 5), 46),
        ((0, 0, 0), 0),
        ((5, 4, None), 90),
        ((1, 0, None), 10),
    ],
)
def test_the_score_weighs_the_three_and_leaves_out_what_is_not_known(
    three: tuple[int, int, int | None], points: int
) -> None:
    assert total(*three, USUAL) == points


def test_half_a_point_is_rounded_up_and_not_to_the_even_number() -> None:
    eighths = changed(weight_recency=1, weight_frequency=7, weight_money=0)
    assert total(1, 0, 0, eighths) == 3  # 2.5
    assert total(5, 0, 0, eighths) == 13  # 12.5


def test_weights_that_are_all_nothing_score_nothing() -> None:
    nothing = changed(weight_recency=0, weight_frequency=0, weight_money=0)
    assert total(5, 5, 5, nothing) == 0
    assert total(5, 5, None, changed(weight_recency=0, weight_frequency=0)) == 0


def test_thresholds_of_the_config_sheet_are_used() -> None:
    own = changed(
        recency_days=(1, 2, 3, 4),
        frequency_counts=(50, 40, 30, 20, 10),
        money_amounts=(400, 300, 200, 100),
        weight_recency=50,
        weight_frequency=25,
        weight_money=25,
    )
    assert scores(3, 39, Decimal(300), own) == Scores(3, 3, 4, 65)
    looser = changed(grade_A_score=60, grade_A_money=3, dormant_days=44)
    assert graded(evidence(44, 3, 8000), settings=changed(grade_A_score=60)).grade == "B"
    assert graded(evidence(44, 3, 8000), settings=looser).grade == "A"
    assert graded(evidence(45, 3, 8000), settings=looser).grade == "D"


@pytest.mark.parametrize(
    ("days", "created", "grade"),
    [(180, 400, "C"), (181, 1, "D"), (None, 180, "C"), (None, 181, "D")],
)
def test_dormant_is_more_than_the_days_since_the_last_contact_or_the_filing(
    days: int | None, created: int, grade: str
) -> None:
    assert graded(evidence(days, 0, created=day(created))).grade == grade


def test_a_customer_without_any_day_is_not_dormant() -> None:
    assert graded(evidence(None, 0, created=None)).grade == "C"


def ladder(
    score: int, m: int | None, before: str | None, since: int | None = None, **more: Any
) -> tuple[str, int | None, str]:
    """Return the grade, for how many days it has been short, and why."""
    below = None if since is None else day(since)
    value = settled(
        Scores(5, 5, m, score), changed(**more), before=Before(before, below), today=TODAY
    )
    short = None if value.below_since is None else (TODAY - value.below_since).days
    return value.grade, short, value.cause


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        # Up at once, also two steps.
        ((70, 4, "B"), ("A", None, "up")),
        ((70, 4, "C"), ("A", None, "up")),
        ((45, 0, "C"), ("B", None, "up")),
        ((70, 4, "A"), ("A", None, "same")),
        # Down only below the margin, or short in two runs seven days apart.
        ((69, 4, "A"), ("A", 0, "held")),
        ((65, 4, "A"), ("A", 0, "held")),
        ((64, 4, "A"), ("B", None, "margin")),
        ((69, 4, "A", 6), ("A", 6, "held")),
        ((69, 4, "A", 7), ("B", None, "confirmed")),
        ((44, 4, "B"), ("B", 0, "held")),
        ((40, 4, "B", 6), ("B", 6, "held")),
        ((40, 4, "B", 7), ("C", None, "confirmed")),
        ((39, 4, "B"), ("C", None, "margin")),
        # What was short is forgotten once it is not.
        ((70, 4, "A", 3), ("A", None, "same")),
        ((45, 4, "B", 30), ("B", None, "same")),
        # Each step down is a step of its own.
        ((42, 4, "A"), ("B", 0, "margin")),
        ((39, 4, "A"), ("C", None, "margin")),
        # An amount that scores too little is short of A; one that is not known is no A at all.
        ((84, 3, "A"), ("A", 0, "held")),
        ((84, 3, "A", 7), ("B", None, "confirmed")),
        ((100, None, "A"), ("B", None, "amount_unknown")),
        # D and nothing at all have nothing to fall from.
        ((44, 4, "D", 3), ("C", None, "first")),
        ((44, 4, None), ("C", None, "first")),
        # A day that lies ahead is no earlier run.
        ((69, 4, "A", -30), ("A", 0, "held")),
    ],
)
def test_a_grade_rises_at_once_and_falls_slowly(
    case: tuple[Any, ...], expected: tuple[str, int | None, str]
) -> None:
    assert ladder(*case) == expected


def test_margin_and_days_are_settings() -> None:
    assert ladder(60, 4, "A", grade_margin=10) == ("A", 0, "held")
    assert ladder(69, 4, "A", grade_margin=0) == ("B", None, "margin")
    assert ladder(69, 4, "A", 1, grade_confirm_days=1) == ("B", None, "confirmed")
    assert ladder(69, 4, "A", grade_confirm_days=0) == ("B", None, "confirmed")


@given(
    st.integers(0, 100),
    st.none() | st.integers(0, 5),
    st.sampled_from("ABC"),
    st.none() | st.integers(0, 20),
)
def test_a_second_run_of_the_day_finds_what_the_first_left(
    score: int, m: int | None, before: str, since: int | None
) -> None:
    of = Scores(5, 5, m, score)
    below = None if since is None else day(since)
    first = settled(of, USUAL, before=Before(before, below), today=TODAY)
    again = settled(of, USUAL, before=Before(first.grade, first.below_since), today=TODAY)
    assert (again.grade, again.below_since) == (first.grade, first.below_since)
    assert isinstance(first, Value)


def hand(grade: str, **more: Any) -> Manual:
    facts: dict[str, Any] = {"reason": "老板指定", "until": TODAY, "by": "R001", "role": "rep"}
    return Manual(grade, **{**facts, **more})


@pytest.mark.parametrize(
    ("manual", "system", "expected"),
    [
        (Manual(), "C", "none"),
        (hand("B"), "C", "holds"),
        (hand("C"), "C", "holds"),
        (hand("D"), "C", "holds"),
        (hand("A"), "C", "too_far"),
        (hand("A"), "D", "too_far"),
        (hand("B"), "D", "too_far"),
        (hand("A", role="manager"), "D", "holds"),
        (hand("A", role="admin"), "C", "holds"),
        (hand("A", role="marketing"), "C", "too_far"),
        (hand("A", by=None, role=None), "C", "too_far"),
        (hand("B", until=day(1)), "C", "expired"),
        (hand("B", until=day(-1)), "C", "holds"),
        (hand("B", until=None), "C", "holds"),
        (hand("B", until=None, until_unread=True), "C", "no_date"),
        (hand("B", reason=None), "C", "no_reason"),
        (hand("B", reason="  "), "C", "no_reason"),
        (hand("A", role="manager", reason=None), "C", "no_reason"),
    ],
)
def test_a_manual_grade_needs_its_reason_its_day_and_its_reach(
    manual: Manual, system: str, expected: str
) -> None:
    assert verdict(manual, system, TODAY) == expected


def test_a_manual_grade_counts_at_once_and_leaves_the_system_its_own_ladder() -> None:
    standing = Standing(Before("A", day(2)), hand("C", role="manager"))
    found = graded(evidence(3, 14, 20000), standing, changed(grade_A_score=95))
    assert (found.grade, found.system, found.below_since) == ("C", "A", day(2))
    assert found.codes == ("BELOW", "MANUAL")


def test_dormant_ignores_the_ladder_and_says_what_the_scores_alone_would_give() -> None:
    found = graded(evidence(181, 0, 4000), Standing(Before("B", day(1))))
    assert (found.grade, found.value, found.below_since) == ("D", "C", None)


def test_a_customer_who_wakes_up_is_graded_by_the_scores_alone() -> None:
    found = graded(evidence(10, 1, 2000), Standing(Before("D")))
    assert (found.scores, found.grade, found.cause) == (Scores(4, 1, 2, 46), "B", "first")


def test_fifths_leave_out_who_has_nothing_and_share_ties() -> None:
    people = {
        5: evidence(10, 4, 100),
        6: evidence(10, 4, 100),
        7: evidence(400, 1, 5, has_open_order=True),
        8: evidence(None, 0),
        9: evidence(20, 9, 0),
        10: evidence(90, 30, 900),
    }
    found = grades(people, {}, USUAL, TODAY, mode="quantile")
    assert {row: one.scores[:3] for row, one in found.items()} == {
        5: (5, 1, 2),
        6: (5, 1, 2),
        7: (1, 1, 1),
        8: (0, 0, None),
        9: (3, 4, 0),
        10: (2, 5, 5),
    }
