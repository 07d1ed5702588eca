"""The report a person reads in the terminal, and the one a program reads."""

from __future__ import annotations

import datetime as dt
import json as stdlib_json

from validation.findings import Finding
from validation.messages import Text
from workbook.checking import CheckedFile, FailedFile
from workbook.report import json, text

TODAY = dt.date(2026, 11, 22)

MISSING = Finding(
    "R101", "error", "Customers", "F7", 7, "CUS-2026-001", "country_region", "",
    "「国家/地区」必须填写。", "Country/region must be filled in.",
)  # fmt: skip
SPELLING = Finding(
    "R205", "info", "Contacts", "F5", 5, "CON-0001", "email", "a@GT.com",
    "「a@GT.com」的域名建议用小写。", 'The domain of "a@GT.com" is better in lower case.',
    "a@gt.com",
)  # fmt: skip
BOOK = CheckedFile(
    path="team.xlsx", today=TODAY, sheets={"Customers": 3, "Contacts": 1, "Orders": 0},
    findings=(MISSING, SPELLING), owners={("Customers", 7): "R001"},
)  # fmt: skip
LOCKED = FailedFile(path="locked.xlsx", error=Text("设有打开密码。", "It needs a password."))


def test_the_page_counts_by_rule_and_sheet_and_then_lists_row_by_row() -> None:
    page = text.render([BOOK], language="en", width=90)

    assert page.splitlines() == [
        "team.xlsx",
        "  filled rows 4, sheets 2: errors 1, warnings 0, notes 1",
        "",
        "   Rule     What                                         Customers   Contacts   Total",
        "   ──────────────────────────────────────────────────────────────────────────────────",
        "   ✗ R101   … must be filled in.                                 1                  1",
        '   i R205   The domain of "…" is better in lower case.                      1       1',
        "",
        "  Customers",
        "",
        "   Cell   Record         Rule     Problem and suggested value",
        "   ────────────────────────────────────────────────────────────────",
        "   F7     CUS-2026-001   ✗ R101   Country/region must be filled in.",
        "",
        "  Contacts",
        "",
        "   Cell   Record     Rule     Problem and suggested value",
        "   ────────────────────────────────────────────────────────────────────────────",
        '   F5     CON-0001   i R205   The domain of "a@GT.com" is better in lower case.',
        "                              → a@gt.com",
        "",
        "",
    ]


def test_the_page_speaks_chinese_and_lines_up_wide_characters() -> None:
    page = text.render([BOOK], language="zh", width=90)

    assert "4 行，2 个工作表有数据：错误 1，警告 0，提示 1" in page
    assert "   F7       CUS-2026-001   ✗ R101   「国家/地区」必须填写。" in page


def test_a_limit_says_how_many_findings_it_leaves_out() -> None:
    page = text.render([BOOK], language="en", limit=1)

    assert "Country/region must be filled in." in page
    assert "a@gt.com" not in page
    assert "1 more are not listed. Use --limit 0 to list all or -o FILE to save them." in page


def test_several_files_end_with_their_total_and_name_the_unreadable() -> None:
    page = text.render([BOOK, LOCKED], language="en")

    assert page.splitlines()[-3:] == [
        "  It needs a password.",
        "",
        "files 2, unreadable 1: errors 1, warnings 0, notes 1",
    ]


def test_a_clean_file_is_two_lines() -> None:
    clean = CheckedFile(path="team.xlsx", today=TODAY, sheets={"Customers": 3}, findings=())

    assert text.render([clean], language="en").splitlines() == [
        "team.xlsx",
        "  filled rows 3, sheets 1: no problem found",
        "",
    ]


def test_hostile_names_and_values_neither_format_nor_move_the_cursor() -> None:
    finding = MISSING._replace(sheet="[/b]", record="\x1b[2J", en="[red]x[/red] \x1b]0;t\x07")
    hostile = CheckedFile(path="[bold]", today=TODAY, sheets={"[/b]": 1}, findings=(finding,))

    page = text.render([hostile], language="en")

    assert "[/b]" in page
    assert "[red]x[/red]" in page
    assert "\x1b" not in page


def test_the_json_has_the_documented_keys_in_order() -> None:
    report = stdlib_json.loads(json.render(TODAY, [BOOK, LOCKED]))

    assert report == {
        "schema": "relaybook.check/1",
        "today": "2026-11-22",
        "files": [
            {
                "path": "team.xlsx",
                "copy": None,
                "sheets": {"Customers": 3, "Contacts": 1, "Orders": 0},
                "findings": [
                    {
                        "code": "R101", "severity": "error", "sheet": "Customers", "cell": "F7",
                        "row": 7, "record": "CUS-2026-001", "owner": "R001",
                        "field": "country_region",
                        "value": "", "zh": "「国家/地区」必须填写。",
                        "en": "Country/region must be filled in.", "suggestion": None,
                    },
                    {
                        "code": "R205", "severity": "info", "sheet": "Contacts", "cell": "F5",
                        "row": 5, "record": "CON-0001", "owner": None, "field": "email",
                        "value": "a@GT.com",
                        "zh": "「a@GT.com」的域名建议用小写。",
                        "en": 'The domain of "a@GT.com" is better in lower case.',
                        "suggestion": "a@gt.com",
                    },
                ],
            },
            {
                "path": "locked.xlsx", "copy": None, "sheets": {}, "findings": [],
                "error": {"zh": "设有打开密码。", "en": "It needs a password."},
            },
        ],
    }  # fmt: skip


def test_half_a_character_in_a_value_is_still_json() -> None:
    broken = BOOK.findings[0]._replace(value="a\ud800b")
    file = CheckedFile(path="x.xlsx", today=TODAY, sheets={}, findings=(broken,))

    report = json.render(TODAY, [file])

    assert stdlib_json.loads(report.encode("utf-8"))["files"][0]["findings"][0]["value"] == (
        "a\ud800b"
    )
