"""Where rules are broken: one mask per rule and column, with the facts for the sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from validation.checks.cells import Bools, Column, Table


class Facts(NamedTuple):
    """What a sentence says besides the column and the cell. A Text goes in by language."""

    detail: object = ""
    expected: object = ""
    suggestion: str | None = None
    value: object = None
    """Said instead of the cell where the sentence is about another value."""


NOTHING = Facts()


class Marks:
    """The broken rules of one table, collected.

    A condemned cell has a finding that explains it, so later steps say nothing more about it.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self._masks: dict[tuple[str, str], Bools] = {}
        self._facts: dict[tuple[str, str], dict[int, Facts]] = {}
        self._condemned: dict[str, Bools] = {}
        self.headers: list[tuple[str, str, Facts]] = []
        """(rule, column, facts) of what is wrong with a whole column."""

    def condemned(self, key: str) -> Bools:
        """Return row by row whether the cell needs no further word."""
        return self._condemned.get(key, np.zeros(len(self.table), dtype=bool))

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

        `facts` are one for all or a function of the row's position; `condemn` says whether the
        cells need no further word.
        """
        found = np.flatnonzero(hits)
        if not found.size:
            return
        name = (rule, key)
        known = self._facts.setdefault(name, {})
        for position in found.tolist():
            known.setdefault(position, facts(position) if callable(facts) else facts)
        before = self._masks.get(name)
        self._masks[name] = hits.copy() if before is None else before | hits
        if condemn:
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
        self.mark(rule, column.key, rows, lambda n: facts[column.codes[n]], condemn=condemn)

    def mark_column(self, rule: str, key: str, facts: Facts = NOTHING) -> None:
        """Record that `rule` is broken by the column as a whole."""
        self.headers.append((rule, key, facts))

    def facts(self, rule: str, key: str, position: int) -> Facts:
        """Return the facts recorded with a mark."""
        return self._facts[rule, key][position]

    def frame(self) -> pd.DataFrame:
        """Return the masks: one bool column `rule|column` per broken rule, index Excel's row."""
        from validation.schema import mask_name  # noqa: PLC0415  # pandera takes a second

        masks: dict[str, Any] = {mask_name(*name): mask for name, mask in self._masks.items()}
        return pd.DataFrame(masks, index=self.table.rows)
