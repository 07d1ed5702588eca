"""A worksheet parsed cell by cell: slower than python-calamine, and for any XML that is valid.

It serves what `workbook.formats.scan` does not understand, what python-calamine refuses or would
need too much memory for: sheets of few cells that lie far apart.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import IO, TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeXml

from workbook.formats.grid import Merged, OddGridCell
from workbook.formats.package import (
    WORKSHEET,
    PackageError,
    children,
    local,
    text_of,
    true,
    unescaped,
)
from workbook.formats.scan import MAX_FILLS, MISSING_TEXT, SheetFacts, blocks, column_number
from workbook.formats.serials import CellKind, read_serial

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbook.formats.package import Package

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})", re.IGNORECASE)
_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*", re.ASCII)
_LONG_WHOLE = re.compile(r"-?\d{16,40}", re.ASCII)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?Z?", re.ASCII)


class Parsed(NamedTuple):
    """The values of a sheet, (row, column) → value, and what lies around them."""

    cells: dict[tuple[int, int], Any]
    facts: SheetFacts


def parse(stream: IO[bytes], package: Package, *, fills: Mapping[int, str]) -> Parsed:
    """Return the worksheet that `stream` gives.

    Raises:
        PackageError: it is not XML, is no worksheet, or has a DTD.
    """
    sheet = _Sheet(package, fills)
    data: Element | None = None
    root: str | None = None
    try:
        for event, element in SafeXml.iterparse(stream, events=("start", "end"), forbid_dtd=True):
            name = local(element)
            if event == "start":
                if root is None and (root := name) != WORKSHEET:
                    raise PackageError(name)
                data = element if name == "sheetData" else data
            elif name == "row":
                sheet.take_row(element)
                if data is not None:
                    data.clear()
            else:
                sheet.take_other(name, element)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise PackageError(str(error)) from error
    return Parsed(sheet.cells, sheet.facts)


def number_from(text: str, kind: CellKind, *, date1904: bool) -> Any:
    """Return the value of a number as the file writes it; text that is no number stays text."""
    if kind is CellKind.NUMBER and _LONG_WHOLE.fullmatch(text.strip()):
        # Through a float its last digits would change.
        return int(text)
    found = _NUMBER.fullmatch(text)
    number = float(found[1]) if found else float("inf")
    if number in {float("inf"), float("-inf")}:
        return text or None
    return read_serial(number, kind, date1904=date1904)


class _Sheet:
    """What has been parsed so far."""

    def __init__(self, package: Package, fills: Mapping[int, str]) -> None:
        self.cells: dict[tuple[int, int], Any] = {}
        self.facts = SheetFacts()
        self._package = package
        self._fills = fills
        self._row = 0

    def take_row(self, row: Element) -> None:
        number = row.get("r", "")
        # A row or cell that names no place follows the one before it.
        self._row = int(number) if number.isdecimal() else self._row + 1
        if true(row.get("hidden")) or _is_zero(row.get("ht")):
            self.facts.hidden_rows.add(self._row)
        column = 0
        for cell in children(row, "c"):
            found = _REFERENCE.fullmatch(cell.get("r", ""))
            column = column_number(found[1].upper()) if found else column + 1
            self._take_cell(cell, (int(found[2]) if found else self._row, column))

    def take_other(self, name: str, element: Element) -> None:
        if name == "mergeCell":
            first, _, last = element.get("ref", "").partition(":")
            one, two = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
            if one and two:
                self.facts.merged.append(
                    Merged(
                        int(one[2]),
                        column_number(one[1].upper()),
                        int(two[2]),
                        column_number(two[1].upper()),
                    )
                )
        elif name == "dataValidation" and element.get("type", "none") != "none":
            inside = next(children(element, "sqref"), None)
            place = element.get("sqref") or (inside.text if inside is not None else "")
            self.facts.ruled += blocks(place or "")
        elif name == "col" and (true(element.get("hidden")) or _is_zero(element.get("width"))):
            low, high = int(element.get("min", "1")), int(element.get("max", "1"))
            hidden = range(max(low, 1), min(high, 16_384) + 1)
            self.facts.hidden_columns = self.facts.hidden_columns | frozenset(hidden)

    def _take_cell(self, cell: Element, place: tuple[int, int]) -> None:
        parts = {local(child): child for child in cell}
        style = int(cell.get("s", "0"))
        if style in self._fills and len(self.facts.fills) < MAX_FILLS:
            self.facts.fills[place] = self._fills[style]
        written = parts["v"].text if "v" in parts else None
        kind = cell.get("t", "n")
        if kind == "e":
            if written:
                self.facts.odd.append(OddGridCell("error", *place, written))
            self.cells[place] = None
            return
        if "f" in parts and not written and not (kind == "str" and "v" in parts):
            formula = f"={parts['f'].text or ''}"
            self.facts.odd.append(OddGridCell("uncached", *place, formula))
            self.cells[place] = None
            return
        inline = text_of(parts["is"]) if "is" in parts else None
        value = inline if kind == "inlineStr" else self._read(kind, style, written, place)
        if value is not None and value != "":
            self.cells[place] = value

    def _read(self, kind: str, style: int, text: str | None, place: tuple[int, int]) -> Any:
        if text is None:
            return None
        if kind == "s":
            return self._shared(text, place)
        if kind in _READERS:
            return _READERS[kind](text)
        kinds = self._package.styles.kinds
        form = kinds[style] if 0 <= style < len(kinds) else CellKind.NUMBER
        return number_from(text, form, date1904=self._package.date1904)

    def _shared(self, text: str, place: tuple[int, int]) -> str | None:
        index = int(text) if text.strip().isdecimal() else -1
        strings = self._package.strings
        if 0 <= index < len(strings):
            return strings[index]
        self.facts.odd.append(OddGridCell("error", *place, MISSING_TEXT))
        self.cells[place] = None
        return None


def _iso(text: str) -> dt.date | str:
    found = _ISO.fullmatch(text)
    if found is None:
        return text
    if not found[2]:
        return dt.date.fromisoformat(found[1])
    return dt.datetime.fromisoformat(found[1] + found[2])


_READERS: Mapping[str, Callable[[str], Any]] = {
    "b": lambda text: true(text.strip()),
    "str": unescaped,
    "d": lambda text: _iso(text.strip()),
}


def _is_zero(size: str | None) -> bool:
    return size is not None and re.fullmatch(r"0(?:\.0*)?", size) is not None
