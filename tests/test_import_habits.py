"""Habits of real lists: what surrounds them, what their headers imply, what they leave out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.foreign_lists import grid, imported, rows_of

if TYPE_CHECKING:
    from workbook.importing import Imported


def doubts(result: Imported) -> list[str]:
    lines = result.report.lines("en")
    return lines[lines.index("Values kept as typed that need a look") + 1 :]


# Around the list


def test_a_line_of_authorship_above_the_header_is_no_group_of_columns() -> None:
    rows = [
        ("2025年客户汇总", None, None, None),
        ("制表人：李娜 2025-03-01", None, None, None),
        ("客户名称", "国家", "邮箱", "备注"),
        ("Acme Ltd", "德国", "a@acme.example.com", "x"),
    ]

    result = imported({"list.xlsx": [grid(rows, merged=[(1, 1, 1, 4), (2, 1, 2, 3)])]})

    assert [line.header for line in result.report.mapping] == ["客户名称", "国家", "邮箱", "备注"]
    assert [(line.cell, line.why.en) for line in result.report.left_out] == [
        ("A1", "title above the header"), ("A2", "title above the header"),
    ]  # fmt: skip


def test_a_tab_of_notes_beside_a_list_is_reported_and_makes_no_rows() -> None:
    tabs = [
        grid([("Company",), ("Acme Ltd",)], "Lily"),
        grid([("更新频率",), ("每周五更新",)], "说明"),
    ]

    result = imported({"per_rep.xlsx": tabs})

    assert list(result.content.frames) == ["Customers"]
    assert [(line.tab, line.text, line.why.en) for line in result.report.left_out] == [
        ("说明", "更新频率", "a tab that is no list"),
        ("说明", "每周五更新", "a tab that is no list"),
    ]
    assert result.report.forgotten == 0


def test_tabs_whose_columns_mean_the_same_share_their_lines_of_the_report() -> None:
    tabs = [grid([("Company",), (name,)], name) for name in ("Lily", "Jack")]

    lines = imported({"list.xlsx": tabs}).report.lines("zh")

    assert "列的对应 list.xlsx [Lily]; list.xlsx [Jack] → 客户" in lines
    assert lines.count("  A Company → 客户·公司名称（中或英）（别名）") == 1


# What a header implies


@pytest.mark.parametrize(
    ("header", "cell", "amount", "currency"),
    [
        ("年采购额(万美元)", 3.5, 35000, "USD"),
        ("年采购额（万美元）", "12", 120000, "USD"),
        ("年采购额(美元)", 12, 12, "USD"),
        ("年采购额(万美元)", "$500", 500, "USD"),
        ("年采购额(约)", 12, 12, None),
    ],
)
def test_the_unit_in_a_header_gives_amounts_their_size_and_currency(
    header: str, cell: object, amount: object, currency: str | None
) -> None:
    result = imported({"list.xlsx": [grid([("Company", header), ("Acme", cell)])]})

    (row,) = result.content.frames["Customers"].to_dict("records")
    assert (row["annual_purchase"], row.get("annual_purchase_currency")) == (amount, currency)


def test_a_column_named_after_a_messenger_says_whose_accounts_it_holds() -> None:
    rows = [("Company", "WhatsApp number"), ("A", "+49 30 123456"), ("B", "WeChat:abc_123")]

    result = imported({"list.xlsx": [grid(rows)]})

    assert rows_of(result, "Contacts", "im") == [("WhatsApp:+4930123456",), ("WeChat:abc_123",)]


def test_a_number_of_people_falls_into_its_range() -> None:
    rows = [("Company", "Employees"), ("A", 120), ("B", "1,500"), ("C", "15 人"), ("D", "many")]

    result = imported({"list.xlsx": [grid(rows)]}, language="en")

    assert rows_of(result, "Customers", "company_size") == [
        ("50-499 people",), ("1000 people or more",), ("1-49 people",), ("many",),
    ]  # fmt: skip


def test_a_rating_in_words_of_another_system_stays_a_column_of_its_own() -> None:
    rows = [("客户名称", "客户等级"), ("甲公司", "★★★"), ("乙公司", "★★★★")]

    result = imported({"list.xlsx": [grid(rows)]})

    assert rows_of(result, "Customers", "客户等级") == [("★★★",), ("★★★★",)]
    assert "grade" not in result.content.frames["Customers"]
    line = "  B 客户等级 → 保留为自定义列，因为「★★★」等不是该字段的选项"
    assert line in result.report.lines("zh")


def test_names_with_as_many_own_addresses_leave_the_mailbox_of_the_firm_to_nobody() -> None:
    mails = "zhang@hailian.example.com，li@hailian.example.com、sales@hailian.example.com"
    rows = [("公司", "联系人", "邮箱"), ("海联", "张三/李四", mails)]

    result = imported({"list.xlsx": [grid(rows)]})

    assert rows_of(result, "Contacts", "contact_name", "email") == [
        ("张三", "zhang@hailian.example.com"), ("李四", "li@hailian.example.com"),
        (None, "sales@hailian.example.com"),
    ]  # fmt: skip


def test_a_text_date_that_reads_the_same_is_no_change() -> None:
    rows = [("Company", "Created"), ("A", "2025-03-20"), ("B", "2025/3/21")]

    result = imported({"list.xlsx": [grid(rows)]})

    assert rows_of(result, "Customers", "created_date") == [
        (dt.date(2025, 3, 20),), (dt.date(2025, 3, 21),),
    ]  # fmt: skip
    assert [change.before for change in result.report.changes] == ["2025/3/21"]


# What is stated, and said


def test_contacts_without_a_status_work_there_and_the_report_says_so() -> None:
    rows = [("Company", "Contact", "Status of contact"), ("A", "Ann", None), ("B", "Bob", None)]

    result = imported({"list.xlsx": [grid(rows)]})

    assert rows_of(result, "Contacts", "contact_status") == [("在职 Working there",)] * 2
    assert '2 contacts had no status and were given "在职 Working there"' in [
        remark.text.en for remark in result.report.remarks
    ]


def test_only_amounts_in_the_base_currency_are_their_own_base_amount() -> None:
    rows = [
        ("Order No", "Order date", "Total", "Currency"),
        ("1", "2025-01-15", "$12,500.00", "USD"),
        ("2", "2025-01-16", 300, "EUR"),
        ("3", "2025-01-17", "ask", "美元"),
        ("4", "2025-01-18", 7.5, "美元"),
    ]

    result = imported({"Orders=orders.xlsx": [grid(rows)]})

    assert rows_of(result, "Orders", "amount", "amount_base") == [
        (12500, 12500), (300, None), ("ask", None), (7.5, 7.5),
    ]  # fmt: skip


def test_an_imported_grade_is_kept_and_marked_as_imported() -> None:
    rows = [("Company", "Grade"), ("A", "B级"), ("B", None), ("C", "A")]

    result = imported({"list.xlsx": [grid(rows)]}, language="zh")

    assert rows_of(result, "Customers", "grade", "grade_reason") == [
        ("B", "导入"), (None, None), ("A", "导入"),
    ]  # fmt: skip
    assert "grade_manual" not in result.content.frames["Customers"]


def test_required_columns_that_no_list_has_stay_blank_and_are_named_once() -> None:
    rows = [("Company", "Country"), ("A", "US"), ("B", "FR")]

    result = imported({"list.xlsx": [grid(rows)]})

    assert list(result.content.frames["Customers"].columns) == [
        "customer_id", "company_name_en", "country_region",
    ]  # fmt: skip
    (remark,) = result.report.remarks
    assert remark.text.zh == (
        "「客户」表必填、但来源里没有的列：当前关系阶段、询盘来源。已留空，校验会提醒；"
        "要统一填写，可在对照文件的 [table.default] 中给出"
    )


def test_references_to_a_sheet_that_nobody_imported_are_one_line() -> None:
    rows = [("Company", "Owner"), *((f"Firm {i}", f"Rep {i}") for i in range(7))]

    said = doubts(imported({"list.xlsx": [grid(rows)]}))

    assert said[0] == (
        "  Customers · Owner (rep): 7 different values (Rep 0, Rep 1, Rep 2, Rep 3, Rep 4 …) have"
        " no record, because no list fills Reps; they are kept as typed"
    )
    assert said[1] == ""


def test_a_contact_of_no_customer_is_nobodys_main_one() -> None:
    rows = [("Name", "E-mail", "Company"), ("Ann", "ann@a.example.com", None)]

    result = imported({"Contacts=people.xlsx": [grid(rows)]})

    assert rows_of(result, "Contacts", "is_primary") == [(False,)]
