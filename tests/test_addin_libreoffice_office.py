"""The buttons in a real LibreOffice: the extension is added, and pressed through the dispatcher."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import sys
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import openpyxl
import pytest
from click.testing import CliRunner

from macros.cli import relaybook
from macros.demo import northwind
from tests import programs
from tests.office import Document, Office
from validation.catalogue import load
from workbook import archives
from workbook.checking import Question, check_file
from workbook.importing import import_sources
from workbook.reader import open_book
from workbook.template import write_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.office
WAY = ("--from", "R001", "--channel", "Company e-mail", "--password-channel", "电话")
SHARED = ("CUS-1996-009", "CUS-1997-005")
YES, NO = True, False
Contents = dict[str, list[list[Any]]]
HOSTILE = '$(touch x) "a" & 客户 \'=1.xlsx'


class Buttons(NamedTuple):
    """A LibreOffice that has the extension, and what is said to its questions."""

    office: Office
    answers: Path

    def press(self, document: Document, command: str, *answers: Any) -> list[list[str]]:
        """Press a button; return kind, title and text of each dialog, in order."""
        said = self.answers.with_name("answers.json.said")
        said.unlink(missing_ok=True)
        self.answers.write_text(json.dumps(answers), "utf-8")
        document.press(f"vnd.relaybook.buttons:{command}")
        told = [json.loads(line) for line in said.read_text("utf-8").splitlines()]
        assert json.loads(self.answers.read_text("utf-8")) == [], told
        return told


@pytest.fixture(scope="module")
def buttons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Buttons]:
    python = programs.office_python()
    if python is None or not programs.office_is_here():
        programs.missing("LibreOffice with python3-uno", "run .ci/install")
    folder = tmp_path_factory.mktemp("extension")
    file, answers = folder / "relaybook.oxt", folder / "answers.json"
    run("addin", "build", "--for", "libreoffice", "-o", file, "--lang", "en")
    told = {"RELAYBOOK_ANSWERS": str(answers)}
    with Office(python, extension=file, environment=told) as office:
        yield Buttons(office, answers)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Northwind, with an approved share of two customers of whom something can be told."""
    found = import_sources([], load(), map_path=northwind() / "map.toml", today=dt.date(1998, 5, 6))
    customers = found.content.frames["Customers"]
    chosen = customers["customer_id"].isin(SHARED)
    summary = customers["customer_id"].map(lambda _one: "Likes small deliveries")
    told = customers.assign(key_comm_summary=summary.where(chosen, None))
    frames = {**found.content.frames, "Customers": told}
    path = tmp_path_factory.mktemp("northwind") / "northwind.xlsx"
    content = dataclasses.replace(found.content, frames=frames)
    write_book(path, load(), profile="full", content=content)
    what = ("--variant", "V1", "--scenario", "leaver", "--to", "R003", "--approver", "R002")
    run("export", path, *what, "--customers", ",".join(SHARED), *WAY, code=1)
    run("approve", path, open_book(path).sheets["Share"]["share_id"].iloc[-1], "--as", "R002")
    return path


@pytest.fixture(scope="module")
def document(buttons: Buttons, book: Path) -> Iterator[Document]:
    """Northwind, open; every test leaves its cells as they were."""
    with buttons.office.open(book) as one:
        yield one


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.xlsx"
    write_book(path, load())
    return path


def run(*arguments: object, code: int = 0) -> None:
    told = CliRunner().invoke(relaybook, [str(a) for a in arguments], standalone_mode=False)
    assert (told.return_value or 0) == code, told.output


def rows(contents: Contents, tab: str) -> list[dict[str, Any]]:
    """Return the filled rows of a sheet by the keys that stand in its hidden first row."""
    keys, *lines = contents[tab]
    return [
        {str(key): cell for key, cell in zip(keys, line, strict=True) if key and cell != ""}
        for line in lines[3:]
        if any(line)
    ]


def test_validate_marks_what_the_command_marks_and_undo_takes_it_back(
    buttons: Buttons, document: Document, book: Path, tmp_path: Path
) -> None:
    marked = tmp_path / "marked.xlsx"
    check_file(book, Question(now=dt.datetime.now(dt.UTC), language="en"), marked)
    before = document.contents()
    document.note("Customers", "A7", "ask for a catalogue")

    (said,) = buttons.press(document, "check")

    with buttons.office.open(marked) as by_command:
        after, commanded = document.contents(), by_command.contents()
    assert said[:2] == ["tell", "Relaybook · Validate all"]
    tabs = ("Customers", "Contacts", "Orders", "Reps")
    assert [after[tab] for tab in tabs] == [commanded[tab] for tab in tabs]
    assert rows(after, "Issues") == rows(commanded, "Issues")
    assert {tab.name: tab.visible for tab in document.tabs()}["Issues"]
    assert after["Customers"] != before["Customers"]
    assert document.note("Customers", "A7") == "ask for a catalogue"

    (told,) = buttons.press(document, "undo")

    assert told[2].startswith('Took back "Validate all"')
    assert document.contents() == before


def test_what_grade_wrote_goes_by_its_own_undo_and_not_in_part_by_libreoffices(
    buttons: Buttons, document: Document
) -> None:
    before = document.contents()

    (told,) = buttons.press(document, "grade")

    graded = document.contents()
    assert told[2].endswith("Undo takes them back.")
    assert {row["grade_system"] for row in rows(graded, "Customers")} >= {"D"}
    document.undo()
    assert document.contents() == graded
    buttons.press(document, "undo")
    assert document.contents() == before


def test_allocate_asks_first_and_books_each_record_in_the_ledger(
    buttons: Buttons, document: Document
) -> None:
    before = document.contents()

    asked, given_up = buttons.press(document, "allocate", NO)
    assert (asked[0], given_up[0]) == ("confirm", "tell")
    assert "2 records go to: R001 1; R002 1." in asked[2]
    assert document.contents() == before

    buttons.press(document, "allocate", YES)

    after = document.contents()
    owners = {row["customer_id"]: row.get("owner") for row in rows(after, "Customers")}
    ledger = rows(after, "PoolLog")
    assert [row["to_rep"] for row in ledger] == ["R001", "R002"]
    assert [owners[row["customer_id"]] for row in ledger] == ["R001", "R002"]
    buttons.press(document, "undo")
    assert document.contents() == before


def test_export_writes_the_sealed_file_that_the_selected_row_asks_for(
    buttons: Buttons, document: Document, book: Path, tmp_path: Path
) -> None:
    asked = open_book(book)
    out = tmp_path / "交接 包"
    out.mkdir()
    tab = asked.layouts["Share"].tab
    document.select(tab, f"B{asked.sheets['Share'].index[-1]}")

    said = buttons.press(document, "export", str(out), YES)

    (sealed,) = out.iterdir()
    passphrase = said[-1][2].splitlines()[-1]
    assert [kind for kind, _, _ in said] == ["choose_folder", "confirm", "tell"]
    assert sealed.name == f"{asked.sheets['Share']['share_id'].iloc[-1]}.zip"
    assert archives.opened(sealed.read_bytes(), passphrase)
    booked = rows(document.contents(), tab)[-1]
    assert booked["file_sha256"] == hashlib.sha256(sealed.read_bytes()).hexdigest()


def test_nothing_in_a_document_or_beside_it_decides_what_runs(
    buttons: Buttons, small: Path, tmp_path: Path
) -> None:
    hostile = tmp_path / HOSTILE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl drops does not matter here
        book = openpyxl.load_workbook(small)
    sheet = book.create_sheet("relaybook.conf")
    sheet.append(["INTERPRETER", "/bin/false"])
    sheet.append(["PYTHONPATH", str(tmp_path)])
    book.save(hostile)
    marker = tmp_path / "ran"
    folder = buttons.office.folder
    evil = [
        folder / f"{name}.py" for name in ("pandas", "jinja2", "json", "macros", "sitecustomize")
    ]
    with buttons.office.open(hostile) as document:
        for one in evil:
            one.write_text(f"open({str(marker)!r}, 'w')\nraise SystemExit(7)\n", "utf-8")

        (said,) = buttons.press(document, "check")

        for one in evil:
            one.unlink()
    assert said[:2] == ["tell", "Relaybook · Validate all"]
    assert not marker.exists()
    assert not list(folder.rglob("x"))


def test_a_python_that_does_not_start_is_a_sentence_and_the_window_is_open_for_typing_again(
    buttons: Buttons, small: Path
) -> None:
    (settings,) = (buttons.office.folder / "profile").rglob("relaybook_parts/settings.json")
    built = settings.read_text("utf-8")
    with buttons.office.open(small) as document:
        (unknown,) = buttons.press(document, "check;undo")
        settings.write_text(built.replace(sys.executable, "/nowhere/python"), "utf-8")
        (lost,) = buttons.press(document, "check")
        settings.write_text(built.replace(sys.executable, "/bin/false"), "utf-8")
        (ended,) = buttons.press(document, "check")
        settings.write_text(built, "utf-8")

        assert unknown[2].startswith("This button is not one of this extension's.")
        assert lost[2].startswith("Relaybook could not start Python. Run relaybook doctor")
        assert ended[2].startswith("Relaybook did not finish. Run relaybook doctor")
        assert document.type("Customers", "C5", "still open for typing")
