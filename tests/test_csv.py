"""Text tables: the most plausible encoding, the delimiter that cuts evenly, nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from validation.errors import EmptyFileError
from workbook.grids import open_grids

if TYPE_CHECKING:
    from pathlib import Path


def table(path: Path, data: bytes) -> dict[int, list[Any]]:
    path.write_bytes(data)
    (grid,) = open_grids(path).grids
    return {int(row): list(grid.cells.loc[row]) for row in grid.cells.index}


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "深圳市华强电子有限公司"),
        ("utf-8-sig", "深圳市华强电子有限公司"),
        ("utf-16", "深圳市华强电子有限公司"),
        ("utf-16-le", "深圳市华强电子有限公司"),
        ("gb18030", "深圳市华强电子有限公司"),
        ("gb18030", "张三"),
        ("big5", "台灣積體電路製造股份有限公司"),
        ("big5", "王小明"),
        ("cp1252", "Müller GmbH"),
        ("cp1252", "José Peña, São Paulo – Café €50"),
        ("cp1252", "Straße"),
        ("shift_jis", "株式会社トヨタ"),
        ("shift_jis", "山田商事 大阪市"),
        ("cp1251", "ООО Ромашка"),
        ("cp949", "주식회사 삼성전자"),
        ("cp1250", "Łódź Škoda"),
    ],
)
def test_each_encoding_is_found_by_its_letters(tmp_path: Path, encoding: str, name: str) -> None:
    data = f'Name;Tel\n"{name}";0086123\n'.encode(encoding)
    assert table(tmp_path / "a.csv", data) == {1: ["Name", "Tel"], 2: [name, "0086123"]}


def test_a_guessed_encoding_is_said_and_a_certain_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("客户,电话\n张三,1\n".encode("gb18030"))
    opened = open_grids(path)
    assert opened.encoding == "GB 18030"
    (remark,) = opened.remarks
    assert remark.en == (
        "The file does not say its encoding; it was read as GB 18030. "
        "If letters look wrong, save it as UTF-8 and try again"
    )
    path.write_bytes("客户,电话\n张三,1\n".encode())
    assert (open_grids(path).encoding, open_grids(path).remarks) == (None, ())


def test_a_byte_that_is_no_letter_is_kept_visible_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    data = "客户,电话\n深圳市华强电子有限公司,1\n".encode("gb18030")
    path.write_bytes(data + b"A\xff,2\n")
    opened = open_grids(path)
    assert list(opened.grids[0].cells.loc[3]) == ["A\ufffd", "2"]
    assert opened.remarks[-1].en == "1 characters could not be read and are shown as \ufffd"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a,b\n1,2\n", {1: ["a", "b"], 2: ["1", "2"]}),
        (b"a\tb\n1,5\t2\n", {1: ["a", "b"], 2: ["1,5", "2"]}),
        (b"a;b\n1,5;2\n3,5;4\n", {1: ["a", "b"], 2: ["1,5", "2"], 3: ["3,5", "4"]}),
        (b"a|b\n1|2\n", {1: ["a", "b"], 2: ["1", "2"]}),
        (b"sep=;\r\na;b\r\n1,2;3\r\n", {1: ["a", "b"], 2: ["1,2", "3"]}),
        (b'a,b\n"x\ny, z",2\n', {1: ["a", "b"], 2: ["x\ny, z", "2"]}),
        (b'a,b\n"say ""hi""",2\n', {1: ["a", "b"], 2: ['say "hi"', "2"]}),
        (b"a,b\n1\n1,2,3\n", {1: ["a", "b", None], 2: ["1", None, None], 3: ["1", "2", "3"]}),
        (b"a,b\n\n1,2\n", {1: ["a", "b"], 2: [None, None], 3: ["1", "2"]}),
        (b"a,b\r1,2\r", {1: ["a", "b"], 2: ["1", "2"]}),
        (b"a,b\n1,x\0y\n", {1: ["a", "b"], 2: ["1", "xy"]}),
        (b"names\nAcme\nBob\n", {1: ["names"], 2: ["Acme"], 3: ["Bob"]}),
        (
            b"id,n\n00861234,NA\n1E5,TRUE\n",
            {1: ["id", "n"], 2: ["00861234", "NA"], 3: ["1E5", "TRUE"]},
        ),
    ],
)
def test_rows_and_cells_are_cut_as_excel_cuts_them(
    tmp_path: Path, data: bytes, expected: dict[int, list[Any]]
) -> None:
    assert table(tmp_path / "a.csv", data) == expected


def test_a_stray_quotation_mark_does_not_swallow_the_list(tmp_path: Path) -> None:
    lines = [f"c{n},{n}" for n in range(200)]
    lines[3] = '"Acme,3'
    found = table(tmp_path / "a.csv", "\n".join(lines).encode())
    assert len(found) == 200
    assert (found[4], found[200]) == (['"Acme', "3"], ["c199", "199"])


def test_the_tab_is_called_after_the_file(tmp_path: Path) -> None:
    path = tmp_path / "客户 2024.csv"
    path.write_bytes(b"a,b\n1,2\n")
    assert open_grids(path).grids[0].tab == "客户 2024"


def test_a_file_of_commas_only_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b",,,\n,,\n")
    with pytest.raises(EmptyFileError):
        open_grids(path)
