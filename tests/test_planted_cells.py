"""One wrong cell per rule, planted in a clean book: found there, and nothing else is."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.books import FIRST_ROW, TODAY, at, book_of, clean, foreign
from validation.book import Book, Layout, OddCell
from validation.catalogue import load
from validation.checks import check
from validation.rules import RULES
from validation.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from validation.findings import Finding


class Plant(NamedTuple):
    """One wrong cell: `value` in `column` of the `row`-th record of `sheet`."""

    rule: str
    sheet: str
    column: str
    value: Any
    row: int = 0
    suggestion: str | None = None
    found_in: str = ""
    """The column of the finding where it is not the planted one."""
    shown: str | None = None
    """The finding's value where it is not the planted one as text."""
    also: Mapping[str, Any] = MappingProxyType({})
    """Other cells of the record that make the planted one wrong; nothing is wrong with them."""


def found_in(book: Book) -> list[Finding]:
    return check(book, load(), settings=Settings.default(), today=TODAY)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


PLANTS = (
    Plant("required", "Customers", "inquiry_source", None),
    Plant("required_here", "Customers", "annual_purchase_currency", None, row=1),
    Plant("id_blank", "PackLog", "pack_id", None),
    Plant("not_in_list", "Customers", "stage", "S4 阳品", found_in="stage"),
    Plant("other_name", "Customers", "stage", "样品确认中", suggestion="S4 样品"),
    Plant("item_not_in_list", "SharePolicy", "channels", "企业邮箱;公司网盘;信鸽"),
    Plant("too_short", "Customers", "company_name_en", "G"),
    Plant("too_long", "Customers", "market", "D" * 101),
    Plant("wrong_form", "Contacts", "birthday_md", "3月15日"),
    Plant("too_small", "Quotes", "qty", 0),
    Plant("too_big", "Customers", "rfm_r", 6),
    Plant("wrong_type", "Customers", "rfm_r", dt.date(2026, 1, 5)),
    Plant("boolean_unreadable", "Contacts", "opt_out", "maybe"),
    Plant("number_unreadable", "Orders", "qty", "many"),
    Plant("number_unit", "Orders", "qty", "3000 pcs"),
    Plant("number_range", "Orders", "qty", "3000-4000"),
    Plant("number_ambiguous", "Orders", "qty", "1.500"),
    Plant("number_not_whole", "Quotes", "version", 1.5),
    Plant("number_text", "Orders", "qty", "3,000", suggestion="3000"),
    Plant("email_invalid", "Reps", "email", "lilei.abccompany.com"),
    Plant("email_several", "Contacts", "email", "a@gt-handel.de; b@gt-handel.de"),
    Plant(
        "email_wrapped",
        "Contacts",
        "email",
        "John <john.s@gt-handel.de>",
        suggestion="john.s@gt-handel.de",
    ),
    Plant(
        "email_characters",
        "Contacts",
        "email",
        "john.s＠gt-handel.de",
        suggestion="john.s@gt-handel.de",
    ),
    Plant(
        "email_case", "Contacts", "email", "john.s@GT-Handel.de", suggestion="john.s@gt-handel.de"
    ),
    Plant("email_typo", "Reps", "email", "john.s@gamil.com", suggestion="john.s@gmail.com"),
    Plant("email_suffix", "Contacts", "email", "john.s@gt-handel.con"),
    Plant("email_personal", "Customers", "public_email", "hans.meier@gt-handel.de"),
    Plant("email_free", "Contacts", "email", "john.schmidt77@gmail.com"),
    Plant("email_disposable", "Contacts", "email", "john.s@guerrillamail.com"),
    Plant("email_not_ours", "OurContacts", "email", "inquiry@elsewhere.com"),
    Plant("phone_several", "Contacts", "phone", "+493012345678 / +493012345679"),
    Plant("phone_placeholder", "Contacts", "phone", "+49-30-XXXXXXX"),
    Plant("phone_chat_id", "Contacts", "phone", "wxid_abc12345"),
    Plant("phone_is_email", "Contacts", "phone", "john@gt-handel.de"),
    Plant("phone_labelled", "Contacts", "phone", "WhatsApp: +493012345678"),
    Plant("phone_float", "Contacts", "phone", "493012345678.0", suggestion="+493012345678"),
    Plant("phone_scientific", "Contacts", "phone", "4.9301E+11"),
    Plant("phone_invalid", "Contacts", "phone", "+49301"),
    Plant("phone_no_prefix", "Contacts", "phone", "171 1234567"),
    Plant("phone_not_e164", "Contacts", "phone", "030 12345678", suggestion="+493012345678"),
    Plant("phone_no_country", "OurContacts", "phone", "030 12345678"),
    Plant("url_invalid", "Customers", "website", "our website"),
    Plant(
        "url_no_scheme", "Customers", "website", "gt-handel.de", suggestion="https://gt-handel.de"
    ),
    Plant(
        "url_characters",
        "Customers",
        "website",
        "https://GT-handel.de",
        suggestion="https://gt-handel.de",
    ),
    Plant("url_unsafe", "Customers", "website", "javascript:alert(1)"),
    Plant("url_suffix", "Customers", "website", "https://gt-handel.dee"),
    Plant("url_is_email", "Customers", "website", "info@gt-handel.de"),
    Plant("url_private", "Customers", "website", "http://192.168.1.1"),
    Plant("url_several", "Customers", "website", "https://gt-handel.de https://gt.com"),
    Plant("domain_invalid", "Titles", "domain", "our domain"),
    Plant(
        "domain_not_bare", "Titles", "domain", "https://www.gt-handel.de", suggestion="gt-handel.de"
    ),
    Plant("domain_suffix", "Titles", "domain", "gt-handel.con"),
    Plant("domain_shared", "Titles", "domain", "alibaba.com"),
    Plant("domain_free", "Titles", "domain", "gmail.com"),
    Plant("im_no_type", "Contacts", "im", "wangfang-88"),
    Plant("im_type_unknown", "Contacts", "im", "Pigeon:wangfang_88"),
    Plant("im_no_value", "Contacts", "im", "WeChat:"),
    Plant(
        "im_spelling", "Contacts", "im", "微信：wangfang_88", row=1, suggestion="WeChat:wangfang_88"
    ),
    Plant("im_phone_invalid", "Contacts", "im", "WhatsApp:12"),
    Plant("im_several", "Contacts", "im", "WeChat:wangfang_88; WhatsApp:+4915123456789"),
    Plant("country_unknown", "Leads", "country", "Atlantis"),
    Plant("country_ambiguous", "Leads", "country", "Korea"),
    Plant("country_is_region", "Leads", "country", "东南亚"),
    Plant("country_former", "Leads", "country", "USSR"),
    Plant("country_alias", "Leads", "country", "Brasil", suggestion="BR 巴西"),
    Plant("country_other_region", "Customers", "region", "北美", found_in="country_region"),
    Plant("code_format", "Titles", "credit_code", "DE13669597X"),
    Plant("code_length", "Titles", "credit_code", "DE1366959766"),
    Plant("code_checksum", "Titles", "credit_code", "DE136695977"),
    Plant("code_country", "Titles", "credit_code", "FR40303265045"),
    Plant("code_spelling", "Titles", "credit_code", "DE 136 695 976", suggestion="DE136695976"),
    Plant("digits_lost", "Samples", "sample_no", 123456789012345680),
    Plant("money_unreadable", "Orders", "unit_price", "面议价"),
    Plant("money_range", "Orders", "unit_price", "15-16"),
    Plant("money_ambiguous", "Orders", "unit_price", "1.500"),
    Plant("money_currency_unclear", "Products", "list_price", "¥18"),
    Plant("money_currency_conflict", "Orders", "unit_price", "EUR 15.5"),
    Plant(
        "money_approximate", "Customers", "annual_purchase", "约50000", row=1, suggestion="50000"
    ),
    Plant("money_per_unit", "Orders", "unit_price", "USD 15.5/pc"),
    Plant("money_text", "Orders", "unit_price", "USD 15.50", suggestion="15.5"),
    Plant("money_several", "Orders", "unit_price", "USD 15; USD 16; USD 17"),
    Plant("currency_missing", "Quotes", "currency", None, found_in="price", shown="15.5"),
    Plant("date_unreadable", "Todos", "due", "soon"),
    Plant("date_ambiguous", "Todos", "due", "05/06/2027"),
    Plant("date_impossible", "Todos", "due", "2027-02-30"),
    Plant("date_no_year", "Todos", "due", "1月25日"),
    Plant("date_no_day", "Todos", "due", "2027年5月"),
    Plant("date_too_early", "Todos", "due", dt.date(1927, 1, 25)),
    Plant("date_range", "Todos", "due", "2027-01-25 ~ 2027-01-28"),
    Plant("date_text", "Todos", "due", "2027/1/25", suggestion="2027-01-25"),
    Plant("date_serial", "Todos", "due", 46412, suggestion="2027-01-25"),
    Plant("in_future", "Customers", "last_contact_date", dt.date(2026, 11, 23)),
    Plant("date_passed", "Customers", "next_contact_date", dt.date(2026, 11, 20)),
    Plant("before_other", "Orders", "ship_date", dt.date(2026, 3, 4)),
    Plant("after_other", "Share", "data_cutoff", dt.date(2026, 11, 21)),
    Plant("below_other", "Reps", "limit_week", 2),
    Plant("none_filled", "Customers", "company_name_en", None),
    Plant("both_filled", "Activities", "lead_id", "LD-0001"),
    Plant("not_together", "Leads", "assigned_rep", None),
    Plant("must_differ", "Share", "password_channel", "企业邮箱"),
    Plant("negative_without_refund", "Orders", "amount", -46500),
    Plant("refund_not_negative", "Orders", "amount", 500, row=1),
    Plant("amount_zero", "Orders", "amount", 0),
    Plant("private_fact", "Customers", "need_description", "曾就XX型号讨价还价至USD 15.5"),
    Plant("grade_a_blank", "Customers", "kdm", None),
    Plant("grade_a_intent", "Customers", "purchase_intent", "仅收集信息"),
    Plant("status_not_stage", "Customers", "coop_status", "报价中", suggestion="样品阶段"),
    Plant("pool_with_owner", "Customers", "pool_status", "公海"),
    Plant("no_owner_outside_pool", "Customers", "pool_status", "保护中", row=1),
    Plant(
        "lead_feedback_due",
        "Leads",
        "validity",
        None,
        also={
            "first_contact_date": None,
            "assigned_date": at("2026-11-01 09:00"),
            "brief_note": "预算待定",
        },
    ),
    Plant(
        "lead_not_converted",
        "Leads",
        "converted_to",
        "CUS-2026-001",
        found_in="lead_status",
        shown="已联系",
        suggestion="已转化",
    ),
    Plant("nda_other_party", "Share", "nda_no", "NDA-2026-04", row=1),
    Plant("nda_not_valid", "Share", "nda_no", "NDA-2026-05", row=1),
    Plant("approver_role", "Share", "approver", "R002"),
    Plant("approved_late", "Share", "approved_at", at("2026-11-21 09:00")),
    Plant(
        "receiver_is_outside", "Share", "receiver", "R009", found_in="receiver_kind", shown="本部门"
    ),
    Plant("policy_breach", "Share", "variant", "V3"),
    Plant("v1_outside", "Share", "variant", "V1", row=1),
    Plant("private_mailbox_approved", "OurContacts", "approved", value=True, row=1),
    Plant("public_channel", "PackLog", "pack_channel", "公开平台或评论"),
    Plant("no_such_column", "SOP_Rules", "start_field", "last_call"),
    Plant("own_manager", "Reps", "manager", "R001"),
    Plant(
        "quote_expired",
        "Quotes",
        "valid_until",
        dt.date(2026, 11, 20),
        found_in="quote_status",
        shown="有效",
    ),
    Plant("unknown_reference", "Orders", "customer_id", "CUS-2026-999"),
    Plant("reference_by_name", "Orders", "sold_by", "李雷", suggestion="R001"),
    Plant("reference_spelling", "Orders", "customer_id", "cus-2026-001", suggestion="CUS-2026-001"),
    Plant("repeated", "Orders", "order_no", "PO20260105", row=1),
    Plant("not_increasing", "PoolLog", "event_id", 0, row=1),
    Plant("primary_missing", "Contacts", "is_primary", value=False),
    Plant("rep_not_active", "Customers", "owner", "R009"),
    Plant("no_rate", "Orders", "currency", "CHF"),
    Plant("title_other_group", "Titles", "group_id", "GRP-002"),
    Plant(
        "group_same_title",
        "Titles",
        "title_name",
        "Global Tech Handels-GmbH",
        row=1,
    ),
    Plant(
        "group_same_code",
        "Titles",
        "credit_code",
        "HWUPKR0MPOU8FGXBT394",
        row=1,
        also={"reg_scheme": "LEI"},
    ),
    Plant("group_shared", "Titles", "domain", "gt-handel.de", row=1, also={"group_id": "GRP-002"}),
    Plant(
        "group_outsider",
        "Customers",
        "website",
        "https://gt-handel.de",
        row=1,
        found_in="group_id",
        shown="gt-handel.de",
    ),
    Plant(
        "group_one_owner",
        "Customers",
        "website",
        "https://gt-handel.de",
        row=1,
        also={"owner": "R001", "pool_status": "私海"},
    ),
    Plant(
        "group_several_owners",
        "Customers",
        "owner",
        "R002",
        row=1,
        also={"group_id": "GRP-001", "pool_status": "私海"},
    ),
    Plant("group_two_prices", "Quotes", "price", 16, row=1),
    Plant("group_ring", "Groups", "parent_group", "GRP-001"),
    Plant("title_status_stale", "Titles", "conflict_status", "域名相同", suggestion="无冲突"),
    Plant(
        "todo_repeated",
        "Todos",
        "anchor_date",
        dt.date(2026, 11, 16),
        row=1,
        found_in="rule_id",
        shown="SOP-05",
    ),
    Plant("damage_scientific", "Samples", "sample_no", "1.23457E+11"),
    Plant("damage_date", "Contacts", "birthday_md", dt.date(2026, 3, 15), suggestion="03-15"),
    Plant("damage_leading_zero", "Products", "hs_code", 30140),
    Plant("text_lost", "Customers", "market", "锟斤拷"),
    Plant(
        "text_mojibake", "Customers", "company_name_en", "MÃ¼ller GmbH", suggestion="Müller GmbH"
    ),
    Plant("text_control", "Customers", "market", "DA\x07CH", suggestion="DACH"),
    Plant("text_invisible", "Customers", "market", "DA\u200bCH", suggestion="DACH"),
    Plant("text_pinyin", "Customers", "market", "產(chǎn)品", suggestion="產品"),
    Plant("text_pinyin_broken", "Customers", "market", "順序?yàn)A"),
    Plant("text_width", "Customers", "market", "ＤＡＣＨ", suggestion="DACH"),
    Plant("text_spaces", "Customers", "market", "DACH  region", suggestion="DACH region"),
    Plant("text_nfc", "Customers", "market", "Mu\u0308nchen", suggestion="München"),
    Plant("text_script_mix", "Customers", "market", "环球貿易市场"),
    Plant("text_placeholder", "Customers", "market", "N/A"),
    Plant("text_excel_error", "Customers", "market", "#REF!"),
    Plant(
        "manual_grade_expired",
        "Customers",
        "grade_manual_until",
        dt.date(2026, 11, 20),
        also={"grade_manual": "B", "grade_manual_reason": "老板指定", "grade_manual_by": "M001"},
    ),
    Plant("repeated_name", "Titles", "title_name", "GLOBAL TECH Handels GmbH", row=1),
    Plant(
        "repeated_together",
        "FX",
        "as_of",
        dt.date(2026, 11, 1),
        row=1,
        found_in="currency",
        shown="EUR",
    ),
    Plant("primary_repeated", "Contacts", "is_primary", value=True, row=2),
    Plant("primary_left", "Contacts", "contact_status", "已离职"),
    Plant("code_component", "Titles", "credit_code", "07-1234567", row=1),
    Plant("setting_unknown", "Config", "setting", "recycle_days_Z"),
    Plant("setting_wrong", "Config", "value", "many"),
)


def with_layout(book: Book, sheet: str, **changes: Any) -> Book:
    """Return `book` with another layout of one sheet."""
    changed = dataclasses.replace(book.layouts[sheet], **changes)
    return dataclasses.replace(book, layouts={**book.layouts, sheet: changed})


def with_origin(book: Book, **changes: Any) -> Book:
    """Return `book` from another file."""
    return dataclasses.replace(book, origin=dataclasses.replace(book.origin, **changes))


def without_column(book: Book, sheet: str, key: str) -> Book:
    """Return `book` after someone deleted a column."""
    columns = {k: n for k, n in book.layouts[sheet].columns.items() if k != key}
    frames = {**book.sheets, sheet: book.sheets[sheet].drop(columns=key)}
    return dataclasses.replace(with_layout(book, sheet, columns=columns), sheets=frames)


def without_sheet(book: Book, sheet: str) -> Book:
    """Return `book` after someone deleted a sheet."""
    return dataclasses.replace(
        book,
        sheets={k: v for k, v in book.sheets.items() if k != sheet},
        layouts={k: v for k, v in book.layouts.items() if k != sheet},
    )


def with_header(book: Book, sheet: str, key: str, header: str) -> Book:
    """Return `book` after someone typed over a header."""
    return with_layout(book, sheet, headers={**book.layouts[sheet].headers, key: header})


def custom(book: Book) -> Book:
    """Return `book` with a column of the team's own."""
    records = clean()
    records["Customers"][0]["展位号"] = "B12"
    return book_of(records) if book else book


def empty_products(book: Book) -> Book:
    """Return `book` without its product list."""
    return dataclasses.replace(
        book, sheets={**book.sheets, "Products": book.sheets["Products"].iloc[:0]}
    )


def five_activities(book: Book) -> Book:
    """Return `book` with five activities by nobody."""
    records = clean()
    [activity] = records["Activities"]
    records["Activities"] = [{**activity, "act_id": f"ACT-000{n}", "by": None} for n in range(1, 6)]
    return book_of(records) if book else book


def lonely_customer(book: Book) -> Book:
    """Return `book` without the one contact of its second customer."""
    contacts = book.sheets["Contacts"].drop(index=6)
    return dataclasses.replace(book, sheets={**book.sheets, "Contacts": contacts})


def hidden_tab(book: Book) -> Book:
    """Return a foreign book, which nobody's template hides a sheet of."""
    assert book
    return with_layout(foreign("Sheet1", [{"Name": "Global Tech"}]), "Sheet1", visible=False)


class Change(NamedTuple):
    """What someone did to the file, and where the finding stands: tab and cell."""

    rule: str
    change: Callable[[Book], Book]
    tab: str = ""
    cell: str = ""


CHANGES = (
    Change(
        "error_value",
        lambda b: with_layout(b, "Customers", odd=(OddCell("error", 5, "market", "#N/A"),)),
        "客户",
        "L5",
    ),
    Change(
        "uncached_formula",
        lambda b: with_layout(b, "Customers", odd=(OddCell("uncached", 5, "market", "=A1"),)),
        "客户",
        "L5",
    ),
    Change(
        "header_repeated",
        lambda b: with_layout(
            b, "Customers", odd=(OddCell("duplicate_header", 4, "market", "所在市场"),)
        ),
        "客户",
        "L4",
    ),
    Change("required_column", five_activities, "跟进", "M4"),
    Change("reference_sheet_empty", empty_products, "", ""),
    Change("no_contact", lonely_customer, "客户", "B6"),
    Change("template_older", lambda b: with_origin(b, template_version="0.9.0")),
    Change("template_newer", lambda b: with_origin(b, template_version="1.10.0")),
    Change("catalogue_differs", lambda b: with_origin(b, catalogue_hash="0" * 64)),
    Change("sheet_missing", lambda b: without_sheet(b, "Calendar")),
    Change("column_missing", lambda b: without_column(b, "Calendar", "day_kind"), "公司日历"),
    Change(
        "header_changed", lambda b: with_header(b, "Calendar", "note", "说明"), "公司日历", "E4"
    ),
    Change(
        "template_rules_broken",
        lambda b: with_layout(b, "Calendar", rules_missing=frozenset({"day_kind"})),
        "公司日历",
        "D4",
    ),
    Change("custom_columns", custom, "客户"),
    Change("rows_cut", lambda b: with_layout(b, "Customers", last_row=1_048_576), "客户"),
    Change("format_not_faithful", lambda b: with_origin(b, format="xls", faithful=False)),
    Change("encoding_guessed", lambda b: with_origin(b, format="csv", encoding="gb18030")),
    Change(
        "hidden_rows", lambda b: with_layout(b, "Customers", hidden_rows=frozenset({2, 6})), "客户"
    ),
    Change(
        "hidden_column",
        lambda b: with_layout(b, "Customers", hidden_columns=frozenset({"stage", "group_id"})),
        "客户",
        "O4",
    ),
    Change("hidden_sheet", hidden_tab, "Sheet1"),
)


def ready(plant: Plant) -> dict[str, list[dict[str, Any]]]:
    """Return the clean records, with the further rows some rules need to be broken by one cell."""
    records = clean()
    records["Groups"].append({"group_id": "GRP-002", "group_name": "Another Group"})
    records["Titles"].append(
        {
            "title_id": "TTL-02",
            "customer_id": "CUS-2026-002",
            "title_name": "环球科技贸易有限公司",
            "credit_code": "91-1144442",
            "reg_scheme": "美国雇主识别号",
        }
    )
    records["Titles"].append(
        {
            "title_id": "TTL-03",
            "customer_id": "CUS-2026-001",
            "title_name": "Global Tech Holding SE",
            "credit_code": "HWUPKR0MPOU8FGXBT394",
            "reg_scheme": "LEI",
        }
    )
    records["Contacts"].append(
        {
            "contact_id": "CON-0003",
            "customer_id": "CUS-2026-001",
            "contact_name": "Anna Weber",
            "email": "anna.weber@gt-handel.de",
            "is_primary": False,
            "contact_status": "在职",
        }
    )
    records["Quotes"].append({**records["Quotes"][0], "quote_no": "Q2026-019"})
    records["FX"].append({"currency": "EUR", "rate": 1.07, "as_of": dt.date(2026, 10, 1)})
    records[plant.sheet][plant.row].update(plant.also)
    return records


def test_the_clean_book_has_no_findings() -> None:
    assert found_in(book_of(clean())) == []


def test_the_book_is_still_clean_before_anything_is_planted() -> None:
    assert found_in(book_of(ready(Plant("", "FX", "", None)))) == []


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.rule)
def test_a_wrong_cell_is_found_where_it_is_and_nothing_else(plant: Plant) -> None:
    records = ready(plant)
    records[plant.sheet][plant.row][plant.column] = plant.value
    book = book_of(records)

    [finding] = found_in(book)

    rule, column = RULES[plant.rule], plant.found_in or plant.column
    layout = book.layouts[plant.sheet]
    assert finding.code == rule.code
    assert finding.severity == rule.severity
    assert (finding.sheet, finding.row, finding.field) == (
        layout.tab,
        FIRST_ROW + plant.row,
        column,
    )
    assert finding.cell == f"{letters(layout, column)}{FIRST_ROW + plant.row}"
    assert finding.suggestion == plant.suggestion
    if plant.shown is not None:
        assert finding.value == plant.shown
    elif not plant.found_in and isinstance(plant.value, str) and len(plant.value) <= 200:
        assert finding.value == plant.value
    for sentence in finding.text:
        assert sentence
        assert "{" not in sentence
        # A fact nobody gave leaves a hole.
        assert not re.search(r" [.;,]|「」|\"\"|\(\)|（）|类似 。", sentence)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.rule)
def test_a_change_to_the_file_is_found(change: Change) -> None:
    found = found_in(change.change(book_of(clean())))

    if change.rule != "reference_sheet_empty":  # said once for each of five columns
        [finding] = found
        assert (finding.sheet, finding.cell) == (change.tab, change.cell)
    assert {finding.code for finding in found} == {RULES[change.rule].code}
    assert all(said and "{" not in said for finding in found for said in finding.text)


ELSEWHERE = {"twin", "twin_possible", "twins_unasked"}
"""Rules that no single cell breaks, planted in tests/test_twins.py."""


def test_every_rule_has_a_planted_case() -> None:
    planted = [case.rule for case in (*PLANTS, *CHANGES)]

    assert set(RULES) - set(planted) - ELSEWHERE == set()


def letters(layout: Layout, column: str) -> str:
    """Return the letters of a column, as the address of a cell has them."""
    number = layout.columns[column]
    tens, ones = divmod(number - 1, 26)
    return chr(64 + tens) * (tens > 0) + chr(65 + ones)
