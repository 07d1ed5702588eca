"""Weights from conversion: exact fractions, the window, and who is credited with a win."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from tests.books import at
from tests.pool_books import DEFAULT, MONDAY, book, customer, event, lead, pool, rep
from validation.catalogue import load
from validation.pool import conversions
from validation.pool.reps import write_weights
from validation.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.books import Record
    from validation.book import Book


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ({"A": (12, 40), "B": (7, 35), "C": (2, 30)}, [3, 2, 1]),
        ({"A": (12, 40), "B": (7, 35), "C": (2, 30), "new": (0, 0)}, [3, 2, 1, 2]),
        ({"A": (0, 0), "B": (0, 0)}, [1, 1]),
        ({"A": (0, 40), "B": (0, 3)}, [1, 1]),
        ({"A": (12, 40), "lucky": (1, 1)}, [3, 3]),
        ({"A": (10, 10), "B": (0, 1000)}, [3, 1]),
        ({}, []),
    ],
)
def test_a_weight_is_the_part_of_the_best_rate_rounded_half_up(
    counted: Mapping[str, tuple[int, int]], expected: list[int]
) -> None:
    assert [one.weight for one in conversions(counted, DEFAULT).values()] == expected


def test_the_fractions_are_exact_and_a_half_goes_up() -> None:
    found = conversions({"A": (12, 40), "B": (7, 35), "C": (2, 30)}, DEFAULT)
    bare = Settings(**{**vars(DEFAULT), "weight_smoothing": 0, "weight_top": 5})
    halves = conversions({"A": (10, 10), "B": (5, 10), "C": (3, 10), "D": (0, 0)}, bare)

    assert [(one.rate, one.shrunk) for one in found.values()] == [
        (Fraction(3, 10), Fraction(4, 15)),
        (Fraction(1, 5), Fraction(1, 5)),
        (Fraction(1, 15), Fraction(3, 25)),
    ]
    assert [one.weight for one in halves.values()] == [5, 3, 2, 3]


def ago(days: int) -> str:
    return f"{MONDAY.date() - dt.timedelta(days=days)} 09:00"


def counted(book: Book) -> Mapping[str, tuple[int, int]]:
    return {rep: (one.won, one.assigned) for rep, one in pool(book).conversions.items()}


def given(n: int, days: int, who: str = "R001", action: str = "ASSIGN", **cells: Any) -> Record:
    return event(n, action, ago(days), **({"customer_id": "CUS-2026-001", "to_rep": who} | cells))


def team(*records: Record, **sheets: Any) -> Book:
    reps = [rep("R001", weight_mode="按转化率"), rep("R002", weight_mode="按转化率")]
    return book(reps, Customers=records, **sheets)


@pytest.mark.parametrize(
    ("days", "stage", "expected"),
    [
        (180, "S8", (1, 1)),
        (181, "S8", (0, 0)),
        (0, "S8", (1, 1)),
        (10, "S7", (1, 1)),
        (10, "S9", (0, 1)),
        (90, "S5", (0, 0)),
        (91, "S5", (0, 1)),
    ],
)
def test_what_counts_was_assigned_in_the_window_and_is_closed_or_ripe(
    days: int, stage: str, expected: tuple[int, int]
) -> None:
    mine = customer(1, owner="R001", stage=stage)

    assert counted(team(mine, PoolLog=[given(1, days)]))["R001"] == expected


def test_a_win_is_credited_to_who_had_the_customer_then() -> None:
    moved = [
        given(1, 60),
        given(2, 40, "", "RETURN", from_rep="R001", to_rep=None),
        given(3, 30, "R002", "CLAIM"),
    ]
    mine = customer(1, owner="R002", stage="S8")

    def log(days: int) -> list[Record]:
        return [{"customer_id": "CUS-2026-001", "stage_to": "S7", "changed_at": at(ago(days))}]

    assert counted(team(mine, PoolLog=moved)) == {"R001": (0, 1), "R002": (1, 1)}
    assert counted(team(mine, PoolLog=moved, StageLog=log(50))) == {
        "R001": (1, 1),
        "R002": (0, 1),
    }
    assert counted(team(mine, PoolLog=moved, StageLog=log(20))) == {
        "R001": (0, 1),
        "R002": (1, 1),
    }


def test_a_lead_is_won_when_the_customer_it_became_is() -> None:
    became = lead(1, assigned_rep="R001", assigned_date=MONDAY, converted_to="CUS-2026-001",
                  lead_status="已转化")  # fmt: skip
    told = [event(1, "ASSIGN", ago(10), lead_id="LD-0001", to_rep="R001")]

    assert [
        counted(team(customer(1, owner="R001", stage=stage), Leads=[became], PoolLog=told))["R001"]
        for stage in ("S8", "S9", "S3")
    ] == [(1, 1), (0, 1), (0, 0)]


def test_a_typed_weight_holds_where_the_row_says_so_and_nought_keeps_out() -> None:
    reps = [
        rep("R001", 7),
        rep("R002", 7, weight_mode="按转化率"),
        rep("R003", None, weight_mode="按转化率"),
        rep("R004", 0, weight_mode="按转化率"),
        rep("R005", None),
        rep("R006", 5, active="离职"),
        rep("R007", 4, weight_mode=None),
    ]

    assert pool(book(reps)).weights == {
        "R001": 7, "R002": 1, "R003": 1, "R004": 0, "R005": 0, "R006": 0, "R007": 4
    }  # fmt: skip


def test_the_figures_are_written_on_the_sheet_reps() -> None:
    reps = [rep("R001", 7, weight_mode="按转化率"), rep("R002", 2)]
    mine = [customer(n, owner="R001", stage="S8" if n == 1 else "S9") for n in (1, 2, 3)]
    told = [given(n, 10, customer_id=f"CUS-2026-{n:03}") for n in (1, 2, 3)]

    outcome = write_weights(book(reps, Customers=mine, PoolLog=told), load(), DEFAULT, MONDAY)

    assert [(c.row, c.column, c.after) for c in outcome.changes] == [
        (5, "won_n", 1),
        (5, "assigned_n", 3),
        (5, "conversion", 0.3333),
        (5, "weight", 3),
        (6, "won_n", 0),
        (6, "assigned_n", 0),
    ]
