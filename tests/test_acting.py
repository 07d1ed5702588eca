"""The one way in which a command changes a book: what it writes, notes, and refuses."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from tests.templates import folder
from validation.catalogue import load
from validation.changes import Change, Outcome
from validation.errors import NotChangedError, RefusedError, WrongPasswordError
from validation.messages import plain
from workbook import audit, journal, untrusted
from workbook.acting import Task, act
from workbook.annotating import sealing
from workbook.audit import audit_file
from workbook.checking import Question, check_file
from workbook.formats import encryption
from workbook.patching import patch
from workbook.patching.edits import Edits, SheetEdit
from workbook.reader import open_book
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.settings import Settings

NOW = dt.datetime(2026, 11, 22, 2, 30, tzinfo=dt.UTC)
AT = dt.datetime(2026, 11, 22, 10, 30)  # noqa: DTZ001 - the company's clock, as a cell shows it
QUESTION = Question(now=NOW)
CLAIM: Mapping[str, Any] = {
    "at": AT,
    "customer_id": "CUS-2026-001",
    "action": "CLAIM",
    "to_rep": "R001",
    "reason": "OK",
    "weights_snapshot": "-",
    "config_hash": "-",
}


def claim(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, rep: str
) -> Outcome:
    """Give the first customer to a rep, as a command that writes a ledger does."""
    assert (catalogue.sheets["PoolLog"].kind, settings.company_tz) == ("ledger", "Asia/Shanghai")
    before = book.sheets["Customers"]["owner"].loc[5]
    if before == rep:
        return Outcome(notes=[plain("already")])
    if rep == "R404":
        raise RefusedError(reason=plain("no such rep"))
    return Outcome(
        changes=[Change("Customers", 5, "owner", before, rep)],
        rows={"PoolLog": [{**CLAIM, "at": at}, {**CLAIM, "at": at, "to_rep": "R002"}]},
        emptied={"Customers": [6]},
        subject=plain("CUS-2026-001 → R001"),
    )


def task(rep: str = "R001") -> Task:
    return Task("tests.test_acting:claim", (rep,), "CLAIM")


@cache
def made(language: Any) -> Path:
    path = folder() / f"to-act-on-{language}.xlsx"
    customers = pd.DataFrame(
        {
            "customer_id": ["CUS-2026-001", "CUS-2026-002", "CUS-2026-003"],
            "company_name_en": ["Nord", "Sued", "West"],
            "created_date": [None, dt.date(2026, 1, 5), None],
            "our own": [1, 2, 3],
        },
        dtype=object,
    )
    content = Content(frames={"Customers": customers}, book_id="0123456789abcdef")
    write_book(path, load(), profile="full", language=language, content=content)
    return path


@pytest.fixture
def book(tmp_path: Path, data: Path) -> Path:
    """A book in a folder, and a data folder, of the test's own."""
    del data
    return Path(shutil.copy(made("zh"), tmp_path / "book.xlsx"))


def filled(path: Path, sheet: str) -> list[dict[str, Any]]:
    frame = open_book(path).sheets[sheet]
    return [
        {str(key): value for key, value in row.items() if value is not None}
        for row in frame.to_dict("records")
    ]


def refusal(path: Path, question: Question = QUESTION, **options: Any) -> str:
    with pytest.raises(NotChangedError) as caught:
        act(path, question, task(), **options)
    return caught.value.text.en


def test_an_outcome_is_in_the_book_with_its_record_its_audit_and_its_undo(book: Path) -> None:
    before = book.read_bytes()

    acted = act(book, QUESTION, task())

    assert acted.copy == str(book)
    assert acted.rows == {"公海日志": 2}
    told = [(c.sheet, c.cell, c.record, c.name.en, c.before, c.after) for c in acted.changes]
    assert told == [
        ("客户", "BJ5", "CUS-2026-001", "Owner (rep)", "", "R001"),
        ("客户", "B6", "CUS-2026-002", "Customer ID", "CUS-2026-002", ""),
        ("客户", "C6", "CUS-2026-002", "Company name (EN)", "Sued", ""),
        ("客户", "BS6", "CUS-2026-002", "Created", "2026-01-05", ""),
        ("客户", "BV6", "CUS-2026-002", "our own", "2", ""),
    ]
    assert [row.get("customer_id") for row in filled(book, "Customers")] == [
        "CUS-2026-001",
        None,
        "CUS-2026-003",
    ]
    assert filled(book, "Customers")[1] == {}
    log = filled(book, "PoolLog")
    assert [(r["event_id"], r["action"], r["reason"], r["at"]) for r in log] == [
        (1, "领取", "正常", AT),
        (2, "领取", "正常", AT),
    ]
    (entry,) = filled(book, "Audit")
    assert (entry["seq"], entry["at"], entry["action"], entry["object"]) == (
        1,
        AT,
        "领取",
        "CUS-2026-001 → R001",
    )
    assert len(filled(book, "Changes")) == 5
    verified = audit_file(book, now=NOW)
    assert (verified.problems, verified.entries) == ((), {"PoolLog": 2, "Audit": 1})
    (event,) = journal.history(book).events
    assert (event.action, event.object, event.cells) == ("CLAIM", "CUS-2026-001 → R001", 5)
    journal.undo(book, now=NOW, actor="li@desk")
    assert book.read_bytes() == before


def test_a_second_action_goes_on_with_the_chain(book: Path) -> None:
    act(book, QUESTION, task())
    act(book, QUESTION, task("R003"))

    assert [row["event_id"] for row in filled(book, "PoolLog")] == [1, 2, 3, 4]
    assert audit_file(book, now=NOW).problems == ()


def test_a_ledger_cut_short_later_is_noticed_by_what_was_remembered(book: Path) -> None:
    act(book, QUESTION, task())
    earlier = book.with_name("earlier.xlsx")
    earlier.write_bytes(book.read_bytes())
    act(book, QUESTION, task("R003"))

    found = [(p.sheet, p.what) for p in audit_file(earlier, now=NOW).problems]
    notes = act(earlier, QUESTION, task("R003"), dry_run=True).notes

    assert found == [("PoolLog", "older"), ("Audit", "older")]
    assert [note.en.partition(" ")[0] for note in notes] == ["PoolLog", "Audit"]


def test_formulas_that_give_way_to_a_value_are_named(book: Path) -> None:
    edits = Edits(sheets={"客户": SheetEdit(cells={5: {62: "R009"}})})
    plain_book, formula = book.with_name("plain.xlsx"), book.with_name("formula.xlsx")
    patch(book, plain_book, edits)
    with zipfile.ZipFile(plain_book) as old, zipfile.ZipFile(formula, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if b"R009" in data:
                told = rb'\1 t="str"><f>"R"&amp;"009"</f><v>R009</v></c>'
                data = re.sub(rb'(<c r="BJ5"[^>]*?) t="\w+">.*?</c>', told, data)
            new.writestr(name, data)

    notes = act(formula, QUESTION, task(), dry_run=True).notes

    (note,) = notes
    assert note.en == (
        "1 cells with a formula hold a value now: 客户!BJ5. The sheet Changes has what they showed;"
        " an undo brings the formulas back."
    )


def test_nothing_to_do_leaves_the_book_alone_and_a_copy_is_the_book(book: Path) -> None:
    act(book, QUESTION, task())
    before, copy = book.read_bytes(), book.with_name("copy.xlsx")

    idle = act(book, QUESTION, task())
    copied = act(book, QUESTION, task(), target=copy)

    assert (idle.copy, idle.is_idle, idle.notes) == (None, True, (plain("already"),))
    assert (copied.copy, copied.is_idle) == (str(copy), True)
    assert (book.read_bytes(), copy.read_bytes()) == (before, before)


def test_a_preview_says_what_a_run_says_and_writes_nothing(book: Path) -> None:
    before = book.read_bytes()

    preview = act(book, QUESTION, task(), dry_run=True)

    assert (preview.copy, book.read_bytes()) == (None, before)
    assert list(book.parent.iterdir()) == [book]
    assert act(book, QUESTION, task()).changes == preview.changes


def test_a_copy_leaves_the_book_as_it_is(book: Path) -> None:
    before, copy = book.read_bytes(), book.with_name("copy.xlsx")

    acted = act(book, QUESTION, task(), target=copy)

    assert (acted.copy, acted.path, book.read_bytes()) == (str(copy), str(book), before)
    assert filled(copy, "Customers")[0]["owner"] == "R001"


def test_the_day_asked_for_is_the_day_of_the_ledger(book: Path) -> None:
    act(book, Question(now=NOW, today=dt.date(2026, 3, 1)), task())

    assert {row["at"] for row in filled(book, "PoolLog")} == {AT.replace(month=3, day=1)}
    assert filled(book, "Audit")[0]["at"] == AT


def test_what_the_decision_refuses_leaves_the_book_alone(book: Path) -> None:
    before = book.read_bytes()

    with pytest.raises(RefusedError) as caught:
        act(book, QUESTION, task("R404"))

    assert caught.value.text.en == "Nothing was done: no such rep."
    assert (book.read_bytes(), list(book.parent.iterdir())) == (before, [book])


def test_a_book_that_is_open_or_changed_meanwhile_is_refused_and_nothing_lies_beside_it(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = book.with_name("~$book.xlsx")
    lock.write_bytes(b"\x02Li" + b" " * 162)
    before = book.read_bytes()
    assert "has it open in Excel" in refusal(book)
    lock.unlink()

    def touched(*args: Any, **named: Any) -> Any:
        found = run(*args, **named)
        book.write_bytes(before + b" ")
        return found

    run = untrusted.run
    monkeypatch.setattr(untrusted, "run", touched)

    assert refusal(book) == f"{book} was not changed: it was changed since it was read."
    assert (book.read_bytes(), list(book.parent.iterdir())) == (before + b" ", [book])


def test_a_change_may_take_longer_than_reading_the_book(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[float] = []

    def told(*_: Any, patience: float = 1.0) -> Any:
        given.append(patience)
        raise RefusedError(reason=plain("no"))

    monkeypatch.setattr(untrusted, "run", told)

    with pytest.raises(RefusedError):
        act(book, QUESTION, task())
    assert given[0] > 1


def test_only_a_workbook_of_ours_with_its_audit_is_changed(tmp_path: Path) -> None:
    text, other = tmp_path / "list.csv", tmp_path / "other.xlsx"
    text.write_text("公司,国家\n北风,德国\n", encoding="utf-8")
    pd.DataFrame({"Company": ["Nord"]}).to_excel(other, index=False)

    assert refusal(text) == (
        f"{text} was not changed: a file of the format csv cannot be changed in place; save it as"
        " xlsx in Excel, or import it into a workbook with relaybook import."
    )
    assert refusal(other) == (
        f"{other} was not changed: it is no workbook made from a Relaybook template; import it"
        " first with relaybook import."
    )


def test_a_book_with_a_password_keeps_it(book: Path) -> None:
    sealed = sealing.sealed(io.BytesIO(book.read_bytes()), "correct horse")
    assert sealed is not None
    book.write_bytes(sealed)
    question = Question(now=NOW, password="correct horse")  # noqa: S106 - of a test

    act(book, question, task())

    opened = open_book(book, "correct horse")
    assert opened.sheets["Customers"]["owner"].loc[5] == "R001"
    with pytest.raises(WrongPasswordError):
        encryption.decrypted(book, "wrong")


def test_the_marks_of_an_earlier_check_tell_of_the_book_as_it_is_now(
    book: Path, tmp_path: Path
) -> None:
    marked = tmp_path / "marked.xlsx"
    check_file(book, QUESTION, marked)

    act(marked, QUESTION, task())

    again = tmp_path / "again.xlsx"
    check_file(marked, QUESTION, again)
    for sheet in ("Customers", "PoolLog"):
        status = open_book(marked).sheets[sheet]["_status"].tolist()
        assert status == open_book(again).sheets[sheet]["_status"].tolist()
    assert open_book(marked).sheets["Customers"]["_status"].loc[6] is None


def test_rows_of_a_ledger_are_chained_one_to_the_next() -> None:
    book = open_book(made("zh"))

    first, second = audit.chained(book, "PoolLog", [CLAIM, CLAIM])

    chain = audit.Chain(load(), "PoolLog")
    assert (first["event_id"], first["prev_hash"]) == (1, chain.genesis("0123456789abcdef"))
    assert (second["event_id"], second["prev_hash"]) == (2, chain.digest(first))


def test_who_only_might_check_does_not_load_the_schemas() -> None:
    probe = "import sys, workbook.acting, validation.merging\nsys.exit('pandera' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], cwd=Path(__file__).parents[1], check=False)

    assert done.returncode == 0
