"""Opening a file somebody else made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from validation.errors import NotASpreadsheetError
from workbook import isolation, untrusted
from workbook.reader import read

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_no_spreadsheet_is_refused_before_a_worker_is_started(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    isolation.close()

    with pytest.raises(NotASpreadsheetError) as refused:
        read(path)

    assert isolation.worker_pid() is None
    assert refused.value.text.en == (
        f"The file {path} is not a spreadsheet but a PDF file. Choose an xlsx, xlsm, xlsb, "
        "xls, ods or csv file."
    )


def test_a_spreadsheet_is_read_in_the_worker(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("公司,电话\n北风,00861234\n", encoding="utf-8")

    book = read(path)

    assert isolation.worker_pid() is not None
    assert book.sheets["list"].to_dict("index") == {2: {"公司": "北风", "电话": "00861234"}}


def test_a_task_that_does_more_than_read_gets_more_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("公司\n北风\n", encoding="utf-8")
    given: list[object] = []
    monkeypatch.setattr(isolation, "run", lambda *_, limits, **__: given.append(limits))

    untrusted.run("a:b", path)
    untrusted.run("a:b", path, patience=8)

    usual = isolation.Limits.of(path.stat().st_size)
    assert given == [usual, replace(usual, cpu=8 * usual.cpu, wall=8 * usual.wall)]
