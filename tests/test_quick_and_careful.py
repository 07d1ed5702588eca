"""The quick reader and the careful one agree, on made sheets, broken ones and hostile ones."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import hostile
from tests.raw_xlsx import MAIN, styles, write_raw
from validation.errors import DamagedError, FileError
from workbook.grids import open_grids
from workbook.reader import read

if TYPE_CHECKING:
    from pathlib import Path

    from validation.book import Book
    from workbook.grids import Grid

CODES = {164: "yyyy-mm-dd", 165: "yyyy-mm-dd hh:mm"}
STYLES = styles(0, 14, 164, 165, 20, 2, codes=CODES)
SHARED = ("a", "", "Smith &amp; Sons", "x_x000D_y", " lead", "中文")
SST = "".join(f"<si><t>{text}</t></si>" for text in SHARED)
COLUMNS = ("A", "B", "C", "Z", "AA", "AZ", "ZZ", "AAB")


def careful(data: str) -> str:
    """Return the same sheet with a line break, which sends it along the careful road."""
    return data.replace("<sheetData>", "<sheetData>\n", 1)


class Seen(NamedTuple):
    """What a grid holds, comparable: values with their types, and what lies around them."""

    cells: list[list[tuple[str, Any]]]
    places: tuple[list[int], list[int]]
    facts: tuple[Any, ...]


def seen(grid: Grid) -> Seen:
    values = grid.cells.to_numpy().tolist()
    return Seen(
        [[(type(value).__name__, value) for value in row] for row in values],
        (list(grid.cells.index), list(grid.cells.columns)),
        (grid.odd, grid.hidden_rows, grid.hidden_columns, grid.merged, grid.ruled, grid.fills),
    )


def opened(path: Path, data: str) -> Seen | type[FileError]:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    part = f'{head}<worksheet xmlns="{MAIN}" xmlns:x14ac="urn:x">{data}</worksheet>'
    try:
        return seen(open_grids(write_raw(path, {"S": part}, styles=STYLES, strings=SST)).grids[0])
    except FileError as error:
        return type(error)


NUMBERS = st.one_of(
    st.integers(-9, 10**17).map(str),
    st.integers(0, 80_000).map(lambda number: str(number / 4)),
    st.floats(0, 1e6).map(repr),
    st.sampled_from(("1E5", "1.5E-7", "60", "1e400", "5.0", "007")),
)
STYLE = st.sampled_from(("", "", ' s="1"', ' s="3"', ' s="4"', ' s="5"'))
FORMULA = st.sampled_from(("", "", "<f>A1&amp;B1</f>", '<f t="shared" si="0"/>'))
INSIDES = st.one_of(
    st.integers(0, len(SHARED)).map(lambda at: f' t="s"><v>{at}</v></c>'),
    st.builds("{}><v>{}</v></c>".format, st.sampled_from(("", ' t="n"')), NUMBERS),
    st.builds(">{}<v>{}</v></c>".format, FORMULA, NUMBERS),
    st.sampled_from(
        (
            "/>",
            "></c>",
            ' t="b"><v>1</v></c>',
            ' t="e"><v>#N/A</v></c>',
            ' t="str"><f>"x"</f><v> x&lt; </v></c>',
            ' t="str"><f>A1</f><v></v></c>',
            ' t="inlineStr"><is><t> in </t></is></c>',
            ' t="inlineStr"><is><t xml:space="preserve"> in </t></is></c>',
            ' t="inlineStr"><is><r><t>in</t></r><r><t> line</t></r></is></c>',
            "><f>B1+1</f></c>",
            ' cm="1"><f>B1+1</f><v>1</v></c>',
        )
    ),
)
ROW = st.tuples(
    st.integers(1, 3),
    st.sampled_from(("", ' spans="1:5"', ' hidden="1"', ' ht="0" x14ac:dyDescent="0.2"')),
    st.dictionaries(st.sampled_from(COLUMNS), st.tuples(STYLE, INSIDES)),
)
BEFORE = st.sampled_from(("", '<cols><col min="2" max="3" hidden="1"/></cols>'))
AFTER = st.sampled_from(
    (
        "",
        '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>',
        '<dataValidations><dataValidation type="list" sqref="A1:A5 C3"/></dataValidations>',
    )
)


@st.composite
def sheets(draw: st.DrawFn) -> str:
    rows, number = "", 0
    for step, attributes, cells in draw(st.lists(ROW, max_size=4)):
        number += step
        written = "".join(
            f'<c r="{column}{number}"{"".join(cells[column])}'
            for column in COLUMNS
            if column in cells
        )
        rows += f'<row r="{number}"{attributes}>{written}</row>'
    return f"{draw(BEFORE)}<sheetData>{rows}</sheetData>{draw(AFTER)}"


thoroughly = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@thoroughly
@given(data=sheets())
def test_both_readers_see_the_same_in_any_usual_sheet(data: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"

    assert opened(path, data) == opened(path, careful(data))


@thoroughly
@given(data=sheets(), draw=st.data())
def test_a_broken_sheet_never_reads_quickly_what_it_does_not_hold(
    data: str, draw: st.DataObject, tmp_path: Path
) -> None:
    start, end = data.index("<sheetData>") + 11, data.rindex("</sheetData>")
    at = draw.draw(st.integers(start, max(start, end)))
    width = draw.draw(st.integers(0, 3))
    letters = draw.draw(st.text('<>/"=&; 19AZ\n-.', max_size=2))
    broken = data[:at] + letters + data[at + width :]
    path = tmp_path / "a.xlsx"

    quick, slow = opened(path, broken), opened(path, careful(broken))

    # The careful reader also refuses what is broken where nobody looks.
    if slow is not DamagedError:
        assert quick == slow


def with_line_break(content: bytes | bytearray) -> bytes:
    """Return the workbook with its sheets written the careful way."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            if "worksheets" in info.filename:
                data = data.replace(b"<sheetData>", b"<sheetData>\n", 1)
            target.writestr(info.filename, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def outcome(path: Path, content: bytes | bytearray) -> object:
    path.write_bytes(content)
    try:
        return told(read(path))
    except FileError as error:
        return type(error)


def told(book: Book) -> object:
    return [
        (name, frame.to_numpy().tolist(), list(frame.index), book.layouts[name])
        for name, frame in book.sheets.items()
    ]


# Not those whose package is odd: packed anew it no longer is.
CASES = [
    case
    for case in (*hostile.GOOD, *hostile.EITHER)
    if case.name.endswith(".xlsx")
    and not case.name.startswith(("mutant", "behind junk", "xls in truth", "3,000 sheets"))
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_both_readers_end_alike_on_hostile_files(case: hostile.Case, tmp_path: Path) -> None:
    content = case.content()

    quick = outcome(tmp_path / "a.xlsx", content)

    assert quick == outcome(tmp_path / "a.xlsx", with_line_break(content))
