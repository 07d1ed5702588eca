"""The manager's book while reps' books are merged into it: what it holds now, and what changed."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from validation.changes import Change
from validation.fixes import applied
from validation.plaintext import shown
from validation.threeway.snapshots import Digester
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.splitting.allowing import Allowed


class State:
    """A book at work: rows by the numbers that Excel shows, new ones below the last."""

    def __init__(self, book: Book, catalogue: Catalogue, allowed: Allowed) -> None:
        self.book = book
        self.catalogue = catalogue
        self.allowed = allowed
        self._values: dict[tuple[str, int, str], Any] = {}
        self._new: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        self._gone: dict[str, list[int]] = defaultdict(list)
        self._arrays: dict[str, Any] = {}
        self._keys: dict[str, dict[tuple[str, ...], list[int]]] = {}
        self._spellers: dict[str, Digester] = {}

    def has(self, sheet: str) -> bool:
        """Return whether the book has a sheet of ours."""
        return sheet in self.book.sheets and self.book.layouts[sheet].known

    def speller(self, sheet: str) -> Digester:
        """Return what spells the cells of a sheet; its digests are of no use."""
        if sheet not in self._spellers:
            key = self.allowed.parts[sheet].key
            self._spellers[sheet] = Digester(
                secret=b"", sheet=self.catalogue.sheets[sheet], key=key
            )
        return self._spellers[sheet]

    def columns(self, sheet: str) -> Sequence[str]:
        """Return the columns of a sheet, without those a check writes."""
        return [str(c) for c in self.book.sheets[sheet].columns if not str(c).startswith("_")]

    def cells(self, sheet: str, number: int) -> Mapping[str, Any]:
        """Return a row as it is now."""
        if number in self._new[sheet]:
            return dict(self._new[sheet][number])
        frame = self.book.sheets[sheet]
        if sheet not in self._arrays:
            self._arrays[sheet] = frame.to_numpy(dtype=object)
        row = self._arrays[sheet][frame.index.get_indexer(pd.Index([number]))[0]]
        return {
            str(column): self._values.get((sheet, number, str(column)), value)
            for column, value in zip(frame.columns, row.tolist(), strict=True)
            if not str(column).startswith("_")
        }

    def names(self, rep: str) -> frozenset[str]:
        """Return what a rep is called in a cell that names a rep, folded."""
        frame = self.book.sheets.get("Reps")
        if frame is None or not {"rep_id", "rep_name"} <= set(frame.columns):
            return frozenset({fold(rep)})
        rows = zip(frame["rep_id"], frame["rep_name"], strict=True)
        called = {fold(shown(name)) for one, name in rows if fold(shown(one)) == fold(rep)}
        return frozenset({fold(rep), *called} - {""})

    def find(self, sheet: str, key: tuple[str, ...]) -> list[int]:
        """Return the rows of a key."""
        if sheet not in self._keys:
            self._keys[sheet] = self._indexed(sheet)
        return [n for n in self._keys[sheet].get(key, []) if n not in self._gone[sheet]]

    def set(self, sheet: str, number: int, column: str, value: Any) -> None:
        """Give a cell another value."""
        if number in self._new[sheet]:
            self._new[sheet][number][column] = value
        else:
            self._values[sheet, number, column] = value

    def add(self, sheet: str, cells: Mapping[str, Any]) -> int:
        """Put a row below the last one and return its number; blank cells are left out."""
        layout = self.book.layouts[sheet]
        number = max(layout.last_row, layout.header_row) + 1 + len(self._new[sheet])
        self._new[sheet][number] = dict(cells)
        key = self.speller(sheet).name(cells)
        self.find(sheet, key)
        self._keys[sheet].setdefault(key, []).append(number)
        return number

    def remove(self, sheet: str, number: int) -> None:
        """Empty a row."""
        self._gone[sheet].append(number)

    def is_new(self, sheet: str, number: int) -> bool:
        """Return whether a row was added."""
        return number in self._new[sheet]

    def changes(self) -> list[Change]:
        """Return the cells of the book that have another value now."""
        found = []
        for (sheet, number, column), value in self._values.items():
            before: Any = self.book.sheets[sheet].loc[number, column]
            same = type(before) is type(value) and before == value
            if not same and number not in self._gone[sheet]:
                found.append(Change(sheet, number, column, before, value))
        order = list(self.book.sheets)
        return sorted(found, key=lambda c: (order.index(c.sheet), c.row, c.column))

    @property
    def added(self) -> Mapping[str, list[Mapping[str, Any]]]:
        """Sheet → its new rows in their order, without blanks."""
        return {
            sheet: [{k: v for k, v in row.items() if v is not None} for row in rows.values()]
            for sheet, rows in self._new.items()
            if rows
        }

    @property
    def numbers_added(self) -> Mapping[str, list[int]]:
        """Sheet → the numbers of its new rows."""
        return {sheet: list(rows) for sheet, rows in self._new.items() if rows}

    @property
    def emptied(self) -> Mapping[str, list[int]]:
        """Sheet → the rows that go."""
        return {sheet: sorted(rows) for sheet, rows in self._gone.items() if rows}

    def merged(self) -> Book:
        """Return the book as it is now."""
        book = applied(self.book, self.changes())
        frames, layouts = dict(book.sheets), dict(book.layouts)
        for sheet, rows in self._gone.items():
            frames[sheet] = frames[sheet].drop(index=rows)
        for sheet, new in self._new.items():
            if new:
                frame = frames[sheet]
                made = pd.DataFrame(
                    [[row.get(str(c)) for c in frame.columns] for row in new.values()],
                    index=list(new), columns=frame.columns, dtype=object,
                )  # fmt: skip
                frames[sheet] = pd.concat([frame.astype(object), made])
                layouts[sheet] = dataclasses.replace(layouts[sheet], last_row=max(new))
        return dataclasses.replace(book, sheets=frames, layouts=layouts)

    def _indexed(self, sheet: str) -> dict[tuple[str, ...], list[int]]:
        found: dict[tuple[str, ...], list[int]] = defaultdict(list)
        speller = self.speller(sheet)
        frame = self.book.sheets[sheet]
        columns = [c for c in speller.key if c in frame]
        for number, cells in zip(frame.index, self._records(frame, columns), strict=True):
            found[speller.name(cells)].append(int(number))
        return found

    @staticmethod
    def _records(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        for values in frame[list(columns)].to_numpy(dtype=object).tolist():
            yield dict(zip(columns, values, strict=True))
