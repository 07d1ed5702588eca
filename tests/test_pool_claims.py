"""Claims, returns and what stands against them: limits, cool-off, groups, routes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.books import at
from tests.pool_books import DEFAULT, MONDAY, after, book, customer, event, lead, log, pool, rep
from validation.catalogue import load
from validation.errors import RefusedError
from validation.pool import Claim, Return, claim, give_back, why
from validation.settings import Settings

if TYPE_CHECKING:
    from validation.book import Book
    from validation.changes import Outcome

LIMITED = rep("R001", limit_day=3, limit_week=5, limit_month=12)


def ids(*numbers: int) -> tuple[str, ...]:
    return tuple(f"CUS-2026-{n:03}" for n in numbers)


def claimed(book: Book, when: str, *numbers: int, who: str = "R001", partial: bool = False) -> Book:
    return after(book, taken(book, when, *numbers, who=who, partial=partial))


def taken(
    book: Book, when: str, *numbers: int, who: str = "R001", partial: bool = False
) -> Outcome:
    return claim(book, load(), DEFAULT, at(when), Claim(who, ids(*numbers), partial))


def refusal(book: Book, when: str, *numbers: int, who: str = "R001", partial: bool = False) -> str:
    with pytest.raises(RefusedError) as caught:
        taken(book, when, *numbers, who=who, partial=partial)
    return caught.value.text.en.removeprefix("Nothing was done: ")


def returned(book: Book, when: str, *numbers: int, reason: str = "") -> Book:
    return after(
        book, give_back(book, load(), DEFAULT, at(when), Return("R001", ids(*numbers), reason))
    )


def reasons(book: Book, record: str, who: str, settings: Settings = DEFAULT) -> tuple[str, ...]:
    found = pool(book, MONDAY, settings)
    return why(found, record, who).reps[0].judged.reasons


def test_the_worked_week() -> None:
    monday = claimed(
        book([LIMITED], Customers=[customer(n) for n in range(1, 13)]), "2026-11-23 09:00", 1, 2, 3
    )
    back = returned(monday, "2026-11-23 10:00", 1, 2, 3)

    assert refusal(back, "2026-11-23 11:00", 4) == (
        "R001 may not take CUS-2026-004: Daily limit reached (3/3)."
    )
    assert refusal(back, "2026-11-24 09:00", 4, 5, 6) == (
        "R001 wants 3: 2 left this week; none was claimed, --partial takes what fits."
    )
    tuesday = claimed(back, "2026-11-24 09:01", 4, 5)
    assert refusal(tuesday, "2026-11-25 09:00", 6) == (
        "R001 may not take CUS-2026-006: Weekly limit reached (5/5)."
    )
    assert refusal(tuesday, "2026-11-29 23:59", 6) == (
        "R001 may not take CUS-2026-006: Weekly limit reached (5/5)."
    )
    assert log(claimed(tuesday, "2026-11-30 00:00", 6), "action", "customer_id", "at")[-1] == (
        "CLAIM", "CUS-2026-006", at("2026-11-30 00:00")
    )  # fmt: skip


def test_a_month_ends_with_the_calendar_and_a_week_may_reach_over_it() -> None:
    reps = [rep("R001", limit_week=3, limit_month=3)]
    start = book(reps, Customers=[customer(n) for n in range(1, 9)])
    before = claimed(start, "2026-12-30 09:00", 1, 2)

    assert refusal(claimed(before, "2026-12-31 23:59", 3), "2027-01-01 00:00", 4) == (
        "R001 may not take CUS-2026-004: Weekly limit reached (3/3)."
    )
    new_year = claimed(before, "2027-01-01 00:00", 3)
    assert refusal(new_year, "2027-01-03 23:59", 4).endswith("Weekly limit reached (3/3).")
    assert claimed(new_year, "2027-01-04 00:00", 4, 5)
    assert refusal(claimed(new_year, "2027-01-04 00:00", 4, 5), "2027-01-11 00:00", 6).endswith(
        "Monthly limit reached (3/3)."
    )


def test_a_batch_takes_what_fits_when_asked_to() -> None:
    reps = [rep("R001", limit_day=2)]
    lost = event(1, "IN_RECYCLE", "2026-11-20 09:00", customer_id="CUS-2026-001", from_rep="R001")
    start = book(reps, Customers=[customer(n) for n in range(1, 6)], PoolLog=[lost])

    outcome = taken(start, "2026-11-23 09:00", 1, 2, 3, 4, partial=True)

    assert [row["customer_id"] for row in outcome.rows["PoolLog"]] == list(ids(2, 3))
    assert [note.en for note in outcome.notes] == [
        "R001 has claimed 2: CUS-2026-002, CUS-2026-003.",
        "CUS-2026-001 was not claimed: R001 may not take CUS-2026-001: Cooling off (3/30).",
        "CUS-2026-004 was not claimed: R001 may not take CUS-2026-004: Daily limit reached (2/2).",
    ]
    full = after(start, outcome)
    assert refusal(full, "2026-11-23 10:00", 4, 5, partial=True).count("may not take") == 2


def test_a_claim_stands_in_the_ledger_and_in_the_customers_row() -> None:
    outcome = taken(book([LIMITED], Customers=[customer(1)]), "2026-11-23 09:00", 1)

    (row,) = outcome.rows["PoolLog"]
    assert {key: row[key] for key in row if key != "config_hash"} == {
        "at": MONDAY,
        "customer_id": "CUS-2026-001",
        "action": "CLAIM",
        "to_rep": "R001",
        "reason": "OK",
        "weights_snapshot": "R001:1",
        "run_id": "RUN-0001",
        "detail": "R001: 日 0/3; 周 0/5; 月 0/12; 在手 0/-",
    }
    assert [(c.column, c.after) for c in outcome.changes] == [
        ("owner", "R001"),
        ("owner_since", MONDAY),
        ("pool_status", "私海"),
    ]


def test_a_return_empties_the_owner_and_starts_the_cool_off() -> None:
    mine = customer(1, owner="R001", owner_since=at("2026-11-01 09:00"), pool_status="私海")
    start = book([LIMITED, rep("R002")], Customers=[mine])
    back = returned(start, "2026-11-23 09:00", 1, reason="长期未成交")
    told = returned(start, "2026-11-23 09:00", 1, reason="客户要求换人")

    columns = ("action", "from_rep", "to_rep", "reason", "detail")
    assert log(back, *columns) == [("RETURN", "R001", None, "NO_DEAL", None)]
    assert log(told, *columns) == [("RETURN", "R001", None, "OK", "客户要求换人")]
    row = back.sheets["Customers"].loc[5]
    assert (row["owner"], row["owner_since"], row["pool_status"]) == (None, None, "公海")
    assert refusal(back, "2026-12-22 23:59", 1).endswith("Cooling off (29/30).")
    assert claimed(back, "2026-12-23 00:00", 1)
    assert claimed(back, "2026-11-23 09:01", 1, who="R002")


def test_every_former_owner_is_checked_also_under_an_id_that_was_merged_away() -> None:
    mergers = customer(1, source_id="CUS-2026-009")
    events = [
        event(1, "IN_RECYCLE", "2026-11-01 09:00", customer_id="CUS-2026-009", from_rep="R001"),
        event(2, "CLAIM", "2026-11-02 09:00", customer_id="CUS-2026-001", to_rep="R002"),
        event(3, "RETURN", "2026-11-03 09:00", customer_id="CUS-2026-001", from_rep="R002"),
    ]
    reps = [rep("R001"), rep("R002"), rep("R003")]
    found = book(reps, Customers=[mergers], PoolLog=events)

    assert [reasons(found, "cus-2026-009", one["rep_id"]) for one in reps] == [
        ("COOL_OFF",),
        ("COOL_OFF",),
        (),
    ]


@pytest.mark.parametrize(("days", "expected"), [(0, ()), (3, ()), (4, ("COOL_OFF",))])
def test_the_cool_off_is_over_after_so_many_days(days: int, expected: tuple[str, ...]) -> None:
    lost = event(1, "RETURN", "2026-11-20 23:59", customer_id="CUS-2026-001", from_rep="R001")
    found = book([rep("R001")], Customers=[customer(1)], PoolLog=[lost])
    settings = Settings(**{**vars(DEFAULT), "cool_off_days": days})

    assert reasons(found, "CUS-2026-001", "R001", settings) == expected


def test_a_managers_assignment_is_no_claim_unless_the_setting_says_so() -> None:
    told = [
        event(1, "ASSIGN", "2026-11-23 08:00", customer_id="CUS-2026-001", to_rep="R001",
              reason="MANAGER"),
        event(2, "ASSIGN", "2026-11-23 08:00", customer_id="CUS-2026-002", to_rep="R001"),
    ]  # fmt: skip
    mine = [customer(n, owner="R001", pool_status="私海") for n in (1, 2)]
    found = book(
        [rep("R001", limit_day=2, capacity=3)], Customers=[*mine, customer(3)], PoolLog=told
    )
    counting = Settings(**{**vars(DEFAULT), "assign_counts_as_claim": True})

    assert reasons(found, "CUS-2026-003", "R001") == ()
    assert reasons(found, "CUS-2026-003", "R001", counting) == ("DAY_LIMIT",)


def test_won_customers_and_finished_leads_use_no_capacity() -> None:
    have = [
        *(customer(n, owner="R001", stage=stage) for n, stage in enumerate(("S7", "S8"), 1)),
        *(customer(n, owner="R001", stage=stage) for n, stage in enumerate(("S1", "S9"), 3)),
    ]
    mine = [lead(1, assigned_rep="R001", assigned_date=MONDAY),
            lead(2, assigned_rep="R001", assigned_date=MONDAY, lead_status="无效"),
            lead(3, assigned_rep="R001", assigned_date=MONDAY,
                 converted_to="CUS-2026-001")]  # fmt: skip

    def full(capacity: int) -> tuple[str, ...]:
        reps = [rep("R001", capacity=capacity)]
        found = book(reps, Customers=[*have, customer(9)], Leads=mine)
        return reasons(found, "CUS-2026-009", "R001")

    assert (full(3), full(4)) == (("CAPACITY",), ())


def test_a_batch_that_is_more_than_the_room_is_refused_with_the_room() -> None:
    start = book([rep("R001", capacity=1)], Customers=[customer(1), customer(2)])

    assert refusal(start, "2026-11-23 09:00", 1, 2) == (
        "R001 wants 2: room for 1 more customers; none was claimed, --partial takes what fits."
    )


def test_a_customer_of_a_group_with_one_owner_goes_to_that_owner_only() -> None:
    groups = [
        {"group_id": "GRP-001", "group_name": "Top", "group_owner": "R002",
         "group_rule": "单一负责人"},
        {"group_id": "GRP-002", "group_name": "Below", "parent_group": "GRP-001"},
        {"group_id": "GRP-003", "group_name": "Free", "group_owner": "R002", "group_rule": "共享"},
        {"group_id": "GRP-004", "group_name": "Unnamed", "group_rule": "单一负责人"},
        {"group_id": "GRP-005", "group_name": "Left", "group_owner": "R009",
         "group_rule": "单一负责人"},
        {"group_id": "GRP-006", "group_name": "Left by all", "group_owner": "R009",
         "group_rule": "单一负责人"},
    ]  # fmt: skip
    known = [
        customer(1, group_id="GRP-001"),
        customer(2, group_id="GRP-002"),
        customer(3, group_id="GRP-003"),
        customer(4),
        customer(5, group_id="GRP-004"),
        customer(6, group_id="GRP-004", owner="R001"),
        customer(7, group_id="GRP-005"),
        customer(8, group_id="GRP-005", owner="R001"),
        customer(9, group_id="GRP-006"),
    ]
    team = [rep("R001"), rep("R002"), rep("R009", active="离职")]
    titles = [{"title_id": "TTL-01", "customer_id": "CUS-2026-004", "group_id": "GRP-002"}]
    found = book(team, Customers=known, Groups=groups, Titles=titles)

    assert [
        [reasons(found, one, who) for who in ("R001", "R002")] for one in ids(1, 2, 3, 4, 5, 7, 9)
    ] == [
        [("GROUP_OWNER",), ()],
        [("GROUP_OWNER",), ()],
        [(), ()],
        [("GROUP_OWNER",), ()],
        [(), ("GROUP_OWNER",)],
        [(), ("GROUP_OWNER",)],
        [(), ()],
    ]


@pytest.mark.parametrize(
    ("record", "row", "expected"),
    [
        ({"country_region": "DE"}, {"regions": "DE; AT"}, ()),
        ({"country_region": "FR"}, {"regions": "DE; AT"}, ("ROUTE_REGION",)),
        ({"country_region": "FR"}, {"regions": "欧洲"}, ()),
        ({"country_region": "BR"}, {"regions": "欧洲; BR"}, ()),
        ({"country_region": None}, {"regions": "DE"}, ()),
        ({"language": "de"}, {"languages": "de; en"}, ()),
        ({"language": "fr"}, {"languages": "de; en"}, ("ROUTE_LANG",)),
        ({"language": None}, {"languages": "de"}, ()),
        ({"inquiry_products": "GT-A500"}, {"products": "GT-A"}, ()),
        ({"inquiry_products": "GT-B500"}, {"products": "GT-A"}, ("ROUTE_PRODUCT",)),
        ({"inquiry_products": "医疗器械，大批量"}, {"products": "医疗"}, ()),
        ({"inquiry_products": "LED"}, {"products": "ED"}, ("ROUTE_PRODUCT",)),
        ({"inquiry_products": "X-9"}, {"products": "灯具"}, ()),
        ({"inquiry_products": None}, {"products": "GT-A"}, ()),
    ],
)
def test_a_record_goes_where_region_language_and_products_fit(
    record: dict[str, Any], row: dict[str, Any], expected: tuple[str, ...]
) -> None:
    products = [{"sku": "X-9", "name_zh": "台灯", "line": "灯具"}]
    found = book([rep("R001", **row)], Customers=[customer(1, **record)], Products=products)

    assert reasons(found, "CUS-2026-001", "R001") == expected


def test_all_that_stands_against_a_rep_is_told_in_the_order_of_the_checks() -> None:
    row = rep(
        "R001", regions="FR", languages="fr", products="Z", active="停用", capacity=0,
        limit_day=0, limit_week=0, limit_month=0,
    )  # fmt: skip
    mine = customer(
        1, protect_until=MONDAY.date(), group_id="GRP-001", language="de", inquiry_products="A",
    )  # fmt: skip
    group = {"group_id": "GRP-001", "group_name": "G", "group_owner": "R002",
             "group_rule": "单一负责人"}  # fmt: skip
    lost = event(1, "RETURN", "2026-11-20 09:00", customer_id="CUS-2026-001", from_rep="R001")
    found = book([row, rep("R002")], Customers=[mine], Groups=[group], PoolLog=[lost])

    assert reasons(found, "CUS-2026-001", "R001") == (
        *("PROTECTED", "GROUP_OWNER", "COOL_OFF", "ROUTE_REGION", "ROUTE_LANG", "ROUTE_PRODUCT"),
        *("PAUSED", "CAPACITY", "DAY_LIMIT", "WEEK_LIMIT", "MONTH_LIMIT"),
    )
    assert reasons(found, "CUS-2026-001", "R002") == ("PROTECTED",)


def test_what_cannot_be_claimed_or_returned_is_refused_with_the_reason() -> None:
    start = book(
        [rep("R001"), rep("R002")],
        Customers=[customer(1, owner="R002"), customer(2)],
        Leads=[lead(1, lead_status="无效")],
    )

    def give(who: str, *records: str) -> str:
        with pytest.raises(RefusedError) as caught:
            give_back(start, load(), DEFAULT, MONDAY, Return(who, records))
        return caught.value.text.en.removeprefix("Nothing was done: ")

    def take(who: str, *records: str) -> str:
        with pytest.raises(RefusedError) as caught:
            claim(start, load(), DEFAULT, MONDAY, Claim(who, records))
        return caught.value.text.en.removeprefix("Nothing was done: ")

    assert [
        take("R001", "CUS-2026-001"),
        take("R001", "LD-0001"),
        take("R001", "CUS-2026-002", "cus-2026-002"),
        take("R001", "CUS-2026-099"),
        take("R009", "CUS-2026-002"),
        take("R001"),
        give("R001", "CUS-2026-001"),
        give("R001", "CUS-2026-002"),
    ] == [
        "CUS-2026-001 is not in the pool; R002 has it.",
        "the lead LD-0001 is converted or invalid and cannot be claimed.",
        "CUS-2026-002 is named twice.",
        (
            "there is no customer or lead with the id CUS-2026-099; look it up on the sheets"
            " Customers and Leads."
        ),
        "the sheet Reps has no R009; it has: R001, R002.",
        "no customer or lead is named.",
        "CUS-2026-001 is not R001's to return; it belongs to R002.",
        "CUS-2026-002 is not R001's to return; it belongs to the pool.",
    ]


def test_cells_that_cannot_be_read_are_named_and_never_counted_as_nothing() -> None:
    with pytest.raises(RefusedError) as caught:
        pool(book([{**rep("R001"), "limit_day": "three", "weight": "heavy"}]))
    found = pool(
        book(
            [rep("R001", capacity=2)],
            Customers=[customer(1, owner="R404"), customer(2, owner="R001", stage="??"),
                       customer(3), customer(3), customer(4), customer(5, customer_id=None)],
        )
    )  # fmt: skip

    assert caught.value.text.en == (
        "Nothing was done: these cells cannot be read, and the pool depends on them: 业务员 5"
        " Weight: heavy; 业务员 5 Claim limit / day: three; correct them first."
    )
    assert list(found.records) == ["CUS-2026-004"]
    assert [note.en for note in found.notes] == [
        (
            "Rows were left out because of cells that cannot be read; correct them: 客户 5"
            " Owner (rep): R404; 客户 6 Relationship stage: ??."
        ),
        "Left out because the id stands twice; correct it: CUS-2026-003.",
        "1 rows have no id and were left out; relaybook fix gives them one.",
    ]
    assert found.held() == {"R001": 1}
