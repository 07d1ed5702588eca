"""Cells and rows changed in a workbook whose other bytes stay as they are."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

from tests.raw_xlsx import rows, styles, write_raw
from tests.templates import filled_file
from validation.errors import PatchError
from workbook.patching import formula_cells, patch
from workbook.patching.edits import Edits, Link, SheetEdit, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.programs import OoxmlValidator

_TEMPLATE = Path(__file__).parents[1] / "templates.xlsx"


def packed(path: Path) -> dict[str, bytes]:
    """Return each part's bytes as they are packed, name → bytes, in order."""
    with zipfile.ZipFile(path) as package, path.open("rb") as file:
        found = {}
        for entry in package.infolist():
            file.seek(entry.header_offset + 26)
            sizes = file.read(4)
            file.seek(int.from_bytes(sizes[:2], "little") + int.from_bytes(sizes[2:], "little"), 1)
            found[entry.filename] = file.read(entry.compress_size)
        return found


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(name).decode()


def changed(before: Path, after: Path) -> list[str]:
    """Return the parts that differ, after checking that all are there in their order."""
    one, other = packed(before), packed(after)
    assert list(one) == list(other)
    return [name for name in one if one[name] != other[name]]


def edited(path: Path, data: str, cells: dict[int, dict[int, Value]], **parts: str) -> str:
    """Return the sheet part of a book of one sheet S after `cells` have come into it."""
    write_raw(path, {"S": data}, **parts)
    out = path.with_name("out.xlsx")
    patch(path, out, Edits(sheets={"S": SheetEdit(cells=cells)}))
    return re.sub(r"^<worksheet[^>]*>|</worksheet>$", "", part(out, "xl/worksheets/part1.xml"))


def test_only_the_sheet_that_changes_is_packed_anew(tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    edit = SheetEdit(cells={5: {1: "✗ 2", 74: "|E:email|"}})
    patch(_TEMPLATE, out, Edits(sheets={"Customers": edit}))
    assert changed(_TEMPLATE, out) == ["xl/worksheets/sheet3.xml"]
    before = part(_TEMPLATE, "xl/worksheets/sheet3.xml")
    first, last = (re.search(f'<col min="{n}"[^>]* style="(\\d+)"', before) for n in (1, 74))
    assert first is not None
    assert last is not None
    assert part(out, "xl/worksheets/sheet3.xml") == (
        before.replace('<dimension ref="A1:BV4"/>', '<dimension ref="A1:BV5"/>').replace(
            "</sheetData>",
            f'<row r="5"><c r="A5" s="{first[1]}" t="inlineStr"><is><t>✗ 2</t></is></c>'
            f'<c r="BV5" s="{last[1]}" t="inlineStr"><is><t>|E:email|</t></is></c></row>'
            "</sheetData>",
        )
    )


def test_nothing_to_change_gives_a_copy(tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    patch(_TEMPLATE, out, Edits())
    assert changed(_TEMPLATE, out) == []
    assert part(out, "docProps/app.xml") == part(_TEMPLATE, "docProps/app.xml")


def test_rows_of_the_template_get_their_marks_and_its_issues_sheet_is_filled(
    tmp_path: Path, ooxml_validator: OoxmlValidator
) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    source = filled_file()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = openpyxl.load_workbook(source)["Customers"]
    last = before.max_row
    marks: dict[int, dict[int, Value]] = {n: {1: "✓", 71: None} for n in range(5, last + 1)}
    marks[7] = {1: "✗ 1", 71: "|E:email|"}
    link = Link("Customers", "H7", "H7")
    listed: list[list[Value]] = [["错误 Error", "E-1", "Customers", link, "C1", "e"]] * 30
    for book, target, rows_ in ((source, first, listed), (first, second, listed[:2])):
        sheets = {
            "Customers": SheetEdit(cells=marks),
            "Issues": SheetEdit(rows_from=5, rows=iter(rows_), shown=True),
        }
        patch(book, target, Edits(sheets=sheets))
    assert changed(source, first) == [
        "xl/worksheets/sheet3.xml",
        "xl/worksheets/sheet36.xml",
        "xl/workbook.xml",
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        after = openpyxl.load_workbook(second)
    customers, issues = after["Customers"], after["Issues"]
    for row in range(5, last + 1):
        assert customers.cell(row, 1).value == ("✗ 1" if row == 7 else "✓")
        assert customers.cell(row, 71).value == ("|E:email|" if row == 7 else None)
        for column in range(2, 71):
            assert customers.cell(row, column).value == before.cell(row, column).value
            assert customers.cell(row, column).style_id == before.cell(row, column).style_id
        assert customers.row_dimensions[row].height == before.row_dimensions[row].height
    assert (issues.sheet_state, issues.dimensions) == ("visible", "A1:I6")
    assert [cell.value for cell in issues[6]][:5] == [
        "错误 Error",
        "E-1",
        "Customers",
        '=HYPERLINK("#\'Customers\'!H7","H7")',
        "C1",
    ]
    assert ooxml_validator.complaints(second, "Microsoft365") == []


def test_a_cell_keeps_its_style_and_a_new_one_takes_that_of_its_row_or_column(
    tmp_path: Path,
) -> None:
    data = (
        '<cols><col min="2" max="4" style="2" width="9"/></cols><sheetData>'
        '<row r="2" spans="1:1" ht="30" hidden="1"><c r="A2" s="1" t="s"><v>0</v></c></row>'
        '<row r="3" spans="1:5" s="3" customFormat="1"><c r="C3"/></row><row r="9" ht="5"/>'
        "</sheetData>"
    )
    cells: dict[int, dict[int, Value]] = {
        1: {2: "new row"},
        2: {1: "x", 5: 7},
        3: {1: 1, 4: 2},
        9: {3: True},
        10: {4: None},
    }
    made = edited(tmp_path / "a.xlsx", data, cells, styles=styles(0, 0, 0, 0))
    text = "<is><t>{}</t></is></c>"
    assert made == (
        '<cols><col min="2" max="4" style="2" width="9"/></cols><sheetData>'
        f'<row r="1"><c r="B1" s="2" t="inlineStr">{text.format("new row")}</row>'
        f'<row r="2" ht="30" hidden="1"><c r="A2" s="1" t="inlineStr">{text.format("x")}'
        '<c r="E2"><v>7</v></c></row>'
        '<row r="3" spans="1:5" s="3" customFormat="1"><c r="A3" s="3"><v>1</v></c><c r="C3"/>'
        '<c r="D3" s="3"><v>2</v></c></row>'
        '<row r="9" ht="5"><c r="C9" s="2" t="b"><v>1</v></c></row></sheetData>'
    )


def test_an_emptied_cell_keeps_its_looks_and_one_without_looks_goes(tmp_path: Path) -> None:
    data = rows('<c r="A1" s="1"><v>1</v></c><c r="B1"><f>A1</f><v>1</v></c><c r="C1"/>')
    made = edited(tmp_path / "a.xlsx", data, {1: {1: None, 2: None}}, styles=styles(0, 0))
    assert made == rows('<c r="A1" s="1"/><c r="C1"/>')


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", ' t="inlineStr"><is><t>plain</t></is>'),
        ("a < b & c", ' t="inlineStr"><is><t xml:space="preserve">a &lt; b &amp; c</t></is>'),
        (" two\nlines ", ' t="inlineStr"><is><t xml:space="preserve"> two\nlines </t></is>'),
        (
            "_x000D_ \r\x01\ud800\uffff",
            ' t="inlineStr"><is><t xml:space="preserve">{}</t></is>'.format(
                "_x005F_x000D_ _x000D__x0001__xD800__xFFFF_"
            ),
        ),
        (0.1, "><v>0.1</v>"),
        (-3.0, "><v>-3</v>"),
        (123456789012345678, "><v>123456789012345678</v>"),
        (False, ' t="b"><v>0</v>'),
        (
            Link("O'Hara & Co", "F7", 'say "F7"'),
            ' t="str"><f>HYPERLINK("#\'O\'\'Hara &amp; Co\'!F7","say ""F7""")</f><v>say "F7"</v>',
        ),
    ],
)
def test_each_kind_of_value_is_written_as_excel_does(
    tmp_path: Path, value: Value, written: str
) -> None:
    made = edited(tmp_path / "a.xlsx", rows('<c r="A1"/>'), {1: {1: value}})
    assert made == rows(f'<c r="A1"{written}</c>')


@pytest.mark.parametrize(
    ("date1904", "value", "serial"),
    [
        ("", dt.date(1900, 1, 1), "1"),
        ("", dt.date(1900, 2, 28), "59"),
        ("", dt.date(1900, 3, 1), "61"),
        ("", dt.datetime(2026, 1, 2, 12, 0), "46024.5"),  # noqa: DTZ001
        ('<workbookPr date1904="1"/>', dt.date(2026, 1, 2), "44562"),
    ],
)
def test_a_date_is_a_serial_in_the_calendar_of_the_book(
    tmp_path: Path, date1904: str, value: dt.date, serial: str
) -> None:
    parts = {"properties": date1904, "styles": styles(14)}
    made = edited(tmp_path / "a.xlsx", rows('<c r="A1" s="0"/>'), {1: {1: value}}, **parts)
    assert made == rows(f'<c r="A1"><v>{serial}</v></c>')


def test_a_value_gets_the_number_format_and_the_quote_that_it_needs(tmp_path: Path) -> None:
    path, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        bold = book.add_format({"bold": True})
        for column, look in enumerate([bold, bold, bold, book.add_format({"num_format": "@"})]):
            sheet.write(0, column, 1, look)
        sheet.write(0, 4, 1, book.add_format({"num_format": "yyyy-mm-dd", "bold": True}))
    cells: dict[int, dict[int, Value]] = {
        1: {1: dt.date(2026, 1, 2), 2: dt.datetime(2026, 1, 2, 3, 4, 5), 3: "=A1", 4: "+49", 5: 12}  # noqa: DTZ001
    }
    patch(path, out, Edits(sheets={"S": SheetEdit(cells=cells)}))
    found = openpyxl.load_workbook(out)["S"][1]
    assert [(c.value, c.number_format, c.quotePrefix, c.data_type, c.font.b) for c in found] == [
        (dt.datetime(2026, 1, 2), "yyyy-mm-dd", False, "d", True),  # noqa: DTZ001
        (dt.datetime(2026, 1, 2, 3, 4, 5), "yyyy-mm-dd hh:mm:ss", False, "d", True),  # noqa: DTZ001
        ("=A1", "General", True, "s", True),
        ("+49", "@", False, "s", False),
        (12, "General", False, "n", True),
    ]


def test_a_book_without_styles_gets_them_when_a_value_needs_one(
    tmp_path: Path, ooxml_validator: OoxmlValidator
) -> None:
    path, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_raw(path, {"S": rows('<c r="A1"/>')})
    edit = SheetEdit(cells={1: {1: dt.date(2026, 1, 2)}})
    patch(path, out, Edits(sheets={"S": edit}))
    found = openpyxl.load_workbook(out)["S"]["A1"]
    assert (found.value, found.number_format) == (dt.datetime(2026, 1, 2), "yyyy-mm-dd")  # noqa: DTZ001
    assert ooxml_validator.complaints(out, "Office2013") == []


@pytest.mark.parametrize("value", ["x" * 32_768, dt.date(1899, 1, 1), float("nan"), float("inf")])
def test_a_value_that_no_cell_holds_is_refused_by_its_place(tmp_path: Path, value: Value) -> None:
    with pytest.raises(PatchError, match="cell C4 of sheet 'S' cannot hold its new value"):
        edited(tmp_path / "a.xlsx", rows("", first=4), {4: {3: value}})


def test_long_text_in_a_row_of_ours_is_cut(tmp_path: Path) -> None:
    path, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_raw(path, {"S": rows('<c r="A1"/>')})
    patch(path, out, Edits(sheets={"S": SheetEdit(rows_from=2, rows=[["x" * 40_000, "😀" * 9]])}))
    found = openpyxl.load_workbook(out)["S"][2]
    assert [cell.value for cell in found] == ["x" * 32_766 + "…", "😀" * 9]


def test_rows_from_a_row_on_are_replaced_and_those_above_stay(tmp_path: Path) -> None:
    path, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    above, below = '<c r="A1"/>', '<c r="A2"><v>1</v></c>'
    write_raw(path, {"S": '<dimension ref="A1:C9"/>' + rows(above, below) + "<mergeCells/>"})
    edit = SheetEdit(cells={1: {2: "x"}}, rows_from=2, rows=[["a", None, 3], [], ["", "&"]])
    patch(path, out, Edits(sheets={"S": edit}))
    assert part(out, "xl/worksheets/part1.xml").partition(">")[2] == (
        '<dimension ref="A1:C4"/><sheetData>'
        '<row r="1"><c r="A1"/><c r="B1" t="inlineStr"><is><t>x</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c><c r="C2"><v>3</v></c></row>'
        '<row r="3"></row><row r="4"><c r="B4" t="inlineStr">'
        '<is><t xml:space="preserve">&amp;</t></is></c></row>'
        "</sheetData><mergeCells/></worksheet>"
    )


@pytest.mark.parametrize("attributes", ["", ' calcId="9" fullCalcOnLoad="0"'])
def test_programs_are_asked_to_recalculate(tmp_path: Path, attributes: str) -> None:
    path, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_raw(path, {"S": rows("")})
    if attributes:
        rezip(
            path, "xl/workbook.xml", lambda text: text.replace("</w", f"<calcPr{attributes}/></w")
        )
    patch(path, out, Edits(recalculates=True))
    assert changed(path, out) == ["xl/workbook.xml"]
    assert re.search(r'<calcPr[^>]* fullCalcOnLoad="1"/></workbook>', part(out, "xl/workbook.xml"))


def rezip(path: Path, name: str, change: Callable[[str], str]) -> None:
    """Put a changed part into a package."""
    with zipfile.ZipFile(path) as package:
        parts = {entry.filename: package.read(entry) for entry in package.infolist()}
    parts[name] = change(parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for key, data in parts.items():
            package.writestr(key, data)


@pytest.mark.parametrize(("row", "is_there"), [(1, False), (2, True)])
def test_the_order_of_calculation_goes_with_a_formula_that_it_names(
    tmp_path: Path, row: int, *, is_there: bool
) -> None:
    path, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_raw(path, {"S": rows('<c r="A1"><f>1</f><v>1</v></c>', '<c r="A2"><v>1</v></c>')})
    chain = '<Relationship Id="c" Type="x/calcChain" Target="calcChain.xml"/>'
    order = b'<calcChain xmlns="urn:x"><c r="B7" i="2"/><c r="A2"/><c r="A1" i="1"/></calcChain>'
    rels = "xl/_rels/workbook.xml.rels"
    rezip(path, rels, lambda text: text.replace("</R", chain + "</R"))
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/calcChain.xml", order)
    patch(path, out, Edits(sheets={"S": SheetEdit(cells={row: {1: 5}})}))
    assert ("xl/calcChain.xml" in packed(out)) == is_there
    assert ("calcChain" in part(out, rels)) == is_there


def test_cells_with_formulas_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    data = rows(
        '<c r="A1"><f>1</f><v>1</v></c><c r="B1"><v>1</v></c><c r="C1"><f t="array" ref="C1:D2">1'
        '</f></c><c r="D1"><v>1</v></c>',
        '<c r="A2"><v>1</v></c><c r="C2"><v>1</v></c>',
    )
    write_raw(path, {"S": data, "T": data})
    places = {"S": {(row, column) for row in (1, 2, 3) for column in (1, 2, 3, 4)}, "T": {(1, 1)}}
    found = {("S", 1, 1), ("S", 1, 3), ("S", 1, 4), ("S", 2, 3), ("S", 2, 4), ("T", 1, 1)}
    assert formula_cells(path, places) == found
    assert formula_cells(io.BytesIO(path.read_bytes()), {"S": {(2, 1)}}) == set()


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize(
    ("place", "formula"),
    [
        ((1, 1), '<f t="shared" ref="A1:A2" si="0">B1</f>'),
        ((2, 1), '<f t="array" ref="A1:A2">B1:B2</f>'),
        ((1, 2), '<f t="dataTable" ref="A1:B2" r1="C1"/>'),
    ],
)
def test_a_formula_that_others_hang_on_is_not_taken_from_them(
    tmp_path: Path, place: tuple[int, int], formula: str, prefix: str
) -> None:
    data = rows(f'<c r="A1">{formula}<v>1</v></c><c r="B1"/>', '<c r="A2"><v>1</v></c>')
    if prefix:
        data = prefixed(f'<worksheet xmlns="{{}}">{data}</worksheet>')
    cell = "ABC"[place[1] - 1] + str(place[0])
    with pytest.raises(PatchError, match=f"cell {cell} of sheet 'S' belongs to a formula"):
        edited(tmp_path / "a.xlsx", data, {place[0]: {place[1]: 9}})


def prefixed(sheet: str) -> str:
    """Return a whole sheet part with a prefix before every element."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    whole = re.sub(r"<(/?)(\w)", r"<\1x:\2", sheet.replace('xmlns="{}"', f'xmlns:x="{main}"'))
    return '<?xml version="1.0"?>' + whole


def test_one_of_a_shared_formula_may_go(tmp_path: Path) -> None:
    master = '<c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f><v>1</v></c>'
    data = rows(master, '<c r="A2"><f t="shared" si="0"/><v>1</v></c>')
    made = edited(tmp_path / "a.xlsx", data, {2: {1: 9}})
    assert made == rows(master, '<c r="A2"><v>9</v></c>')


def test_the_header_of_a_table_is_left_to_excel(tmp_path: Path) -> None:
    path, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("S").add_table("B3:C6", {"columns": [{"header": "a"}, {"header": "b"}]})
    said = "row 3 of sheet 'S' is the header of a table"
    with pytest.raises(PatchError, match=said):
        patch(path, out, Edits(sheets={"S": SheetEdit(cells={3: {3: "x"}})}))
    patch(path, out, Edits(sheets={"S": SheetEdit(cells={3: {4: "x"}, 4: {2: "y"}})}))
    assert openpyxl.load_workbook(out)["S"]["B4"].value == "y"


def test_a_sheet_that_is_not_there_or_shares_its_part_is_refused(tmp_path: Path) -> None:
    path, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_raw(path, {"S": rows(""), "T": rows("")})
    edit = SheetEdit(cells={1: {1: 1}})
    with pytest.raises(PatchError) as caught:
        patch(path, out, Edits(sheets={"s": edit}))
    assert caught.value.text.en == (
        f"The file {path} was left as it is: it has no worksheet 's'; check the name."
    )
    rezip(path, "xl/_rels/workbook.xml.rels", lambda text: text.replace("part2", "part1"))
    with pytest.raises(PatchError, match="its sheet 'T' shares its content with another"):
        patch(path, out, Edits(sheets={"T": edit}))


def test_text_in_rows_of_ours_keeps_its_spaces_and_stays_text(tmp_path: Path) -> None:
    path, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_raw(path, {"S": rows("")}, styles=styles(0))
    lines = [["plain", "x", "=1+1"], ["plain", "x ", "plain"], ["a\u3000b", "x", None]]
    patch(path, out, Edits(sheets={"S": SheetEdit(rows_from=1, rows=lines)}))
    found = re.findall(r'<c r="(\w+)"( s="1")? t="\w+"><is><t([^>]*)>([^<]*)', sheet_of(out))
    space = ' xml:space="preserve"'
    assert found == [
        ("A1", "", "", "plain"),
        ("B1", "", "", "x"),
        ("C1", ' s="1"', "", "=1+1"),
        ("A2", "", "", "plain"),
        ("B2", "", space, "x "),
        ("C2", "", "", "plain"),
        ("A3", "", "", "a\u3000b"),
        ("B3", "", "", "x"),
    ]


def sheet_of(path: Path) -> str:
    return part(path, "xl/worksheets/part1.xml")
