"""Tables of a web page, which shops and ERPs export under the name .xls.

Scripts, links and styles are not looked at. Every cell is text, except a number that Excel
itself wrote beside its text (`x:num`).
"""

from __future__ import annotations

import email
import email.policy
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from workbook.formats.decoding import decode
from workbook.formats.delimited import remarks
from workbook.formats.frames import sparse, whole
from workbook.formats.grid import Grid, Merged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from selectolax.lexbor import LexborNode

    from validation.messages import Text

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_ARCHIVE = re.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:", re.IGNORECASE)
_SHEET_NAME = re.compile(r"<x:Name>([^<]*)</x:Name>", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_UNREAD = frozenset({"script", "style", "template", "noscript", "table", "head"})
_BREAKS = frozenset({"br", "p", "div", "li", "tr"})
_WIDEST = 1000
_TALLEST = 65_534


class WebTables(NamedTuple):
    """The tables of a page, each as a sheet, and what to say about the encoding."""

    grids: tuple[Grid, ...]
    remarks: tuple[Text, ...]


def tables(data: bytes, path: PurePath) -> WebTables:
    """Return the tables in a page or in a web archive (.mht); none when it has no table."""
    pages = list(_pages(data))
    said: dict[Text, None] = {}
    found: list[tuple[str, Grid]] = []
    for page in pages:
        charset = _CHARSET.search(page[:4096])
        decoded = decode(page, declared=charset[1].decode("ascii") if charset else None)
        said.update(dict.fromkeys(remarks(decoded)))
        found += _tables_of(decoded.text.replace("\0", ""))
    grids = []
    used: set[str] = set()
    for number, (name, grid) in enumerate(found, 1):
        own = name or (path.stem if len(found) == 1 else f"Table {number}")
        tab = own if own not in used else f"{own} ({number})"
        used.add(tab)
        grids.append(
            Grid(
                tab=tab,
                cells=grid.cells,
                merged=grid.merged,
                hidden_rows=grid.hidden_rows,
                fills=grid.fills,
                pictures=grid.pictures,
            )
        )
    return WebTables(tuple(grids), tuple(said))


def _pages(data: bytes) -> Iterator[bytes]:
    if _ARCHIVE.match(data[:4096]) is None:
        yield data
        return
    archive = email.message_from_bytes(data, policy=email.policy.default)
    for part in archive.walk():
        # The tab strip is a table of links to the sheets, not a sheet.
        strip = str(part.get("Content-Location", "")).endswith("tabstrip.htm")
        if part.get_content_type() == "text/html" and not strip:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield content


def _tables_of(text: str) -> Iterator[tuple[str, Grid]]:
    names = [name.strip() for name in _SHEET_NAME.findall(text)]
    # Nested tables come as sheets of their own, so a layout table may be left with nothing.
    grids = [
        (_caption(table), grid)
        for table in LexborHTMLParser(text).css("table")
        if len((grid := _Table(table).grid()).cells.index)
    ]
    for number, (caption, grid) in enumerate(grids):
        yield (names[number] if len(names) == len(grids) else caption), grid


def _caption(table: LexborNode) -> str:
    first = next((child for child in table.iter() if child.tag == "caption"), None)
    return " ".join(_text(first).split())[:31] if first is not None else ""


class _Table:
    """Where the cells of one table stand: rows and columns that cells span are taken."""

    def __init__(self, table: LexborNode) -> None:
        self._cells: dict[tuple[int, int], Any] = {}
        self._merged: list[Merged] = []
        self._hidden: set[int] = set()
        self._fills: dict[tuple[int, int], str] = {}
        self._pictures = len(table.css("img"))
        self._taken: dict[int, int] = {}
        rows = list(_rows(table))
        self._last = len(rows)
        for number, row in enumerate(rows, 1):
            self._take(row, number)

    def grid(self) -> Grid:
        return Grid(
            tab="",
            cells=sparse(self._cells),
            merged=tuple(self._merged),
            hidden_rows=frozenset(self._hidden),
            fills=self._fills,
            pictures=self._pictures,
        )

    def _take(self, row: LexborNode, number: int) -> None:
        if _HIDDEN.search(row.attributes.get("style") or ""):
            self._hidden.add(number)
        column = 1
        for cell in row.iter():
            if cell.tag not in {"td", "th"}:
                continue
            while self._taken.get(column, 0) >= number:
                column += 1
            wide = _span(cell.attributes.get("colspan"), _WIDEST)
            # No span reaches past the table's last row, whatever it claims.
            high = min(_span(cell.attributes.get("rowspan"), _TALLEST), self._last - number + 1)
            self._place(cell, Merged(number, column, number + high - 1, column + wide - 1))
            column += wide

    def _place(self, cell: LexborNode, area: Merged) -> None:
        for column in range(area.first_column, area.last_column + 1):
            self._taken[column] = area.last_row
        first = (area.first_row, area.first_column)
        value = _value(cell)
        if value is not None:
            self._cells[first] = value
            if first != (area.last_row, area.last_column):
                self._merged.append(area)
        colour = (cell.attributes.get("bgcolor") or "").strip().lstrip("#").upper()
        if colour and colour not in {"FFFFFF", "WHITE"}:
            self._fills[first] = colour


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in _GROUPS:
            yield from (row for row in child.iter() if row.tag == "tr")


def _span(written: str | None, most: int) -> int:
    digits = (written or "").strip()
    return min(max(int(digits), 1), most) if digits.isdecimal() and len(digits) < 7 else 1


def _value(cell: LexborNode) -> Any:
    number = cell.attributes.get("x:num")
    if number:
        try:
            return whole(float(number))
        except ValueError:
            pass
    return _text(cell) or None


def _text(node: LexborNode) -> str:
    """Return what a person sees of a cell, nested tables left out; line breaks are kept."""
    first = node.first_child
    if first is None or (first.tag == "-text" and first.next is None):
        return _line(first.text_content or "").strip(" ") if first is not None else ""
    parts: list[str] = []
    # A stack, for markup can be nested deeper than Python calls may be.
    waiting = list(node.iter(include_text=True))[::-1]
    while waiting:
        child = waiting.pop()
        if child.tag == "-text":
            parts.append(_line(child.text_content or ""))
        elif child.tag not in _UNREAD:
            if child.tag in _BREAKS:
                parts.append("\n")
            waiting += list(child.iter(include_text=True))[::-1]
    return "\n".join(line.strip(" ") for line in "".join(parts).split("\n")).strip("\n")


def _line(text: str) -> str:
    # Only what HTML calls white space: the wide space of a Chinese name stays.
    return _SPACES.sub(" ", text).replace("\u00a0", " ")
