"""The scanner: every hiding place, every spelling, every container; and what it may not do."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import msoffcrypto
import pytest
import pyzipper
from msoffcrypto.format.ooxml import OOXMLFile

from tests import canaries
from tests.canaries import KEYS, NO_XML, SPELLINGS, looking_for, zipped
from validation.errors import DamagedError, EncryptedError, TooBigError, WrongPasswordError
from workbook.leakscan import Hit, scan, selftest

if TYPE_CHECKING:
    from pathlib import Path

WORDS = selftest.canaries()
WORD = "Kestrelvale GmbH"
SECRET = "correct horse"  # noqa: S105  # opens nothing else
ONE = looking_for({"contact_name": WORD})


def places(content: bytes, **options: object) -> list[str]:
    """Return the parts in which the one word is found."""
    return [hit.part for hit in scan(content, ONE, **options)]  # type: ignore[arg-type]


def test_a_canary_is_found_in_each_of_the_68_places() -> None:
    assert len(KEYS) == len(set(KEYS)) == 68
    assert selftest.found() == dict.fromkeys(KEYS, True)


@pytest.mark.parametrize("key", KEYS)
def test_only_the_canary_of_its_own_place_is_found(key: str) -> None:
    others = {place: "nothing" for place in KEYS if place != key}

    found = scan(selftest.planted({**others, key: WORDS[key]}), looking_for(WORDS))

    assert {hit.column for hit in found} == {key}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_canary_is_found_in_another_spelling_wherever_that_can_stand(spelling: str) -> None:
    # Half a word in base64 is no half of the word; and a page header's &C is a hexadecimal digit.
    cut = {"runs", "header", "footer"} if spelling in {"base64", "hexadecimal"} else set()
    cut |= {"runs"} if spelling in {"blanks", "dots"} else set()
    wanted = set(KEYS) - NO_XML - cut - {"embedded"}

    content = selftest.planted(WORDS, SPELLINGS[spelling])

    found = {hit.column for hit in scan(content, looking_for(WORDS))}
    assert wanted - found == set()


def test_a_file_without_the_words_has_no_hit() -> None:
    content = selftest.planted(WORDS)

    assert scan(content, looking_for({"contact_name": "Kestrelvale GmbH"})) == ()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5"]
)
def test_a_chinese_word_is_found_in_every_encoding(encoding: str) -> None:
    word = "鯤鵬進出口貿易" if encoding == "big5" else "鲲鹏进出口贸易"
    tokens = looking_for({"company": "鲲鹏进出口贸易"})

    text = f"{word},name\r\n{word},John\r\n".encode(encoding)

    assert scan(text, tokens) == (Hit("", "x", "company"),)
    assert scan(b"\x00\x01\xff\xfe\x80" + text + b"\xff\x00", tokens) == (Hit("", "x", "company"),)


def test_traditional_and_simplified_characters_are_one() -> None:
    assert scan("聯絡人：張國強先生".encode(), looking_for({"name": "张国强"}))
    assert scan("联系人：张国强先生".encode(), looking_for({"name": "張國強"}))


def test_a_cell_is_named_with_its_sheet() -> None:
    words = {**dict.fromkeys(KEYS, "nothing"), "white": WORD, "cached": WORD}

    assert scan(selftest.planted(words), ONE) == (
        Hit("xl/sharedStrings.xml", "x", "contact_name", "List!XFD9"),
        Hit("xl/worksheets/sheet1.xml", "x", "contact_name", "List!B3"),
    )


def test_packages_within_packages_are_opened() -> None:
    inner = zipped({"notes.txt": WORD.encode()})

    assert places(zipped({"a.zip": zipped({"b.zip": inner})})) == ["a.zip!b.zip!notes.txt"]
    assert places(gzip.compress(WORD.encode())) == ["[gzip]"]


def test_the_gaps_of_a_zip_are_searched() -> None:
    content = zipped({"a.txt": b"nothing"})
    noted = io.BytesIO(content)
    with zipfile.ZipFile(noted, "a") as package:
        extra = zipfile.ZipInfo("b.txt")
        extra.extra = struct.pack("<HH", 0xCAFE, len(WORD)) + WORD.encode()
        package.writestr(extra, "nothing")

    assert places(content + WORD.encode()) == ["[zip comment]"]
    assert places(WORD.encode() + b"\n" + content) == ["[before the package]"]
    assert places(noted.getvalue()) == ["b.txt [extra field]"]
    assert places(zipped({f"{WORD}.txt": b""})) == [f"{WORD}.txt [name]"]


def test_a_part_that_the_directory_does_not_list_is_found() -> None:
    lone = zipped({"hidden.txt": WORD.encode()})
    lone = lone[: lone.index(b"PK\x01\x02")]
    content = zipped({"a.txt": b"nothing"})
    at = content.index(b"PK\x01\x02")
    end = content.rindex(b"PK\x05\x06")
    fields = list(struct.unpack("<4s4H2LH", content[end : end + 22]))
    fields[6] += len(lone)
    shifted = content[:at] + lone + content[at:end] + struct.pack("<4s4H2LH", *fields)

    assert places(shifted) == ["hidden.txt"]


def test_both_of_two_parts_of_one_name_are_searched() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", WORD)
        with pytest.warns(UserWarning, match="Duplicate"):
            package.writestr("a.txt", "nothing")

    assert places(out.getvalue()) == ["a.txt"]


def test_encrypted_files_are_opened_with_their_password() -> None:
    plain = selftest.planted({**dict.fromkeys(KEYS, "nothing"), "title": WORD})
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(plain)).encrypt(SECRET, locked)
    packed = io.BytesIO()
    with pyzipper.AESZipFile(packed, "w", encryption=pyzipper.WZ_AES) as package:
        package.setpassword(SECRET.encode())
        package.writestr("handover.xlsx", plain)

    for sealed in (locked.getvalue(), packed.getvalue()):
        assert [part.rpartition("!")[2] for part in places(sealed, passphrase=SECRET)] == [
            "docProps/core.xml"
        ]
        with pytest.raises(WrongPasswordError):
            scan(sealed, ONE, passphrase=SECRET.upper())
        with pytest.raises(EncryptedError):
            scan(sealed, ONE)
    assert msoffcrypto.OfficeFile(locked).is_encrypted()


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"<html><p>Dear <b>Kestrel</b>vale&nbsp;GmbH</p></html>", ""),
        (json.dumps({"to": "Kestrelväle GmbH"}).encode(), ""),
        (b"Subject: =?utf-8?B?S2VzdHJlbHZhbGUgR21iSA==?=\r\n\r\nhello", ""),
        (b"Content-Transfer-Encoding: quoted-printable\r\n\r\nKestrel=\r\nvale=20GmbH", ""),
        (
            b"%PDF-1.4\n1 0 obj\nstream\n" + zlib.compress(WORD.encode()) + b"\nendstream",
            "[stream 1]",
        ),
    ],
    ids=["html", "json", "encoded word", "quoted-printable", "pdf"],
)
def test_other_files_are_read_as_what_they_are(content: bytes, part: str) -> None:
    tokens = looking_for({"a": WORD, "b": "Kestrelväle GmbH"})

    assert [hit.part for hit in scan(content, tokens)] == [part]


def test_streams_of_an_ole_file_are_searched() -> None:
    sealed = io.BytesIO()
    OOXMLFile(io.BytesIO(selftest.planted(WORDS))).encrypt(SECRET, sealed)
    # The container's own stream of properties is plain; a word is put into its padding.
    content = bytearray(sealed.getvalue())
    at = content.index("Microsoft".encode("utf-16-le"))
    content[at : at + 18] = "Kestrelva".encode("utf-16-le")
    tokens = looking_for({"a": "Kestrelva"})

    found = {hit.part for hit in scan(bytes(content), tokens, passphrase=SECRET)}

    assert "[OLE sectors]" in found
    assert any("DataSpaces" in part for part in found)


def test_what_cannot_be_searched_to_the_end_is_refused_and_not_called_clean(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nested = b"x"
    for _ in range(9):
        nested = zipped({"a.zip": nested})
    with pytest.raises(TooBigError, match="nested more than 6 deep"):
        scan(nested, ONE)

    odd = bytearray(zipped({"a.txt": b"nothing" * 9}))
    for sign in (b"PK\x03\x04", b"PK\x01\x02"):
        at = odd.index(sign)
        odd[at + (8 if sign == b"PK\x03\x04" else 10)] = 12
    with pytest.raises(DamagedError, match="packed by a method we do not know"):
        scan(bytes(odd), ONE)

    monkeypatch.setattr("workbook.leakscan.pieces.MAX_TOTAL", 1 << 20)
    with pytest.raises(TooBigError, match="more than 1 MB"):
        scan(zipped({"bomb.txt": bytes(4 << 20)}), ONE)
    monkeypatch.setattr("workbook.leakscan.pieces.MAX_PARTS", 3)
    with pytest.raises(TooBigError, match="more than 3 parts"):
        scan(zipped({f"{n}.txt": b"" for n in range(9)}), ONE)


def test_the_words_of_the_blank_form_are_no_leak() -> None:
    blank = zipped({"xl/sharedStrings.xml": b"<sst><si><t>Kestrelvale GmbH</t></si></sst>"})

    assert scan(blank, ONE, blank=blank) == ()
    assert scan(zipped({"a.txt": b"Kestrelvale GmbH & Co"}), ONE, blank=blank) == (
        Hit("a.txt", "x", "contact_name"),
    )


def test_no_value_stands_in_what_is_told(tmp_path: Path) -> None:
    del tmp_path
    hit = scan(WORD.encode(), ONE)[0]

    assert WORD.casefold() not in repr((hit, ONE)).casefold()


def test_the_canaries_workbook_is_one_that_readers_open(tmp_path: Path) -> None:
    import openpyxl  # noqa: PLC0415

    path = tmp_path / "canaries.xlsx"
    path.write_bytes(selftest.planted(WORDS))
    with pytest.warns(UserWarning, match="not supported"):
        book = openpyxl.load_workbook(path)

    assert book.sheetnames == ["List", WORDS["sheet_name"], "Deep"]
    assert canaries.KEYS[0] == "visible"
