"""The balance of a leaver against the rule's own words, and what comes before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.leavers import TODAY, book, customer, records, rep, request, run, team
from validation.catalogue import load
from validation.errors import RefusedError
from validation.leaving import Successor, Unit, balanced, plan
from validation.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.books import Records
    from validation.leaving import Plan, Request


def planned(given: Records, asked: Request | None = None) -> Plan:
    found = plan(book(given), load(), Settings.default(), TODAY, asked or request())
    assert found is not None
    return found


def dealt(given: Records, asked: Request | None = None) -> dict[str, str]:
    """Return customer → successor."""
    return {one.customer[-3:]: one.rep for one in planned(given, asked).lines}


def refused(given: Records, asked: Request | None = None) -> str:
    with pytest.raises(RefusedError) as error:
        planned(given, asked)
    return str(error.value.facts["reason"].en)  # type: ignore[attr-defined]


def by_the_rule(customers: Sequence[tuple[str, str, str]], reps: Sequence[str]) -> dict[str, str]:
    """Points A4 B2 C1 D1, a group is one unit, largest first to the least loaded, ties by id."""
    units: dict[str, list[tuple[str, str]]] = {}
    for identity, grade, group in customers:
        units.setdefault(group or identity, []).append((identity, grade))
    weight = {"A": 4, "B": 2, "C": 1, "D": 1}
    sized = sorted(
        ((sum(weight[grade] for _, grade in each), unit) for unit, each in units.items()),
        key=lambda pair: (-pair[0], pair[1]),
    )
    loads = dict.fromkeys(sorted(reps), 0)
    found = {}
    for points, unit in sized:
        least = min(loads.values())
        heir = next(one for one in loads if loads[one] == least)
        loads[heir] += points
        found |= dict.fromkeys((identity for identity, _ in units[unit]), heir)
    return found


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABCD"), st.sampled_from(["", "", "GRP-001", "GRP-002"])),
        min_size=1,
        max_size=14,
    ),
    st.lists(st.sampled_from(["R001", "R002", "R004"]), min_size=1, max_size=3, unique=True),
)
def test_customers_are_dealt_out_as_the_rule_says(
    made: list[tuple[str, str]], successors: list[str]
) -> None:
    rows = [(f"CUS-2026-{n:03}", grade, group) for n, (grade, group) in enumerate(made, 1)]
    owned = [customer(n, grade, group_id=group or None) for n, (grade, group) in enumerate(made, 1)]
    # Members of the same groups that others have change nothing, in groups of any other rule.
    owned += [customer(90 + n, owner=f"R00{n}", group_id=f"GRP-00{n}") for n in (1, 2)]
    groups = [{"group_id": f"GRP-00{n}", "group_name": f"G{n}"} for n in (1, 2)]
    reps = [*team(), rep("R004", "钱多")]

    found = planned(records(*owned, Reps=reps, Groups=groups), request(*successors))

    assert {one.customer: one.rep for one in found.lines} == by_the_rule(rows, successors)


def test_the_worked_example_holds() -> None:
    units = [Unit("C6", 1), Unit("C5", 2), Unit("G1", 6), Unit("C4", 2), Unit("C2", 4)]

    found = balanced(units, [Successor("Wang"), Successor("Li")])

    assert found == {"G1": "Li", "C2": "Wang", "C4": "Wang", "C5": "Li", "C6": "Wang"}


def test_the_order_in_which_successors_are_named_changes_nothing() -> None:
    given = records(customer(1, "A"), customer(2, "B"), customer(3, "B"))

    assert dealt(given, request("R002", "R001")) == dealt(given, request("R001", "R002"))


def test_what_successors_have_counts_only_where_it_is_asked_for() -> None:
    has_much = [customer(n, "A", owner="R001") for n in (8, 9)]
    given = records(customer(1, "A"), customer(2, "B"), *has_much)

    assert dealt(given) == {"001": "R001", "002": "R002"}
    assert dealt(given, request(level=True)) == {"001": "R002", "002": "R002"}


def test_a_group_of_groups_is_one_unit_and_so_is_a_customer_with_titles_in_two() -> None:
    given = records(
        customer(1, "B", group_id="GRP-002"),
        customer(2, "B"),
        customer(3, "B", group_id="GRP-003"),
        customer(4, "A"),
        Groups=[
            {"group_id": "GRP-001", "group_name": "Top"},
            {"group_id": "GRP-002", "group_name": "Below", "parent_group": "GRP-001"},
            {"group_id": "GRP-003", "group_name": "Other"},
        ],
        Titles=[
            {"title_id": f"TTL-0{n}", "customer_id": "CUS-2026-002", "group_id": group}
            for n, group in enumerate(("GRP-001", "GRP-003"), 1)
        ],
    )

    found = planned(given)

    assert [(one.customer[-3:], one.unit, one.points, one.rep) for one in found.lines] == [
        ("001", "GRP-001", 6, "R001"),
        ("002", "GRP-001", 6, "R001"),
        ("003", "GRP-001", 6, "R001"),
        ("004", "CUS-2026-004", 4, "R002"),
    ]


def test_a_group_with_one_owner_goes_to_the_successor_who_has_it_already() -> None:
    single = [{"group_id": "GRP-001", "group_name": "G", "group_rule": "单一负责人"}]
    shared = [{"group_id": "GRP-001", "group_name": "G", "group_rule": "共享"}]
    rows = [
        customer(1, "A", group_id="GRP-001"),
        customer(2, "C", owner="R002", group_id="GRP-001"),
    ]

    assert dealt(records(*rows, Groups=single)) == {"001": "R002"}
    assert dealt(records(*rows, Groups=shared)) == {"001": "R001"}


def test_a_pin_gives_a_customer_and_its_whole_group_and_counts_as_load() -> None:
    given = records(
        customer(1, "A", group_id="GRP-001"),
        customer(2, "B", group_id="GRP-001"),
        customer(3, "B"),
        Groups=[{"group_id": "GRP-001", "group_name": "G"}],
    )

    assert dealt(given, request(pins={"cus-2026-002": "r002"})) == {
        "001": "R002",
        "002": "R002",
        "003": "R001",
    }


@pytest.mark.parametrize(
    ("pins", "said"),
    [
        ({"CUS-2026-001": "R009"}, "R009 in --pin CUS-2026-001=R009 is no successor"),
        ({"CUS-2026-009": "R001"}, "CUS-2026-009 in --pin is not with the leaver"),
        ({"CUS-2026-001": "R001", "CUS-2026-002": "R002"}, "GRP-001 is pinned to more than one"),
    ],
)
def test_a_pin_that_cannot_be_kept_is_refused(pins: Mapping[str, str], said: str) -> None:
    given = records(
        customer(1, group_id="GRP-001"),
        customer(2, group_id="GRP-001"),
        Groups=[{"group_id": "GRP-001", "group_name": "G"}],
    )

    assert said in refused(given, request(pins=dict(pins)))


def test_region_and_language_come_before_balance_where_they_are_asked_for() -> None:
    reps = team()
    reps[1] |= {"regions": "DE", "languages": "德语"}
    reps[2] |= {"regions": "FR", "languages": "法语"}
    given = records(
        customer(1, "A", country_region="FR 法国", language="德语"),
        customer(2, "A", country_region="FR 法国"),
        customer(3, "A", country_region="BR 巴西"),
        Reps=reps,
    )

    assert dealt(given) == {"001": "R001", "002": "R002", "003": "R001"}
    assert dealt(given, request(by=("region",))) == {"001": "R002", "002": "R002", "003": "R001"}
    assert dealt(given, request(by=("language",))) == {"001": "R001", "002": "R002", "003": "R001"}
    assert dealt(given, request(by=("language", "region"))) == {
        "001": "R001",
        "002": "R002",
        "003": "R001",
    }


def test_whoever_is_full_is_passed_over_and_what_is_won_takes_no_room() -> None:
    reps = team()
    reps[1]["capacity"] = 2
    has = [customer(9, owner="R001")]
    given = records(
        customer(1, "A"), customer(2, "A", stage="S8"), customer(3, "B"), *has, Reps=reps
    )

    assert dealt(given) == {"001": "R001", "002": "R002", "003": "R002"}


def test_more_than_everybody_has_room_for_is_refused_with_the_numbers() -> None:
    reps = team()
    reps[1]["capacity"], reps[2]["capacity"] = 1, 0
    given = records(customer(1, "A"), customer(2, "B"), Reps=reps)

    assert refused(given) == (
        "nobody has room for CUS-2026-002 (it needs 1; room left: R001 0, R002 0). Raise the"
        " holding cap on the sheet Reps, or name another successor with --to"
    )


def test_leads_are_shared_out_one_by_one_and_use_the_room_too() -> None:
    reps = team()
    reps[2]["capacity"] = 1
    leads = [
        {"lead_id": f"LD-000{n}", "assigned_rep": "R003", "lead_status": "新建"} for n in (1, 2, 3)
    ]

    found = planned(records(Leads=leads, Reps=reps))

    assert [(one.person.id, one.leads, one.room) for one in found.loads] == [
        ("R001", 2, None),
        ("R002", 1, 1),
    ]


@pytest.mark.parametrize(
    ("asked", "cells", "said"),
    [
        (request("R003"), {}, "the successor cannot be R003 who leaves; name somebody else"),
        (request("R009"), {}, "the sheet Reps has no R009; it has: M001, R001, R002, R003"),
        (request("R001", rep="R009"), {}, "the sheet Reps has no R009"),
        (request("R001"), {"active": "离职"}, "the successor R001 李雷 has left"),
        (request("R001"), {"active": "停用"}, "the successor R001 李雷 is paused"),
        (request("R001"), {"leave_from": TODAY}, "the successor R001 李雷 is on leave"),
        (request("R001"), {"role": "外部代理"}, "R001 is an outside agent"),
        (request("R001", to=()), {}, "say who takes over from R003"),
        (request("R001", approver="R003"), {}, "R003 赵强 leaves or takes over and may not"),
        (request("R001", approver="R001"), {}, "R001 李雷 leaves or takes over and may not"),
        (request("R001", approver="R002"), {}, "R002 王芳 is no manager or administrator"),
    ],
)
def test_who_may_not_take_part_is_told_so(
    asked: Request, cells: Mapping[str, object], said: str
) -> None:
    reps = team()
    reps[1] |= cells

    assert said in refused(records(customer(1), Reps=reps), asked)


def test_nothing_is_handed_over_without_an_approval_nor_with_that_of_another_plan() -> None:
    given = records(customer(1))
    code = planned(given).code

    assert run(given, request(code=code.upper())).changes
    with pytest.raises(RefusedError, match="nobody has approved this handover"):
        run(given, request(approver=None))
    with pytest.raises(RefusedError, match=f"plan 0123 was approved and the plan is {code} now"):
        run(given, request(code="0123"))
