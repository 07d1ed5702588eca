"""Marked copies as files: what changes in them, what does not, and the way back."""

from __future__ import annotations

import warnings
from functools import cache
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

from tests import sample_book, templates
from tests.books_to_mark import (
    LIST,
    QUESTION,
    check,
    column,
    digest,
    marks,
    packed,
    place,
    rich_book,
    values,
)
from validation.errors import FileMissingError, TargetExistsError
from workbook import annotating, checking
from workbook.checking import findings_name
from workbook.patching import has_added_sheet
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from pathlib import Path

    from tests.programs import OoxmlValidator


@cache
def team_book() -> Path:
    """Return a filled book of ours with a column of the team's own, some of it wrong."""
    path = templates.folder() / "to mark.xlsx"
    frames = dict(sample_book.frames(templates.CATALOGUE))
    frames["Customers"]["VIP"] = [None, "gold", "MÃ¼nchen", *[None] * 27]
    write_book(path, templates.CATALOGUE, content=Content(frames=frames, as_of=sample_book.AS_OF))
    return path


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    return rich_book(tmp_path / "rich.xlsx")


# ---- a book of ours


def test_a_copy_says_row_by_row_what_is_wrong_and_the_original_stays(tmp_path: Path) -> None:
    before = digest(team_book())

    found = check(team_book(), tmp_path / "copy.xlsx")

    assert digest(team_book()) == before
    assert (found.copy, found.notes) == (str(tmp_path / "copy.xlsx"), ())
    customers = templates.opened(tmp_path / "copy.xlsx")["Customers"]
    issues = place(customers, "_issues")
    assert column(customers, 1, 5)[:6] == ["! 2", "✓", "✗ 1", "✓", "✗ 1", "✗ 1"]
    assert column(customers, issues, 5)[:6] == [
        "|W:kdm|W:decision_process|", None, None, None,
        "|E:public_email|", "|W:next_contact_date|E:lost_reason|W:kdm|W:decision_process|",
    ]  # fmt: skip
    assert column(customers, 1, 5)[30:] == [None] * (customers.max_row - 34)
    own = next(cell.column_letter for cell in customers[4] if cell.value == "VIP")
    assert marks(tmp_path / "copy.xlsx", "Customers") == [(f"{own}7", "FFFBD5D5")]


def test_issues_is_shown_with_every_finding_and_a_way_to_its_cell(tmp_path: Path) -> None:
    found = check(team_book(), tmp_path / "copy.xlsx", language="zh")

    issues = templates.opened(tmp_path / "copy.xlsx")["Issues"]
    assert issues.sheet_state == "visible"
    tally = [sum(f.severity == s for f in found.findings) for s in ("error", "warning", "info")]
    rows = sum(found.sheets.values())
    assert issues["C3"].value == (
        f"错误 {tally[0]}，警告 {tally[1]}，提示 {tally[2]}；校验了 {rows} 行；2026-11-22  |  "
        f"Errors {tally[0]}, warnings {tally[1]}, notes {tally[2]}; rows checked {rows};"
        " 2026-11-22"
    )
    assert issues.auto_filter.ref == "A4:I1048576"
    assert issues.max_row == 4 + len(found.findings)
    mailbox = next(n for n, f in enumerate(found.findings, 5) if f.field == "public_email")
    assert [cell.value for cell in issues[mailbox]] == [
        "错误 Error", "R201", "Customers", """=HYPERLINK("#'Customers'!H9","H9")""",
        "CUS-2026-005", "公司公共邮箱 Public company mailbox", "info(at)x",
        "「info(at)x」不是邮箱地址，应类似 name@company.com。", None,
    ]  # fmt: skip


def test_only_the_parts_that_must_change_do(tmp_path: Path) -> None:
    copy = tmp_path / "copy.xlsx"
    found = check(team_book(), copy)

    before, after = packed(team_book()), packed(copy)
    tabs = [sheet.title for sheet in templates.opened(team_book())]
    marked = {finding.sheet for finding in found.findings} | {
        tab for tab, rows in found.sheets.items() if rows
    }
    changed = {name for name in before if before[name] != after[name]}
    assert list(before) == list(after)
    assert changed - {"xl/workbook.xml", "xl/styles.xml"} == {
        f"xl/worksheets/sheet{number}.xml"
        for number, tab in enumerate(tabs, 1)
        if tab in marked | {"Issues"}
    }


def test_checking_a_copy_gives_what_checking_the_original_gave(tmp_path: Path) -> None:
    original = check(team_book(), tmp_path / "copy.xlsx")

    copied = check(tmp_path / "copy.xlsx")

    assert copied.findings == original.findings
    assert copied.sheets == original.sheets


def test_a_second_run_replaces_the_first_ones_marks(tmp_path: Path) -> None:
    first, second, again = (tmp_path / f"{n}.xlsx" for n in (1, 2, 3))
    check(team_book(), first, language="zh")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(first)
    customers = book["Customers"]
    mailbox = place(customers, "public_email")
    customers.cell(9, mailbox).value = "info@company5.com"  # mended
    customers.cell(7, mailbox).value = "info(at)y"  # broken
    customers.move_range("A30:CU30", rows=10)  # as sorting does: the status goes along
    customers.delete_rows(34)
    book["Issues"]["C3"].value = "of yesterday"
    book.save(first)
    book.close()

    found = check(first, second)

    assert check(second).findings == found.findings
    customers = templates.opened(second)["Customers"]
    status = column(customers, 1, 5)
    assert (status[2], status[4]) == ("✗ 2", "✓")
    assert [row for row, said in enumerate(status, 5) if said] == [
        *range(5, 30), *range(31, 34), 39,
    ]  # fmt: skip
    unmarked = tmp_path / "plain.xlsx"
    annotating.unmark(first, unmarked)
    check(unmarked, again)
    assert values(second) == values(again)


def test_unmarking_gives_the_values_back(tmp_path: Path) -> None:
    plain, copy, back = (tmp_path / f"{name}.xlsx" for name in ("plain", "copy", "back"))
    annotating.unmark(team_book(), plain)  # the sample book comes with a status here and there
    check(plain, copy)

    notes = annotating.unmark(copy, back)

    assert notes == ()
    assert values(back) == values(plain)
    assert templates.opened(back)["Issues"].sheet_state == "hidden"
    assert values(copy) != values(plain)


# ---- a workbook of somebody else


def test_a_foreign_workbook_gets_a_sheet_and_colours_and_keeps_all_else(
    rich: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.xlsx"

    found = check(rich, copy, language="zh")

    codes = [(f.code, f.severity, f.cell) for f in found.findings]
    assert codes == [
        ("R712", "error", "A4"), ("R712", "error", "A5"), ("R722", "error", "D6"),
        ("R721", "warning", "A8"), ("R701", "error", "D10"),
    ]  # fmt: skip
    before, after = packed(rich), packed(copy)
    added = set(after) - set(before)
    changed = {name for name in before if before[name] != after[name]}
    assert len(added) == 1
    assert changed == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
    }  # fmt: skip
    book = templates.opened(copy)
    assert book.sheetnames == [LIST, "Issues", "问题"]
    assert values(copy)[LIST] == values(rich)[LIST]
    assert [[cell.value for cell in row[:4]] for row in book["问题"].iter_rows(min_row=4)] == [
        ["级别", "规则", "工作表", "单元格"],
        *(
            [{"error": "错误", "warning": "警告"}[severity], code, LIST,
             f"""=HYPERLINK("#'Kunden & Co''s'!{cell}","{cell}")"""]
            for code, severity, cell in codes
        ),
    ]  # fmt: skip
    assert marks(copy) == [("A4:A5 D10 D6", "FFFBD5D5"), ("A8", "FFFDF0C4")]


def test_a_foreign_copy_is_checked_as_its_original_was(rich: Path, tmp_path: Path) -> None:
    original = check(rich, tmp_path / "copy.xlsx", language="zh")

    copied = check(tmp_path / "copy.xlsx", tmp_path / "again.xlsx")

    assert copied.findings == original.findings
    assert copied.sheets == original.sheets
    assert marks(tmp_path / "again.xlsx") == marks(tmp_path / "copy.xlsx")
    assert templates.opened(tmp_path / "again.xlsx").sheetnames == [LIST, "Issues", "Issues (2)"]


def test_a_foreign_copy_can_be_unmarked(rich: Path, tmp_path: Path) -> None:
    copy, back = tmp_path / "copy.xlsx", tmp_path / "back.xlsx"
    check(rich, copy)

    annotating.unmark(copy, back)

    assert values(back) == values(rich)
    assert (marks(back), has_added_sheet(back)) == ([], False)
    assert packed(back)["xl/worksheets/sheet1.xml"] == packed(rich)["xl/worksheets/sheet1.xml"]


def test_a_clean_workbook_says_so(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "clean.xlsx") as book:
        book.add_worksheet("List").write_column(0, 0, ["Name", "a", "b"])

    check(tmp_path / "clean.xlsx", tmp_path / "copy.xlsx")

    added = templates.opened(tmp_path / "copy.xlsx")["Issues"]
    assert added["A2"].value == "Errors 0, warnings 0, notes 0; rows checked 2; 2026-11-22"
    assert added.max_row == 4


@pytest.mark.parametrize(
    "value",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\u202eabc",
        "שלום",
        "x" * 32_000,
        "_x0041_",
        "a\tb\nc",
        "<&>",
    ],
)
def test_a_hostile_value_is_listed_as_text(tmp_path: Path, value: str) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("List")
        for row, text in enumerate(("Name", "City", value + " MÃ¼ller", "b")):
            sheet.write_string(row, 0, text)
            sheet.write_string(row, 1, "x")

    found = check(tmp_path / "a.xlsx", tmp_path / "copy.xlsx")

    assert len(found.findings) >= 1
    listed = templates.opened(tmp_path / "copy.xlsx")["Issues"]
    cells = [cell for row in listed.iter_rows(min_row=5) for cell in row if cell.value is not None]
    links = {"""=HYPERLINK("#'List'!A3","A3")"""}
    assert {cell.data_type for cell in cells if cell.value not in links} == {"s"}
    assert {cell.hyperlink for cell in cells} == {None}
    shown = found.findings[0].value.replace("\u202e", "\ufffd")
    assert listed["G5"].value == shown


# ---- through the worker, into a folder


def test_the_copy_goes_where_it_was_asked_for(rich: Path, tmp_path: Path) -> None:
    copy = tmp_path / "marked" / "rich.xlsx"

    found = checking.check_file(rich, QUESTION, copy)
    again = checking.check_file(rich, QUESTION, copy)

    assert found == again
    assert (found.copy, found.path, found.notes) == (str(copy), str(rich), ())
    assert [file.name for file in copy.parent.iterdir()] == ["rich.xlsx"]
    assert has_added_sheet(copy)


def test_no_copy_is_asked_for_and_none_is_written(rich: Path, tmp_path: Path) -> None:
    found = checking.check_file(rich, QUESTION)

    assert (found.copy, len(found.findings)) == (None, 5)
    assert [file.name for file in tmp_path.iterdir()] == ["rich.xlsx"]


def test_the_original_is_never_the_copy(rich: Path) -> None:
    before = digest(rich)

    with pytest.raises(TargetExistsError):
        checking.check_file(rich, QUESTION, rich.parent / "." / rich.name)

    assert digest(rich) == before


def test_a_missing_file_is_named_though_an_earlier_copy_is_there(tmp_path: Path) -> None:
    copy = rich_book(tmp_path / "copy.xlsx")

    with pytest.raises(FileMissingError):
        checking.check_file(tmp_path / "gone.xlsx", QUESTION, copy)


def test_a_findings_workbook_is_named_after_the_whole_name_and_never_like_another_copy(
    tmp_path: Path,
) -> None:
    source = tmp_path / "customers.csv"
    source.write_text("Name,City\na,b\n")
    names = [findings_name(source)]
    (tmp_path / names[0]).write_bytes(b"")
    names.append(findings_name(source))

    assert names == ["customers.csv.xlsx", "customers.csv (2).xlsx"]


def test_a_file_that_cannot_be_marked_gets_a_workbook_of_findings(tmp_path: Path) -> None:
    source = tmp_path / "customers.csv"
    source.write_text("Name,City\nMÃ¼ller,x\nb,=1+1\n", encoding="utf-8-sig")
    before = digest(source)

    found = checking.check_file(source, QUESTION, tmp_path / "marked" / "customers.csv")

    copy = tmp_path / "marked" / "customers.csv.xlsx"
    assert (found.copy, digest(source)) == (str(copy), before)
    assert [file.name for file in copy.parent.iterdir()] == ["customers.csv.xlsx"]
    listed = [row for sheet in templates.opened(copy) for row in sheet.values]
    said = [one.en for one in found.findings]
    assert said
    assert [row for row in listed if set(said) & set(map(str, row))] != []


# ---- as others read it


@pytest.mark.parametrize("version", ["Office2013", "Microsoft365"])
def test_the_open_xml_sdk_has_no_new_complaint(
    ooxml_validator: OoxmlValidator, rich: Path, tmp_path: Path, version: str
) -> None:
    for name, source in (("team", team_book()), ("rich", rich)):
        copy, again, back = (tmp_path / f"{name}-{n}.xlsx" for n in ("copy", "again", "back"))
        check(source, copy)
        check(copy, again, language="zh")
        annotating.unmark(again, back)

        before = ooxml_validator.complaints(source, version)
        assert [ooxml_validator.complaints(p, version) for p in (copy, again, back)] == [before] * 3
