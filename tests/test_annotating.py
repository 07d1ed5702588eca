"""What a marked copy shows: findings in, the changes to the workbook out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.books import TODAY, book_of, foreign, frame_of
from validation.book import OddCell
from validation.catalogue import ISSUES, STATUS, load
from validation.checks import check
from validation.findings import Finding
from validation.settings import Settings
from workbook import annotating
from workbook.annotating import Checked
from workbook.patching.edits import Edits, Link, Mark, NewSheet, SheetEdit

if TYPE_CHECKING:
    from validation.book import Book
    from validation.findings import Severity
    from validation.messages import Language

CATALOGUE = load()
EMAIL = 9
"""Column I of Customers in these books: the public e-mail."""
WIDE = 99
"""The column of `_issues` in these books."""


def finding(severity: Severity, cell: str, field: str, **facts: Any) -> Finding:
    """Return a finding of Customers, or of the sheet in `facts`."""
    row = int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) if cell else None
    base = Finding(
        "R201", severity, "Customers", cell, row, "CUS-1", field, "x", "「x」不对。", "x is wrong."
    )
    return base._replace(**facts)


def team_book(*rows: dict[str, Any], language: str = "en") -> Book:
    """Return a book of ours whose only rows are customers; column A the status, CU the issues."""
    book = book_of({}, CATALOGUE, language=language)
    keys = (STATUS, "company_name_en", "public_email", "website", "website (2)", "vip", ISSUES)
    layout = replace(
        book.layouts["Customers"],
        columns={STATUS: 1, "company_name_en": 3, "public_email": EMAIL, "website": 8,
                 "website (2)": 97, "vip": 98, ISSUES: WIDE},
        headers={"vip": "vip\nlevel"},
        custom=frozenset({"vip"}),
    )  # fmt: skip
    # The builder leaves room for a status, which Issues has not.
    columns = {key: number for number, key in enumerate(CATALOGUE.sheets["Issues"].by_key, 1)}
    issues = replace(book.layouts["Issues"], columns=columns)
    sheets = {**book.sheets, "Customers": frame_of(rows, keys)}
    layouts = {**book.layouts, "Customers": layout, "Issues": issues}
    return replace(book, sheets=sheets, layouts=layouts)


def edits(book: Book, *findings: Finding, language: Language = "en") -> Edits:
    plain = annotating.without_marks(book, CATALOGUE)
    filled = {
        key: annotating.filled(frame, plain.layouts[key]) for key, frame in plain.sheets.items()
    }
    return annotating.marked(Checked(book, CATALOGUE, findings, filled, TODAY, language))


def customers(book: Book, *findings: Finding) -> SheetEdit:
    return edits(book, *findings).sheets["Customers"]


# ---- the status and the issue keys


def test_a_row_says_how_many_errors_or_else_warnings_it_has() -> None:
    names = [{"company_name_en": name} for name in "abcd"]

    edit = customers(
        team_book(*names),
        finding("error", "I5", "public_email"),
        finding("error", "H5", "website"),
        finding("warning", "C5", "company_name_en"),
        finding("warning", "I6", "public_email"),
        finding("info", "I7", "public_email"),
    )

    assert edit.cells == {
        5: {1: "✗ 2", WIDE: "|E:public_email|E:website|W:company_name_en|"},
        6: {1: "! 1", WIDE: "|W:public_email|"},
        7: {1: "✓"},
        8: {1: "✓"},
    }
    assert edit.marks == ()


def test_a_key_stands_once_and_an_error_wins() -> None:
    edit = customers(
        team_book({"company_name_en": "a"}),
        finding("warning", "I5", "public_email"),
        finding("error", "I5", "public_email", code="R202"),
        finding("warning", "I5", "public_email", code="R203"),
    )

    assert edit.cells == {5: {1: "✗ 1", WIDE: "|E:public_email|"}}


def test_a_blank_row_says_nothing_and_one_that_shows_an_error_value_does() -> None:
    book = team_book(
        {"company_name_en": "a"}, {"company_name_en": " "}, {}, {"company_name_en": None}
    )
    odd = (OddCell("error", 7, "website", "#N/A"),)
    layouts = {**book.layouts, "Customers": replace(book.layouts["Customers"], odd=odd)}

    assert customers(replace(book, layouts=layouts)).cells == {5: {1: "✓"}, 7: {1: "✓"}}


def test_what_an_earlier_run_wrote_is_replaced_and_what_is_right_is_left() -> None:
    edit = customers(
        team_book(
            {"company_name_en": "mended", STATUS: "✗ 1", ISSUES: "|E:public_email|"},
            {STATUS: "✗ 1", ISSUES: "|E:public_email|"},
            {"company_name_en": "as before", STATUS: "! 1", ISSUES: "|W:website|"},
            {"company_name_en": "clean", STATUS: "✓"},
            {"company_name_en": "new"},
        ),
        finding("warning", "H7", "website"),
    )

    assert edit.cells == {5: {1: "✓", WIDE: None}, 6: {1: None, WIDE: None}, 9: {1: "✓"}}


def test_clean_rows_share_one_mapping() -> None:
    cells = customers(team_book(*[{"company_name_en": "a"}] * 3)).cells

    assert cells[5] is cells[6] is cells[7]


def test_a_sheet_without_those_columns_gets_no_status() -> None:
    book = book_of({"Orders": [{"order_no": "PO-1"}]}, CATALOGUE, language="en")

    assert edits(book).sheets["Orders"] == SheetEdit(marks=())


# ---- colours over cells


def test_a_column_of_the_teams_own_and_a_header_are_coloured_as_cells() -> None:
    edit = customers(
        team_book({"company_name_en": "a"}),
        finding("warning", "CT5", "vip"),
        finding("warning", "CS5", "website (2)"),
        finding("error", "I4", "public_email"),
        finding("error", "C5", "company_name_en"),
    )

    assert edit.cells == {5: {1: "✗ 1", WIDE: "|E:company_name_en|"}}
    assert edit.marks == (
        Mark("error", [(4, EMAIL, 4, EMAIL)]),
        Mark("warning", [(5, 97, 5, 97), (5, 98, 5, 98)]),
    )


def test_a_row_that_lacks_the_column_still_counts() -> None:
    edit = customers(team_book({"company_name_en": "a"}), finding("error", "", "grade", row=5))

    assert edit == SheetEdit(cells={5: {1: "✗ 1"}}, marks=())


def test_cells_below_one_another_are_one_area_and_an_error_hides_a_warning() -> None:
    book = foreign("List", [{"Name": n, "City": n} for n in range(9)])
    at = {"sheet": "List"}

    edit = edits(
        book,
        *(finding("error", f"B{row}", "City", **at) for row in (2, 3, 4, 6)),
        *(finding("warning", f"B{row}", "City", **at) for row in (3, 5, 7)),
        finding("warning", "A7", "Name", **at),
        finding("info", "A8", "Name", **at),
    ).sheets["List"]

    assert edit == SheetEdit(
        marks=(
            Mark("error", [(2, 2, 4, 2), (6, 2, 6, 2)]),
            Mark("warning", [(7, 1, 7, 1), (5, 2, 5, 2), (7, 2, 7, 2)]),
        )
    )


def test_a_book_without_our_colouring_rules_is_coloured_as_cells_too() -> None:
    book = team_book({"company_name_en": "a"})
    copied = replace(book, origin=replace(book.origin, template_version=None))

    edit = customers(copied, finding("error", "I5", "public_email"))

    assert edit.cells == {5: {1: "✗ 1"}}
    assert edit.marks == (Mark("error", [(5, EMAIL, 5, EMAIL)]),)


# ---- the Issues sheet


def test_issues_lists_every_finding_in_order_with_the_counts_on_top() -> None:
    book = team_book({"company_name_en": "a"}, {"company_name_en": "b"})
    found = (
        finding("info", "", "", sheet="", row=None, record="", value="", code="R801"),
        finding("warning", "", "", row=None, record="", value="", code="R805"),
        finding("error", "I5", "public_email", suggestion="a@b.com"),
        finding("warning", "CT6", "vip", record="", value=""),
        finding("error", "", "grade", row=6),
    )

    issues = edits(book, *found).sheets["Issues"]

    assert issues.cells == {3: {3: "Errors 2, warnings 2, notes 1; rows checked 2; 2026-11-22"}}
    assert (issues.rows_from, issues.marks, issues.shown) == (5, (), True)
    tab, mailbox = "Customers", "Public company mailbox"
    wrong = "x is wrong."
    assert list(issues.rows) == [
        ("Note", "R801", None, None, None, None, None, wrong, None),
        ("Warning", "R805", tab, None, None, None, None, wrong, None),
        ("Error", "R201", tab, Link(tab, "I5", "I5"), "CUS-1", mailbox, "x", wrong, "a@b.com"),
        ("Warning", "R201", tab, Link(tab, "CT6", "CT6"), None, "vip level", None, wrong, None),
        ("Error", "R201", tab, Link(tab, "A6", "A6"), "CUS-1", "Grade (effective)", "x", wrong,
         None),
    ]  # fmt: skip
    assert list(issues.rows) == list(issues.rows)  # they can be asked for again


ZH_COUNTS = "错误 1，警告 0，提示 0；校验了 1 行；2026-11-22"
EN_COUNTS = "Errors 1, warnings 0, notes 0; rows checked 1; 2026-11-22"
ZH, EN = ("公司公共邮箱", "「x」不对。"), ("Public company mailbox", "x is wrong.")


@pytest.mark.parametrize(
    ("language", "spoken", "said", "line"),
    [
        ("zh", "en", ("错误", *ZH), ZH_COUNTS),
        ("en", "zh", ("Error", *EN), EN_COUNTS),
        ("both", "zh", ("错误 Error", f"{ZH[0]} {EN[0]}", ZH[1]), f"{ZH_COUNTS}  |  {EN_COUNTS}"),
        ("both", "en", ("错误 Error", f"{ZH[0]} {EN[0]}", EN[1]), f"{ZH_COUNTS}  |  {EN_COUNTS}"),
    ],
)
def test_issues_speaks_the_language_of_the_book(
    language: str, spoken: Language, said: tuple[str, str, str], line: str
) -> None:
    book = team_book({"company_name_en": "a"}, language=language)
    tab = book.layouts["Customers"].tab
    wrong = finding("error", "I5", "public_email", sheet=tab)

    issues = edits(book, wrong, language=spoken).sheets[book.layouts["Issues"].tab]

    severity, name, sentence = said
    assert issues.cells == {3: {3: line}}
    assert list(issues.rows) == [
        (severity, "R201", tab, Link(tab, "I5", "I5"), "CUS-1", name, "x", sentence, None)
    ]


def test_rows_go_where_the_sheet_has_its_columns() -> None:
    book = team_book({"company_name_en": "a"})
    columns = {"message": 1, "severity": 2, "link": 4}
    moved = replace(book.layouts["Issues"], columns=columns)
    book = replace(book, layouts={**book.layouts, "Issues": moved})

    issues = edits(book, finding("error", "I5", "public_email")).sheets["Issues"]

    assert list(issues.rows) == [("x is wrong.", "Error", None, Link("Customers", "I5", "I5"))]


def test_a_workbook_of_somebody_else_gets_a_sheet() -> None:
    book = foreign("List", [{"Name": "a"}, {"Name": "b"}])

    found = edits(book, finding("error", "A3", "Name", sheet="List", record=""), language="zh")

    assert found.added == NewSheet(
        tab="问题",
        title="校验结果",
        note="错误 1，警告 0，提示 0；校验了 2 行；2026-11-22",
        headers=["级别", "规则", "工作表", "单元格", "记录", "字段", "当前值", "问题", "建议值"],
        widths=(11.0, 9.0, 18.0, 10.0, 18.0, 28.0, 30.0, 90.0, 30.0),
        rows=found.added.rows if found.added else (),
        severities=["error"],
    )
    assert list(found.added.rows) == [
        ("错误", "R201", "List", Link("List", "A3", "A3"), None, "Name", "x", "「x」不对。", None)
    ]
    assert list(found.sheets) == ["List"]


def test_a_book_of_ours_that_lost_its_issues_sheet_gets_one() -> None:
    book = team_book({"company_name_en": "a"}, language="both")
    without = {key: frame for key, frame in book.sheets.items() if key != "Issues"}
    layouts = {key: layout for key, layout in book.layouts.items() if key != "Issues"}

    found = edits(replace(book, sheets=without, layouts=layouts))

    assert found.added is not None
    assert found.added.tab == "Issues"
    assert found.added.headers[:2] == ["级别 Severity", "规则 Rule"]
    assert "Issues" not in found.sheets


def test_more_findings_than_a_list_can_hold_are_counted_and_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("workbook.annotating.listing.MOST_ROWS", 2)
    book = foreign("List", [{"Name": "a"}])
    found = [finding("error", f"A{row}", "Name", sheet="List") for row in range(2, 7)]

    made = edits(book, *found)

    assert made.added is not None
    assert made.added.note == (
        "Errors 5, warnings 0, notes 0; rows checked 1; 2026-11-22; only the first 2 are listed,"
        " and others may have no colour"
    )
    assert len(list(made.added.rows)) == len(made.added.severities) == 2
    assert made.sheets["List"].marks == (Mark("error", [(2, 1, 3, 1)]),)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "=1+1"),
        ("+49 30", "+49 30"),
        ("@SUM(A1)", "@SUM(A1)"),
        ("a\x00b\x1bc\r", "a\ufffdb\ufffdc\ufffd"),
        ("line\nline\ttab", "line\nline\ttab"),
        ("half \ud83d", "half \ufffd"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("שלום", "שלום"),
        ("全角\u3000空格", "全角\u3000空格"),
        ("x" * 40_000, "x" * 999 + "…"),
        ("_x0041_", "_x0041_"),
    ],
)
def test_a_hostile_value_is_shown_as_text(value: str, shown: str) -> None:
    book = foreign("List", [{"Name": "a"}])
    hostile = {"value": value, "record": value, "en": value, "suggestion": value}

    added = edits(book, finding("error", "A2", "Name", sheet="List", **hostile)).added

    assert added is not None
    assert list(added.rows) == [
        ("Error", "R201", "List", Link("List", "A2", "A2"), shown, "Name", shown, shown, shown)
    ]


def test_a_hostile_header_and_tab_are_shown_as_text() -> None:
    header, tab = "a\x00\n=b", "\x07List"
    book = foreign(tab, [{header: "a"}])

    added = edits(book, finding("error", "A2", header, sheet=tab)).added

    assert added is not None
    [row] = added.rows
    assert (row[2], row[3], row[5]) == ("\ufffdList", Link(tab, "A2", "A2"), "a\ufffd =b")


# ---- a check of a marked copy, and the way back


def test_what_an_earlier_run_listed_is_not_looked_at() -> None:
    book = team_book({"company_name_en": "a"})
    listed = [{"severity": "Error", "value": "#REF!", "message": "x"}]
    issues = replace(book.layouts["Issues"], hidden_rows=frozenset({5}), last_row=5)
    marked = replace(
        book,
        sheets={**book.sheets, "Issues": frame_of(listed, list(book.sheets["Issues"].columns))},
        layouts={**book.layouts, "Issues": issues},
    )
    settings, _ = Settings.from_rows(None)

    plain = annotating.without_marks(marked, CATALOGUE)

    facts = {"settings": settings, "today": TODAY}
    assert [len(plain.sheets["Issues"]), len(marked.sheets["Issues"])] == [0, 1]
    assert check(plain, CATALOGUE, **facts) == check(book, CATALOGUE, **facts)


@pytest.mark.parametrize("side", ["zh", "en"])
def test_the_sheet_we_added_is_known_by_its_headers_in_either_language(side: str) -> None:
    headers = [field.name.said(side) for field in CATALOGUE.sheets["Issues"].fields]  # type: ignore[arg-type]
    added = foreign("问题 (3)", [dict.fromkeys(headers, "#REF!")])
    theirs = foreign("List", [{"Severity": "high", "Rule": "x"}])
    book = replace(
        theirs,
        sheets={**theirs.sheets, **added.sheets},
        layouts={**theirs.layouts, **added.layouts},
    )

    plain = annotating.without_marks(book, CATALOGUE)

    assert list(plain.sheets) == list(plain.layouts) == ["List"]
    assert list(edits(book).sheets) == ["List"]
    assert annotating.cleared(book, CATALOGUE) == Edits(
        sheets={"List": SheetEdit(marks=())}, removes_added=True
    )


def test_clearing_empties_what_was_written_and_hides_issues() -> None:
    book = team_book(
        {"company_name_en": "a", STATUS: "✗ 1", ISSUES: "|E:website|"},
        {"company_name_en": "b"},
        {STATUS: "✓"},
    )

    found = annotating.cleared(book, CATALOGUE)

    assert not found.removes_added
    assert found.sheets["Customers"] == SheetEdit(
        cells={5: {1: None, WIDE: None}, 7: {1: None, WIDE: None}}, marks=()
    )
    assert found.sheets["Orders"] == SheetEdit(marks=())
    assert found.sheets["Issues"] == SheetEdit(
        cells={3: {3: None}}, rows_from=5, marks=(), shown=False
    )
