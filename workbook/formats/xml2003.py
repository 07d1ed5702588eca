"""XML spreadsheets of Excel 2003 (SpreadsheetML), which ERPs export under the name .xls."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeXml

from workbook.form import LAST_ROW
from workbook.formats.decoding import decode
from workbook.formats.delimited import remarks
from workbook.formats.frames import clock, sparse, whole, widened
from workbook.formats.grid import Grid, Merged, Note, OddGridCell
from workbook.formats.package import PackageError, children, local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from validation.messages import Text

_LAST_COLUMN = 16_384
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"encoding=[\"']([\w-]+)[\"']")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONE_AMPERSAND = re.compile(r"&(?!(?:#\d+|#x[0-9A-Fa-f]+|\w+);)")
_DAY_ZERO = dt.date(1899, 12, 31)


class XmlTables(NamedTuple):
    """The worksheets, and what to say about the encoding."""

    grids: tuple[Grid, ...]
    remarks: tuple[Text, ...]


def tables(data: bytes) -> XmlTables:
    """Return the worksheets in `data`.

    Raises:
        PackageError: it is not XML, or has a DTD.
    """
    encoding = _ENCODING.search(data[:200])
    decoded = decode(data, declared=encoding[1].decode() if encoding else None)
    # expat knows no GB 2312 and no Shift_JIS, so it gets the decoded text without its label.
    text = _DECLARATION.sub("", _UNPRINTABLE.sub("", decoded.text), count=1)
    try:
        book = _parsed(text)
    except ParseError:
        # Home-made exports forget to escape the & of a company's name.
        try:
            book = _parsed(_LONE_AMPERSAND.sub("&amp;", text))
        except (ParseError, DefusedXmlException) as error:
            raise PackageError(str(error)) from error
    except DefusedXmlException as error:
        raise PackageError(str(error)) from error
    return XmlTables(tuple(book), remarks(decoded))


def _parsed(text: str) -> list[Grid]:
    """Return the worksheets, parsed row by row: the whole tree would take ten times the text."""
    book = _Book()
    source = io.BytesIO(text.encode("utf-8", "replace"))
    for event, element in SafeXml.iterparse(source, events=("start", "end"), forbid_dtd=True):
        (book.begin if event == "start" else book.end)(local(element), element)
    return book.grids


class _Book:
    """The worksheets parsed so far, and the one at hand."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self._fills: dict[str, str] = {}
        self._sheet = _Sheet(self._fills)

    def begin(self, name: str, element: Element) -> None:
        if name == "Worksheet":
            self._sheet = _Sheet(self._fills, tab=_attribute(element, "Name") or "")
        elif name == "Table":
            self._sheet.table = element

    def end(self, name: str, element: Element) -> None:
        if name == "Style":
            self._fills.update(_fill(element))
        elif name == "Column":
            self._sheet.take_column(element)
        elif name == "Row":
            self._sheet.take_row(element)
            if self._sheet.table is not None:
                self._sheet.table.clear()
        elif name == "Visible":
            self._sheet.visible = element.text not in {"SheetHidden", "SheetVeryHidden"}
        elif name == "Worksheet":
            self.grids.append(self._sheet.grid())


def _fill(style: Element) -> Iterator[tuple[str, str]]:
    for interior in children(style, "Interior"):
        colour = (_attribute(interior, "Color") or "").lstrip("#").upper()
        if colour and colour != "FFFFFF" and _attribute(interior, "Pattern") == "Solid":
            yield _attribute(style, "ID") or "", colour


@dataclass
class _Sheet:
    """What has been parsed of one worksheet."""

    styles: Mapping[str, str]
    tab: str = ""
    visible: bool = True
    table: Element | None = None
    row: int = 0
    column: int = 0
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    odd: list[OddGridCell] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    fills: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def grid(self) -> Grid:
        return Grid(
            tab=self.tab,
            visible=self.visible,
            cells=widened(sparse(self.cells), [(odd.row, odd.column) for odd in self.odd]),
            merged=tuple(self.merged),
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            odd=tuple(self.odd),
            notes=tuple(self.notes),
            fills=self.fills,
        )

    def take_column(self, column: Element) -> None:
        first = _number(column, "Index", self.column + 1, _LAST_COLUMN)
        self.column = min(first + _number(column, "Span", 0, _LAST_COLUMN), _LAST_COLUMN)
        if _attribute(column, "Hidden") == "1" or _attribute(column, "Width") == "0":
            self.hidden_columns.update(range(first, self.column + 1))

    def take_row(self, row: Element) -> None:
        first = _number(row, "Index", self.row + 1, LAST_ROW)
        self.row = min(first + _number(row, "Span", 0, LAST_ROW), LAST_ROW)
        if _attribute(row, "Hidden") == "1" or _attribute(row, "Height") == "0":
            self.hidden_rows.update(range(first, self.row + 1))
        column = 0
        for cell in children(row, "Cell"):
            column = _number(cell, "Index", column + 1, _LAST_COLUMN)
            place = (first, column)
            wide = _number(cell, "MergeAcross", 0, _LAST_COLUMN)
            high = _number(cell, "MergeDown", 0, LAST_ROW)
            if wide or high:
                self.merged.append(Merged(*place, first + high, column + wide))
            column += wide
            self._take_cell(cell, place)

    def _take_cell(self, cell: Element, place: tuple[int, int]) -> None:
        colour = self.styles.get(_attribute(cell, "StyleID") or "")
        if colour:
            self.fills[place] = colour
        data = next(children(cell, "Data"), None)
        text = "" if data is None else "".join(data.itertext())
        kind = "" if data is None else _attribute(data, "Type")
        formula = _attribute(cell, "Formula")
        if kind == "Error":
            self.odd.append(OddGridCell("error", *place, text))
        elif formula and data is None:
            self.odd.append(OddGridCell("uncached", *place, formula))
        elif text:
            self.cells[place] = _READERS.get(kind or "", str)(text)
        for comment in children(cell, "Comment"):
            said = "".join(part for part in comment.itertext() if part).strip()
            if said:
                self.notes.append(Note(*place, said))


def _read_number(text: str) -> Any:
    try:
        return whole(float(text))
    except ValueError:
        return text


def _read_moment(text: str) -> Any:
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    if moment.date() == _DAY_ZERO:
        return clock(moment.time())
    return moment if moment.time() != dt.time() else moment.date()


_READERS: Mapping[str, Callable[[str], Any]] = {
    "Number": _read_number,
    "DateTime": _read_moment,
    "Boolean": lambda text: text.strip() == "1",
}


def _attribute(element: Element, name: str) -> str | None:
    found = element.get(f"{{urn:schemas-microsoft-com:office:spreadsheet}}{name}")
    return element.get(name) if found is None else found


def _number(element: Element, name: str, default: int, most: int) -> int:
    written = (_attribute(element, name) or "").strip()
    return min(int(written), most) if written.isdecimal() and len(written) < 9 else default
