"""What leaves in each variant, in what form, what stays, and what stands against it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.handover_books import (
    CATALOGUE,
    KEY,
    SAFE,
    SETTINGS,
    SPOKEN,
    TODAY,
    asked,
    book,
    rows,
)
from validation.catalogue import Visibility
from validation.handover.planning import Share, named, plan
from validation.handover.returning import row_digest, share_record_id
from validation.handover.shapes import ExpectedAction, Plan, Request, RowFate, TextFate
from validation.messages import message

SHARE = Share("SH-20261122-001", KEY)


def planned(request: Request, found: dict[str, list[dict[str, Any]]] | None = None) -> Plan:
    return plan(book(found), CATALOGUE, SETTINGS, TODAY, request)


def cells(found: Plan, sheet: str = "Customers") -> list[dict[str, Any]]:
    """Return the filled cells of a sheet of the copy, row by row."""
    part = next(one for one in found.copy.sheets if one.sheet == sheet)
    whole = part.rows.to_dict("records")
    return [{str(k): v for k, v in row.items() if v is not None} for row in whole]


def everything(found: Plan) -> str:
    """Return all that a copy says as one text."""
    parts = [str(part.rows.to_dict("records")) for part in found.copy.sheets]
    return "\n".join([*parts, str(found.copy.share), str(found.copy.notes)])


def test_a_detailed_copy_takes_the_records_and_what_belongs_to_them() -> None:
    found = planned(asked("V1"))

    assert found.missing == ()
    assert found.counts == {
        "Customers": 3,
        "Contacts": 2,
        "Activities": 1,
        "Quotes": 1,
        "Orders": 1,
        "Payments": 1,
        "Todos": 2,
        "Titles": 1,
        "Groups": 1,
    }
    assert cells(found, "Payments")[0]["order_no"] == "PO20260105"
    assert SPOKEN in everything(found)
    assert "别人的客户" not in everything(found)


def test_a_detailed_copy_has_the_articles_modules_first_and_the_promises_last() -> None:
    part = planned(asked("V1")).copy.sheets[0]
    modules = [field.module for field in part.fields]

    assert list(dict.fromkeys(modules[:-1])) == [
        "identity", "value", "communication", "handover", "trade", "background", "system",
    ]  # fmt: skip
    assert part.fields[-1].key == "inherited_todos"
    assert cells(planned(asked("V1")))[0]["inherited_todos"] == (
        "需于1月25日前提供更新版认证证书 (2027-01-25)"
    )


def test_prices_private_contacts_and_profit_leave_only_by_leave() -> None:
    usual = everything(planned(asked("V1")))
    ticked = planned(asked("V1", contents=("价格", "private"), receiver="M001", approver="A001"))

    assert "home of John" not in usual
    assert "7321.5" not in usual
    assert "'unit_price'" not in usual
    assert cells(ticked, "Contacts")[0]["private_contact"] == "home of John Schmidt"
    assert cells(ticked, "Orders")[0]["unit_price"] == 15.5
    assert cells(ticked, "Orders")[0]["profit"] == 7321.5


def test_a_safe_copy_says_in_general_what_it_may_not_say_as_it_is() -> None:
    found = named(planned(asked("V2")), SHARE, CATALOGUE)
    made = share_record_id(KEY, "CUS-2026-001")

    assert found.missing == ()
    assert found.counts == {"Customers": 2}
    assert cells(found)[0] == {
        "customer_id": made,
        "company_name_en": "Global Tech Inc.",
        "country_region": "DE",
        "website": "https://gt-handel.de",
        "public_email": "info@gt-handel.de",
        "main_business": "智能家居批发",
        "grade": "A",
        "stage": "S5",
        "last_12m_amount": "20k-50k USD",
        "deal_summary": "最近一次订单 20k-50k USD",
        "inquiry_products": "XX型号",
        "tags": "price_sensitive; quality_focus",
        "need_description": SAFE,
    }
    assert found.copy.digests["Customers", made] == row_digest(
        KEY, "Customers", {str(k): v for k, v in found.copy.sheets[0].rows.iloc[0].items()}
    )
    assert SPOKEN not in everything(found)


def test_a_banned_record_and_texts_that_tell_too_much_stay_and_are_listed() -> None:
    found = planned(asked("V2"))

    assert found.staying == (RowFate("Customers", "CUS-2026-003", 7, message("export.restricted")),)
    assert found.texts == (
        TextFate(
            "Customers", "CUS-2026-001", 5, "market", "withheld", ("email", "person", "phone")
        ),
        TextFate("Customers", "CUS-2026-002", 6, "public_email", "withheld", ("email",)),
    )


def test_a_campaign_copy_has_the_articles_six_columns_and_the_feedback() -> None:
    found = planned(asked("V3"))
    part = found.copy.sheets[0]

    assert [field.key for field in part.fields] == [
        "lead_id", "company", "country", "source", "product_intent", "assigned_rep",
        "assigned_date", "first_contact_date", "validity", "brief_note",
    ]  # fmt: skip
    assert part.editable == {"first_contact_date", "validity", "brief_note"}
    assert cells(found, "Leads")[1] == {
        "lead_id": "LD-0002",
        "company": "Nordic Med AB",
        "country": "BR",
        "source": cells(found, "Leads")[1]["source"],
        "product_intent": "该客户对门锁价格敏感,关注性价比",
        "assigned_rep": "李雷",
        "assigned_date": dt.datetime(2026, 11, 18, 9, 0),  # noqa: DTZ001
    }
    assert [(one.record, one.row) for one in found.staying] == [("LD-0003", 7)]
    assert found.copy.share["provider"] == "欧洲部"


def test_contacts_of_leads_leave_only_when_the_share_asks_for_them() -> None:
    found = planned(asked("V3", contents=("联系人",)))

    assert cells(found, "Leads")[1]["contact_person"] == "Sven Lindqvist"
    assert "brief_note" not in cells(found, "Leads")[1]


def test_the_cover_of_a_safe_copy_passes_the_gate_too() -> None:
    found = planned(asked("V2", expected_action="Call John Schmidt, offer USD 14"))

    assert found.copy.share["expected_action"] is None
    assert found.texts[-1] == TextFate(
        "Share", "", 0, "expected_action", "withheld", ("email", "person", "price")
    )


def test_each_record_has_its_own_action_and_the_rest_the_common_one() -> None:
    actions = {"cus-2026-001": ExpectedAction("寄目录", dt.date(2026, 12, 1))}
    found = named(
        planned(asked("V1", actions=actions, expected_action="下月联系")), SHARE, CATALOGUE
    )

    assert cells(found, "ShareLines")[:2] == [
        {
            "share_id": "SH-20261122-001",
            "customer_id": "CUS-2026-001",
            "expected_action": "寄目录",
            "action_due": dt.date(2026, 12, 1),
        },
        {
            "share_id": "SH-20261122-001",
            "customer_id": "CUS-2026-002",
            "expected_action": "下月联系",
        },
    ]


def test_a_customer_that_was_merged_away_is_shared_under_its_new_id() -> None:
    found = planned(asked("V1", customers=("OLD-77",)))

    assert found.records == ("CUS-2026-001",)
    assert [note.en for note in found.notes] == [
        "Customer OLD-77 was merged into CUS-2026-001, which is shared instead."
    ]


@pytest.mark.parametrize(
    ("variant", "facts", "missing"),
    [
        ("V1", {"owner": "R777"}, ["the sheet 业务员 has no rep R777; check --owner"]),
        (
            "V1",
            {"customers": ("CUS-2026-404",)},
            ["the sheet 客户 has no such ids: CUS-2026-404; check them"],
        ),
        ("V1", {"provider": "nobody"}, [("the sheet 业务员 has no provider nobody; check --from or "
                                        "enter the rep first")]),
        (
            "V1",
            {"receiver": "R009"},
            [
                ("the receiver R009 赵走 is marked Left in the sheet 业务员; choose one who works, "
                "or change the column Active first")
            ],
        ),
        (
            "V1",
            {"channel": "wecom", "password_channel": "企业微信"},
            [
                ("the password may not travel the way of the file (WeCom); change "
                "--password-channel, for instance to phone")
            ],
        ),
        (
            "V1",
            {"channel": "微信"},
            [
                ("the share policy (sheet 分享规范) does not allow sending by WeChat; it allows "
                "Company e-mail, WeCom, Company drive, In person. Change --channel")
            ],
        ),
        (
            "V1",
            {"approver": "R001"},
            [
                ("the approver 李雷 has not the right role in the sheet 业务员; it takes Manager, "
                "Administrator. Change --approver"),
                ("the provider R001 may not approve the own share: the sheet 分享规范 does not "
                "allow it; change --approver"),
            ],
        ),
        (
            "V1",
            {"data_cutoff": dt.date(2026, 11, 23)},
            [
                ("the data cut-off 2026-11-23 is later than the share date 2026-11-22; change "
                "--data-cutoff")
            ],
        ),
        (
            "V1",
            {"receiver": "R002", "receiver_kind": "跨部门"},
            [
                ("by the departments in the sheet 业务员 the receiver R002 韩梅梅 is: Same "
                "department; change --receiver-kind or correct the column Department")
            ],
        ),
        (
            "V1",
            {"receiver": "Tom", "receiver_kind": "inside"},
            [
                ("the receiver Tom is no rep of ours in the sheet 业务员, so only an outside share "
                "is possible; leave out --receiver-kind or say outside"),
                "the detailed variant V1 never goes to an outside receiver; use V2 or V3",
                "an outside receiver needs a company; name it with --receiver-company",
                ("the sheet 保密协议 has no NDA with Tom that is valid on the share date; sign and "
                "enter one, then name it with --nda"),
                ("the sheet 分享规范 has no row for the scenario A rep leaves and the receiver "
                "kind Outside; have a manager add one or change the scenario"),
            ],
        ),
        (
            "V2",
            {"where": "country_region=FR"},
            [
                ("no record was chosen that may leave; check the conditions, or see below which "
                "records stay")
            ],
        ),
        (
            "V2",
            {"contents": ("prices",)},
            [
                "prices and private contacts go into V1 only, not into V2; leave out --with"
            ],
        ),
        (
            "V2",
            {"leads": ("LD-0001",), "owner": "R001"},
            [
                "V2 shares customers and takes no leads (LD-0001); use --customers or V3"
            ],
        ),
        (
            "V3",
            {"nda_no": None},
            [
                ("an outside receiver needs an NDA: NDA-2026-03 is valid with ABC Agency; add "
                "--nda NDA-2026-03")
            ],
        ),
        (
            "V3",
            {"nda_no": "NDA-2026-04"},
            [
                ("the NDA NDA-2026-04 is with XYZ Trading, not with ABC Agency; use the receiver's "
                "own")
            ],
        ),
        (
            "V3",
            {"nda_no": "NDA-2025-01"},
            [
                ("the NDA NDA-2025-01 runs from 2026-01-05 to 2026-06-30 and the share date "
                "2026-11-22 is outside; renew it and change the sheet 保密协议")
            ],
        ),
        (
            "V3",
            {"approver": "M001", "scenario": "partner"},
            [
                ("the approver 张经理 has not the right role in the sheet 业务员; it takes "
                "Administrator. Change --approver")
            ],
        ),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_with_where_to_put_it_right(
    variant: str, facts: dict[str, Any], missing: list[str]
) -> None:
    assert [one.en for one in planned(asked(variant, **facts)).missing] == missing


def test_all_that_is_missing_is_said_at_once_in_both_languages() -> None:
    found = rows()
    for customer in found["Customers"]:
        customer["key_comm_summary"] = None
    missing = planned(asked("V1", approver="R404", channel="微信"), found).missing

    assert [one.zh for one in missing] == [
        "「业务员」表里没有审批人 R404；请核对 --approver",
        (
            "分享规范（「分享规范」表）不允许用「微信」传文件，允许的是 企业邮箱、企业微信、"
            "公司网盘、当面；请改 --channel"
        ),
        (
            "V1 必须有沟通记录摘要：「客户」表第 5, 6, 7 行的「关键沟通记录摘要」是空的"
            "（共 3 个客户）；请逐个填写一两句话"
        ),
    ]


def test_a_need_description_that_tells_too_much_refuses_and_a_sentence_is_proposed() -> None:
    found = rows()
    found["Customers"][0]["need_description"] = SPOKEN
    found["Customers"][1]["need_description"] = None
    refused = planned(asked("V2"), found)

    assert [one.en for one in refused.missing] == [
        (
            "V2 needs the need description: the column Need description (generalised) of the sheet "
            "客户 is blank in rows 6 (1 customers); fill it in for each, without prices, names and "
            "addresses"
        ),
        (
            "the column Need description (generalised) of CUS-2026-001 (sheet 客户, row 5) may not "
            f"leave: it has an amount or a unit price. Proposed instead: {SAFE}"
        ),
    ]
    assert refused.texts[0] == TextFate(
        "Customers", "CUS-2026-001", 5, "need_description", "replaced", ("price",), SAFE
    )


_SECRETS = [
    (field.sheet, field.key)
    for field in CATALOGUE.fields
    if field.sheet in rows() and field.kind == "text" and field.sheet != "SharePolicy"
]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    planted=st.sets(st.sampled_from(_SECRETS), min_size=1, max_size=12),
    variant=st.sampled_from(["V1", "V2", "V3"]),
)
def test_nothing_outside_the_allow_list_is_ever_in_a_copy(
    planted: set[tuple[str, str]], variant: str
) -> None:
    found = rows()
    marks = {}
    for number, (sheet, key) in enumerate(sorted(planted)):
        field = CATALOGUE.field(sheet, key)
        shown = {"V1": field.v1, "V2": field.v2, "V3": field.v3}[variant]
        is_row_key = key == CATALOGUE.sheets[sheet].row_key
        if not is_row_key and (shown is not Visibility.SHOWN or sheet in ("NDA", "Reps")):
            if sheet == "Reps" and key == "rep_name":
                continue  # names of the parties are on the cover
            marks[sheet, key] = f"canary{number}zq"
            for row in found[sheet]:
                row[key] = marks[sheet, key] if key != "party" else row[key]
    said = everything(planned(asked(variant), found))

    assert [place for place, mark in marks.items() if mark in said] == []


def test_a_persons_own_column_and_own_sheet_stay() -> None:
    found = planned(asked("V1"))
    fates = {(one.sheet, one.column): (one.fate, one.why.en) for one in found.columns}

    assert fates["Customers", "购买习惯"] == (
        "stays",
        "a column of your own is not classified, so it cannot leave",
    )
    assert "每月第一周" not in everything(found)
