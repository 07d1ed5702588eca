"""`template --from`: a worn or older book of ours moved into today's template."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from macros.cli import relaybook
from validation import catalogue
from validation.errors import NotChangedError
from validation.messages import message
from workbook.reader import open_book
from workbook.template import write_book
from workbook.template.plan import Content

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

CUSTOMERS = {
    "customer_id": ["CUS-2026-001", "CUS-2026-002", "CUS-2026-003"],
    "company_name_zh": ["北风", "南风", "=1+1"],
    "grade": ["A", "Z", None],
    "tax_no": ["00123", "", "9"],
    "门牌": ["12", None, "@x"],
}


@pytest.fixture
def worn(tmp_path: Path) -> Path:
    """Return a book whose lists and formats pasting took away."""
    path = tmp_path / "worn.xlsx"
    frame = pd.DataFrame(CUSTOMERS, dtype=object).drop(columns="tax_no")
    content = Content(frames={"Customers": frame}, custom={"Customers": ["门牌"]}, book_id="B-17")
    write_book(path, catalogue.load(), content=content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # it loses extensions, which is the point
        book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        sheet.data_validations.dataValidation = []
    book["Customers"]["C6"].number_format = "General"
    error = _place(book["Customers"], "main_business")
    book["Customers"].cell(7, error).value = "#N/A"
    book["Lists"].cell(book["Lists"].max_row + 1, 1).value = "南极洲"
    book.create_sheet("我的草稿")["A1"] = "别丢"
    book.save(path)
    return path


def _place(sheet: Worksheet, key: str) -> int:
    """Return the column of a machine key, which stands in the first row."""
    return [cell.value for cell in sheet[1]].index(key) + 1


def invoked(*words: str) -> tuple[int, list[str]]:
    done = CliRunner().invoke(relaybook, list(words), env={"LC_ALL": "en_US.UTF-8"})
    return done.exit_code, done.output.splitlines()


def test_every_cell_moves_into_a_template_that_is_whole_again(worn: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.xlsx"

    code, said = invoked("template", "-o", str(new), "--from", str(worn))

    assert code == 0
    assert said == [
        "Rows moved: Customers 3; SharePolicy 5; SOP_Rules 16; StageRules 9; Config 54; Audit 1",
        message("refresh.tabs", tabs="我的草稿").en,
        message("refresh.words", words="南极洲").en,
        f"Wrote {new}.",
    ]
    before, after = open_book(worn, None, None), open_book(new, None, None)
    assert after.origin.book_id == "B-17"
    for key in ("Customers", "SharePolicy", "SOP_Rules", "StageRules", "Config"):
        own = [c for c in before.sheets[key].columns if not c.startswith("_")]
        old = before.sheets[key][own].dropna(how="all").reset_index(drop=True)
        if key == "Customers":
            old.loc[2, "main_business"] = "#N/A"
        pd.testing.assert_frame_equal(
            after.sheets[key][own].reset_index(drop=True), old, check_index_type=False
        )
    assert before.layouts["Customers"].odd[0].shown == "#N/A"
    assert list(after.sheets["Customers"]["门牌"]) == ["12", None, "@x"]
    assert before.layouts["Customers"].rules_missing
    assert not after.layouts["Customers"].rules_missing
    assert list(after.sheets["Audit"]["object"]) == ["Rows moved into a new template"]


def test_a_workbook_of_somebody_else_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    other, new = tmp_path / "list.xlsx", tmp_path / "new.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "公司"
    book.save(other)

    done = CliRunner().invoke(relaybook, ["template", "-o", str(new), "--from", str(other)])

    assert isinstance(done.exception, NotChangedError)
    assert done.exception.facts["reason"] == message("refresh.not_ours")
    assert not new.exists()
