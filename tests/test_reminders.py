"""Reminders: the rules of a book, clock by clock and rule by rule."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.reminder_books import (
    A_RULE,
    CATALOGUE,
    TEAM,
    Rows,
    asked,
    book,
    customer,
    mail,
    moment,
    settings,
    shipped,
    told,
)
from validation.messages import Text, message
from validation.reminders import holidays, today_rows, wishes
from validation.reminders.lengths import read
from validation.settings import Settings

DAY = dt.date
NINE_TO_SIX = settings(company_hours="09:00-18:00")


@pytest.mark.parametrize(
    ("clock", "n", "start", "due"),
    [
        ("business_hours", 2, "2026-11-20T10:00", "2026-11-20T12:00"),
        ("business_hours", 2, "2026-11-20T16:30", "2026-11-23T09:30"),
        ("business_hours", 2, "2026-11-20T20:00", "2026-11-23T11:00"),
        ("business_hours", 2, "2026-10-09T17:00", "2026-10-10T10:00"),
        ("elapsed_hours", 24, "2026-11-20T10:00", "2026-11-21T10:00"),
        ("elapsed_hours", 24, "2026-10-09T17:00", "2026-10-10T17:00"),
    ],
)
def test_a_mail_is_reminded_of_the_minute_after_its_hours_are_over(
    clock: str, n: int, start: str, due: str
) -> None:
    rule = {**shipped("SOP-01")[0], "clock": clock, "n": n}
    given = book(Customers=[customer()], Mail=[mail(start)], SOP_Rules=[rule])
    assert told(asked(given, due, NINE_TO_SIX)) == []
    late = dt.datetime.fromisoformat(due) + dt.timedelta(minutes=1)
    found = asked(given, late.isoformat(), NINE_TO_SIX)
    assert told(found) == [("SOP-01", "R001", "CUS-2026-001", start[:10])]
    assert found.reminders[0].due.at == dt.datetime.fromisoformat(due)


@pytest.mark.parametrize(
    ("start", "due"),
    [(DAY(2026, 11, 20), DAY(2026, 11, 23)), (DAY(2026, 9, 28), DAY(2026, 10, 8))],
)
def test_three_days_roll_to_the_next_working_day(start: DAY, due: DAY) -> None:
    given = book(Customers=[customer(created_date=start)], SOP_Rules=shipped("SOP-03"))
    assert told(asked(given, f"{due - dt.timedelta(days=1)}T17:00")) == []
    found = asked(given, f"{due}T09:00")
    assert told(found) == [("SOP-03", "R001", "CUS-2026-001", str(start))]
    assert (found.reminders[0].due.at.date(), found.reminders[0].due.whole_day) == (due, True)


def test_more_than_seven_days_is_the_eighth_day() -> None:
    given = book(
        Customers=[customer(last_contact_date=DAY(2024, 5, 20)), customer(2, grade="B")],
        SOP_Rules=shipped("SOP-05"),
    )
    assert told(asked(given, "2024-05-27T23:59")) == []
    assert told(asked(given, "2024-05-28T00:00")) == [
        ("SOP-05", "R001", "CUS-2026-001", "2024-05-20")
    ]


def test_a_rule_of_the_teams_own_drafts_a_mail_and_asks_for_a_call() -> None:
    own = {**A_RULE, "rule_id": "TEAM-01", "condition": "德国 A", "n": 10, "text_en": None}
    given = book(
        Customers=[
            customer(1, country_region="DE", last_contact_date=DAY(2026, 11, 1)),
            customer(2, country_region="FR", last_contact_date=DAY(2026, 11, 1)),
        ],
        Contacts=[
            {"customer_id": "CUS-2026-001", "contact_name": "Schmidt", "is_primary": True,
             "email": "schmidt@nordwind.de"}
        ],
        SOP_Rules=[own],
    )  # fmt: skip
    found = asked(given, "2026-11-12T10:00")
    assert told(found) == [("TEAM-01", "R001", "CUS-2026-001", "2026-11-01")]
    assert found.reminders[0].kind == "phone_follow_up"
    assert found.reminders[0].text == Text("请电话跟进", "请电话跟进")
    assert [(d.to, d.name, d.letter, d.language, d.sender) for d in found.drafts] == [
        ("schmidt@nordwind.de", "Schmidt", "follow_up", "en", "li@ourtrade.com")
    ]


@pytest.mark.parametrize(
    ("contacts", "to"),
    [
        ([{"is_primary": True, "email": "a@nordwind.de", "opt_out": True},
          {"is_primary": False, "email": "b@nordwind.de"}], None),
        ([{"is_primary": True, "email": "a@nordwind.de", "bounced": True},
          {"is_primary": False, "email": "b@nordwind.de"}], "b@nordwind.de"),
        ([{"is_primary": True, "email": "a@nordwind.de", "contact_status": "left"}],
         "info@nordwind.de"),
        ([{"is_primary": False, "email": "b@nordwind.de"},
          {"is_primary": True, "email": "a@nordwind.de"}], "a@nordwind.de"),
        ([{"is_primary": True, "email": "no address"}], "info@nordwind.de"),
    ],
)  # fmt: skip
def test_a_draft_goes_to_whoever_may_be_written_to(contacts: Rows, to: str | None) -> None:
    given = book(
        Customers=[customer(last_contact_date=DAY(2026, 11, 1), public_email="info@nordwind.de")],
        Contacts=[{"customer_id": "CUS-2026-001", **cells} for cells in contacts],
        SOP_Rules=[dict(A_RULE)],
    )
    found = asked(given, "2026-11-12T10:00")
    assert told(found) == [("SOP-05", "R001", "CUS-2026-001", "2026-11-01")]
    assert [draft.to for draft in found.drafts] == ([to] if to else [])


def test_an_answer_stops_the_second_follow_up_and_the_latest_message_starts_it() -> None:
    def act(day: int, direction: str) -> dict[str, Any]:
        return {
            "customer_id": "CUS-2026-001",
            "act_time": moment(2026, 11, day, 10),
            "direction": direction,
        }

    sent = [act(1, "发出"), act(3, "发出")]
    given = book(Customers=[customer()], Activities=sent, SOP_Rules=shipped("SOP-04"))
    assert told(asked(given, "2026-11-09T10:00")) == []
    assert told(asked(given, "2026-11-10T10:00")) == [
        ("SOP-04", "R001", "CUS-2026-001", "2026-11-03")
    ]
    answered = book(
        Customers=[customer()], Activities=[*sent, act(4, "收到")], SOP_Rules=shipped("SOP-04")
    )
    assert told(asked(answered, "2026-11-10T10:00")) == []


def test_what_is_late_goes_to_the_manager_after_its_time_and_then_to_the_administrator() -> None:
    rule = {**A_RULE, "escalation": "3→经理; 5→管理员"}
    given = book(Customers=[customer(last_contact_date=DAY(2026, 11, 1))], SOP_Rules=[rule])
    by_day = {
        day: [each.rep for each in asked(given, f"2026-11-{day:02}T10:00").reminders[0].told]
        for day in (9, 11, 12, 13, 14)
    }
    assert by_day == {9: [], 11: [], 12: ["M001"], 13: ["M001"], 14: ["M001", "A001"]}
    found = asked(given, "2026-11-12T10:00")
    assert [(row["rep"], row["todo"]) for row in today_rows(found, "zh")] == [
        ("M001", "（升级，负责人 R001）请电话跟进"),
        ("R001", "请电话跟进"),
    ]


def test_a_receipt_is_asked_for_after_two_working_days_and_told_after_five() -> None:
    share = {"share_id": "SH-1", "provider": "李雷", "share_date": DAY(2026, 11, 19),
             "receipt_status": "待确认"}  # fmt: skip
    given = book(
        Customers=[customer()],
        Share=[share],
        ShareLines=[{"share_id": "SH-1", "customer_id": "CUS-2026-001"}],
        SOP_Rules=shipped("SOP-15"),
    )
    assert told(asked(given, "2026-11-20T10:00")) == []
    found = asked(given, "2026-11-23T10:00").reminders
    assert [(one.rep, one.who, one.told) for one in found] == [("R001", "CUS-2026-001", ())]
    assert [t.rep for t in asked(given, "2026-11-26T10:00").reminders[0].told] == ["M001"]
    later = settings(receipt_reminder_days="4", receipt_manager_days="6")
    assert told(asked(given, "2026-11-24T10:00", later)) == []
    assert asked(given, "2026-11-25T10:00", later).reminders[0].told == ()
    assert [t.rep for t in asked(given, "2026-11-27T10:00", later).reminders[0].told] == ["M001"]


def test_within_the_cool_down_the_same_rule_is_silent_about_the_same_customer() -> None:
    rule = {**A_RULE, "cooldown_days": 7}
    before = {"todo_id": "TD-001", "customer_id": "CUS-2026-001", "rule_id": "SOP-05",
              "anchor_date": DAY(2026, 10, 1), "due": DAY(2026, 11, 10), "status": "已完成",
              "done_at": moment(2026, 11, 12, 9), "assignee": "R001"}  # fmt: skip
    given = book(
        Customers=[customer(last_contact_date=DAY(2026, 11, 1))],
        Todos=[before],
        SOP_Rules=[rule],
    )
    assert told(asked(given, "2026-11-18T10:00")) == []
    assert told(asked(given, "2026-11-19T10:00")) == [
        ("SOP-05", "R001", "CUS-2026-001", "2026-11-01")
    ]


def test_a_closure_stops_every_clock() -> None:
    closed = [{"date_from": DAY(2026, 11, 3), "date_to": DAY(2026, 11, 12), "day_kind": "放假"}]
    given = book(
        Customers=[customer(last_contact_date=DAY(2026, 11, 1))],
        Mail=[mail("2026-11-02T17:30")],
        Calendar=closed,
        SOP_Rules=[dict(A_RULE), *shipped("SOP-01")],
    )
    assert told(asked(given, "2026-11-13T10:29")) == []
    assert told(asked(given, "2026-11-13T10:31")) == [
        ("SOP-01", "R001", "CUS-2026-001", "2026-11-02")
    ]
    assert told(asked(given, "2026-11-18T10:00")) == [
        ("SOP-01", "R001", "CUS-2026-001", "2026-11-02")
    ]
    assert told(asked(given, "2026-11-19T10:00"))[1:] == [
        ("SOP-05", "R001", "CUS-2026-001", "2026-11-01")
    ]


def test_twenty_four_hours_are_real_hours_when_clocks_change() -> None:
    rule = {**shipped("SOP-01")[0], "clock": "elapsed_hours", "n": 24}
    berlin = settings(company_tz="Europe/Berlin", calendar_country="DE")
    given = book(Customers=[customer()], Mail=[mail("2026-10-24T12:00")], SOP_Rules=[rule])
    assert told(asked(given, "2026-10-25T11:00", berlin)) == []
    found = asked(given, "2026-10-25T11:01", berlin)
    assert found.reminders[0].due.at == moment(2026, 10, 25, 11)


def test_a_holiday_is_greeted_one_working_day_before_once_per_customer() -> None:
    people = [customer(n, country_region=code) for n, code in enumerate(["US", "DE", "CN"], 1)]
    given = book(Customers=people, SOP_Rules=shipped("SOP-08"))
    assert told(asked(given, "2026-11-24T10:00")) == []
    found = asked(given, "2026-11-25T10:00")
    assert told(found) == [("SOP-08", "R001", "CUS-2026-001", "2026-11-26")]
    assert found.reminders[0].occasion == Text("感恩节", "Thanksgiving Day")
    assert told(asked(given, "2026-11-27T10:00")) == []
    assert told(asked(given, "2026-12-24T10:00")) == [
        ("SOP-08", "R001", "CUS-2026-001", "2026-12-25"),
        ("SOP-08", "R001", "CUS-2026-002", "2026-12-25"),
    ]
    early = settings(greeting_days_before="3")
    assert told(asked(given, "2026-11-23T10:00", early)) == [
        ("SOP-08", "R001", "CUS-2026-001", "2026-11-26")
    ]


def test_who_has_unsubscribed_gets_no_greeting() -> None:
    contact = {"customer_id": "CUS-2026-001", "email": "a@north.com", "is_primary": True,
               "opt_out": True}  # fmt: skip
    given = book(
        Customers=[customer(country_region="US")], Contacts=[contact], SOP_Rules=shipped("SOP-08")
    )
    assert told(asked(given, "2026-11-25T10:00")) == []
    listed = wishes(given, CATALOGUE, Settings.default(), DAY(2026, 11, 20), 10).greetings
    assert [(g.holiday.day, g.write_on, g.customer, g.rep, g.mail) for g in listed] == [
        (DAY(2026, 11, 26), DAY(2026, 11, 25), "CUS-2026-001", "R001", False)
    ]


def test_days_of_mourning_and_moved_days_are_no_occasions() -> None:
    listed = holidays(["CN", "GB", "DE"], DAY(2027, 3, 20), DAY(2027, 4, 10))
    assert [(h.country, str(h.day), h.name.zh, h.greets) for h in listed] == [
        ("DE", "2027-03-26", "耶稣受难日", False),
        ("GB", "2027-03-26", "耶稣受难日", False),
        ("DE", "2027-03-29", "复活节星期一", False),
        ("CN", "2027-04-05", "清明节", False),
    ]


def test_a_reorder_is_the_last_order_and_the_purchase_cycle_less_the_lead_days() -> None:
    def order(day: DAY, **cells: Any) -> dict[str, Any]:
        return {"order_no": f"O-{day}", "customer_id": "CUS-2026-001", "order_date": day, **cells}

    given = book(
        Customers=[customer(purchase_cycle="3个月"), customer(2, purchase_cycle="看情况")],
        Orders=[
            order(DAY(2026, 5, 1)),
            order(DAY(2026, 9, 10)),
            order(DAY(2026, 10, 1), status="已取消"),
            order(DAY(2026, 10, 2), order_type="退款"),
        ],
        SOP_Rules=shipped("SOP-16"),
    )
    assert told(asked(given, "2026-11-25T10:00")) == []
    found = asked(given, "2026-11-26T10:00")
    assert told(found) == [("SOP-16", "R001", "CUS-2026-001", "2026-09-10")]
    assert found.reminders[0].due.at == moment(2026, 12, 10)
    assert [(f.row, f.field, f.value) for f in found.findings] == [(6, "purchase_cycle", "看情况")]
    sooner = settings(reorder_days_before="30")
    assert told(asked(given, "2026-11-10T10:00", sooner)) != []


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("3个月", (3, 0)), ("每季度", (3, 0)), ("90", (0, 90)), ("约 45 天", (0, 45)),
        ("every 6 weeks", (0, 42)), ("monthly", (1, 0)), ("半年", (6, 0)), ("2-3 个月", (2, 0)),
        ("十二个月", (12, 0)), ("一年一次", (12, 0)), ("看情况", None), ("0天", None), ("", None),
    ],
)  # fmt: skip
def test_a_purchase_cycle_is_read_as_people_write_it(
    text: str, length: tuple[int, int] | None
) -> None:
    assert read(text) == length


def test_the_biggest_customers_are_reviewed_every_week_whatever_their_grade() -> None:
    people = [
        customer(n, grade=grade, last_review=DAY(2026, 11, 10)) for n, grade in enumerate("BCA", 1)
    ]
    order = {"order_no": "O-1", "customer_id": "CUS-2026-001", "order_date": DAY(2026, 10, 1),
             "amount": 900, "currency": "USD"}  # fmt: skip
    given = book(Customers=people, Orders=[order], SOP_Rules=shipped("SOP-10"))
    assert told(asked(given, "2026-11-16T10:00")) == []
    assert told(asked(given, "2026-11-17T10:00")) == [
        ("SOP-10", "R001", "CUS-2026-001", "2026-11-10")
    ]
    assert [one.who for one in asked(given, "2026-12-10T10:00").reminders] == [
        "CUS-2026-001",
        "CUS-2026-003",
    ]


def test_payments_quotes_promises_and_inquiries_have_their_rules() -> None:
    given = book(
        Customers=[customer()],
        Orders=[{"order_no": "O-1", "customer_id": "CUS-2026-001", "due_date": DAY(2026, 11, 30),
                 "payment_status": "未付款", "amount": 1200, "currency": "USD"},
                {"order_no": "O-2", "customer_id": "CUS-2026-001", "due_date": DAY(2026, 11, 30),
                 "payment_status": "已付清"}],
        Quotes=[{"quote_no": "Q-1", "customer_id": "CUS-2026-001", "approval": "待审批",
                 "quote_date": DAY(2026, 11, 22)}],
        Todos=[{"todo_id": "TD-001", "customer_id": "CUS-2026-001", "todo": "提供证书",
                "due": DAY(2026, 11, 25), "status": "未完成", "assignee": "R002"}],
        Inquiries=[{"inquiry_no": "I-1", "customer_id": "CUS-2026-001", "assigned_to": "R002",
                    "assigned_at": moment(2026, 11, 21, 9), "outcome": "open"}],
        SOP_Rules=shipped("SOP-02", "SOP-12", "SOP-13", "SOP-14"),
    )  # fmt: skip
    found = asked(given, "2026-11-23T10:00")
    assert told(found) == [
        ("SOP-14", "M001", "CUS-2026-001", "2026-11-22"),
        ("SOP-13", "R001", "CUS-2026-001", "2026-11-30"),
        ("SOP-02", "R002", "CUS-2026-001", "2026-11-21"),
        ("SOP-12", "R002", "CUS-2026-001", "2026-11-25"),
    ]
    assert [one.text.zh for one in found.reminders][1:] == [
        "应收款快到期，催款邮件已备好（O-1）",
        "请在分配后 24 小时内完成初步联系并更新状态（I-1）",
        "提供证书",
    ]
    assert [one.is_new for one in found.reminders] == [True, True, True, False]
    assert [each.rep for each in found.reminders[2].told] == ["M001"]


def test_the_pool_warning_uses_the_date_of_recycling() -> None:
    act = {"act_id": "ACT-1", "customer_id": "CUS-2026-001", "by": "R001", "direction": "发出",
           "act_time": moment(2026, 11, 1, 9), "summary": "报价已发给客户"}  # fmt: skip
    given = book(
        Customers=[customer(grade="C", owner_since=DAY(2026, 1, 1))],
        Activities=[act],
        SOP_Rules=shipped("SOP-09"),
    )
    assert told(asked(given, "2026-11-23T10:00")) == []
    found = asked(given, "2026-11-24T10:00")
    assert told(found) == [("SOP-09", "R001", "CUS-2026-001", "2026-11-01")]
    assert found.reminders[0].due.at == moment(2026, 12, 1)


def test_a_bad_rule_is_told_with_its_row_and_the_others_go_on() -> None:
    rules = [
        {**A_RULE, "rule_id": "BAD-01", "start_field": "no_such_column"},
        {**A_RULE, "rule_id": "BAD-02", "condition": "客户分级=优秀极了"},
        {**A_RULE, "rule_id": "BAD-03", "clock": None},
        {**A_RULE, "rule_id": "BAD-04", "n": -1},
        {**A_RULE, "rule_id": "BAD-05", "offsets": "一周"},
        {**A_RULE, "rule_id": "BAD-06", "escalation": "3→隔壁"},
        {**A_RULE, "rule_id": "BAD-07", "n": "很快"},
        {**A_RULE, "rule_id": "OFF-01", "clock": None, "active": False},
        dict(A_RULE),
        dict(A_RULE),
    ]
    given = book(Customers=[customer(last_contact_date=DAY(2026, 11, 1))], SOP_Rules=rules)
    found = asked(given, "2026-11-12T10:00")
    assert told(found) == [("SOP-05", "R001", "CUS-2026-001", "2026-11-01")]
    assert [(f.row, f.record, f.field) for f in found.findings] == [
        (5, "BAD-01", "start_field"),
        (6, "BAD-02", "condition"),
        (7, "BAD-03", "clock"),
        (8, "BAD-04", "n"),
        (9, "BAD-05", "offsets"),
        (10, "BAD-06", "escalation"),
        (11, "BAD-07", "n"),
        (14, "SOP-05", "rule_id"),
    ]
    assert found.findings[2].text == Text(
        "规则 BAD-03（第 7 行）没有执行：「计时方式」的值「」有误，这一格必须填写。"
        "其他规则照常执行。请改正这一格后重新运行。",
        'Rule BAD-03 (row 7) was left out: Clock is "", and it must be filled in. '
        "The other rules ran as usual. Correct the cell and run it again.",
    )


def test_a_date_nobody_can_read_is_told_and_never_taken_for_blank() -> None:
    given = book(Customers=[customer(last_contact_date="上周")], SOP_Rules=[dict(A_RULE)])
    found = asked(given, "2026-11-12T10:00")
    assert told(found) == []
    assert [(f.sheet, f.row, f.field, f.value) for f in found.findings] == [
        ("Customers", 5, "last_contact_date", "上周")
    ]


def test_customers_of_the_pool_are_nobodys_and_those_of_a_leaver_the_managers() -> None:
    left = [{**TEAM[1], "active": "left"}, *TEAM]
    people = [
        customer(1, owner=None, pool_status="public"),
        customer(2, owner="R002"),
    ]
    given = book(Customers=people, Reps=left, SOP_Rules=[dict(A_RULE)])
    assert [(one.who, one.rep) for one in asked(given, "2026-11-12T10:00").reminders] == [
        ("CUS-2026-002", "M001")
    ]


def test_a_year_without_published_make_up_days_is_named() -> None:
    given = book(Customers=[customer(country_region="XK")], SOP_Rules=shipped("SOP-08"))
    found = asked(given, "2027-01-05T10:00")
    assert [note.zh for note in found.notes] == [
        message("remind.unpublished", years=2027).zh,
        "没有这些国家/地区的假日资料，不生成祝福：科索沃。",
    ]
    assert [note.en for note in asked(given, "2026-11-05T10:00").notes][:-1] == []
