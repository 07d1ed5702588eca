"""What a handover changes and what it leaves alone, on books of every shape."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.books import at
from tests.leavers import NOW, TODAY, after, book, changed, customer, records, request, run, team
from validation.book import OddCell
from validation.catalogue import load
from validation.errors import RefusedError
from validation.leaving import Look, differences, leave, plan, proof
from validation.pool import Claim, claim, read
from validation.recycling import recycling
from validation.settings import Settings

if TYPE_CHECKING:
    from tests.books import Record, Records
    from validation.book import Book
    from validation.changes import Outcome

DEFAULT = Settings.default()
REPS = ("R001", "R002", "R003", "赵强", "r003", "R004", "R099", None, "", 3, "#N/A", "R003; R001")
"""What may stand where a rep belongs."""
IDS = ("CUS-2026-001", "CUS-2026-002", "CUS-2026-003", "CUS-2026-001 ", "OLD-7", None, "?")
GROUPS = ("GRP-001", "GRP-002", "GRP-404", None, None)
ALLOWED = {
    "Customers": {"owner", "owner_since", "pool_status", "collaborators"},
    "Leads": {"assigned_rep", "assigned_date"},
    "Todos": {"assignee"},
    "Inquiries": {"assigned_to"},
    "Groups": {"group_owner"},
    "Reps": {"active", "manager"},
    "Quotes": {"approver"},
}


def some(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


def rows(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Record]]:
    return st.lists(st.fixed_dictionaries(columns), max_size=6)


BOOKS = st.fixed_dictionaries(
    {
        "Customers": rows(
            customer_id=some(*IDS),
            company_name_en=some("Acme", "Müller GmbH", None, "=1+1", "\U0001f600"),
            source_id=some(None, "OLD-7", "CUS-2026-002"),
            owner=some(*REPS),
            collaborators=some(None, "R003", "R001; R003", "赵强；R002", "R003, R003", "x"),
            grade=some("A", "B", "C", "D", None, "Z"),
            stage=some("S3", "S8", "S9", None, "nowhere"),
            group_id=some(*GROUPS),
            pool_status=some("私海", "公海", "保护中", None, "?"),
            protect_until=some(None, dt.date(2027, 1, 1), "soon"),
            自建列=some(None, "x", 1.5, "1.5"),
        ),
        "Leads": rows(
            lead_id=some("LD-0001", "LD-0002", None),
            assigned_rep=some(*REPS),
            lead_status=some("新建", "无效", "已转化", None),
            converted_to=some(None, "CUS-2026-001"),
        ),
        "Todos": rows(
            todo_id=some("TD-001", "TD-002", None),
            customer_id=some(*IDS),
            lead_id=some(None, "LD-0001"),
            assignee=some(*REPS),
            status=some("未完成", "已完成", None, "?"),
        ),
        "Inquiries": rows(
            inquiry_no=some("INQ-2026-0001"),
            customer_id=some(*IDS),
            assigned_to=some(*REPS),
            outcome=some("进行中", "已成交", None),
        ),
        "Groups": rows(
            group_id=some(*GROUPS),
            group_owner=some(*REPS),
            parent_group=some(None, "GRP-001", "GRP-002"),
            group_rule=some(None, "单一负责人", "共享"),
        ),
        "Orders": rows(
            order_no=some("PO1", "PO2"),
            customer_id=some(*IDS),
            amount=some(1, 2.5, "x", None, -3),
            currency=some("USD", "EUR", None),
            sold_by=some(*REPS),
        ),
        "Quotes": rows(approver=some(*REPS), approval=some("待审批", "已通过", None)),
    }
)


def is_leaver(value: object) -> bool:
    return str(value).strip().casefold() in ("r003", "赵强")


@settings(max_examples=25)
@given(BOOKS, some(("R001",), ("R001", "R002")), some("在岗", "离职", "停用"))
def test_nothing_is_lost_no_other_row_is_touched_and_a_second_run_finds_nothing(
    made: Records, to: tuple[str, ...], active: str
) -> None:
    reps = team()
    reps[3]["active"] = active
    before = book(records(**{**made, "Reps": reps}))

    outcome = leave(before, load(), DEFAULT, NOW, request(*to))

    if outcome.answer is None:
        assert (outcome.changes, dict(outcome.rows)) == ([], {}) or not outcome.changes
        return
    written = after(before, outcome)
    left = outcome.answer
    look = Look(left.touched, left.before.last)
    assert differences(left.before, proof(written, load(), DEFAULT, TODAY, look)) == ()
    check_only_the_leavers(before, outcome, to)
    again = leave(written, load(), DEFAULT, NOW, request(*to))
    assert (again.changes, again.rows, again.answer) == ((), {}, None)
    assert [note.en for note in again.notes] == [
        "R003 is marked as left and nothing is there to hand over; nothing was changed."
    ]


def check_only_the_leavers(before: Book, outcome: Outcome, to: tuple[str, ...]) -> None:
    """Each changed cell named the leaver, or goes with one of the same row that did."""
    for one in outcome.changes:
        assert one.column in ALLOWED[one.sheet]
        row = before.sheets[one.sheet].loc[one.row]
        if one.column in ("owner_since", "pool_status"):
            assert is_leaver(row["owner"])
        elif one.column == "assigned_date":
            assert is_leaver(row["assigned_rep"])
        elif one.column == "active":
            assert row["rep_id"] == "R003"
        elif one.column == "collaborators":
            assert "r003" in str(one.before).casefold() or "赵强" in str(one.before)
            assert "r003" not in str(one.after).casefold()
        else:
            assert is_leaver(one.before)
            assert one.after in (*to, "M001")


def test_the_row_of_a_customer_keeps_all_but_who_has_it() -> None:
    protected = customer(1, pool_status="保护中", protect_until=dt.date(2027, 1, 1))
    outcome = run(records(protected), request("R001"))

    assert [c[:5] for c in outcome.changes] == [
        ("Reps", 8, "active", "在岗", "离职"),
        ("Customers", 5, "owner", "R003", "R001"),
        ("Customers", 5, "owner_since", at("2026-01-06 09:00"), NOW),
    ]


def test_lost_customers_and_invalid_leads_move_and_what_tells_of_the_past_stays() -> None:
    given = records(
        customer(1, stage="S9 未成交/流失"),
        Leads=[
            {"lead_id": "LD-0001", "assigned_rep": "R003", "lead_status": "无效"},
            {"lead_id": "LD-0002", "assigned_rep": "R003", "converted_to": "CUS-2026-001"},
        ],
        Orders=[{"order_no": "PO1", "customer_id": "CUS-2026-001", "sold_by": "R003"}],
        Activities=[{"act_id": "ACT-0001", "customer_id": "CUS-2026-001", "by": "R003"}],
        Todos=[{"todo_id": "TD-001", "assignee": "R003", "status": "已完成"}],
        Inquiries=[{"inquiry_no": "INQ-2026-0001", "assigned_to": "R003", "outcome": "未成交"}],
    )

    outcome = run(given, request("R001"))

    assert {(c.sheet, c.row, c.column) for c in outcome.changes} == {
        ("Reps", 8, "active"),
        ("Customers", 5, "owner"),
        ("Customers", 5, "owner_since"),
        ("Leads", 5, "assigned_rep"),
        ("Leads", 5, "assigned_date"),
    }
    assert [(one.key, one.total) for one in outcome.answer.plan.stays] == [
        ("sold_by", 1),
        ("notes", 1),
        ("converted", 1),
        ("done", 1),
    ]


def test_what_hangs_on_a_customer_goes_where_the_customer_goes() -> None:
    todo = {"assignee": "R003", "status": "未完成"}
    given = records(
        customer(1, "A"),
        customer(2, "A"),
        customer(3, owner="R002"),
        customer(4, owner="M001"),
        customer(5, "C", source_id="CUS-2019-007"),
        Todos=[
            {"todo_id": "TD-001", "customer_id": "CUS-2026-002", **todo},
            {"todo_id": "TD-002", "customer_id": "CUS-2026-003", **todo},
            {"todo_id": "TD-003", "customer_id": "CUS-2026-004", **todo},
            {"todo_id": "TD-004", "customer_id": "CUS-2019-007", **todo},
        ],
        Inquiries=[
            {"inquiry_no": "INQ-2026-0001", "customer_id": "CUS-2026-004", "assigned_to": "R003"}
        ],
    )

    outcome = run(given)

    owners = changed(outcome, "Customers", "owner")
    assert owners == {5: "R001", 6: "R002", 9: "R001"}
    # Somebody else's customer: the owner where it is a successor, else whoever has least of them.
    assert changed(outcome, "Todos", "assignee") == {5: "R002", 6: "R002", 7: "R001", 8: "R001"}
    assert changed(outcome, "Inquiries", "assigned_to") == {5: "R001"}


def test_what_hangs_on_anothers_customer_of_a_group_goes_where_the_group_goes() -> None:
    given = records(
        customer(1, "A"),
        customer(2, "C", group_id="GRP-001"),
        customer(3, owner="M001", group_id="GRP-002"),
        Groups=[
            {"group_id": "GRP-001", "group_name": "Top", "group_owner": "R003"},
            {"group_id": "GRP-002", "group_name": "Below", "parent_group": "GRP-001"},
        ],
        Todos=[{"todo_id": "TD-001", "customer_id": "CUS-2026-003", "assignee": "R003"}],
    )

    outcome = run(given)

    assert changed(outcome, "Customers", "owner") == {5: "R001", 6: "R002"}
    assert changed(outcome, "Todos", "assignee") == {5: "R002"}
    assert changed(outcome, "Groups", "group_owner") == {5: "R002"}


def test_who_gets_only_leads_confirms_on_one_of_them() -> None:
    lead = {"lead_id": "LD-0001", "assigned_rep": "R003", "lead_status": "新建"}
    outcome = run(records(Leads=[lead]), request("R001"))

    assert [(r.get("lead_id"), r["assignee"]) for r in outcome.rows["Todos"]] == [
        ("LD-0001", "R001"),
        ("LD-0001", "M001"),
    ]


def test_roles_in_other_peoples_rows_get_a_successor_once() -> None:
    given = records(
        customer(1, "A", collaborators="R002; R003"),
        customer(2, owner="R001", collaborators="R003"),
        customer(3, owner="M001", collaborators="R003；R001"),
        customer(4, owner="M001", collaborators="M002; 赵强"),
    )

    outcome = run(given, request("R001"))

    assert changed(outcome, "Customers", "collaborators") == {
        5: "R002",
        6: None,
        7: "R001",
        8: "M002; R001",
    }


def test_a_leaving_manager_leaves_nobody_without_one() -> None:
    reps = team()
    reps[1] |= {"manager": "R003"}
    reps[3] |= {"role": "经理"}
    quote = {"quote_no": "Q1", "approver": "R003"}
    given = records(
        Reps=reps,
        Quotes=[{**quote, "approval": "待审批"}, {**quote, "approval": "已通过"}],
        Groups=[{"group_id": "GRP-001", "group_owner": "R003"}],
    )

    outcome = run(given, request("R002"))

    assert changed(outcome, "Reps", "manager") == {6: "M001"}
    assert changed(outcome, "Quotes", "approver") == {5: "M001"}
    assert changed(outcome, "Groups", "group_owner") == {5: "R002"}


def test_the_ledger_tells_of_each_customer_and_lead_and_grace_follows_from_it() -> None:
    last = {"act_id": "ACT-1", "customer_id": "CUS-2026-001", "direction": "发出", "by": "R003"}
    given = records(
        customer(1, owner_since=at("2026-01-06 09:00")),
        Leads=[{"lead_id": "LD-0001", "assigned_rep": "R003", "lead_status": "新建"}],
        Activities=[{**last, "act_time": at("2026-10-26 10:00"), "summary": "发送了新目录"}],
    )

    outcome = run(given, request("R001"))

    assert [
        (r.get("customer_id"), r.get("lead_id"), r["action"], r["from_rep"], r["to_rep"])
        for r in outcome.rows["PoolLog"]
    ] == [
        ("CUS-2026-001", None, "TRANSFER", "R003", "R001"),
        (None, "LD-0001", "TRANSFER", "R003", "R001"),
    ]
    written = after(book(given), outcome)
    (standing,) = recycling(written, load(), DEFAULT, TODAY).standings
    assert standing.due is not None
    assert (standing.due.why, standing.due.last_day) == ("grace", dt.date(2026, 12, 7))


def test_who_left_is_out_of_the_rotation_and_may_claim_nothing() -> None:
    given = records(customer(1), customer(2, owner=None, pool_status="公海"))
    written = after(book(given), run(given, request("R001")))

    assert read(written, load(), DEFAULT, NOW).weights == {
        "M001": 1,
        "R001": 1,
        "R002": 1,
        "R003": 0,
    }
    with pytest.raises(RefusedError, match="Paused"):
        claim(written, load(), DEFAULT, NOW, Claim("R003", ("CUS-2026-002",)))


def test_the_new_to_dos_have_their_days_by_the_companys_calendar() -> None:
    closed = [{"date_from": dt.date(2026, 11, 26), "date_to": None, "day_kind": "放假"}]
    given = records(customer(1), customer(2), Calendar=closed)

    outcome = run(given, request("R001"))

    assert [
        (r["customer_id"], r["assignee"], r["due"].isoformat(), r.get("rule_id"))
        for r in outcome.rows["Todos"]
    ] == [
        ("CUS-2026-001", "R001", "2026-11-27", "SOP-03"),
        ("CUS-2026-002", "R001", "2026-11-27", "SOP-03"),
        ("CUS-2026-001", "R001", "2026-11-25", "SOP-15"),
        ("CUS-2026-001", "M001", "2026-12-01", None),
    ]
    assert outcome.rows["Todos"][0]["todo_id"] == "TD-001"


def test_a_and_b_customers_that_lack_something_are_named_with_the_cell() -> None:
    given = records(
        customer(1, "B", next_action=" "),
        customer(2, "C", next_action=None),
        customer(3, "A", key_comm_summary=None, key_mail_index=None),
    )
    found = plan(book(given), load(), DEFAULT, TODAY, request())

    assert found is not None
    assert [(g.customer, g.grade, g.tab, g.row, g.column.zh) for g in found.gaps] == [
        ("CUS-2026-003", "A", "客户", 7, "关键沟通记录摘要"),
        ("CUS-2026-003", "A", "客户", 7, "关键邮件的邮件主题和日期索引"),
        ("CUS-2026-001", "B", "客户", 5, "下一步跟进动作"),
    ]


def test_the_inventory_counts_what_is_there_and_what_goes_on() -> None:
    mine = {"customer_id": "CUS-2026-001"}
    given = records(
        customer(1),
        customer(2, owner="R001", collaborators="R003"),
        Contacts=[{"contact_id": "CON-1", **mine}, {"contact_id": "C2", "customer_id": "x"}],
        Titles=[{"title_id": "TTL-01", **mine}],
        Quotes=[
            {"quote_no": "Q1", **mine, "quote_status": "有效"},
            {"quote_no": "Q2", **mine, "quote_status": "已过期"},
        ],
        Samples=[
            {"sample_no": "S1", **mine, "result": "待客户反馈"},
            {"sample_no": "S2", **mine, "result": "已确认"},
        ],
        Orders=[
            {"order_no": "PO1", **mine, "payment_status": "未付款"},
            {"order_no": "PO2", **mine, "payment_status": "已付清"},
            {"order_no": "PO3", **mine, "payment_status": "未付款", "status": "已取消"},
        ],
        Payments=[{"payment_id": "PAY-1", "order_no": "PO1"}],
        Share=[
            {"share_id": "SH-1", "provider": "赵强", "receiver": "R001", "receipt_status": "待确认"}
        ],
        OurContacts=[{"person": "赵强", "backup": "李雷"}],
    )
    found = plan(book(given), load(), DEFAULT, TODAY, request())

    assert found is not None
    assert {one.key: (one.total, one.open) for one in found.inventory if one.total} == {
        "Customers": (1, 1),
        "Contacts": (1, None),
        "Titles": (1, None),
        "Quotes": (2, 1),
        "Orders": (3, 1),
        "Samples": (2, 1),
        "Payments": (1, 1),
        "roles": (1, None),
        "shares": (1, 1),
        "our_contacts": (1, None),
    }


def test_a_row_with_a_repeated_id_and_one_without_are_told() -> None:
    given = records(customer(1), customer(1, owner="R001"), customer(3, customer_id=None))
    outcome = run(given, request("R001"))

    assert changed(outcome, "Customers", "owner") == {5: "R001", 7: "R001"}
    assert [row.get("customer_id") for row in outcome.rows["PoolLog"]] == ["CUS-2026-001"]
    said = " ".join(note.en for note in outcome.notes)
    assert "CUS-2026-001 stand in more than one row" in said
    assert "Row 7 of Customers has no customer id" in said


def test_a_proof_notices_whatever_is_not_as_it_was() -> None:
    given = records(
        customer(1, 自建列="x"),
        customer(2, owner="R001", 自建列=1),
        Orders=[{"order_no": "PO1", "amount": 5, "currency": "USD"}],
        Todos=[{"todo_id": "TD-001", "status": "未完成"}],
    )
    before = book(given)
    left = run(given, request("R001")).answer
    look = Look(left.touched, left.before.last)

    def told(**cells: tuple[str, int, Any]) -> list[str]:
        frames = {key: frame.copy() for key, frame in done.sheets.items()}
        for column, (sheet, row, value) in cells.items():
            frames[sheet].loc[row, column] = value
        wrong = type(done)(sheets=frames, layouts=done.layouts, origin=done.origin)
        found = differences(left.before, proof(wrong, load(), DEFAULT, TODAY, look))
        return [one.what.en for one in found]

    done = after(before, run(given, request("R001")))
    assert told() == []
    assert told(owner=("Customers", 5, "R002")) == ["客户 · cells with the new rep"]
    assert told(owner=("Customers", 6, "R003")) == ["客户 · all other rows"]
    assert told(stage=("Customers", 5, "S4")) == [
        "客户 · all other cells of these rows",
        "Customers by stage",
    ]
    assert told(自建列=("Customers", 6, "1")) == [
        "客户 · all other rows",
        "Checksum of your own columns",
    ]
    assert told(amount=("Orders", 5, 6)) == ["订单 · all other rows", "Order sums by currency"]
    assert told(status=("Todos", 5, "已完成")) == ["待办 · all other rows", "Open to-dos"]


def test_a_proof_counts_cells_that_show_an_error_or_hold_a_formula() -> None:
    given = records(customer(1), Orders=[{"order_no": "PO1", "currency": "USD"}])
    plain = book(given)
    before = with_error(plain, "#N/A")
    left = leave(before, load(), DEFAULT, NOW, request("R001")).answer
    written = after(plain, run(given, request("R001")))
    look = Look(left.touched, left.before.last)

    def told(shown: str) -> list[str]:
        found = proof(with_error(written, shown), load(), DEFAULT, TODAY, look)
        return [one.what.zh for one in differences(left.before, found)]

    assert told("#N/A") == []
    assert told("#REF!") == ["订单 · 其他行"]


def with_error(whole: Book, shown: str) -> Book:
    odd = (OddCell("error", 5, "amount", shown),)
    layouts = {**whole.layouts, "Orders": replace(whole.layouts["Orders"], odd=odd)}
    return replace(whole, layouts=layouts)
