"""Whatever a file is, reading it ends in a book or in a sentence, soon and in this process."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import hostile
from validation.errors import FileError, FileMissingError, NotASpreadsheetError
from workbook.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.book import Book

SOON = 60  # seconds; a reader of a small file is ended after 12 of processor time
RULED = [("Company", "Amount"), ("Müller GmbH", "5")]


def rows(book: Book) -> list[tuple[str, ...]]:
    """The cells of the book's one sheet as text, headers first."""
    (frame,) = book.sheets.values()
    body = [tuple(str(cell) for cell in row) for row in frame.to_numpy().tolist()]
    return [tuple(frame.columns), *body]


def outcome(path: Path) -> Book | FileError:
    began = time.monotonic()
    found = book_or_error(path)
    assert time.monotonic() - began < SOON
    if isinstance(found, FileError):
        assert found.text.zh
        assert found.text.en == str(found)
        assert "Traceback" not in found.text.en
    return found


def book_or_error(path: Path) -> Book | FileError:
    try:
        return read(path)
    except FileError as error:
        return error


@pytest.fixture
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / request.param.name
    path.write_bytes(request.param.content())
    yield path
    path.unlink()


@pytest.mark.parametrize("made", hostile.GOOD, indirect=True, ids=lambda case: case.name)
def test_a_valid_odd_file_opens_with_its_values(made: Path) -> None:
    found = outcome(made)

    assert not isinstance(found, FileError), found
    assert rows(found) == RULED


@pytest.mark.parametrize(
    ("made", "error"),
    [(case, case.error) for case in hostile.REFUSED],
    indirect=["made"],
    ids=[case.name for case in hostile.REFUSED],
)
def test_a_hostile_file_is_refused_by_name(made: Path, error: type[FileError]) -> None:
    found = outcome(made)

    assert type(found) is error, found
    assert str(made) in found.text.zh


@pytest.mark.parametrize("made", hostile.EITHER, indirect=True, ids=lambda case: case.name)
def test_a_broken_file_opens_or_is_refused(made: Path) -> None:
    outcome(made)


def test_two_cells_in_the_far_corners_are_both_read(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    far = next(case for case in hostile.EITHER if case.name == "far corner.xlsx")
    path.write_bytes(far.content())

    book = read(path)

    assert book.layouts["List"].last_row == 1_048_576
    frame = book.sheets["List"]
    assert frame.iloc[-1].tolist()[-1] == 5
    assert len(frame.columns) == 2


def test_what_is_no_file_is_named_and_not_waited_for(tmp_path: Path) -> None:
    pipe, loop, far = tmp_path / "pipe.xlsx", tmp_path / "loop.xlsx", tmp_path / ("x" * 5000)
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    device = tmp_path / "device.xlsx"
    device.symlink_to("/dev/zero")

    assert isinstance(outcome(pipe), NotASpreadsheetError)
    assert isinstance(outcome(device), NotASpreadsheetError)
    for path in (tmp_path, loop, far, tmp_path / "gone.xlsx", Path("nul\x00.xlsx")):
        assert isinstance(outcome(path), FileMissingError)


def test_a_link_and_a_strange_name_open_as_any_file(tmp_path: Path) -> None:
    strange = tmp_path / os.fsdecode(b"caf\xe9 \x1b[31m\n.xlsx")
    strange.write_bytes(hostile.GOOD[0].content())
    link = tmp_path / "link.xlsx"
    link.symlink_to(strange)

    for path in (strange, link):
        found = outcome(path)
        assert not isinstance(found, FileError), found
        assert rows(found) == RULED


def test_an_error_about_a_strange_name_can_be_printed(tmp_path: Path) -> None:
    found = outcome(tmp_path / os.fsdecode(b"caf\xe9 \x1b[31m\n.xlsx"))

    assert isinstance(found, FileMissingError)
    found.text.zh.encode()
    assert found.text.en.isprintable()
