"""`relaybook leave` on a real workbook: the plan, the handover, the report, and taking it back."""

from __future__ import annotations

import datetime as dt
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from macros.commands.leave import leave
from macros.commands.return_ import return_
from tests.leavers import customer, records, write
from validation.errors import RefusedError
from workbook import journal
from workbook.audit import audit_file
from workbook.checking import Question, check_file
from workbook.leaving import running, undo
from workbook.reader import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

DAY = ("--today", "2026-11-23", "--lang", "en")
NOW = dt.datetime(2026, 11, 23, 3, tzinfo=dt.UTC)
WHO = ("--rep", "R003", "--to", "R001,R002")


@pytest.fixture
def book(tmp_path: Path, data: Path) -> Path:
    """A book that R003 leaves, and a data folder of the test's own."""
    del data
    given = records(
        customer(1, "A", group_id="GRP-001", language="zh 中文"),
        customer(2, "A"),
        customer(3, "B", group_id="GRP-001"),
        customer(4, "C", 自建列="x"),
        customer(5, owner="R001"),
        Groups=[{"group_id": "GRP-001", "group_name": "Gruppe"}],
        Contacts=[
            {
                "contact_id": f"CON-000{n}",
                "customer_id": f"CUS-2026-00{n}",
                "contact_name": f"Maria {n}",
                "email": f"maria{n}@company{n}.com",
                "is_primary": "是",
                "contact_status": "在职",
                "opt_out": "是" if n == 3 else None,
            }
            for n in (1, 2, 3, 4)
        ],
        Orders=[
            {
                "order_no": f"PO{n}",
                "customer_id": f"CUS-2026-00{n}",
                "order_date": dt.date(2026, 11, 2),
                "amount": 100.25 * n,
                "currency": "USD",
                "status": "已完成",
                "sold_by": "R003",
            }
            for n in (1, 2)
        ],
    )
    return write(tmp_path / "book.xlsx", given)


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(leave, [str(a) for a in arguments], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    assert result.return_value == code, result.output
    return result


def owners(path: Path) -> list[str]:
    return open_book(path).sheets["Customers"]["owner"].tolist()


def test_a_plan_writes_nothing_and_names_the_command_that_carries_it_out(book: Path) -> None:
    before = book.read_bytes()

    shown = run(book, *WHO, "--pin", "CUS-2026-004=R002", *DAY, code=1).output
    only = run(book, *WHO, "--plan-only", *DAY).output

    assert book.read_bytes() == before
    code = next(line.split()[-1] for line in shown.splitlines() if "Plan code" in line)
    assert " ".join(shown.split()).endswith(
        f"run: relaybook leave {book} --rep R003 --to R001,R002 --pin CUS-2026-004=R002"
        f" --approver M001 --code {code}"
    )
    assert "A plan: nothing was carried out" in only


def test_a_handover_is_carried_out_read_back_and_reported(book: Path, tmp_path: Path) -> None:
    reports = tmp_path / "reports"

    shown = run(book, *WHO, "--approver", "M001", "--reports", reports, *DAY).output

    assert owners(book) == ["R001", "R002", "R001", "R002", "R001"]
    assert "Read back and compared" in shown
    assert not audit_file(book, now=NOW).problems
    text = (reports / "leave-R003-2026-11-23.txt").read_text(encoding="utf-8")
    assert text.startswith("relaybook.leaving/1  2026-11-23")
    assert "300.75" in text
    assert "Approver 周经理 M001   Signature: ______" in text
    page = (reports / "leave-R003-2026-11-23.html").read_text(encoding="utf-8")
    assert page.count('class="ink"') == 8
    found = check_file(book, Question(now=NOW))
    touched = {"审计", "公海日志", "分享明细", "待办", "业务员"}
    assert [f for f in found.findings if f.severity == "error" and f.sheet in touched] == []


def test_introductions_are_drafts_in_the_customers_language_for_a_and_b(
    book: Path, tmp_path: Path
) -> None:
    shown = run(book, *WHO, "--approver", "M001", "--reports", tmp_path / "r", *DAY).output

    drafts = sorted((tmp_path / "r" / "drafts").iterdir())
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in drafts]
    assert [(m["X-Unsent"], m["From"], m["To"], m["Subject"]) for m in mails] == [
        ("1", "r001@abc.com", "maria1@company1.com", "Customer 1 Ltd的新联系人：李雷"),
        ("1", "r002@abc.com", "maria2@company2.com", "Customer 2 Ltd: your new contact, 王芳"),
    ]
    assert "赵强已将贵司的业务交接给我" in mails[0].get_content()
    assert "No address to write to and no draft: CUS-2026-003" in shown


def test_each_successors_copy_is_asked_for_and_waits_for_its_approval(book: Path) -> None:
    shown = " ".join(run(book, *WHO, "--approver", "M001", *DAY).output.split())

    share = open_book(book).sheets["Share"]
    assert share[["share_id", "receiver", "approver"]].to_numpy().tolist() == [
        ["SH-20261123-001", "R001", "M001"],
        ["SH-20261123-002", "R002", "M001"],
    ]
    lines = open_book(book).sheets["ShareLines"]
    assert lines.groupby("share_id")["customer_id"].agg(list).to_dict() == {
        "SH-20261123-001": ["CUS-2026-001", "CUS-2026-003"],
        "SH-20261123-002": ["CUS-2026-002", "CUS-2026-004"],
    }
    assert f"relaybook approve {book} SH-20261123-002 --as M001" in shown
    assert f"relaybook export {book} --share SH-20261123-002" in shown


def test_a_second_run_says_that_nothing_is_left_and_a_dry_run_writes_nothing(book: Path) -> None:
    before = book.read_bytes()
    assert (
        "what would change" not in run(book, *WHO, "--approver", "M001", "--dry-run", *DAY).output
    )
    assert book.read_bytes() == before

    run(book, *WHO, "--approver", "M001", *DAY)
    after = book.read_bytes()
    again = run(book, *WHO, "--approver", "M001", *DAY)

    assert "R003 is marked as left and nothing is there to hand over" in again.output
    assert book.read_bytes() == after


def test_a_copy_leaves_the_book_as_it_is(book: Path, tmp_path: Path) -> None:
    before = book.read_bytes()

    shown = run(book, *WHO, "--approver", "M001", "-o", tmp_path / "out.xlsx", *DAY).output

    assert book.read_bytes() == before
    assert owners(tmp_path / "out.xlsx") == ["R001", "R002", "R001", "R002", "R001"]
    assert "--undo" not in shown


def test_a_handover_is_taken_back_whole_within_the_days_and_refused_after(book: Path) -> None:
    before = owners(book)
    run(book, *WHO, "--approver", "M001", "--lang", "en")
    late = Question(now=dt.datetime.now(dt.UTC) + dt.timedelta(days=31), language="en")

    with pytest.raises(RefusedError, match="more than 30 days ago"):
        undo(book, late, "R003")
    with pytest.raises(RefusedError, match="no handover was made on this computer"):
        undo(book, late, "R001")
    run(book, "--rep", "R003", "--undo")

    assert owners(book) == before
    with pytest.raises(RefusedError, match="no handover was made on this computer"):
        run(book, "--rep", "R003", "--undo")


def test_a_handover_with_later_work_on_it_is_not_taken_back_silently(book: Path) -> None:
    run(book, *WHO, "--approver", "M001", "--lang", "en")
    given = CliRunner().invoke(
        return_, [str(book), "CUS-2026-001", "--rep", "R001"], standalone_mode=False
    )
    assert given.return_value == 0, given.output

    with pytest.raises(RefusedError, match=r"1 changes were made since.*undo .* --number 1"):
        run(book, "--rep", "R003", "--undo")


def test_a_written_book_that_is_not_as_it_should_be_is_taken_back(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = book.read_bytes()
    asked = running.ask  # nothing we have writes a wrong book, so the reading is made wrong

    def torn(path: Path, question: Question, function: str, *arguments: object) -> object:
        answer = asked(path, question, function, *arguments)
        proof = answer.value.proof
        wrong = answer.value._replace(proof=type(proof)(**{**vars(proof), "customers": 4}))
        return answer._replace(value=wrong)

    monkeypatch.setattr(running, "ask", torn)

    with pytest.raises(RefusedError, match=r"so it was taken back.*Customers: 5 → 4"):
        run(book, *WHO, "--approver", "M001", *DAY)
    assert book.read_bytes() == before
    assert [event.action for event in journal.history(book).events] == ["LEAVE", "UNDO"]


@pytest.mark.parametrize("pin", ["CUS-2026-001", "=R001"])
def test_a_pin_without_record_or_rep_is_refused_with_an_example(book: Path, pin: str) -> None:
    result = CliRunner().invoke(leave, [str(book), *WHO, "--pin", pin])

    assert result.exit_code == 2
    assert "CUS-2026-001=R001" in result.output
