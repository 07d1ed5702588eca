"""A copy out, a copy in, a rep who leaves: pressed in an Excel in memory."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from macros.cli import relaybook
from tests import leavers
from tests.excel.pressed import NOW, opened, values
from tests.handover_books import written
from validation.handover.approving import Verdict
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


def asked_for(folder: Path) -> Open:
    """Return a book in which a share waits for its approval, its row selected."""
    book = written(folder / "book.xlsx")
    run("export", book, *V2, "--owner", "R001", *WAY, *DAY, code=1)
    excel = opened(book)
    last_row(excel, "Share")
    return excel


PLAN = f"""\
What would leave with {SHARE}, page 1 of 2:

What was asked for
  Variant · V2 Safe
  Scenario · Another department
  Provider · R001
  Receiver · R005
  Receiver kind · Other department
  Approver · M001
  Secure channel · Company e-mail
  Password channel · Phone call
  Container · Encrypted archive
Sheets that leave
  Customers · Rows 2 · Columns 18 · General 4 · Staying 51
Columns that leave
  Customers · leaves in general form · becomes an id that is made for this share alone · Customer ID
"""
LAST_PAGE = f"""\
What would leave with {SHARE}, page 2 of 2:

  Customers · leaves in general form · the amount becomes a band · Orders, last 12 months
  Customers · leaves in general form · only the band of the last order's amount is said · Deal \
summary
  Customers · leaves in general form · only tags that may leave stay in it · Tags
Records that leave
  CUS-2026-001, CUS-2026-002
Texts that are replaced or withheld
  Customers · 5 · CUS-2026-001 · Market served · withheld · an e-mail address, a person's name, \
a phone number
  Customers · 6 · CUS-2026-002 · Public company mailbox · withheld · an e-mail address

Go on?"""


@pytest.mark.usefixtures("data")
def test_export_is_asked_for_approved_and_leaves_without_a_terminal(tmp_path: Path) -> None:
    excel = asked_for(tmp_path)
    before = excel.cells

    assert excel.press("export", "yes", "yes", "M001").is_done, excel.said

    assert excel.said[0].startswith(PLAN)
    assert excel.said[1] == LAST_PAGE
    assert excel.said[2].startswith(f"{SHARE} is approved. Press Export again")
    same = written(tmp_path / "same.xlsx")
    run("export", same, *V2, "--owner", "R001", *WAY, *DAY, code=1)
    task = Task("validation.handover.approving:approve", (Verdict(SHARE, "M001"),), "APPROVE")
    act(same, Question(now=NOW, language="en"), task)
    mine, theirs = (values(book) for book in (excel.read(), open_book(same)))
    assert mine["Share"] == theirs["Share"]
    assert [row["object"] for row in mine["Audit"]] == [row["object"] for row in theirs["Audit"]]
    assert excel.press("undo").is_done
    assert "Approve" in excel.said[0]
    assert excel.cells == before

    excel.press("export", "yes", "yes", "M001")
    out = tmp_path / "out"
    out.mkdir()
    last_row(excel, "Share")
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

    receipt = _receive(out / f"{SHARE}.zip", passphrase, tmp_path)
    _book(excel, receipt, out / f"{SHARE}.zip", passphrase)


def _book(excel: Open, receipt: Path, copy: Path, passphrase: str) -> None:
    """Book what came back: the copy, whose cover nobody ticked, and the receipt, once."""
    before = values(excel.read())

    assert excel.press("receive", str(copy), passphrase).is_done, excel.said
    assert "not ticked" in excel.said[0]
    assert excel.press("receive", str(receipt)).is_done, excel.said
    row = dict(excel.read().sheets["Share"].iloc[-1])
    assert (row["receipt_status"], row["receipt_by"]) == ("已确认", "R005 钱多")
    assert not excel.press("receive", str(receipt)).is_done
    assert excel.press("undo").is_done
    assert values(excel.read())["Share"] == before["Share"]

    forged = receipt.with_name("forged.json")
    forged.write_text(receipt.read_text("utf-8").replace("R005", "R004"), "utf-8")
    assert not excel.press("receive", str(forged)).is_done
    assert values(excel.read())["Share"] == before["Share"]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (("no",), "is not approved yet and may not leave. The approver (M001) opens"),
        (("yes", "no"), "is not approved yet and may not leave."),
        (("yes", "yes", GAVE_UP), "is not approved yet and may not leave."),
        (("yes", "yes", "X999"), "There is no X999 on the sheet Reps."),
        (("yes", "yes", "R005"), "may not approve"),
    ],
)
@pytest.mark.usefixtures("data")
def test_nothing_is_approved_by_who_gives_up_or_may_not(
    answers: tuple[object, ...], said: str, tmp_path: Path
) -> None:
    excel = asked_for(tmp_path)
    before = excel.cells

    excel.press("export", *answers)

    assert said in excel.said[-1]
    assert excel.cells == before


@pytest.mark.usefixtures("data")
def test_a_row_that_nobody_asked_for_with_a_plan_is_not_approved_here(tmp_path: Path) -> None:
    excel = asked_for(tmp_path)
    sheet = excel.book.sheet(excel.read().layouts["Share"].tab)
    column = next(c for (r, c), one in sheet.cells.items() if r == 1 and one.value == "plan_hash")
    row = (excel.app.chosen or (None, ((0,),)))[1][0][0]
    del sheet.cells[row, column]
    before = excel.cells

    assert excel.press("export").is_done
    assert f"{SHARE} cannot be approved from here." in excel.said[0]
    assert excel.cells == before


def _receive(file: Path, passphrase: str, folder: Path) -> Path:
    """Take the file into a book of the receiver's, and return the receipt."""
    mine = folder / "mine.xlsx"
    run("template", "-o", mine, "--profile", "full")
    excel = opened(mine, "mac")

    assert excel.press("receive", str(file), passphrase, "yes").is_done, excel.said

    customers = [row for row in values(excel.read())["Customers"] if "customer_id" in row]
    assert customers
    receipt = (file.parent / f"{SHARE}.receipt.json").read_text("utf-8")
    assert json.loads(receipt)["schema"] == "relaybook.receipt/1"
    assert SHARE in receipt
    assert excel.press("undo").is_done
    assert values(excel.read())["Customers"] == []
    return file.parent / f"{SHARE}.receipt.json"


@pytest.mark.usefixtures("data")
def test_a_leaver_is_planned_first_and_handed_over_when_a_manager_says_so(tmp_path: Path) -> None:
    given = leavers.records(leavers.customer(1, "A"), leavers.customer(2), leavers.customer(3))
    book = leavers.write(tmp_path / "book.xlsx", given)
    excel = opened(book, "mac")
    found = excel.read()
    reps = found.sheets["Reps"]
    row = int(reps.index[reps["rep_id"] == "R003"][0])
    excel.select(found.layouts["Reps"].tab, (row, 2, row, 2))
    before = excel.cells

    for answers in (("R001,R002", "no"), ("R001,R002", "yes", GAVE_UP), (GAVE_UP,)):
        assert excel.press("leave", *answers).is_done
        assert excel.cells == before
        assert excel.said[-1] == "Nothing was changed."

    assert excel.press("leave", "R001,R002", "yes", "M001").is_done, excel.said
    task = Task("validation.leaving:leave", (Request("R003", ("R001", "R002"), "M001"),), "LEAVE")
    act(book, Question(now=NOW, language="en"), task)
    assert values(excel.read()) == values(open_book(book))

    assert excel.press("undo").is_done
    assert excel.cells == before
