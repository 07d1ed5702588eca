"""The demo a newcomer runs first."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from macros.cli import main
from macros.demo import northwind
from tests.templates import opened
from workbook.checking import Question
from workbook.dashboard import dashboard
from workbook.reader import open_book

if TYPE_CHECKING:
    from collections.abc import Mapping
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
        "check.html", "check.json", "check.txt", "dashboard.html", "import.txt",
        "northwind-fixed.xlsx",
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


def test_the_dashboard_of_the_demo_says_what_the_files_of_northwind_say(folder: Path) -> None:
    """The amounts straight from the lines of the orders, with no part of the import."""
    place = northwind()
    orders, lines = _orders(place), pd.read_csv(place / "order-details.csv")
    people = pd.read_csv(place / "employees.csv")
    countries = _countries(place)
    lines["worth"] = lines.unitPrice * lines.quantity * (1 - lines.discount)
    orders["worth"] = orders.orderID.map(lines.groupby("orderID").worth.sum())
    orders["country"] = orders.customerID.map(countries)
    orders["rep"] = orders.employeeID.map(people.set_index("employeeID").lastName)
    year = orders[pd.to_datetime(orders.orderDate) > "1997-05-06"]

    found = dashboard(folder / "northwind.xlsx", _question()).figures

    for figure, by in (("countries", "country"), ("reps", "rep")):
        told = {
            line.name.en.split()[-1] if by == "rep" else line.name.en: line.numbers
            for line in found.figure(figure).lines
            if line.key and line.numbers[4]
        }
        ever, recent = orders.groupby(by).worth, year.groupby(by).worth
        assert {name: float(numbers[4]) for name, numbers in told.items()} == pytest.approx(
            ever.sum().to_dict(), abs=0.5
        )
        assert {name: (numbers[1], float(numbers[2])) for name, numbers in told.items()} == {
            name: (count, pytest.approx(worth, abs=0.5))
            for name, count, worth in zip(
                recent.size().index, recent.size(), recent.sum(), strict=True
            )
        }
    buyers, _, each, lifetime = found.figure("lifetime").total
    assert (buyers, float(each), float(lifetime)) == (
        orders.customerID.nunique(),
        pytest.approx(orders.worth.mean(), abs=0.1),
        pytest.approx(orders.worth.sum() / orders.customerID.nunique(), abs=0.1),
    )


def test_the_page_and_the_book_of_the_demo_show_who_earns_most(folder: Path) -> None:
    page = (folder / "dashboard.html").read_text(encoding="utf-8")
    sheet = opened(folder / "northwind.xlsx", values=True)["Dashboard"]
    rows = [row for row in sheet.iter_rows(min_col=7, max_col=10, values_only=True) if row[0]]
    [head] = [n for n, row in enumerate(rows) if row[0] == "国家/地区 Country"]

    assert "United States leads the last 12 months: 175,569, 20.5 % of all." in page
    assert rows[head + 1] == ("US 美国 United States", None, 13, pytest.approx(175_568.99))


def _question() -> Question:
    return Question(now=dt.datetime(1998, 5, 6, 8, tzinfo=dt.UTC), today=dt.date(1998, 5, 6))


def _orders(place: Path) -> pd.DataFrame:
    """Return the first columns of the orders; an address further on may hold a comma."""
    lines = (place / "orders.csv").read_text(encoding="utf-8").splitlines()
    head, *rows = (line.split(",")[:4] for line in lines)
    return pd.DataFrame(rows, columns=head).astype({"orderID": int, "employeeID": int})


def _countries(place: Path) -> Mapping[str, str]:
    """Return customer → country as CLDR calls it; an address with a comma moves the columns."""
    named = {"USA": "United States", "UK": "United Kingdom"}
    with (place / "customers.csv").open(encoding="utf-8", newline="") as file:
        rows = [line.rstrip("\r\n").split(",") for line in file][1:]
    return {row[0]: named.get(row[-3], row[-3]) for row in rows}
