"""A file → a book: our sheets by their keys, foreign lists by their headers."""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from tests.raw_xlsx import rows, write_raw
from validation.book import OddCell
from validation.catalogue import load
from validation.errors import DamagedError, FileMissingError
from workbook.reader import open_book, read
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from validation.book import Book


def records(frame: pd.DataFrame) -> dict[int, dict[str, Any]]:
    """Return row → the filled cells of the row."""
    return {
        int(row): {key: value for key, value in cells.items() if value is not None}
        for row, cells in frame.to_dict("index").items()
    }


def written(path: Path, tabs: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for tab, lines in tabs.items():
        sheet = book.create_sheet(tab)
        for line in lines:
            sheet.append(list(line))
    book.save(path)
    return path


@pytest.fixture(scope="module", params=["both", "zh", "en"])
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / f"{request.param}.xlsx"
    frame = pd.DataFrame(
        [
            {"customer_id": "CUS-2024-001", "company_name_en": "Global Tech", "船期": "May"},
            {"customer_id": "CUS-2024-002", "company_name_en": "Acme", "船期": None},
        ],
        dtype=object,
    )
    content = Content(frames={"Customers": frame}, custom={"Customers": ["船期"]}, book_id="B-1")
    write_book(path, load(), language=request.param, content=content)
    return path


def test_a_template_in_any_language_is_read_by_its_keys(template: Path) -> None:
    book = open_book(template)
    layout = book.layouts["Customers"]
    assert records(book.sheets["Customers"]) == {
        5: {"customer_id": "CUS-2024-001", "company_name_en": "Global Tech", "船期": "May"},
        6: {"customer_id": "CUS-2024-002", "company_name_en": "Acme"},
    }
    assert set(book.sheets) == {*load().sheets, "Lists"}
    assert (layout.known, layout.header_row, layout.last_row) == (True, 4, 6)
    assert layout.custom == {"船期"}
    assert next(iter(layout.columns)) == "_status"
    assert layout.columns["customer_id"] == 2


def test_a_column_that_lost_its_rule_is_told(template: Path, tmp_path: Path) -> None:
    assert open_book(template).layouts["Customers"].rules_missing == frozenset()
    path = tmp_path / "pasted.xlsx"
    with zipfile.ZipFile(template) as source, zipfile.ZipFile(path, "w") as target:
        for info in source.infolist():
            # As after a paste over row 5: the rule of column E begins one row further down.
            data = source.read(info).replace(b'"E5:E1048576"', b'"E6:E1048576"')
            target.writestr(info, data)
    layout = open_book(path).layouts["Customers"]
    assert layout.columns["region"] == 5
    assert layout.rules_missing == {"region"}


def test_a_template_says_what_it_is(template: Path) -> None:
    origin = open_book(template).origin
    assert (origin.format, origin.template_version, origin.book_id, origin.language) == (
        "xlsx",
        "1.0.0",
        "B-1",
        template.stem,
    )
    assert origin.catalogue_hash == load().hash
    assert len(origin.sha256) == 64


def test_the_lists_of_a_template_are_columns_by_name(template: Path) -> None:
    lists = open_book(template).sheets["Lists"]
    assert int(lists.index[0]) == 5
    assert "grade" in lists.columns
    assert lists["grade"].iloc[0] is not None


KEYS = ["_status", "customer_id", "company_name_en", "company_name_zh", "public_email"]
HEADS = ["状态", "客户ID *\nCustomer ID", "Company name (EN)", "x", "y"]
ROW = [None, "CUS-1", "Acme", None, "a@acme.example"]
READ = {"customer_id": "CUS-1", "company_name_en": "Acme", "public_email": "a@acme.example"}


@pytest.mark.parametrize(
    ("lines", "expected", "header_row"),
    [
        ([KEYS, [], [], HEADS, ROW], {5: READ}, 4),
        ([KEYS, ["nav"], ["band"], HEADS, ROW], {5: READ}, 4),
        ([["moved"], [], KEYS, ["nav"], ["band"], HEADS, ROW], {7: READ}, 6),
        ([KEYS, ROW], {2: READ}, 1),
        ([KEYS, ROW, ROW, ROW, ROW], {2: READ, 3: READ, 4: READ, 5: READ}, 1),
    ],
)
def test_a_sheet_is_ours_by_its_key_row_wherever_it_went(
    tmp_path: Path, lines: list[list[Any]], expected: dict[int, Any], header_row: int
) -> None:
    book = open_book(written(tmp_path / "k.xlsx", {"任何名字": lines}))
    assert records(book.sheets["Customers"]) == expected
    layout = book.layouts["Customers"]
    assert (layout.tab, layout.known, layout.header_row) == ("任何名字", True, header_row)


def test_a_copied_tab_of_ours_stays_a_list_of_its_own(tmp_path: Path) -> None:
    lines = [KEYS, [], [], HEADS, ROW]
    book = open_book(written(tmp_path / "k.xlsx", {"Customers": lines, "Copy": lines}))
    assert list(book.sheets) == ["Customers", "Copy"]
    assert (book.layouts["Customers"].known, book.layouts["Copy"].known) == (True, False)
    assert records(book.sheets["Copy"])[5]["Company name (EN)"] == "Acme"


def test_a_foreign_list_keeps_its_columns_and_blank_rows(tmp_path: Path) -> None:
    book = open_book(
        written(
            tmp_path / "f.xlsx",
            {
                "客户": [
                    ["2024年客户清单"],
                    [],
                    ["公司\n名称", "电话", "电话", None, "Since", None],
                    ["深圳", "00861", "00862", "odd", dt.date(2024, 5, 20), None],
                    [],
                    ["Berlin", None, None, None, dt.date(2024, 5, 21), None],
                ]
            },
        )
    )
    frame, layout = book.sheets["客户"], book.layouts["客户"]
    assert records(frame) == {
        4: {
            "公司 名称": "深圳",
            "电话": "00861",
            "电话 (2)": "00862",
            "column D": "odd",
            "Since": dt.date(2024, 5, 20),
        },
        5: {},
        6: {"公司 名称": "Berlin", "Since": dt.date(2024, 5, 21)},
    }
    assert layout.columns == {"公司 名称": 1, "电话": 2, "电话 (2)": 3, "column D": 4, "Since": 5}
    assert layout.headers["公司 名称"] == "公司\n名称"
    assert layout.odd == (OddCell("duplicate_header", 3, "电话 (2)", "电话"),)
    assert layout.custom == set(layout.columns)
    assert (layout.known, layout.header_row, layout.last_row) == (False, 3, 6)
    assert frame.dtypes.map(str).tolist() == ["object"] * 5


@pytest.mark.parametrize(
    ("lines", "header_row", "columns"),
    [
        ([["Company"], ["Acme"], ["Bob"]], 1, ["Company"]),
        ([["Company", "Phone"]], 1, ["Company", "Phone"]),
        ([["a", "b"], [1, 2]], 1, ["a", "b"]),
        ([[1, 2], [3, 4]], 0, ["column A", "column B"]),
        ([["by", "Li"], [], [], ["Company", "Tel", "City"], ["x", "y", "z"]], 4, None),
        ([["Title"], ["Company", "Tel"], ["x", "1"]], 2, ["Company", "Tel"]),
        ([["by", "Li"], ["Company", "Tel", "City", "Web", "Mail"], [*"vwxyz"]], 2, None),
        ([], 0, []),
    ],
)
def test_the_header_row_is_the_first_that_looks_like_one(
    tmp_path: Path, lines: list[list[Any]], header_row: int, columns: list[str] | None
) -> None:
    book = open_book(written(tmp_path / "h.xlsx", {"S": lines, "T": [["x", "y"], ["1", "2"]]}))
    assert book.layouts["S"].header_row == header_row
    assert columns is None or list(book.sheets["S"].columns) == columns


def test_errors_formulas_and_hidden_places_are_told_by_column(tmp_path: Path) -> None:
    path = write_raw(
        tmp_path / "odd.xlsx",
        {
            "S": '<cols><col min="2" max="2" width="9" hidden="1"/></cols>'
            '<sheetData><row r="1"><c r="A1" t="e"><v>#NAME?</v></c></row>'
            '<row r="2"><c r="A2" t="str"><v>Name</v></c><c r="B2" t="str"><v>Sum</v></c></row>'
            '<row r="3" hidden="1"><c r="A3" t="e"><v>#REF!</v></c>'
            '<c r="B3"><f>1+1</f></c></row></sheetData>'
        },
        states="hidden",
    )
    layout = open_book(path).layouts["S"]
    assert layout.odd == (
        OddCell("error", 3, "Name", "#REF!"),
        OddCell("uncached", 3, "Sum", "=1+1"),
    )
    assert (layout.visible, layout.hidden_rows, layout.hidden_columns) == (False, {3}, {"Sum"})


def test_a_sheet_filled_to_the_last_row_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cut.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_row(1_048_575, 0, ["x", "y"])
    layout = open_book(path).layouts["S"]
    assert layout.last_row == 1_048_576


def test_reading_in_a_worker_gives_the_same_book(template: Path) -> None:
    here, there = open_book(template), read(template)
    assert there.origin == here.origin
    assert there.layouts == here.layouts
    assert_same(there, here)


def assert_same(left: Book, right: Book) -> None:
    assert list(left.sheets) == list(right.sheets)
    for name, frame in left.sheets.items():
        pd.testing.assert_frame_equal(frame, right.sheets[name], check_index_type=False)


def test_a_broken_part_is_a_named_error(tmp_path: Path) -> None:
    path = write_raw(tmp_path / "b.xlsx", {"S": rows('<c r="A1"><v>1</v>')})
    with pytest.raises(DamagedError):
        open_book(path)


def test_a_missing_file_is_a_named_error(tmp_path: Path) -> None:
    with pytest.raises(FileMissingError):
        read(tmp_path / "no.xlsx")
