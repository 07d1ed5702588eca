"""What a person types for a share, and how the book has it afterwards."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from tests.handover_books import AT, CATALOGUE, SETTINGS, TODAY, approved, asked, book, rows
from validation.handover import release
from validation.handover.shapes import ExpectedAction

if TYPE_CHECKING:
    from validation.handover.shapes import Request

CUSTOMER = "CUS-2026-001"
UNTIDY = (
    "Tom  Best",
    "Ｔom",
    "Tom\tBest",
    "Tom\u00a0Best",
    "\u202eTom",
    "zero\u200bwidth",
    " Tom ",
)


def is_same_when_booked(request: Request) -> bool:
    """Return whether a share that was asked for is still the same plan once it is booked."""
    outcome = release.ask(book(), CATALOGUE, SETTINGS, AT, request)
    found = rows()
    found["Share"] = [dict(row) for row in outcome.rows["Share"]]
    found["ShareLines"] = [dict(row) for row in outcome.rows["ShareLines"]]
    decision = release.decided(book(found), CATALOGUE, SETTINGS, TODAY, str(outcome.answer))
    return bool(decision.plan_hash == found["Share"][0]["plan_hash"])


@pytest.mark.parametrize("typed", UNTIDY)
def test_an_untidy_text_is_asked_for_as_the_book_will_have_it(typed: str) -> None:
    own = {CUSTOMER: ExpectedAction(typed, dt.date(2026, 12, 1))}

    assert is_same_when_booked(asked("V3", receiver=typed))
    assert is_same_when_booked(asked("V1", expected_action=typed))
    assert is_same_when_booked(asked("V1", customers=(CUSTOMER,), actions=own))


def missing(variant: str = "V1", found: dict[str, Any] | None = None, **facts: Any) -> list[str]:
    """Return what stands against a request, in English."""
    decision = release.decided(
        book(found or rows()), CATALOGUE, SETTINGS, TODAY, asked(variant, **facts)
    )
    return [text.en for text in decision.plan.missing]


def test_an_nda_binds_the_company_that_receives_and_not_whoever_is_named_like_its_party() -> None:
    said = missing("V3", receiver="ABC Agency", receiver_company="Evil Corp")

    assert said == [
        "the NDA NDA-2026-03 is with ABC Agency, not with Evil Corp; use the receiver's own"
    ]
    assert missing("V3", receiver="Tom", receiver_company="ABC Agency") == []


@pytest.mark.parametrize("role", ["receiver", "provider", "approver"])
def test_a_name_that_two_reps_have_is_refused_and_a_number_is_not(role: str) -> None:
    found = rows()
    who = {"receiver": "R002", "provider": "R001", "approver": "M001"}[role]
    twin = next(rep for rep in found["Reps"] if rep["rep_id"] == who)
    found["Reps"].append(twin | {"rep_id": "G007", "role": "外部代理", "email": "g7@x.example.com"})

    [said] = missing("V1", found, **{role: twin["rep_name"], "owner": "R001"})
    name = f"{twin['rep_name']} ({who}, G007)"
    assert said == f"the sheet 业务员 has more than one {name}; use the number instead"
    assert missing("V1", found, **{role: who, "owner": "R001"}) == []


def test_the_number_of_a_deleted_share_is_not_given_again() -> None:
    found = rows()
    found["ShareLines"] = [{"share_id": "SH-20261122-001", "customer_id": CUSTOMER}]
    found["Audit"] = [approved("0" * 64, "SH-20261122-002")]
    outcome = release.ask(book(found), CATALOGUE, SETTINGS, AT, asked("V1"))

    assert outcome.answer == "SH-20261122-003"
