"""A workbook file open in an Excel in memory, and pressing its buttons."""

from __future__ import annotations

import copy
import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from macros import excel
from macros.buttons.pressing import press
from macros.live.reading import book_of
from tests.excel import engine
from tests.excel.cells import Cell, Workbook
from validation.catalogue import load

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from macros.buttons.pressing import Pressed
    from validation.book import Book
    from validation.messages import Language

NOW = dt.datetime(2026, 11, 22, 2, 30, tzinfo=dt.UTC)

Rows = dict[str, list[dict[str, Any]]]
Cells = dict[str, dict[tuple[int, int], Cell]]


@cache
def content(path: Path) -> Workbook:
    """Return the workbook in a file, read once; it is not to be changed."""
    return Workbook.read(path)


class Open(NamedTuple):
    """An Excel with one workbook."""

    app: engine.FakeApp
    book: Workbook
    live: excel.Excel

    def press(
        self, command: str, *answers: Any, language: Language = "en", now: dt.datetime = NOW
    ) -> Pressed:
        """Press a button; `answers` are what the person says to its questions, in order."""
        self.app.answers[:] = answers
        self.app.log.clear()
        return press(command, self.live, now, language)

    def select(self, sheet: str, *boxes: Sequence[int]) -> None:
        """Select blocks of cells of a sheet."""
        engine.select(self.app, sheet, *boxes)

    @property
    def said(self) -> list[str]:
        """What the dialogs of the last press said."""
        return [told[1] for kind, told in self.app.log if kind == "alert"]

    @property
    def writes(self) -> list[str]:
        """The blocks that the last press wrote, in order."""
        return [told for kind, told in self.app.log if kind == "write"]

    @property
    def cells(self) -> Cells:
        """Every cell as it is now."""
        return {one.name: dict(one.cells) for one in self.book.sheets}

    def read(self) -> Book:
        """Return the open workbook as a book."""
        return book_of(self.live, load())


def opened(path: Path, dialect: engine.Dialect = "windows", like: Path | None = None) -> Open:
    """Return an Excel in which the workbook at `path` is open.

    `like` is a file with the same in it, which other tests open too.
    """
    book = copy.deepcopy(content(like or path))
    book.path = str(path)
    app = engine.start(dialect, book)
    return Open(app, book, excel.opened(path.name, app.hwnd))


def values(book: Book, without: Sequence[tuple[str, str]] = ()) -> Rows:
    """Return sheet → filled rows of a book, with their numbers, blanks left out.

    `without` are columns (sheet, key) that are not looked at.
    """
    found = {}
    for key, frame in book.sheets.items():
        rows = []
        for number, row in zip(frame.index, frame.to_dict("records"), strict=True):
            cells = {
                str(k): v for k, v in row.items() if v is not None and (key, str(k)) not in without
            }
            if cells:
                rows.append({"row": number, **cells})
        found[key] = rows
    return found
