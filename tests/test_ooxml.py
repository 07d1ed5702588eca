"""xlsx cell by cell: what calamine, pandas or openpyxl get wrong must come right."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from tests.raw_xlsx import STRICT, STRICT_RELATIONS, rows, styles, write_raw
from workbook.grids import Grid, Merged, Note, OddGridCell, open_grids

if TYPE_CHECKING:
    from pathlib import Path


ROADS = pytest.mark.parametrize(
    "road", ["", "\n", "\n<!-- x -->"], ids=["quick", "calamine", "parsed"]
)
"""Put behind <sheetData>, it decides which reader takes the sheet."""


def sent(data: str, road: str) -> str:
    return data.replace("sheetData>", f"sheetData>{road}", 1)


def cells(grid: Grid) -> dict[int, list[Any]]:
    return {int(row): list(grid.cells.loc[row]) for row in grid.cells.index}


def typed(values: list[Any]) -> list[tuple[str, Any]]:
    return [(type(value).__name__, value) for value in values]


def one(path: Path) -> Grid:
    (grid,) = open_grids(path).grids
    return grid


def test_text_stays_text_and_numbers_keep_their_kind(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for column, text in enumerate(("00861234", "NA", "913300001234567890", "+8613800138000")):
            sheet.write_string(0, column, text)
        for column, number in enumerate((15, 15.5, -3, 913300001234567)):
            sheet.write_number(1, column, number)
        sheet.write_boolean(2, 0, True)  # noqa: FBT003
        sheet.write_boolean(2, 1, False)  # noqa: FBT003
    grid = one(path)
    assert typed(list(grid.cells.loc[1])) == [
        ("str", "00861234"),
        ("str", "NA"),
        ("str", "913300001234567890"),
        ("str", "+8613800138000"),
    ]
    assert typed(list(grid.cells.loc[2])) == [
        ("int", 15),
        ("float", 15.5),
        ("int", -3),
        ("int", 913300001234567),
    ]
    assert typed(list(grid.cells.loc[3])) == [
        ("bool", True),
        ("bool", False),
        ("NoneType", None),
        ("NoneType", None),
    ]


@ROADS
@pytest.mark.parametrize(
    ("format_id", "serial", "expected"),
    [
        (14, "45432", dt.date(2024, 5, 20)),
        (14, "45432.5", dt.datetime.fromisoformat("2024-05-20T12:00")),
        (22, "45432", dt.datetime.fromisoformat("2024-05-20T00:00")),
        (31, "45432", dt.date(2024, 5, 20)),
        (57, "45432", dt.date(2024, 5, 20)),
        (14, "61", dt.date(1900, 3, 1)),
        (14, "60", "1900-02-29"),
        (14, "59", dt.date(1900, 2, 28)),
        (14, "1", dt.date(1900, 1, 1)),
        (14, "0", "1900-01-00"),
        (14, "-5", -5),
        (14, "99999999", 99999999),
        (20, "0.4", "09:36"),
        (46, "1.5", "36:00:00"),
        (0, "45432", 45432),
        (164, "45432", dt.date(2024, 5, 20)),
        (165, "15", 15),
        (166, "45432", dt.datetime.fromisoformat("2024-05-20T00:00")),
    ],
)
def test_a_number_is_a_date_where_its_format_says_so(
    tmp_path: Path, format_id: int, serial: str, expected: object, road: str
) -> None:
    codes = {
        164: "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;",
        165: "0&quot;d&quot;",
        166: "yyyy-mm-dd hh:mm",
    }
    path = write_raw(
        tmp_path / "d.xlsx",
        {"S": sent(rows(f'<c r="A1" s="1"><v>{serial}</v></c>'), road)},
        styles=styles(0, format_id, codes=codes),
    )
    value = one(path).cells.loc[1, 1]
    assert (type(value), value) == (type(expected), expected)


@ROADS
def test_a_workbook_of_1904_counts_from_there(tmp_path: Path, road: str) -> None:
    cells_of_it = '<c r="A1" s="0"><v>45432</v></c><c r="B1" s="0"><v>60</v></c>'
    path = write_raw(
        tmp_path / "mac.xlsx",
        {"S": sent(rows(cells_of_it), road)},
        styles=styles(14),
        properties='<workbookPr date1904="true"/>',
    )
    assert cells(one(path)) == {1: [dt.date(2028, 5, 21), dt.date(1904, 3, 1)]}


def test_a_date_written_as_text_of_iso_8601_is_a_date(tmp_path: Path) -> None:
    path = write_raw(
        tmp_path / "iso.xlsx",
        {
            "S": rows(
                '<c r="A1" t="d"><v>2024-05-20T09:30:00Z</v></c>'
                '<c r="B1" t="d"><v>2024-05-20</v></c>'
                '<c r="C1" t="e"><v>#N/A</v></c><c r="D1"><v>1</v></c>'
            )
        },
    )
    grid = one(path)
    nine = dt.datetime.fromisoformat("2024-05-20T09:30")
    assert cells(grid) == {1: [nine, dt.date(2024, 5, 20), None, 1]}
    assert grid.odd == (OddGridCell("error", 1, 3, "#N/A"),)


@ROADS
def test_error_cells_and_formulas_without_a_result_are_told(tmp_path: Path, road: str) -> None:
    data = rows(
        '<c r="A1" t="e"><f>VLOOKUP(1,2,3)</f><v>#N/A</v></c><c r="B1"><v>1</v></c>',
        '<c r="A2"><f>1&amp;2</f></c><c r="B2"><f>1+1</f><v>2</v></c>',
        '<c r="A3"><f>3</f><v></v></c><c r="B3" t="str"><f>""</f><v></v></c>',
        '<c r="D4" t="e"><v>#DIV/0!</v></c>',
    )
    grid = one(write_raw(tmp_path / "odd.xlsx", {"S": sent(data, road)}))
    assert cells(grid) == {
        1: [None, 1, None, None],
        2: [None, 2, None, None],
        3: [None, None, None, None],
        4: [None, None, None, None],
    }
    assert grid.odd == (
        OddGridCell("error", 1, 1, "#N/A"),
        OddGridCell("uncached", 2, 1, "=1&2"),
        OddGridCell("uncached", 3, 1, "=3"),
        OddGridCell("error", 4, 4, "#DIV/0!"),
    )


@ROADS
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_strings_of_every_kind_are_read_alike(tmp_path: Path, prefix: str, road: str) -> None:
    plain = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
        '<c r="C1" t="s"><v>2</v></c><c r="D1" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r>'
        '</is></c><c r="E1" t="str"><f>1</f><v>a&amp;b</v></c><c r="F1" t="s"><v>3</v></c></row>'
    )
    part = (
        plain
        if not prefix
        else plain.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    )
    ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    tag = f'xmlns:x="{ns}"' if prefix else f'xmlns="{ns}"'
    whole = (
        f'<?xml version="1.0"?><{prefix}worksheet {tag}><{prefix}sheetData>{part}'
        f"</{prefix}sheetData></{prefix}worksheet>"
    )
    path = write_raw(
        tmp_path / "s.xlsx",
        {"S": sent(whole, road)},
        strings="<si><r><t xml:space='preserve'>rich </t></r><r><t>text</t></r></si>"
        "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>"
        "<si><t>a_x000D_&#10;b _x005F_x000D_</t></si><si/>",
    )
    assert cells(one(path)) == {1: ["rich text", "東京", "a\r\nb _x000D_", "inline", "a&b"]}


@ROADS
def test_a_string_that_is_not_there_is_an_error_of_its_cell(tmp_path: Path, road: str) -> None:
    data = rows('<c r="A1" t="s"><v>7</v></c><c r="B1" t="s"><v>0</v></c>')
    path = write_raw(
        tmp_path / "missing.xlsx",
        {"S": sent(data, road)},
        strings="<si><t>Acme</t></si>",
    )
    grid = one(path)
    assert cells(grid) == {1: [None, "Acme"]}
    assert grid.odd == (OddGridCell("error", 1, 1, "#MISSING"),)


@ROADS
def test_an_18_digit_number_of_another_program_keeps_its_digits(tmp_path: Path, road: str) -> None:
    data = rows('<c r="A1"><v>913300001234567891</v></c><c r="B1"><v>9.1E+17</v></c>')
    path = write_raw(tmp_path / "long.xlsx", {"S": sent(data, road)})
    assert typed(list(one(path).cells.loc[1])) == [
        ("int", 913300001234567891),
        ("int", 910000000000000000),
    ]


@pytest.mark.parametrize(
    "parts",
    [
        {"main": STRICT, "relations": STRICT_RELATIONS},
        {"folder": "/xl/worksheets/"},
        {"folder": "/odd/place/"},
    ],
)
def test_a_package_may_be_strict_or_keep_its_sheets_anywhere(
    tmp_path: Path, parts: dict[str, str]
) -> None:
    path = write_raw(tmp_path / "p.xlsx", {"S": rows('<c r="A1"><v>1</v></c>')}, **parts)
    assert cells(one(path)) == {1: [1]}


def test_rows_and_cells_without_a_reference_follow_each_other(tmp_path: Path) -> None:
    data = (
        "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>"
    )
    path = write_raw(tmp_path / "nor.xlsx", {"S": data})
    assert cells(one(path)) == {1: [1, 2], 2: [3, None]}


@pytest.mark.parametrize("dimension", ["", '<dimension ref="A1"/>'])
def test_a_false_dimension_hides_nothing(tmp_path: Path, dimension: str) -> None:
    data = rows('<c r="C3"><v>1</v></c>', "", '<c r="D5"><v>2</v></c>', first=3)
    path = write_raw(tmp_path / "dim.xlsx", {"S": dimension + data})
    assert cells(one(path)) == {3: [1, None], 4: [None, None], 5: [None, 2]}


def test_two_cells_in_far_corners_cost_nothing(tmp_path: Path) -> None:
    data = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
    )
    grid = one(write_raw(tmp_path / "far.xlsx", {"S": data}))
    assert (grid.cells.loc[1, 1], grid.cells.loc[1_048_576, 16_384]) == (1, 2)
    assert grid.cells.size < 5_000_000
    assert grid.last_row == 1_048_576


@ROADS
def test_a_date_that_makes_calamine_panic_stays_text(tmp_path: Path, road: str) -> None:
    data = rows('<c r="A1" s="0"><v>-1e400</v></c><c r="B1"><v>1</v></c>')
    path = write_raw(tmp_path / "num.xlsx", {"S": sent(data, road)}, styles=styles(14))
    assert cells(one(path))[1][0] == "-1e400"


def test_hidden_merged_coloured_and_annotated_cells_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "around.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "客户"
    for row in range(1, 6):
        for column in range(1, 5):
            sheet.cell(row, column, f"{row}.{column}")
    sheet.merge_cells("A1:B2")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet["D5"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["D4"].comment = Comment("call back", "Li")
    hidden = book.create_sheet("旧")
    hidden.sheet_state = "veryHidden"
    hidden["A1"] = "x"
    book.create_chartsheet("Chart")
    book.save(path)
    grid, old = open_grids(path).grids
    assert (grid.tab, grid.visible, old.tab, old.visible) == ("客户", True, "旧", False)
    assert grid.merged == (Merged(1, 1, 2, 2),)
    assert grid.hidden_rows == {3}
    assert grid.hidden_columns == {3}
    assert grid.fills == {(5, 4): "FFFF00"}
    assert grid.notes == (Note(4, 4, "call back"),)
    assert open_grids(path, colours=False).grids[0].fills == {}


@ROADS
def test_a_row_of_no_height_and_a_column_of_no_width_are_hidden(tmp_path: Path, road: str) -> None:
    data = (
        '<cols><col min="2" max="3" width="0" customWidth="1"/><col min="4" max="4" hidden="1"'
        ' width="9"/></cols><sheetData><row r="1" ht="0" customHeight="1"><c r="A1"><v>1</v></c>'
        '</row><row r="2" hidden="1"/><row r="3" ht="0.75"><c r="A3"><v>2</v></c></row></sheetData>'
    )
    grid = one(write_raw(tmp_path / "h.xlsx", {"S": sent(data, road)}))
    assert (grid.hidden_rows, grid.hidden_columns) == ({1, 2}, {2, 3, 4})


def test_pictures_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "pictures.xlsx"
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
    )
    (tmp_path / "dot.png").write_bytes(png)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "x")
        sheet.insert_image(1, 1, str(tmp_path / "dot.png"))
        sheet.insert_image(3, 1, str(tmp_path / "dot.png"))
    assert one(path).pictures == 2
