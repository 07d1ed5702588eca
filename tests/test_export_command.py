"""`relaybook export` from the request to the sealed file."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import re
import subprocess
import sys
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from macros.cli import relaybook
from tests.handover_books import SAFE, SPOKEN, rows, written
from tests.schemas import promised
from tests.writers import NOW
from validation.changes import Outcome
from validation.errors import NotChangedError, RefusedError
from validation.handover.release import Left
from workbook import archives
from workbook.checking import Question
from workbook.exporting import Released, place
from workbook.reader import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

OWN = "Ocean-seven-lamps 42 violins"
DAY = ("--today", "2026-11-22", "--lang", "en")
V1 = ("--variant", "v1", "--scenario", "离职交接", "--to", "R002", "--approver", "M001")
V2 = (
    "--variant",
    "精简安全版",
    "--scenario",
    "cross_department",
    "--to",
    "R005",
    "--approver",
    "M001",
)
V3 = (
    *("--variant", "V3", "--scenario", "partner", "--to", "Tom", "--approver", "A001"),
    *("--receiver-company", "ABC Agency", "--nda", "NDA-2026-03", "--leads", "LD-0001,LD-0002"),
)
WAY = ("--from", "R001", "--channel", "Company e-mail", "--password-channel", "电话")
SHARE = "SH-20261122-001"
_SEATED = (
    "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "from macros.cli import main; main(sys.argv[1:])"
)
"""A program that sits at the terminal on its standard input and runs a command."""


def run(*arguments: str | Path, typed: str = "") -> Result:
    return CliRunner().invoke(
        relaybook, [str(one) for one in arguments], input=typed, standalone_mode=False
    )


def approved(book: Path, *arguments: str, approver: str = "M001") -> Path:
    """Ask for a share of the book and approve it."""
    asked = run("export", book, *arguments, *WAY, *DAY)
    assert asked.return_value == 1, asked.output
    assert run("approve", book, SHARE, "--as", approver, *DAY).return_value == 0
    return book


def released(book: Path, *options: str) -> Result:
    """Have the file of an approved share written into a folder `out`."""
    place_ = ("--share", SHARE, "-o", book.parent / "out", "--own-password")
    return run("export", book, *place_, *options, *DAY, typed=f"{OWN}\n{OWN}\n")


@pytest.fixture(scope="module")
def approved_safe(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a book with an approved share of the safe variant."""
    book = written(tmp_path_factory.mktemp("safe") / "book.xlsx")
    return approved(book, *V2, "--owner", "R001").read_bytes()


@pytest.fixture
def safe(tmp_path: Path, approved_safe: bytes) -> Path:
    """Return such a book of its own."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(approved_safe)
    return path


def share(book: Path) -> dict[str, Any]:
    return dict(open_book(book).sheets["Share"].iloc[-1])


def test_a_safe_copy_goes_from_the_request_to_the_register_and_leaves_once(
    tmp_path: Path, safe: Path
) -> None:
    book = safe
    result = released(book)
    file = tmp_path / "out" / f"{SHARE}.zip"
    sealed = file.read_bytes()
    content = archives.opened(sealed, OWN)
    row = share(book)

    assert result.return_value == 0, result.output
    assert (row["file_sha256"], row["receipt_status"]) == (
        hashlib.sha256(sealed).hexdigest(),
        "待确认",
    )
    assert re.fullmatch(r"[0-9a-f]{128}", row["receipt_key"])
    assert re.fullmatch(r"\w{3}-\w{3}", row["receipt_code"])
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = b"".join(package.read(name) for name in package.namelist()).decode("utf-8")
    assert SAFE in parts
    assert SPOKEN not in parts
    assert "<f>" not in parts
    assert [path.name for path in (tmp_path / "out").iterdir()] == [file.name]
    actions = list(open_book(book).sheets["Audit"]["action"])
    assert actions == ["申请分享", "审批分享", "导出精简安全版"]
    again = released(book)
    assert again.return_value == 1
    assert "cannot leave twice" in again.stderr
    assert OWN not in result.output
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert OWN.encode() not in files
    assert OWN.encode("utf-16-le") not in files


def test_an_outside_campaign_copy_is_an_encrypted_workbook_when_asked_for(tmp_path: Path) -> None:
    book = written(tmp_path / "book.xlsx")
    approved(book, *V3, "--container", "xlsx", approver="A001")
    assert released(book).return_value == 0

    sealed = (tmp_path / "out" / f"{SHARE}.xlsx").read_bytes()
    assert sealed.startswith(b"\xd0\xcf\x11\xe0")
    assert archives.opened(sealed, OWN).startswith(b"PK")


def test_a_drawn_passphrase_goes_to_the_terminal_alone(tmp_path: Path, safe: Path) -> None:
    book = safe
    ours, theirs = pty.openpty()
    command = ["export", str(book), "--share", SHARE]
    arguments = [*command, *DAY, "-o", str(tmp_path / "out")]
    found_ = subprocess.run(
        [sys.executable, "-c", _SEATED, *arguments],
        stdin=theirs,
        capture_output=True,
        check=False,
        start_new_session=True,
        timeout=120,
    )
    out, errors = found_.stdout, found_.stderr
    shown = os.read(ours, 4096).decode()  # while the other end is open
    os.close(theirs)
    os.close(ours)
    found = re.search(r"^\s+(\w+(?:-\w+){5})\s*$", shown, re.MULTILINE)

    assert found_.returncode == 0, errors
    assert found is not None
    assert found[1].encode() not in out + errors
    sealed = (tmp_path / "out" / f"{SHARE}.zip").read_bytes()
    assert archives.opened(sealed, found[1]).startswith(b"PK")


def test_without_a_terminal_nothing_leaves(tmp_path: Path, safe: Path) -> None:
    book = safe
    found = subprocess.run(
        [sys.executable, "-m", "macros", "export", str(book), "--share", SHARE, *DAY],
        capture_output=True,
        check=False,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
    )

    assert found.returncode == 2
    assert b"There is no terminal here" in found.stderr
    assert share(book)["file_sha256"] is None
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]


def test_a_request_waits_for_the_named_approver_and_is_booked_once(tmp_path: Path) -> None:
    book = written(tmp_path / "book.xlsx")
    first = run("export", book, *V1, "--owner", "R001", *WAY, *DAY)
    again = run("export", book, *V1, "--owner", "R001", *WAY, *DAY)

    assert (first.return_value, again.return_value) == (1, 1)
    assert f"relaybook approve {book} {SHARE} --as M001" in first.stderr
    assert f"{SHARE} is not approved yet" in again.stderr
    assert len(open_book(book).sheets["Share"]) == 1
    assert list(open_book(book).sheets["ShareLines"]["customer_id"]) == [
        "CUS-2026-001",
        "CUS-2026-002",
        "CUS-2026-003",
    ]


def test_what_was_not_approved_does_not_leave(safe: Path) -> None:
    other = run("export", safe, *V2, "--customers", "CUS-2026-001", *WAY, *DAY)

    assert other.return_value == 1
    assert "SH-20261122-002 was asked for and waits for approval" in other.stderr


def test_what_is_missing_is_listed_and_nothing_is_booked(tmp_path: Path) -> None:
    book = written(tmp_path / "book.xlsx")
    before = book.read_bytes()
    result = run("export", book, *V1, "--owner", "R404", *WAY, "--channel", "wechat", *DAY)

    assert result.return_value == 2
    assert "has no rep R404" in result.stdout
    assert "does not allow sending by WeChat" in " ".join(result.stdout.split())
    assert "2 things are missing" in result.stderr
    assert book.read_bytes() == before


def test_a_dry_run_shows_rows_columns_and_texts_and_writes_nothing(tmp_path: Path) -> None:
    book = written(tmp_path / "book.xlsx")
    before = book.read_bytes()
    report = tmp_path / "plan.json"
    arguments = ("export", book, *V2, "--owner", "R001", *WAY, *DAY, "--dry-run")
    on_paper = run(*arguments, "--format", "html", "-o", tmp_path / "plan.html")
    as_json = run(*arguments, "--format", "json", "-o", report)
    found = promised(json.loads(report.read_text(encoding="utf-8")))
    page = (tmp_path / "plan.html").read_text(encoding="utf-8")

    assert (on_paper.return_value, as_json.return_value) == (0, 0)
    assert found["schema"] == "relaybook.export/1"
    assert found["sheets"] == {"Customers": 2}
    assert found["records"] == ["CUS-2026-001", "CUS-2026-002"]
    assert [(row["record"], row["row"]) for row in found["staying"]] == [("CUS-2026-003", 7)]
    assert {one["fate"] for one in found["columns"]} == {"leaves", "generalised", "stays"}
    assert (found["share"], found["may_leave"], found["missing"]) == (None, False, [])
    assert "只保留可以外发的标签" in page
    assert "John Schmidt" not in page + report.read_text(encoding="utf-8")
    assert book.read_bytes() == before


def test_a_name_inside_a_company_name_leaves_only_when_the_approver_accepts_it(
    tmp_path: Path,
) -> None:
    found = rows()
    found["Customers"][0]["company_name_en"] = "John Schmidt Handels GmbH"
    for customer in found["Customers"]:
        customer.pop("购买习惯", None)
    book = written(tmp_path / "book.xlsx", found)
    approved(book, *V2, "--owner", "R001")
    refused = released(book).exception

    assert isinstance(refused, RefusedError)
    assert "客户!B5 ← Contacts.contact_name" in refused.text.en
    assert "John" not in refused.text.en
    assert not (tmp_path / "out").exists()
    accepted = released(book, "--accept-inherent")
    assert accepted.return_value == 0, accepted.output


def test_a_file_of_a_changed_book_is_not_left_behind(tmp_path: Path) -> None:
    book = written(tmp_path / "book.xlsx")
    what = Left(SHARE, "V2", "0" * 64, "1" * 64, 1, 0, "another book")
    made = Released(sealed=b"sealed", name=f"{SHARE}.zip", left=what, outcome=Outcome())

    with pytest.raises((RefusedError, NotChangedError)):
        place(book, Question(now=NOW), made, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
