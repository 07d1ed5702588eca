"""The commands that come after a check: marked copies, reports, fix, undo, history, audit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.test_cli import TODAY, run
from validation import catalogue
from workbook.reader import open_book
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("english")

CUSTOMER = {
    "customer_id": "CUS-2026-001", "company_name_en": "Alfreds  Futterkiste",
    "country_region": "DE 德国 Germany", "inquiry_source": "官网 Website",
    "stage": "S1 初步接触 First contact", "public_email": "info(at)alfreds.de",
}  # fmt: skip


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book with one customer: two blanks in its name, and a mailbox written in words."""
    path = tmp_path / "team.xlsx"
    frames = {"Customers": pd.DataFrame([CUSTOMER])}
    # An id of its own: the journal would know the same bytes from another test.
    write_book(path, catalogue.load(), content=Content(frames=frames, book_id=tmp_path.name))
    return path


def test_a_marked_copy_goes_into_the_folder_and_the_book_stays(
    capsys: pytest.CaptureFixture[str], book: Path, tmp_path: Path
) -> None:
    before = book.read_bytes()

    code, _, err = run(capsys, "check", str(book), *TODAY, "--annotate", str(tmp_path / "marked"))
    marked = open_book(tmp_path / "marked" / "team.xlsx").sheets["Customers"]

    assert (code, err) == (0, f"Wrote {tmp_path / 'marked' / 'team.xlsx'}.\n")
    assert marked["_status"].tolist() == ["! 1"]
    assert marked["_issues"].tolist() == ["|W:public_email|"]
    assert book.read_bytes() == before


def test_the_marks_are_taken_out_again(
    capsys: pytest.CaptureFixture[str], book: Path, tmp_path: Path
) -> None:
    run(capsys, "check", str(book), *TODAY, "--annotate", str(tmp_path / "marked"))
    plain = tmp_path / "plain.xlsx"

    code, _, err = run(capsys, "unmark", str(tmp_path / "marked" / "team.xlsx"), "-o", str(plain))
    before, after = (open_book(path).sheets["Customers"] for path in (book, plain))

    assert (code, err) == (0, f"Wrote {plain}.\n")
    pd.testing.assert_frame_equal(after, before)


def test_history_tells_that_marks_were_taken_out(
    capsys: pytest.CaptureFixture[str], book: Path, tmp_path: Path
) -> None:
    run(capsys, "check", str(book), *TODAY, "--annotate", str(tmp_path / "marked"))
    marked = str(tmp_path / "marked" / "team.xlsx")

    run(capsys, "unmark", marked, "-o", marked)
    _, out, _ = run(capsys, "history", marked, "--format", "json")
    _, page, _ = run(capsys, "history", marked)
    [event] = json.loads(out)["events"]

    assert (event["action"], event["undoable"]) == ("UNMARK", True)
    assert "Marks taken out" in page


def test_a_file_that_gets_no_copy_makes_the_exit_code_two(
    capsys: pytest.CaptureFixture[str], book: Path, tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    closed.write_text("a file where the folder of the copies should be", encoding="utf-8")

    code, _, err = run(capsys, "check", str(book), *TODAY, "--annotate", str(closed))

    assert code == 2
    assert str(closed / "team.xlsx") in err


def test_several_forms_of_report_go_into_one_folder(
    capsys: pytest.CaptureFixture[str], book: Path, tmp_path: Path
) -> None:
    forms = ("--format", "json", "--format", "sarif", "--format", "junit")
    code, out, _ = run(capsys, "check", str(book), *TODAY, *forms, "-o", str(tmp_path / "reports"))

    assert (code, out) == (0, "")
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == [
        "relaybook-check.json", "relaybook-check.sarif", "relaybook-check.xml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "options", [("--format", "xlsx"), ("--format", "json", "--format", "html")]
)
def test_a_report_that_is_no_text_needs_a_place(
    capsys: pytest.CaptureFixture[str], book: Path, options: tuple[str, ...]
) -> None:
    code, _, err = run(capsys, "check", str(book), *options)

    assert code == 2
    assert "Name with -o where the report goes" in err


def test_a_dask_run_needs_the_address_of_its_cluster(
    capsys: pytest.CaptureFixture[str], book: Path
) -> None:
    code, _, err = run(capsys, "check", str(book), "--engine", "dask")

    assert code == 2
    assert "--engine dask needs --scheduler" in err


def test_a_fix_lists_old_and_new_and_leaves_the_book_as_it_was(
    capsys: pytest.CaptureFixture[str], book: Path, tmp_path: Path
) -> None:
    before, fixed = book.read_bytes(), tmp_path / "fixed.xlsx"

    code, out, err = run(capsys, "fix", str(book), "-o", str(fixed), *TODAY)

    assert (code, err) == (0, f"Wrote {fixed}.\n")
    assert out.splitlines()[1:3] == [
        "  Cells put right: 1. Left for you: errors 0, warnings 1, notes 0.",
        "  Customers",
    ]
    assert "Alfreds··Futterkiste   Alfreds Futterkiste   R718" in out
    assert open_book(fixed).sheets["Customers"]["company_name_en"].tolist() == [
        "Alfreds Futterkiste"
    ]
    assert book.read_bytes() == before


def test_a_fix_that_is_only_tried_writes_nothing(
    capsys: pytest.CaptureFixture[str], book: Path, tmp_path: Path
) -> None:
    code, out, err = run(capsys, "fix", str(book), "--dry-run", *TODAY)

    assert (code, err) == (0, "This was a preview; no file was written.\n")
    assert "Cells put right: 1." in out
    assert [path.name for path in tmp_path.iterdir()] == ["team.xlsx"]


def test_a_fix_of_a_rule_that_cannot_be_fixed_is_refused_with_those_that_can(
    capsys: pytest.CaptureFixture[str], book: Path
) -> None:
    code, _, err = run(capsys, "fix", str(book), "--dry-run", "--only", "R101", *TODAY)

    assert code == 2
    assert 'There is no rule "R101" that can be fixed automatically.' in err


def test_undo_brings_the_book_back_and_a_second_one_brings_the_fix_back(
    capsys: pytest.CaptureFixture[str], book: Path
) -> None:
    before = book.read_bytes()
    run(capsys, "fix", str(book), "-o", str(book), *TODAY)
    fixed = book.read_bytes()

    first, _, said = run(capsys, "undo", str(book))
    undone = book.read_bytes()
    second, _, again = run(capsys, "undo", str(book), "--lang", "zh")

    assert fixed != before
    assert (first, undone) == (0, before)
    assert (second, book.read_bytes()) == (0, fixed)
    assert 'Took back "Fixed"' in said
    assert "已撤销" in again


def test_history_and_audit_tell_of_the_fix(capsys: pytest.CaptureFixture[str], book: Path) -> None:
    run(capsys, "fix", str(book), "-o", str(book), *TODAY)

    told, out, _ = run(capsys, "history", str(book), "--format", "json")
    listed, page, _ = run(capsys, "history", str(book))
    whole, verdict, _ = run(capsys, "audit", str(book))
    [event] = json.loads(out)["events"]

    assert (told, listed, whole) == (0, 0, 0)
    assert (event["action"], event["object"], event["cells"], event["undoable"]) == (
        "FIX", "Cells put right: 1", 1, True,
    )  # fmt: skip
    assert "Fixed" in page
    assert verdict == f"{book}: the audit chain is whole (PoolLog 0, Audit 1 entries).\n"


def test_audit_names_the_entry_that_was_changed(
    capsys: pytest.CaptureFixture[str], book: Path
) -> None:
    from workbook.patching import patch  # noqa: PLC0415
    from workbook.patching.edits import Edits, SheetEdit  # noqa: PLC0415

    for _ in range(2):
        run(capsys, "fix", str(book), "-o", str(book), *TODAY)
        book_now = open_book(book)
        name = book_now.layouts["Customers"].columns["company_name_en"]
        again = SheetEdit(cells={5: {name: "Alfreds  Futterkiste"}})
        patch(book, book.with_name("again.xlsx"), Edits(sheets={"Customers": again}))
        book.with_name("again.xlsx").replace(book)
    layout = open_book(book).layouts["Audit"]
    edit = SheetEdit(cells={5: {layout.columns["actor"]: "somebody else"}})
    patch(book, book.with_name("edited.xlsx"), Edits(sheets={layout.tab: edit}))

    code, out, _ = run(capsys, "audit", str(book.with_name("edited.xlsx")))

    assert code == 1
    assert "Entry 1 of Audit (row 5) is not what it was when entry 2 was written" in out
