"""The one way in which a command asks a book something and writes nothing."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from validation import catalogue as catalogues
from validation.settings import Settings
from workbook import annotating, untrusted
from workbook.reader import open_book

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from workbook.checking import Question


SEARCHING = 8.0
"""Times the time of reading a book, for a plan whose copy is written and searched for leaks:
2,500 customers take three."""


class Answer(NamedTuple):
    """What a function says of a book."""

    today: dt.date
    """The day it was asked for, in the company's zone where none was named."""
    value: Any


def ask(
    path: Path, question: Question, function: str, *arguments: object, patience: float = 1.0
) -> Answer:
    """Return what "package.module:function" says of the book at `path`.

    The function is called in the isolated worker as
    `(book, catalogue, settings, today, *arguments)`; what an earlier check wrote into the book
    is left out. Its answer crosses a process border, so it should be small. `patience` times the
    time that reading the book may take is what it may take in all.

    Raises:
        FileError: the file cannot be used.
        RelaybookError: whatever the function refuses.
    """
    task = "workbook.answering:ask_here"
    found = untrusted.run(task, path, question, function, arguments, patience=patience)
    assert isinstance(found, Answer)
    return found


def ask_here(
    path: Path, question: Question, function: str, arguments: tuple[object, ...]
) -> Answer:
    """Ask in this process; the book stays here.

    Raises:
        FileError: the file cannot be used.
        RelaybookError: whatever the function refuses.
    """
    catalogue = catalogues.load(question.catalogue)
    book = annotating.without_marks(
        open_book(path, question.password, question.catalogue), catalogue
    )
    settings, _ = Settings.from_rows(book.sheets.get("Config"))
    today = question.today or question.now.astimezone(ZoneInfo(settings.company_tz)).date()
    module, _, name = function.partition(":")
    decide = getattr(importlib.import_module(module), name)
    return Answer(today, decide(book, catalogue, settings, today, *arguments))
