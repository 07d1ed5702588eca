"""The check says which customers stand twice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.books import TODAY, book_of, clean
from validation.book import Book
from validation.catalogue import load
from validation.checks import check, twins
from validation.duplicates import find
from validation.rules import RULES_BY_CODE
from validation.settings import Settings

RULES = {"R651", "R652", "R653"}


def said(book: Book) -> list[tuple[str, str, str, str, str]]:
    """Return rule, severity, cell and sentence of the findings about duplicates."""
    found = check(book, load(), settings=Settings.default(), today=TODAY)
    return [(f.code, f.severity, f.cell, f.zh, f.en) for f in found if f.code in RULES]


def with_customers(*more: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    records = clean()
    records["NotDuplicates"] = []
    first = records["Customers"][0]
    for number, changes in enumerate(more, 3):
        identity = {"customer_id": f"CUS-2026-00{number}", "public_email": None}
        records["Customers"].append({**first, **identity, **changes})
    return records


TWICE = {"company_name_en": "GLOBAL TECH INC", "owner": "R002"}


def test_every_row_of_a_customer_names_the_others_with_their_owners_and_why() -> None:
    book = book_of(with_customers(TWICE))
    pairs = find(book.sheets["Customers"], book.sheets["Contacts"], book.sheets["Titles"]).pairs
    grounds = [reason for reason in pairs["reasons"][0] if reason.points > 0][:3]
    why = "、".join(reason.zh for reason in grounds)
    because = ", ".join(reason.en for reason in grounds)
    assert {"name", "domain"} <= {reason.field for reason in grounds}
    assert said(book) == [
        (
            "R651",
            "warning",
            "C5",
            f"「Global Tech Inc.」与第 7 行（R002）是同一个客户：{why}。",
            f'"Global Tech Inc." is the same customer as row 7 (R002): {because}.',
        ),
        (
            "R651",
            "warning",
            "C7",
            f"「GLOBAL TECH INC」与第 5 行（R001）是同一个客户：{why}。",
            f'"GLOBAL TECH INC" is the same customer as row 5 (R001): {because}.',
        ),
    ]


def test_a_customer_that_stands_three_times_names_both_other_rows() -> None:
    third = {"company_name_en": "Global Tech Incorporated", "owner": None}
    sentences = [en for *_, en in said(book_of(with_customers(TWICE, third)))]
    assert [sentence.split(": ")[0] for sentence in sentences] == [
        '"Global Tech Inc." is the same customer as row 7 (R002), row 8',
        '"GLOBAL TECH INC" is the same customer as row 5 (R001), row 8',
        '"Global Tech Incorporated" is the same customer as row 5 (R001), row 7 (R002)',
    ]


def test_a_pair_decided_different_is_left_alone() -> None:
    records = with_customers(TWICE)
    records["NotDuplicates"] = [{"left_id": "CUS-2026-003", "right_id": "CUS-2026-001"}]
    assert said(book_of(records)) == []


def test_what_may_be_one_customer_is_a_note_on_both_rows() -> None:
    records = clean()
    records["NotDuplicates"] = []
    records |= {"Contacts": [], "Titles": []}
    germany = {"country_region": "DE 德国"}
    records["Customers"] = [
        {"customer_id": "CUS-2026-001", "company_name_en": "Brightline Tools", **germany},
        {"customer_id": "CUS-2026-002", "company_name_en": "Brightline Lamps", **germany},
    ]
    assert [(code, severity, cell) for code, severity, cell, *_ in said(book_of(records))] == [
        ("R652", "info", "C5"),
        ("R652", "info", "C6"),
    ]


def test_our_own_domain_makes_no_twins() -> None:
    shared = {"website": "https://abccompany.com", "public_email": None}
    records = with_customers({"company_name_en": "Nordic Lamps AB", **shared})
    records["Customers"][0] |= shared
    assert said(book_of(records)) == []


def test_a_clean_book_has_no_twins_even_without_its_decisions() -> None:
    assert said(book_of(with_customers())) == []


def test_above_the_limit_one_note_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twins, "MOST", 2)
    assert said(book_of(with_customers(TWICE))) == [
        (
            "R653",
            "info",
            "C4",
            "客户有 3 个，校验时没有查重。",
            "There are 3 customers, so the check did not look for duplicates.",
        )
    ]


@pytest.mark.parametrize("column", ["company_name_en", "customer_id", "country_region"])
def test_odd_cells_and_missing_columns_stop_nothing(column: str) -> None:
    book = book_of(with_customers(TWICE, {"company_name_en": 7, "country_region": True}))
    book.sheets["Customers"].loc[5, "website"] = 3.5
    book.sheets["Customers"].loc[6, "company_name_zh"] = "half\ud83dpair"
    frames = {**book.sheets, "Customers": book.sheets["Customers"].drop(columns=column)}
    said(Book(sheets=frames, layouts=book.layouts, origin=book.origin))


def test_fix_leaves_twins_to_a_person() -> None:
    assert {RULES_BY_CODE[code].fix for code in RULES} == {""}
