"""Marks and a sheet of ours in workbooks from elsewhere, and their going without a trace."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from tests.raw_xlsx import STRICT, STRICT_RELATIONS, rows, write_raw
from workbook.patching import has_added_sheet, patch
from workbook.patching.edits import Edits, Link, Mark, NewSheet, SheetEdit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office
    from tests.programs import OoxmlValidator

MARKS = (Mark("error", [(2, 1, 2, 1), (3, 1, 3, 1)]), Mark("warning", [(5, 2, 6, 3)]))
ISSUES = NewSheet(
    tab="Issues",
    title="问题 Issues",
    note="错误 1 · 警告 1",
    headers=["级别", "单元格", "说明"],
    widths=[10, 12, 60],
    rows=[
        ["错误", Link("Data", "A2", "A2"), "=1+1 <b>"],
        ["警告", Link("Data", "B5", "B5"), "长" * 90],
    ],
    severities=["error", "warning"],
)
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_THREADED = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"


def rich_book(path: Path) -> Path:
    """Write a workbook with what our own never holds."""
    book = xlsxwriter.Workbook(path)
    book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0 not really"), is_stream=True)
    book.set_vba_name("ThisWorkbook")
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 0, ["name", "n", "when", "ok"])
    for row in range(1, 30):
        sheet.write_row(row, 0, [f"客户 {row} & Co", row * 1.5])
        sheet.write_formula(row, 2, f"=B{row + 1}*2", None, row * 3)
        sheet.insert_checkbox(row, 3, row % 2 == 0)
    sheet.write_dynamic_array_formula("H2:H4", "=_xlfn.SEQUENCE(3)", None, 1)
    sheet.conditional_format("B2:B30", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("C2:C30", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    red = book.add_format({"bg_color": "red"})
    rule = {"type": "cell", "criteria": ">", "value": 5, "format": red, "stop_if_true": True}
    sheet.conditional_format("B2:B9", rule)
    sheet.add_sparkline("E2", {"range": "Data!B2:B9"})
    sheet.write_comment("A3", "hello")
    sheet.insert_image("J2", "dot.png", {"image_data": io.BytesIO(_PNG)})
    sheet.set_header("&C&G", {"image_center": "dot.png", "image_data_center": io.BytesIO(_PNG)})
    sheet.data_validation("D2:D9", {"validate": "list", "source": ["TRUE", "FALSE"]})
    sheet.write_url("J9", "https://example.com/?a=1&b=2", string="site")
    sheet.merge_range("J12:K13", "merged")
    sheet.insert_button("M2", {"caption": "go", "macro": "go"})
    sheet.insert_textbox("M6", "box")
    sheet.ignore_errors({"number_stored_as_text": "A1:A9"})
    sheet.autofilter("A1:C30")
    sheet.outline_settings(visible=False)
    table = book.add_worksheet("Issues")
    table.add_table("A1:B4", {"columns": [{"header": "a"}, {"header": "b"}], "data": [[1, 2]]})
    table.very_hidden()
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Data!$B$2:$B$9"})
    book.add_chartsheet("Chart").set_chart(chart)
    last = book.add_worksheet("issues (2)")
    last.activate()
    pie = book.add_chart({"type": "pie"})
    pie.add_series({"values": "=Data!$B$2:$B$9"})
    last.insert_chart("B2", pie)
    book.define_name("'issues (2)'!local", "='issues (2)'!$A$1")
    book.close()
    _beside(path)
    return path


def _beside(path: Path) -> None:
    """Put in parts that only other programs write."""
    with zipfile.ZipFile(path) as package:
        parts = {entry.filename: package.read(entry) for entry in package.infolist()}
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    more = (
        f'<Relationship Id="p1" Type="{_RELATIONS}/printerSettings"'
        ' Target="../printerSettings/printerSettings1.bin"/>'
        f'<Relationship Id="t1" Type="{_THREADED}" Target="../threadedComments/t1.xml"/>'
    )
    parts[rels] = parts[rels].replace(b"</Relationships>", more.encode() + b"</Relationships>")
    types = (
        '<Default Extension="bin" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"/>'
        '<Override PartName="/xl/vbaProject.bin" ContentType='
        '"application/vnd.ms-office.vbaProject"/>'
        '<Override PartName="/xl/threadedComments/t1.xml" ContentType='
        '"application/vnd.ms-excel.threadedcomments+xml"/></Types>'
    )
    listed = re.sub(rb'<Default Extension="bin"[^>]*/>', b"", parts["[Content_Types].xml"])
    parts["[Content_Types].xml"] = listed.replace(b"</Types>", types.encode())
    threads = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    parts |= {
        "customXml/item1.xml": b"<a>kept</a>",
        "xl/printerSettings/printerSettings1.bin": b"\x00\x01",
        "xl/threadedComments/t1.xml": f'<ThreadedComments xmlns="{threads}"/>'.encode(),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rich_book(tmp_path_factory.mktemp("rich") / "rich.xlsm")


@pytest.fixture(scope="module")
def marked(rich: Path) -> Path:
    path = rich.with_name("marked.xlsm")
    edits = Edits(sheets={"Data": SheetEdit(marks=MARKS)}, added=ISSUES)
    patch(rich, path, edits)
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        return {entry.filename: package.read(entry) for entry in package.infolist()}


def differing(before: Path, after: Path) -> list[str]:
    one, other = parts_of(before), parts_of(after)
    assert [name for name in other if name in one] == list(one)
    return [name for name in other if one.get(name) != other[name]]


def calamine_values(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(path))
    found = {}
    for meta in book.sheets_metadata:
        if str(meta.typ).endswith("WorkSheet"):
            found[meta.name] = book.get_sheet_by_name(meta.name).to_python()
    return found


def test_marks_and_a_sheet_touch_only_what_names_them(rich: Path, marked: Path) -> None:
    assert sorted(differing(rich, marked)) == [
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/worksheets/relaybook1.xml",
        "xl/worksheets/sheet1.xml",
    ]


def test_a_sheet_gets_nothing_but_the_blocks_of_ours(rich: Path, marked: Path) -> None:
    before, after = (parts_of(one)["xl/worksheets/sheet1.xml"].decode() for one in (rich, marked))
    blocks = re.findall(r"<conditionalFormatting(?:(?!</c).)*relaybook.*?</conditionalF\w+>", after)
    assert [re.sub('dxfId="\\d+"', "dxfId", block) for block in blocks] == [
        f'<conditionalFormatting sqref="{place}"><cfRule type="expression" dxfId priority="{n}">'
        '<formula>N("relaybook 2")=0</formula></cfRule></conditionalFormatting>'
        for n, place in ((1, "A2:A3"), (2, "B5:C6"))
    ]
    assert after.index("</mergeCells>") < after.index(blocks[0]) < after.index("<dataValidations")
    for block in blocks:
        after = after.replace(block, "")
    down = re.sub(r' priority="(\d+)"', lambda one: f' priority="{int(one[1]) + 2}"', before)
    assert after == down


def test_marking_twice_is_marking_once_and_unmarking_gives_the_file_back(
    rich: Path, marked: Path, tmp_path: Path
) -> None:
    twice, bare = tmp_path / "twice.xlsm", tmp_path / "bare.xlsm"
    patch(marked, twice, Edits(sheets={"Data": SheetEdit(marks=MARKS)}, added=ISSUES))
    assert differing(marked, twice) == []
    edits = Edits(sheets={"Data": SheetEdit(marks=())}, removes_added=True)
    patch(twice, bare, edits)
    assert differing(rich, bare) == ["xl/styles.xml"]
    assert (has_added_sheet(rich), has_added_sheet(twice), has_added_sheet(bare)) == (
        False,
        True,
        False,
    )


def test_no_reader_sees_other_values_than_before(rich: Path, marked: Path) -> None:
    before, after = calamine_values(rich), calamine_values(marked)
    assert after.pop("Issues (3)")[3:] == [
        ["级别", "单元格", "说明"],
        ["错误", "A2", "=1+1 <b>"],
        ["警告", "B5", "长" * 90],
    ]
    assert after == before


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_the_sheet_of_ours_looks_and_works_as_meant(marked: Path) -> None:
    book = openpyxl.load_workbook(marked)
    assert book.sheetnames == ["Data", "Issues", "Chart", "issues (2)", "Issues (3)"]
    sheet = book["Issues (3)"]
    assert (sheet["A1"].value, sheet["A2"].value) == ("问题 Issues", "错误 1 · 警告 1")
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == ("A4:C6", "A5")
    assert [sheet.column_dimensions[one].width for one in "ABC"] == [10, 12, 60]
    assert [sheet.cell(row, 1).fill.fgColor.rgb for row in (5, 6)] == ["FFFBD5D5", "FFFDF0C4"]
    assert sheet["B5"].value == '=HYPERLINK("#\'Data\'!A2","A2")'
    assert (sheet["B5"].font.u, sheet["B5"].font.name) == ("single", "Microsoft YaHei")
    assert (sheet["C5"].value, sheet["C5"].data_type, sheet["C5"].number_format) == (
        "=1+1 <b>",
        "s",
        "@",
    )
    assert sheet["C6"].alignment.wrap_text
    assert book.active.title == "issues (2)"


def test_the_validator_finds_nothing_new(
    rich: Path, marked: Path, tmp_path: Path, ooxml_validator: OoxmlValidator
) -> None:
    bare = tmp_path / "bare.xlsm"
    patch(marked, bare, Edits(sheets={"Data": SheetEdit(marks=())}, removes_added=True))
    for version in ("Office2013", "Microsoft365"):
        before = ooxml_validator.complaints(rich, version)
        assert ooxml_validator.complaints(marked, version) == before
        assert ooxml_validator.complaints(bare, version) == before


@pytest.mark.office
def test_libreoffice_shows_the_same_values_and_the_colours(
    rich: Path, marked: Path, office: Office
) -> None:
    with office.open(rich) as before, office.open(marked) as after:
        assert after.values("Data", "A1:K30") == before.values("Data", "A1:K30")
        assert after.values("Issues (3)", "A4:C5") == [
            ["级别", "单元格", "说明"],
            ["错误", "A2", "=1+1 <b>"],
        ]
        looks = after.styles("Data")
        assert [looks[cell].fill for cell in ("A2", "A3", "B5", "C6")] == [
            "#FBD5D5",
            "#FBD5D5",
            "#FDF0C4",
            "#FDF0C4",
        ]


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("strict", [False, True])
def test_a_book_in_another_dialect_gets_the_same(
    tmp_path: Path, ooxml_validator: OoxmlValidator, prefix: str, *, strict: bool
) -> None:
    source, target, bare = (tmp_path / f"{name}.xlsx" for name in "abc")
    main = STRICT if strict else "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    names = {"main": main, "relations": STRICT_RELATIONS if strict else _RELATIONS}
    data = "<worksheet>" + rows('<c r="A1"><v>1</v></c>') + "</worksheet>"
    data = re.sub(r"<(/?)", rf"<\1{prefix}", data)
    space = f' xmlns:{prefix[:-1]}="{main}"' if prefix else f' xmlns="{main}"'
    data = '<?xml version="1.0"?>' + data.replace("worksheet", "worksheet" + space, 1)
    write_raw(source, {"Data": data}, **names)
    patch(source, target, Edits(sheets={"Data": SheetEdit(marks=MARKS)}, added=ISSUES))
    assert ooxml_validator.complaints(target, "Microsoft365") == []
    assert calamine_values(target)["Issues"][5] == ["警告", "B5", "长" * 90]
    patch(target, bare, Edits(sheets={"Data": SheetEdit(marks=())}, removes_added=True))
    sheet = "xl/worksheets/part1.xml"
    assert parts_of(bare)[sheet] == parts_of(source)[sheet]
    assert "xl/worksheets/relaybook1.xml" not in parts_of(bare)


def test_names_and_views_that_count_tabs_are_put_right_when_ours_goes(tmp_path: Path) -> None:
    source, target, moved, bare = (tmp_path / f"{name}.xlsx" for name in "abcd")
    write_raw(source, {"Data": rows(""), "Last": rows("")})
    patch(source, target, Edits(added=ISSUES))
    # As Excel leaves it when a person drags the tab to the front, renames it and hides it.
    sheets = re.compile(r"(<sheet name=.*?)(<sheet name=\"Issues\")([^>]*/>)")
    with zipfile.ZipFile(target) as package, zipfile.ZipFile(moved, "w") as other:
        for entry in package.infolist():
            text = package.read(entry)
            if entry.filename == "xl/workbook.xml":
                book = sheets.sub(r'<sheet state="hidden" name="Old"\3\1', text.decode())
                book = book.replace("'Issues'", "Old").replace(
                    'localSheetId="2"', 'localSheetId="0"'
                )
                local = (
                    '<definedName name="x" localSheetId="2">Last!$A$1</definedName></definedNames>'
                )
                book = book.replace("</definedNames>", local)
                text = book.replace("<workbookView", '<workbookView activeTab="2"').encode()
            other.writestr(entry.filename, text)
    assert has_added_sheet(moved)
    patch(moved, bare, Edits(removes_added=True))
    book = parts_of(bare)["xl/workbook.xml"].decode()
    assert re.findall(r'<sheet [^>]*name="(\w+)"', book) == ["Data", "Last"]
    assert re.findall(r"<definedName [^>]*>", book) == ['<definedName name="x" localSheetId="1">']
    assert re.findall(r"<workbookView [^>]*>", book) == ['<workbookView activeTab="1"/>']
    again = tmp_path / "again.xlsx"
    patch(moved, again, Edits(added=ISSUES))
    names = re.findall(
        r'<sheet [^>]*name="(\w+)"[^>]*>', parts_of(again)["xl/workbook.xml"].decode()
    )
    assert names == ["Issues", "Data", "Last"]
    assert "hidden" not in parts_of(again)["xl/workbook.xml"].decode().partition("</sheets>")[0]


@pytest.mark.parametrize(
    ("wanted", "others", "made"),
    [
        ("Issues", ["Data"], "Issues"),
        ("Issues", ["ISSUES"], "Issues (2)"),
        ("问题/明细*[1]", ["Data"], "问题 明细  1"),
        ("x" * 40, ["X" * 31], "x" * 27 + " (2)"),
        ("History", ["Data"], "Issues"),
        ("''", ["Data"], "Issues"),
    ],
)
def test_the_tab_gets_a_name_that_it_may_have(
    tmp_path: Path, wanted: str, others: list[str], made: str
) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_raw(source, dict.fromkeys(others, rows("")))
    sheet = NewSheet(tab=wanted, title="", note="", headers=["a"], widths=[9], rows=[])
    patch(source, target, Edits(added=sheet))
    assert openpyxl.load_workbook(target).sheetnames == [*others, made]


def test_rules_named_by_a_pivot_table_keep_their_numbers(tmp_path: Path) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    rule = '<cfRule type="expression" priority="4"><formula>1</formula></cfRule>'
    block = f'<conditionalFormatting pivot="1" sqref="A1">{rule}</conditionalFormatting>'
    write_raw(source, {"Data": rows("") + block})
    patch(source, target, Edits(sheets={"Data": SheetEdit(marks=MARKS)}))
    after = parts_of(target)["xl/worksheets/part1.xml"].decode()
    assert block in after
    assert re.findall(r'priority="(\d)"><formula>N\("relaybook 0', after) == ["5", "6"]


def test_many_places_come_in_blocks_of_a_bearable_length(tmp_path: Path) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_raw(source, {"Data": rows("")})
    areas = [(row, row % 7 + 1, row, row % 7 + 1) for row in range(1, 9001)]
    edit = SheetEdit(marks=[Mark("error", areas), Mark("error", [(1, 2, 4, 2), (2, 2, 9, 2)])])
    patch(source, target, Edits(sheets={"Data": edit}))
    after = parts_of(target)["xl/worksheets/part1.xml"].decode()
    places = re.findall(r'sqref="([^"]*)"', after)
    assert max(map(len, places)) < 4100
    covered = openpyxl.worksheet.cell_range.MultiCellRange(" ".join(places))
    assert sum(one.size["rows"] * one.size["columns"] for one in covered.ranges) >= 9000
    assert all(f"{'ABCDEFG'[row % 7]}{row}" in covered for row in (1, 2, 5000, 9000))
    assert set(re.findall(r'priority="(\d+)"', after)) == {"1"}


def test_a_rule_that_a_person_copied_into_our_block_stays(tmp_path: Path) -> None:
    source, target, bare = (tmp_path / f"{name}.xlsx" for name in "abc")
    write_raw(source, {"Data": rows("")})
    patch(source, target, Edits(sheets={"Data": SheetEdit(marks=MARKS[:1])}))
    rule = '<cfRule type="expression" priority="9"><formula>A1</formula></cfRule>'
    with zipfile.ZipFile(target) as package, zipfile.ZipFile(bare, "w") as other:
        for entry in package.infolist():
            text = package.read(entry).decode()
            other.writestr(entry.filename, text.replace("</cfRule>", "</cfRule>" + rule))
    patch(bare, target, Edits(sheets={"Data": SheetEdit(marks=())}))
    assert parts_of(target)["xl/worksheets/part1.xml"].decode().count("<cfRule") == 1
    assert f'<conditionalFormatting sqref="A2:A3">{rule}</conditionalFormatting>' in parts_of(
        target
    )["xl/worksheets/part1.xml"].decode().replace('priority="8"', 'priority="9"')


def test_a_sheet_of_issues_and_one_of_changes_live_side_by_side(tmp_path: Path) -> None:
    source, one, two, three = (tmp_path / f"{name}.xlsx" for name in "abcd")
    write_raw(source, {"Data": rows("")})
    changes = replace(ISSUES, tab="Changes", purpose="changes")
    patch(source, one, Edits(added=changes))
    patch(one, two, Edits(added=ISSUES))
    patch(two, three, Edits(added=replace(changes, title="again")))
    assert openpyxl.load_workbook(three).sheetnames == ["Data", "Changes", "Issues"]
    assert openpyxl.load_workbook(three)["Changes"]["A1"].value == "again"
    patch(three, two, Edits(removes_added=True))
    assert (has_added_sheet(two), has_added_sheet(two, purpose="changes")) == (False, True)
    assert openpyxl.load_workbook(two).sheetnames == ["Data", "Changes"]
