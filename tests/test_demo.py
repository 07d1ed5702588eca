"""The demo a newcomer runs first."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from macros.cli import main
from tests.templates import opened
from workbook.reader import open_book

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "out"


def test_the_demo_says_in_at_most_ten_lines_what_it_found_and_where_the_files_are(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["demo", "-o", str(folder), "--lang", "en"])
    lines = capsys.readouterr().out.splitlines()

    assert left.value.code == 0
    assert len(lines) <= 10
    assert lines[0] == "Northwind Traders as they stood on 1998-05-06"
    assert "Customers 91, Contacts 91, Orders 830, Reps 9, Products 77" in lines[1]
    assert str(folder / "northwind.xlsx") in "".join(lines)
    assert sorted(path.name for path in folder.iterdir()) == [
        "check.html", "check.json", "check.txt", "import.txt", "northwind-fixed.xlsx",
        "northwind-marked.xlsx", "northwind.xlsx",
    ]  # fmt: skip


def test_the_book_of_the_demo_holds_northwind_and_its_findings_are_real(folder: Path) -> None:
    book = open_book(folder / "northwind.xlsx")
    [file] = json.loads((folder / "check.json").read_text(encoding="utf-8"))["files"]
    errors = [f for f in file["findings"] if f["severity"] == "error"]
    phones = [f for f in file["findings"] if f["sheet"] == "Contacts" and f["field"] == "phone"]

    assert book.is_template
    assert {key: len(book.sheets[key]) for key in ("Customers", "Contacts", "Orders")} == {
        "Customers": 91, "Contacts": 91, "Orders": 830,
    }  # fmt: skip
    # Northwind's published total; here each order is rounded to cents before it is added.
    assert sum(book.sheets["Orders"]["amount"]) == pytest.approx(1_265_793.04, abs=0.05)
    assert errors == []
    assert len(phones) == 91


def test_the_fixed_book_of_the_demo_lists_every_change(folder: Path) -> None:
    changes = open_book(folder / "northwind-fixed.xlsx").sheets["Changes"]
    phone = changes[changes["cell"] == "I5"].iloc[0]

    assert (phone["before"], phone["after"]) == ("030-0074321", "+49300074321")
    assert len(changes) == len(set(zip(changes["tab"], changes["cell"], strict=True)))


def test_the_marked_book_of_the_demo_says_which_rows_have_a_problem(folder: Path) -> None:
    contacts = open_book(folder / "northwind-marked.xlsx").sheets["Contacts"]

    assert contacts["_status"].value_counts().to_dict() == {"✓": 41, "! 1": 50}


def test_the_dashboard_of_the_demo_looks_at_the_team_on_northwinds_last_day(folder: Path) -> None:
    book = opened(folder / "northwind.xlsx", values=True)
    [(tab, cell)] = book.defined_names["as_of"].destinations

    assert book[tab][cell.replace("$", "")].value == dt.datetime(1998, 5, 6)  # noqa: DTZ001
