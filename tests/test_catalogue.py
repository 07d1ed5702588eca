"""The catalogue: what the articles demand is in it, and a wrong table is refused by its cell."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from pathlib import Path

import pytest

import validation
from validation.catalogue import Catalogue, Kind, Lock, Requirement, Sensitivity, Visibility, load
from validation.vocabularies import fold

SHIPPED = Path(str(validation.__file__)).parent
RESULTS = {
    *("Today", "Issues", "Changes", "Duplicates", "View", "PoolList", "GroupView", "SplitLog")
}

# Source article 003, the four classes; word for word.
CORE = (
    "客户ID 公司名称 国家/地区 联系人姓名 职位 邮箱 电话 社交媒体账号 "
    "询盘产品 询盘来源 历史订单记录 交易金额 付款方式 合作状态 "
    "最近联系日期 跟进记录 邮件往来 会议纪要 客户反馈 样品寄送记录 "
    "公司规模 所属行业 主营业务 年采购额 关键决策人(KDM) 决策流程 竞争对手信息"
)

# Source article 000, the modules; V3's six columns last.
MODULES = (
    "客户公司全称(英文) 客户公司全称(中文) 国家/地区 主要联系人姓名 核心联系邮箱 公司网站 所属行业 "
    "客户分级 当前关系阶段 最近联系日期 下次计划联系日期 历史成交概览 "
    "近一年订单总额 最近一次订单金额 "
    "关键沟通记录摘要 客户主要产品兴趣 沟通偏好备注 "
    "分享提供方 分享接收方 分享日期 信息截止更新日期 预期跟进动作建议 保密要求确认 "
    "关键邮件的邮件主题和日期索引 待办事项继承 客户需求描述 "
    "公司 国家 来源 获取的产品意向 分配的业务员 分配日期 初步有效性判断 简要备注"
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def test_the_catalogue_has_397_columns_on_33_sheets(catalogue: Catalogue) -> None:
    fields = [f for f in catalogue.fields if f.sheet not in RESULTS]

    assert len(fields) == 397
    assert len({(f.sheet, f.key) for f in fields}) == 397
    assert len({f.sheet for f in fields}) == 33


def test_no_sensitive_column_is_shown_as_it_is_in_v2_or_v3(catalogue: Catalogue) -> None:
    shown = [
        (f.sheet, f.key)
        for f in catalogue.fields
        if f.sensitivity is Sensitivity.SENSITIVE and Visibility.SHOWN in (f.v2, f.v3)
    ]

    assert shown == []


@pytest.mark.parametrize("word", [*CORE.split(), *MODULES.split()])
def test_a_field_of_the_articles_is_a_column(catalogue: Catalogue, word: str) -> None:
    names = {name for f in catalogue.fields for name in (f.zh, *f.aliases)}

    assert word in names


def test_the_core_fields_are_27() -> None:
    assert len(CORE.split()) == 27


def test_v3_holds_the_six_columns_and_the_feedback(catalogue: Catalogue) -> None:
    shown = [f.zh for f in catalogue.sheets["Leads"].fields if f.v3 is Visibility.SHOWN]

    assert shown == [
        "线索编号",
        "公司",
        "国家",
        "来源",
        "获取的产品意向",
        "分配的业务员",
        "分配日期",
        "接触日期",
        "初步有效性判断",
        "简要备注",
    ]


def test_at_most_twenty_columns_of_customers_are_open(catalogue: Catalogue) -> None:
    fields = catalogue.sheets["Customers"].fields

    assert sum(f.common for f in fields) <= 20
    assert all(f.common for f in fields if f.required is Requirement.ALWAYS)


@pytest.mark.parametrize("profile", ["rep", "manager"])
def test_with_guide_and_dashboard_at_most_ten_tabs_are_shown(
    catalogue: Catalogue, profile: str
) -> None:
    assert sum(profile in sheet.profiles for sheet in catalogue.sheets.values()) == 8


def test_what_is_computed_is_locked_and_what_is_typed_is_open(catalogue: Catalogue) -> None:
    for f in catalogue.fields:
        if f.required is Requirement.AUTO:
            assert f.lock is Lock.SOFT, (f.sheet, f.key)
        elif f.required is Requirement.OPTIONAL and catalogue.sheets[f.sheet].kind == "data":
            assert f.lock is Lock.OPEN, (f.sheet, f.key)


def test_a_header_fits_its_column(catalogue: Catalogue) -> None:
    def units(text: str) -> int:
        return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)

    for f in catalogue.fields:
        if f.sheet not in RESULTS:
            assert units(f.zh) + 2 <= f.width, (f.sheet, f.key)
            assert units(f.en) * 0.8 <= f.width, (f.sheet, f.key)


def test_a_hint_fits_the_prompt_of_a_cell(catalogue: Catalogue) -> None:
    for f in catalogue.fields:
        assert len(f.hint.zh) <= 60, (f.sheet, f.key)
        assert len(f.hint.en) <= 120, (f.sheet, f.key)
        assert bool(f.hint.zh) == bool(f.hint.en), (f.sheet, f.key)


def test_an_example_is_what_its_own_column_accepts(catalogue: Catalogue) -> None:
    for f in catalogue.fields:
        where = (f.sheet, f.key, f.example)
        words = catalogue.vocabulary(f)
        if not f.example:
            continue
        parts = f.example.split(";") if f.kind is Kind.LIST else [f.example]
        if words and not f.has("other_words"):
            assert all(words.code(part) for part in parts), where
        pattern = f.argument("pattern")
        assert pattern is None or re.fullmatch(pattern, f.example), where
        if f.kind is Kind.DATE:
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", f.example), where


def test_every_column_people_fill_has_an_example(catalogue: Catalogue) -> None:
    missing = [
        (f.sheet, f.key)
        for f in catalogue.fields
        if not f.example and f.required is not Requirement.AUTO and f.sheet != "PoolLog"
    ]

    assert missing == [("Audit", "prev_hash")]


@pytest.mark.parametrize(
    ("sheet", "header", "key"),
    [
        ("Customers", "Account Name", "company_name_en"),
        ("Customers", "Company", "company_name_en"),
        ("Customers", "客户名称", "company_name_zh"),
        ("Customers", "公司名称", "company_name_zh"),
        ("Customers", "Country", "country_region"),
        ("Customers", "国家", "country_region"),
        ("Customers", "Website", "website"),
        ("Customers", "网址", "website"),
        ("Customers", "Owner", "owner"),
        ("Customers", "跟进人", "owner"),
        ("Customers", "Lead Source", "inquiry_source"),
        ("Contacts", "Contact Person", "contact_name"),
        ("Contacts", "姓名", "contact_name"),
        ("Contacts", "E-mail", "email"),
        ("Contacts", "Email Address", "email"),
        ("Contacts", "电子邮件", "email"),
        ("Contacts", "Mobile", "phone"),
        ("Contacts", "手机", "phone"),
        ("Contacts", "Job Title", "title"),
        ("Orders", "下单日期", "order_date"),
        ("Orders", "OrderDate", "order_date"),
        ("Orders", "金额", "amount"),
        ("Orders", "Total", "amount"),
        ("Products", "货号", "sku"),
    ],
)
def test_the_headers_of_other_systems_are_known(
    catalogue: Catalogue, sheet: str, header: str, key: str
) -> None:
    matched = [
        f.key
        for f in catalogue.sheets[sheet].fields
        if fold(header) in map(fold, (f.key, f.zh, f.en, *f.aliases))
    ]

    assert matched == [key]


def test_the_shipped_tables_are_what_excel_opens_rightly() -> None:
    for name in ("catalogue", "sheets", "vocabularies", "results", "settings", "rules"):
        raw = (SHIPPED / f"{name}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf"), name
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
        assert {len(row) for row in rows} == {len(rows[0])}, name


def test_a_sheet_has_a_chinese_tab_in_a_chinese_book_and_an_english_one_else(
    catalogue: Catalogue,
) -> None:
    sheet = catalogue.sheets["SOP_Rules"]

    assert [sheet.tab(language) for language in ("zh", "en", "both")] == [
        "跟进规则",
        "SOP_Rules",
        "SOP_Rules",
    ]
    assert sheet.name == ("跟进规则", "SOP_Rules")


def test_sheets_that_actions_fill_are_not_checked(catalogue: Catalogue) -> None:
    unchecked = {key for key, sheet in catalogue.sheets.items() if not sheet.checked}

    assert unchecked == RESULTS | {"Conflicts"}


def test_a_column_that_does_not_exist_is_a_bug(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError, match="fax"):
        catalogue.field("Customers", "fax")
