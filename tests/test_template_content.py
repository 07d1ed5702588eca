"""The template filled with rows: nothing is lost, and the numbers are right."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests import sample_book
from tests.templates import (
    CATALOGUE,
    filled_file,
    keys,
    opened,
    parts,
    template_file,
)
from validation.errors import WriteError
from workbook.form import (
    DASHBOARD_TAB,
    FIRST_ROW,
    HEADER_ROW,
    KEY_ROW,
)
from workbook.reader import open_book
from workbook.template import Content, write_book
from workbook.template.styles import MUTED

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def template() -> Workbook:
    return opened(template_file())


# ---- content


def test_rows_stand_from_row_five_under_their_columns() -> None:
    sheet = opened(filled_file(), values=True)["Customers"]
    places = keys(sheet)
    frame = sample_book.frames(CATALOGUE)["Customers"]

    for key in frame.columns:
        found = [sheet[f"{places[key]}{5 + n}"].value for n in range(len(frame) + 1)]
        shown = [f.date() if isinstance(f, dt.datetime) else f for f in found]
        assert shown == [None if pd.isna(v) else v for v in frame[key].tolist()] + [None]


def test_a_new_book_starts_with_the_settings_and_rules(template: Workbook) -> None:
    config = template["Config"]
    settings = {row[1].value: row[2].value for row in config.iter_rows(min_row=FIRST_ROW)}

    assert settings["cool_off_days"] == "30"
    assert settings["base_currency"] == "USD"
    assert template["SOP_Rules"]["B5"].value == "SOP-01"
    assert template["StageRules"]["B5"].value == "S1 初步接触 First contact"
    assert template["SharePolicy"].max_row > FIRST_ROW


HOSTILE = (
    "=1+1",
    "@SUM(A1)",
    "+1",
    "-1",
    '=HYPERLINK("http://x.example","y")',
    "http://x.example",
    "mailto:a@b.example",
    "internal:Sheet!A1",
    "00123",
    "123456789012345678",
    "1E5",
    "TRUE",
    " leading and trailing ",
    "two\nlines",
    "three\r\nlines",
    "tab\tand bell\x07",
    "_x0041_",
    "<b>&amp;",
    "😀" * 3,
    "x" * 32_767,
)


def test_hostile_text_stays_the_text_it_was(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    frame = pd.DataFrame({"company_name_en": list(HOSTILE), "我的列": list(HOSTILE)}, dtype=object)
    write_book(path, CATALOGUE, content=Content(frames={"Customers": frame}))

    sheet = opened(path)["Customers"]
    own = next(c.column_letter for c in sheet[HEADER_ROW] if str(c.value) == "我的列")
    for letter in (keys(sheet)["company_name_en"], own):
        assert {sheet[f"{letter}{5 + n}"].data_type for n in range(len(HOSTILE))} == {"s"}
    read = open_book(path).sheets["Customers"]
    assert read["company_name_en"].tolist() == list(HOSTILE)
    assert read["我的列"].tolist() == list(HOSTILE)
    assert b"<hyperlink " not in parts(path)["xl/worksheets/sheet3.xml"]


def test_numbers_in_text_columns_keep_their_digits(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    phones = [4_930_123_456, 123_456_789_012_345_678, 49.0]
    frame = pd.DataFrame({"phone": phones, "is_primary": [True, False, None]}, dtype=object)
    write_book(path, CATALOGUE, content=Content(frames={"Contacts": frame}))

    sheet = opened(path)["Contacts"]
    assert [sheet[f"{keys(sheet)['phone']}{row}"].value for row in (5, 6, 7)] == [
        "4930123456", "123456789012345678", "49",
    ]  # fmt: skip
    assert [sheet[f"{keys(sheet)['is_primary']}{row}"].value for row in (5, 6, 7)] == [
        "是 Yes", "否 No", None,
    ]  # fmt: skip


def test_a_column_nobody_announced_is_kept_under_its_own_header(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    frame = pd.DataFrame({"company_name_en": ["Acme"], "Fax": ["030-1"], "Hobby": [7]})
    content = Content(frames={"Customers": frame}, custom={"Customers": ("Hobby",)})
    write_book(path, CATALOGUE, content=content)

    sheet = opened(path)["Customers"]
    headers = {str(c.value): c.column_letter for c in sheet[HEADER_ROW]}
    last = [str(c.value) for c in sheet[HEADER_ROW]][-3:]
    assert last == ["Hobby", "Fax", "问题\nIssue keys"]
    assert (sheet[f"{headers['Fax']}5"].value, sheet[f"{headers['Hobby']}5"].value) == ("030-1", 7)
    assert not sheet[f"{headers['Fax']}{KEY_ROW}"].value
    assert sheet[f"{headers['Hobby']}3"].value == "自定义  Custom"


TOO_LONG = (
    "the content of Customers!C5 is longer than the 32,767 characters a cell can hold; "
    "shorten it first"
)
HALVED = (
    "the content of Customers!C5 holds half a character, from a broken encoding; correct it first"
)


@pytest.mark.parametrize(
    ("text", "reason"), [("x" * 32_768, TOO_LONG), ("bad \ud800", HALVED)], ids=["long", "half"]
)
def test_what_no_cell_can_hold_is_refused_and_never_cut(
    tmp_path: Path, text: str, reason: str
) -> None:
    frame = pd.DataFrame({"company_name_en": [text]}, dtype=object)

    with pytest.raises(WriteError) as caught:
        write_book(tmp_path / "b.xlsx", CATALOGUE, content=Content(frames={"Customers": frame}))

    assert caught.value.facts["reason"].en == reason
    assert not (tmp_path / "b.xlsx").exists()


def test_a_sheet_the_catalogue_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="Invoices"):
        write_book(
            tmp_path / "b.xlsx", CATALOGUE, content=Content(frames={"Invoices": pd.DataFrame()})
        )


# ---- the dashboard


def test_the_dashboard_shows_what_the_rows_say_without_recalculating() -> None:
    sheet = opened(filled_file(), values=True)[DASHBOARD_TAB]
    frames = sample_book.frames(CATALOGUE)
    customers, orders = frames["Customers"], frames["Orders"]
    as_of = pd.Timestamp(sample_book.AS_OF)
    dates = pd.to_datetime(orders["order_date"])
    year = (dates > as_of - pd.DateOffset(years=1)) & (dates <= as_of)
    here = orders["amount_base"].where(
        orders["amount_base"].notna(), orders["amount"].where(orders["currency"] == "USD")
    )
    kept = ~orders["status"].str.startswith("已取消")
    late = pd.to_datetime(customers["next_contact_date"]) < as_of

    assert [sheet[cell].value for cell in ("B6", "D6", "G6", "I6", "L6", "N6")] == [
        len(customers),
        customers["grade"].isin(["A", "B"]).sum(),
        pytest.approx(here[year & kept].astype(float).sum()),
        late.sum(),
        1,
        customers["pool_status"].eq("公海 In the pool").sum(),
    ]
    assert sheet["C3"].value.date() == sample_book.AS_OF
    table = {row[0].value: row[2].value for row in sheet["B55:D58"]}
    assert table == customers["grade"].value_counts().to_dict()


def test_the_day_itself_is_not_overdue_and_the_year_begins_after_it(tmp_path: Path) -> None:
    day = dt.date(2024, 2, 29)
    customers = pd.DataFrame(
        {
            "company_name_en": ["A", "B", None, None],
            "company_name_zh": ["甲", None, "丙", None],
            "next_contact_date": [
                day,
                dt.date(2024, 2, 28),
                dt.datetime.fromisoformat("2024-02-28 09:00"),
                "soon",
            ],
        },
        dtype=object,
    )
    dates = [
        dt.date(2023, 2, 28),
        dt.date(2023, 3, 1),
        dt.datetime.fromisoformat("2024-02-29 18:00"),
        day,
    ]
    orders = pd.DataFrame(
        {
            "order_date": [*dates, dt.date(2024, 3, 1)],
            "amount": [1.0, 10.0, 100.0, 1000.0, 10_000.0],
            "currency": ["USD"] * 5,
            "amount_base": [None, None, 50.0, None, None],
            "status": [None, None, None, "已取消 Cancelled", None],
        },
        dtype=object,
    )
    content = Content(frames={"Customers": customers, "Orders": orders}, as_of=day)
    write_book(tmp_path / "book.xlsx", CATALOGUE, content=content)

    sheet = opened(tmp_path / "book.xlsx", values=True)[DASHBOARD_TAB]
    # Customers, orders of the last twelve months, overdue.
    assert [sheet[cell].value for cell in ("B6", "G6", "I6")] == [3, 60, 2]
    months = [row for row in sheet.iter_rows(min_col=2, max_col=5, values_only=True)
              if isinstance(row[0], dt.datetime)][-24:-12]  # fmt: skip
    assert [(m[0].strftime("%Y-%m"), m[2], m[3]) for m in months if m[2]] == [
        ("2023-03", 1, 10),
        ("2024-02", 1, 50),
    ]


def test_the_template_counts_from_today_and_a_dated_book_from_its_day(template: Workbook) -> None:
    assert template.defined_names["as_of"].attr_text == "Dashboard!$C$3"
    assert template[DASHBOARD_TAB]["C3"].value == "=TODAY()"
    assert opened(filled_file())[DASHBOARD_TAB]["C3"].value.date() == sample_book.AS_OF


def test_a_book_that_follows_the_calendar_holds_the_values_of_the_day_it_is_told(
    tmp_path: Path,
) -> None:
    frame = pd.DataFrame(
        {"company_name_en": ["A"], "next_contact_date": [dt.date(2026, 3, 1)]}, dtype=object
    )
    shown = {}
    for today in (dt.date(2026, 3, 1), dt.date(2026, 3, 2), None):
        path = tmp_path / f"{today}.xlsx"
        content = Content(frames={"Customers": frame}, today=today)
        write_book(path, CATALOGUE, content=content)
        assert opened(path)[DASHBOARD_TAB]["C3"].value == "=TODAY()"
        sheet = opened(path, values=True)[DASHBOARD_TAB]
        day, overdue = sheet["C3"].value, sheet["I6"].value
        shown[today] = (day and day.date(), sheet["B6"].value, overdue)

    assert shown == {
        dt.date(2026, 3, 1): (dt.date(2026, 3, 1), 1, 0),
        dt.date(2026, 3, 2): (dt.date(2026, 3, 2), 1, 1),
        None: (None, 1, 0),
    }


def test_a_card_without_anything_to_count_is_grey(template: Workbook) -> None:
    rules = [
        (str(found.sqref), rule.operator, rule.formula, rule.dxf.font.color.rgb)
        for found in template[DASHBOARD_TAB].conditional_formatting
        for rule in found.rules
        if rule.type == "cellIs"
    ]

    cards = ("B6:C6", "D6:E6", "G6:H6", "I6:J6", "L6:M6", "N6:O6",
             "B9:C9", "D9:E9", "G9:H9", "I9:J9", "L9:M9", "N9:O9")  # fmt: skip
    assert rules == [(card, "equal", ["0"], f"FF{MUTED[1:]}") for card in cards]


def test_every_chart_says_in_words_what_it_shows() -> None:
    drawing = parts(template_file())["xl/drawings/drawing1.xml"].decode()

    assert re.findall(r'descr="([^"]*)"', drawing) == [
        "按分级的客户数  Customers by grade",
        "按阶段的客户数  Customers by stage",
        "按负责人的客户数  Customers by owner",
        "近 12 个月订单额  Orders by month",
        "各国近 12 个月订单额  Orders 12m by country",
        "各来源的转化率  Conversion by source",
        "近 12 个月的新客户  New customers by month",
        "未成交原因  Lost reasons",
        "A 级 7 天内联系率  A reached in 7 days",
    ]
