"""The check as a whole: order, precedence, first imports, and cells nobody expects."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.books import TODAY, at, book_of, clean, foreign
from validation.book import Book, OddCell
from validation.catalogue import load
from validation.checks import check
from validation.checks.cells import column
from validation.checks.files import TEMPLATE, TEMPLATE_TABS
from validation.checks.sentences import letters
from validation.checks.sheetrows import shown
from validation.checks.textgate import Secrets, facts_said
from validation.rules import RULES
from validation.settings import Settings
from workbook import form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.findings import Finding


def found_in(book: Book, **settings: Any) -> list[Finding]:
    return check(book, load(), settings=Settings.default(), today=settings.get("today", TODAY))


def names(found: list[Finding]) -> list[str]:
    by_code = {rule.code: name for name, rule in RULES.items()}
    return [by_code[finding.code] for finding in found]


def planted(sheet: str, row: int = 0, **cells: Any) -> Book:
    records = clean()
    records[sheet][row].update(cells)
    return book_of(records)


def test_a_finding_says_where_what_and_why_in_both_languages() -> None:
    [finding] = found_in(planted("Orders", customer_id="CUS-2026-999"))

    assert finding == (
        "R601",
        "error",
        "订单",
        "C5",
        5,
        "PO20260105",
        "customer_id",
        "CUS-2026-999",
        "「客户ID」的「CUS-2026-999」在「客户」表中不存在。",
        '"CUS-2026-999" in Customer does not exist on the sheet Customers.',
        None,
    )


def test_findings_come_by_sheet_then_row_then_column() -> None:
    records = clean()
    records["Orders"][1].update(qty=-1, currency="XXXX")
    records["Orders"][0].update(status="睡着了")
    records["Customers"][1].update(stage="S77")

    found = found_in(book_of(records))

    assert [(f.sheet, f.row, f.field) for f in found] == [
        ("客户", 6, "stage"),
        ("订单", 5, "status"),
        ("订单", 6, "qty"),
        ("订单", 6, "currency"),
    ]


def test_the_same_book_gives_the_same_findings() -> None:
    book = planted("Customers", market="N/A", stage="S44")

    assert found_in(book) == found_in(book)


@pytest.mark.parametrize(
    ("sheet", "cells", "expected"),
    [
        pytest.param("Contacts", {"email": "test@test.com"}, ["text_placeholder"], id="mail"),
        pytest.param("Contacts", {"email": "N/A", "phone": "-", "im": None},
                     ["text_placeholder", "text_placeholder"], id="still-a-way-to-reach"),
        pytest.param("Customers", {"inquiry_source": "#N/A"}, ["text_excel_error"], id="not-blank"),
        pytest.param("Orders", {"amount": "viel Geld"}, ["money_unreadable"], id="no-sign-rule"),
        pytest.param("Orders", {"ship_date": "2026-02-30"}, ["date_impossible"], id="no-order"),
        pytest.param("Leads", {"assigned_date": None}, ["not_together"], id="together"),
        pytest.param("Customers", {"owner": "R999"}, ["unknown_reference"], id="owner-is-filled"),
        pytest.param("Customers", {"company_name_en": " Global Tech Inc."}, ["text_spaces"],
                     id="spaces"),
        pytest.param("Share", {"approver": "R001"}, ["must_differ"], id="own-approver"),
    ],
)  # fmt: skip
def test_one_mistake_is_one_finding(
    sheet: str, cells: Mapping[str, Any], expected: list[str]
) -> None:
    assert names(found_in(planted(sheet, **cells))) == expected


def test_an_error_value_in_a_required_cell_is_not_also_missing() -> None:
    book = planted("Customers", inquiry_source=None)
    layout = book.layouts["Customers"]
    number = layout.columns["inquiry_source"]
    odd = OddCell("error", 5, "inquiry_source", "#REF!")
    layouts = {**book.layouts, "Customers": layout.__class__(**{**vars(layout), "odd": (odd,)})}

    [finding] = found_in(Book(sheets=book.sheets, layouts=layouts, origin=book.origin))

    assert (finding.code, finding.cell, finding.value) == (
        "R701", f"{letters(number)}5", "#REF!",
    )  # fmt: skip


def test_a_blank_row_between_rows_is_no_row() -> None:
    records = clean()
    records["Orders"].insert(1, {})

    assert found_in(book_of(records)) == []


def test_a_small_company_may_approve_its_own_inside_shares() -> None:
    records = clean()
    records["SharePolicy"][0]["self_approval"] = True
    records["Share"][0].update(provider="M001", approver="M001")

    assert found_in(book_of(records)) == []


def test_a_suggestion_is_written_as_the_book_writes_its_words() -> None:
    records = clean()
    records["Leads"][0]["country"] = "Brasil"

    suggestions = {
        language: [f.suggestion for f in found_in(book_of(records, language=language))]
        for language in ("zh", "en", "both")
    }

    assert suggestions == {"zh": ["BR 巴西"], "en": ["BR Brazil"], "both": ["BR 巴西 Brazil"]}


def test_a_list_without_its_own_sheets_has_only_its_damage_told() -> None:
    book = foreign(
        "Sheet1",
        [
            {"Name": "MÃ¼ller GmbH", "Mail": "not a mail", "Code": 123456789012345678},
            {"Name": "  ", "Mail": "N/A", "Code": "1.23E+17"},
        ],
    )

    found = found_in(book)

    assert [(f.cell, f.field) for f in found] == [
        ("A2", "Name"), ("C2", "Code"), ("B3", "Mail"), ("C3", "Code"),
    ]  # fmt: skip
    assert names(found) == ["text_mojibake", "digits_lost", "text_placeholder", "damage_scientific"]


def test_digits_stand_for_nothing_only_where_a_name_or_a_number_to_dial_belongs() -> None:
    records = clean()
    records["Customers"][0].update({"market": "123456", "自己的列": "123456"})

    found = found_in(book_of(records))

    assert [(f.code, f.field) for f in found] == [("R809", ""), ("R721", "market")]


def test_the_sheets_the_template_brings_along_are_not_checked() -> None:
    book, extra = book_of(clean()), foreign("Lists", [{"A": "N/A"}])
    both = Book(
        sheets={**book.sheets, **extra.sheets},
        layouts={**book.layouts, **extra.layouts},
        origin=book.origin,
    )

    assert found_in(both) == []
    assert names(found_in(extra)) == ["text_placeholder"]


def test_what_the_check_knows_of_the_template_is_what_the_template_is() -> None:
    tabs = {form.GUIDE_TAB, form.LISTS_TAB, form.DASHBOARD_TAB, form.META_TAB}

    assert (form.TEMPLATE_VERSION, tabs) == (TEMPLATE, TEMPLATE_TABS)


def test_a_book_of_ours_without_rows_has_no_findings() -> None:
    assert found_in(book_of({})) == []


HOSTILE = (
    "x" * 10_000,
    '=HYPERLINK("http://evil","click")',
    "+cmd|' /C calc'!A0",
    "\ud800 half a pair",
    "\x00\x01\x02",
    "{field} {value} {0} %s",
    "|E:email|W:phone|",
    "a\nb\r\nc",
    "\u202eright to left",
    "𠮷野家" * 50,
    float("nan"),
    float("inf"),
    float("-inf"),
    -0.0,
    1e308,
    10**400,
    -(10**30),
    True,
    Decimal("NaN"),
    Decimal("1E+500"),
    dt.date.min,
    dt.date.max,
    at("9999-12-31 23:59"),
    dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    dt.time(9, 30),
    dt.timedelta(days=3),
    b"bytes",
    "",
    " ",
)


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:20])
def test_no_cell_makes_the_check_raise(value: object) -> None:
    """The value goes into every column of every sheet, and every finding can be written."""
    records = clean()
    for sheet in load().sheets.values():
        rows = records.setdefault(sheet.key, [{}])
        rows.append(dict.fromkeys(sheet.by_key, value))
        rows[-1]["自己的列"] = value

    for finding in found_in(book_of(records)):
        "|".join(map(str, finding)).encode()
        assert len(finding.value) <= 200


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.none(), st.text(max_size=30), st.integers(), st.floats(), st.booleans(),
            st.dates(), st.datetimes(),
        ),
        min_size=64, max_size=64,
    )
)  # fmt: skip
def test_any_row_of_cells_can_be_checked(cells: list[object]) -> None:
    keys = list(load().sheets["Customers"].by_key)
    records = clean()
    records["Customers"].append(dict(zip(keys, cells, strict=False)))

    found_in(book_of(records))


SECRETS = Secrets(
    contacts=frozenset({"John Schmidt", "李雷"}),
    kdm="CEO-Peter Jones",
    competitor="目前与Supplier-B合作",
    company="Global Schmidt Tech",
)


@pytest.mark.parametrize(
    ("said", "gives_away"),
    [
        ("该客户对XX型号价格敏感,关注性价比", []),
        ("曾就XX型号讨价还价至USD 15.5", ["金额或单价"]),
        ("目标价15.5", ["金额或单价"]),
        ("预算5万美元", ["金额或单价"]),
        ("15.50 each", ["金额或单价"]),
        ("ＵＳＤ１５", ["金额或单价"]),
        ("每次3000件，需于2027年1月25日前提供CE认证", []),
        ("A500 2.4G，10mm", []),
        ("写信到 x@gt.com", ["邮箱"]),
        ("见 gt.com/shop", ["网址"]),
        ("电话 +49 30 123456", ["电话"]),
        ("李雷负责", ["联系人姓名"]),
        ("Schmidt 负责", []),
        ("由PETER拍板", ["关键决策人"]),
        ("supplier-b 的价格更低", ["竞争对手"]),
        ("参照Q2026-018", ["报价或订单编号"]),
    ],
)
def test_what_a_description_gives_away(said: str, gives_away: list[str]) -> None:
    found = facts_said(said, SECRETS, {"q2026-018"})

    assert [fact.zh for fact in found] == gives_away


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""), (15.0, "15"), (15.5, "15.5"), (True, "TRUE"), ("\ud800", "?"),
        (dt.date(2026, 1, 5), "2026-01-05"), (at("2026-01-05 00:00"), "2026-01-05"),
        (at("2026-01-05 09:30"), "2026-01-05 09:30"), ("x" * 201, "x" * 199 + "…"),
    ],
)  # fmt: skip
def test_a_cell_as_a_sentence_shows_it(value: object, expected: str) -> None:
    assert shown(value) == expected


@pytest.mark.parametrize(
    ("sheet", "cells", "expected"),
    [
        ("Customers", {"last_contact_date": TODAY}, []),
        ("Customers", {"next_contact_date": TODAY}, []),
        ("Customers", {"stage": "S3 报价", "coop_status": "报价中"}, []),
        ("Customers", {"stage": "S3 报价", "coop_status": "样品阶段"}, ["status_not_stage"]),
        ("Customers", {"stage": "S8 已成交维护期", "coop_status": "已成交"}, []),
        ("Customers", {"stage": "S5 谈判", "coop_status": "报价中"}, []),
        ("Customers", {"stage": "S5 谈判", "coop_status": "已成交"}, ["status_not_stage"]),
        ("Customers", {"grade": "B", "kdm": None}, []),
        ("NDA", {"valid_to": dt.date(2026, 11, 20)}, []),
        ("NDA", {"valid_to": dt.date(2026, 11, 19)}, ["nda_not_valid"]),
        ("Share", {"approved_at": at("2026-11-20 23:59")}, []),
        ("Todos", {"assignee": "R009"}, ["rep_not_active"]),
        ("Todos", {"assignee": "R009", "status": "已取消"}, []),
        ("Leads", {"first_contact_date": None, "assigned_date": at("2026-11-12 09:00")}, []),
        (
            "Leads",
            {"first_contact_date": None, "assigned_date": at("2026-11-11 09:00")},
            ["lead_feedback_due", "lead_feedback_due"],
        ),
        ("Quotes", {"valid_until": TODAY}, []),
        ("Orders", {"ship_date": dt.date(2026, 3, 5)}, []),
        ("Reps", {"limit_week": 3}, []),
        ("Customers", {"market": "D" * 100}, []),
    ],
)
def test_the_edge_of_a_rule(sheet: str, cells: Mapping[str, Any], expected: list[str]) -> None:
    assert names(found_in(planted(sheet, **cells))) == expected


def test_a_paused_rep_has_no_open_work() -> None:
    records = clean()
    records["Reps"][3]["active"] = "停用"
    records["Todos"][0]["assignee"] = "R009"

    assert names(found_in(book_of(records))) == ["rep_not_active"]


def test_values_of_different_types_are_different() -> None:
    cells = np.array([1, True, 1.0, None, float("nan"), "", " ", "a", "a"], dtype=object)

    found = column("x", cells, None)

    assert list(found.codes) == [5, 3, 4, -1, -1, -1, -1, 2, 2]
    assert list(map(repr, found.distinct[2:])) == ["'a'", "True", "1.0", "1"]


def test_a_value_is_paired_with_what_decides_it() -> None:
    phones = column("phone", np.array(["1", "1", None, "1", "+49"], dtype=object), None)
    countries = np.array(["DE", None, "DE", "DE", "FR"], dtype=object)

    pairs = phones.paired(lambda: countries, np.array([False, True]))

    assert list(phones.distinct) == ["1", "+49"]
    assert list(pairs.codes) == [2, 3, -1, 2, 1]
    assert list(pairs.distinct) == [None, "+49", ("1", "DE"), ("1", None)]
