"""`relaybook leakscan`, as a person runs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from macros.cli import main
from tests import handover_books
from tests.handover_books import CATALOGUE, KEY, SETTINGS, TODAY
from tests.schemas import promised
from validation.handover import planning
from workbook import archives, copies
from workbook.leakscan.recognising import share_of

if TYPE_CHECKING:
    from pathlib import Path

SHARE = "SH-20261122-001"
SECRET = "gravel-otter-lantern-seventeen-mint-orbit"  # noqa: S105  # opens nothing else


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A team's book whose register has one share."""
    rows = handover_books.rows()
    rows["Customers"][0].pop("购买习惯")
    rows["Share"] = [{"share_id": SHARE, "variant": "V2", "receiver": "R005"}]
    rows["ShareLines"] = [{"share_id": SHARE, "customer_id": "CUS-2026-001"}]
    return handover_books.written(tmp_path_factory.mktemp("leakscan") / "team.xlsx", rows)


@pytest.fixture(scope="module")
def copy() -> bytes:
    """The plain copy of that share."""
    asked = handover_books.asked("V2", owner=None, customers=("CUS-2026-001",))
    plan = planning.plan(handover_books.book(), CATALOGUE, SETTINGS, TODAY, asked)
    named = planning.named(plan, planning.Share(SHARE, KEY), CATALOGUE)
    return copies.written(named.copy, CATALOGUE)


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(one) for one in ("leakscan", *arguments)])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_a_file_that_tells_something_is_named_with_the_place_and_not_the_value(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mail = tmp_path / "mail.txt"
    mail.write_text("Please call John Schmidt", encoding="utf-8")

    assert run(mail, "--against", book, "--lang", "en") == 1

    said = capsys.readouterr().out
    assert run(mail, "--against", book, "--format", "json") == 1
    assert promised(json.loads(capsys.readouterr().out))["hits"] == [
        {"part": "", "sheet": "Contacts", "column": "contact_name", "cell": None, "inherent": False}
    ]
    assert said == (
        "Checked against everything sensitive in team.xlsx: the file is no share booked there.\n"
        "mail.txt: 1 found.\n"
        "  mail.txt: holds a value of Contacts, Contact name\n"
        "Do not send this file. Put it right in the book and export it again with relaybook"
        " export.\n"
    )


def test_a_share_is_recognised_by_its_number_and_checked_by_what_it_withheld(
    book: Path, copy: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "handover.xlsx"
    file.write_bytes(copy)

    assert share_of(copy, None, file) == SHARE
    assert run(file, "--against", book, "--format", "json") == 0
    told = promised(json.loads(capsys.readouterr().out))
    assert (told["schema"], told["share"], told["clean"], told["hits"]) == (
        "relaybook.leakscan/1",
        SHARE,
        True,
        [],
    )


def test_a_sealed_share_is_opened_with_the_password_that_is_asked_for(
    book: Path,
    copy: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "share.zip"
    file.write_bytes(archives.sealed(copy, container="encrypted_zip", passphrase=SECRET))
    monkeypatch.setattr("macros.commands.leakscan.ask_password", lambda _files: SECRET)

    assert run(file, "--against", book, "--password-prompt", "--lang", "zh") == 0
    assert f"按 team.xlsx 中 {SHARE} 未放行的内容检查" in capsys.readouterr().out
    assert run(file, "--against", book) == 2


def test_what_cannot_be_meant_is_refused(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mail.txt"
    file.write_bytes(b"hello")

    assert run(file, "--against", book, "--share", "SH-20260101-009") == 2
    assert "SH-20260101-009" in capsys.readouterr().err
    assert run(file) == 2
    assert run(tmp_path / "gone.txt", "--against", book) == 2


def test_the_self_test_finds_all_of_its_canaries(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--self-test", "--lang", "en") == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Cells (13)"
    assert lines[1] == "  ✓  1  visible cell"
    assert lines[-2:] == ["  ✓ 68  comment of an entry", "68 of 68 canaries were found."]
    assert len([line for line in lines if "✓" in line]) == 68
