"""One group under several names and owners: what contradicts, and what only looks like it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from validation.duplicates import Known
from validation.groups import Conflicts, conflicts, tree
from validation.groups.statuses import statuses
from validation.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TODAY = dt.date(2026, 11, 22)
Row = dict[str, Any]
Sheets = dict[str, list[Row]]


def customer(n: int, name: str, owner: str = "R001", **more: Any) -> Row:
    return {"customer_id": f"C{n}", "company_name_en": name, "owner": owner, **more}


def found(sheets: Mapping[str, Sequence[Row]], known: Known | None = None) -> Conflicts:
    frames = {
        key: pd.DataFrame(rows, index=range(5, 5 + len(rows)), dtype=object)
        for key, rows in sheets.items()
    }
    return conflicts(frames, settings=Settings.default(), today=TODAY, known=known)


def told(made: Conflicts) -> list[tuple[str, str, str, str]]:
    """Return kind, both customers (a group's id where a group is the side) and the value."""
    return [
        (c.kind, c.left.customer or c.left.record, c.right.customer, c.value) for c in made.found
    ]


def two(**more: Any) -> list[Row]:
    """Return two customers of one brand that have nothing else in common."""
    return [customer(1, "Orbit Tools GmbH"), customer(2, "Orbit Retail Ltd", "R002", **more)]


GROUPS = [
    {"group_id": "G1", "group_name": "Orbit", "group_owner": "R001", "group_rule": "单一负责人"},
    {"group_id": "G2", "group_name": "Nova", "group_rule": "共享"},
]


def titled(*rows: tuple[int, str, str], **more: Any) -> list[Row]:
    return [
        {"title_id": f"T{n}", "customer_id": f"C{c}", "title_name": name, "credit_code": code}
        | more
        for n, (c, name, code) in enumerate(rows, 1)
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Orbit (Shanghai) Co., Ltd.", "ORBIT SHANGHAI CO LTD"),
        ("宁波甬江工具有限公司", "Ningbo Yongjiang Tools Co., Ltd."),
        ("上海奥比特貿易有限公司", "上海奥比特贸易有限公司"),
    ],
)
def test_one_title_under_two_customers_is_a_conflict(one: str, other: str) -> None:
    made = found({"Customers": two(), "Titles": titled((1, one, ""), (2, other, ""))})

    assert told(made) == [("same_title", "C1", "C2", other)]
    [conflict] = made.found
    assert (conflict.left.sheet, conflict.left.row, conflict.left.record) == ("Titles", 5, "T1")
    assert (conflict.right.row, conflict.left.owner, conflict.right.owner) == (6, "R001", "R002")
    assert conflict.owners_differ


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Orbit (France) SAS", "Orbit (Hong Kong) Ltd"),
        ("Orbit (France)", "Orbit"),
        ("Orbit Tools GmbH", "Orbit Tools Ltd"),
        ("宁波甬江工具有限公司", "宁波永江工具有限公司"),
        ("Investment Fund VIII", "Investment Fund IX"),
    ],
)
def test_titles_that_differ_in_place_form_or_sign_are_two(one: str, other: str) -> None:
    made = found({"Customers": two(), "Titles": titled((1, one, ""), (2, other, ""))})

    assert told(made) == []


def test_a_title_that_is_another_customers_name_is_a_conflict() -> None:
    customers = [*two(), customer(3, "Orbit Shanghai Co Ltd", "R003")]

    made = found({"Customers": customers, "Titles": titled((1, "Orbit (Shanghai) Co., Ltd.", ""))})

    assert told(made) == [("same_title", "C1", "C3", "Orbit Shanghai Co Ltd")]


def test_one_registration_code_under_two_customers_is_a_conflict() -> None:
    code = "91440101MA59K2LX10"
    titles = titled((1, "Orbit A", code), (2, "Orbit B", "9144 0101 MA59 K2LX 10"))

    made = found({"Customers": two(), "Titles": titles})

    assert told(made) == [("same_code", "C1", "C2", "9144 0101 MA59 K2LX 10")]
    assert made.found[0].said().en == (
        "Two customers have the same registration code 9144 0101 MA59 K2LX 10: "
        "C1 Orbit Tools GmbH (owner R001); C2 Orbit Retail Ltd (owner R002)."
    )
    assert made.found[0].said().zh == (
        "两个客户的信用代码都是 9144 0101 MA59 K2LX 10：C1 Orbit Tools GmbH（业务员 R001）；"
        "C2 Orbit Retail Ltd（业务员 R002）。"
    )
    assert made.found[0].action.en.startswith("Merge the customers if they are one company")


def test_equal_digits_under_two_schemes_are_two_codes() -> None:
    titles = titled((1, "Orbit A", "123456789"), (2, "Orbit B", "123456789"))
    titles[0]["reg_scheme"], titles[1]["reg_scheme"] = "DUNS", "EIN"

    assert told(found({"Customers": two(), "Titles": titles})) == []


def test_an_own_domain_of_two_customers_is_a_conflict_wherever_it_stands() -> None:
    customers = [
        customer(1, "Orbit Tools GmbH", website="https://www.orbit-tools.de"),
        customer(2, "Kestrel Trading Ltd", "R002"),
        customer(3, "Orbit France SARL", "R003"),
    ]
    titles = [{**titled((2, "Kestrel", ""))[0], "domain": "orbit-tools.de"}]
    contacts = [{"customer_id": "C3", "contact_name": "Al", "email": "al@mail.orbit-tools.de"}]

    made = found({"Customers": customers, "Titles": titles, "Contacts": contacts})

    assert told(made) == [
        ("same_domain", "C1", "C3", "orbit-tools.de"),
        ("same_domain", "C1", "C2", "orbit-tools.de"),
    ]
    assert [made.found[0].sources[1].sheet, made.found[0].sources[1].key] == ["Contacts", "email"]


@pytest.mark.parametrize(
    ("domain", "why"),
    [
        ("gmail.com", "free mail"),
        ("163.com", "free mail"),
        ("orbit.en.alibaba.com", "a marketplace"),
        ("ours.example-trading.com", "our own"),
        ("fastship-logistics.com", "a forwarder's, by its name"),
        ("sunlink.cn", "a forwarder's, by the company kept"),
    ],
)
def test_a_domain_that_strangers_share_is_no_evidence(domain: str, why: str) -> None:
    names = ("Kestrel Tools GmbH", "Amber Foods Ltd", "Zhao Lighting", "Pico Toys")
    customers = [customer(n, name, f"R00{n}") for n, name in enumerate(names, 1)]
    contacts = [
        {"customer_id": f"C{n}", "contact_name": f"P{n}", "email": f"p{n}@{domain}"}
        for n in range(1, 5)
    ]

    made = found(
        {"Customers": customers, "Contacts": contacts},
        Known(own_domains=("example-trading.com",)),
    )

    assert (told(made), why) == ([], why)


def test_a_forwarder_who_is_a_customer_lends_nobody_its_domain() -> None:
    customers = [customer(1, "Sunny Freight Forwarding Ltd", website="sunnyfreight.cn"), *two()[1:]]
    contacts = [{"customer_id": "C2", "contact_name": "A", "email": "ops@sunnyfreight.cn"}]

    assert told(found({"Customers": customers, "Contacts": contacts})) == []

    customers[1]["website"] = "sunnyfreight.cn"
    assert told(found({"Customers": customers})) == []


def test_relatives_who_share_a_forwarders_mailbox_are_in_no_conflict() -> None:
    contacts = [
        {"customer_id": f"C{n}", "contact_name": "A", "email": f"{n}@fastship-logistics.com"}
        for n in (1, 2)
    ]

    assert told(found({"Customers": two(), "Contacts": contacts})) == []


def test_a_site_of_two_strangers_is_evidence_and_of_three_is_a_landlords() -> None:
    names = ("Kestrel Tools GmbH", "Amber Foods Ltd", "Pico Toys")
    customers = [customer(n, name, website="https://sunlink.cn") for n, name in enumerate(names, 1)]

    assert told(found({"Customers": customers[:2]})) == [("same_domain", "C1", "C2", "sunlink.cn")]
    assert told(found({"Customers": customers})) == []


def test_a_phone_of_two_relatives_is_a_conflict_and_a_strangers_is_none() -> None:
    customers = [*two(), customer(3, "Amber Foods Ltd", "R003")]
    contacts = [
        {"customer_id": "C1", "contact_name": "A", "phone": "+49 30 1234 5679"},
        {"customer_id": "C2", "contact_name": "B", "phone": "0049301234 5679"},
        {"customer_id": "C3", "contact_name": "C", "phone": "+49 30 1234 5679"},
    ]

    made = found({"Customers": customers, "Contacts": contacts})

    assert told(made) == [("same_phone", "C1", "C2", "0049301234 5679")]


@pytest.mark.parametrize(
    "more",
    [{"person_id": "PER-0001"}, {"contact_status": "已离职"}],
    ids=["one buyer of both", "gone from the first"],
)
def test_a_person_known_at_both_is_no_evidence(more: Row) -> None:
    contacts = [
        {"customer_id": f"C{n}", "contact_name": "A", "phone": "+49 30 1234 5679", **more}
        for n in (1, 2)
    ]

    assert told(found({"Customers": two(), "Contacts": contacts})) == []


def test_two_countries_numbers_that_end_alike_are_two() -> None:
    contacts = [
        {"customer_id": "C1", "contact_name": "A", "phone": "+49 30 1234 5679"},
        {"customer_id": "C2", "contact_name": "B", "phone": "+86 21 1234 5679"},
    ]

    assert told(found({"Customers": two(), "Contacts": contacts})) == []


def test_who_shares_a_members_domain_is_outside_its_group_file() -> None:
    customers = [
        customer(1, "Orbit Tools GmbH", website="orbit.de", group_id="G1"),
        customer(2, "Orbit France SARL", "R002", website="orbit.de"),
        customer(3, "Orbit Spain SL", website="orbit.de", group_id="G3"),
    ]
    groups = [*GROUPS, {"group_id": "G3", "group_name": "Orbit South", "parent_group": "G1"}]

    made = found({"Customers": customers, "Groups": groups})

    assert told(made) == [("outside_group", "C1", "C2", "orbit.de")]
    assert made.found[0].group == "G1"
    assert made.found[0].evidence.en == (
        "Has the same domain orbit.de as a member of G1, and is in no group file"
    )


def test_members_of_two_groups_that_share_a_domain_are_in_conflict() -> None:
    customers = [
        customer(1, "Orbit Tools GmbH", website="orbit.de", group_id="G1"),
        customer(2, "Orbit France SARL", website="orbit.de", group_id="G2"),
    ]

    made = found({"Customers": customers, "Groups": GROUPS})

    assert told(made) == [("same_domain", "C1", "C2", "orbit.de")]


def test_a_group_with_one_owner_names_every_member_of_another() -> None:
    customers = [
        customer(1, "Orbit", "R001", group_id="G1"),
        customer(2, "Orbit Two", "R002", group_id="orbit"),
        customer(3, "Orbit Three", "", group_id="G1"),
        customer(4, "Orbit Four", "R009", group_id="G1"),
        customer(5, "Orbit Five", "李雷", group_id="G1"),
        customer(6, "Nova", "R001", group_id="G2"),
        customer(7, "Nova Two", "R002", group_id="G2"),
    ]
    reps = [
        {"rep_id": "R001", "rep_name": "李雷", "active": "在岗"},
        {"rep_id": "R009", "rep_name": "老赵", "active": "离职"},
    ]

    made = found({"Customers": customers, "Groups": GROUPS, "Reps": reps})

    assert told(made) == [("group_owners", "C1", "C2", "")]
    assert made.found[0].evidence.zh == "集团 G1 Orbit 应由一人负责，却有 R001 和 R002"


def test_a_group_whose_owner_left_belongs_to_whoever_has_most_of_it() -> None:
    groups = [{**GROUPS[0], "group_owner": "R009"}]
    customers = [
        customer(1, "Orbit", "R002", group_id="G1"),
        customer(2, "Orbit Two", "R002", group_id="G1"),
        customer(3, "Orbit Three", "R001", group_id="G1"),
    ]
    reps = [
        {"rep_id": rep, "rep_name": rep, "active": "离职" if rep == "R009" else "在岗"}
        for rep in ("R001", "R002", "R009")
    ]

    made = found({"Customers": customers, "Groups": groups, "Reps": reps})

    assert told(made) == [("group_owners", "C1", "C3", "")]


def test_the_rule_of_one_owner_holds_below_until_a_group_has_its_own() -> None:
    groups = [
        GROUPS[0],
        {"group_id": "G3", "parent_group": "G1"},
        {"group_id": "G4", "parent_group": "G3", "group_rule": "按区域"},
    ]
    customers = [customer(1, "A", "R002", group_id="G3"), customer(2, "B", "R003", group_id="G4")]

    made = found({"Customers": customers, "Groups": groups})

    assert told(made) == [("group_owners", "G1", "C1", "")]


def test_a_customer_in_two_groups_is_a_conflict_unless_one_is_above_the_other() -> None:
    groups = [*GROUPS, {"group_id": "G3", "group_name": "Sub", "parent_group": "G1"}]
    customers = [
        customer(1, "A", group_id="G1"),
        customer(2, "B", group_id="G3"),
        customer(3, "C"),
    ]
    titles = [
        {"title_id": "T1", "customer_id": "C1", "title_name": "A one", "group_id": "G2"},
        {"title_id": "T2", "customer_id": "C2", "title_name": "B one", "group_id": "G1"},
        {"title_id": "T3", "customer_id": "C3", "title_name": "C one", "group_id": "G3"},
        {"title_id": "T4", "customer_id": "C3", "title_name": "C two", "group_id": "G2"},
    ]

    made = found({"Customers": customers, "Groups": groups, "Titles": titles})

    assert told(made) == [("two_groups", "C1", "C1", "G2"), ("two_groups", "C3", "C3", "G2")]
    assert [(c.left.sheet, c.right.record) for c in made.found] == [
        ("Customers", "T1"),
        ("Titles", "T4"),
    ]


def quoted(*rows: Row) -> Sheets:
    usual = {
        "quote_date": dt.date(2026, 11, 1),
        "product": "P1",
        "currency": "USD",
        "quote_status": "有效",
    }
    return {
        "Customers": [
            customer(1, "Orbit", group_id="G2"),
            customer(2, "Kite", "R002", group_id="G3"),
            customer(3, "Solo", "R003"),
        ],
        "Groups": [*GROUPS, {"group_id": "G3", "parent_group": "G2"}],
        "FX": [
            {"currency": "EUR", "rate": 1.5, "as_of": dt.date(2026, 1, 1)},
            {"currency": "EUR", "rate": 2, "as_of": dt.date(2026, 6, 1)},
            {"currency": "EUR", "rate": 9, "as_of": dt.date(2027, 1, 1)},
        ],
        "Quotes": [{**usual, "quote_no": f"Q{n}", **row} for n, row in enumerate(rows, 1)],
    }


def test_two_open_prices_for_one_product_in_one_group_are_a_conflict() -> None:
    made = found(
        quoted({"customer_id": "C1", "price": 15.5}, {"customer_id": "C2", "price": "USD 14.8"})
    )

    assert told(made) == [("quote_prices", "C2", "C1", "P1")]
    [conflict] = made.found
    assert conflict.evidence.en == (
        "Two prices for P1 in one group: USD 14.8 in Q2, USD 15.5 in Q1"
    )
    assert conflict.said(prices=False).en.startswith(
        "Two prices for P1 in one group: Q1 and Q2: C2 Kite"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"price": 15.5}, {"price": 15.5}),
        ({"price": 15.5}, {"price": 14, "quote_status": "已失效"}),
        ({"price": 15.5}, {"price": 14, "valid_until": dt.date(2026, 11, 21)}),
        ({"price": 15.5}, {"price": 14, "quote_status": None}),
        ({"price": 15.5}, {"price": 14, "approval": "已驳回"}),
        ({"price": 15.5}, {"price": 14, "product": "P2"}),
        ({"price": 15.5}, {"price": 14, "customer_id": "C3"}),
        ({"price": 15.5}, {"price": 14, "currency": "GBP"}),
        ({"price": 15.5}, {"price": 7.75, "currency": "EUR"}),
        ({"price": 15.5, "qty": 100}, {"price": 14, "qty": 9000, "customer_id": "C1"}),
    ],
    ids=(
        "one price",
        "void",
        "over",
        "no status and no day",
        "refused",
        "another product",
        "no member",
        "no rate",
        "one price in two currencies",
        "prices by quantity",
    ),
)
def test_quotes_that_do_not_contradict_are_left_alone(one: Row, other: Row) -> None:
    made = found(quoted({"customer_id": "C1", **one}, {"customer_id": "C2", **other}))

    assert told(made) == []


def test_prices_in_two_currencies_are_held_against_each_other_at_todays_rate() -> None:
    made = found(
        quoted(
            {"customer_id": "C1", "price": 15.5},
            {"customer_id": "C2", "price": 15.5, "currency": "EUR"},
        )
    )

    assert told(made) == [("quote_prices", "C1", "C2", "P1")]


def test_only_the_newest_version_of_a_quote_counts() -> None:
    made = found(
        quoted(
            {"customer_id": "C1", "price": 15.5},
            {"customer_id": "C2", "price": 14, "quote_no": "Q9", "version": 1},
            {"customer_id": "C2", "price": 15.5, "quote_no": "Q9", "version": 2},
        )
    )

    assert told(made) == []


def test_prices_under_two_incoterms_are_a_hint() -> None:
    made = found(
        quoted(
            {"customer_id": "C1", "price": 15.5, "incoterm": "FOB"},
            {"customer_id": "C2", "price": 16.5, "incoterm": "CIF"},
        )
    )

    assert told(made) == []
    assert [hint.kind for hint in made.hints] == ["quote_terms"]


def test_an_equal_brand_alone_is_a_hint_and_never_a_conflict() -> None:
    made = found({"Customers": [*two(), customer(3, "Kestrel")]})

    assert told(made) == []
    assert [(h.kind, h.left.customer, h.right.customer, h.value) for h in made.hints] == [
        ("same_stem", "C1", "C2", "orbit")
    ]


def test_an_exception_allows_a_conflict_with_its_reason() -> None:
    customers = [
        customer(1, "Orbit", "R001", group_id="G1", website="orbit.de"),
        customer(2, "Orbit Two", "R002", group_id="G1"),
        customer(3, "Orbit Three", "R003", website="orbit.de"),
        customer(4, "Orbit Four", "R001", group_id="G1"),
    ]
    exceptions = [
        {"left_id": "C2", "right_id": "c4", "reason": "分区域", "decided_by": "M001"},
        {"left_id": "C1", "right_id": "C3", "reason": "同名", "decided_by": "M001"},
    ]

    made = found({"Customers": customers, "Groups": GROUPS, "Exceptions": exceptions})

    assert told(made) == []
    assert [(c.kind, c.allowed and c.allowed.reason) for c in made.allowed] == [
        ("outside_group", "同名"),
        ("group_owners", "分区域"),
    ]
    assert made.of_group("G1") == made.allowed


def test_titles_are_given_the_gravest_status_that_the_conflicts_make() -> None:
    titles = [
        {"title_id": "T1", "customer_id": "C1", "title_name": "Orbit A", "domain": "orbit.de"},
        {"title_id": "T2", "customer_id": "C2", "title_name": "Orbit A"},
        {"title_id": "T3", "customer_id": "C2", "title_name": "Orbit B", "domain": "orbit.de"},
        {"title_id": "T4", "customer_id": "C1", "title_name": "Orbit C"},
    ]

    made = found({"Customers": two(), "Titles": titles})

    assert statuses(made) == {5: "same_title", 6: "same_title", 7: "same_domain", 8: "none"}


def test_a_thousand_groups_deep_is_no_depth_and_rings_are_cut() -> None:
    names = [f"G{n}" for n in range(1000)]
    deep = tree(names, ["", *names[:-1]])

    assert (deep.root("G999"), deep.depths["G999"]) == ("G0", 999)
    assert len(deep.above("G999")) == 999
    assert deep.below("G0") == tuple(names)

    ring = tree([*names, "X", "Y"], [names[-1], *names[:-1], "X", "nowhere"])
    assert ring.cycles == ((names[0], *reversed(names[1:])), ("X",))
    assert ring.unknown == {"Y": "nowhere"}
    assert ring.root("G500") == "G0"


def test_an_empty_book_has_no_conflicts() -> None:
    assert told(found({})) == []
    assert found({"Customers": []}).hints == ()
