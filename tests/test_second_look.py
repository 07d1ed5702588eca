"""Cells an examiner planted: each was missed once, said twice, or blamed on its neighbours."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from tests.books import TODAY, book_of, clean
from validation.catalogue import load
from validation.checks import check
from validation.checks.lostids import Gap, Gaps
from validation.rules import RULES
from validation.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.book import Book
    from validation.findings import Finding

NAMES = {rule.code: name for name, rule in RULES.items()}


def found_in(book: Book) -> list[Finding]:
    return check(book, load(), settings=Settings.default(), today=TODAY)


def said_of(book: Book) -> list[tuple[str, str, int | None, str | None]]:
    return [(NAMES[f.code], f.field, f.row, f.suggestion) for f in found_in(book)]


def planted(sheet: str, row: int = 0, **cells: Any) -> Book:
    """Return the clean book with other cells in one record."""
    records = clean()
    records[sheet][row].update(cells)
    return book_of(records)


@pytest.mark.parametrize(
    ("sheet", "column", "value", "rule", "suggestion"),
    [
        ("Contacts", "email", "x@gmial.com", "email_typo", "x@gmail.com"),
        ("Contacts", "email", "li@hotmial.com", "email_typo", "li@hotmail.com"),
        ("Contacts", "email", "x@mailinator.com", "email_disposable", None),
        ("Contacts", "email", "x@yopmail.com", "email_disposable", None),
        ("Contacts", "phone", "13800138000/13900139000", "phone_several", None),
        ("Contacts", "phone", "john@gt.com", "phone_is_email", None),
        ("Contacts", "phone", "请致电前台", "phone_placeholder", None),
        ("Customers", "website", "www.gt", "url_invalid", None),
        ("Customers", "website", "https://example.com", "text_placeholder", None),
        ("Customers", "main_business", "ÉîÛÚÊÐ»ªÇ¿±±", "text_mojibake", "深圳市华强北"),
        ("Customers", "main_business", "æ·±åœ³å¸‚åŽå¼ºåŒ—", "text_lost", None),
        ("Orders", "amount", "46500", "money_text", "46500"),
        ("Orders", "qty", "3000", "number_text", "3000"),
        ("Customers", "last_review", "2026-03-05", "date_text", "2026-03-05"),
        ("Titles", "credit_code", "GB980780684", "code_country", None),
        ("OurCompany", "own_domains", "abccompany.com; our site", "domain_invalid", None),
        ("OurCompany", "own_domains", "www.abccompany.com", "domain_not_bare", "abccompany.com"),
        ("OurCompany", "own_domains", "abccompany.con", "domain_suffix", None),
        ("OurCompany", "own_domains", "abccompany.com; qq.com", "domain_free", None),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_one_finding(
    sheet: str, column: str, value: str, rule: str, suggestion: str | None
) -> None:
    assert said_of(planted(sheet, 0, **{column: value})) == [(rule, column, 5, suggestion)]


@pytest.mark.parametrize(
    ("sheet", "row", "cells", "said"),
    [
        pytest.param(
            "Customers", 0, {"last_contact_date": dt.date(2026, 12, 22)},
            ("in_future", "last_contact_date"), id="the-next-date-is-not-to-blame",
        ),
        pytest.param(
            "Customers", 0, {"next_contact_date": dt.date(2026, 10, 1)},
            ("before_other", "next_contact_date"), id="before-the-last-is-not-also-passed",
        ),
        pytest.param(
            "Quotes", 0, {"valid_until": dt.date(2026, 10, 1)},
            ("before_other", "valid_until"), id="an-end-before-the-start-is-no-expiry",
        ),
        pytest.param(
            "Share", 0, {"approver": "R001"}, ("must_differ", "approver"), id="own-approver",
        ),
    ],
)  # fmt: skip
def test_one_wrong_cell_does_not_blame_another(
    sheet: str, row: int, cells: Mapping[str, Any], said: tuple[str, str]
) -> None:
    assert [s[:2] for s in said_of(planted(sheet, row, **cells))] == [said]


def three_customers() -> dict[str, list[dict[str, Any]]]:
    records = clean()
    second, contact = records["Customers"][1], records["Contacts"][1]
    another = {"customer_id": "CUS-2026-003", "company_name_zh": "南粤五金制品厂"}
    records["Customers"].append({**second, **another})
    records["Contacts"].append({**contact, "contact_id": "CON-0003", "customer_id": "CUS-2026-003"})
    return records


@pytest.mark.parametrize(
    ("identity", "rule"),
    [
        (dt.date(2026, 1, 1), "damage_date"),
        ("2.02611E+12", "damage_scientific"),
        ("KH-002", "wrong_form"),
        ("cus-2026-002", "wrong_form"),
        ("CUS-2026-001", "repeated"),
        (None, "id_blank"),
    ],
)
@pytest.mark.parametrize("row", [1, 2])
def test_a_wrong_id_is_not_said_again_of_the_rows_that_refer_to_it(
    identity: object, rule: str, row: int
) -> None:
    records = three_customers()
    del records["NotDuplicates"]
    records["Customers"][row]["customer_id"] = identity

    assert said_of(book_of(records)) == [(rule, "customer_id", 5 + row, None)]


def test_an_id_that_was_never_there_is_said_although_another_is_lost() -> None:
    records = three_customers()
    records["Customers"][1]["customer_id"] = "KH-002"
    records["Orders"][0]["customer_id"] = "CUS-2026-009"

    assert [s[:2] for s in said_of(book_of(records))] == [
        ("wrong_form", "customer_id"),
        ("unknown_reference", "customer_id"),
    ]


@pytest.mark.parametrize(
    ("value", "gap", "filled"),
    [
        ("PO-7", Gap("PO-6", "PO-8"), True),
        ("PO-7", Gap("PO-5", "PO-9"), True),
        ("PO-9", Gap("PO-6", "PO-8"), False),
        ("PO-7", Gap("PO-6", ""), True),
        ("PO-8", Gap("PO-6", ""), False),
        ("PO-1", Gap("", "PO-2"), True),
        ("SO-7", Gap("PO-6", "PO-8"), False),
        ("ALFKI", Gap("ALFKH", "ALFKJ"), False),
        ("PO-7", Gap("", ""), False),
    ],
)
def test_an_id_fills_the_gap_it_left(value: str, gap: Gap, *, filled: bool) -> None:
    assert (value in Gaps([gap])) is filled


def test_an_id_is_looked_for_in_every_gap() -> None:
    lost = Gaps([Gap("PO-20", "PO-30"), Gap("PO-1", "PO-9"), Gap("PO-2", "PO-4"), Gap("SO-1", "X")])

    assert [n for n in range(40) if f"PO-{n}" in lost] == [*range(2, 9), *range(21, 30)]
    assert [n for n in range(9) if f"SO-{n}" in lost] == [0, 2]


def test_a_primary_contact_moved_to_nobody_does_not_blame_its_neighbour() -> None:
    records = clean()
    first = records["Contacts"][0]
    second = {**first, "contact_id": "CON-0009", "is_primary": False, "email": "b@gt-handel.de"}
    records["Contacts"].insert(1, second)
    first["customer_id"] = "CUS-2026-999"

    assert said_of(book_of(records)) == [("unknown_reference", "customer_id", 5, None)]


@pytest.mark.parametrize("file_format", ["csv", "html"])
def test_a_file_of_text_alone_is_not_blamed_for_its_numbers(file_format: str) -> None:
    book = planted("Orders", amount="46500", qty="3000", order_date="2026-03-05")
    origin = dataclasses.replace(book.origin, format=file_format)

    assert found_in(dataclasses.replace(book, origin=origin)) == []


def test_the_lists_tab_is_nobodys_rows_in_a_chinese_book() -> None:
    book = book_of(clean())
    layout = dataclasses.replace(book.layouts["FX"], tab="选项", known=False)
    lists = book.sheets["FX"].assign(currency="待定")
    sheets, layouts = {**book.sheets, "Lists": lists}, {**book.layouts, "Lists": layout}

    assert found_in(dataclasses.replace(book, sheets=sheets, layouts=layouts)) == []
