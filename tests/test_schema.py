"""Masks through pandera: every true is one failure, in its row."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
import pytest

from validation.schema import Failure, failures, schema


def masks(**columns: list[bool]) -> pd.DataFrame:
    return pd.DataFrame(columns, index=[5, 7, 1_048_576])


def test_every_true_is_a_failure_of_its_rule_column_and_row() -> None:
    frame = masks(**{"required|email": [True, False, True], "too_long|a|b": [False, True, False]})

    assert sorted(failures(frame)) == [
        Failure(5, "required", "email"),
        Failure(7, "too_long", "a|b"),
        Failure(1_048_576, "required", "email"),
    ]


@pytest.mark.parametrize(
    "frame",
    [masks(**{"required|email": [False] * 3}), masks()],
)
def test_unbroken_masks_have_no_failures(frame: pd.DataFrame) -> None:
    assert failures(frame) == []


def test_a_mask_nobody_asked_for_shows() -> None:
    with pytest.raises(pa.errors.SchemaErrors, match="too_long"):
        schema(["required|email"]).validate(
            masks(**{"required|email": [False] * 3, "too_long|email": [False] * 3})
        )


def test_a_mask_must_be_boolean() -> None:
    frame = pd.DataFrame({"required|email": ["yes"]}, dtype=object)

    with pytest.raises(pa.errors.SchemaError):
        schema(["required|email"]).validate(frame)
