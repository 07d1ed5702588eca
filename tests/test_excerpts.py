"""Some sheets of a book, as actions that write nothing ask for them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from validation import catalogue
from workbook.checking import Question
from workbook.excerpts import excerpt
from workbook.template import write_book
from workbook.template.plan import Content

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 11, 22, 2, 30, tzinfo=dt.UTC)


def test_only_the_sheets_asked_for_leave_the_book(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    customers = pd.DataFrame({"customer_id": ["CUS-2026-001"], "owner": ["S01"]}, dtype=object)
    contacts = pd.DataFrame({"contact_id": ["CON-2026-0001"]}, dtype=object)
    content = Content(frames={"Customers": customers, "Contacts": contacts}, book_id="B-1")
    write_book(path, catalogue.load(), content=content)

    book = excerpt(path, Question(now=NOW), ("Customers", "Groups", "NoSuchSheet"))

    assert list(book.sheets) == list(book.layouts) == ["Customers", "Groups"]
    assert book.sheets["Customers"][["customer_id", "owner"]].to_dict("index") == {
        5: {"customer_id": "CUS-2026-001", "owner": "S01"}
    }
    assert (book.origin.path, book.origin.book_id) == (str(path), "B-1")
