"""Bringing reps' books back: what is taken, what is asked, what is told."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from tests.books import at
from tests.splits import (
    NOW,
    a_team,
    book,
    brought_back,
    cells,
    customer,
    merged_of,
    rep,
    returned,
    split_up,
    told,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from validation.book import Book


def put(sheet: str, place: int, **values: Any) -> Any:
    """Return an edit of one row, counted from 0."""

    def edit(frames: dict[str, pd.DataFrame]) -> None:
        for column, value in values.items():
            frames[sheet].iloc[place, frames[sheet].columns.get_loc(column)] = value

    return edit


def add(sheet: str, *rows: dict[str, Any]) -> Any:
    """Return an edit that adds rows."""

    def edit(frames: dict[str, pd.DataFrame]) -> None:
        for row in rows:
            frame = frames[sheet] = frames[sheet].astype(object)
            frames[sheet].loc[max(frame.index, default=4) + 1] = [row.get(c) for c in frame]

    return edit


def both(*edits: Any) -> Any:
    """Return several edits as one."""

    def edit(frames: dict[str, pd.DataFrame]) -> None:
        for one in edits:
            one(frames)

    return edit


def drop(sheet: str, place: int) -> Any:
    """Return an edit that deletes a row."""

    def edit(frames: dict[str, pd.DataFrame]) -> None:
        frames[sheet] = frames[sheet].drop(index=frames[sheet].index[place])

    return edit


def managers(base: Book, sheet: str, place: int, **values: Any) -> None:
    """Let the manager change a row."""
    for column, value in values.items():
        base.sheets[sheet].iloc[place, base.sheets[sheet].columns.get_loc(column)] = value


def day(number: int) -> dt.date:
    return dt.date(2026, 11, number)


class Team:
    """A book that was split, and its parts."""

    def __init__(self, **more: Sequence[dict[str, Any]]) -> None:
        base = book(a_team(**more))
        split = split_up(base)
        self.base = told(base, split)
        self.parts = {part.rep: part for part in split.parts}

    def back(self, rep_: str, edit: Any = None, name: str = "") -> Any:
        """Return the book of a rep as it comes back."""
        return returned(self.parts[rep_], edit, name=name)


def test_what_one_side_changed_is_taken_and_the_other_sides_change_stays() -> None:
    team = Team()
    managers(team.base, "Customers", 0, grade="A")

    after, outcome = brought_back(
        team.base, team.back("R001", put("Customers", 0, website="https://a.de", tags="样品"))
    )

    assert cells(after, "Customers", "website", "tags", "grade")[0] == (
        "https://a.de", "样品", "A",
    )  # fmt: skip
    assert [(c.sheet, c.row, c.column, c.before, c.after) for c in outcome.changes] == [
        ("Customers", 5, "tags", None, "样品"),
        ("Customers", 5, "website", None, "https://a.de"),
    ]
    assert merged_of(outcome).is_whole


@pytest.mark.parametrize(
    ("column", "sides", "result", "listed"),
    [
        ("last_contact_date", (day(1), day(5), day(9)), day(9), 0),
        ("first_touch_date", (day(3), day(2), day(1)), day(1), 0),
        ("tags", ("样品", "样品; 关注品质", "样品; 需求紧急"), "样品; 关注品质; 需求紧急", 0),
        ("key_comm_summary", ("旧", "经理写的", "业务员写的更长"), "业务员写的更长", 1),
        ("next_action", ("旧", "经理的计划", "业务员的计划"), "业务员的计划", 1),
        ("grade", ("B", "A", "C"), "A", 0),
    ],
)
def test_a_cell_that_both_changed_goes_by_the_rule_of_its_column(
    column: str, sides: tuple[Any, Any, Any], result: Any, listed: int
) -> None:
    given, theirs, mine = sides
    team = Team(Customers=[customer(1, "R001", **{column: given})])
    managers(team.base, "Customers", 0, **{column: theirs})

    after, outcome = brought_back(
        team.base, team.back("R001", put("Customers", 0, **{column: mine}))
    )

    assert cells(after, "Customers", column) == [(result,)]
    assert (merged_of(outcome).opened, merged_of(outcome).settled) == (0, listed)


def test_a_cell_without_a_rule_is_a_conflict_until_the_manager_decides() -> None:
    team = Team(Customers=[customer(1, "R001", website="https://a.de")])
    managers(team.base, "Customers", 0, website="https://b.de")

    after, outcome = brought_back(
        team.base, team.back("R001", put("Customers", 0, website="https://c.de"))
    )

    assert cells(after, "Customers", "website") == [("https://b.de",)]
    assert outcome.replaced == {
        "Conflicts": [
            {
                "sheet": "Customers",
                "record": "CUS-2026-001 ← R001",
                "field": "website",
                "mine": "https://c.de",
                "theirs": "https://b.de",
            }
        ]
    }
    managers(after, "Conflicts", 0, decision="甲方值")
    decided, second = brought_back(after)
    assert cells(decided, "Customers", "website") == [("https://c.de",)]
    assert second.replaced == {"Conflicts": []}
    assert merged_of(second).decided == 1


def test_a_decision_about_a_cell_that_changed_since_is_not_taken() -> None:
    team = Team(Customers=[customer(1, "R001", website="https://a.de")])
    managers(team.base, "Customers", 0, website="https://b.de")
    after, _ = brought_back(
        team.base, team.back("R001", put("Customers", 0, website="https://c.de"))
    )
    managers(after, "Conflicts", 0, decision="mine")
    managers(after, "Customers", 0, website="https://d.de")

    decided, outcome = brought_back(after)

    assert cells(decided, "Customers", "website") == [("https://d.de",)]
    assert [note.en for note in outcome.notes] == [
        (
            "The decision on Customers CUS-2026-001 website was not taken: the cell has changed"
            " since. Look at it and delete the row."
        )
    ]


def test_who_has_a_customer_is_not_for_a_rep_to_say() -> None:
    team = Team()

    after, outcome = brought_back(
        team.base, team.back("R001", put("Customers", 0, owner="R002", pool_status="保护中"))
    )

    assert cells(after, "Customers", "owner", "pool_status")[0] == ("R001", "私海")
    assert cells(after, "Conflicts", "record", "field", "base", "mine", "theirs") == [
        ("CUS-2026-001 ← R001", "owner", "R001", "R002", "R001"),
        ("CUS-2026-001 ← R001", "pool_status", "私海", "保护中", "私海"),
    ]
    assert merged_of(outcome).opened == 2


def test_a_decided_owner_is_a_transfer_that_the_ledger_knows() -> None:
    team = Team(
        Customers=[customer(1, "R001"), customer(2, "R001"), customer(3, "R001")],
        Leads=[{"lead_id": "LD-0001", "company": "Lead AG", "assigned_rep": "R001"}],
    )
    edit = both(
        put("Customers", 0, owner="R002"),
        put("Customers", 1, pool_status="公海"),
        put("Customers", 2, owner="R002", owner_since=day(1)),
        put("Leads", 0, assigned_rep="Rep R002"),
    )
    after, _ = brought_back(team.base, team.back("R001", edit))

    assert cells(after, "PoolLog", "customer_id") == []
    assert cells(after, "Conflicts", "record", "field", "mine") == [
        ("CUS-2026-001 ← R001", "owner", "R002"),
        ("CUS-2026-002 ← R001", "pool_status", "公海"),
        ("CUS-2026-003 ← R001", "owner", "R002"),
        ("CUS-2026-003 (R001)", "owner_since", "2026-11-01"),
        ("LD-0001 ← R001", "assigned_rep", "Rep R002"),
    ]
    for place, decision in ((0, "甲方值"), (1, "甲方值"), (2, "R009"), (4, "mine")):
        managers(after, "Conflicts", place, decision=decision)
    decided, second = brought_back(after)

    assert cells(decided, "Customers", "owner", "owner_since", "pool_status") == [
        ("R002", NOW, "私海"), (None, None, "公海"), ("R001", None, "私海"),
    ]  # fmt: skip
    assert cells(decided, "Leads", "assigned_rep", "assigned_date") == [("R002", NOW)]
    assert cells(
        decided, "PoolLog", "customer_id", "lead_id", "action", "from_rep", "to_rep", "reason"
    ) == [
        ("CUS-2026-001", None, "TRANSFER", "R001", "R002", "MANAGER"),
        ("CUS-2026-002", None, "IN_MANUAL", "R001", None, "MANAGER"),
        (None, "LD-0001", "TRANSFER", "R001", "R002", "MANAGER"),
    ]
    assert [row[0] for row in cells(decided, "Conflicts", "record")] == [
        "CUS-2026-003 ← R001", "CUS-2026-003 (R001)",
    ]  # fmt: skip
    assert (merged_of(second).decided, merged_of(second).after.rows["PoolLog"]) == (3, 3)
    assert [note.en for note in second.notes] == [
        (
            "The decision on Customers CUS-2026-003 was not taken: the sheet Reps has no R009; it"
            " has: M001, R001, R002. Correct it and merge again."
        )
    ]


def test_nobody_gives_himself_a_customer_in_his_own_book() -> None:
    team = Team(
        Customers=[
            customer(1, "R002", collaborators="R001"),
            customer(2, "R002", collaborators="R001"),
        ]
    )
    edit = both(put("Customers", 0, owner="R001"), put("Customers", 1, owner="rep r001"))

    after, outcome = brought_back(team.base, team.back("R001", edit))

    assert cells(after, "Customers", "owner") == [("R002",), ("R002",)]
    assert [note.en for note in merged_of(outcome).tallies[0].notes] == [
        (
            "R001 wrote himself as who has these, which was not taken: CUS-2026-001, CUS-2026-002."
            " Ask for them in the pool list, or have the manager assign them."
        )
    ]
    assert cells(after, "Conflicts", "record", "field", "mine", "decision") == [
        ("CUS-2026-001 (R001)", "owner", "R001", "R002"),
        ("CUS-2026-002 (R001)", "owner", "rep r001", "R002"),
    ]


def test_a_customer_cannot_go_to_who_left_nor_be_claimed_in_the_merge_that_frees_it() -> None:
    team = Team(
        Reps=[rep("M001", role="经理"), rep("R001"), rep("R002"), rep("R003", active="离职")],
        Customers=[customer(1, "R001"), customer(2, "R001"), customer(3, None)],
    )
    edit = both(put("Customers", 0, owner="R003"), put("Customers", 1, pool_status="公海"))
    after, _ = brought_back(team.base, team.back("R001", edit))
    managers(after, "Conflicts", 0, decision="mine")
    managers(after, "Conflicts", 1, decision="mine")

    def ask(frames: dict[str, pd.DataFrame]) -> None:
        frames["PoolList"].loc[5, ["record", "claim"]] = ["CUS-2026-002", "是"]

    decided, outcome = brought_back(after, team.back("R002", ask))

    assert cells(decided, "Customers", "owner") == [("R001",), (None,), (None,)]
    assert [note.en for note in outcome.notes] == [
        (
            "The decision on Customers CUS-2026-001 was not taken: R003 has left and cannot be"
            " given CUS-2026-001. Correct it and merge again."
        )
    ]
    assert [a.refused and a.refused.en for a in merged_of(outcome).claims] == [
        "the manager has just decided who has CUS-2026-002; ask again next time"
    ]


def test_two_reps_number_their_new_customers_alike_and_each_keeps_his_children() -> None:
    team = Team()

    def new(name: str) -> Any:
        return both(
            add("Customers", customer(31, "R001", company_name_en=name)),
            add("Todos", {"todo_id": "TD-001", "customer_id": "CUS-2026-031", "todo": name}),
        )

    after, outcome = brought_back(
        team.base, team.back("R002", new("Zebra Ltd")), team.back("R001", new("Aalborg AS"))
    )

    assert cells(after, "Customers", "customer_id", "company_name_en")[3:] == [
        ("CUS-2026-004", "Aalborg AS"),
        ("CUS-2026-005", "Zebra Ltd"),
    ]
    assert cells(after, "Todos", "todo_id", "customer_id", "todo") == [
        ("TD-001", "CUS-2026-004", "Aalborg AS"),
        ("TD-002", "CUS-2026-005", "Zebra Ltd"),
    ]
    assert cells(after, "SplitLog", "event", "rep", "sheet", "record", "became")[2:] == [
        ("MERGE", "R001", None, None, None),
        ("MERGE", "R002", None, None, None),
        ("ID", "R001", "Customers", "CUS-2026-031", "CUS-2026-004"),
        ("ID", "R001", "Todos", "TD-001", "TD-001"),
        ("ID", "R002", "Customers", "CUS-2026-031", "CUS-2026-005"),
        ("ID", "R002", "Todos", "TD-001", "TD-002"),
    ]
    assert [t.added for t in merged_of(outcome).tallies] == [{"Customers": 1, "Todos": 1}] * 2


def test_a_number_of_somebody_elses_customer_makes_no_two_customers_one() -> None:
    team = Team()

    after, _ = brought_back(
        team.base,
        team.back(
            "R001",
            both(
                add("Customers", customer(2, "R001", company_name_en="Mine AG")),
                add("Contacts", {"customer_id": "CUS-2026-002", "contact_name": "Ann"}),
            ),
        ),
    )

    assert cells(after, "Customers", "customer_id", "company_name_en") == [
        ("CUS-2026-001", "Customer 1 GmbH"),
        ("CUS-2026-002", "Customer 2 GmbH"),
        ("CUS-2026-003", "Customer 3 GmbH"),
        ("CUS-2026-004", "Mine AG"),
    ]
    assert cells(after, "Contacts", "contact_id", "customer_id") == [("CON-0001", "CUS-2026-004")]
    [(record, field, decision)] = cells(after, "Conflicts", "record", "field", "decision")
    assert (record, field, decision) == ("CUS-2026-002 (R001)", "customer_id", "CUS-2026-004")


def test_one_order_number_for_two_orders_is_a_conflict_with_its_payments() -> None:
    team = Team()
    order = {"order_no": "PO-1", "customer_id": "CUS-2026-001", "amount": 100, "currency": "USD"}
    theirs = {**order, "customer_id": "CUS-2026-002", "amount": 70}
    payment = {"order_no": "PO-1", "amount": 70}

    after, outcome = brought_back(
        team.base,
        team.back("R001", both(add("Orders", order), add("Payments", {"order_no": "PO-1"}))),
        team.back("R002", both(add("Orders", theirs), add("Payments", payment))),
    )

    assert cells(after, "Orders", "order_no", "customer_id") == [("PO-1", "CUS-2026-001")]
    assert len(cells(after, "Payments", "order_no")) == 1
    assert cells(after, "Conflicts", "sheet", "record", "mine") == [
        (
            "Orders",
            "PO-1 (R002)",
            "order_no: PO-1; customer_id: CUS-2026-002; amount: 70; currency: USD",
        ),
        ("Payments", "Payments 5 (R002)", "order_no: PO-1; amount: 70"),
    ]
    assert merged_of(outcome).after.orders == {"USD": 100}


def test_the_same_book_twice_adds_nothing_twice() -> None:
    team = Team()
    mine = team.back("R001", add("Todos", {"customer_id": "CUS-2026-001", "todo": "call"}))
    copy = returned(
        team.parts["R001"],
        both(
            add("Todos", {"customer_id": "CUS-2026-001", "todo": "call"}),
            put("Customers", 0, website="https://a.de"),
        ),
        name="客户表(1).xlsx",
    )

    after, outcome = brought_back(team.base, mine, mine, copy)
    again, idle = brought_back(after, mine, copy)

    assert cells(after, "Todos", "todo_id", "todo") == [("TD-001", "call")]
    assert cells(after, "Customers", "website")[0] == ("https://a.de",)
    assert [one.reason.en for one in merged_of(outcome).refused] == [
        "R001.xlsx is the same file as R001.xlsx and is merged once."
    ]
    assert (idle.changes, dict(idle.rows), again.sheets["Todos"].shape) == (
        [], {}, after.sheets["Todos"].shape,
    )  # fmt: skip
    assert all(one.is_harmless for one in merged_of(idle).refused)


def test_a_to_do_deleted_by_its_rep_goes_and_a_customer_is_asked_about() -> None:
    todos = [
        {"todo_id": f"TD-{n:03}", "customer_id": "CUS-2026-001", "todo": str(n)} for n in (1, 2)
    ]
    team = Team(Todos=todos)
    managers(team.base, "Todos", 1, todo="two")
    edit = both(drop("Todos", 0), drop("Todos", 0), drop("Customers", 0))

    after, outcome = brought_back(team.base, team.back("R001", edit))

    assert outcome.emptied == {"Todos": [5]}
    assert cells(after, "Conflicts", "record", "field", "mine") == [
        ("CUS-2026-001 ← R001", "*", "（已删除）"),
        ("TD-002 ← R001", "*", "（已删除）"),
    ]
    managers(after, "Conflicts", 1, decision="删除")
    managers(after, "Conflicts", 0, decision="保留")
    decided, second = brought_back(after)
    assert second.emptied == {"Todos": [6]}
    assert len(cells(decided, "Customers", "owner")) == 3


def test_half_a_sheet_gone_is_a_damaged_file_and_no_wish_to_delete() -> None:
    todos = [
        {"todo_id": f"TD-{n:03}", "customer_id": "CUS-2026-001", "todo": str(n)}
        for n in range(1, 31)
    ]
    team = Team(Todos=todos)

    def edit(frames: dict[str, pd.DataFrame]) -> None:
        frames["Todos"] = frames["Todos"].iloc[:8]

    after, outcome = brought_back(team.base, team.back("R001", edit))

    assert (dict(outcome.emptied), len(cells(after, "Todos", "todo"))) == ({}, 30)
    assert merged_of(outcome).opened == 22
    assert [note.en for note in merged_of(outcome).tallies[0].notes] == [
        (
            "待办: 22 of the 30 rows that were given are gone. The file may be cut off, so nothing"
            " was deleted; decide on the sheet Conflicts."
        )
    ]


def test_columns_that_are_gone_count_as_unchanged_and_are_told() -> None:
    team = Team(Customers=[customer(1, "R001", website="https://a.de", tags="样品")])

    def edit(frames: dict[str, pd.DataFrame]) -> None:
        frames["Customers"] = frames["Customers"].drop(columns=["website", "tags"])
        frames["Customers"]["kdm"] = "Ann"

    after, outcome = brought_back(team.base, team.back("R001", edit))

    assert cells(after, "Customers", "website", "tags", "kdm") == [("https://a.de", "样品", "Ann")]
    assert [note.en for note in merged_of(outcome).tallies[0].notes] == [
        "客户 lacks these columns, which count as unchanged: website, tags"
    ]


def test_sorting_a_book_and_typing_over_a_number_change_nothing() -> None:
    team = Team(Customers=[customer(n, "R001", website=f"https://{n}.de") for n in (1, 2, 3)])

    def edit(frames: dict[str, pd.DataFrame]) -> None:
        frame = frames["Customers"].iloc[::-1].set_axis([5, 6, 7])
        frame.loc[6, "customer_id"] = "CUS-2026-900"
        frames["Customers"] = frame

    after, outcome = brought_back(team.base, team.back("R001", edit))

    assert after.sheets["Customers"].equals(team.base.sheets["Customers"])
    assert not outcome.changes
    assert [note.en for note in merged_of(outcome).tallies[0].notes] == [
        (
            "客户: the number CUS-2026-002 was typed over with CUS-2026-900 and nothing else"
            " changed; the number stays."
        )
    ]


def test_claims_are_decided_by_time_then_by_rep_and_refusals_are_written() -> None:
    team = Team(Customers=[customer(n, None) for n in (1, 2)])

    def ask(record: str, when: dt.datetime | None) -> Any:
        def edit(frames: dict[str, pd.DataFrame]) -> None:
            frame = frames["PoolList"]
            row = frame.index[frame["record"] == record][0]
            frame.loc[row, "claim"] = "是"
            frame.loc[row, "claim_at"] = when

        return edit

    after, outcome = brought_back(
        team.base,
        team.back("R001", both(ask("CUS-2026-001", None), ask("CUS-2026-002", None))),
        team.back("R002", ask("CUS-2026-001", at("2026-11-23 08:00"))),
    )

    assert cells(after, "Customers", "owner", "pool_status") == [
        ("R002", "私海"), ("R001", "私海"),
    ]  # fmt: skip
    assert cells(after, "PoolLog", "customer_id", "action", "to_rep") == [
        ("CUS-2026-001", "CLAIM", "R002"),
        ("CUS-2026-002", "CLAIM", "R001"),
    ]
    assert [(a.wish.rep, a.wish.record, a.refused and a.refused.en)
            for a in merged_of(outcome).claims] == [
        ("R002", "CUS-2026-001", None),
        ("R001", "CUS-2026-001", "CUS-2026-001 is not in the pool; R002 has it"),
        ("R001", "CUS-2026-002", None),
    ]  # fmt: skip
    assert [row[0] for row in cells(after, "Conflicts", "record")] == ["CUS-2026-001 (R001)"]


def test_a_limit_counts_claims_of_all_books_in_one_merge() -> None:
    team = Team(
        Reps=[rep("M001", role="经理"), rep("R001", limit_day=1), rep("R002")],
        Customers=[customer(n, None) for n in (1, 2)],
    )

    def ask_both(frames: dict[str, pd.DataFrame]) -> None:
        frames["PoolList"]["claim"] = "是"

    after, outcome = brought_back(team.base, team.back("R001", ask_both))

    assert [row[0] for row in cells(after, "Customers", "owner")] == ["R001", None]
    assert [a.refused is None for a in merged_of(outcome).claims] == [True, False]


def test_books_of_another_base_or_split_and_changed_memories_are_left_alone() -> None:
    team = Team()
    other = book(a_team())
    elsewhere = split_up(other, name="SP-2")
    tampered = team.back("R002")
    tampered = type(tampered)(
        name="R002.xlsx",
        sha256="x",
        frames=tampered.frames,
        facts={**tampered.facts, "base:columns:Todos": "[]"},
    )
    plain = type(tampered)(name="a.xlsx", sha256="y", frames={}, facts={})

    _, outcome = brought_back(
        team.base, returned(elsewhere.parts[0], name="b.xlsx"), tampered, plain
    )

    assert [one.reason.en for one in merged_of(outcome).refused] == [
        (
            "b.xlsx comes from a split that the book does not know (SP-2) and was not merged."
            " The book may be an old copy: use the latest."
        ),
        (
            "The hidden memory of R002.xlsx was changed, so it was not merged. Ask the rep for the"
            " book as it was given out."
        ),
        (
            "a.xlsx is no book that was split off, or another program dropped its hidden memory; it"
            " was not merged. Use the file that was given out."
        ),
    ]
    assert not merged_of(outcome).is_whole


def test_a_customer_two_reps_added_is_reported_and_not_joined() -> None:
    team = Team()
    edit = add(
        "Customers",
        {
            "company_name_en": "Nordwind Handels GmbH",
            "website": "https://nordwind.de",
            "country_region": "DE 德国",
        },
    )

    after, outcome = brought_back(team.base, team.back("R001", edit), team.back("R002", edit))

    assert [row[0] for row in cells(after, "Customers", "customer_id")][3:] == [
        "CUS-2026-004", "CUS-2026-005",
    ]  # fmt: skip
    assert [(a.rep, a.new, a.other) for a in merged_of(outcome).alike] == [
        ("R002", "CUS-2026-005", "CUS-2026-004")
    ]


def test_leads_and_contacts_with_the_same_address_or_number_are_both_kept_and_told() -> None:
    team = Team(
        Contacts=[{"contact_id": "CON-0001", "customer_id": "CUS-2026-002", "email": "Ann@x.de"}],
        Leads=[{"lead_id": "LD-0001", "company": "Lead AG", "phone": "+49 30 1234567"}],
    )
    mine = both(
        add("Contacts", {"customer_id": "CUS-2026-001", "email": "ann@X.de"}),
        add("Leads", {"company": "Lead", "phone": "0049 (30) 123 4567"},
            {"company": "Other", "contact_email": "new@y.de", "phone": "12"}),
    )  # fmt: skip
    theirs = add("Leads", {"company": "Late", "contact_email": "NEW@y.de; b@y.de", "phone": "12"})

    after, outcome = brought_back(team.base, team.back("R001", mine), team.back("R002", theirs))

    assert len(cells(after, "Contacts", "email")) == 2
    assert len(cells(after, "Leads", "company")) == 4
    assert [tuple(one) for one in merged_of(outcome).alike] == [
        ("R001", "Contacts", "CON-0002", "CON-0001", 100),
        ("R001", "Leads", "LD-0002", "LD-0001", 100),
        ("R002", "Leads", "LD-0004", "LD-0003", 100),
    ]
    assert cells(after, "Conflicts", "sheet", "record", "theirs") == [
        ("Contacts", "CON-0002 (R001)", "CON-0001 (100)"),
        ("Leads", "LD-0002 (R001)", "LD-0001 (100)"),
        ("Leads", "LD-0004 (R002)", "LD-0003 (100)"),
    ]


def test_columns_of_a_reps_own_are_told_and_those_of_the_book_stay() -> None:
    team = Team(Customers=[customer(1, "R001", 颜色="红")])

    def edit(frames: dict[str, pd.DataFrame]) -> None:
        frames["Customers"]["备忘"] = "春节后再联系"

    after, _ = brought_back(team.base, team.back("R001", edit))

    assert "颜色" not in team.parts["R001"].frames["Customers"]
    assert cells(after, "Customers", "颜色") == [("红",)]
    assert cells(after, "Conflicts", "record", "field", "mine") == [
        ("CUS-2026-001 (R001)", "备忘", "春节后再联系")
    ]


def test_what_a_rep_changed_of_a_record_that_is_gone_is_told() -> None:
    team = Team()
    team.base.sheets["Customers"] = team.base.sheets["Customers"].drop(index=5)  # type: ignore[index]

    after, _ = brought_back(
        team.base, team.back("R001", put("Customers", 0, website="https://a.de"))
    )

    assert cells(after, "Conflicts", "record", "field", "mine") == [
        ("CUS-2026-001 (R001)", "", "website: https://a.de")
    ]
