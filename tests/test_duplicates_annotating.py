"""The results of a search on the book's own sheet Duplicates, in a copy."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from macros.cli import main
from tests.duplicate_books import FENGDI, FENGDI_AGAIN, SCHMITT, write, write_csv
from tests.templates import parts
from workbook.reader import open_book

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.office import Office


def run(*arguments: object, lang: str = "zh") -> object:
    """Return the exit code of `relaybook duplicates`."""
    with pytest.raises(SystemExit) as left:
        main(["duplicates", "--lang", lang, *map(str, arguments)])
    return left.value.code


def listed(book: Path) -> list[dict[str, object]]:
    """Return the rows of the sheet Duplicates, blank cells left out."""
    rows = open_book(book).sheets["Duplicates"].to_dict("records")
    return [
        {str(k): v for k, v in row.items() if v is not None} for row in rows if any(row.values())
    ]


def _tabs(book: Path) -> list[Mapping[str, str]]:
    found = ET.fromstring(parts(book)["xl/workbook.xml"])  # noqa: S314  # our own file
    return [tab.attrib for tab in found.iter() if tab.tag.endswith("}sheet")]


def test_a_copy_lists_the_cases_and_the_book_stays(tmp_path: Path) -> None:
    book = write(tmp_path / "team.xlsx", FENGDI, SCHMITT, FENGDI_AGAIN)
    copy = tmp_path / "copy.xlsx"
    before = book.read_bytes()

    assert run(book, "--annotate", copy) == 1

    [row] = listed(copy)
    reasons = str(row.pop("reasons")).split("；")
    assert row == {
        "cluster": 1,
        "band": "重复",
        "points": sum(int(reason.partition(" ")[0]) for reason in reasons),
        "left_id": "CUS-2026-001",
        "left_name": "Fengdi Tools Co., Ltd.",
        "left_owner": "R001 李雷",
        "right_id": "CUS-2026-002",
        "right_name": "FENGDI TOOLS LIMITED",
    }
    assert "+16 公司域名相同" in reasons
    assert book.read_bytes() == before
    old, new = parts(book), parts(copy)
    changed = {name for name in old if old[name] != new[name]}
    assert {name for name in changed if "/worksheets/" not in name} <= {
        "xl/workbook.xml",
        "xl/styles.xml",
    }
    assert len([name for name in changed if "/worksheets/" in name]) == 1


def test_a_second_run_replaces_the_list_and_hides_an_empty_one(
    tmp_path: Path, office: Office
) -> None:
    book = write(tmp_path / "team.xlsx", FENGDI, FENGDI_AGAIN)
    once, twice, none = (tmp_path / name for name in ("1.xlsx", "2.xlsx", "3.xlsx"))
    run(book, "--annotate", once)
    run(once, "--annotate", twice)
    assert listed(twice) == listed(once)

    one = tmp_path / "one.xlsx"
    decided = {"left_id": "CUS-2026-001", "right_id": "CUS-2026-002", "reason": "x"}
    write(one, FENGDI, FENGDI_AGAIN, more={"NotDuplicates": [decided]})
    assert run(one, "--annotate", none) == 0

    assert listed(none) == []
    with office.open(twice) as document:
        assert {tab.name: tab.visible for tab in document.tabs()}["Duplicates"]
        assert document.shown("Duplicates", "D5") == "CUS-2026-001"
        assert document.formula_errors() == []
    tabs = {tab["name"]: tab.get("state") for tab in _tabs(none)}
    assert tabs["Duplicates"] == "hidden"


def test_names_stay_text_and_rows_without_ids_are_named(tmp_path: Path) -> None:
    mail = {"public_email": "info@gamma-tools.com", "country_region": "US 美国"}
    named = ("=1+1 Gamma Tools Ltd", "=1+1 Gamma\u202e Tools Limited")
    book = write(tmp_path / "team.xlsx", *({"company_name_en": name, **mail} for name in named))
    copy = tmp_path / "copy.xlsx"

    run(book, "--annotate", copy, lang="en")

    [row] = listed(copy)
    assert (row["left_id"], row["right_id"]) == ("Customers!5", "Customers!6")
    assert (row["left_name"], row["right_name"]) == (named[0], named[1].replace("\u202e", "\ufffd"))
    sheets = [text for name, text in parts(copy).items() if "worksheets/" in name]
    assert not any(b"<f>1+1" in text for text in sheets)


def test_a_folder_gets_the_copy_under_the_name_of_the_book(tmp_path: Path) -> None:
    book = write(tmp_path / "team.xlsx", FENGDI, FENGDI_AGAIN)
    (tmp_path / "out").mkdir()
    run(book, "--annotate", tmp_path / "out")
    assert len(listed(tmp_path / "out" / "team.xlsx")) == 1


def test_what_has_no_such_sheet_is_refused_and_the_results_still_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (("Company", "Email"), ("Fengdi Tools", "a@fengdi.cn"), ("Fengdi Tools", "b@fengdi.cn"))
    names = write_csv(tmp_path / "fair.csv", *rows)
    copy = tmp_path / "copy.xlsx"

    assert run(names, "--annotate", copy) == 2

    told = capsys.readouterr()
    assert "1. 重复 · Fengdi Tools" in told.out
    assert "csv 格式的文件不能直接修改。请在 Excel 中另存为 xlsx" in told.err
    assert not copy.exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("team.xlsx", "team.xlsx 已存在，没有覆盖。请换一个文件名，或先移走它。"),
        ("copy.xlsx", "--annotate 只能用于一个标准工作簿，这里找到 2 个文件。"),
    ],
)
def test_the_book_itself_and_several_files_are_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    said: str,
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    book = write(tmp_path / "team.xlsx", FENGDI, FENGDI_AGAIN)
    if name != book.name:
        shutil.copy(book, tmp_path / "two.xlsx")
    before = book.read_bytes()
    assert run(tmp_path if name != book.name else book, "--annotate", tmp_path / name) == 2
    assert said in capsys.readouterr().err
    assert book.read_bytes() == before
