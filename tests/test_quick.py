"""The quick reader of usual sheets: every way programs write a cell, and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.raw_xlsx import rows
from workbook.formats import quick
from workbook.formats.alone import Meaning
from workbook.formats.grid import OddGridCell
from workbook.formats.numbers import Form
from workbook.formats.scan import UnusualXmlError
from workbook.formats.serials import CellKind

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = (CellKind.NUMBER, CellKind.DATE, CellKind.MOMENT, CellKind.TIME)
STRINGS = np.array(["Acme", "贸易", None], object)
HEAD = "<worksheet xmlns='m'>"


def pieces(xml: bytes, size: int = 1 << 20) -> Iterator[bytes]:
    return (xml[at : at + size] for at in range(0, len(xml), size))


def read(data: str, *, size: int = 1 << 20, fills: dict[int, str] | None = None) -> quick.Read:
    meaning = Meaning(STRINGS, Form(KINDS, date1904=False), fills or {})
    return quick.read(pieces(f"{HEAD}{data}</worksheet>".encode(), size), meaning)


def table(found: quick.Read) -> dict[int, list[Any]]:
    return {int(row): list(found.cells.loc[row]) for row in found.cells.index}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A1" t="s"><v>0</v></c>', "Acme"),
        ('<c r="A1" s="1" t="s"><v>1</v></c>', "贸易"),
        ('<c r="A1" t="s" s="1"><v>00</v></c>', "Acme"),
        ('<c r="A1"><v>15</v></c>', 15),
        ('<c r="A1" t="n"><v>123456789012345</v></c>', 123456789012345),
        ('<c r="A1"><v>913300001234567891</v></c>', 913300001234567891),
        ('<c r="A1"><v>007</v></c>', 7),
        ('<c r="A1"><v>-5</v></c>', -5),
        ('<c r="A1"><v>5.0</v></c>', 5),
        ('<c r="A1"><v>0.1</v></c>', 0.1),
        ('<c r="A1"><v>-12345.6789</v></c>', -12345.6789),
        ('<c r="A1"><v>.5</v></c>', 0.5),
        ('<c r="A1"><v>5.</v></c>', 5),
        ('<c r="A1"><v>-.</v></c>', "-."),
        ('<c r="A1"><v>1.2.3</v></c>', "1.2.3"),
        ('<c r="A1"><v>1.5E-7</v></c>', 1.5e-7),
        ('<c r="A1"><v>1e400</v></c>', "1e400"),
        ('<c r="A1"><v>1_0</v></c>', "1_0"),
        ('<c r="A1"><v>inf</v></c>', "inf"),
        ('<c r="A1"><v> 5 </v></c>', 5),
        ('<c r="A1"><v>5&#48;</v></c>', 50),
        ('<c r="A1"><v>１２</v></c>', "１２"),
        ('<c r="A1" s="1"><v>45432</v></c>', dt.date(2024, 5, 20)),
        ('<c r="A1" s="0001"><v>45432</v></c>', dt.date(2024, 5, 20)),
        ('<c r="A1" s="1"><v>45432.5</v></c>', dt.datetime.fromisoformat("2024-05-20T12:00")),
        ('<c r="A1" s="2"><v>45432</v></c>', dt.datetime.fromisoformat("2024-05-20T00:00")),
        ('<c r="A1" s="3"><v>0.4</v></c>', "09:36"),
        ('<c r="A1" s="1"><v>60</v></c>', "1900-02-29"),
        ('<c r="A1" s="9999"><v>45432</v></c>', 45432),
        ('<c r="A1" s="70000"><v>45432</v></c>', 45432),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>false</v></c>', False),
        ('<c r="A1" t="str"><v> a&lt;b </v></c>', " a<b "),
        ('<c r="A1" t="str"><f>"x"</f><v xml:space="preserve">x </v></c>', "x "),
        ('<c r="A1" t="str"><v>a_x000D_&#10;b</v></c>', "a\r\nb"),
        ('<c r="A1" t="inlineStr"><is><t> in </t></is></c>', "in"),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> in </t></is></c>', " in "),
        ('<c r="A1" t="inlineStr"><is><t> _x0020_in </t></is></c>', " in"),
        ('<c r="A1" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c>', "inline"),
        ('<c r="A1"><f>A2&amp;A3</f><v>3</v></c>', 3),
        ('<c r="A1"><f t="shared" ref="A1:A4" si="0">B1</f><v>3</v></c>', 3),
        ('<c r="A1"><f t="shared" si="0"/><v>3</v></c>', 3),
        ('<c r="A1" s="1" cm="1"><f>B1</f><v>45432</v></c>', dt.date(2024, 5, 20)),
    ],
)
def test_every_usual_way_to_write_a_cell_is_read(cell: str, expected: object) -> None:
    (value,) = table(read(rows(f"{cell}")))[1]

    assert (type(value), value) == (type(expected), expected)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"/>',
        '<c r="A1" s="1"/>',
        '<c r="A1" t="s"/>',
        '<c r="A1"></c>',
        '<c r="A1"><v></v></c>',
        '<c r="A1" t="str"><v></v></c>',
        '<c r="A1" t="inlineStr"><is><t></t></is></c>',
        '<c r="A1" t="inlineStr"><v>x</v></c>',
        '<c r="A1" t="e"><v></v></c>',
    ],
)
def test_a_cell_without_a_value_is_blank(cell: str) -> None:
    found = read(rows(f'{cell}<c r="B1"><v>1</v></c>'))

    assert (table(found), found.facts.odd) == ({1: [1]}, [])


@pytest.mark.parametrize(
    ("cell", "odd"),
    [
        ('<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', ("error", "#DIV/0!")),
        ('<c r="B1" t="e"><v>#N/A</v></c>', ("error", "#N/A")),
        ('<c r="B1" t="s"><v>2</v></c>', ("error", "#MISSING")),
        ('<c r="B1" t="s" ph="1"><v>999999</v></c>', ("error", "#MISSING")),
        ('<c r="B1"><f>A1&amp;2</f></c>', ("uncached", "=A1&2")),
        ('<c r="B1"><f>A1</f><v></v></c>', ("uncached", "=A1")),
        ('<c r="B1" t="str"><f>A1</f></c>', ("uncached", "=A1")),
        ('<c r="B1"><f t="shared" si="0"/></c>', ("uncached", "=")),
    ],
)
def test_what_a_cell_shows_instead_of_a_value_is_told(cell: str, odd: tuple[Any, str]) -> None:
    found = read(rows(f'<c r="A1"><v>1</v></c>{cell}<c r="C1"><v>2</v></c>'))

    assert table(found) == {1: [1, None, 2]}
    assert found.facts.odd == [OddGridCell(odd[0], 1, 2, odd[1])]


_ONE_CELL = '<c r="A1"><v>1</v></c>'
_ONE = f'<row r="1">{_ONE_CELL}</row>'


@pytest.mark.parametrize(
    "data",
    [
        rows('<c r="A2"><v>1</v></c>'),
        rows('<c r="a1"><v>1</v></c>'),
        rows('<c r="1"><v>1</v></c>'),
        rows('<c r="ABCD1"><v>1</v></c>'),
        rows('<c r="XFE1"><v>1</v></c>'),
        rows("<c><v>1</v></c>"),
        rows('<c t="n" r="A1"><v>1</v></c>'),
        rows("<c r='A1'><v>1</v></c>"),
        rows('<c r="A1" ><v>1</v></c>', '<c r="A2" 1="2"><v>1</v></c>'),
        rows('<c r="A1" cm="1" r="A1"><v>1</v></c>'),
        f'<sheetData><row r="1" ht="1" ht="2">{_ONE_CELL}</row></sheetData>',
        f'<sheetData><row ht="1" r="1" ht="2">{_ONE_CELL}</row></sheetData>',
        rows('<c r="A1" s="x"><v>1</v></c>'),
        rows('<c r="A1" s="1" s="1"><v>1</v></c>'),
        rows('<c r="A1" s="0" t="n" s="1"><v>1</v></c>'),
        rows('<c r="A1" t="x"><v>1</v></c>'),
        rows('<c r="A1" t="d"><v>2024-05-20</v></c>'),
        rows('<c r="A1" t="b"><v>2</v></c>'),
        rows('<c r="A1" t="s"><v>-1</v></c>'),
        rows('<c r="A1" t="s"><v>1.0</v></c>'),
        rows('<c r="A1" t="str"><v>&nbsp;</v></c>'),
        rows('<c r="A1" t="str"><v>a & b</v></c>'),
        rows('<c r="A1" t="str"><v>&#0;</v></c>'),
        rows('<c r="A1" t="str"><v>a<b/>c</v></c>'),
        rows('<c r="A1"><v>1<b/></v></c>'),
        rows('<c r="A1"><v>1</v><v>2</v></c>'),
        rows('<c r="A1"><v>1</v><f>A2</f></c>'),
        rows('<c r="A1" t="e"><v>#N/A<b/></v></c>'),
        rows('<c r="A1" t="str"><v>a\0b</v></c>'),
        rows('<c r="A1"><f>a<b/></f><v>1</v></c>'),
        rows('<c r="A1"><f t=1>a</f><v>1</v></c>'),
        rows('<c r="A1"><f>a</f> <v>1</v></c>'),
        rows('<c r="A1"><v>1</v></c> <c r="B1"><v>1</v></c>'),
        rows('<c r="A1"><v>1</v></c><!-- x -->'),
        rows('<c r="A1"><v><![CDATA[1]]></v></c>'),
        rows('<c r="A1"><is><t>x</t></is></c>'),
        rows('<c r="A1" t="inlineStr"><is><t>&foo;</t></is></c>'),
        rows('<c r="A1" t="inlineSta"><is><t>x</t></is></c>'),
        rows('<c r="A1" t="inlineStr"><is><t>x</t></is></d>'),
        rows('<c r="B1"><v>1</v></c><c r="A1"><v>1</v></c>'),
        rows('<c r="A1"><v>1</v></c><c r="A1"><v>1</v></c>'),
        f"<sheetData>{_ONE}{_ONE}</sheetData>",
        f'<sheetData><row r="2"/>{_ONE}</sheetData>',
        rows(_ONE_CELL).replace(' r="1"', ""),
        rows(_ONE_CELL).replace(' r="1"', ' r="1" r="1"'),
        rows(_ONE_CELL).replace(' r="1"', ' r="1" 1="1"'),
        f"<sheetData>\n{_ONE}</sheetData>",
        f"<sheetData>{_ONE}<junk/></sheetData>",
        '<sheetData><c r="A1"><v>1</v></c></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></sheetData>',
        '<sheetData><row r="1048577"><c r="A1048577"><v>1</v></c></row></sheetData>',
        "<sheetData>",
        "",
    ],
)
@pytest.mark.parametrize("size", [1, 1000])
def test_what_is_written_otherwise_is_left_to_the_careful_reader(data: str, size: int) -> None:
    with pytest.raises(UnusualXmlError):
        read(data, size=size)


def test_cells_far_apart_and_other_encodings_are_left_to_the_careful_reader() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    with pytest.raises(UnusualXmlError):
        read(f"<sheetData>{_ONE}{far}</sheetData>")
    meaning = Meaning(STRINGS, Form(KINDS, date1904=False), {})
    with pytest.raises(UnusualXmlError):
        quick.read(iter([b'<?xml version="1.0" encoding="GBK"?><w>' + rows().encode()]), meaning)


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_sheet_is_the_same_however_its_bytes_arrive(size: int, prefix: str) -> None:
    data = (
        '<sheetData><row r="2" spans="1:2"><c r="A2" t="s"><v>0</v></c>'
        '<c r="AB2"><v>5</v></c></row>'
        '<row r="3" hidden="1"/><row r="4" ht="0"></row>'
        '<row collapsed="false" r="6" hidden="true"><c r="B6" s="2"/><c r="C6"><v>6</v></c></row>'
        '<row r="9"><c r="A9" s="1"/></row></sheetData><mergeCells/>'
    )
    data = data.replace("<", f"<{prefix}").replace(f"<{prefix}/", f"</{prefix}")

    found = read(data, size=size, fills={2: "FFFF00"})

    assert list(found.cells.columns) == list(range(1, 29))
    assert found.cells[[1, 3, 28]].to_numpy().tolist() == [
        ["Acme", None, 5],
        *[[None, None, None]] * 3,
        [None, 6, None],
    ]
    assert found.facts.hidden_rows == {3, 4, 6}
    assert found.facts.fills == {(6, 2): "FFFF00"}
    assert found.around.decode() == f"{HEAD}<{prefix}sheetData/><{prefix}mergeCells/></worksheet>"


@pytest.mark.parametrize("data", ["<sheetData/>", "<sheetData />", "<sheetData></sheetData>"])
def test_a_sheet_without_rows_is_blank(data: str) -> None:
    assert read(data).cells.shape == (0, 0)


def test_equal_texts_and_days_of_a_sheet_are_one_object() -> None:
    cells = (
        '<c r="A{0}" t="s"><v>1</v></c><c r="B{0}" t="str"><v>same text</v></c>'
        '<c r="C{0}" s="1"><v>45432</v></c>'
    )
    first, second = read(rows(cells.format(1), cells.format(2))).cells.to_numpy().tolist()

    assert [one is two for one, two in zip(first, second, strict=True)] == [True] * 3
