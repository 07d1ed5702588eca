"""A file is known by what is in it, before any reader is trusted with it."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest

from tests import hostile, hostile_parts, hostile_text
from validation.errors import (
    DamagedError,
    EmptyFileError,
    FileError,
    FileMissingError,
    NotASpreadsheetError,
    OpenElsewhereError,
    TooBigError,
    UnsupportedError,
)
from validation.messages import message
from workbook.prescreen import Area, Contents, Screened, inspect, screen

XLSM = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PLAIN = f"{hostile_parts.TYPES}.sheet.main+xml"


def put(folder: Path, name: str, data: bytes | bytearray) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def xlsm() -> bytes:
    types = hostile_parts.xlsx_parts()["[Content_Types].xml"]
    return hostile_parts.xlsx(types=types.replace(PLAIN.encode(), XLSM.encode()))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (hostile_parts.xlsx(), "xlsx"),
        (xlsm(), "xlsm"),
        (hostile_parts.xlsb(), "xlsb"),
        (hostile_parts.ods(), "ods"),
        (hostile_parts.xls(), "xls"),
        (hostile_parts.compound({"Book": hostile_parts.biff()}), "xls"),
        (hostile.locked(), "encrypted"),
        (hostile_parts.xls(b"\x2f\x00\x06\x00" + bytes(6)), "xls"),
        (b"Company,Amount\n", "csv"),
        ("公司,金额\n".encode("gb18030"), "csv"),
        ("公司,金额\n".encode("utf-16"), "csv"),
        ("Company,Amount\n".encode("utf-16-be"), "csv"),
        (b"PK,Amount\n1,2\n", "csv"),
        (b"MZ,BM\n1,2\n", "csv"),
        (b"ID;Name\n1;x\n", "csv"),
        (b"{curly},[square]\n", "csv"),
        (b"From: to\n1,2\n", "csv"),
        (b"Company,Amount\nM\x00ller,5\n" * 50, "csv"),
        (b"<table><tr><td>x</td></tr></table>", "html"),
        (b"\xef\xbb\xbf\r\n<!-- x -->\n<HTML xmlns:x='urn'>", "html"),
        ("<html>".encode("utf-16"), "html"),
        (b"<?xml version='1.0'?><!DOCTYPE html [ ]><html>", "html"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n\r\n", "html"),
        (hostile_text.xml2003(), "xml2003"),
        (b" " * 100_000 + b"Company,Amount\n", "csv"),
    ],
)
def test_the_first_bytes_decide_and_not_the_name(
    data: bytes, expected: str, tmp_path: Path
) -> None:
    path = put(tmp_path, "book.bin", data)

    found = screen(path)

    assert found[:3] == (expected, hashlib.sha256(data).hexdigest(), len(data))


packed, compound = hostile_parts.packed, hostile_parts.compound


@pytest.mark.parametrize(
    ("data", "error", "key"),
    [
        (packed({"word/document.xml": b"<w/>"}), NotASpreadsheetError, "word"),
        (packed({"ppt/presentation.xml": b"<p/>"}), NotASpreadsheetError, "powerpoint"),
        (packed({"notes.txt": b"x"}), NotASpreadsheetError, "zip"),
        (compound({"WordDocument": b"x"}), NotASpreadsheetError, "word"),
        (compound({"__properties_version1.0": b"x"}), NotASpreadsheetError, "outlook"),
        (compound({"Contents": b"x"}), NotASpreadsheetError, "compound"),
        (b"%PDF-1.4\n", NotASpreadsheetError, "pdf"),
        (b"\x89PNG\r\n\x1a\n", NotASpreadsheetError, "image"),
        (b"\x00\x00\x00\x18ftypmp42", NotASpreadsheetError, "video"),
        (b"<?xml version='1.0'?><svg/>", NotASpreadsheetError, "image"),
        (b"<?xml version='1.0'?><note/>", NotASpreadsheetError, "xml"),
        (b'{"a": 1}', NotASpreadsheetError, "json"),
        (b"version https://git-lfs.github.com/spec/v1\n", NotASpreadsheetError, "pointer"),
        (bytes(range(256)) * 4, NotASpreadsheetError, "binary"),
        (b"\x00\x00\x1a\x00\x00\x10\x04\x00", UnsupportedError, "lotus"),
        (hostile_parts.ods(manifest="<m:encryption-data/>"), UnsupportedError, "locked_ods"),
        (hostile_parts.packed({"Index/Document.iwa": b"x"}), UnsupportedError, "numbers"),
    ],
)
def test_what_is_no_spreadsheet_we_read_is_said_in_both_languages(
    data: bytes, error: type[FileError], key: str, tmp_path: Path
) -> None:
    path = put(tmp_path, "客户.xlsx", data)

    with pytest.raises(FileError) as caught:
        screen(path)

    assert caught.value.text == error(path=path, found=message(f"prescreen.{key}")).text


def test_the_sentence_names_the_file_and_what_it_is(tmp_path: Path) -> None:
    path = put(tmp_path, "offer.xlsx", b"%PDF-1.7\n")

    with pytest.raises(NotASpreadsheetError) as caught:
        screen(path)

    zh, en = caught.value.text
    kinds = "xlsx、xlsm、xlsb、xls、ods 或 csv"
    assert zh == f"文件 {path} 不是电子表格，而是PDF 文件。请选择 {kinds} 文件。"
    assert en == (
        f"The file {path} is not a spreadsheet but a PDF file. "
        "Choose an xlsx, xlsm, xlsb, xls, ods or csv file."
    )


@pytest.mark.parametrize("name", ["~$list.xlsx", ".~lock.list.xlsx#"])
def test_the_lock_file_beside_an_open_workbook_is_named(name: str, tmp_path: Path) -> None:
    path = put(tmp_path, name, b"Anna".ljust(165))

    with pytest.raises(NotASpreadsheetError, match="the lock file"):
        screen(path)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b" \t\r\n" * 50_000])
def test_a_file_of_blanks_is_empty(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(EmptyFileError):
        screen(put(tmp_path, "a.csv", data))


def test_a_file_of_zeros_did_not_finish_copying(tmp_path: Path) -> None:
    with pytest.raises(DamagedError, match="nothing but zero bytes"):
        screen(put(tmp_path, "a.xlsx", bytes(200_000)))


def test_what_is_not_there_is_missing_and_a_pipe_is_no_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)

    for path in (tmp_path, tmp_path / "gone.csv", tmp_path / "nul\x00.csv"):
        with pytest.raises(FileMissingError):
            screen(path)
    with pytest.raises(NotASpreadsheetError, match="a device or a pipe"):
        screen(pipe)


def test_declared_sizes_are_only_a_hint(tmp_path: Path) -> None:
    bomb = hostile.bomb(50 << 20)
    path = put(tmp_path, "bomb.xlsx", bomb)

    found = screen(path)

    assert found.inflated < 10_000
    assert inspect(path, found.format).inflated > 48 << 20


def test_a_small_file_cannot_claim_to_unpack_to_more_than_it_holds(tmp_path: Path) -> None:
    good = hostile_parts.xlsx()
    at = good.find(b"PK\x01\x02") + 24
    path = put(tmp_path, "liar.xlsx", good[:at] + b"\xff\xff\xff\x7f" + good[at + 4 :])

    assert screen(path).inflated == len(good) * 1032


def test_the_area_of_every_sheet_is_measured(tmp_path: Path) -> None:
    rows = '<row r="3"><c r="B3"><v>1</v></c></row><row r="9"><c r="AA9"><v>1</v></c></row>'
    path = put(tmp_path, "a.xlsx", hostile_parts.xlsx(rows))

    assert inspect(path, "xlsx").areas == (Area("xl/worksheets/sheet1.xml", 3, 2, 9, 27),)
    assert inspect(path, "xlsx").sparse == frozenset()


@pytest.mark.parametrize("cut", range(12))
def test_a_cell_is_found_wherever_the_data_is_cut(cut: int, tmp_path: Path) -> None:
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    last = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    start = hostile_parts.sheet(first + "<!---->" + last).find(b"XFD")
    filler = f"<!--{'x' * ((1 << 20) - cut - start)}-->"
    path = put(tmp_path, "a.xlsx", hostile_parts.xlsx(first + filler + last))

    assert inspect(path, "xlsx").areas[0][1:] == (1, 1, 1_048_576, 16_384)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>',
        "<row r='1'><c r='A1'/></row><row r='1048576'><c r='XFD1048576'/></row>",
        '<row r = "1"><c r = "A1"/></row><row r = "1048576"><c r = "XFD1048576"/></row>',
        '<row r="1"><c\nr="A1"/></row><row r="1048575"><c/></row><row><c r="XFD1048576"/></row>',
        f'<row>{"<c/>" * 16_384}</row><row r="1048575"><c/></row><row><c/></row>',
    ],
)
def test_cells_far_apart_are_no_matter_for_a_dense_reader(rows: str, tmp_path: Path) -> None:
    path = put(tmp_path, "a.xlsx", hostile_parts.xlsx(rows))

    found = inspect(path, "xlsx")

    assert found.areas == (Area("xl/worksheets/sheet1.xml", 1, 1, 1_048_576, 16_384),)
    assert found.sparse == {"xl/worksheets/sheet1.xml"}


def test_a_false_count_of_texts_sends_the_sheets_to_the_careful_reader(tmp_path: Path) -> None:
    strings = hostile_parts.strings().replace(b'"3"', b'"4294967295"')
    path = put(tmp_path, "a.xlsx", hostile_parts.xlsx(strings=strings))

    assert inspect(path, "xlsx").sparse == {"xl/worksheets/sheet1.xml"}


def test_what_is_inside_an_encrypted_file_is_looked_at_too(tmp_path: Path) -> None:
    path = put(tmp_path, "a.xlsx", hostile.locked())
    laughs = hostile_parts.xlsx(
        strings=hostile.with_dtd(hostile_parts.strings(), "<!DOCTYPE x []>")
    )

    with pytest.raises(DamagedError, match=r"xl/sharedStrings\.xml' has a DTD"):
        inspect(path, "xlsx", content=io.BytesIO(laughs))


def test_a_dtd_where_nobody_parses_does_no_harm(tmp_path: Path) -> None:
    manifest = b'<!DOCTYPE manifest PUBLIC "-//OpenOffice.org//DTD" "Manifest.dtd"><manifest/>'
    parts = {
        "mimetype": hostile_parts.ODS_MIME,
        "content.xml": b"<office:document-content xmlns:office='o'/>",
        "META-INF/manifest.xml": manifest,
    }
    path = put(tmp_path, "old.ods", hostile_parts.packed(parts))

    assert screen(path).format == "ods"
    assert inspect(path, "ods").areas == ()


def test_a_valid_list_that_packs_very_well_is_not_taken_for_a_bomb(tmp_path: Path) -> None:
    row = '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c><c r="B{0}"><v>5</v></c></row>'
    rows = "".join(row.format(n) for n in range(1, 200_001))
    data = hostile_parts.xlsx(rows)
    path = put(tmp_path, "long.xlsx", data)

    assert inspect(path, screen(path).format).areas[0][1:] == (1, 1, 200_000, 2)


@pytest.mark.parametrize(
    ("rows", "columns", "blank", "error"),
    [
        ("1048576", "1024", False, TooBigError),
        ("1", "16385", False, TooBigError),
        ("1048576", "16384", True, None),
        ("1048576", "2", False, None),
    ],
)
def test_repeats_count_only_where_there_are_values(
    rows: str, columns: str, *, blank: bool, error: type[FileError] | None, tmp_path: Path
) -> None:
    value = "" if blank else ' office:value-type="float" office:value="1"'
    cell = f'<table:table-cell table:number-columns-repeated="{columns}"{value}/>'
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    path = put(tmp_path, "a.ods", hostile_parts.ods(row))

    if error is None:
        assert isinstance(inspect(path, "ods"), Contents)
    else:
        with pytest.raises(error):
            inspect(path, "ods")


def test_other_archives_with_workbooks_are_to_be_unpacked_first(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("list.xlsx", hostile_parts.xlsx())

    with pytest.raises(NotASpreadsheetError, match="unpack it first"):
        screen(put(tmp_path, "lists.zip", out.getvalue()))


def test_what_was_seen_is_a_plain_value(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", b"a,b\n")

    assert screen(path) == Screened("csv", hashlib.sha256(b"a,b\n").hexdigest(), 4, 0)


@pytest.mark.parametrize("number", [32, 33])
def test_a_file_another_windows_program_holds_is_named_as_open_elsewhere(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "team.xlsx"
    path.write_bytes(b"PK")

    def held(*_args: object, **_kwargs: object) -> None:
        error = PermissionError(13, "held")
        error.winerror = number  # type: ignore[attr-defined]  # only Windows has it
        raise error

    with monkeypatch.context() as windows:
        windows.setattr(Path, "stat", held)
        with pytest.raises(OpenElsewhereError) as refused:
            screen(path)

    assert refused.value.text.en == (
        f"The file {path} is open in another program. Save and close it, then try again."
    )
