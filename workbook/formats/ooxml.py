"""xlsx and xlsm with full fidelity: python-calamine's values, put right by the XML beside them."""

from __future__ import annotations

import datetime as dt
import re
from typing import IO, TYPE_CHECKING, NamedTuple

from workbook.formats import calamine
from workbook.formats.cells import number_from, parse
from workbook.formats.frames import Block, sparse, widened
from workbook.formats.grid import Grid, Note
from workbook.formats.package import Package, PackageError, SheetPart, Styles
from workbook.formats.scan import UnusualXmlError, Wanted, column_number, raw_cells, scan
from workbook.formats.serials import CellKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd
    from python_calamine import CalamineWorkbook

    from workbook.formats.scan import SheetFacts

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


class OoxmlBook(NamedTuple):
    """The sheets, and the custom document properties, name → value."""

    grids: tuple[Grid, ...]
    properties: Mapping[str, str]


def book(
    source: Path | IO[bytes], *, colours: bool, scattered: frozenset[str] = frozenset()
) -> OoxmlBook:
    """Return the worksheets of an xlsx or xlsm file; fills are looked for if `colours`.

    `scattered` are the parts known to hold few cells far apart.

    Raises:
        PackageError: a part is missing or broken.
        zipfile.BadZipFile: the package is broken.
    """
    package = Package(source)
    try:
        far_apart = {part.lower() for part in scattered}
        # Opening is enough to hurt where the strings lie about their number.
        is_wanted = any(sheet.path.lower() not in far_apart for sheet in package.sheets)
        values = _values(source) if is_wanted else None
        fills = package.styles.fills if colours else {}
        moments = (at for at, kind in enumerate(package.styles.kinds) if kind is CellKind.MOMENT)
        wanted = Wanted(frozenset(moments), fills)
        return OoxmlBook(
            tuple(
                _grid(package, sheet, None if sheet.path.lower() in far_apart else values, wanted)
                for sheet in package.sheets
            ),
            package.properties,
        )
    finally:
        package.close()


def _values(source: Path | IO[bytes]) -> CalamineWorkbook | None:
    try:
        return calamine.workbook(source)
    except calamine.UnreadableError:
        return None


def _grid(
    package: Package, sheet: SheetPart, values: CalamineWorkbook | None, wanted: Wanted
) -> Grid:
    facts, cells = _quick(package, sheet, values, wanted) or _thorough(package, sheet, wanted.fills)
    return Grid(
        tab=sheet.tab,
        visible=sheet.visible,
        cells=widened(cells, [(odd.row, odd.column) for odd in facts.odd]),
        merged=tuple(facts.merged),
        hidden_rows=frozenset(facts.hidden_rows),
        hidden_columns=frozenset(facts.hidden_columns),
        odd=tuple(sorted(facts.odd, key=lambda odd: (odd.row, odd.column))),
        notes=_notes(package, sheet),
        fills=facts.fills,
        pictures=package.pictures(sheet),
        ruled=tuple(facts.ruled),
    )


def _quick(
    package: Package, sheet: SheetPart, values: CalamineWorkbook | None, wanted: Wanted
) -> tuple[SheetFacts, pd.DataFrame] | None:
    """Return facts and values the fast way; None when that way cannot be trusted."""
    if values is None:
        return None
    try:
        with package.stream(sheet.path) as stream:
            facts = scan(stream, wanted)
        block = calamine.block(values, sheet.tab)
    except (UnusualXmlError, calamine.UnreadableError):
        return None
    if block is None:
        return facts, sparse({})
    for odd in facts.odd:
        if (odd.row, odd.column) in block:
            block[odd.row, odd.column] = None
    for place in facts.moments:
        if place in block and type(block[place]) is dt.date:
            block[place] = dt.datetime.combine(block[place], dt.time())
    _look_again(package, sheet, block)
    return facts, block.frame()


def _thorough(
    package: Package, sheet: SheetPart, fills: Mapping[int, str]
) -> tuple[SheetFacts, pd.DataFrame]:
    with package.stream(sheet.path) as stream:
        parsed = parse(stream, package, fills=fills)
    return parsed.facts, sparse(parsed.cells)


def _look_again(package: Package, sheet: SheetPart, block: Block) -> None:
    if not block.suspects:
        return
    with package.stream(sheet.path) as stream:
        for place, raw in raw_cells(stream, block.suspects):
            kind = _kind(package.styles, raw.style)
            block[place] = number_from(raw.text, kind, date1904=package.date1904)


def _kind(styles: Styles, style: int) -> CellKind:
    return styles.kinds[style] if style < len(styles.kinds) else CellKind.NUMBER


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
