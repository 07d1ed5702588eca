"""Commands killed with -9 at random moments: nothing torn, nothing left lying about.

To add a command that writes, add a row to WRITERS.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import sys
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import pytest

from tests.killed import Answer, Order
from validation import catalogue
from workbook.reader import open_book
from workbook.saving import Deed, digest, replacing
from workbook.template import write_book
from workbook.template.plan import Content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEED = 20261122
NOW = dt.datetime(2026, 11, 22, 2, 30, tzinfo=dt.UTC)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks and kills with -9")


class Writer(NamedTuple):
    """A command that writes `output`, and how often it is killed."""

    arguments: tuple[str, ...]
    """`{folder}` is where it works."""
    output: str
    prepare: Callable[[Path], None]
    """Make the folder as it is before the command, and again after each kill."""
    by_event: int
    """Kills at an event drawn at random."""
    by_clock: int
    """Kills after a time drawn at random."""


def nothing(folder: Path) -> None:
    (folder / "out.xlsx").unlink(missing_ok=True)


def a_list(folder: Path) -> None:
    nothing(folder)
    (folder / "list.csv").write_text("公司,电话\n北风,00861234\n", encoding="utf-8")


@cache
def a_book(name: str) -> bytes:
    """Return a book with one customer."""
    frame = pd.DataFrame({"company_zh": [name]}, dtype=object)
    content = Content(frames={"Customers": frame}, book_id="B-1")
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "book.xlsx"
        write_book(path, catalogue.load(), content=content)
        return path.read_bytes()


def a_report(folder: Path) -> None:
    (folder / "list.csv").write_text("公司,电话\n北风,00861234\n", encoding="utf-8")
    (folder / "report.json").write_text('{"schema": "relaybook.check/1", "old": 1}')


def a_mistake(folder: Path) -> None:
    """Make a book in which `fix` finds something to put right, whatever an earlier run did."""
    (folder / "book.xlsx").write_bytes(a_book("  北风  "))


def a_changed_book(folder: Path) -> None:
    """Make a book that was changed once; undoing goes to and fro between two states."""
    path = folder / "book.xlsx"
    if not path.exists():
        path.write_bytes(a_book("  北风  "))
        with replacing(path, seen=digest(path), deed=Deed(NOW, "li@desk", "FIX")) as target:
            target.temporary.write_bytes(a_book("北风"))


WRITERS = (
    Writer(("template", "-o", "{folder}/out.xlsx"), "out.xlsx", nothing, 2, 2),
    Writer(("import", "{folder}/list.csv", "-o", "{folder}/out.xlsx"), "out.xlsx", a_list, 2, 2),
    Writer(
        ("check", "{folder}/list.csv", "--format", "json", "-o", "{folder}/report.json"),
        "report.json",
        a_report,
        2,
        0,
    ),
    Writer(("fix", "{folder}/book.xlsx", "-o", "{folder}/book.xlsx"), "book.xlsx", a_mistake, 3, 1),
    Writer(("undo", "{folder}/book.xlsx"), "book.xlsx", a_changed_book, 5, 1),
)


@pytest.fixture(scope="module")
def run(data_folder: Path) -> Iterator[Callable[[Order], Answer]]:
    """The program that runs commands and kills them."""
    del data_folder  # it is named in the environment the program inherits
    program = Path(__file__).with_name("killed.py")
    with subprocess.Popen(
        [sys.executable, str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        asked, told = process.stdin, process.stdout
        assert asked
        assert told

        def ask(order: Order) -> Answer:
            asked.write(json.dumps(order) + "\n")
            asked.flush()
            return Answer(*json.loads(told.readline()))

        yield ask
        asked.close()


def is_whole(path: Path) -> bool:
    """Return whether a file is complete, as its readers see it."""
    if path.suffix == ".json":
        return "schema" in json.loads(path.read_text(encoding="utf-8"))
    with zipfile.ZipFile(path) as package:
        torn = package.testzip()
    return torn is None and open_book(path).is_template


def orders(writer: Writer, arguments: list[str], full: Answer) -> list[Order]:
    """Return the kills of one command, spread over its writing, the same in every run."""
    chance = random.Random(f"{SEED} {writer.arguments[0]}")  # noqa: S311  # no secret
    events = [chance.randint(1, full.events) for _ in range(writer.by_event)]
    moments = [chance.uniform(0, full.seconds) for _ in range(writer.by_clock)]
    return [
        *(Order(arguments, event=event) for event in events),
        *(Order(arguments, seconds=moment) for moment in moments),
    ]


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.arguments[0])
def test_a_command_killed_at_any_moment_leaves_the_old_file_or_a_whole_new_one(
    writer: Writer, tmp_path: Path, data_folder: Path, run: Callable[[Order], Answer]
) -> None:
    arguments = [part.format(folder=tmp_path) for part in writer.arguments]
    output = tmp_path / writer.output
    writer.prepare(tmp_path)
    full = run(Order(arguments))
    assert (full.code in (0, 1), is_whole(output)) == (True, True)

    for order in orders(writer, arguments, full):
        writer.prepare(tmp_path)
        old = output.read_bytes() if output.exists() else None
        answer = run(order)
        new = output.read_bytes() if output.exists() else None
        assert answer.code in (-9, 0, 1)
        assert new == old or is_whole(output), order

    writer.prepare(tmp_path)
    assert run(Order(arguments)).code in (0, 1)
    assert is_whole(output)
    files = {path.name for path in tmp_path.iterdir()}
    assert files <= {"list.csv", "out.xlsx", "report.json", "book.xlsx"}
    assert list((data_folder / "writing").iterdir()) == []
    assert [p for p in (data_folder / "snapshots").glob("*") if len(p.name) != 64] == []


def test_the_commands_are_killed_twenty_times_in_all() -> None:
    assert sum(writer.by_event + writer.by_clock for writer in WRITERS) == 20
