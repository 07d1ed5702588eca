"""Marked copies of what has a password or a signature."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import msoffcrypto
import pytest
import xlsxwriter
from msoffcrypto.exceptions import EncryptionError, InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

from tests.books_to_mark import LIST, QUESTION, check, packed, rich_book
from workbook import annotating, checking, inspection
from workbook.reader import open_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PASSWORD = "geheim 密码"  # noqa: S105  # of a test file


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    return rich_book(tmp_path / "rich.xlsx")


encrypt = OOXMLFile.encrypt


def other() -> bytes:
    """Return a workbook of another team."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("List").write_column("A1", ["Name", "b"])
    return out.getvalue()


def encrypted(path: Path, source: Path, password: str) -> Path:
    out = io.BytesIO()
    with source.open("rb") as file:
        OOXMLFile(file).encrypt(password, out)
    path.write_bytes(out.getvalue())
    return path


@pytest.mark.parametrize("password", [PASSWORD, None])
def test_a_copy_of_an_encrypted_workbook_takes_the_same_password(
    rich: Path, tmp_path: Path, password: str | None
) -> None:
    book = encrypted(tmp_path / "locked.xlsx", rich, password or "VelvetSweatshop")
    copy = tmp_path / "copy.xlsx"
    question = replace(QUESTION, password=password)

    found = inspection.check_here(book, question, copy)

    assert copy.read_bytes()[:4] == bytes.fromhex("D0CF11E0")
    with copy.open("rb") as file:
        office = msoffcrypto.OfficeFile(file)
        with pytest.raises(InvalidKeyError):
            office.load_key(password=f"{password}!", verify_password=True)
    checked = inspection.check_here(copy, question)
    assert checked.findings == found.findings
    assert len(open_book(copy, password).sheets) == 3
    back = tmp_path / "back.xlsx"
    annotating.unmark(copy, back, password)
    assert back.read_bytes()[:4] == bytes.fromhex("D0CF11E0")
    assert list(open_book(back, password).sheets) == [LIST, "Issues"]


def test_what_was_encrypted_never_stands_on_the_disk_in_the_open(
    rich: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = encrypted(tmp_path / "locked.xlsx", rich, PASSWORD)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))  # writing there would raise

    inspection.check_here(book, replace(QUESTION, password=PASSWORD), tmp_path / "copy.xlsx")

    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "copy.xlsx", "locked.xlsx", "rich.xlsx",
    ]  # fmt: skip


def in_the_open(_: OOXMLFile, _key: str, out: io.BytesIO) -> None:
    out.write(b"PK\3\4")


def with_another_content(_: OOXMLFile, key: str, out: io.BytesIO) -> None:
    encrypt(OOXMLFile(io.BytesIO(other())), key, out)


def with_another_password(office: OOXMLFile, key: str, out: io.BytesIO) -> None:
    encrypt(office, f"{key}?", out)


def broken(_: OOXMLFile, _key: str, out: io.BytesIO) -> None:
    out.write(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(2000))


def not_at_all(_: OOXMLFile, _key: str, _out: io.BytesIO) -> None:
    msg = "Unable to encrypt this file"
    raise EncryptionError(msg)


@pytest.mark.parametrize(
    "wrongly", [in_the_open, with_another_content, with_another_password, broken, not_at_all]
)
def test_a_copy_that_does_not_open_again_as_it_was_is_not_kept(
    rich: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrongly: Callable[..., None]
) -> None:
    book = encrypted(tmp_path / "locked.xlsx", rich, PASSWORD)
    monkeypatch.setattr(OOXMLFile, "encrypt", wrongly)

    found = inspection.check_here(
        book, replace(QUESTION, password=PASSWORD), tmp_path / "copy.xlsx"
    )

    assert found.copy is None
    assert [note.en for note in found.notes] == [
        (
            "No marked copy was written: the encrypted copy did not open with the same password"
            " and was not kept"
        )
    ]
    assert len(found.findings) == 5
    assert not (tmp_path / "copy.xlsx").exists()


def test_a_signed_workbook_loses_its_signature_and_the_person_is_told(
    rich: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(rich, "a") as package:
        package.writestr("_xmlsignatures/origin.sigs", "")
        package.writestr("_xmlsignatures/sig1.xml", "<Signature/>")

    found = check(rich, tmp_path / "copy.xlsx")

    assert [note.en for note in found.notes] == [
        (
            "The marked copy has no digital signature because a signature ends with the first"
            " change. Your own file keeps its signature."
        )
    ]
    assert not [name for name in packed(tmp_path / "copy.xlsx") if "_xmlsignatures" in name]


def test_a_workbook_that_cannot_be_patched_still_has_its_findings(
    rich: Path, tmp_path: Path
) -> None:
    shared = packed(rich)
    relations = shared["xl/_rels/workbook.xml.rels"].replace(b"sheet2.xml", b"sheet1.xml")
    with zipfile.ZipFile(rich, "w") as package:
        for name, data in {**shared, "xl/_rels/workbook.xml.rels": relations}.items():
            package.writestr(name, data)

    found = check(rich, tmp_path / "copy.xlsx")

    assert len(found.findings) == 10
    assert found.copy is None
    assert found.notes[0].en.startswith("No marked copy was written: ")


def test_the_content_says_what_a_file_is_and_not_its_name(rich: Path, tmp_path: Path) -> None:
    book = encrypted(tmp_path / "locked.xlsx", rich, PASSWORD)
    inner = tmp_path / "old.xls"
    inner.write_bytes(book.read_bytes())
    copy = tmp_path / "marked" / "old.xls"
    question = replace(QUESTION, password=PASSWORD)

    found = checking.check_file(inner, question, copy)

    assert found.copy == str(copy)  # by content it is an xlsx, whatever it is called
    assert copy.read_bytes()[:4] == bytes.fromhex("D0CF11E0")
