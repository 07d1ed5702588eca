"""Web pages and XML of Excel 2003 that shops and ERPs export under the name .xls."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import pytest

from validation.errors import NotASpreadsheetError
from workbook.formats.webpage import tables
from workbook.grids import Grid, Merged, Note, OddGridCell, open_grids

if TYPE_CHECKING:
    from pathlib import Path


def cells(grid: Grid) -> dict[int, list[Any]]:
    return {int(row): list(grid.cells.loc[row]) for row in grid.cells.index}


def opened(path: Path, text: str, encoding: str = "utf-8") -> tuple[Grid, ...]:
    path.write_bytes(text.encode(encoding))
    return open_grids(path).grids


def test_a_table_is_read_as_data_without_scripts_and_links(tmp_path: Path) -> None:
    page = """<html><head><meta http-equiv=Content-Type content="text/html; charset=gb2312">
    <script>document.write("<table><tr><td>evil</td></tr></table>")</script></head><body>
    <table><thead><tr><th>公司</th><th>电话</th></tr></thead>
    <tr><td><a href="http://x.example">深圳&nbsp;A&amp;B</a><script>x()</script></td>
    <td style='mso-number-format:"\\@"'>00861234</td></tr>
    <tr style="display:none"><td bgcolor="#ffff00">多行<br>地址</td><td>&#8364;5</td></tr>
    </table></body></html>"""
    (grid,) = opened(tmp_path / "shop.xls", page, "gb18030")
    assert cells(grid) == {
        1: ["公司", "电话"],
        2: ["深圳 A&B", "00861234"],
        3: ["多行\n地址", "€5"],
    }
    assert (grid.tab, grid.hidden_rows, grid.fills) == ("shop", {3}, {(3, 1): "FFFF00"})


def test_spanning_cells_are_merged_and_push_the_others_on(tmp_path: Path) -> None:
    page = (
        "<table><tr><td colspan=2>a<td>b</tr><tr><td rowspan=2>c<td>d<td>e</tr>"
        "<tr><td>f<td> 王\u3000明 \n&nbsp;g</tr></table>"
    )
    (grid,) = opened(tmp_path / "m.html", page)
    assert cells(grid) == {1: ["a", None, "b"], 2: ["c", "d", "e"], 3: [None, "f", "王\u3000明  g"]}
    assert grid.merged == (Merged(1, 1, 1, 2), Merged(2, 1, 3, 1))


def test_each_table_is_a_sheet_and_a_nested_one_too(tmp_path: Path) -> None:
    page = (
        "<table><tr><td><table><caption>Orders</caption><tr><td>1<td>2</tr></table></tr></table>"
        "<table><tr><td>x<td>y</tr></table>"
    )
    grids = opened(tmp_path / "n.html", page)
    assert [(grid.tab, cells(grid)) for grid in grids] == [
        ("Orders", {1: ["1", "2"]}),
        ("Table 2", {1: ["x", "y"]}),
    ]


def test_a_number_that_excel_wrote_beside_its_text_is_a_number(tmp_path: Path) -> None:
    page = '<table><tr><td x:num="1250.5">1,250.50</td><td x:num>7</td></tr></table>'
    (grid,) = opened(tmp_path / "x.xls", "<html>" + page + "</html>")
    assert cells(grid) == {1: [1250.5, "7"]}


def test_a_web_archive_gives_the_sheets_it_packs() -> None:
    archive = """MIME-Version: 1.0
Content-Type: multipart/related; boundary="----=_B"

------=_B
Content-Location: file:///C:/x/sheet001.htm
Content-Transfer-Encoding: quoted-printable
Content-Type: text/html; charset="us-ascii"

<html xmlns:x=3D"urn:schemas-microsoft-com:office:excel"><head><xml><x:Name>List</x:Name>
</xml></head><body><table><tr><td>a</td><td>=E2=82=AC</td></tr></table></body></html>

------=_B
Content-Location: file:///C:/x/tabstrip.htm
Content-Type: text/html

<table><tr><td><a href="sheet001.htm">List</a></td></tr></table>

------=_B--
"""
    (grid,) = tables(archive.encode(), PurePath("erp.mht")).grids
    assert (grid.tab, cells(grid)) == ("List", {1: ["a", "€"]})


def test_a_page_without_a_table_is_not_a_spreadsheet(tmp_path: Path) -> None:
    with pytest.raises(NotASpreadsheetError) as caught:
        opened(tmp_path / "p.html", "<!DOCTYPE html><html><body><p>Hello</p></body></html>")
    assert caught.value.facts["found"] == ("没有表格的网页", "a web page without a table")


XML = """<?xml version="1.0" encoding="{encoding}"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
 <Styles><Style ss:ID="s1"><Interior ss:Color="#FF0000" ss:Pattern="Solid"/></Style></Styles>
 <Worksheet ss:Name="客户"><Table><Column ss:Index="3" ss:Hidden="1"/>
  <Row ss:Index="2"><Cell><Data ss:Type="String">公司 A & B</Data></Cell>
   <Cell ss:Index="3" ss:StyleID="s1"><Data ss:Type="Number">15</Data></Cell>
   <Cell><Data ss:Type="DateTime">2024-05-20T00:00:00.000</Data></Cell></Row>
  <Row ss:Hidden="1"><Cell ss:MergeAcross="1"><Data ss:Type="String">00861234</Data>
    <Comment><Data>call back</Data></Comment></Cell>
   <Cell><Data ss:Type="Boolean">1</Data></Cell>
   <Cell><Data ss:Type="DateTime">2024-05-20T09:30:00.000</Data></Cell></Row>
  <Row ss:Index="5"><Cell><Data ss:Type="Error">#N/A</Data></Cell>
   <Cell ss:Formula="=1+1"><Data ss:Type="Number">2.5</Data></Cell><Cell ss:Formula="=2"/></Row>
 </Table></Worksheet>
 <Worksheet ss:Name="old"><Table/><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible>
 </x:WorksheetOptions></Worksheet>
</Workbook>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_the_xml_of_excel_2003_is_read_with_gaps_and_types(tmp_path: Path, encoding: str) -> None:
    grid, old = opened(tmp_path / "erp.xls", XML.format(encoding=encoding), encoding)
    assert cells(grid) == {
        2: ["公司 A & B", None, 15, dt.date(2024, 5, 20)],
        3: ["00861234", None, True, dt.datetime.fromisoformat("2024-05-20T09:30")],
        4: [None, None, None, None],
        5: [None, 2.5, None, None],
    }
    assert grid.merged == (Merged(3, 1, 3, 2),)
    assert grid.odd == (OddGridCell("error", 5, 1, "#N/A"), OddGridCell("uncached", 5, 3, "=2"))
    assert grid.notes == (Note(3, 1, "call back"),)
    assert (grid.fills, grid.hidden_rows, grid.hidden_columns) == ({(2, 3): "FF0000"}, {3}, {3})
    assert (old.tab, old.visible, cells(old)) == ("old", False, {})
