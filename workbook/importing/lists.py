"""The lists of an import: every file opened once, its tables found and made ready."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from workbook.importing.accounting import Fate, Ledger
from workbook.importing.mapping import TableMap
from workbook.importing.preparation import (
    Sheetful,
    column_named,
    prepared,
    rejoined,
    used_columns,
)
from workbook.importing.report import NOTHING, Remark
from workbook.importing.surroundings import surroundings
from workbook.importing.tables import Table, find_tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from validation.messages import Text
    from workbook.formats.grid import Grid, Opened
    from workbook.importing.headers import Names
    from workbook.importing.mapping import ImportMap, Join
    from workbook.importing.sources import Source


@dataclass(kw_only=True)
class Found:
    """One table of a source. `sheet` is empty until it has been told or guessed."""

    table: Table
    ledger: Ledger
    told: TableMap
    csv: bool
    sheet: str = ""
    reason: Text = NOTHING
    guessed: bool = False


@dataclass
class Lists:
    """The tables found so far, the ledgers of all tabs, and what is worth telling."""

    names: Names
    told: ImportMap
    opener: Callable[[Path], Opened]
    found: list[Found] = field(default_factory=list)
    ledgers: list[tuple[Ledger, list[Table]]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    _joined: dict[str, list[tuple[Table, Ledger]]] = field(default_factory=dict)

    def open(self, source: Source) -> None:
        """Read one file and find its tables."""
        opened = self.opener(source.path)
        name = source.path.name
        self.remarks += [Remark(name, "", text) for text in opened.remarks]
        for grid in opened.grids:
            told = self.told.table(name, grid.tab)
            ledger, tables = self._tables(grid, name, told.header_row)
            self.ledgers.append((ledger, tables))
            self.remarks += [Remark(name, grid.tab, text) for text in surroundings(grid)]
            self.found += [
                Found(
                    table=table,
                    ledger=ledger,
                    told=told,
                    csv=opened.format == "csv",
                    sheet=source.sheet or told.sheet or "",
                )
                for table in tables
            ]

    def prepare(self) -> None:
        """Make every table as the map wants it.

        Raises:
            ImportMapError: the map names a column that a list does not have.
            FileError: a joined list cannot be used.
        """
        for found in self.found:
            straight = rejoined(Sheetful(found.table, found.ledger), found.told, is_csv=found.csv)
            place = (found.table.source, found.table.tab)
            self.remarks += [Remark(*place, text) for text in straight.remarks]
            found.table = prepared(
                Sheetful(straight.table, found.ledger), found.told, blank=self.told.blank,
                lookup=self._lookup, path=self.told.path,
            )  # fmt: skip
            for join in found.told.joins:
                self._settle_joined(join)
        self._leave_unjoined()

    def _tables(self, grid: Grid, name: str, header_row: int | None) -> tuple[Ledger, list[Table]]:
        ledger = Ledger(grid, name)
        tables = find_tables(grid, name, known=self.names.known, header_row=header_row)
        for table in tables:
            for aside in table.asides:
                ledger.row(aside.row, Fate.HEADER if aside.kind == "header" else Fate.ASIDE)
        return ledger, tables

    def _lookup(self, name: str) -> pd.DataFrame:
        """Return the rows of a list that the map joins, as they stand in its file.

        A list that is imported too is read once more, so that its own filter does not thin it;
        only a list that is not imported has its cells counted here.
        """
        if name not in self._joined:
            path = self.told.path.parent / name if self.told.path else Path(name)
            opened = self.opener(path)
            imported = any(f.table.source == name for f in self.found)
            self._joined[name] = []
            for grid in opened.grids:
                told = self.told.table(name, grid.tab)
                ledger, tables = self._tables(grid, name, told.header_row)
                if not imported:
                    self.ledgers.append((ledger, tables))
                for table in tables:
                    sheetful = Sheetful(table, ledger)
                    straight = rejoined(sheetful, told, is_csv=opened.format == "csv").table
                    plain = prepared(
                        Sheetful(straight, ledger), TableMap(source=name), blank=self.told.blank,
                        lookup=self._lookup, path=self.told.path,
                    )  # fmt: skip
                    self._joined[name].append((plain, ledger))
        bodies = [table.body for table, _ in self._joined[name]]
        return pd.concat(bodies, ignore_index=True) if bodies else pd.DataFrame()

    def _leave_unjoined(self) -> None:
        """Of a list that is only joined, what no join reads is left out on the map's word."""
        imported = {id(found.ledger) for found in self.found}
        for _, ledger in (pair for pairs in self._joined.values() for pair in pairs):
            if id(ledger) in imported:
                continue
            for place in [place for place, _ in ledger.places(Fate.OPEN)]:
                ledger.column(place.column, (place.row,), Fate.FILTERED)

    def _settle_joined(self, join: Join) -> None:
        for table, ledger in self._joined[join.source]:
            rows = [int(n) for n in table.body.index]
            for name in used_columns(join):
                column = column_named(name, table.headers)
                if column is not None:
                    ledger.column(table.places[column], rows, Fate.JOINED)
