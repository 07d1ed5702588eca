"""A button and its command are one: the same Outcome, the same cells, in Excel and in a file.

Each case runs the command's own path over a copy of the file, presses the button on the same
workbook open in Excel, and compares what stands in every cell afterwards.
"""

from __future__ import annotations

import shutil
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests import writers
from tests.excel.cells import Workbook
from tests.excel.pressed import NOW, opened, values
from tests.templates import filled_file, folder
from validation.pool import Request
from validation.reminders import ALL
from validation.tags.tagging import Wish
from workbook.acting import Task, act
from workbook.checking import Question, check_file
from workbook.duplicates.annotating import annotate as list_duplicates
from workbook.duplicates.reading import read
from workbook.duplicates.search import search
from workbook.duplicates.together import together
from workbook.fixing import fix_file
from workbook.form import BAND_ROW, COUNTS_COLUMN
from workbook.reader import open_book
from workbook.spreading import find_here
from workbook.unmarking import unmark_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.excel.engine import Dialect
    from tests.excel.pressed import Rows

QUESTION = Question(now=NOW, language="en")


class Case(NamedTuple):
    """A button, the workbook it is pressed on, and the command that does the same to a file."""

    button: str
    source: Callable[[], Path]
    command: Callable[[Path], Path]
    """Changes the file or a copy of it, and returns where the result is."""
    answers: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    """Sheets that must have changed, so that the case shows something."""
    dialect: Dialect = "windows"


def made(name: str, package: bytes) -> Path:
    path = folder() / f"contract-{name}.xlsx"
    if not path.exists():
        path.write_bytes(package)
    return path


def pool() -> Path:
    return made("pool", writers.a_book_with_a_pool())


def owned() -> Path:
    return made("owned", writers.an_owned_book())


def due() -> Path:
    return made("due", writers.a_due_book())


def twins() -> Path:
    return made("twins", writers.a_book("北风贸易有限公司", "北风贸易有限公司", "  南风  "))


@cache
def marked() -> Path:
    copy = folder() / "contract-marked.xlsx"
    check_file(filled_file(), QUESTION, copy)
    return copy


def acting(function: str, code: str, *arguments: object) -> Callable[[Path], Path]:
    def run(path: Path) -> Path:
        act(path, QUESTION, Task(function, arguments, code))
        return path

    return run


def checked(path: Path) -> Path:
    copy = path.with_name("marked.xlsx")
    check_file(path, QUESTION, copy)
    return copy


def cleared(path: Path) -> Path:
    copy = path.with_name("cleared.xlsx")
    unmark_file(path, copy)
    return copy


def fixed(path: Path) -> Path:
    fix_file(path, QUESTION, target=path)
    return path


def listed(path: Path) -> Path:
    copy = path.with_name("listed.xlsx")
    report = search(together([read(path, QUESTION)]), (), find=find_here)
    list_duplicates(path, QUESTION, report, copy)
    return copy


def unlike(found: Rows, expected: Rows) -> list[object]:
    """Return the rows that differ, each as it is and as it should be."""
    told: list[object] = []
    for key in found.keys() | expected.keys():
        one, other = found.get(key, []), expected.get(key, [])
        told += [(key, a, b) for a, b in zip_longest(one, other) if a != b]
    return told


def counted(book: Workbook) -> object:
    """Return the line of counts above the list of issues."""
    cell = book.sheet("Issues").cells.get((BAND_ROW, COUNTS_COLUMN))
    return cell.value if cell else None


ASK = ("yes",)
CASES = (
    Case("check", filled_file, checked, changes=("Customers", "Issues")),
    Case("check", twins, checked, changes=("Customers", "Issues")),
    Case("check", marked, checked, dialect="mac"),
    Case("unmark", marked, cleared, changes=("Customers", "Issues")),
    Case("fix", twins, fixed, ASK, ("Customers", "Changes", "Audit")),
    Case("duplicates", twins, listed, changes=("Duplicates",)),
    Case(
        "grade",
        filled_file,
        acting("validation.grades:grade_book", "GRADE", None),
        changes=("Customers", "Changes", "Audit"),
    ),
    Case(
        "tag",
        filled_file,
        acting("validation.tags.tagging:tag", "TAG", Wish()),
        changes=("Customers", "Changes", "Audit"),
    ),
    Case(
        "remind",
        due,
        acting("validation.reminders:remind", "REMIND", ALL),
        changes=("Todos", "Today", "Audit"),
    ),
    Case(
        "allocate",
        pool,
        acting("validation.pool:allocate", "ALLOCATE", Request()),
        ASK,
        ("Customers", "PoolLog", "Audit"),
    ),
    Case(
        "recycle",
        owned,
        acting("validation.recycling:recycle", "RECYCLE"),
        ASK,
        ("PoolLog", "Audit"),
        "mac",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.button}-{c.source.__name__}")
@pytest.mark.usefixtures("data")
def test_a_button_leaves_the_cells_that_its_command_leaves_and_undo_takes_them_back(
    case: Case, tmp_path: Path
) -> None:
    path = Path(shutil.copy(case.source(), tmp_path / "book.xlsx"))
    excel = opened(path, case.dialect, case.source())
    cells, shown = excel.cells, [one.state for one in excel.book.sheets]
    before = values(excel.read())
    assert unlike(before, values(open_book(path))) == []

    assert excel.press(case.button, *case.answers).is_done, excel.said
    found, expected = excel.read(), open_book(case.command(path))

    assert unlike(values(found), values(expected)) == []
    assert found.origin.book_id == expected.origin.book_id
    if "Issues" in case.changes:
        assert counted(excel.book) == counted(Workbook.read(Path(expected.origin.path)))
    visible = {key: layout.visible for key, layout in expected.layouts.items()}
    assert {key: layout.visible for key, layout in found.layouts.items()} == visible
    assert {key for key in case.changes if before[key] == values(found)[key]} == set()

    assert excel.press("undo").is_done, excel.said
    assert [one.state for one in excel.book.sheets] == shown
    assert excel.cells == cells
    assert unlike(values(excel.read()), before) == []
    excel.press("undo")
    assert excel.said == [
        "No Relaybook button changed this workbook on this computer, so there is nothing to undo."
    ]
