"""Who is asked about a row that has a problem."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from validation import catalogue as catalogues
from validation.book import Book, Layout, Origin
from validation.findings import Finding
from validation.owners import owners


def _book(**frames: list[dict[str, object]]) -> Book:
    sheets = {
        name: pd.DataFrame(rows, dtype=object, index=range(5, 5 + len(rows)))
        for name, rows in frames.items()
    }
    layouts = {
        name: Layout(
            tab=f"表 {name}", known=True, header_row=4,
            columns={key: n for n, key in enumerate(frame.columns, 1)},
        )
        for name, frame in sheets.items()
    }  # fmt: skip
    return Book(sheets=sheets, layouts=layouts, origin=Origin(path="book.xlsx", format="xlsx"))


def _finding(tab: str, row: int | None) -> Finding:
    return Finding("R101", "error", tab, "", row, "", "phone", "", "缺", "missing")


def _found(book: Book, *places: tuple[str, int | None]) -> dict[tuple[str, int], str]:
    findings = [_finding(*place) for place in places]
    return dict(owners(book, catalogues.load(), findings))


def test_a_customer_names_its_own_rep_and_rows_without_findings_are_left_out() -> None:
    book = _book(
        Customers=[
            {"customer_id": "CUS-2026-001", "owner": " R001 "},
            {"customer_id": "CUS-2026-002", "owner": "R002"},
        ]
    )

    assert _found(book, ("表 Customers", 5), ("表 Customers", None), ("", None)) == {
        ("表 Customers", 5): "R001"
    }


def test_a_payment_is_followed_through_its_order_to_the_customers_rep() -> None:
    book = _book(
        Customers=[{"customer_id": "CUS-2026-001", "owner": "R001"}],
        Orders=[{"order_no": "SO-1", "customer_id": "CUS-2026-001", "sold_by": "R009"}],
        Payments=[{"payment_id": "P-1", "order_no": "SO-1"}],
    )

    assert _found(book, ("表 Payments", 5), ("表 Orders", 5)) == {
        ("表 Orders", 5): "R001",
        ("表 Payments", 5): "R001",
    }


def test_a_row_that_belongs_to_nobody_is_left_out() -> None:
    book = _book(
        Customers=[{"customer_id": "CUS-2026-001", "owner": None}],
        Contacts=[{"contact_id": "CON-1", "customer_id": "CUS-2026-001"},
                  {"contact_id": "CON-2", "customer_id": "CUS-9999-999"},
                  {"contact_id": "CON-3", "customer_id": 7}],
        Todos=[{"todo_id": "T-1", "customer_id": None, "assignee": "R003"}],
    )  # fmt: skip
    rows = [("表 Contacts", row) for row in (5, 6, 7)]

    assert _found(book, *rows, ("表 Todos", 5)) == {("表 Todos", 5): "R003"}


def test_a_sheet_the_catalogue_does_not_know_has_no_owners() -> None:
    frame = pd.DataFrame([{"owner": "R001"}], dtype=object, index=[2])
    layout = Layout(tab="List", known=False, header_row=1, columns={"owner": 1})
    book = Book(
        sheets={"List": frame},
        layouts={"List": layout},
        origin=Origin(path="list.xlsx", format="xlsx"),
    )

    assert _found(book, ("List", 2)) == {}


def test_rows_that_point_at_each_other_end() -> None:
    book = _book(
        Groups=[{"group_id": "G1", "group_owner": None}],
        Customers=[{"customer_id": "C1", "owner": None, "group_id": "G1"}],
    )

    assert _found(book, ("表 Customers", 5)) == {}


def test_a_finding_above_the_rows_or_in_an_empty_sheet_has_no_owner() -> None:
    book = _book(Customers=[{"customer_id": "C1", "owner": "R001"}], Leads=[])
    no_leads = pd.DataFrame({"lead_id": [], "assigned_rep": []}, dtype=object)
    book = replace(book, sheets={**book.sheets, "Leads": no_leads})

    assert _found(book, ("表 Customers", 4), ("表 Leads", 5)) == {}
    assert _found(book, ("表 Customers", 4), ("表 Customers", 5)) == {("表 Customers", 5): "R001"}


def test_of_two_records_with_one_id_the_first_says_who_works_it() -> None:
    book = _book(
        Customers=[
            {"customer_id": "C1", "owner": "R001"},
            {"customer_id": "C1 ", "owner": "R002"},
        ],
        Contacts=[{"contact_id": "CON-1", "customer_id": "C1"}],
    )

    assert _found(book, ("表 Contacts", 5)) == {("表 Contacts", 5): "R001"}
