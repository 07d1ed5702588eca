"""Rules across rows, and the language of conditions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.books import at
from validation.catalogue import load
from validation.checks.values import Values
from validation.conditions import Clause, clauses, holds, in_words
from validation.messages import Text
from validation.references import Primaries, backwards, primaries, repeats, together

NAN = float("nan")
TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([], {}),
        (["a", "b"], {}),
        (["a", "b", "a", "a"], {2: 0, 3: 0}),
        ([None, None], {}),
        ([("Q1", 1), ("Q1", 2), ("Q1", 1)], {2: 0}),
    ],
)
def test_repeats_name_the_first_row(keys: list[Any], expected: dict[int, int]) -> None:
    assert repeats(keys) == expected


@given(st.lists(st.sampled_from(["a", "b", None])))
def test_without_its_repeats_a_list_has_none(keys: list[str | None]) -> None:
    found = repeats(keys)

    assert repeats([key for n, key in enumerate(keys) if n not in found]) == {}


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([], ()), ([1], ()), ([1, 2, 3], ()), ([1, 1], (1,)), ([3, NAN, 2, 4], (2,)), ([NAN], ())],
)
def test_a_ledger_runs_forward(numbers: list[float], expected: tuple[int, ...]) -> None:
    assert backwards(numbers) == expected


@pytest.mark.parametrize(
    ("groups", "flags", "expected"),
    [
        (["x", "x"], [False, True], Primaries((), {})),
        (["x", "x"], [None, False], Primaries((0,), {})),
        (["x", "y", "x", "x"], [True, True, True, True], Primaries((), {2: 0, 3: 0})),
        ([None, None], [True, True], Primaries((), {})),
    ],
)
def test_each_group_has_one_flag(groups: list[Any], flags: list[Any], expected: Primaries) -> None:
    assert primaries(groups, flags) == expected


def test_keys_side_by_side_need_the_first() -> None:
    assert together(["Q1", None], [None, 2]) == [("Q1", None), None]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("stage=S9", [Clause("stage", "=", "S9")]),
        ("credit_code", [Clause("credit_code")]),
        ("due<today-7 & kind!=full", [Clause("due", "<", "today-7"), Clause("kind", "!=", "full")]),
    ],
)
def test_a_condition_is_read(condition: str, expected: list[Clause]) -> None:
    assert list(clauses(condition)) == expected


@pytest.mark.parametrize("condition", ["", "Stage=S9", "stage=", "a b", "stage==S9 &"])
def test_what_is_no_condition_is_refused(condition: str) -> None:
    with pytest.raises(ValueError, match=r"\A" + condition.replace("=", "=") + r"\Z"):
        clauses(condition)


def cells(*values: object) -> Values:
    return Values(np.arange(len(values), dtype=np.int32), values)


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        ("stage=S9", ["S9", "S8", None], [True, False, False]),
        ("stage!=S9", ["S9", "S8", None], [False, True, False]),
        ("stage", ["S9", "", None], [True, True, False]),
        ("stage>=3", [3, 2.5, None], [True, False, False]),
        ("stage<today-7", [dt.date(2026, 11, 14), dt.date(2026, 11, 15), None],
         [True, False, False]),
        ("stage<=today", [at("2026-11-22 23:59"), dt.date(2026, 11, 23), None],
         [True, False, False]),
        ("stage>today+1", [dt.date(2026, 11, 24), dt.date(2026, 11, 23), "soon"],
         [True, False, False]),
        ("stage<2026-01-01", [dt.date(2025, 12, 31), dt.date(2026, 1, 1), None],
         [True, False, False]),
        ("other", ["S9", "S8", None], [False, False, False]),
    ],
)  # fmt: skip
def test_a_condition_holds_row_by_row(
    condition: str, values: list[object], expected: list[bool]
) -> None:
    found = holds(condition, {"stage": cells(*values)}, today=TODAY, rows=3)

    assert list(found) == expected


@pytest.mark.parametrize(
    ("sheet", "condition", "expected"),
    [
        ("Customers", "stage=S9",
         Text("「当前关系阶段」为「未成交/流失」", "Relationship stage is Lost")),
        ("Titles", "credit_code",
         Text("「信用代码」已填写", "Credit / registration code is filled in")),
        ("Leads", "first_contact_date<today-7",
         Text("「接触日期」早于或小于 7 天前", "First contact on is before or below 7 days ago")),
        ("Leads", "first_contact_date<=today & validity!=H",
         Text("「接触日期」不晚于或不大于今天、「初步有效性判断」不为「高」",
              "First contact on is at most today and Initial validity is not High")),
    ],
)  # fmt: skip
def test_a_condition_in_words(sheet: str, condition: str, expected: Text) -> None:
    catalogue = load()

    assert in_words(condition, catalogue.sheets[sheet], catalogue) == expected


def test_every_condition_of_the_catalogue_is_in_the_language() -> None:
    catalogue = load()
    for field in catalogue.fields:
        if field.required_when:
            sheet = catalogue.sheets[field.sheet]
            assert all(clause.key in sheet.by_key for clause in clauses(field.required_when))
