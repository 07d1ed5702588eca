"""Rules through pandera: a rule that some rows break is told, and one that none breaks is not."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
import pytest

from validation.schema import schema, verdict


def test_a_rule_that_some_rows_break_is_broken() -> None:
    rules = ["required", "too_long", "required", "repeated"]
    columns = ["email", "a|b", "phone", "email"]

    assert verdict(rules, columns, [2, 1, 0, 1_048_576]) == [0, 1, 3]


@pytest.mark.parametrize("count", [0, 3])
def test_rules_that_no_row_breaks_are_not_broken(count: int) -> None:
    assert verdict(["required"] * count, ["email"] * count, [0] * count) == []


def test_a_rule_nobody_has_written_down_shows() -> None:
    with pytest.raises(pa.errors.SchemaErrors, match="made_up"):
        verdict(["required", "made_up"], ["email", "email"], [1, 0])


def test_a_column_nobody_asked_for_shows() -> None:
    line = {"rule": ["required"], "column": ["email"], "rows": [0], "more": [0]}

    with pytest.raises(pa.errors.SchemaErrors, match="more"):
        schema().validate(pd.DataFrame(line).astype({"rule": object, "column": object}))


def test_a_count_must_be_a_count() -> None:
    with pytest.raises(pa.errors.SchemaErrors, match="int64"):
        verdict(["required"], ["email"], [0.5])  # type: ignore[list-item]
