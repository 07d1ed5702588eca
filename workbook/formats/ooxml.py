"""xlsx and xlsm with full fidelity, the quick way where the XML is written as usual.

Three roads lead to the same grid. `quick` takes sheet and strings as the common programs write
them. What it refuses goes to python-calamine, put right by a scan of the XML beside it; and what
those do not understand, or would need too much memory for, is parsed cell by cell.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property
from typing import IO, TYPE_CHECKING, NamedTuple

import numpy as np

from workbook.formats import calamine, quick
from workbook.formats.alone import Meaning
from workbook.formats.around import around
from workbook.formats.cells import number_from, parse
from workbook.formats.frames import Block, sparse, widened
from workbook.formats.grid import Grid, Note
from workbook.formats.numbers import Form
from workbook.formats.package import Package, PackageError, SheetPart
from workbook.formats.scan import UnusualXmlError, Wanted, column_number, raw_cells, scan
from workbook.formats.serials import CellKind
from workbook.formats.strings import shared_strings
from workbook.prescreen import MismatchError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd
    from python_calamine import CalamineWorkbook

    from workbook.formats.scan import SheetFacts
    from workbook.prescreen import Inspection

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_LOOKED_AT_LATER = frozenset({"worksheet", "sst"})


class OoxmlBook(NamedTuple):
    """The sheets, and the custom document properties, name → value."""

    grids: tuple[Grid, ...]
    properties: Mapping[str, str]


def book(source: Path | IO[bytes], inspection: Inspection, *, colours: bool) -> OoxmlBook:
    """Return the worksheets of an xlsx or xlsm file; fills are looked for if `colours`.

    `inspection` is of the same file: nothing is read that it has not looked at.

    Raises:
        FileError: the inspection refuses the file.
        PackageError: a part is missing or broken.
        zipfile.BadZipFile: the package is broken.
    """
    inspection.look(leaving=_LOOKED_AT_LATER)
    package = Package(source)
    try:
        reading = _Reading(source, package, inspection, colours=colours)
        return OoxmlBook(tuple(map(reading.grid, package.sheets)), package.properties)
    finally:
        package.close()


class _Reading:
    """One workbook being read."""

    def __init__(
        self, source: Path | IO[bytes], package: Package, inspection: Inspection, *, colours: bool
    ) -> None:
        self._source, self._package, self._inspection = source, package, inspection
        self._fills = package.styles.fills if colours else {}

    def grid(self, sheet: SheetPart) -> Grid:
        """Return one sheet."""
        facts, cells = self._quick(sheet) or self._by_calamine(sheet) or self._thorough(sheet)
        return Grid(
            tab=sheet.tab,
            visible=sheet.visible,
            cells=widened(cells, [(odd.row, odd.column) for odd in facts.odd]),
            merged=tuple(facts.merged),
            hidden_rows=frozenset(facts.hidden_rows),
            hidden_columns=frozenset(facts.hidden_columns),
            odd=tuple(sorted(facts.odd, key=lambda odd: (odd.row, odd.column))),
            notes=_notes(self._package, sheet),
            fills=facts.fills,
            pictures=self._package.pictures(sheet),
            ruled=tuple(facts.ruled),
        )

    @cached_property
    def _meaning(self) -> Meaning | None:
        """What the quick way needs to know; None: the strings do not let it."""
        path, package = self._package.strings_path, self._package
        try:
            strings = (
                np.empty(1, object)
                if path is None
                else shared_strings(self._inspection.pieces(path))
            )
        except (UnusualXmlError, MismatchError):
            return None
        return Meaning(strings, Form(package.styles.kinds, date1904=package.date1904), self._fills)

    @cached_property
    def _scattered(self) -> frozenset[str]:
        """The parts known to hold few cells far apart, in lower case, after a look at all."""
        return frozenset(part.lower() for part in self._inspection.look().sparse)

    @cached_property
    def _values(self) -> CalamineWorkbook | None:
        # Opening is enough to hurt where the strings lie about their number.
        if all(sheet.path.lower() in self._scattered for sheet in self._package.sheets):
            return None
        try:
            return calamine.workbook(self._source)
        except calamine.UnreadableError:
            return None

    def _quick(self, sheet: SheetPart) -> tuple[SheetFacts, pd.DataFrame] | None:
        """Return facts and values in one pass; None when that cannot be trusted."""
        if self._meaning is None:
            return None
        try:
            read = quick.read(self._inspection.pieces(sheet.path), self._meaning)
            facts, beside = read.facts, around(read.around)
        except (UnusualXmlError, MismatchError):
            return None
        facts.merged, facts.ruled = [*beside.merged], [*beside.ruled]
        facts.hidden_columns = beside.hidden_columns
        return facts, read.cells

    def _by_calamine(self, sheet: SheetPart) -> tuple[SheetFacts, pd.DataFrame] | None:
        """Return facts by a scan and values by calamine; None when one of them gives up."""
        if sheet.path.lower() in self._scattered or self._values is None:
            return None
        kinds = enumerate(self._package.styles.kinds)
        wanted = Wanted(frozenset(at for at, kind in kinds if kind is CellKind.MOMENT), self._fills)
        try:
            with self._package.stream(sheet.path) as stream:
                facts = scan(stream, wanted)
            block = calamine.block(self._values, sheet.tab)
            if block is None:
                return facts, sparse({})
            for odd in facts.odd:
                if (odd.row, odd.column) in block:
                    block[odd.row, odd.column] = None
            for place in facts.moments:
                if place in block and type(block[place]) is dt.date:
                    block[place] = dt.datetime.combine(block[place], dt.time())
            _look_again(self._package, sheet, block)
        except (UnusualXmlError, calamine.UnreadableError):
            return None
        return facts, block.frame()

    def _thorough(self, sheet: SheetPart) -> tuple[SheetFacts, pd.DataFrame]:
        with self._package.stream(sheet.path) as stream:
            parsed = parse(stream, self._package, fills=self._fills)
        return parsed.facts, sparse(parsed.cells)


def _look_again(package: Package, sheet: SheetPart, block: Block) -> None:
    if not block.suspects:
        return
    form = Form(package.styles.kinds, date1904=package.date1904)
    with package.stream(sheet.path) as stream:
        for place, raw in raw_cells(stream, block.suspects):
            block[place] = number_from(raw.text, form.kind(raw.style), date1904=package.date1904)


def _notes(package: Package, sheet: SheetPart) -> tuple[Note, ...]:
    try:
        comments = list(package.comments(sheet))
    except PackageError:
        return ()
    notes = []
    for reference, text in comments:
        found = _CELL.fullmatch(reference)
        if found and text:
            notes.append(Note(int(found[2]), column_number(found[1]), text))
    return tuple(sorted(notes))
