"""Some sheets of a book, for actions that look at rows and write none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from validation import catalogue as catalogues
from validation.book import Book
from workbook import annotating, untrusted
from workbook.reader import open_book

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from workbook.checking import Question


def excerpt(path: Path, question: Question, sheets: Collection[str]) -> Book:
    """Return the book at `path` with those of `sheets` (catalogue keys) that it has.

    The file is read in the isolated worker; what an earlier check wrote into it is left out.

    Raises:
        FileError: the file cannot be used.
    """
    found = untrusted.run("workbook.excerpts:excerpt_here", path, question, sorted(sheets))
    assert isinstance(found, Book)
    # The worker was given the whole path; people know the file as they named it.
    return replace(found, origin=replace(found.origin, path=str(path)))


def excerpt_here(path: Path, question: Question, sheets: Collection[str]) -> Book:
    """Read the sheets in this process.

    Raises:
        FileError: the file cannot be used.
    """
    catalogue = catalogues.load(question.catalogue)
    book = annotating.without_marks(
        open_book(path, question.password, question.catalogue), catalogue
    )
    kept = [key for key in book.sheets if key in sheets and book.layouts[key].known]
    return replace(
        book,
        sheets={key: book.sheets[key] for key in kept},
        layouts={key: book.layouts[key] for key in kept},
    )
