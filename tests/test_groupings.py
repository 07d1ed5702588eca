"""What the check says of groups, in a real book, and what it must not say."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.books import TODAY, book_of, clean
from tests.sample_book import AS_OF, frames
from validation.catalogue import load
from validation.checks import check
from validation.groups import conflicts
from validation.settings import Settings

if TYPE_CHECKING:
    from tests.books import Record, Records

OURS = tuple(f"R{n}" for n in (617, *range(661, 670)))


def said(records: Records) -> list[tuple[str, str, str]]:
    """Return code, field and English sentence of the findings about groups."""
    found = check(book_of(records), load(), settings=Settings.default(), today=TODAY)
    return [(f.code, f.field, f.en) for f in found if f.code in OURS]


def sister(**more: object) -> Records:
    """Return the clean book with a second customer of another owner."""
    records = clean()
    records["Customers"][1].update({"owner": "R002", "pool_status": "私海", **more})
    return records


def title(**more: object) -> Record:
    return {"title_id": "TTL-02", "customer_id": "CUS-2026-002", "title_name": "Sister AG"} | more


def test_both_rows_and_both_owners_are_named() -> None:
    records = sister(website="https://shop.gt-handel.de")

    assert said(records) == [
        (
            "R664",
            "group_id",
            (
                "No group is given, and yet gt-handel.de is also that of CUS-2026-001 "
                "Global Tech Inc. (owner R001) in row 5 of Customers, a member of group GRP-001."
            ),
        )
    ]


def test_an_allowed_pair_is_not_said_again() -> None:
    records = sister(website="https://shop.gt-handel.de")
    records["Exceptions"] = [
        {
            "left_id": "CUS-2026-002",
            "right_id": "CUS-2026-001",
            "reason": "代理商",
            "decided_by": "M001",
            "decided_at": dt.datetime(2026, 11, 1, 10, 0),  # noqa: DTZ001 - a cell
        }
    ]
    records["Titles"].append(title(domain="gt-handel.de", conflict_status="已允许"))

    assert said(records) == []


@pytest.mark.parametrize(
    ("status", "expected"), [("无冲突", "域名相同"), ("域名相同", ""), (None, "")]
)
def test_a_typed_status_is_held_against_the_computed_one(status: str | None, expected: str) -> None:
    records = sister()
    records["Titles"].append(title(domain="gt-handel.de", conflict_status=status))

    found = check(book_of(records), load(), settings=Settings.default(), today=TODAY)

    assert [f.suggestion for f in found if f.code == "R669"] == [expected] * bool(expected)


def test_a_title_in_the_group_above_its_customers_is_in_no_other_group() -> None:
    records = clean()
    records["Groups"].append({"group_id": "GRP-000", "group_name": "Top"})
    records["Groups"][0]["parent_group"] = "GRP-000"
    records["Titles"][0]["group_id"] = "GRP-000"

    assert said(records) == []

    records["Groups"][0]["parent_group"] = None
    assert [(code, field) for code, field, _ in said(records)] == [("R617", "group_id")]


def test_two_titles_of_one_customer_in_two_groups_are_said_once() -> None:
    records = clean()
    records["Groups"].append({"group_id": "GRP-002", "group_name": "Nova"})
    records["Titles"] += [
        title(group_id="GRP-002"),
        title(title_id="TTL-03", title_name="Sister Two", group_id="GRP-001"),
    ]

    assert said(records) == [
        ("R617", "group_id", "The title's group is GRP-001, its customer's is GRP-002.")
    ]


def test_a_parent_that_does_not_exist_and_a_ring_are_findings() -> None:
    records = clean()
    records["Groups"] += [
        {"group_id": "GRP-002", "group_name": "B", "parent_group": "GRP-003"},
        {"group_id": "GRP-003", "group_name": "C", "parent_group": "GRP-002"},
        {"group_id": "GRP-004", "group_name": "D", "parent_group": "GRP-999"},
    ]
    found = check(book_of(records), load(), settings=Settings.default(), today=TODAY)

    assert [(f.code, f.row, f.field, f.en) for f in found] == [
        (
            "R668",
            6,
            "parent_group",
            "The groups stand above each other in a ring: GRP-002 → GRP-003 → GRP-002.",
        ),
        (
            "R601",
            8,
            "parent_group",
            '"GRP-999" in Parent group does not exist on the sheet Groups.',
        ),
    ]


def test_the_sample_book_has_no_conflict() -> None:
    made = conflicts(frames(load()), settings=Settings.default(), today=AS_OF)

    assert (made.found, made.allowed) == ((), ())


def test_equal_brands_are_no_finding() -> None:
    assert said(sister(company_name_en="Global Tech Retail Ltd", company_name_zh=None)) == []
