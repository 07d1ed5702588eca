"""The demo a newcomer runs first."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import pytest

from macros.demo import AS_OF, Demo, northwind
from macros.demo_share import Handover
from tests.templates import opened
from workbook.checking import Question
from workbook.dashboard import dashboard
from workbook.exporting import Secret
from workbook.reader import open_book
from workbook.receipts.reading import inspected
from workbook.saving import digest
from workbook.template import Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from validation.messages import Text


SECRET = Secret("garden-preview-viscous-obscurity-coherent-wildfire", "c3" * 32)
NOTE = "Mail order of delicatessen; wants 8 % off Gnocchi, pays at most USD 31.50"
INSTEAD = (
    "该客户价格敏感,关注性价比 / The customer is price-sensitive and looks for value for money"
)
FILES = [
    "SH-19980506-001.zip",
    "check.html",
    "check.json",
    "check.txt",
    "dashboard.html",
    "import.txt",
    "northwind-fixed.xlsx",
    "northwind-handover.xlsx",
    "northwind-marked.xlsx",
    "northwind.xlsx",
]
SHARED = [
    (
        "4 Share   DEMO/northwind-handover.xlsx, a book of its own; invented for this: 10 texts of "
        "5 customers, an NDA with Rhine Logistics GmbH, Andrew Fuller as administrator"
    ),
    (
        "        SH-19980506-001: Nancy Davolio asks to share 5 customers as V2 (safe) with "
        "Anna Weber, Rhine Logistics GmbH; Andrew Fuller approves"
    ),
    (
        "        DEMO/SH-19980506-001.zip: sealed (AES-256), passphrase "
        "garden-preview-viscous-obscurity-coherent-wildfire (printed as the data is public; a real "
        "export shows it once, on the terminal only)"
    ),
    (
        "        opened with it by the receiver: 5 rows, each as it left; 18 columns left, such "
        "as Company name (EN); Country/region; Main business / products"
    ),
    (
        "        4 more in general words: Customer ID; Orders, last 12 months; Deal summary; Tags, "
        "such as 15,396.52 → 5k-20k USD"
    ),
    f'        a note on Frankenversand: "{NOTE}" → "{INSTEAD}"',
    (
        "        stayed: 55 columns, 86 customers and every other sheet (Contacts 91, Orders 830, "
        "Reps 9, Products 77, NDA 1)"
    ),
    "        3,874 withheld values searched for in that file, in all their spellings: 0 found",
]
WHOLE = [
    "Northwind Traders as they stood on 1998-05-06",
    "1 Import  7 CSV files → rows: Customers 91, Contacts 91, Orders 830, Reps 9, Products 77",
    "        each of the 24,605 filled cells accounted for",
    "2 Check   rows 1,182: errors 0, warnings 50, notes 87",
    (
        '        R228 × 43, such as Contacts!I6: There is no number like "(5) 555-4729" in MX; '
        "check its length and area code."
    ),
    (
        "        DEMO/northwind-marked.xlsx: each problem in its cell; DEMO/check.html: the same "
        "as a page"
    ),
    "3 Fix     cells put right for certain: 80 → DEMO/northwind-fixed.xlsx",
    '        such as Customers!BV7: "Mataderos  2312" → "Mataderos 2312"',
    *SHARED,
    (
        "5 Open    DEMO/northwind.xlsx; DEMO/dashboard.html: United States leads the last 12 "
        "months: 175,569, 20.5 % of all."
    ),
    "        DEMO also holds check.txt and check.json (the findings) and import.txt (the import)",
]


class Ran(NamedTuple):
    """One run of the demo: its folder and what it said, with DEMO for the folder."""

    folder: Path
    lines: list[str]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("demo") / "out"
    return Ran(folder, _said(Demo(folder, "en", SECRET).run(), folder))


@pytest.fixture(scope="module")
def folder(ran: Ran) -> Path:
    return ran.folder


def test_the_demo_says_what_it_found_and_shared_and_where_the_files_are(ran: Ran) -> None:
    assert ran.lines == WHOLE
    assert sorted(path.name for path in ran.folder.iterdir()) == FILES


def test_the_shared_customers_arrive_in_general_words_and_under_ids_of_their_own(
    folder: Path,
) -> None:
    found = inspected(folder / FILES[0], SECRET.passphrase, today=AS_OF)
    got = found.book.sheets["Customers"]
    columns = ["company_name_en", "main_business", "last_12m_amount", "need_description"]
    ours = set(open_book(folder / "northwind.xlsx").sheets["Customers"]["customer_id"])

    assert found.damage == ()
    assert got[columns].to_numpy().tolist() == [
        ["Drachenblut Delikatessen", "Delicatessen shop", "1k-5k USD",
         "Small deliveries that arrive before the weekend"],
        ["Folies gourmandes", "Wholesale of fine food", "5k-20k USD",
         "Seafood that stays cold on the whole way"],
        ["Frankenversand", INSTEAD, "5k-20k USD", "Large mixed deliveries twice a month"],
        ["Suprêmes délices", "Chocolates and desserts", "5k-20k USD",
         "Careful packing and labels in French"],
        ["Victuailles en stock", "Grocery stores", "5k-20k USD",
         "One delivery for several shops"],
    ]  # fmt: skip
    assert not ours & set(got["customer_id"])


def test_the_demo_books_the_share_in_a_book_of_its_own_and_nowhere_else(folder: Path) -> None:
    sheets = open_book(folder / "northwind-handover.xlsx").sheets
    [share] = sheets["Share"].to_dict("records")
    facts = ("share_id", "provider", "receiver", "approver", "file_sha256", "receipt_key")

    assert [share[key] for key in facts] == [
        "SH-19980506-001", "R001", "Anna Weber", "R002", digest(folder / FILES[0]), SECRET.key,
    ]  # fmt: skip
    assert sheets["Audit"]["action"].tolist() == [
        "申请分享 Share asked for",
        "审批分享 Share approved",
        "导出精简安全版 Safe copy made",
    ]
    assert sheets["Customers"]["main_business"].dropna().tolist()[2] == NOTE
    assert "main_business" not in _filled(open_book(folder / "northwind.xlsx").sheets["Customers"])
    for name in ("northwind-fixed.xlsx", "northwind.xlsx"):
        assert len(open_book(folder / name).sheets["Share"]) == 0


def test_a_second_share_takes_the_place_of_the_first(ran: Ran) -> None:
    frames = open_book(ran.folder / "northwind.xlsx").sheets
    keys = ("Customers", "Contacts", "Orders", "Reps", "Products")
    content = Content(as_of=AS_OF, frames={key: _filled(frames[key]) for key in keys})
    before = digest(ran.folder / FILES[0])
    handover = Handover(ran.folder, SECRET, northwind() / "handover.csv")

    said = _said(handover.run(content, _question()), ran.folder)

    assert said == SHARED
    assert sorted(path.name for path in ran.folder.iterdir()) == FILES
    assert digest(ran.folder / FILES[0]) != before


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


def _said(lines: Iterable[Text], folder: Path) -> list[str]:
    return [line.en.replace(str(folder), "DEMO").replace("\\", "/") for line in lines]


def _filled(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of a sheet that hold anything and are no marks of ours."""
    return frame[[c for c in frame if not str(c).startswith("_") and frame[c].notna().any()]]


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
