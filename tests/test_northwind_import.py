"""The demo: Northwind becomes a book by the map that ships with it."""

from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from validation.catalogue import load
from workbook.grids import open_grids
from workbook.importing import Imported, import_sources

NORTHWIND = Path(__file__).parent.parent / "examples" / "northwind"
TODAY = dt.date(1998, 5, 6)


@pytest.fixture(scope="module")
def northwind() -> Imported:
    return import_sources(
        [], load(), today=TODAY, map_path=NORTHWIND / "map.toml", opener=open_grids
    )


def table(name: str) -> pd.DataFrame:
    # The fields of two of the files have unquoted commas; only the first columns are used here.
    return pd.read_csv(NORTHWIND / name, dtype=str, keep_default_na=False, on_bad_lines="skip")


def test_every_row_of_the_sample_arrives(northwind: Imported) -> None:
    assert {key: len(frame) for key, frame in northwind.content.frames.items()} == {
        "Customers": 91, "Contacts": 91, "Orders": 830, "Reps": 9, "Products": 77,
    }  # fmt: skip


def test_nothing_of_the_sample_is_lost(northwind: Imported) -> None:
    assert northwind.report.forgotten == 0
    assert [(a.source, a.cells) for a in northwind.report.accounts] == [
        ("employees.csv", 160), ("products.csv", 780), ("customers.csv", 1036),
        ("orders.csv", 11810), ("categories.csv", 27), ("order-details.csv", 10780),
        ("shippers.csv", 12),
    ]  # fmt: skip
    assert {line.source for line in northwind.report.left_out} == {"categories.csv"}


def test_a_customer_with_a_shifted_address_arrives_straight(northwind: Imported) -> None:
    customers = northwind.content.frames["Customers"]
    row = customers[customers["source_id"] == "BLONP"].iloc[0].to_dict()

    assert row == {
        "customer_id": "CUS-1996-005", "company_name_en": "Blondesddsl père et fils",
        "country_region": "FR 法国 France", "stage": "S8 已成交维护期 Won, in care",
        "last_contact_date": dt.date(1998, 1, 12),
        "inquiry_source": "不详(历史导入) Unknown (imported)",
        "owner": "R006", "source_id": "BLONP", "created_date": dt.date(1996, 7, 25),
        "address": "24, place Kléber", "city": "Strasbourg", "State or province": None,
        "postalCode": "67000", "fax": "88.60.15.32",
    }  # fmt: skip


def test_a_customer_becomes_its_contact_too(northwind: Imported) -> None:
    contacts, customers = (northwind.content.frames[k] for k in ("Contacts", "Customers"))

    assert contacts.iloc[6].to_dict() == {
        "contact_id": "CON-0007", "customer_id": "CUS-1996-005",
        "contact_name": "Frédérique Citeaux", "title": "Marketing Manager",
        "phone": "88.60.15.31", "is_primary": True, "contact_status": "在职 Working there",
    }  # fmt: skip
    assert set(contacts["customer_id"]) == set(customers["customer_id"])


def test_the_amount_of_an_order_is_the_sum_of_its_lines(northwind: Imported) -> None:
    orders = northwind.content.frames["Orders"].set_index("order_no")
    lines = table("order-details.csv")
    sums: dict[str, Decimal] = {}
    columns = ("orderID", "unitPrice", "quantity", "discount")
    for order, price, quantity, discount in zip(*(lines[c].tolist() for c in columns), strict=True):
        amount = Decimal(price) * Decimal(quantity) * (1 - Decimal(discount))
        sums[order] = sums.get(order, Decimal(0)) + amount

    assert len(sums) == 830
    assert {no: round(Decimal(str(v)), 2) for no, v in orders["amount"].items()} == {
        no: round(total, 2) for no, total in sums.items()
    }


def test_amounts_in_the_base_currency_count_on_the_dashboard(northwind: Imported) -> None:
    orders = northwind.content.frames["Orders"]

    assert orders["amount_base"].tolist() == orders["amount"].tolist()


def test_an_order_refers_to_its_customer_and_its_seller(northwind: Imported) -> None:
    frames = northwind.content.frames
    by_id = frames["Customers"].set_index("customer_id")["source_id"]
    names = frames["Reps"].set_index("rep_id")["rep_name"]
    order = frames["Orders"].set_index("order_no").loc["10250"]

    assert by_id[order["customer_id"]] == "HANAR"
    assert names[order["sold_by"]] == "Margaret Peacock"
    assert (order["order_date"], order["ship_date"], order["amount"], order["currency"]) == (
        dt.date(1996, 7, 8), dt.date(1996, 7, 12), 1552.6, "USD",
    )  # fmt: skip
    assert northwind.report.doubts == ()


def test_only_orders_without_a_shipping_date_are_still_made(northwind: Imported) -> None:
    orders = northwind.content.frames["Orders"]

    assert orders["status"].value_counts().to_dict() == {
        "已完成 Completed": 809, "生产中 In production": 21,
    }  # fmt: skip
    assert set(orders.loc[orders["ship_date"].isna(), "status"]) == {"生产中 In production"}


def test_reps_report_to_each_other_by_their_new_ids(northwind: Imported) -> None:
    reps = northwind.content.frames["Reps"]

    columns = reps[["rep_id", "rep_name", "manager", "tz"]]
    assert list(columns.itertuples(index=False, name=None))[:5] == [
        ("R001", "Nancy Davolio", "R002", "America/New_York"),
        ("R002", "Andrew Fuller", None, "America/New_York"),
        ("R003", "Janet Leverling", "R002", "America/New_York"),
        ("R004", "Margaret Peacock", "R002", "America/New_York"),
        ("R005", "Steven Buchanan", "R002", "Europe/London"),
    ]


def test_two_runs_make_the_same_book(northwind: Imported, tmp_path: Path) -> None:
    copy = tmp_path / "northwind"
    shutil.copytree(NORTHWIND, copy)

    again = import_sources([], load(), today=TODAY, map_path=copy / "map.toml", opener=open_grids)

    for key, frame in northwind.content.frames.items():
        assert frame.equals(again.content.frames[key])
    assert again.report.lines("zh") == northwind.report.lines("zh")
