"""A disk that fills while the worker writes: the copy is named, the source is not blamed."""

from __future__ import annotations

import datetime as dt
import errno
import os
import sys
from typing import TYPE_CHECKING

import pytest

from tests.writers import a_book, a_marked_book
from validation.errors import WriteError
from workbook import isolation
from workbook.checking import Question, check_file
from workbook.fixing import fix_file
from workbook.unmarking import unmark_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bounds another process's files")

QUESTION = Question(now=dt.datetime(2026, 11, 22, 2, 30, tzinfo=dt.UTC))


def annotated(book: Path, copy: Path) -> None:
    check_file(book, QUESTION, copy)


def listed(book: Path, copy: Path) -> None:
    """Make a list of text, which cannot be marked and gets a workbook of findings."""
    table = book.with_suffix(".csv")
    table.write_text("公司,电话\n北风,00861234\n", encoding="utf-8")
    check_file(table, QUESTION, copy.with_name(table.name))


def fixed(book: Path, copy: Path) -> None:
    fix_file(book, QUESTION, target=copy)


def unmarked(book: Path, copy: Path) -> None:
    book.write_bytes(a_marked_book())
    unmark_file(book, copy)


@pytest.mark.parametrize(
    ("write", "copy"),
    [
        (annotated, "out/copy.xlsx"),
        (listed, "out/book.csv.xlsx"),
        (fixed, "out/copy.xlsx"),
        (unmarked, "out/copy.xlsx"),
    ],
)
def test_a_disk_that_fills_is_told_of_the_copy_and_not_of_the_source(
    write: Callable[[Path, Path], None], copy: str, tmp_path: Path
) -> None:
    import resource  # noqa: PLC0415  # not on Windows

    book, target = tmp_path / "book.xlsx", tmp_path / copy
    book.write_bytes(a_book("  北风  "))
    check_file(book, QUESTION)  # starts the worker
    worker = isolation.worker_pid()
    assert worker
    # A file of the worker may have 4 kB: the next piece fails as it does on a full disk.
    resource.prlimit(worker, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))

    try:
        with pytest.raises(WriteError) as refused:
            write(book, tmp_path / "out" / "copy.xlsx")
    finally:
        isolation.close()

    assert (refused.value.path, refused.value.facts["reason"].en) == (
        str(target),
        os.strerror(errno.EFBIG),
    )
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("write", [annotated, fixed, unmarked])
def test_the_worker_goes_on_after_a_full_disk(
    write: Callable[[Path, Path], None], tmp_path: Path
) -> None:
    import resource  # noqa: PLC0415  # not on Windows

    book = tmp_path / "book.xlsx"
    book.write_bytes(a_book("  北风  "))
    check_file(book, QUESTION)
    worker = isolation.worker_pid()
    assert worker
    _, hard = resource.prlimit(worker, resource.RLIMIT_FSIZE)
    resource.prlimit(worker, resource.RLIMIT_FSIZE, (4096, hard))
    with pytest.raises(WriteError):
        write(book, tmp_path / "copy.xlsx")

    resource.prlimit(worker, resource.RLIMIT_FSIZE, (hard, hard))
    write(book, tmp_path / "copy.xlsx")

    assert (tmp_path / "copy.xlsx").stat().st_size > 4096
    assert isolation.worker_pid() == worker
