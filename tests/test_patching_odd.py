"""Sheets written in odd but valid ways, and random edits of random sheets."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.raw_xlsx import MAIN, rows, write_raw
from validation.errors import PatchError
from workbook.grids import open_grids
from workbook.patching import formula_cells, patch
from workbook.patching.edits import Edits, Mark, SheetEdit

if TYPE_CHECKING:
    from pathlib import Path

    from workbook.patching.edits import Value

CELLS: dict[int, dict[int, Value]] = {1: {2: "new", 4: 9}, 3: {1: "row"}, 4: {1: None}, 6: {3: 1}}
EXPECTED = {
    1: {1: "a", 2: "new", 3: 3, 4: 9},
    2: {1: "b & c"},
    3: {1: "row"},
    4: {2: 5},
    6: {3: 1},
}
USUAL = (
    '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1"><v>2</v></c>'
    '<c r="C1"><v>3</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>b &amp; c</t></is></c>'
    '</row><row r="4"><c r="A4"><v>4</v></c><c r="B4"><v>5</v></c></row></sheetData>'
)
ODD = {
    "usual": USUAL,
    "single quotes": USUAL.replace('"', "'"),
    "no places": re.sub(r'(<row r="[14]"|<c) r="[ABC]?\d"', r"\1", USUAL),
    "rows without places": USUAL.replace('<row r="2"', "<row").replace('<row r="1"', "<row"),
    "places behind": re.sub(r'<c r="(\w+)" t="inlineStr"', r'<c t="inlineStr" r="\1"', USUAL),
    "some places only": USUAL.replace('<c r="B1">', "<c>").replace('<c r="B4">', "<c>"),
    "spaces": re.sub(r"(</?(?:row|c|v|is)\b)", r"\n  \1", USUAL).replace("</row>", "</row >"),
    "comments": USUAL.replace("<row", "<!-- </sheetData> --><row").replace("<v>", "<!-- x --><v>"),
    "cdata": USUAL.replace("b &amp; c", "<![CDATA[b & c]]>"),
    "instructions": USUAL.replace("<row", "<?odd <row r='9'?><row"),
    "references": USUAL.replace(">a<", ">&#97;<").replace("&amp;", "&#x26;"),
    "empty rows": USUAL.replace('<row r="4"', '<row r="3" ht="9"/><row r="4"'),
    "rich text": USUAL.replace(
        "<t>a</t>", '<r><rPr><color rgb="FF000000"/><charset val="1"/></rPr><t>a</t></r>'
    ),
    "lower case": USUAL.replace('"A1"', '"a1"'),
}


def part(path: Path) -> bytes:
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        return package.read("xl/worksheets/part1.xml")


def values(path: Path) -> dict[int, dict[int, Any]]:
    """Return row → column → value, without what is empty."""
    (grid,) = open_grids(path).grids
    found = {
        int(row): {int(n): one for n, one in grid.cells.loc[row].items() if one is not None}
        for row in grid.cells.index
    }
    return {row: line for row, line in found.items() if line}


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("name", ODD)
def test_a_sheet_in_an_odd_hand_is_read_as_meant(tmp_path: Path, name: str, prefix: str) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    space = f'xmlns:{prefix[:-1]}="{MAIN}"' if prefix else f'xmlns="{MAIN}"'
    tail = '<!-- tail --><pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/>'
    whole = f"<worksheet>{ODD[name]}{tail}</worksheet>"
    whole = re.sub(r"<(/?)(\w)", rf"<\1{prefix}\2", whole).replace(
        "worksheet", f"worksheet {space}", 1
    )
    whole = whole.replace(f"<{prefix}row r='9'?>", "<row r='9'?>").replace(
        "</x:sheetData> -", "</sheetData> -"
    )
    write_raw(source, {"S": f'<?xml version="1.0"?>{whole}'})
    patch(source, target, Edits(sheets={"S": SheetEdit(cells=CELLS)}))
    assert values(target) == EXPECTED
    ending = f"</{prefix}sheetData>" + re.sub(r"<(/?)(\w)", rf"<\1{prefix}\2", tail)
    assert part(target).endswith(f"{ending}</{prefix}worksheet>".encode())
    assert formula_cells(source, {"S": {(1, 1), (4, 2), (9, 9)}}) == set()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1"])
def test_a_part_in_another_encoding_is_written_in_utf8(tmp_path: Path, encoding: str) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_raw(source, {"S": "<?xml?>"})
    named = encoding.removesuffix("-sig").removesuffix("-le")
    text = (
        f'<?xml version="1.0" encoding="{named}"?><worksheet xmlns="{MAIN}">'
        + USUAL.replace(">a<", ">ä<")
        + "</worksheet>"
    )
    with zipfile.ZipFile(source) as package:
        parts = {entry.filename: package.read(entry) for entry in package.infolist()}
    parts["xl/worksheets/part1.xml"] = text.encode(encoding)
    with zipfile.ZipFile(source, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    patch(source, target, Edits(sheets={"S": SheetEdit(cells=CELLS)}))
    assert values(target) == EXPECTED | {1: {1: "ä", 2: "new", 3: 3, 4: 9}}


@pytest.mark.parametrize(
    "data",
    [
        USUAL.replace('r="4"', 'r="1"'),
        USUAL.replace('<c r="B1">', '<c r="D1">'),
        USUAL.replace('r="A4"', 'r="A5"'),
        USUAL.replace("</row>", "<extLst/></row>"),
        USUAL.replace("<row", "<AlternateContent/><row"),
        USUAL.replace("</c></row>", "</c></wor>"),
        "<cols/>",
        USUAL.replace("</sheetData>", ""),
    ],
)
@pytest.mark.parametrize("quote", ['"', "'"])
def test_what_cannot_be_understood_is_left_alone(tmp_path: Path, data: str, quote: str) -> None:
    source = write_raw(tmp_path / "a.xlsx", {"S": data.replace('"', quote)})
    with pytest.raises(PatchError, match="its sheet 'S' is written in a way that cannot be"):
        patch(source, tmp_path / "b.xlsx", Edits(sheets={"S": SheetEdit(cells=CELLS)}))


def test_a_dtd_is_refused(tmp_path: Path) -> None:
    whole = f'<!DOCTYPE x [<!ENTITY a "b">]><worksheet xmlns="{MAIN}">{USUAL}</worksheet>'
    source = write_raw(tmp_path / "a.xlsx", {"S": f'<?xml version="1.0"?>{whole}'})
    with pytest.raises(PatchError, match="its sheet 'S' is written"):
        patch(source, tmp_path / "b.xlsx", Edits(sheets={"S": SheetEdit(cells={1: {1: "\x0b"}})}))


@pytest.mark.parametrize("data", ["<sheetData/>", "<sheetData />", "<sheetData></sheetData>"])
def test_an_empty_sheet_gets_cells_rows_or_marks_and_gives_the_marks_back(
    tmp_path: Path, data: str
) -> None:
    source, target, bare = (tmp_path / f"{name}.xlsx" for name in "abc")
    write_raw(source, {"S": data})
    patch(source, target, Edits(sheets={"S": SheetEdit(cells={2: {2: 7}})}))
    assert values(target) == {2: {2: 7}}
    patch(source, target, Edits(sheets={"S": SheetEdit(rows_from=3, rows=[["x"]])}))
    assert values(target) == {3: {1: "x"}}
    marks = [Mark("error", [(1, 1, 1, 1)])]
    patch(source, target, Edits(sheets={"S": SheetEdit(marks=marks)}))
    assert b'sqref="A1"' in part(target)
    patch(target, bare, Edits(sheets={"S": SheetEdit(marks=())}))
    assert part(bare) == part(source)


@pytest.mark.parametrize("piece", [64, 1 << 22])
def test_it_does_not_matter_where_a_long_sheet_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr("workbook.patching.archive._PIECE", piece)
    data = rows(*(f'<c r="A{n}"><v>{n}</v></c><c r="C{n}"/>' for n in range(1, 301)))
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    cells: dict[int, dict[int, Value]] = {n: {1: n * 2, 2: "x"} for n in range(1, 320, 3)}
    for sheet in (data, data.replace('"', "'")):
        write_raw(source, {"S": sheet})
        patch(source, target, Edits(sheets={"S": SheetEdit(cells=cells)}))
        expected = {n: {1: n * 2, 2: "x"} if n % 3 == 1 else {1: n} for n in range(1, 301)}
        expected |= {n: {1: n * 2, 2: "x"} for n in range(301, 320, 3)}
        assert values(target) == expected


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=9).filter(
    lambda text: (
        "\r" not in text and not re.search(r"_x[0-9A-Fa-f]{4}_|[\x00-\x1f\ufffe\uffff]", text)
    )
)
VALUES = st.one_of(
    TEXTS,
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(2200, 1, 1)).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=0)
    ),
    st.sampled_from(["=1+1", "+49", " x", "a\nb", "<b>&", None, ""]),
)
PLACES = st.tuples(st.integers(1, 12), st.sampled_from([1, 2, 3, 26, 27, 702, 703, 16384]))
GRIDS = st.dictionaries(PLACES, VALUES, max_size=12)


@settings(max_examples=150, deadline=None)
@given(
    before=GRIDS, edits=GRIDS, lines=st.none() | st.lists(st.lists(VALUES, max_size=3), max_size=3)
)
def test_any_edit_of_any_sheet_changes_just_that(
    before: dict[tuple[int, int], Any],
    edits: dict[tuple[int, int], Any],
    lines: list[list[Any]] | None,
) -> None:
    source, target = io.BytesIO(), io.BytesIO()
    book = xlsxwriter.Workbook(source, {"strings_to_formulas": False, "strings_to_urls": False})
    looks = [None, book.add_format({"num_format": "0.00"}), book.add_format({"num_format": "@"})]
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("S")
    sheet.set_column(1, 30, 9, looks[2])
    for (row, column), value in before.items():
        look = day if isinstance(value, dt.datetime) else looks[(row + column) % 3]
        sheet.write(row - 1, column - 1, value, look)
    book.close()
    start = 9 if lines is not None else None
    cells: dict[int, dict[int, Value]] = {}
    for (row, column), value in edits.items():
        if start is None or row < start:
            cells.setdefault(row, {})[column] = value
    edit = SheetEdit(cells=cells, rows_from=start, rows=lines or ())
    patch(source, target, Edits(sheets={"S": edit}))
    expected = read(source)
    if start is not None:
        expected = {place: value for place, value in expected.items() if place[0] < start}
    listed = {(row, n): value for row, line in cells.items() for n, value in line.items()}
    for n, line in enumerate(lines or (), start or 0):
        listed |= {(n, column): value for column, value in enumerate(line, 1)}
    for place, value in listed.items():
        expected.pop(place, None)
        if value is not None and value != "":
            expected[place] = value
    assert read(target) == expected


def read(book: io.BytesIO) -> dict[tuple[int, int], Any]:
    sheet = openpyxl.load_workbook(book)["S"]
    cells = sheet._cells  # noqa: SLF001 - all rows to XFD would take minutes
    return {place: cell.value for place, cell in cells.items() if cell.value is not None}
