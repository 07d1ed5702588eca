"""How cells look with their conditional formats applied, read from LibreOffice's HTML.

No property of its API gives that; the HTML export writes each cell's effective style.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Style(NamedTuple):
    """How a cell looks: colours as "#RRGGBB", "" for none."""

    fill: str
    ink: str
    text: str


def styles(
    page: str, *, table: int, rows: Sequence[int], columns: Sequence[str]
) -> Mapping[str, Style]:
    """Return "A1" → Style for one table of `page`.

    The export leaves hidden rows and columns out; `rows` and `columns` name those that are in it.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return {
        f"{columns[column]}{rows[row]}": Style(cell.fill, cell.ink, cell.text)
        for (row, column), cell in reader.tables[table].items()
        if row < len(rows) and column < len(columns)
    }


class _Cell:
    def __init__(self, fill: str) -> None:
        self.fill = fill
        self.ink = ""
        self.text = ""


class _Reader(HTMLParser):
    """Collects the tables of a page: (row, column) from 0 → cell, merged cells repeated."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[dict[tuple[int, int], _Cell]] = []
        self._row = self._column = -1
        self._cell: _Cell | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "table":
            self.tables.append({})
            self._row = -1
        elif tag == "tr":
            self._row, self._column = self._row + 1, -1
        elif tag == "td":
            self._open(given)
        elif tag == "font" and self._cell is not None and "color" in given:
            self._cell.ink = given["color"].upper()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.text += data.strip("\n\t")

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._cell = None

    def _open(self, given: Mapping[str, str]) -> None:
        table = self.tables[-1]
        self._column += 1
        while (self._row, self._column) in table:  # a cell merged from above
            self._column += 1
        self._cell = _Cell(given.get("bgcolor", "").upper())
        wide, tall = int(given.get("colspan", "1")), int(given.get("rowspan", "1"))
        for down in range(tall):
            for across in range(wide):
                table[self._row + down, self._column + across] = self._cell
        self._column += wide - 1
