"""An outcome as changes of a workbook: which address gets what, and where new rows go."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.books import at, book_of, clean, foreign
from tests.templates import template_file
from validation.catalogue import load
from validation.changes import Change, Outcome
from validation.errors import WriteError
from workbook import applying
from workbook.applying import Run, edits, merged
from workbook.patching.edits import Edits, Link, Mark, SheetEdit
from workbook.reader import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from validation.book import Book
    from workbook.patching.edits import NewSheet

RUN = Run(at("2026-11-22 10:30"), "en")


def edited(outcome: Outcome, book: Book, run: Run | None = None) -> Edits:
    return edits(outcome, book, load(), run=run)


def cells(found: Edits) -> dict[str, dict[int, dict[int, Any]]]:
    return {
        tab: {row: dict(values) for row, values in edit.cells.items()}
        for tab, edit in found.sheets.items()
    }


def test_a_change_goes_to_its_address() -> None:
    changes = (
        Change("Customers", 5, "market", "DA CH", "DACH"),
        Change("Customers", 5, "stage", "x", None),
        Change("Orders", 6, "order_date", "2026/3/5", dt.date(2026, 3, 5)),
    )

    found = edited(Outcome(changes=changes), book_of(clean()))

    assert cells(found) == {
        "客户": {5: {12: "DACH", 15: None}},
        "订单": {6: {4: dt.date(2026, 3, 5)}},
    }
    assert found.recalculates


def test_an_outcome_without_changes_asks_for_nothing() -> None:
    assert edited(Outcome(), book_of(clean()), RUN) == Edits()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal(3), 3),
        (Decimal("15.5"), 15.5),
        (float("nan"), None),
        (float("inf"), "inf"),
        (1234567890123456, "1234567890123456"),
        (dt.date(1899, 5, 1), "1899-05-01"),
        (at("2026-11-22 10:30"), at("2026-11-22 10:30")),
        ("=1+1", "=1+1"),
    ],
)
def test_a_value_is_written_so_that_no_cell_rounds_it(value: object, written: object) -> None:
    changes = (Change("Customers", 5, "market", "x", value),)

    assert cells(edited(Outcome(changes=changes), book_of(clean()))) == {"客户": {5: {12: written}}}


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ["是", "否"]), ("en", ["Yes", "No"]), ("both", ["是 Yes", "否 No"])],
)
def test_yes_and_no_are_written_in_the_words_of_the_book(language: str, words: list[str]) -> None:
    changes = (
        Change("Contacts", 5, "is_primary", None, after=True),
        Change("Contacts", 6, "is_primary", None, after=False),
    )

    found = cells(edited(Outcome(changes=changes), book_of(clean(), language=language)))

    [rows] = found.values()
    assert [value for row in rows.values() for value in row.values()] == words


def test_new_rows_go_below_the_last_one_in_their_order() -> None:
    rows = {
        "PoolLog": [
            {"event_id": 3, "action": "领取", "to_rep": None},
            {"event_id": 4, "at": at("2026-11-22 10:30")},
        ]
    }

    found = edited(Outcome(rows=rows), book_of(clean()))

    assert cells(found) == {
        "公海日志": {7: {2: 3, 6: "领取"}, 8: {2: 4, 3: at("2026-11-22 10:30")}}
    }
    assert found.recalculates


def test_the_first_row_of_an_empty_sheet_goes_below_its_headers() -> None:
    found = edited(Outcome(rows={"Audit": [{"seq": 1}]}), open_book(template_file("rep", "zh")))

    assert cells(found) == {"审计": {5: {2: 1}}}


def test_changes_and_new_rows_of_one_sheet_go_together() -> None:
    outcome = Outcome(
        changes=(Change("Todos", 5, "todo", "a", "b"),), rows={"Todos": [{"todo_id": "TD-003"}]}
    )

    assert cells(edited(outcome, book_of(clean()))) == {"待办": {5: {5: "b"}, 7: {2: "TD-003"}}}


def test_a_row_that_would_be_incomplete_is_refused() -> None:
    with pytest.raises(WriteError) as caught:
        edited(Outcome(rows={"Todos": [{"todo_id": "TD-003", "colour": "red"}]}), book_of(clean()))

    assert "the sheet 待办 lacks the column colour" in caught.value.text.en


def test_a_full_sheet_is_refused() -> None:
    book = book_of(clean())
    layout = dataclasses.replace(book.layouts["Todos"], last_row=1_048_576)
    full = dataclasses.replace(book, layouts={**book.layouts, "Todos": layout})

    with pytest.raises(WriteError) as caught:
        edited(Outcome(rows={"Todos": [{"todo_id": "TD-003"}]}), full)

    assert "the sheet 待办 is full" in caught.value.text.en


def test_each_change_is_told_on_the_sheet_of_changes() -> None:
    changes = (
        Change("Customers", 5, "market", "DA\u200bCH", "DACH", "R714"),
        Change("Todos", 6, "due", 46412, dt.date(2027, 1, 25), "R409"),
    )

    found = edited(Outcome(changes=changes), book_of(clean()), RUN).sheets["修改记录"]

    assert (found.rows_from, found.shown) == (5, True)
    assert [list(row) for row in found.rows] == [
        [None, RUN.at, "客户", Link("客户", "L5", "L5"), "CUS-2026-001", "所在市场", "DA\u200bCH",
         "DACH", "R714"],
        [None, RUN.at, "待办", Link("待办", "F6", "F6"), "TD-002", "截止日期", "46412",
         "2027-01-25", "R409"],
    ]  # fmt: skip


def test_the_changes_of_a_workbook_not_ours_get_a_sheet_with_a_free_name() -> None:
    book = foreign("CHANGES", [{"Company": "a  b", "No": 1}])
    change = Change("CHANGES", 2, "Company", "a  b", "a b", "R718")

    sheet: NewSheet | None = edited(Outcome(changes=(change,)), book, RUN).added

    assert sheet
    assert (sheet.tab, sheet.title, sheet.note) == (
        "Changes (2)", "Changes", "Cells put right in the last run: 1",
    )  # fmt: skip
    assert sheet.headers == [
        "At", "Sheet", "Cell", "Record", "Field", "Before", "After", "Rule",
    ]  # fmt: skip
    assert [list(row) for row in sheet.rows] == [
        [RUN.at, "CHANGES", Link("CHANGES", "A2", "A2"), None, "Company", "a  b", "a b", "R718"]
    ]
    assert len(sheet.widths) == len(sheet.headers)


def test_two_edits_of_one_workbook_become_one() -> None:
    marks = (Mark("error", [(5, 2, 5, 2)]),)
    first = Edits(
        sheets={"A": SheetEdit(cells={5: {1: "✓", 2: "old"}}, marks=marks), "B": SheetEdit()},
        removes_added=True,
    )
    second = Edits(
        sheets={"A": SheetEdit(cells={5: {2: "new"}, 6: {1: "x"}}, rows_from=9, shown=True)},
        recalculates=True,
    )

    assert merged(first, second) == Edits(
        sheets={
            "A": SheetEdit(
                cells={5: {1: "✓", 2: "new"}, 6: {1: "x"}}, rows_from=9, marks=marks, shown=True
            ),
            "B": SheetEdit(),
        },
        removes_added=True,
        recalculates=True,
    )


def test_new_rows_are_read_back_as_they_were_given(tmp_path: Path) -> None:
    source, target = template_file("full", "both"), tmp_path / "book.xlsx"
    book = open_book(source)
    row = {
        "event_id": 1, "at": RUN.at, "customer_id": "CUS-2026-001", "to_rep": "R001",
        "weights_snapshot": "=A3", "run_id": "0001",
    }  # fmt: skip

    applying.apply(source, target, edited(Outcome(rows={"PoolLog": [row]}), book), book=book)

    frame = open_book(target).sheets["PoolLog"]
    [found] = frame[frame["event_id"].notna()].to_dict("records")
    assert {key: value for key, value in found.items() if value is not None} == row
