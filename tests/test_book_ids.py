"""The id of a book, by which a copy of it is known: the first action gives one."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from macros.cli import main
from tests.duplicate_books import FENGDI, FENGDI_AGAIN, SCHMITT, write
from tests.templates import parts
from workbook.keeping import index
from workbook.reader import open_book

if TYPE_CHECKING:
    from pathlib import Path

IDS = [each["customer_id"] for each in (FENGDI, FENGDI_AGAIN, SCHMITT)]


def decided(book: Path, left: str, right: str) -> str | None:
    """Decide two customers different, an action as any other, and return the book's id."""
    with pytest.raises(SystemExit) as left_with:
        main(["not-duplicates", str(book), left, right, "--reason", "x", "--by", "R001"])
    assert left_with.value.code == 0
    return open_book(book).origin.book_id


def test_the_first_action_gives_an_id_and_later_ones_keep_it(data: Path, tmp_path: Path) -> None:
    del data
    book = write(tmp_path / "team.xlsx", FENGDI, FENGDI_AGAIN, SCHMITT)
    twin = shutil.copy(book, tmp_path / "twin.xlsx")
    bare = parts(book)
    assert open_book(book).origin.book_id is None

    first = decided(book, IDS[0], IDS[1])
    after = parts(book)
    copy = shutil.copy(book, tmp_path / "team(1).xlsx")

    assert first is not None
    assert len(first) == 16
    changed = {name for name in after if after[name] != bare.get(name)}
    assert len([name for name in changed if "/worksheets/" in name]) == 3  # and Audit and _meta
    assert [entry.book for entry in index.entries(path=book)] == [first]
    assert decided(copy, IDS[0], IDS[2]) == decided(book, IDS[1], IDS[2]) == first
    # Two people who begin with one file have two books.
    assert decided(twin, IDS[0], IDS[1]) not in (None, first)


def test_a_ledger_that_began_without_an_id_is_whole(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del data
    book = write(tmp_path / "team.xlsx", FENGDI, FENGDI_AGAIN, SCHMITT)
    old = shutil.copy(book, tmp_path / "old.xlsx")
    decided(book, IDS[0], IDS[1])
    shutil.copy(book, old)
    decided(book, IDS[1], IDS[2])
    capsys.readouterr()

    codes = []
    for path in (book, old):
        with pytest.raises(SystemExit) as left:
            main(["audit", str(path), "--lang", "en"])
        codes.append(left.value.code)

    said = capsys.readouterr()
    assert codes == [0, 1]
    assert f"{book}: the audit chain is whole (PoolLog 0, Audit 2 entries)." in said.out + said.err
