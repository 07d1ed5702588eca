"""`relaybook split` and `relaybook merge` on real files: what they write, say and refuse."""

from __future__ import annotations

import json
import shutil
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from macros import terminal
from macros.commands.merge import merge
from macros.commands.split import split
from macros.commands.undo import undo
from tests import sample_book
from tests.schemas import promised
from tests.splits import CATALOGUE, a_team, cells
from tests.templates import folder
from validation.checks import check
from validation.errors import FileMissingError, RefusedError, TargetExistsError
from validation.settings import Settings
from workbook import archives
from workbook.reader import open_book
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.book import Book

DAY = ("--today", "2026-11-23", "--lang", "en")


@cache
def made() -> Path:
    """Write a team's book."""
    path = folder() / "team.xlsx"
    rows = a_team(
        Orders=[{"order_no": "PO-1", "customer_id": "CUS-2026-001", "amount": 100.5,
                 "currency": "USD"}],
        Todos=[{"todo_id": "TD-001", "customer_id": "CUS-2026-001", "todo": "call"}],
    )  # fmt: skip
    frames = {key: pd.DataFrame(found, dtype=object) for key, found in rows.items()}
    content = Content(frames=frames, book_id="0123456789abcdef")
    write_book(path, CATALOGUE, profile="full", language="zh", content=content)
    return path


@pytest.fixture
def base(tmp_path: Path, data: Path) -> Path:
    """The team's book in a folder, and a data folder, of the test's own."""
    del data
    return Path(shutil.copy(made(), tmp_path / "base.xlsx"))


def run(command: Any, *arguments: object) -> tuple[int, str, str]:
    told = CliRunner().invoke(
        command, [str(one) for one in arguments], catch_exceptions=False, standalone_mode=False
    )
    return told.return_value, told.stdout, told.stderr


def type_in(path: Path, tab: str, values: Mapping[str, object], *, row: int | None = None) -> None:
    """Type into a row of a book as a person does; None: the first free one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it drops what it does not know, as programs do
        book = openpyxl.load_workbook(path)
    sheet = book[tab]
    keys = {cell.value: cell.column for cell in sheet[1] if cell.value}
    first = next(iter(values))
    number = row or next(n for n in range(5, 99) if sheet.cell(n, keys[first]).value is None)
    for key, value in values.items():
        sheet.cell(number, keys[key]).value = value  # type: ignore[assignment]
    book.save(path)


def same(left: Book, right: Book, *, but: set[str]) -> bool:
    return all(
        frame.equals(right.sheets[key]) for key, frame in left.sheets.items() if key not in but
    )


def test_books_that_nobody_opened_give_the_book_back_byte_for_byte(
    base: Path, tmp_path: Path
) -> None:
    before = open_book(base)

    code, out, err = run(split, base, "-o", tmp_path / "books", *DAY)

    books = sorted((tmp_path / "books").iterdir())
    assert (code, [book.name for book in books]) == (0, ["R001.xlsx", "R002.xlsx"])
    assert out.splitlines()[-1] == "Rows that are in nobody's book: Customers 1"
    assert err.startswith("No fingerprints were written;")
    told = open_book(base)
    assert same(before, told, but={"SplitLog", "Audit"})
    assert cells(told, "SplitLog", "event", "rep") == [("SPLIT", "R001"), ("SPLIT", "R002")]
    assert cells(told, "Audit", "action") == [("拆分工作簿",)]

    code, out, _ = run(merge, base, *books, "-o", tmp_path / "out.xlsx", *DAY)

    assert (code, (tmp_path / "out.xlsx").read_bytes()) == (0, base.read_bytes())
    assert out == "".join(
        f"{rep} ({rep}.xlsx): cells taken 0; rows added 0; rows deleted 0\n"
        for rep in ("R001", "R002")
    )


def test_a_book_without_an_id_gets_one_and_its_parts_come_back(tmp_path: Path, data: Path) -> None:
    del data
    base = tmp_path / "base.xlsx"
    frames = {key: pd.DataFrame(rows, dtype=object) for key, rows in a_team().items()}
    write_book(base, CATALOGUE, language="en", content=Content(frames=frames))

    run(split, base, "-o", tmp_path, "--rep", "R001", *DAY)
    type_in(tmp_path / "R001.xlsx", "Customers", {"website": "https://a.de"}, row=5)
    code, out, _ = run(merge, base, tmp_path / "R001.xlsx", *DAY)

    assert (code, out.splitlines()[0]) == (
        0, "R001 (R001.xlsx): cells taken 1; rows added 0; rows deleted 0",
    )  # fmt: skip


def test_what_a_rep_typed_comes_back_and_undo_takes_it_away_again(
    base: Path, tmp_path: Path
) -> None:
    run(split, base, "-o", tmp_path, "--rep", "R001", *DAY)
    before = base.read_bytes()
    mine = tmp_path / "R001.xlsx"
    type_in(mine, "客户", {"next_action": "寄样品"}, row=5)
    type_in(mine, "待办", {"todo": "报价", "customer_id": "CUS-2026-001"})
    type_in(mine, "公海名单", {"claim": "是"}, row=5)

    code, out, err = run(merge, base, mine, "--format", "json", *DAY)

    told = promised(json.loads(out))
    assert (code, told["schema"], told["books"][0]["added"]) == (
        0, "relaybook.merge/1", {"Todos": 1},
    )  # fmt: skip
    assert told["claims"] == [
        {"rep": "R001", "record": "CUS-2026-003", "asked": None, "refused": None}
    ]
    assert told["after"]["orders"] == {"USD": "100.5"}
    assert err.endswith(f"Wrote {base}.\n")
    after = open_book(base)
    assert cells(after, "Customers", "next_action", "owner")[::2] == [
        ("寄样品", "R001"), (None, "R001"),
    ]  # fmt: skip
    assert cells(after, "Todos", "todo_id", "todo")[-1] == ("TD-002", "报价")
    assert cells(after, "Audit", "action")[-1] == ("合并工作簿",)

    assert run(merge, base, mine, *DAY)[1].splitlines()[0].startswith("R001.xlsx was merged at")
    run(undo, base, "--lang", "en")
    assert base.read_bytes() == before


def test_with_a_key_file_the_teams_fingerprints_lie_beside_the_books(
    base: Path, tmp_path: Path
) -> None:
    key = tmp_path / "team.key"
    key.write_text("ab" * 32 + "\n", encoding="ascii")
    key.chmod(0o600)

    code, _, err = run(split, base, "-o", tmp_path / "books", "--key-file", key, *DAY)

    assert code == 0, err
    made_ = sorted(one.name for one in (tmp_path / "books").iterdir())
    assert made_ == ["R001.xlsx", "R002.xlsx", "fingerprints.json"]
    told = (tmp_path / "books" / "fingerprints.json").read_text(encoding="utf-8")
    assert not {"Customer", "CUS-2026"} & {
        word for word in ("Customer", "CUS-2026") if word in told
    }


def test_a_dry_run_writes_nothing_and_a_book_that_is_there_stays(
    base: Path, tmp_path: Path
) -> None:
    before = base.read_bytes()
    run(split, base, "-o", tmp_path / "books", "--rep", "R001", "--dry-run", *DAY)
    assert (base.read_bytes(), (tmp_path / "books").exists()) == (before, False)

    (tmp_path / "R002.xlsx").write_bytes(b"work")
    with pytest.raises(TargetExistsError):
        run(split, base, "-o", tmp_path, *DAY)
    assert (base.read_bytes(), (tmp_path / "R001.xlsx").exists()) == (before, False)


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The terminal somebody sits at, as a file."""
    place = tmp_path / "screen"
    monkeypatch.setattr(terminal, "_PLACE", place)
    return place


def test_without_a_terminal_nothing_is_sealed(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "_PLACE", tmp_path / "nowhere" / "tty")
    before = base.read_bytes()

    told = CliRunner().invoke(
        split, [str(base), "-o", str(tmp_path / "books"), "--container", "zip", *DAY]
    )

    assert told.exit_code == 1
    assert "There is no terminal here" in told.stderr
    assert (base.read_bytes(), (tmp_path / "books").exists()) == (before, False)


def test_a_sealed_book_opens_with_its_own_passphrase_alone(
    base: Path, tmp_path: Path, screen: Path
) -> None:
    _, out, err = run(split, base, "-o", tmp_path, "--rep", "R001", "--container", "zip", *DAY)

    sealed = (tmp_path / "R001.zip").read_bytes()
    [line] = screen.read_text(encoding="utf-8").splitlines()
    assert line.startswith("Passphrase for R001")
    assert line.rpartition(": ")[2] not in out + err
    plain = archives.opened(sealed, line.rpartition(": ")[2])
    (tmp_path / "opened.xlsx").write_bytes(plain)
    assert cells(open_book(tmp_path / "opened.xlsx"), "Customers", "customer_id") == [
        ("CUS-2026-001",)
    ]
    assert b"CUS-2026" not in sealed


@pytest.mark.parametrize("container", ["zip", "xlsx"])
def test_a_sealed_book_is_merged_by_the_passphrase_that_is_asked_for(
    base: Path, tmp_path: Path, screen: Path, container: str
) -> None:
    books = tmp_path / "books"
    run(split, base, "-o", books, "--rep", "R001", "--container", container, *DAY)
    [sealed] = books.iterdir()
    [line] = screen.read_text(encoding="utf-8").splitlines()
    passphrase = line.rpartition(": ")[2]
    plain = tmp_path / "mine.xlsx"
    plain.write_bytes(archives.opened(sealed.read_bytes(), passphrase))
    type_in(plain, "客户", {"next_action": "寄样品"}, row=5)
    codes = {"zip": "encrypted_zip", "xlsx": "encrypted_workbook"}
    sealed.write_bytes(
        archives.sealed(plain.read_bytes(), container=codes[container], passphrase=passphrase)
    )
    before = base.read_bytes()

    wrong = CliRunner().invoke(
        merge, [str(base), str(sealed), *DAY], input="no way\n", standalone_mode=False
    )
    assert (wrong.return_value, base.read_bytes()) == (1, before)
    right = CliRunner().invoke(
        merge, [str(base), str(sealed), *DAY], input=f"{passphrase}\n", standalone_mode=False
    )
    assert right.return_value == 0, right.output
    assert passphrase not in right.output
    assert cells(open_book(base), "Customers", "next_action")[0] == ("寄样品",)


def test_a_reps_book_is_a_working_book_in_which_the_check_finds_nothing_new(
    base: Path, tmp_path: Path
) -> None:
    run(split, base, "-o", tmp_path, "--rep", "R001", *DAY)
    whole, mine = open_book(base), open_book(tmp_path / "R001.xlsx")
    day = sample_book.AS_OF

    def found(book: Book) -> set[tuple[str, str, str]]:
        settings, _ = Settings.from_rows(book.sheets["Config"])
        told = check(book, CATALOGUE, settings=settings, today=day)
        return {(f.code, f.record, f.field) for f in told}

    assert mine.is_template
    assert mine.origin.rep == "R001"
    assert found(mine) - found(whole) == set()

    # His own row is his to fill.
    mine.sheets["Reps"].loc[mine.sheets["Reps"]["rep_id"] == "R001", "email"] = None
    assert {(code, record) for code, record, _ in found(mine) - found(whole)} == {("R101", "R001")}


def test_a_book_of_somebody_else_is_refused_and_nothing_to_merge_is_told(
    base: Path, tmp_path: Path
) -> None:
    frame = pd.DataFrame([{"公司": "北风"}])
    frame.to_excel(tmp_path / "list.xlsx", index=False)
    with pytest.raises(RefusedError):
        run(split, tmp_path / "list.xlsx", "-o", tmp_path, *DAY)

    code, out, _ = run(merge, base, tmp_path / "list.xlsx", tmp_path / "no.xlsx", *DAY)

    assert code == 1
    assert [line.partition(" ")[0] for line in out.splitlines()] == ["There", "list.xlsx"]


def test_a_key_that_is_not_there_stops_a_split_before_a_book_is_written(base: Path) -> None:
    before = base.read_bytes()
    folder_ = base.with_name("books")

    told = CliRunner().invoke(
        split, [str(base), "-o", str(folder_), "--key-file", str(base.with_name("no.key")), *DAY]
    )

    assert isinstance(told.exception, FileMissingError)
    assert not folder_.exists()
    assert base.read_bytes() == before
