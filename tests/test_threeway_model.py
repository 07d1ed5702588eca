"""The merge against a model of its own, and the promise that nothing in comes out as nothing."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.books import at
from tests.splits import (
    a_team,
    book,
    brought_back,
    customer,
    merged_of,
    rep,
    returned,
    split_up,
    told,
)

TEXTS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8),
    st.sampled_from(["=1+1", " x ", "10248", "2026-01-05", "是", "CUS-2026-001", "\u202eabc"]),
)
CELLS = st.one_of(
    TEXTS,
    st.integers(-(10**16), 10**16),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)),
    st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1)),  # noqa: DTZ001 - as cells
    st.booleans(),
)
IDS = st.one_of(st.none(), st.sampled_from([f"CUS-2026-00{n}" for n in range(1, 5)]), TEXTS)
OWNERS = st.sampled_from(["R001", "R002", "r001", "Rep R002", None, "R009", "M001"])
CUSTOMERS = st.fixed_dictionaries(
    {"customer_id": IDS, "owner": OWNERS},
    optional={
        "collaborators": st.sampled_from(["R001", "R002; R001", None]),
        "company_name_en": CELLS,
        "website": CELLS,
        "tags": CELLS,
        "last_contact_date": CELLS,
        "rfm_r": CELLS,
        "我的列": CELLS,
    },
)
TODOS = st.fixed_dictionaries({"todo_id": IDS, "customer_id": IDS}, optional={"todo": CELLS})
ORDERS = st.fixed_dictionaries({"order_no": CELLS, "customer_id": IDS}, optional={"amount": CELLS})


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    customers=st.lists(CUSTOMERS, max_size=6),
    todos=st.lists(TODOS, max_size=4),
    orders=st.lists(ORDERS, max_size=4),
)
def test_books_nobody_changed_give_the_book_back(
    customers: list[Any], todos: list[Any], orders: list[Any]
) -> None:
    base = book(a_team(Customers=customers, Todos=todos, Orders=orders))
    split = split_up(base)
    base = told(base, split)

    _, outcome = brought_back(base, *(returned(part) for part in split.parts))

    assert (outcome.changes, dict(outcome.rows), dict(outcome.emptied)) == ([], {}, {})
    assert (dict(outcome.replaced), merged_of(outcome).is_whole) == ({}, True)


TEAM = [f"R{n:03}" for n in range(1, 13)]
COLUMNS = ("website", "main_business", "tags", "last_contact_date", "next_action", "timezone")
RULES = {
    "website": "conflict",
    "main_business": "longest",
    "tags": "union",
    "last_contact_date": "latest",
    "next_action": "owner",
    "timezone": "conflict",
}


def value(chance: random.Random, column: str) -> Any:
    if column == "last_contact_date":
        return dt.date(2026, 1, 1) + dt.timedelta(days=chance.randrange(300))
    if column == "tags":
        return "; ".join(chance.sample(["样品", "关注品质", "需求紧急", "关注运费"], 2))
    return "x" * chance.randrange(1, 9) + str(chance.randrange(100))


class Model:
    """A cell as a person would merge it, one book after the other."""

    def __init__(self, column: str, base: Any) -> None:
        self.rule = RULES[column]
        self.base = base
        self.now = base
        self.open: list[Any] = []

    def managers(self, new: Any) -> None:
        """Change the cell in the manager's book."""
        self.now = new

    def taken(self, mine: Any, *, is_owner: bool) -> None:
        """Bring back what a rep's book says."""
        if mine in (self.base, self.now):
            return
        if self.now == self.base:
            self.now = mine
        elif self.rule == "longest":
            self.now = mine if len(mine) > len(self.now) else self.now
        elif self.rule == "latest":
            self.now = max(self.now, mine)
        elif self.rule == "owner":
            self.now = mine if is_owner else self.now
        elif self.rule == "union":
            parts = [*self.now.split("; "), *mine.split("; ")]
            self.now = "; ".join(dict.fromkeys(parts))
        else:
            self.open.append((mine, self.now))


@pytest.mark.parametrize("seed", range(4))
def test_twelve_people_with_twelve_copies_are_merged_as_the_model_says(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # no secret
    customers = [
        customer(
            n,
            owner := chance.choice(TEAM),
            collaborators="; ".join(sorted({*chance.sample(TEAM, 2)} - {owner})),
            **{column: value(chance, column) for column in COLUMNS},
        )
        for n in range(1, 25)
    ]
    base = book(a_team(Reps=[rep(one) for one in TEAM], Customers=customers))
    split = split_up(base)
    base = told(base, split)
    model = {(c["customer_id"], k): Model(k, c[k]) for c in customers for k in COLUMNS}
    frame = base.sheets["Customers"]
    for row in chance.sample(list(frame.index), 12):
        column = chance.choice(COLUMNS)
        new = value(chance, column)
        frame.loc[row, column] = new
        model[frame.loc[row, "customer_id"], column].managers(new)
    mines = []
    for part in split.parts:
        mine = returned(part)
        own = mine.frames["Customers"]
        for row in own.index:
            for column in chance.sample(COLUMNS, 2):
                own.loc[row, column] = value(chance, column)
        # A column of theirs is sorted, as people do.
        shuffled = own.sample(frac=1, random_state=seed).set_axis(own.index)
        mines.append(returned(part, lambda frames, new=shuffled: frames.update(Customers=new)))
        for cells in own.to_dict("records"):
            for column in COLUMNS:
                is_owner = cells["owner"] == part.rep
                model[cells["customer_id"], column].taken(cells[column], is_owner=is_owner)
    chance.shuffle(mines)

    after, outcome = brought_back(base, *mines)

    got = {
        (cells["customer_id"], column): cells[column]
        for cells in after.sheets["Customers"].to_dict("records")
        for column in COLUMNS
    }
    assert got == {place: cell.now for place, cell in model.items()}
    asked = {
        (cells["record"].split(" ← ")[0], cells["field"], cells["mine"])
        for cells in after.sheets["Conflicts"].to_dict("records")
        if "←" in cells["record"]
    }
    assert asked == {
        (record, column, str(mine))
        for (record, column), cell in model.items()
        for mine, _ in cell.open
    }
    assert merged_of(outcome).before.rows == merged_of(outcome).after.rows


@pytest.mark.parametrize("seed", range(3))
def test_nothing_that_twelve_people_added_is_lost_or_mixed_up(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # no secret
    base = book(a_team(Reps=[rep(one) for one in TEAM], Customers=[customer(1, "R001")]))
    split = split_up(base)
    base = told(base, split)
    wanted: list[tuple[str, ...]] = []
    mines = []
    for part in split.parts:
        mine = returned(part)
        for n in range(chance.randrange(1, 5)):
            # Everybody counts on from what he sees, as a program or a person does.
            number = f"CUS-2026-{2 + n:03}"
            name = f"{part.rep} {chance.random():.9f}"
            mine.frames["Customers"].loc[100 + n] = {
                c: {"customer_id": number, "company_name_en": name, "owner": part.rep}.get(c)
                for c in mine.frames["Customers"]
            }
            for m in range(chance.randrange(3)):
                row = 100 + 10 * n + m
                mine.frames["Activities"].loc[row] = {
                    c: {
                        "act_id": f"ACT-{row:04}" if chance.random() < 0.5 else None,
                        "customer_id": number,
                        "act_time": at("2026-11-20 10:00"),
                        "summary": name,
                        "by": part.rep,
                    }.get(c)
                    for c in mine.frames["Activities"]
                }
                wanted.append((name, name))
        mines.append(mine)

    after, outcome = brought_back(base, *mines)
    again, idle = brought_back(after, *mines)

    customers, acts = after.sheets["Customers"], after.sheets["Activities"]
    assert customers["customer_id"].is_unique
    assert acts["act_id"].is_unique
    names = dict(zip(customers["customer_id"], customers["company_name_en"], strict=True))
    got = [(names[c], s) for c, s in zip(acts["customer_id"], acts["summary"], strict=True)]
    assert sorted(got) == sorted(wanted)
    assert (idle.changes, dict(idle.rows)) == ([], {})
    assert again.sheets["Customers"].shape == customers.shape
    assert merged_of(outcome).after.rows["Customers"] == len(customers)
