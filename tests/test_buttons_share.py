"""A copy out, a copy in, a rep who leaves: pressed in an Excel in memory."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from macros.cli import relaybook
from tests import leavers
from tests.excel.pressed import NOW, opened, values
from tests.handover_books import written
from validation.leaving import Request
from workbook import archives
from workbook.acting import Task, act
from workbook.checking import Question
from workbook.reader import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from tests.excel.pressed import Open

SHARE = "SH-20261122-001"
WAY = ("--from", "R001", "--channel", "Company e-mail", "--password-channel", "电话")
V2 = ("--variant", "V2", "--scenario", "cross_department", "--to", "R005", "--approver", "M001")
GAVE_UP = False
"""What Excel's InputBox returns for Cancel."""
DAY = ("--today", "2026-11-22", "--lang", "en")


def run(*arguments: object, code: int = 0) -> None:
    told = CliRunner().invoke(relaybook, [str(a) for a in arguments], standalone_mode=False)
    assert (told.return_value or 0) == code, told.output


def last_row(excel: Open, sheet: str) -> None:
    found = excel.read()
    tab, frame = found.layouts[sheet].tab, found.sheets[sheet]
    row = int(frame.index[-1])
    excel.select(tab, (row, 2, row, 2))


@pytest.mark.usefixtures("data")
def test_export_waits_for_its_approval_then_leaves_once_and_can_be_received(
    tmp_path: Path,
) -> None:
    book = written(tmp_path / "book.xlsx")
    run("export", book, *V2, "--owner", "R001", *WAY, *DAY, code=1)
    excel = opened(book)
    last_row(excel, "Share")
    before = excel.cells

    assert excel.press("export", str(tmp_path)).is_done, excel.said
    assert f"relaybook approve book.xlsx {SHARE} --as" in excel.said[0]
    assert excel.cells == before

    run("approve", book, SHARE, "--as", "M001", *DAY)
    excel = opened(book, like=book.with_name(shutil.copy(book, tmp_path / "approved.xlsx").name))
    last_row(excel, "Share")
    out = tmp_path / "out"
    out.mkdir()
    assert excel.press("export", str(out), "yes").is_done, excel.said

    sealed = (out / f"{SHARE}.zip").read_bytes()
    passphrase = excel.said[-1].splitlines()[-1]
    assert archives.opened(sealed, passphrase)
    row = dict(excel.read().sheets["Share"].iloc[-1])
    assert row["file_sha256"] == hashlib.sha256(sealed).hexdigest()
    assert [path.name for path in out.iterdir()] == [f"{SHARE}.zip"]
    kept = "".join(path.read_text("utf-8", "replace") for path in tmp_path.rglob("*.json"))
    assert passphrase not in kept
    assert passphrase not in repr(excel.cells)

    _receive(out / f"{SHARE}.zip", passphrase, tmp_path)


def _receive(file: Path, passphrase: str, folder: Path) -> None:
    """Take the file into a book of the receiver's, and look at the receipt."""
    mine = folder / "mine.xlsx"
    run("template", "-o", mine, "--profile", "full")
    excel = opened(mine)

    assert excel.press("receive", str(file), passphrase, "yes").is_done, excel.said

    customers = [row for row in values(excel.read())["Customers"] if "customer_id" in row]
    assert customers
    receipt = (file.parent / f"{SHARE}.receipt.json").read_text("utf-8")
    assert json.loads(receipt)["schema"] == "relaybook.receipt/1"
    assert SHARE in receipt
    assert excel.press("undo").is_done
    assert values(excel.read())["Customers"] == []


@pytest.mark.usefixtures("data")
def test_a_leaver_is_planned_first_and_handed_over_when_a_manager_says_so(tmp_path: Path) -> None:
    given = leavers.records(leavers.customer(1, "A"), leavers.customer(2), leavers.customer(3))
    book = leavers.write(tmp_path / "book.xlsx", given)
    excel = opened(book)
    found = excel.read()
    reps = found.sheets["Reps"]
    row = int(reps.index[reps["rep_id"] == "R003"][0])
    excel.select(found.layouts["Reps"].tab, (row, 2, row, 2))
    before = excel.cells

    assert excel.press("leave", "R001,R002", GAVE_UP).is_done
    assert excel.cells == before
    assert excel.said == ["Nothing was changed."]

    assert excel.press("leave", "R001,R002", "M001").is_done, excel.said
    task = Task("validation.leaving:leave", (Request("R003", ("R001", "R002"), "M001"),), "LEAVE")
    act(book, Question(now=NOW, language="en"), task)
    assert values(excel.read()) == values(open_book(book))

    assert excel.press("undo").is_done
    assert excel.cells == before
