"""Which row of a rep's book is which row it was given, whatever was sorted, added or deleted."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.threeway.snapshots import Known
from validation.threeway.values import SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from validation.threeway.snapshots import Digester, KnownSheet

_MOST_TRIED = 200
"""Rows whose number was perhaps typed over, compared each with each."""


_TELLING = 2
"""Filled cells that show whose row it is when its number is another."""


class Row(NamedTuple):
    """A row of a sheet; `cells` maps every column the sheet has to its value."""

    number: int
    """As Excel numbers it; 0: it is not in the file yet."""
    key: tuple[str, ...]
    cells: Mapping[str, Any]


class Pair(NamedTuple):
    """A row that was given and what became of it."""

    known: Known
    mine: Row


class Matched(NamedTuple):
    """One sheet of a rep's book beside what was given."""

    changed: tuple[Pair, ...]
    added: tuple[Row, ...]
    missing: tuple[Known, ...]
    """Rows that are no more; only those that have a key."""
    unchanged: int
    renamed: tuple[Pair, ...] = ()
    """Rows whose number was typed over, and nothing else."""
    noted: tuple[Pair, ...] = ()
    """Unchanged rows with something in columns that were not given out."""


def rows(frame: pd.DataFrame, digester: Digester) -> list[Row]:
    """Return the filled rows of a sheet in their order; a column of ours is none of theirs."""
    columns = [str(c) for c in frame.columns if not str(c).startswith("_")]
    found = []
    for number, values in zip(
        frame.index.tolist(), frame[columns].to_numpy(dtype=object).tolist(), strict=True
    ):
        cells = dict(zip(columns, values, strict=True))
        if any(digester.spelt(column, value) for column, value in cells.items()):
            found.append(Row(int(number), digester.name(cells), cells))
    return found


def matched(given: KnownSheet, mine: Sequence[Row], digester: Digester) -> Matched:
    """Return what became of the rows that were given.

    A row is known by its key. Where a key is blank or stands several times, by its content, then
    by the most equal cells, so that an edit of one of two rows of a number stays an edit.
    """
    by_key: dict[tuple[str, ...], list[Known]] = defaultdict(list)
    for known in given.rows:
        by_key[known.key].append(known)
    here: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in mine:
        here[row.key].append(row)
    sheet = _Sheet(given, digester)
    changed: list[Pair] = []
    added: list[Row] = []
    missing: list[Known] = []
    noted: list[Pair] = []
    unchanged = 0
    for key in dict.fromkeys([*by_key, *here]):
        part = sheet.of_key(by_key.get(key, []), here.get(key, []))
        changed += part.changed
        added += part.added
        missing += part.missing if any(key) else ()
        noted += part.noted
        unchanged += part.unchanged
    renamed = sheet.renamed(missing, added)
    gone = [pair.known for pair in renamed]
    typed = [pair.mine for pair in renamed]
    return Matched(
        changed=tuple(changed),
        added=tuple(row for row in added if row not in typed),
        missing=tuple(known for known in missing if known not in gone),
        unchanged=unchanged + len(renamed),
        renamed=tuple(renamed),
        noted=tuple(noted),
    )


class _Sheet:
    def __init__(self, given: KnownSheet, digester: Digester) -> None:
        self._columns = given.columns
        self._digester = digester

    def of_key(self, given: list[Known], mine: list[Row]) -> Matched:
        """Match the rows that share one key."""
        packed = [self._packed(row, row.key) for row in mine]
        left = Counter(known.cells for known in given)
        rest: list[tuple[Row, bytes]] = []
        noted: list[Pair] = []
        unchanged = 0
        for row, cells in zip(mine, packed, strict=True):
            if left[cells] > 0:
                left[cells] -= 1
                unchanged += 1
                if self._has_more(row):
                    noted.append(Pair(Known(row.key, cells), row))
            else:
                rest.append((row, cells))
        open_ = _remaining(given, left)
        changed: list[Pair] = []
        added: list[Row] = []
        for row, cells in rest:
            best = self._nearest(row, cells, open_)
            if best is None:
                added.append(row)
            else:
                open_.remove(best)
                changed.append(Pair(best, row))
        return Matched(tuple(changed), tuple(added), tuple(open_), unchanged, noted=tuple(noted))

    def _has_more(self, row: Row) -> bool:
        return any(
            self._digester.spelt(column, value)
            for column, value in row.cells.items()
            if column not in self._columns
        )

    def _nearest(self, row: Row, cells: bytes, open_: Sequence[Known]) -> Known | None:
        if not open_:
            return None
        if len(open_) == 1 and row.key and all(row.key[:1]):
            return open_[0]
        likeness = [(_equal(known.cells, cells), -n) for n, known in enumerate(open_)]
        most, place = max(likeness)
        # Blank cells are equal everywhere: only a row that is mostly the same is the same row.
        return open_[-place] if most * 4 >= 3 * len(self._columns) else None

    def renamed(self, missing: Iterable[Known], added: Sequence[Row]) -> list[Pair]:
        """Return the rows of which nothing changed but the key."""
        key = set(self._digester.key)
        kept = [n for n, column in enumerate(self._columns) if column not in key]
        found: list[Pair] = []
        taken: set[int] = set()
        for known in list(missing)[:_MOST_TRIED]:
            for place, row in enumerate(added[:_MOST_TRIED]):
                if place in taken:
                    continue
                cells = self._packed(row, known.key)
                filled = sum(bool(self._spelt(row, n)) for n in kept)
                if filled >= _TELLING and all(_at(cells, n) == known.cell(n) for n in kept):
                    found.append(Pair(known, row))
                    taken.add(place)
                    break
        return found

    def _spelt(self, row: Row, number: int) -> str:
        column = self._columns[number]
        return self._digester.spelt(column, row.cells.get(column))

    def _packed(self, row: Row, key: Sequence[str]) -> bytes:
        return self._digester.row(key, self._columns, row.cells)


def _remaining(given: Sequence[Known], left: Counter[bytes]) -> list[Known]:
    open_ = []
    for known in given:
        if left[known.cells] > 0:
            left[known.cells] -= 1
            open_.append(known)
    return open_


def _at(cells: bytes, number: int) -> bytes:
    return cells[number * SIZE : (number + 1) * SIZE]


def _equal(left: bytes, right: bytes) -> int:
    return sum(left[n : n + SIZE] == right[n : n + SIZE] for n in range(0, len(left), SIZE))
