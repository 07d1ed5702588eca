"""Any file → its customers, in the isolated worker; many files side by side."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from validation import catalogue as catalogues
from validation.errors import RelaybookError
from validation.messages import message
from workbook import annotating, untrusted
from workbook.checking import FailedFile
from workbook.duplicates import books, lists
from workbook.duplicates.rows import Rows
from workbook.folders.batch import unexpected, worker_count
from workbook.grids import open_grids
from workbook.importing.headers import names
from workbook.reader import book_from

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from workbook.checking import Question
    from workbook.folders.walk import Found


def read_all(
    found: Sequence[Found], question: Question, *, on_done: Callable[[int], None] | None = None
) -> list[Rows | FailedFile]:
    """Return the customers of each file, in the order of the files.

    A file that cannot be used becomes a `FailedFile` and stops no other.

    Args:
        found: the files, as `Walk` gives them.
        question: the password, the catalogue and the moment; the same for every file.
        on_done: is told how many files are done.
    """
    results: list[Rows | FailedFile] = []
    with ThreadPoolExecutor(worker_count(found)) as pool:
        for result in pool.map(lambda file: _result(file.path, question), found):
            results.append(result)
            if on_done:
                on_done(len(results))
    return results


def read(path: Path, question: Question) -> Rows:
    """Return the customers of one file.

    Raises:
        FileError: the file cannot be used.
    """
    found = untrusted.run("workbook.duplicates.reading:read_here", path, question)
    assert isinstance(found, Rows)
    # The worker was given the whole path; people know the file as they named it.
    return replace(found, path=str(path))


def read_here(path: Path, question: Question) -> Rows:
    """Read one file in this process; what an earlier check wrote into it is left out.

    Raises:
        FileError: the file cannot be used.
    """
    catalogue = catalogues.load(question.catalogue)
    known = names(catalogue)
    opened = open_grids(path, question.password, colours=False)
    book = annotating.without_marks(book_from(opened, catalogue), catalogue)
    layout = book.layouts.get("Customers")
    found = books.rows(book, known) if layout and layout.known else lists.rows(opened, known)
    if len(found.customers):
        return found
    return replace(found, notes=(*found.notes, message("dup.no_customers", path=path.name)))


def _result(path: Path, question: Question) -> Rows | FailedFile:
    try:
        return read(path, question)
    except RelaybookError as error:
        return FailedFile(path=str(path), error=error.text)
    except Exception as error:  # noqa: BLE001  # a fault of ours on one file must not lose the others
        return FailedFile(path=str(path), error=unexpected(error))
