"""The pandera side of the check: what may go wrong in a sheet, and reading out what did.

A rule over values becomes a boolean mask column, `rule|column`, true where a row breaks it; the
masks of a sheet are one frame that pandera validates. That is the fast form: pandera over typed
cells is twice as slow, over cells one at a time eighty times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandera.pandas as pa

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

SEPARATOR = "|"


class Failure(NamedTuple):
    """One row breaks one rule in one column; `row` is the frame's index."""

    row: int
    rule: str
    column: str


def mask_name(rule: str, column: str) -> str:
    """Return the name of a mask column.

    >>> mask_name("required", "email")
    'required|email'
    """
    return f"{rule}{SEPARATOR}{column}"


def schema(masks: Iterable[str]) -> pa.DataFrameSchema:
    """Return the schema of a frame of these mask columns: none may hold a true.

    Nothing else may stand in the frame, so a mask nobody asked for is a bug that shows.
    """
    return pa.DataFrameSchema(
        # pandera reports a check by its `error`, never by its `name`.
        {name: pa.Column(bool, pa.Check(_unbroken, error=name)) for name in masks},
        strict=True,
    )


def failures(masks: pd.DataFrame) -> list[Failure]:
    """Return every true of `masks`: bool columns named by `mask_name`, index Excel's row."""
    try:
        schema(masks.columns).validate(masks, lazy=True)
    except pa.errors.SchemaErrors as failed:
        cases = failed.failure_cases
        return [
            Failure(int(row), *str(name).split(SEPARATOR, 1))
            for row, name in zip(cases["index"], cases["check"], strict=True)
        ]
    return []


def _unbroken(mask: pd.Series[bool]) -> pd.Series[bool]:
    return ~mask
