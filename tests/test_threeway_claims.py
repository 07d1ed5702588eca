"""What reps write into their pool lists beside a plain yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.books import at
from tests.splits import a_team, book, brought_back, cells, merged_of, returned, split_up, told
from validation.messages import message

if TYPE_CHECKING:
    import pandas as pd


@pytest.mark.parametrize(
    ("claim", "when"),
    [("要", None), (at("2026-11-22 12:00"), None), (None, at("2026-11-22 12:00"))],
)
def test_a_claim_that_says_neither_yes_nor_no_is_refused_and_told(claim: Any, when: Any) -> None:
    split = split_up(book(a_team()))
    base = told(book(a_team()), split)

    def edit(frames: dict[str, pd.DataFrame]) -> None:
        frames["PoolList"].loc[5, "claim"] = claim
        frames["PoolList"].loc[5, "claim_at"] = when

    after, outcome = brought_back(base, returned(split.parts[0], edit))

    assert [row[0] for row in cells(after, "Customers", "owner")] == ["R001", "R002", None]
    assert [(one.wish.rep, one.refused) for one in merged_of(outcome).claims] == [
        ("R001", message("threeway.claim_unclear", record="CUS-2026-003"))
    ]


def test_a_plain_no_is_no_claim() -> None:
    split = split_up(book(a_team()))
    base = told(book(a_team()), split)

    def edit(frames: dict[str, pd.DataFrame]) -> None:
        frames["PoolList"].loc[5, "claim"] = "否"
        frames["PoolList"].loc[5, "claim_at"] = at("2026-11-22 12:00")

    _, outcome = brought_back(base, returned(split.parts[0], edit))

    assert merged_of(outcome).claims == ()
