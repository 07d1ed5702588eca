"""Saying yes or no to a share: who may, to what, and when it no longer holds."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from tests.share_books import (
    CATALOGUE,
    NOW,
    PLAN,
    SETTINGS,
    SHARE,
    TODAY,
    approval_row,
    approved,
    asked,
    book,
    released,
    run,
    with_plan,
    written,
)
from validation.errors import RefusedError
from validation.handover.approval import objection, plan_hash
from validation.handover.approving import Verdict, approve
from validation.handover.register import Register
from validation.handover.shapes import ColumnFate, Copy, ExpectedAction, Plan, Request, TextFate
from validation.messages import Text, message, plain

if TYPE_CHECKING:
    from pathlib import Path

    from validation.changes import Outcome

M001 = Verdict(SHARE, "M001")


def decided(row: dict[str, Any], verdict: Verdict = M001) -> Outcome:
    return approve(book(with_plan(row)), CATALOGUE, SETTINGS, NOW, verdict)


def hash_of(row: dict[str, Any]) -> str:
    return str(with_plan(row)["plan_hash"])[:12]


def cells(outcome: Outcome) -> dict[str, tuple[Any, Any]]:
    return {one.column: (one.before, one.after) for one in outcome.changes}


def test_a_manager_approves_what_was_asked_for() -> None:
    outcome = decided(asked())

    assert cells(outcome) == {"approved_at": (None, NOW)}
    assert outcome.subject == plain(f"{SHARE} M001 plan:{hash_of(asked())}")
    assert list(outcome.notes) == [message("approve.done", share=SHARE, who="王经理")]


def test_another_manager_than_the_one_asked_may_approve_and_is_written_down() -> None:
    outcome = decided(asked(), Verdict(SHARE, "老板"))

    assert cells(outcome) == {"approver": ("M001", "A001"), "approved_at": (None, NOW)}


def test_a_refusal_keeps_its_reason_in_the_audit() -> None:
    outcome = decided(asked(), Verdict(SHARE, "M001", refuses=True, reason=" 太多\n客户 "))

    assert cells(outcome) == {"receipt_status": (None, "拒收")}
    assert outcome.subject == plain(f"{SHARE} M001: 太多 客户")


def test_an_approval_can_be_taken_back_until_the_file_left() -> None:
    verdict = Verdict(SHARE, "M001", refuses=True, reason="名单变了")

    assert cells(decided(approved(), verdict)) == {"receipt_status": (None, "拒收")}
    with pytest.raises(RefusedError):
        decided(released(), verdict)


def test_a_provider_approves_the_own_share_only_where_the_policy_allows_it() -> None:
    mine = {"provider": "M001", "scenario": "新业务员分配"}

    outcome = decided(asked(**mine))

    assert outcome.answer is True
    assert outcome.subject is not None
    assert outcome.subject.en == f"{SHARE} M001 plan:{hash_of(asked(**mine))} self-approved"
    assert list(outcome.notes) == [message("approve.own", share=SHARE, who="王经理")]


YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("row", "verdict", "key", "facts"),
    [
        (asked(), Verdict("SH-1", "M001"), "handover.no_share", {"share": "SH-1", "known": SHARE}),
        (asked(), Verdict(SHARE, "M404"), "approve.nobody", {"who": "M404"}),
        (asked(), Verdict(SHARE, "R009"), "approve.gone", {"who": "赵走"}),
        (asked(provider="M001"), M001, "approve.self", {"who": "王经理"}),
        (asked(provider="王经理"), M001, "approve.self", {"who": "王经理"}),
        (asked(), Verdict(SHARE, "M001", refuses=True), "approve.no_reason", {}),
        (asked(plan_hash=None), M001, "approve.no_plan", {"share": SHARE}),
        (asked(expires=YESTERDAY), M001, "approval.lapsed", {"share": SHARE}),
        (asked(receipt_status="拒收"), M001, "approval.refused", {"share": SHARE}),
        (released(), M001, "approval.open", {"share": SHARE}),
        (released(expires=YESTERDAY), M001, "approval.expired", {"share": SHARE}),
        (released(receipt_status="已确认"), M001, "approval.confirmed", {"share": SHARE}),
        (released(receipt_status="拒收"), M001, "approval.rejected", {"share": SHARE}),
    ],
)
def test_what_may_not_be_approved_says_why(
    row: dict[str, Any], verdict: Verdict, key: str, facts: dict[str, str]
) -> None:
    with pytest.raises(RefusedError) as caught:
        decided(row, verdict)

    wanted = message(key, **facts)
    assert caught.value.facts["reason"] == plain_end(wanted.zh, wanted.en)


def plain_end(zh: str, en: str) -> Text:
    return Text(zh.rstrip("。"), en.rstrip("."))


def test_the_policy_may_ask_for_an_administrator() -> None:
    outside = asked(scenario="对外合作", receiver_kind="外部", variant="V2 精简安全版")

    with pytest.raises(RefusedError, match="needs Administrator"):
        decided(outside)
    assert cells(decided(outside, Verdict(SHARE, "A001")))["approved_at"] == (None, NOW)


def test_a_share_that_is_no_longer_what_was_asked_for_must_be_asked_for_again() -> None:
    row = with_plan(asked()) | {"channel": "微信"}

    with pytest.raises(RefusedError, match=f"{SHARE} is no longer what was asked for"):
        approve(book(row), CATALOGUE, SETTINGS, NOW, M001)


def test_a_rep_may_not_approve() -> None:
    with pytest.raises(RefusedError, match="needs Manager or Administrator"):
        decided(asked(), Verdict(SHARE, "R002"))


# What an approval binds to.

REQUEST = Request(
    variant="V1",
    scenario="leaver",
    provider="R001",
    receiver="R002",
    approver="M001",
    channel="work_email",
    password_channel="phone",  # noqa: S106  # a channel
    expected_action="打电话",
)
A_PLAN = Plan(
    copy=Copy(share={}, sheets=()),
    columns=(ColumnFate("Customers", "customer_id", "leaves", plain("")),),
    counts={"Customers": 1},
    texts=(TextFate("Customers", "CUS-1", 5, "notes", "replaced", ("price",), "关注性价比"),),
)


def hashed(
    request: Request = REQUEST, plan: Plan = A_PLAN, ids: tuple[str, ...] = ("B", "A")
) -> str:
    return plan_hash(request, plan, ids)


def test_a_plan_asked_for_in_another_way_is_the_same_plan() -> None:
    spelt = _with(
        REQUEST,
        owner="R001",
        approver="A001",
        expected_action=None,
        actions={"A": ExpectedAction("打电话"), "B": ExpectedAction("打电话")},
    )

    assert hashed(spelt, ids=("A", "B", "A")) == hashed()


@pytest.mark.parametrize(
    "change",
    [
        {"variant": "V2"},
        {"scenario": "new_rep"},
        {"provider": "R003"},
        {"receiver": "R004"},
        {"receiver_kind": "outside"},
        {"receiver_company": "ABC"},
        {"channel": "wecom"},
        {"password_channel": "sms"},
        {"container": "encrypted_workbook"},
        {"nda_no": "NDA-1"},
        {"contents": frozenset({"prices"})},
        {"expires": dt.date(2027, 1, 1)},
        {"expected_action": "发目录"},
        {"actions": {"A": ExpectedAction("打电话", dt.date(2026, 12, 1))}},
    ],
)
def test_whatever_is_asked_for_otherwise_needs_a_new_approval(change: dict[str, Any]) -> None:
    assert hashed(_with(REQUEST, **change)) != hashed()


def test_other_records_columns_or_texts_need_a_new_approval() -> None:
    generalised = ColumnFate("Customers", "customer_id", "generalised", plain(""))
    stays = ColumnFate("Mine", "secret", "stays", plain(""))
    withheld = TextFate("Customers", "CUS-1", 5, "notes", "withheld", ("price",))
    moved = A_PLAN.texts[0]._replace(row=9)

    assert hashed(ids=("A",)) != hashed()
    assert hashed(plan=dataclasses.replace(A_PLAN, columns=(generalised,))) != hashed()
    assert hashed(plan=dataclasses.replace(A_PLAN, columns=(*A_PLAN.columns, stays))) == hashed()
    assert hashed(plan=dataclasses.replace(A_PLAN, texts=(withheld,))) != hashed()
    assert hashed(plan=dataclasses.replace(A_PLAN, texts=(moved,))) == hashed()


def _with(request: Request, **change: Any) -> Request:
    return dataclasses.replace(request, **change)


def _objection(row: dict[str, Any] | None, *audit: tuple[str, str], plan: str = PLAN) -> object:
    shares = [] if row is None else [row]
    register = Register.of(book(*shares), CATALOGUE, SETTINGS, TODAY)
    return objection(register.named(SHARE), plan, audit, today=TODAY)


def test_an_approval_stands_when_row_plan_and_audit_agree() -> None:
    assert _objection(approved(), ("SHARE", SHARE), approval_row()) is None


@pytest.mark.parametrize(
    ("row", "audit", "plan", "key"),
    [
        (None, (), PLAN, "approval.unknown"),
        (approved(), (approval_row(),), "cd" * 32, "approval.other_plan"),
        (approved(), (), PLAN, "approval.not_audited"),
        (approved(), (approval_row(plan="cd" * 32),), PLAN, "approval.not_audited"),
        (approved(), (approval_row(who="A001"),), PLAN, "approval.not_audited"),
        (approved(), (approval_row("SH-20261120-0012"),), PLAN, "approval.not_audited"),
        (approved(), (approval_row(), ("REFUSE_SHARE", f"{SHARE} M001: no")), PLAN,
         "approval.not_audited"),
        (released(), (approval_row(),), PLAN, "approval.open"),
    ],
)  # fmt: skip
def test_an_approval_that_does_not_stand_says_why(
    row: dict[str, Any] | None, audit: tuple[tuple[str, str], ...], plan: str, key: str
) -> None:
    facts = {} if key == "approval.unknown" else {"share": SHARE}

    assert _objection(row, *audit, plan=plan) == message(key, **facts)


def test_a_share_that_waits_names_the_next_command() -> None:
    assert _objection(asked()) == message("approval.asked", share=SHARE, approver="M001")


def test_the_command_shows_what_is_approved_books_it_and_can_be_undone(
    tmp_path: Path, data: Path
) -> None:
    del data
    path = written(tmp_path / "book.xlsx", with_plan(asked()))

    shown = run("approve", path, SHARE, "--as", "M001", "--lang", "en", "--dry-run")
    assert shown.code == 0
    assert "  Receiver: R002\n" in shown.out
    assert "  1 records: CUS-2026-001\n" in shown.out
    assert "What was asked for" in shown.out

    booked = run("approve", path, SHARE, "--as", "M001", "--lang", "en")
    again = run("approve", path, SHARE, "--as", "M001", "--lang", "en")
    undone = run("undo", path, "--lang", "en")

    assert booked.code == 0
    assert f"王经理 approved {SHARE}. The provider now runs" in booked.err
    assert again.code == 2
    assert undone.code == 0
    assert run("approve", path, SHARE, "--as", "M001", "--lang", "en").code == 0
