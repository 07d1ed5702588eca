"""The register of shares as a list, and the share policy as a page."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.schemas import promised
from tests.share_books import (
    CATALOGUE,
    KEY,
    OTHER,
    SETTINGS,
    SHARE,
    TODAY,
    approved,
    asked,
    book,
    released,
    run,
    written,
)
from validation import seeds
from validation.handover.listing import Wish, listing
from validation.handover.policies import rules
from validation.handover.register import Standing
from validation.reminders import reminders
from workbook.receipts.policy import render

if TYPE_CHECKING:
    from pathlib import Path

PAST = TODAY - dt.timedelta(days=1)


def told(*shares: dict[str, Any], wish: Wish = Wish.ALL, today: dt.date = TODAY) -> list[Any]:
    found = listing(book(*shares), CATALOGUE, SETTINGS, today, wish)
    return [(one.entry.share_id, one.standing) for one in found.lines]


@pytest.mark.parametrize(
    ("row", "standing"),
    [
        (asked(), Standing.ASKED),
        (approved(), Standing.APPROVED),
        (asked(receipt_status="拒收"), Standing.REFUSED),
        (approved(expires=PAST), Standing.LAPSED),
        (approved(expires=TODAY), Standing.APPROVED),
        (released(), Standing.OPEN),
        (released(receipt_status="逾期"), Standing.OPEN),
        (released(file_sha256=None), Standing.OPEN),
        (released(receipt_status=None), Standing.OPEN),
        (released(expires=PAST), Standing.EXPIRED),
        (released(receipt_status="拒收", expires=PAST), Standing.REJECTED),
        (released(receipt_status="已确认", expires=PAST), Standing.CONFIRMED),
    ],
)
def test_a_row_of_the_register_tells_how_far_a_share_has_come(
    row: dict[str, Any], standing: Standing
) -> None:
    assert told(row) == [(SHARE, standing)]


def test_a_list_may_be_of_the_open_expired_or_refused_ones() -> None:
    shares = (
        asked("SH-20261120-001"),
        approved("SH-20261120-002"),
        released("SH-20261120-003"),
        released("SH-20261120-004", expires=PAST),
        approved("SH-20261120-005", expires=PAST),
        asked("SH-20261120-006", receipt_status="拒收"),
        released("SH-20261120-007", receipt_status="拒收"),
        released("SH-20261120-008", receipt_status="已确认"),
    )

    def numbers(wish: Wish) -> list[int]:
        return [int(share[-1]) for share, _ in told(*shares, wish=wish)]

    assert numbers(Wish.OPEN) == [1, 2, 3]
    assert numbers(Wish.EXPIRED) == [4, 5]
    assert numbers(Wish.REFUSED) == [6, 7]
    assert numbers(Wish.ALL) == [1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("today", "late", "manager"),
    [
        (dt.date(2026, 11, 24), 0, None),  # the second working day after Friday the 20th
        (dt.date(2026, 11, 25), 1, None),
        (dt.date(2026, 11, 26), 2, None),
        (dt.date(2026, 11, 27), 3, "M001"),
        (dt.date(2026, 11, 29), 3, "M001"),  # a Sunday
        (dt.date(2036, 11, 27), 99, "M001"),
    ],
)
def test_a_receipt_is_late_after_two_working_days_and_the_managers_after_five(
    today: dt.date, late: int, manager: str | None
) -> None:
    found = listing(book(released()), CATALOGUE, SETTINGS, today)

    line = found.lines[0]
    assert (line.due, line.days_late, line.manager) == (dt.date(2026, 11, 24), late, manager)
    assert found.late == (late > 0)


def test_the_late_ones_come_first_and_a_share_without_a_date_is_never_late() -> None:
    shares = (
        released("SH-20261120-001", share_date=None),
        released("SH-20261120-002", share_date=TODAY),
        released("SH-20261120-003", share_date=dt.date(2026, 11, 2)),
    )

    assert [share[-1] for share, _ in told(*shares)] == ["3", "1", "2"]


def test_each_share_says_what_is_to_be_done_next() -> None:
    found = listing(
        book(asked(), released(OTHER, share_date=dt.date(2026, 11, 18))),
        CATALOGUE,
        SETTINGS,
        TODAY,
    )

    assert [line.next.en for line in found.lines] == [
        (
            "The receipt of R002 is 1 working days late. Call and ask, or have the code on the "
            f"cover read out and book it: relaybook return-receipt -b BOOK --share {OTHER} "
            "--code CODE --by R002"
        ),
        f"Waits for approval. The approver runs: relaybook approve BOOK {SHARE} --as M001",
    ]


def test_a_missing_receipt_is_reminded_of_by_the_shipped_rule_and_reaches_the_manager() -> None:
    sop = [row for row in seeds.rows("SOP_Rules", "zh") if row["rule_id"] == "SOP-15"]
    given = book(released(), released(OTHER, receipt_status="已确认"), SOP_Rules=sop)

    def asked_for(day: int) -> list[tuple[str, str | None, list[str | None]]]:
        moment = dt.datetime(2026, 11, day, 10)  # noqa: DTZ001  # company time
        found = reminders(given, CATALOGUE, SETTINGS, moment)
        return [(r.rule, r.rep, [one.rep for one in r.told]) for r in found.reminders]

    assert asked_for(23) == []
    assert asked_for(24) == [("SOP-15", "R001", [])]
    assert asked_for(27) == [("SOP-15", "R001", ["M001"])]


def test_the_command_lists_shares_and_says_by_its_code_whether_one_is_late(
    tmp_path: Path, data: Path
) -> None:
    del data
    path = written(tmp_path / "book.xlsx", asked(), released(OTHER))

    early = run("shares", path, "--lang", "en", "--today", "2026-11-23")
    late = run("shares", path, "--open", "--format", "json", "--today", "2026-11-25")

    assert early.code == 0
    # A long path goes on in the next line.
    assert "2 shares, 0 of them with a late receipt." in " ".join(early.out.split())
    assert late.code == 1
    said = promised(json.loads(late.out))
    assert [(one["share_id"], one["state"], one["records"]) for one in said["shares"]] == [
        (OTHER, "open", ["CUS-2026-001"]),
        (SHARE, "asked", ["CUS-2026-001"]),
    ]
    assert (said["counts"], said["late"]) == ({"asked": 1, "open": 1}, 1)
    assert KEY not in late.out + early.out


def test_the_policy_page_has_every_row_in_both_languages() -> None:
    given = book(OurCompany=[{"legal_name": "北风<b>贸易"}])
    found = rules(given, CATALOGUE, SETTINGS, TODAY)

    page = render(found.policies, CATALOGUE, company=found.company, today=TODAY, language="zh")

    assert page.count("<tr>") == 1 + len(seeds.rows("SharePolicy", "zh"))
    assert "北风&lt;b&gt;贸易" in page
    assert '<span lang="zh">V2 精简安全版、V3 市场活动版</span>' in page
    assert '<span lang="en">V2 Safe, V3 Campaign leads</span>' in page
    assert '<span lang="en">The receiver knows and agrees to keep' in page


def test_without_a_policy_the_page_says_what_holds_until_then() -> None:
    found = rules(book(SharePolicy=[]), CATALOGUE, SETTINGS, TODAY)

    page = render(found.policies, CATALOGUE, company=found.company, today=TODAY, language="en")

    assert '<html lang="en">' in page
    assert "<tr>" not in page
    assert "until it is filled, a manager or administrator approves every share" in page


def test_the_command_writes_the_policy_page(tmp_path: Path, data: Path) -> None:
    del data
    path = written(tmp_path / "book.xlsx")

    said = run("policy", path, "-o", tmp_path / "policy.html", "--lang", "en")
    shown = run("policy", path, "--lang", "en")

    assert (said.code, said.err) == (0, f"Wrote {tmp_path / 'policy.html'}.\n")
    assert (tmp_path / "policy.html").read_text(encoding="utf-8") == shown.out
