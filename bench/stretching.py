"""Makes a short workbook long without holding its rows: 500,000 of them in 150 MB.

XlsxWriter needs 20 kB for each row of the list. So it writes a book of one row, and what it made
of that row is repeated here, value by value, straight into the package.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
import zipfile
from typing import IO, TYPE_CHECKING, Any, NamedTuple
from xml.sax.saxutils import escape

from workbook.template.labels import yes_no
from workbook.template.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_STRINGS = "xl/sharedStrings.xml"
_COUNTS = re.compile(rb' count="\d+" uniqueCount="(\d+)"')
_CELL = re.compile(r'<c r="([A-Z]+)\d+"( s="\d+")?')
_EPOCH = dt.date(1899, 12, 30)
_PIECE = 1 << 16
_MOST_REPEATED = 60_000
"""A column with more different texts than this is taken for one of names or numbers."""
_MADE = (2026, 11, 22, 0, 0, 0)


class Cell(NamedTuple):
    """The column a value goes to, and its style as an attribute."""

    letters: str
    style: str


class Rows(NamedTuple):
    """What a sheet is filled with: one value for each cell of the sample's last row."""

    tab: str
    number: int
    values: Iterable[Sequence[Any]]


def stretch(sample: Path | IO[bytes], target: Path, rows: Rows) -> None:
    """Write the workbook `sample` to `target` with `rows` in the place of the last row of a tab.

    `sample` is as XlsxWriter writes it, and that row has a value in every column.
    """
    with (
        zipfile.ZipFile(sample) as short,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as long,
        tempfile.TemporaryFile() as added,
    ):
        part = _part(short, rows.tab)
        strings = _Strings(short.read(_STRINGS), added)
        for name in short.namelist():
            if name not in {part, _STRINGS}:
                long.writestr(_entry(name), short.read(name))
        with long.open(_entry(part), "w", force_zip64=True) as sheet:
            for piece in _pieces(short.read(part).decode(), strings, rows):
                sheet.write(piece.encode())
        with long.open(_entry(_STRINGS), "w", force_zip64=True) as out:
            strings.finish(out)


def _entry(name: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, _MADE)
    made.compress_type = zipfile.ZIP_DEFLATED
    return made


def _part(book: zipfile.ZipFile, tab: str) -> str:
    # XlsxWriter numbers the parts in the order of the tabs.
    names = re.findall(r'<sheet name="([^"]*)"', book.read("xl/workbook.xml").decode())
    return f"xl/worksheets/sheet{names.index(tab) + 1}.xml"


def _pieces(xml: str, strings: _Strings, rows: Rows) -> Iterator[str]:
    """Yield the sheet, its last row replaced by all of `rows`."""
    start, end = xml.rindex("<row "), xml.index("</sheetData>")
    opening, _, cells = xml[start:end].partition(">")
    found = re.search(r'r="(\d+)"', opening)
    assert found
    first = int(found[1])
    places = [Cell(letters, style) for letters, style in _CELL.findall(cells)]
    last = first + rows.number - 1
    yield re.sub(r'(<dimension ref="A1:[A-Z]+)\d+"', rf'\g<1>{last}"', xml[:start])
    before, after = opening.split(found[0], 1)
    waiting: list[str] = []
    for number, values in enumerate(rows.values, first):
        inside = "".join(
            [_cell(place, number, value, strings) for place, value in zip(places, values)]  # noqa: B905  # checked by the first row
        )
        waiting.append(f'{before}r="{number}"{after}>{inside}</row>')
        if len(waiting) == 200:
            yield "".join(waiting)
            waiting.clear()
    yield "".join(waiting) + xml[end:]


def _cell(place: Cell, row: int, value: Any, strings: _Strings) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        value = _YES_NO[0 if value else 1]
    if isinstance(value, str):
        at = strings.index(place.letters, value)
        return f'<c r="{place.letters}{row}"{place.style} t="s"><v>{at}</v></c>'
    if isinstance(value, dt.datetime):
        value = (value - dt.datetime(1899, 12, 30)).total_seconds() / 86_400  # noqa: DTZ001  # as Excel counts
    elif isinstance(value, dt.date):
        value = (value - _EPOCH).days
    return f'<c r="{place.letters}{row}"{place.style}><v>{value:.16G}</v></c>'


class _Strings:
    """The texts of the book; those that come again and again are held once."""

    def __init__(self, xml: bytes, added: IO[bytes]) -> None:
        found = _COUNTS.search(xml)
        assert found
        self._head, self._tail = xml[: -len(b"</sst>")], xml[-len(b"</sst>") :]
        self._next = int(found[1])
        self._known: dict[str, int] = {}
        self._new: dict[str, int] = {}
        self._added = added

    def index(self, column: str, text: str) -> int:
        """Return the number of a text, which is added when it is new or not remembered."""
        at = self._known.get(text)
        if at is not None:
            return at
        at, self._next = self._next, self._next + 1
        self._added.write(_item(text))
        new = self._new.get(column, 0)
        if new < _MOST_REPEATED:
            self._new[column] = new + 1
            self._known[text] = at
        return at

    def finish(self, out: IO[bytes]) -> None:
        """Write the whole part."""
        # The counts are a hint that a reader can do without.
        out.write(_COUNTS.sub(b"", self._head, count=1))
        self._added.seek(0)
        while piece := self._added.read(_PIECE):
            out.write(piece)
        out.write(self._tail)


def _item(text: str) -> bytes:
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<si><t{kept}>{escape(text)}</t></si>".encode()


_YES_NO = yes_no(Wording("both"))
