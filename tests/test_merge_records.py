"""`relaybook merge-records` and `relaybook not-duplicates` on a real book."""

from __future__ import annotations

import shutil
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner

from macros.commands.merge_records import merge_records
from macros.commands.not_duplicates import not_duplicates
from macros.commands.undo import undo
from tests import sample_book
from tests.templates import folder, parts
from validation.catalogue import load
from validation.errors import RefusedError
from validation.plaintext import shown
from workbook.reader import open_book
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.office import Office
    from tests.programs import OoxmlValidator
    from validation.book import Book

KEEP, OTHER = "CUS-2026-002", "CUS-2026-005"
ENGLISH = ("--lang", "en", "--today", "2026-11-22")


@cache
def frames() -> Mapping[str, Any]:
    """Return the sample team's rows, with a column of the team's own and history in ledgers."""
    found = {
        key: frame.drop(columns=["_status", "_issues"], errors="ignore")
        for key, frame in sample_book.frames(load(), "zh").items()
    }
    found["Customers"] = found["Customers"].assign(自定义=[f"备注 {n}" for n in range(30)])
    return found


@cache
def made() -> Path:
    path = folder() / "to-merge.xlsx"
    content = Content(frames=frames(), as_of=sample_book.AS_OF, book_id="0123456789abcdef")
    write_book(path, load(), profile="full", language="zh", content=content)
    return path


@pytest.fixture
def book(tmp_path: Path, data: Path) -> Path:
    """The sample team's book in a folder, and a data folder, of the test's own."""
    del data
    return Path(shutil.copy(made(), tmp_path / "book.xlsx"))


def run(command: Any, *arguments: object) -> tuple[int, str, str]:
    """Return the exit code and what is said on stdout and stderr."""
    told = CliRunner().invoke(
        command, [str(one) for one in arguments], catch_exceptions=False, standalone_mode=False
    )
    return told.return_value, told.stdout, told.stderr


def counts(book: Book) -> Mapping[str, int]:
    """Return how many rows of each sheet hold something."""
    return {key: int(frame.notna().any(axis=1).sum()) for key, frame in book.sheets.items()}


def test_two_records_become_one_and_every_cell_is_still_there(book: Path) -> None:
    before = open_book(book)
    old = {c: v for c, v in before.sheets["Customers"].loc[9].items() if v is not None}

    code, out, err = run(merge_records, book, KEEP, OTHER.lower(), *ENGLISH)

    assert code == 0
    assert out.splitlines()[1:5] == [
        "  Cells changed: 25.",
        "  New rows on the sheet 抬头: 1.",
        "  New rows on the sheet 冲突: 10.",
        "  New rows on the sheet 阶段日志: 1.",
    ]
    assert err.splitlines()[-1] == f"Wrote {book}."
    after = open_book(book)
    was, now = counts(before), counts(after)
    new = {"Titles": 1, "StageLog": 1, "Conflicts": 10, "Changes": 25, "Audit": 1}
    assert {key: now[key] - was[key] for key in now if now[key] != was[key]} == {
        "Customers": -1,
        **new,
    }
    gone = after.sheets["Changes"]
    listed = Counter(
        row["before"] for row in gone.to_dict("records") if row["record"] == OTHER and row["before"]
    )
    assert listed == Counter(shown(value) for value in old.values())
    for sheet in ("Orders", "Contacts", "Todos"):
        ids = [KEEP if one == OTHER else one for one in before.sheets[sheet]["customer_id"]]
        assert after.sheets[sheet]["customer_id"].tolist() == ids
    assert after.sheets["Orders"]["amount"].equals(before.sheets["Orders"]["amount"])
    stays = after.sheets["Customers"].loc[6]
    assert (stays["source_id"], stays["stage"], stays["自定义"]) == (
        OTHER,
        "S8 已成交维护期",
        "备注 1; 备注 4",
    )


def test_an_undo_brings_back_the_bytes_and_a_second_merge_is_refused(book: Path) -> None:
    before = book.read_bytes()
    run(merge_records, book, KEEP, OTHER, *ENGLISH)

    with pytest.raises(RefusedError) as caught:
        run(merge_records, book, KEEP, OTHER, *ENGLISH)
    run(undo, book)

    assert caught.value.text.zh == f"没有执行：客户「{OTHER}」已经并入 {KEEP}，不再单独存在。"
    assert book.read_bytes() == before


def test_a_preview_lists_every_change_and_writes_nothing(book: Path) -> None:
    before = book.read_bytes()

    code, out, err = run(merge_records, book, KEEP, OTHER, "--dry-run", *ENGLISH)

    assert (code, book.read_bytes(), list(book.parent.iterdir())) == (0, before, [book])
    assert err.splitlines()[-1] == "This was a preview; no file was written."
    _, listed, _ = run(merge_records, book, KEEP, OTHER, *ENGLISH)
    assert out == listed


def test_a_decision_is_kept_and_holds_against_a_merge(book: Path) -> None:
    reason = ("--reason", "同名不同公司", "--by", "m001")

    first = run(not_duplicates, book, KEEP, OTHER, *reason, "--lang", "zh")
    again = run(not_duplicates, book, OTHER, KEEP, *reason, "--lang", "zh")

    assert [first[0], again[0]] == [0, 0]
    assert again[1:] == (
        "",
        f"{OTHER} 与 {KEEP} 早已确认不是同一客户（「非重复」表第 5 行），没有改动。\n",
    )
    rows = open_book(book).sheets["NotDuplicates"].dropna(how="all").to_dict("records")
    assert [(r["left_id"], r["right_id"], r["reason"], r["decided_by"]) for r in rows] == [
        (KEEP, OTHER, "同名不同公司", "M001")
    ]
    with pytest.raises(RefusedError):
        run(merge_records, book, KEEP, OTHER)
    assert run(merge_records, book, KEEP, OTHER, "--force", *ENGLISH)[0] == 0
    assert counts(open_book(book))["NotDuplicates"] == 0


def test_only_the_sheets_that_say_so_change(book: Path) -> None:
    copy = book.with_name("copy.xlsx")

    run(merge_records, book, KEEP, OTHER, "-o", copy, *ENGLISH)

    old, new = parts(book), parts(copy)
    assert old.keys() == new.keys()
    touched = {name for name in old if old[name] != new[name]}
    assert {name for name in touched if "/worksheets/" not in name} <= {
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/calcChain.xml",
    }
    assert len([name for name in touched if "/worksheets/" in name]) == 9


def test_a_merged_book_is_a_sound_workbook(book: Path, ooxml_validator: OoxmlValidator) -> None:
    copy = book.with_name("copy.xlsx")
    run(merge_records, book, KEEP, OTHER, "-o", copy, *ENGLISH)

    assert ooxml_validator.complaints(copy, "Office2013") == []


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_libreoffice_counts_one_customer_less_and_shows_the_conflicts(
    book: Path, office: Office
) -> None:
    # What stands beside the formulas of a new book is what LibreOffice makes of them.
    counted = openpyxl.load_workbook(book, data_only=True)
    run(merge_records, book, KEEP, OTHER, *ENGLISH)

    with office.open(book) as document:
        document.recalculate()
        assert document.formula_errors() == []
        differing = {
            place: (before, value)
            for place, value in document.formula_values().items()
            if (before := counted[place.partition("!")[0]][place.partition("!")[2]].value or None)
            != (value or None)
        }
        assert document.shown("冲突", "B5") == f"{KEEP} ← {OTHER}"
        assert [t.visible for t in document.tabs() if t.name in ("冲突", "修改记录")] == [True] * 2
        document.sort("客户", "A5:BS34", column=2, ascending=False)
        assert [document.value("客户", cell) for cell in ("B5", "B30", "B33", "B34")] == [
            "CUS-2026-030",
            "CUS-2026-004",
            "CUS-2026-001",
            None,
        ]

    # The list of changes has new links to the cells; what is counted changed on the dashboard.
    assert {place.partition("!")[0] for place in differing} == {"看板", "修改记录"}
    assert (30, 29.0) in differing.values()
