"""What comes back: who changed which cell, ids of a share, receipts and their codes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from validation.handover import receipt as receipts
from validation.handover.receipt import Receipt
from validation.handover.returning import (
    Cell,
    compared,
    is_intact,
    row_digest,
    share_record_id,
    touched,
)

KEY = "ab" * 32
LEFT: dict[str, Any] = {
    "lead_id": "LD-0001",
    "validity": None,
    "brief_note": "想要样品",
    "amount": Decimal("1250.00"),
}


def sides(theirs: dict[str, Any], ours: dict[str, Any]) -> list[Cell]:
    digest = row_digest(KEY, "Leads", LEFT)
    return list(compared(KEY, "Leads", digest, theirs=LEFT | theirs, ours=LEFT | ours))


def test_a_row_nobody_changed_has_nothing_to_say() -> None:
    assert sides({}, {}) == []


def test_a_value_that_only_took_another_form_in_a_cell_is_no_change() -> None:
    assert sides({"amount": 1250.0, "brief_note": " 想要样品\r\n"}, {"validity": ""}) == []


def test_each_cell_says_which_side_changed_it() -> None:
    found = sides(
        {"validity": "H", "brief_note": "要报价", "amount": 1250},
        {"brief_note": "不要了", "amount": 1300},
    )

    assert found == [
        Cell("validity", None, "H", "receiver"),
        Cell("brief_note", "不要了", "要报价", "both"),
        Cell("amount", 1300, 1250, "provider"),
    ]


def test_both_sides_writing_the_same_is_no_difference() -> None:
    assert sides({"validity": "H"}, {"validity": "H"}) == []


def test_without_a_digest_nobody_can_tell_who_changed_a_cell() -> None:
    theirs, ours = {"validity": "H"}, {"validity": None}

    assert compared(KEY, "Leads", "", theirs=theirs, ours=ours) == (
        Cell("validity", None, "H", "nobody"),
    )


def test_a_column_the_book_is_not_asked_about_is_not_compared() -> None:
    digest = row_digest(KEY, "Leads", LEFT)
    theirs = LEFT | {"amount": "5k-20k"}

    assert compared(KEY, "Leads", digest, theirs=theirs, ours={"validity": None}) == ()
    assert touched(KEY, "Leads", digest, theirs) == ("amount",)


@pytest.mark.parametrize(
    ("key", "sheet", "change"),
    [(KEY, "Leads", {"validity": "L"}), ("cd" * 32, "Leads", {}), (KEY, "Customers", {})],
)
def test_a_row_is_intact_only_as_it_left(key: str, sheet: str, change: dict[str, Any]) -> None:
    digest = row_digest(KEY, "Leads", LEFT)

    assert is_intact(KEY, "Leads", LEFT, digest)
    assert not is_intact(key, sheet, LEFT | change, digest)


def test_a_digest_has_no_letter_or_digit_that_could_pass_for_a_value() -> None:
    digest = row_digest(KEY, "Leads", LEFT)

    assert len(digest) == 4 * len(LEFT)
    assert not any(sign.isalnum() for sign in digest)


def test_an_id_made_for_a_share_is_another_in_the_next_share() -> None:
    first = share_record_id(KEY, "CUS-2024-001")

    assert first == share_record_id(KEY, "CUS-2024-001")
    assert first.startswith("CUS-0000-")
    assert share_record_id("cd" * 32, "CUS-2024-001") != first
    assert share_record_id(KEY, "CUS-2024-002") != first


A_RECEIPT = Receipt(
    share="SH-20261122-001",
    file_sha256="0123456789abcdef" * 4,
    answer="received",
    acknowledged=True,
    by="韩梅",
    at=dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC),
)


def test_a_signed_receipt_is_genuine_and_comes_back_from_its_file() -> None:
    signed = receipts.signed(A_RECEIPT, KEY)

    assert receipts.is_genuine(signed, KEY)
    assert receipts.from_json(receipts.as_json(signed)) == signed


@pytest.mark.parametrize(
    "change",
    [
        {"share": "SH-20261122-002"},
        {"file_sha256": "f" * 64},
        {"answer": "refused"},
        {"acknowledged": False},
        {"by": "李雷"},
        {"at": dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)},
        {"mac": ""},
        {"mac": "\ud800é"},
    ],
)
def test_a_receipt_with_one_field_changed_is_not_genuine(change: dict[str, Any]) -> None:
    signed = receipts.signed(A_RECEIPT, KEY)

    assert not receipts.is_genuine(signed._replace(**change), KEY)
    assert not receipts.is_genuine(signed, "cd" * 32)


GOOD = dict(receipts.as_json(receipts.signed(A_RECEIPT, KEY)))


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {},
        GOOD | {"schema": "relaybook.receipt/2"},
        GOOD | {"share_id": 7},
        GOOD | {"by": "x" * 201},
        GOOD | {"file_sha256": "0" * 63},
        GOOD | {"file_sha256": None},
        GOOD | {"answer": "maybe"},
        GOOD | {"acknowledged": "yes"},
        GOOD | {"at": "yesterday"},
        GOOD | {"at": "2026-11-23T09:30:00"},
    ],
)
def test_what_is_no_receipt_is_not_read_as_one(said: object) -> None:
    assert receipts.from_json(said) is None


def test_a_code_is_six_signs_that_can_be_read_out() -> None:
    code = receipts.receipt_code(KEY)

    assert len(code) == 7
    assert not set(code) & set("ILOU")
    assert receipts.is_code(code.lower().replace("-", " "), code)
    assert not receipts.is_code(receipts.receipt_code("cd" * 32), code)
    assert not receipts.is_code("", code)
