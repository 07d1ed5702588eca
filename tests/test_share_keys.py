"""The key of a share: what its receiver holds, and what the register keeps to itself."""

from __future__ import annotations

import dataclasses

from tests.handover_books import CATALOGUE, SETTINGS, TODAY, asked, book, rows
from validation.handover import planning
from validation.handover.macs import shared
from validation.handover.receipt import receipt_code
from validation.handover.register import Register
from validation.handover.returning import share_record_id

OURS = "5a" * 32 + "c7" * 32
THEIRS = "5a" * 32


def test_the_ids_of_a_safe_copy_cannot_be_traced_with_the_key_inside_it() -> None:
    found = planning.plan(book(), CATALOGUE, SETTINGS, TODAY, asked("V2"))
    copy = planning.named(found, planning.Share("SH-20261122-001", OURS), CATALOGUE).copy
    [customers] = [sheet for sheet in copy.sheets if sheet.sheet == "Customers"]
    shown = list(customers.rows["customer_id"])

    assert copy.key == THEIRS
    assert shown == [share_record_id(OURS, record) for record in found.records]
    assert not {share_record_id(THEIRS, record) for record in found.records} & set(shown)
    assert copy.share["receipt_code"] == receipt_code(THEIRS)
    assert OURS.removeprefix(THEIRS) not in repr(dataclasses.asdict(copy))


def test_a_register_knows_both_halves_of_a_key_and_a_short_key_is_all_shared() -> None:
    share = {"share_id": "SH-20261122-001", "receipt_key": OURS}
    register = Register.of(
        book(rows() | {"Share": [share, share | {"share_id": "SH-2", "receipt_key": THEIRS}]}),
        CATALOGUE,
        SETTINGS,
        TODAY,
    )
    first, second = register.entries

    assert (first.receipt_key, first.secret) == (THEIRS, OURS)
    assert (second.receipt_key, second.secret) == (THEIRS, THEIRS)
    assert shared(OURS) == shared(THEIRS) == THEIRS
