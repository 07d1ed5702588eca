"""The package around the parts: what is copied keeps its facts, what is broken is refused."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.raw_xlsx import rows, styles, write_raw
from tests.test_patching import changed, packed, part, rezip
from validation.errors import DamagedError
from workbook.patching import is_signed, patch
from workbook.patching.edits import Edits, SheetEdit

if TYPE_CHECKING:
    from pathlib import Path


def test_a_part_named_twice_is_refused(tmp_path: Path) -> None:
    path = write_raw(tmp_path / "a.xlsx", {"S": rows("")})
    with zipfile.ZipFile(path, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(DamagedError, match=r"'xl/workbook\.xml' twice"):
        patch(path, tmp_path / "b.xlsx", Edits())


def test_a_wrong_checksum_is_noticed(tmp_path: Path) -> None:
    path = write_raw(tmp_path / "a.xlsx", {"S": rows('<c r="A1"/>')})
    data = bytearray(path.read_bytes())
    for signature, at in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        data[data.index(signature) + at] ^= 1
    path.write_bytes(data)
    with pytest.raises(DamagedError, match=r"part1\.xml' cannot be unpacked"):
        patch(path, tmp_path / "b.xlsx", Edits(sheets={"S": SheetEdit(cells={1: {1: 1}})}))


def test_entries_keep_their_facts_whatever_wrote_the_package(tmp_path: Path) -> None:
    path, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_raw(tmp_path / "plain.xlsx", {"S": rows('<c r="A1"/>')})
    with (
        zipfile.ZipFile(tmp_path / "plain.xlsx") as plain,
        path.open("wb") as file,
        # Writing to what cannot seek puts sizes behind the data.
        zipfile.ZipFile(Unseekable(file), "w") as package,
    ):
        for entry in plain.infolist():
            copied = zipfile.ZipInfo(entry.filename, (2020, 2, 3, 4, 5, 6))
            copied.compress_type = zipfile.ZIP_DEFLATED
            copied.external_attr, copied.comment = 0o640 << 16, b"note"
            package.writestr(copied, plain.read(entry))
        stored = zipfile.ZipInfo("客户/图.bin", (1999, 12, 31, 23, 59, 58))
        stored.extra = b"\x34\x12\x02\x00ab"
        package.writestr(stored, b"stored")
        package.comment = b"whole"
    patch(path, out, Edits(sheets={"S": SheetEdit(cells={1: {1: 1}})}))
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(out) as after:
        assert after.testzip() is None
        assert after.comment == b"whole"
        facts = ("filename", "date_time", "external_attr", "comment", "extra", "create_system")
        one, other = (
            [[getattr(entry, fact) for fact in facts] for entry in package.infolist()]
            for package in (before, after)
        )
        assert one == other
        assert [entry.flag_bits & 8 for entry in after.infolist()] == [0] * len(other)
        assert after.read("客户/图.bin") == b"stored"


class Unseekable(io.RawIOBase):
    """A file one can only append to."""

    def __init__(self, file: io.BufferedWriter) -> None:
        self._file = file

    def writable(self) -> bool:  # noqa: D102
        return True

    def write(self, data: object) -> int:  # noqa: D102
        return self._file.write(data)  # type: ignore[arg-type]


def test_a_signature_is_left_out_of_a_changed_copy(tmp_path: Path) -> None:
    path, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_raw(path, {"S": rows("")})
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    origin = f'<Relationship Id="s" Type="{kind}" Target="_xmlsignatures/origin.sigs"/>'
    rezip(path, "_rels/.rels", lambda text: text.replace("</R", origin + "</R"))
    before = part(path, "_rels/.rels")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("_xmlsignatures/origin.sigs", b"")
        package.writestr("_xmlsignatures/sig1.xml", b"<Signature/>")
    assert is_signed(path)
    patch(path, out, Edits(sheets={"S": SheetEdit(shown=False)}))
    assert not is_signed(out)
    assert [name for name in packed(out) if "signature" in name] == []
    assert part(out, "_rels/.rels") == before.replace(origin, "")


def test_a_package_with_backslashes_is_changed_like_any_other(tmp_path: Path) -> None:
    path, odd, out = (tmp_path / f"{name}.xlsx" for name in "abc")
    write_raw(path, {"S": rows('<c r="A1"/>')}, styles=styles(0))
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(odd, "w") as other:
        for entry in package.infolist():
            other.writestr(entry.filename.replace("/", "\\").lower(), package.read(entry))
    patch(odd, out, Edits(sheets={"S": SheetEdit(cells={1: {1: dt.date(2026, 1, 2)}})}))
    assert changed(odd, out) == ["xl\\worksheets\\part1.xml", "xl\\styles.xml"]
    made = part(out, "xl\\worksheets\\part1.xml").partition(">")[2]
    assert made == rows('<c r="A1" s="1"><v>46024</v></c>') + "</worksheet>"


def test_a_sheet_whose_part_is_missing_is_refused(tmp_path: Path) -> None:
    path = write_raw(tmp_path / "a.xlsx", {"S": rows("")})
    rezip(path, "xl/_rels/workbook.xml.rels", lambda text: text.replace("part1", "part7"))
    with pytest.raises(DamagedError, match=r"its part 'xl/worksheets/part7\.xml' is missing"):
        patch(path, tmp_path / "b.xlsx", Edits(sheets={"S": SheetEdit(cells={1: {1: 1}})}))
