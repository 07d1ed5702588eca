"""Undo and history: what Relaybook did to a book on this computer."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from validation import catalogue
from validation.book import Book, Origin
from validation.errors import FileError, FileMissingError
from workbook import audit
from workbook.audit import audit_file, next_row
from workbook.journal import history, undo
from workbook.keeping import index
from workbook.saving import Deed, digest, replacing
from workbook.template import write_book
from workbook.template.plan import Content

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 11, 22, 2, 30, 15, tzinfo=dt.UTC)
pytestmark = pytest.mark.usefixtures("data")

PASSWORD = "geheim"  # noqa: S105  # of a book made here
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book as its team left it."""
    path = tmp_path / "客户.csv"
    path.write_text("first")
    return path


def change(path: Path, text: str, *, hours: int = 0, action: str = "FIX") -> None:
    """Change a book as a command does."""
    deed = Deed(NOW + hours * HOUR, "li@desk R001", action, cells=len(text))
    with replacing(path, seen=digest(path), deed=deed) as target:
        target.temporary.write_text(text)
    assert target.saved.beside is None


def undone(path: Path, *, hours: int = 9, number: int | None = None) -> str:
    """Undo, and return the sentence for the person."""
    return undo(path, now=NOW + hours * HOUR, actor="wang@desk", number=number).text.en


def refusal(path: Path, number: int | None = None) -> str:
    with pytest.raises(FileError) as refused:
        undone(path, number=number)
    return refused.value.text.en


def told(path: Path) -> list[tuple[str, str, int | None, bool]]:
    return [(e.actor, e.action, e.cells, e.undoable) for e in history(path).events]


def test_undo_brings_back_what_was_there_before_our_change(book: Path) -> None:
    change(book, "second")

    said = undone(book)

    at = NOW.astimezone().strftime("%Y-%m-%d %H:%M")
    assert book.read_text() == "first"
    assert said == (
        f'Took back "Fixed" by li@desk R001 of {at}: {book} is as it was before. A second undo '
        "brings it back."
    )


def test_a_second_undo_brings_back_what_the_first_took_away(book: Path) -> None:
    change(book, "second")

    undone(book)
    undone(book)
    assert book.read_text() == "second"
    undone(book)
    assert book.read_text() == "first"


def test_any_earlier_state_can_be_had_by_its_number(book: Path) -> None:
    for hours, text in enumerate(("second", "third", "fourth")):
        change(book, text, hours=hours)
    numbers = [event.number for event in history(book).events]

    undone(book, number=numbers[1])

    assert book.read_text() == "second"
    undone(book)
    assert book.read_text() == "fourth"
    assert "Relaybook has not changed it on this computer" in refusal(book, number=99)


def test_a_book_that_somebody_changed_since_is_kept_and_both_are_there(book: Path) -> None:
    change(book, "second")
    book.write_text("second, and a person's work")

    said = undone(book)

    beside = book.with_name("客户 (2).csv")
    at = NOW.astimezone().strftime("%Y-%m-%d %H:%M")
    assert said == (
        f"{book} was changed by somebody after {at} and was not overwritten. The state from before "
        f"is beside it in {beside}; compare the two and keep what you need."
    )
    assert (book.read_text(), beside.read_text()) == ("second, and a person's work", "first")


def test_an_open_book_is_kept_and_the_state_from_before_goes_beside_it(book: Path) -> None:
    change(book, "second")
    book.with_name(f"~${book.name}").write_bytes(b"")

    assert "has it open in Excel" in undone(book)
    assert (book.read_text(), book.with_name("客户 (2).csv").read_text()) == ("second", "first")


def test_a_book_that_was_never_changed_has_nothing_to_undo(book: Path) -> None:
    assert refusal(book) == (
        f"The file {book} cannot be used: Relaybook has not changed it on this computer, so there "
        "is nothing to undo."
    )
    assert history(book).events == ()


def test_a_book_that_is_already_as_before_is_left(book: Path) -> None:
    change(book, "second")
    book.write_text("first")

    assert "it already is as it was before the change of" in refusal(book)


def test_a_book_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileMissingError):
        undone(tmp_path / "nothing.xlsx")


def test_a_snapshot_that_is_gone_is_said_to_be(book: Path, data: Path) -> None:
    change(book, "second")
    for snapshot in (data / "snapshots").iterdir():
        snapshot.unlink()

    assert "is no longer kept" in refusal(book)
    assert told(book) == [("li@desk R001", "FIX", 6, False)]
    assert book.read_text() == "second"


def test_a_snapshot_that_rotted_is_not_brought_back(book: Path, data: Path) -> None:
    change(book, "second")
    for snapshot in (data / "snapshots").iterdir():
        snapshot.write_text("rot")

    assert "is no longer kept" in refusal(book)
    assert book.read_text() == "second"


def test_a_data_folder_that_cannot_be_read_is_named(book: Path, data: Path) -> None:
    change(book, "second")
    shutil.rmtree(data)
    data.write_text("no folder")

    assert "the folder of this computer's snapshots cannot be read" in refusal(book)


def test_a_book_that_was_moved_and_renamed_keeps_its_history(book: Path, tmp_path: Path) -> None:
    change(book, "second")
    change(book, "third", hours=1)
    (tmp_path / "2026").mkdir()
    moved = book.rename(tmp_path / "2026" / "team.csv")
    change(moved, "fourth", hours=2)

    assert [event.cells for event in history(moved).events] == [6, 5, 6]
    undone(moved)
    assert moved.read_text() == "third"
    undone(moved, number=history(moved).events[0].number)
    assert moved.read_text() == "first"


def test_another_book_put_where_a_book_was_is_not_taken_for_it(book: Path, tmp_path: Path) -> None:
    change(book, "second")
    book.rename(tmp_path / "moved.csv")
    book.write_text("another book")

    undone(book)

    assert book.read_text() == "another book"
    assert book.with_name("客户 (2).csv").read_text() == "first"


def test_a_link_and_the_file_behind_it_are_one_book(book: Path, tmp_path: Path) -> None:
    change(book, "second")
    link = tmp_path / "link.csv"
    link.symlink_to(book)

    undone(link)

    assert (link.is_symlink(), book.read_text()) == (True, "first")


def test_a_change_that_a_kill_cut_short_is_no_history(book: Path) -> None:
    change(book, "second")
    killed_before = digest(book)
    index.begin(book, Deed(NOW, "li@desk", "FIX"), before=killed_before, after="0" * 64)

    assert len(history(book).events) == 1
    undone(book)
    assert book.read_text() == "first"


def test_a_change_killed_just_after_it_happened_is_history(book: Path) -> None:
    before = digest(book)
    change(book, "second")
    [entry] = index.entries(path=book)
    index.finish(entry.number, happened=False)
    index.begin(book, Deed(NOW, "li@desk", "GRADE"), before=before, after=digest(book))

    assert [event.action for event in history(book).events] == ["GRADE"]
    undone(book)
    assert book.read_text() == "first"


# ---- with the book's own Audit sheet


def team_book(path: Path, rows: list[dict[str, Any]]) -> Path:
    frames = {"Audit": pd.DataFrame(rows, dtype=object)}
    write_book(path, catalogue.load(), content=Content(frames=frames, book_id="B-1"))
    return path


def entry(rows: list[dict[str, Any]], hours: int, action: str) -> dict[str, Any]:
    frame = pd.DataFrame(rows, dtype=object) if rows else None
    origin = Origin(path="", format="xlsx", book_id="B-1", language="both")
    book = Book(sheets={} if frame is None else {"Audit": frame}, layouts={}, origin=origin)
    at = NOW + hours * HOUR
    return dict(next_row(book, now=at, actor="zhao@other", action=action, object=f"at {hours}"))


def test_history_is_what_this_computer_noted_and_what_the_book_says(tmp_path: Path) -> None:
    rows = [entry([], -5, "IMPORT")]
    path = team_book(tmp_path / "book.xlsx", rows)
    rows.append(entry(rows, 0, "FIX"))
    fixed = team_book(tmp_path / "fixed.xlsx", rows).read_bytes()
    deed = Deed(NOW, "zhao@other", "FIX", cells=3, book="B-1")
    with replacing(path, seen=digest(path), deed=deed) as target:
        target.temporary.write_bytes(fixed)

    found = history(path)

    assert found.unread is None
    assert [(e.at, e.actor, e.action, e.object, e.cells, e.undoable) for e in found.events] == [
        (NOW - 5 * HOUR, "zhao@other", "IMPORT", "at -5", None, False),
        (NOW, "zhao@other", "FIX", "at 0", 3, True),
    ]


def test_after_an_undo_the_entries_it_took_back_are_not_missed(tmp_path: Path) -> None:
    rows = [entry([], -5, "IMPORT")]
    path = team_book(tmp_path / "book.xlsx", rows)
    rows.append(entry(rows, 0, "FIX"))
    fixed = team_book(tmp_path / "fixed.xlsx", rows).read_bytes()
    with replacing(path, seen=digest(path), deed=Deed(NOW, "zhao@other", "FIX")) as target:
        target.temporary.write_bytes(fixed)
    audit.remember("B-1", rows[1], now=NOW)

    undone(path)

    assert audit_file(path, now=NOW + HOUR).problems == ()


def encrypted(path: Path) -> bytes:
    locked = io.BytesIO()
    with path.open("rb") as source:
        OOXMLFile(source).encrypt(PASSWORD, locked)
    return locked.getvalue()


def test_an_encrypted_books_snapshot_is_encrypted_and_its_history_is_what_was_noted(
    tmp_path: Path, data: Path
) -> None:
    plain = team_book(tmp_path / "plain.xlsx", [])
    path = tmp_path / "locked.xlsx"
    path.write_bytes(encrypted(plain))
    before = path.read_bytes()
    deed = Deed(NOW, "li@desk", "FIX")
    with replacing(path, seen=digest(path), deed=deed) as target:
        target.temporary.write_bytes(encrypted(plain))

    found = history(path)

    assert [event.action for event in found.events] == ["FIX"]
    assert found.unread is not None
    [snapshot] = (data / "snapshots").iterdir()
    assert snapshot.read_bytes() == before
    undone(path)
    assert path.read_bytes() == before
    assert history(path, password=PASSWORD).unread is None
