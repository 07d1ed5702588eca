"""To-dos of reminders: one for each rule, customer and anchor, and who has it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from tests.reminder_books import (
    A_RULE,
    CATALOGUE,
    Rows,
    asked,
    book,
    customer,
    mail,
    moment,
    shipped,
    told,
)
from validation import seeds
from validation.reminders import remind, urgency
from validation.settings import Settings

if TYPE_CHECKING:
    from validation.changes import Outcome

DAY = dt.date


STATUSES = st.sampled_from(["未完成", "已完成", "已取消", "已移交"])


@profile(max_examples=25, deadline=None)
@given(
    days=st.lists(st.integers(1, 60), min_size=1, max_size=6),
    fates=st.lists(st.tuples(STATUSES, st.sampled_from(["R001", "R002", "M001"])), min_size=40,
                   max_size=40),
    later=st.integers(0, 3),
)  # fmt: skip
def test_a_second_run_adds_nothing_whatever_became_of_the_to_dos(
    days: list[int], fates: list[tuple[str, str]], later: int
) -> None:
    today = DAY(2026, 11, 25)
    people = [
        customer(n, last_contact_date=today - dt.timedelta(days=ago), country_region="US",
                 purchase_cycle="1个月")
        for n, ago in enumerate(days, 1)
    ]  # fmt: skip
    sheets: dict[str, Rows] = {
        "Customers": people,
        "SOP_Rules": shipped("SOP-03", "SOP-05", "SOP-08", "SOP-09", "SOP-10", "SOP-12", "SOP-16"),
        "Orders": [
            {"order_no": "O-1", "customer_id": "CUS-2026-001", "order_date": DAY(2026, 11, 1)}
        ],
    }
    at = moment(2026, 11, 25, 10)
    first = _run(sheets, at)
    made = [dict(row) for row in first.rows["Todos"]]
    keys = [(row["rule_id"], row["customer_id"], row["anchor_date"]) for row in made]
    assert len(set(keys)) == len(keys)
    for row, (status, assignee) in zip(made, fates, strict=False):
        row.update(status=status, assignee=assignee)
    again = _run({**sheets, "Todos": made}, at + dt.timedelta(hours=later))
    assert "Todos" not in again.rows


def _run(sheets: dict[str, Rows], at: dt.datetime) -> Outcome:
    return remind(book("zh", **sheets), CATALOGUE, Settings.default(), at)


def test_new_to_dos_and_the_sheet_today_are_written_once() -> None:
    sheets: dict[str, Rows] = {
        "Customers": [customer(last_contact_date=DAY(2026, 11, 1))],
        "SOP_Rules": [dict(A_RULE)],
    }
    at = moment(2026, 11, 12, 10)
    first = _run(sheets, at)
    assert first.rows == {
        "Todos": [
            {"todo_id": "TD-001", "customer_id": "CUS-2026-001", "lead_id": None,
             "todo": "请电话跟进", "due": DAY(2026, 11, 12), "kind": "phone_follow_up",
             "rule_id": "SOP-05", "assignee": "R001", "status": "open",
             "anchor_date": DAY(2026, 11, 1)}
        ]
    }  # fmt: skip
    assert first.replaced == {
        "Today": [
            {"urgency": "逾期 4 天", "rep": "R001", "due": moment(2026, 11, 8),
             "customer_id": "CUS-2026-001", "company": "北风", "grade": "A",
             "todo": "请电话跟进", "rule": "SOP-05"}
        ]
    }  # fmt: skip
    again = _run(
        {
            **sheets,
            "Todos": [dict(row) for row in first.rows["Todos"]],
            "Today": [dict(row) for row in first.replaced["Today"]],
        },
        at,
    )
    assert (again.rows, again.replaced) == ({}, {})


def test_an_open_to_do_that_was_handed_on_is_its_new_assignees() -> None:
    mine = {"todo_id": "TD-007", "customer_id": "CUS-2026-001", "rule_id": "SOP-05",
            "anchor_date": DAY(2026, 11, 1), "due": DAY(2026, 11, 9), "status": "未完成",
            "assignee": "R002"}  # fmt: skip
    given = book(
        Customers=[customer(last_contact_date=DAY(2026, 11, 1))],
        Todos=[mine],
        SOP_Rules=[dict(A_RULE), *shipped("SOP-12")],
    )
    found = asked(given, "2026-11-12T10:00").reminders
    assert [(one.rule, one.rep, one.todo) for one in found] == [("SOP-05", "R002", "TD-007")]


def test_urgency_is_said_in_hours_and_days() -> None:
    given = book(Customers=[customer()], Mail=[mail("2026-11-20T10:00")],
                 SOP_Rules=shipped("SOP-01"))  # fmt: skip
    said = [
        urgency(found.reminders[0], found.now).en
        for found in (asked(given, f"2026-11-{when}") for when in ("20T15:30", "23T09:00"))
    ]
    assert said == ["3 h overdue", "3 d overdue"]


def test_the_template_is_reviewed_twice_a_year_by_a_manager() -> None:
    audit = [{"seq": 1, "at": moment(2026, 1, 10, 9), "action": "IMPORT"}]
    given = book(Audit=audit, SOP_Rules=shipped("SOP-11"))
    assert told(asked(given, "2026-07-09T10:00")) == []
    assert told(asked(given, "2026-07-10T10:00")) == [("SOP-11", "M001", "", "2026-07-10")]
    assert told(asked(given, "2026-08-10T10:00")) == []


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_every_shipped_rule_is_understood_in_every_language_of_a_book(language: Any) -> None:
    given = book(language, Customers=[customer()], SOP_Rules=seeds.rows("SOP_Rules", language))
    found = asked(given, "2026-11-22T10:00")
    assert found.findings == ()
    assert [one.rule for one in found.reminders] == ["SOP-03", "SOP-05", "SOP-10", "SOP-09"]


def test_a_lead_is_judged_within_a_week_of_contact_and_a_converted_one_never() -> None:
    def lead(n: int, **cells: Any) -> dict[str, Any]:
        usual = {"lead_id": f"LD-{n:04}", "company": "北风", "assigned_rep": "R002",
                 "first_contact_date": DAY(2026, 11, 10), "lead_status": "contacted"}  # fmt: skip
        return {**usual, **cells}

    leads = [
        lead(1, validity="H"),
        lead(2, validity="H", brief_note="有意向"),
        lead(3, lead_status="converted"),
        lead(4, assigned_rep=None),
        lead(5, first_contact_date=None, assigned_date=moment(2026, 11, 8, 9)),
    ]
    given = book(Customers=[], Leads=leads, SOP_Rules=shipped("SOP-06"))
    assert told(asked(given, "2026-11-16T10:00")) == []
    found = asked(given, "2026-11-17T10:00")
    assert told(found) == [("SOP-06", "R002", "LD-0001", "2026-11-10")]
    assert told(asked(given, "2026-11-18T10:00"))[1:] == [
        ("SOP-06", "R002", "LD-0005", "2026-11-11")
    ]
    rows = remind(given, CATALOGUE, Settings.default(), found.now).rows["Todos"]
    assert [(row["customer_id"], row["lead_id"]) for row in rows] == [(None, "LD-0001")]


def test_mail_finds_its_customer_by_the_sender_and_a_stranger_is_the_managers() -> None:
    given = book(
        Customers=[customer()],
        Contacts=[{"customer_id": "CUS-2026-001", "email": "Buyer@north.com"}],
        Mail=[
            mail("2026-11-20T10:00", customer_id=None),
            mail("2026-11-20T10:00", customer_id=None, from_addr="new@else.com", subject="Offer"),
            mail("2026-11-20T10:00", replied_at=moment(2026, 11, 20, 11)),
            mail("2026-11-20T10:00", bucket="参考资料"),
        ],
        SOP_Rules=shipped("SOP-01"),
    )
    found = asked(given, "2026-11-20T16:00")
    assert [(one.rep, one.who, one.records, one.is_new) for one in found.reminders] == [
        ("M001", "", ("Offer",), False),
        ("R001", "CUS-2026-001", ("Inquiry",), True),
    ]


def test_two_orders_due_on_one_day_share_one_to_do_that_names_both() -> None:
    orders = [
        {"order_no": number, "customer_id": "CUS-2026-001", "due_date": DAY(2026, 11, 30),
         "payment_status": "unpaid", "amount": amount, "currency": "USD"}
        for number, amount in (("O-1", 100), ("O-2", 200))
    ]  # fmt: skip
    given = book(
        Customers=[customer(public_email="info@nordwind.de")],
        Orders=orders,
        SOP_Rules=shipped("SOP-13"),
    )
    found = asked(given, "2026-11-23T10:00")
    assert [one.text.zh for one in found.reminders] == ["应收款快到期，催款邮件已备好（O-1, O-2）"]
    assert [[(o.number, str(o.amount)) for o in draft.owed] for draft in found.drafts] == [
        [("O-1", "100"), ("O-2", "200")]
    ]


def test_a_to_do_of_a_record_that_was_merged_away_still_counts() -> None:
    before = {"todo_id": "TD-001", "customer_id": "CUS-2026-009", "rule_id": "SOP-05",
              "anchor_date": DAY(2026, 11, 1), "due": DAY(2026, 11, 9),
              "status": "done"}  # fmt: skip
    given = book(
        Customers=[customer(last_contact_date=DAY(2026, 11, 1), source_id="CUS-2026-009")],
        Todos=[before],
        SOP_Rules=[dict(A_RULE)],
    )
    assert told(asked(given, "2026-11-12T10:00")) == []


def test_an_owner_who_is_not_on_the_team_is_told() -> None:
    given = book(Customers=[customer(owner="R099")], SOP_Rules=[dict(A_RULE)])
    found = asked(given, "2026-11-12T10:00")
    assert (told(found), [(f.row, f.field, f.value) for f in found.findings]) == (
        [],
        [(5, "owner", "R099")],
    )


def test_the_nearest_manager_is_told() -> None:
    team = [
        {"rep_id": "R001", "role": "rep", "active": "active", "department": "欧洲"},
        {"rep_id": "M001", "role": "manager", "active": "active", "department": "美洲"},
        {"rep_id": "M002", "role": "manager", "active": "active", "department": "欧洲"},
        {"rep_id": "M003", "role": "manager", "active": "left", "department": "欧洲"},
    ]
    rule = {**A_RULE, "action": "notify_manager"}
    people = [customer(last_contact_date=DAY(2026, 11, 1)), customer(2, owner="M002")]
    given = book(Customers=people, Reps=team, SOP_Rules=[rule])
    assert [(one.who, one.rep) for one in asked(given, "2026-11-12T10:00").reminders] == [
        ("CUS-2026-002", "M001"),
        ("CUS-2026-001", "M002"),
    ]


def test_a_subject_of_any_length_and_shape_fits_into_a_to_do() -> None:
    subject = "=cmd|' /C calc'!A0\r\n" + "x" * 40_000
    given = book(
        Customers=[customer()],
        Mail=[mail("2026-11-20T10:00", subject=subject)],
        SOP_Rules=shipped("SOP-01"),
    )
    text = asked(given, "2026-11-20T16:00").reminders[0].text.zh
    assert text.startswith("立即行动的邮件请在 2 个工作小时内回复（=cmd|' /C calc'!A0 xxx")
    assert (len(text), text.isprintable()) == (102, True)


@pytest.mark.parametrize(
    ("done", "asks"),
    [
        ({}, True),
        ({"Activities": {"act_time": moment(2026, 11, 20, 9), "direction": "发出"}}, True),
        ({"Activities": {"act_time": moment(2026, 11, 20, 15), "direction": "收到"}}, True),
        ({"Activities": {"act_time": moment(2026, 11, 20, 15), "direction": "发出"}}, False),
        ({"Activities": {"act_time": DAY(2026, 11, 20), "direction": "发出"}}, False),
        ({"StageLog": {"changed_at": moment(2026, 11, 20, 16)}}, False),
        ({"StageLog": {"changed_at": moment(2026, 11, 19, 16)}}, True),
    ],
)
def test_a_first_contact_or_a_change_of_stage_answers_the_twenty_four_hours(
    done: dict[str, dict[str, Any]],
    asks: bool,  # noqa: FBT001  # a case of the table above
) -> None:
    inquiry = {"inquiry_no": "I-1", "customer_id": "CUS-2026-001", "assigned_to": "R001",
               "assigned_at": moment(2026, 11, 20, 10)}  # fmt: skip
    sheets: dict[str, Rows] = {
        "Customers": [customer()],
        "Inquiries": [inquiry],
        "SOP_Rules": shipped("SOP-02"),
        **{sheet: [{"customer_id": "CUS-2026-001", **cells}] for sheet, cells in done.items()},
    }
    given = book("zh", **sheets)
    assert told(asked(given, "2026-11-21T10:01")) == (
        [("SOP-02", "R001", "CUS-2026-001", "2026-11-20")] if asks else []
    )
