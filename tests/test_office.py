"""The harness itself: an office that does not answer must not hold up the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil
import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from tests.office import Office, OfficeError, OfficeHungError
from tests.office_styles import Style, styles
from tests.programs import office_python

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.office


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as file:
        file.add_worksheet("One").write("A1", 41)
    return path


@pytest.fixture
def own(office: Office) -> Iterator[Office]:
    """An office that may be killed without harm to the shared one."""
    python = office_python()
    assert office
    assert python
    with Office(python) as one:
        yield one


def test_an_office_that_does_not_answer_is_ended_and_the_next_request_starts_another(
    own: Office, book: Path
) -> None:
    others = running()
    document = own.open(book)
    started = running() - others

    with pytest.raises(OfficeHungError, match="formula: no answer in 0 s"):
        own.call("formula", 1, "One", "A1", seconds=0)

    assert len(started) >= 2  # the worker and the office
    assert running() & started == set()
    assert document.value("One", "A1") == 41
    assert own.starts == 2


def test_closing_leaves_nothing_running(own: Office, book: Path) -> None:
    others = running()
    own.open(book)

    own.close()

    assert running() - others == set()


def test_a_refused_request_leaves_the_office_alone(own: Office, book: Path) -> None:
    document = own.open(book)

    with pytest.raises(OfficeError, match="NoSuchElementException"):
        document.value("Two", "A1")
    assert document.value("One", "A1") == 41
    assert own.starts == 1


def test_an_encrypted_book_opens_with_its_password_only(
    office: Office, book: Path, tmp_path: Path
) -> None:
    locked = tmp_path / "locked.xlsx"
    key = "geheim 密码"
    with book.open("rb") as plain, locked.open("wb") as file:
        OOXMLFile(plain).encrypt(key, file)

    with office.open(locked, password=key) as document:
        assert document.value("One", "A1") == 41
    with pytest.raises(OfficeError, match="IllegalArgumentException"):
        office.open(locked, password=key.upper())


def test_a_picture_is_drawn_of_every_visible_sheet(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "three.xlsx"
    with xlsxwriter.Workbook(path) as file:
        for name in ("One", "Two", "Three"):
            file.add_worksheet(name).write("A1", name)
        file.get_worksheet_by_name("Two").hide()

    with office.open(path) as document:
        shown = document.render(tmp_path / "shown")
        every = document.render(tmp_path / "every", hidden=True)

    assert [page.name for page in shown] == ["01-One.png", "03-Three.png"]
    assert [page.name for page in every] == ["01-One.png", "02-Two.png", "03-Three.png"]
    assert {page.read_bytes()[:4] for page in every} == {b"\x89PNG"}


def test_what_is_stored_is_a_workbook_again(office: Office, book: Path, tmp_path: Path) -> None:
    with office.open(book) as document:
        assert document.type("One", "B2", "=A1+1")
        document.save_as(tmp_path / "stored.xlsx")

    with office.open(tmp_path / "stored.xlsx") as document:
        assert (document.formula("One", "B2"), document.value("One", "B2")) == ("=A1+1", 42)


def test_merged_cells_and_hidden_columns_keep_their_places() -> None:
    page = """
      <table><tr><td>other sheet</td></tr></table>
      <table>
        <tr><td colspan=2 bgcolor="#fbd5d5">a</td><td rowspan=2>b</td></tr>
        <tr><td><font color="#9b1c1c">c</font></td><td>d</td></tr>
      </table>"""

    assert styles(page, table=1, rows=[4, 6], columns=["A", "C", "D"]) == {
        "A4": Style("#FBD5D5", "", "a"),
        "C4": Style("#FBD5D5", "", "a"),
        "D4": Style("", "", "b"),
        "A6": Style("", "#9B1C1C", "c"),
        "C6": Style("", "", "d"),
        "D6": Style("", "", "b"),
    }


def running() -> set[psutil.Process]:
    """Return the living processes below this one."""
    below = psutil.Process().children(recursive=True)
    return {one for one in below if one.is_running() and one.status() != psutil.STATUS_ZOMBIE}
