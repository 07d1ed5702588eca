"""A book with some cells changed, and what the check then says that it did not say before."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from validation.checks import check

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    import numpy as np
    import numpy.typing as npt

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.changes import Change
    from validation.findings import Finding
    from validation.settings import Settings

    Objects = npt.NDArray[np.object_]


class Cell(NamedTuple):
    """One cell: the key its sheet is filed under, Excel's row number, the column."""

    sheet: str
    row: int
    column: str


class Broken(NamedTuple):
    """A finding by where it stands and which rule it names, whatever its sentence says."""

    sheet: str
    """The tab."""
    row: int | None
    column: str
    code: str


@dataclasses.dataclass(frozen=True)
class Trial:
    """A book on trial: what the check finds in it when some of its cells are changed."""

    book: Book
    catalogue: Catalogue
    settings: Settings
    today: dt.date

    def findings(self, values: Mapping[Cell, Any]) -> list[Finding]:
        """Return the findings of the book with `values` in their cells."""
        book = changed(self.book, values) if values else self.book
        return check(book, self.catalogue, settings=self.settings, today=self.today)


class Values:
    """The cells of a book, each by its place; quick to ask many times."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._rows: dict[str, dict[int, int]] = {}
        self._columns: dict[tuple[str, str], Objects] = {}

    def __getitem__(self, cell: Cell) -> Any:
        """Return what stands in a cell; None where it is blank."""
        return self.column(cell.sheet, cell.column)[self._positions(cell.sheet)[cell.row]]

    def column(self, sheet: str, column: str) -> Objects:
        """Return the cells of a column in the order of its rows."""
        place = sheet, column
        if place not in self._columns:
            self._columns[place] = self._book.sheets[sheet][column].to_numpy(dtype=object)
        return self._columns[place]

    def _positions(self, sheet: str) -> dict[int, int]:
        if sheet not in self._rows:
            rows = self._book.sheets[sheet].index.tolist()
            self._rows[sheet] = {row: n for n, row in enumerate(rows)}
        return self._rows[sheet]


def applied(book: Book, changes: Iterable[Change]) -> Book:
    """Return `book` with the changes made; the book itself stays as it is."""
    return changed(book, {Cell(c.sheet, c.row, c.column): c.after for c in changes})


def changed(book: Book, values: Mapping[Cell, Any]) -> Book:
    """Return `book` with `values` in their cells; the book itself stays as it is."""
    columns: dict[tuple[str, str], dict[int, Any]] = {}
    for cell, value in values.items():
        columns.setdefault((cell.sheet, cell.column), {})[cell.row] = value
    frames = dict(book.sheets)
    for sheet in {sheet for sheet, _ in columns}:
        frames[sheet] = frames[sheet].copy()
    for (sheet, column), cells in columns.items():
        frame = frames[sheet]
        series = frame[column].to_numpy(dtype=object, copy=True)
        places = frame.index.get_indexer(pd.Index(list(cells)))
        for place, value in zip(places, cells.values(), strict=True):
            series[place] = value
        frame[column] = pd.Series(series, index=frame.index, dtype=object)
    return dataclasses.replace(book, sheets=frames)


def broken(findings: Iterable[Finding]) -> Counter[Broken]:
    """Return how often each rule is broken in each place."""
    return Counter(Broken(f.sheet, f.row, f.field, f.code) for f in findings)
