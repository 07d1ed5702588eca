"""ods, xls and files with a password."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from validation.errors import DamagedError, EncryptedError, UnsupportedError, WrongPasswordError
from validation.messages import message
from workbook.grids import Grid, Merged, open_grids

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office


def cells(grid: Grid) -> dict[int, list[Any]]:
    return {int(row): list(grid.cells.loc[row]) for row in grid.cells.index}


def plain(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("客户")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(1, 1, ["公司", "电话", "n"])
        sheet.write_row(2, 1, ["深圳", "00861234", 15])
        sheet.write_datetime(2, 4, dt.datetime(2024, 5, 20), day)  # noqa: DTZ001
        sheet.merge_range(4, 1, 5, 2, "merged")
        book.add_worksheet("旧").hide()
        book.get_worksheet_by_name("旧").write(0, 0, 1.5)
    return path


CONTENT = {
    2: ["公司", "电话", "n", None],
    3: ["深圳", "00861234", 15, dt.date(2024, 5, 20)],
    4: [None, None, None, None],
    5: ["merged", None, None, None],
}


def locked(path: Path, password: str) -> Path:
    source = plain(path.with_name("plain.xlsx"))
    out = io.BytesIO()
    with source.open("rb") as file:
        OOXMLFile(file).encrypt(password, out)
    path.write_bytes(out.getvalue())
    return path


@pytest.mark.parametrize("password", ["secret", "密码 ñ"])
def test_an_encrypted_workbook_opens_with_its_password_only(tmp_path: Path, password: str) -> None:
    path = locked(tmp_path / "locked.xlsx", password)
    opened = open_grids(path, password)
    assert (opened.format, opened.encrypted) == ("xlsx", True)
    assert cells(opened.grids[0]) == CONTENT
    with pytest.raises(EncryptedError):
        open_grids(path)
    with pytest.raises(WrongPasswordError):
        open_grids(path, password + "x")


def test_nothing_decrypted_is_left_on_the_disk(tmp_path: Path) -> None:
    path = locked(tmp_path / "locked.xlsx", "secret")
    (tmp_path / "plain.xlsx").unlink()
    open_grids(path, "secret")
    assert list(tmp_path.iterdir()) == [path]


def test_the_password_excel_itself_uses_needs_no_asking(tmp_path: Path) -> None:
    path = locked(tmp_path / "readonly.xlsx", "VelvetSweatshop")
    assert cells(open_grids(path).grids[0]) == CONTENT


def test_a_locked_file_that_was_changed_is_damaged(tmp_path: Path) -> None:
    path = locked(tmp_path / "locked.xlsx", "secret")
    data = bytearray(path.read_bytes())
    at = len(data) * 2 // 3
    data[at : at + 32] = bytes(32)
    path.write_bytes(bytes(data))
    with pytest.raises(DamagedError) as caught:
        open_grids(path, "secret")
    assert caught.value.facts["reason"] == message("reader.tampered")


ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>
 <office:spreadsheet><table:table table:name="客户"><table:table-row>
 <table:table-cell office:value-type="string"><text:p>00861234</text:p></table:table-cell>
 <table:table-cell office:value-type="float" office:value="15"><text:p>15</text:p>
 </table:table-cell></table:table-row>
 <table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
 <table:table-row><table:table-cell office:value-type="date" office:date-value="2024-05-20">
 <text:p>20/5/24</text:p></table:table-cell>
 <table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p>
 </table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>
</office:document-content>"""
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{}'
    "</manifest:file-entry></manifest:manifest>"
)


def ods(path: Path, secret: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", ODS)
        package.writestr("META-INF/manifest.xml", _MANIFEST.format(secret))
    return path


def test_an_ods_gives_values_and_rows(tmp_path: Path) -> None:
    opened = open_grids(ods(tmp_path / "a.ods"))
    assert cells(opened.grids[0]) == {
        1: ["00861234", 15],
        2: [None, None],
        3: [None, None],
        4: [dt.date(2024, 5, 20), True],
    }
    assert (opened.format, opened.faithful, opened.grids[0].tab) == ("ods", False, "客户")


def test_an_ods_with_a_password_is_refused_by_name(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", "<manifest:encryption-data/>")
    with pytest.raises(UnsupportedError):
        open_grids(path, "secret")


@pytest.mark.office
@pytest.mark.parametrize(("extension", "kind"), [("xls", "MS Excel 97"), ("ods", "calc8")])
def test_what_libreoffice_saves_is_read_alike(
    tmp_path: Path, office: Office, extension: str, kind: str
) -> None:
    path = tmp_path / f"saved.{extension}"
    with office.open(plain(tmp_path / "plain.xlsx")) as document:
        document.save_as(path, kind)
    opened = open_grids(path)
    assert cells(opened.grids[0]) == CONTENT
    assert [(grid.tab, grid.visible) for grid in opened.grids] == [("客户", True), ("旧", False)]
    if extension != "ods":
        assert opened.grids[0].merged == (Merged(5, 2, 6, 3),)
