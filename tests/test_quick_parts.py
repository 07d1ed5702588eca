"""The parts that the quick reader is made of: strings, surroundings, digits, dates."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import hostile
from tests.raw_xlsx import rows, write_raw
from validation.errors import DamagedError
from workbook.formats.around import Around, around
from workbook.formats.cells import number_from
from workbook.formats.grid import Merged, Ruled
from workbook.formats.numbers import Form, numbers
from workbook.formats.scan import UnusualXmlError
from workbook.formats.serials import CellKind, read_serial, read_serials
from workbook.formats.strings import shared_strings
from workbook.formats.words import SPARE, Words
from workbook.grids import open_grids
from workbook.prescreen.zipparts import MismatchError, directory, verified

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def cut(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


SST = '<sst xmlns="m" count="3">'


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("<si><t>a</t></si><si><t> b\n</t></si>", ["a", "b"]),
        ('<si><t xml:space="preserve"> a </t></si><si><t>b</t></si>', [" a ", "b"]),
        ("<si/><si><t/></si><si><t></t></si><si><t>x</t></si>", [None, None, None, "x"]),
        ("<si><t>a&amp;lt;&quot;&#x4E2D;&#10;</t></si>", ['a&lt;"中']),
        ("<si><t>a\r\nb\rc_x000D__x005F_x000D_</t></si>", ["a\nb\nc\r_x000D_"]),
        ("<si><t>_xD83D_ _x4E2D_</t></si>", ["_xD83D_ 中"]),
        ("<si><r><t>a </t></r><r><rPr><b/></rPr><t>b</t></r></si>", ["ab"]),
        ("<si><r><t>_x005F_x000D_</t></r></si>", ["_x000D_"]),
        ("<si><t>東京</t><rPh sb='0' eb='2'><t>トウ</t></rPh></si>", ["東京"]),
        ("", []),
    ],
)
@pytest.mark.parametrize("size", [3, 1000])
def test_shared_strings_are_read(items: str, expected: list[str | None], size: int) -> None:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    data = f"{head}{SST}{items}</sst>\n".encode()
    first = len(head) + len(SST)

    found = shared_strings(iter([data[:first], *cut(data[first:], size)]))

    assert found.tolist() == [*expected, None]


@pytest.mark.parametrize(
    "part",
    [
        b"",
        b"<sst><si><t>a</t></si>",
        b"<sst><si><t>a</t></si> <si><t>b</t></si></sst>",
        b"<sst><si><t>a</t></si><x/></sst>",
        b"<sst><x/><si><t>a</t></si></sst>",
        b"<sst><si><t>\xff</t></si></sst>",
        b"<sst><si><t>&nbsp;</t></si></sst>",
        b"<sst><si><t>&#xD800;</t></si></sst>",
        b"<sst><si><t>a<b/></t></sst>",
        b"<sst><si><y:t>a</y:t></si></sst>",
        b"<!DOCTYPE sst><sst/>",
        b'<?xml version="1.0" encoding="GBK"?><sst/>',
    ],
)
def test_unusual_strings_are_left_to_the_careful_reader(part: bytes) -> None:
    with pytest.raises(UnusualXmlError):
        shared_strings(iter([part]))


def test_what_stands_around_the_rows_is_read() -> None:
    xml = (
        '<worksheet xmlns="m" xmlns:x14="n" xmlns:xm="o"><cols><col min="2" max="3" width="0"/>'
        '<col hidden="1" min="5" max="5"/><col min="7" max="8" width="9"/></cols><sheetData/>'
        '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="A1B2"/></mergeCells>'
        '<dataValidations><dataValidation type="list" sqref="A5:A9 C5"/>'
        '<dataValidation type="none" sqref="B5"/><dataValidation sqref="B6"/></dataValidations>'
        '<extLst><x14:dataValidation type="list"><xm:sqref>D5:D9</xm:sqref></x14:dataValidation>'
        "<x14:conditionalFormatting><xm:sqref>E5</xm:sqref></x14:conditionalFormatting></extLst>"
        "</worksheet>"
    )

    assert around(xml.encode()) == Around(
        merged=(Merged(1, 1, 2, 2),),
        hidden_columns=frozenset({2, 3, 5}),
        ruled=(Ruled(5, 1, 9, 1), Ruled(5, 3, 5, 3), Ruled(5, 4, 9, 4)),
    )


@pytest.mark.parametrize(
    "xml",
    [
        b"<chartsheet/>",
        b"<worksheet>",
        b"<!DOCTYPE worksheet><worksheet/>",
        b"<worksheet><x:cols/></worksheet>",
        b'<worksheet><col hidden="1" min="x"/></worksheet>',
    ],
)
def test_anything_but_a_worksheet_is_unusual(xml: bytes) -> None:
    with pytest.raises(UnusualXmlError):
        around(xml)


def test_a_part_that_differs_from_its_checksum_is_damaged(tmp_path: Path) -> None:
    path = write_raw(tmp_path / "good.xlsx", {"S": rows('<c r="A1"><v>1</v></c>')})
    with zipfile.ZipFile(path) as package:
        crc = package.getinfo("xl/worksheets/part1.xml").CRC.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(crc, bytes(4)))

    with pytest.raises(DamagedError):
        open_grids(path)


@pytest.mark.parametrize(
    "column", ['<col hidden="1" min="" max="3"/>', "<col hidden='1' min='x'/>"]
)
def test_a_column_of_no_number_ends_in_a_sentence(column: str, tmp_path: Path) -> None:
    data = f"<cols>{column}</cols>" + rows('<c r="A1"><v>1</v></c>')

    with pytest.raises(DamagedError):
        open_grids(write_raw(tmp_path / "a.xlsx", {"S": data}))


@given(st.lists(st.from_regex(r"[0-9]{1,17}|[0-9.eE+-]{1,9}", fullmatch=True), min_size=1))
def test_digits_are_read_as_int_reads_them(texts: list[str]) -> None:
    data = SPARE + "|".join(texts).encode() + SPARE
    ends = np.cumsum([len(text) + 1 for text in texts]) + len(SPARE) - 1
    starts = ends - [len(text) for text in texts]

    values, are_digits = Words(data).digits(starts, ends)

    assert are_digits.tolist() == [text.isdigit() and len(text) < 16 for text in texts]
    read = zip(texts, values.tolist(), are_digits.tolist(), strict=True)
    assert all(int(text) == value for text, value, is_number in read if is_number)


@given(
    st.lists(
        st.decimals(-(10**16), 10**16, allow_nan=False, places=5).map(str)
        | st.floats(allow_nan=False, allow_infinity=False).map(repr),
        min_size=1,
    )
)
def test_decimals_are_the_floats_that_python_reads(texts: list[str]) -> None:
    data = SPARE + "|".join(texts).encode() + SPARE
    ends = np.cumsum([len(text) + 1 for text in texts]) + len(SPARE) - 1
    places = ends - [len(text) for text in texts], ends

    found = numbers(data, Words(data), places, np.zeros(len(texts), int), Form((), date1904=False))

    expected = [number_from(text, CellKind.NUMBER, date1904=False) for text in texts]
    assert [(type(one), one) for one in found] == [(type(one), one) for one in expected]


@given(
    serials=st.lists(st.floats(-10, 3e6) | st.integers(0, 3_000_000).map(float) | st.just(1e300)),
    kind=st.sampled_from([*CellKind]),
    date1904=st.booleans(),
)
def test_many_serials_are_read_as_each_alone(
    serials: list[float], kind: CellKind, *, date1904: bool
) -> None:
    found = read_serials(np.array(serials, float), kind, date1904=date1904)

    alone = [read_serial(number, kind, date1904=date1904) for number in serials]
    assert [(type(one), one) for one in found] == [(type(one), one) for one in alone]


def test_a_part_that_grows_beyond_its_size_is_not_inflated_any_further(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(hostile.bomb(20 << 20))  # it says that it holds 1,000 bytes
    given: list[int] = []

    with path.open("rb") as file:
        part = directory(file, path)["xl/sharedStrings.xml"]
        with pytest.raises(MismatchError):
            given.extend(map(len, verified(file, part, path)))

    assert given == []
