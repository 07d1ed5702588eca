"""Cells as codes: whatever way a column is gone through, every row gets its own value back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from validation.checks.coding import coded
from validation.checks.signs import signs_of

ROWS = 5_000
ODD = (None, float("nan"), True, 7, 7.0, dt.date(2026, 1, 5), Decimal(7), "seven", "\ud800 half")


def column(*cells: Any) -> np.typing.NDArray[np.object_]:
    found = np.empty(len(cells), dtype=object)
    found[:] = cells
    return found


def told(cells: np.typing.NDArray[np.object_]) -> list[Any]:
    """Return the cells as their codes tell them, with their types; None is no value."""
    found = coded(cells)
    distinct = [*found.texts, *found.others]
    return [None if code < 0 else (type(distinct[code]), distinct[code]) for code in found.codes]


def as_they_are(cells: np.typing.NDArray[np.object_]) -> list[Any]:
    """Return the cells with their types, half of a surrogate pair as no character."""
    return [
        None
        if cell is None or cell != cell  # noqa: PLR0124
        else (type(cell), cell.replace("\ud800", "\ufffd") if isinstance(cell, str) else cell)
        for cell in cells
    ]


@pytest.mark.parametrize(
    "usual",
    [
        pytest.param(lambda n: f"text {n}", id="texts-that-differ"),
        pytest.param(lambda n: f"text {n % 3}", id="texts-that-repeat"),
        pytest.param(lambda n: n % 50, id="whole-numbers"),
        pytest.param(lambda n: n / 4, id="numbers-of-both-kinds"),
        pytest.param(lambda n: 2**60 + n, id="numbers-beyond-a-float"),
        pytest.param(lambda n: 10**400 + n % 9, id="numbers-beyond-any-float"),
        pytest.param(lambda n: dt.date(2026, 1, 1) + dt.timedelta(n % 90), id="days"),
        pytest.param(lambda n: n % 2 == 0, id="yes-and-no"),
        pytest.param(lambda n: None, id="nothing"),  # noqa: ARG005
    ],
)
@pytest.mark.parametrize("odd", [(), (None,), ODD], ids=["pure", "with-blanks", "with-anything"])
@pytest.mark.parametrize("rows", [20, ROWS])
def test_every_row_gets_its_own_value_back(usual: Any, odd: tuple[Any, ...], rows: int) -> None:
    cells = column(*(usual(n) for n in range(rows)), *odd, usual(1), *odd)

    assert told(cells) == as_they_are(cells)


def test_texts_come_first_with_their_signs() -> None:
    cells = column(3, *(f"text {n}" for n in range(ROWS)), " ", "", "客户")

    found = coded(cells)

    assert found.texts == list(cells[1:])
    assert found.others == [3]
    assert np.flatnonzero(found.signs.blank).tolist() == [ROWS, ROWS + 1]
    assert all(
        np.array_equal(*pair) for pair in zip(found.signs, signs_of(found.texts), strict=True)
    )


def test_values_of_different_types_are_different() -> None:
    found = coded(column(*[1, True, 1.0, None, float("nan"), "a", "a", Decimal(1)]))

    assert list(found.codes) == [1, 2, 3, -1, -1, 0, 0, 4]
    assert list(map(repr, found.others)) == ["1", "True", "1.0", "Decimal('1')"]
