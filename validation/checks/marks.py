"""Where rules are broken: one mask per rule and column, with the facts for the sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from validation.checks.cells import Bools, Column, Table


class Facts(NamedTuple):
    """What a sentence says besides the column and the cell. A Text goes in by language."""

    detail: object = ""
    expected: object = ""
    suggestion: str | None = None
    value: object = None
    """Said instead of the cell where the sentence is about another value."""


NOTHING = Facts()


class Broken(NamedTuple):
    """A rule, a column it was held against, and the rows that break it, if any."""

    rule: str
    column: str
    rows: npt.NDArray[np.intp]
    """Positions in the table, in order."""
    facts: Facts | Callable[[int], Facts]
    """What to say: of all of them, or of the row at a position."""


class Marks:
    """The broken rules of one table, collected.

    A condemned cell has a finding that explains it, so later steps say nothing more about it.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self._broken: dict[tuple[str, str], list[Broken]] = {}
        self._condemned: dict[str, Bools] = {}
        self.headers: list[tuple[str, str, Facts]] = []
        """(rule, column, facts) of what is wrong with a whole column."""

    def condemned(self, key: str) -> Bools:
        """Return row by row whether the cell needs no further word."""
        found = self._condemned.get(key)
        return np.zeros(len(self.table), dtype=bool) if found is None else found

    def sound(self, key: str) -> Bools:
        """Return row by row whether the cell is filled in and not condemned."""
        column = self.table.columns.get(key)
        if column is None:
            return np.zeros(len(self.table), dtype=bool)
        return column.filled & ~self.condemned(key)

    def condemn(self, key: str, hits: Bools) -> None:
        """Leave these cells alone from now on."""
        self._condemned[key] = self.condemned(key) | hits

    def mark(
        self,
        rule: str,
        key: str,
        hits: Bools,
        facts: Facts | Callable[[int], Facts] = NOTHING,
        *,
        condemn: bool = False,
    ) -> None:
        """Record that `rule` is broken in column `key` in the rows of `hits`.

        `facts` are one for all or a function of the row's position, asked when the sentence is
        written; `condemn` says whether the cells need no further word.
        """
        found = np.flatnonzero(hits)
        self._broken.setdefault((rule, key), []).append(Broken(rule, key, found, facts))
        if condemn and found.size:
            self.condemn(key, hits)

    def mark_values(
        self, rule: str, column: Column, facts: Mapping[int, Facts], *, condemn: bool = False
    ) -> None:
        """Record that `rule` is broken by distinct values of `column`, position → facts."""
        if not facts:
            return
        hits = np.zeros(len(column.distinct), dtype=bool)
        hits[list(facts)] = True
        rows = column.rows(hits) & ~self.condemned(column.key)
        codes = column.codes
        self.mark(rule, column.key, rows, lambda n: facts[codes[n]], condemn=condemn)

    def mark_column(self, rule: str, key: str, facts: Facts = NOTHING) -> None:
        """Record that `rule` is broken by the column as a whole."""
        self.headers.append((rule, key, facts))

    def broken(self) -> list[Broken]:
        """Return every rule that was held against a column, in the order it first was."""
        found: list[Broken] = []
        for marked in self._broken.values():
            seen = np.empty(0, dtype=np.intp)
            for one in marked:
                # What was said of a cell first stands.
                rows = one.rows[~np.isin(one.rows, seen)] if seen.size else one.rows
                seen = np.union1d(seen, rows)
                found.append(one._replace(rows=rows))
        return found
