"""Handover files: sealed, proven, and opened as if an enemy had made them."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import unicodedata
import zipfile
from functools import cache
from typing import TYPE_CHECKING

import msoffcrypto
import pytest
import pyzipper
from hypothesis import given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile

from tests import programs
from tests.handed_over import CATALOGUE, copy
from validation.messages import message
from workbook import archives, copies
from workbook.archives import ArchiveError, SealError, WrongPassphraseError, opened, proven, sealed
from workbook.passphrases import PassphraseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.office import Office

RIGHT = "unwarlike-smudgy-translate-leotard-ember-dairy"
STARTS = (b"", b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1"))
CONTAINERS = ("encrypted_zip", "encrypted_workbook")


@cache
def plain() -> bytes:
    return copies.written(copy("V2", rows=2), CATALOGUE)


@cache
def handed(container: str, passphrase: str = RIGHT) -> bytes:
    return sealed(plain(), container=container, passphrase=passphrase)


def reason(error: pytest.ExceptionInfo[Exception]) -> object:
    return error.value.facts["reason"]  # type: ignore[attr-defined]


def zipped(members: dict[str, bytes], *, again: bool = False, **options: object) -> bytes:
    """Return an archive as pyzipper makes it with `options`; `again`: every member twice."""
    out = io.BytesIO()
    given = {"encryption": pyzipper.WZ_AES, **options}
    with pyzipper.AESZipFile(out, "w", **given) as archive:
        if given["encryption"] is not None:
            archive.setpassword(RIGHT.encode())
        for name, content in [*members.items()] * (2 if again else 1):
            archive.writestr(name, content)
    return out.getvalue()


def renamed(data: bytes, name: bytes) -> bytes:
    """Return the archive with its member's name replaced, everywhere, by one as long."""
    assert len(name) == len(archives.INNER_NAME)
    return data.replace(archives.INNER_NAME.encode(), name)


# ---- sealing


@pytest.mark.parametrize("container", CONTAINERS)
def test_what_was_sealed_opens_with_its_passphrase_only(container: str) -> None:
    data = handed(container)

    assert opened(data, RIGHT) == plain()
    for wrong in (RIGHT[:-1], RIGHT + "x", RIGHT.upper(), " " * 3 + "x", "x"):
        with pytest.raises((WrongPassphraseError, PassphraseError)):
            opened(data, wrong)


def test_an_archive_shows_nothing_but_a_neutral_name() -> None:
    with zipfile.ZipFile(io.BytesIO(handed("encrypted_zip"))) as archive:
        (member,) = archive.infolist()
        assert archive.comment == b""

    assert (member.filename, member.date_time) == ("handover.xlsx", (1980, 1, 1, 0, 0, 0))
    assert (member.CRC, member.compress_type, member.create_system) == (0, 99, 0)
    assert (member.comment, member.flag_bits & 1) == (b"", 1)
    # One extra field: AE-2, vendor AE, 256 bit, deflated inside.
    assert member.extra == struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 8)


def test_an_encrypted_workbook_is_a_storage_with_agile_encryption() -> None:
    data = handed("encrypted_workbook")
    office = msoffcrypto.OfficeFile(io.BytesIO(data))

    assert data.startswith(bytes.fromhex("D0CF11E0A1B11AE1"))
    assert (office.type, office.info["spinValue"], office.info["passwordHashAlgorithm"]) == (
        "agile", 100_000, "SHA512",
    )  # fmt: skip
    assert "EncryptedPackage".encode("utf-16-le") in data
    assert b"xl/" not in data


@pytest.mark.parametrize("container", CONTAINERS)
def test_two_spellings_of_a_passphrase_open_the_same_file(container: str) -> None:
    composed = "Müller-Käse-Öl-2026"
    data = handed(container, unicodedata.normalize("NFD", composed))

    assert opened(data, composed) == opened(data, unicodedata.normalize("NFD", composed)) == plain()


@pytest.mark.parametrize("passphrase", ["", "x" * 65, "界" * 34, "tab\there", "zero\u200bwidth"])
def test_a_passphrase_no_program_could_take_seals_nothing(passphrase: str) -> None:
    with pytest.raises(PassphraseError):
        sealed(plain(), container="encrypted_zip", passphrase=passphrase)


@pytest.mark.parametrize(
    ("container", "name", "why"),
    [
        ("zipcrypto", "handover.xlsx", "container"),
        ("encrypted_zip", "../handover.xlsx", "name"),
        ("encrypted_zip", "C:handover.xlsx", "name"),
        ("encrypted_zip", "", "name"),
    ],
)
def test_no_other_container_and_no_other_place(container: str, name: str, why: str) -> None:
    with pytest.raises(SealError) as refused:
        sealed(plain(), container=container, passphrase=RIGHT, name=name)

    assert reason(refused) == message(f"archive.{why}")


# ---- the proof


def plain_beside() -> bytes:
    return handed("encrypted_zip") + plain()


def open_to_all() -> bytes:
    """An encrypted workbook whose password is the one that Excel tries by itself."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(plain())).encrypt("VelvetSweatshop", out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("container", "forged", "why"),
    [
        ("encrypted_zip", plain, "plain_inside"),
        ("encrypted_workbook", plain, "not_sealed_kind"),
        ("encrypted_zip", lambda: zipped({"h": plain()}, encryption=None), "plain_inside"),
        ("encrypted_zip", lambda: zipped({"h": b"other"}), "does_not_open"),
        ("encrypted_zip", lambda: handed("encrypted_zip", "another-one"), "does_not_open"),
        ("encrypted_zip", lambda: handed("encrypted_zip")[:-40], "does_not_open"),
        ("encrypted_zip", plain_beside, "plain_inside"),
        ("encrypted_zip", lambda: handed("encrypted_workbook"), "not_sealed_kind"),
        ("encrypted_zip", lambda: b"", "not_sealed_kind"),
        ("encrypted_workbook", lambda: handed("encrypted_workbook", "another"), "does_not_open"),
        ("encrypted_workbook", open_to_all, "does_not_open"),
        ("encrypted_workbook", lambda: handed("encrypted_workbook")[:3000], "does_not_open"),
    ],
)
def test_what_a_faulty_library_made_is_not_handed_out(
    container: str, forged: Callable[[], bytes], why: str
) -> None:
    with pytest.raises(SealError) as refused:
        proven(forged(), plain(), container=container, passphrase=RIGHT)

    assert reason(refused) == message(f"archive.{why}")


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_good_file_stands_the_proof(container: str) -> None:
    proven(handed(container), plain(), container=container, passphrase=RIGHT)


@pytest.mark.parametrize("taken", [{RIGHT, ""}, {RIGHT, RIGHT + "ß"}])
def test_a_file_that_opens_with_a_second_passphrase_is_not_handed_out(taken: set[str]) -> None:
    def careless(_found: bytes, passphrase: str) -> bytes:
        if passphrase not in taken:
            raise WrongPassphraseError
        return plain()

    with pytest.raises(SealError) as refused:
        proven(
            handed("encrypted_zip"), plain(), container="encrypted_zip", passphrase=RIGHT,
            reopened=careless,
        )  # fmt: skip

    assert reason(refused) == message("archive.opens_for_all")


def test_no_refusal_tells_the_passphrase() -> None:
    with pytest.raises(SealError) as refused:
        proven(b"", plain(), container="encrypted_zip", passphrase=RIGHT)
    with pytest.raises(WrongPassphraseError) as wrong:
        opened(handed("encrypted_zip"), "guess-guess-guess")

    said = f"{refused.value!r} {refused.value.facts} {wrong.value!r} {wrong.value.facts}"
    assert RIGHT not in said
    assert "guess" not in said


# ---- opening what an enemy made


def many_rounds() -> bytes:
    """Return an encrypted workbook that wants its key derived in nine million rounds."""
    data = handed("encrypted_workbook")
    start, end = data.index(b"<?xml"), data.index(b"</encryption>")
    info = data[start:end].replace(b'spinCount="100000"', b'spinCount="9000000"')
    info = info.replace(b' standalone="yes"', b" " * (16 - len(info) + end - start + 1), 1)
    changed = data[:start] + info + data[end:]
    assert len(changed) == len(data)
    assert msoffcrypto.OfficeFile(io.BytesIO(changed)).info["spinValue"] == 9_000_000
    return changed


HOSTILE: dict[str, tuple[Callable[[], bytes], str, dict[str, object]]] = {
    "nothing": (lambda: b"", "unknown", {}),
    "a text": (lambda: b"customer,mail\n", "unknown", {}),
    "a plain workbook": (plain, "not_encrypted", {}),
    "a plain archive": (
        lambda: zipped({"handover.xlsx": plain()}, encryption=None), "not_encrypted", {},
    ),
    "two members": (
        lambda: zipped({"a.xlsx": plain(), "b.xlsx": plain()}), "several", {"count": 2},
    ),
    "no member": (lambda: b"PK\x03\x04" + zipped({}), "several", {"count": 0}),
    "a way out": (lambda: renamed(handed("encrypted_zip"), b"../x/over.xls"), "name", {}),
    "an absolute name": (lambda: renamed(handed("encrypted_zip"), b"/etc/over.xls"), "name", {}),
    "a drive": (lambda: renamed(handed("encrypted_zip"), b"C:ndover.xlsx"), "name", {}),
    "a backslash": (lambda: renamed(handed("encrypted_zip"), b"..\\dover.xlsx"), "name", {}),
    "a NUL": (lambda: renamed(handed("encrypted_zip"), b"hand\0ver.xlsx"), "name", {}),
    "cut short": (lambda: handed("encrypted_zip")[:500], "broken", {}),
    "another method": (
        lambda: zipped({"handover.xlsx": plain()}, compression=pyzipper.ZIP_LZMA), "broken", {},
    ),
    "no workbook": (lambda: zipped({"handover.xlsx": b"text"}), "no_workbook", {}),
    "an archive in it": (
        lambda: zipped({"handover.xlsx": zipped({"xl/x.xml": b"x"})}), "no_workbook", {},
    ),
    "a cut workbook": (lambda: handed("encrypted_workbook")[:4096], "broken", {}),
    "nine million rounds": (many_rounds, "broken", {}),
    "a storage": (lambda: bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "broken", {}),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(name: str) -> None:
    make, key, facts = HOSTILE[name]

    with pytest.raises(ArchiveError) as refused:
        opened(make(), RIGHT)

    assert reason(refused) == message(f"archive.{key}", **facts)


def test_two_members_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped({"handover.xlsx": plain()}, again=True)

    with pytest.raises(ArchiveError) as refused:
        opened(data, RIGHT)

    assert reason(refused) == message("archive.several", count=2)


def test_a_bomb_is_stopped_whatever_size_it_claims() -> None:
    bomb = zipped({"handover.xlsx": bytes(archives.LARGEST_FILE + 1)},
                  compression=pyzipper.ZIP_DEFLATED)  # fmt: skip
    liar = bytearray(bomb)
    for at in (liar.index(b"PK\x01\x02") + 24, 22):
        liar[at : at + 4] = struct.pack("<I", 1000)

    for data, key in ((bomb, "too_big"), (liar, "no_workbook")):
        with pytest.raises(ArchiveError) as refused:
            opened(bytes(data), RIGHT)
        assert reason(refused) == message(f"archive.{key}", most=256)


@settings(max_examples=25)
@pytest.mark.parametrize("container", CONTAINERS)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_changed_bit_never_gives_another_content(container: str, place: float, bit: int) -> None:
    data = bytearray(handed(container))
    data[int(place * len(data))] ^= 1 << bit

    try:
        found = opened(bytes(data), RIGHT)
    except (ArchiveError, WrongPassphraseError):
        return
    # A bit that means nothing, such as one of the storage's spare room.
    assert found == plain()


@given(data=st.binary(max_size=300), start=st.sampled_from(STARTS))
def test_any_bytes_are_refused_in_our_words(data: bytes, start: bytes) -> None:
    with pytest.raises((ArchiveError, WrongPassphraseError)):
        opened(start + data, RIGHT)


# ---- other programs


def seven_zip() -> str:
    found = shutil.which("7z") or shutil.which("7zz")
    return found or programs.missing("7z", "run .ci/install")


def seven(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [seven_zip(), *arguments], capture_output=True, check=False, timeout=60, cwd=cwd,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.parametrize(
    "passphrase", [RIGHT, "Müller-Käse-Öl-2026", "密码是六个不相干的词", "x" * 64]
)
def test_7_zip_opens_an_archive_with_the_right_passphrase_only(
    passphrase: str, tmp_path: Path
) -> None:
    (tmp_path / "share.zip").write_bytes(handed("encrypted_zip", passphrase))

    right = seven("x", f"-p{passphrase}", "share.zip", cwd=tmp_path)
    assert right.returncode == 0, right.stdout + right.stderr
    assert (tmp_path / "handover.xlsx").read_bytes() == plain()
    wrong = seven("t", "-pwrong", "share.zip", cwd=tmp_path)
    assert wrong.returncode != 0
    assert b"Wrong password" in wrong.stdout + wrong.stderr


def test_an_archive_that_7_zip_packed_again_is_opened(tmp_path: Path) -> None:
    (tmp_path / "handover.xlsx").write_bytes(plain())
    done = seven(
        "a", "-tzip", "-mem=AES256", f"-p{RIGHT}", "back.zip", "handover.xlsx", cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout

    assert opened((tmp_path / "back.zip").read_bytes(), RIGHT) == plain()


def test_an_archive_of_7_zips_old_encryption_is_refused(tmp_path: Path) -> None:
    (tmp_path / "handover.xlsx").write_bytes(plain())
    seven("a", "-tzip", "-mem=ZipCrypto", f"-p{RIGHT}", "back.zip", "handover.xlsx", cwd=tmp_path)

    with pytest.raises(ArchiveError) as refused:
        opened((tmp_path / "back.zip").read_bytes(), RIGHT)

    assert reason(refused) == message("archive.old_encryption")


def test_msoffcrypto_opens_an_encrypted_workbook() -> None:
    office = msoffcrypto.OfficeFile(io.BytesIO(handed("encrypted_workbook")))
    office.load_key(password=RIGHT, verify_password=True)
    out = io.BytesIO()
    office.decrypt(out, verify_integrity=True)

    assert out.getvalue() == plain()


@pytest.mark.office
def test_libreoffice_opens_an_encrypted_workbook_with_the_right_passphrase_only(
    office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "handover.xlsx"
    path.write_bytes(handed("encrypted_workbook"))

    with office.open(path, password=RIGHT) as book:
        assert [tab.name for tab in book.tabs()] == ["Cover", "Customers", "Guide", "_meta"]
        assert book.value("Customers", "A4") == "客户ID\nCustomer ID"
    with pytest.raises(Exception, match="type detection aborted"):
        office.open(path, password="wrong-wrong-wrong")  # noqa: S106 - that is the test
