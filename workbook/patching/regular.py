"""A worksheet whose rows are written in an odd but valid way, written the usual way.

Comments, CDATA, single quotes, spaces between cells, rows and cells that do not say where they
stand: a parser reads them, and rows come out as Excel writes them. What stands before and after
the rows keeps its bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from workbook.formats.scan import column_letters, column_number
from workbook.patching.markup import escaped, escaped_attribute, in_utf8
from workbook.patching.shapes import IrregularError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TEXTS = frozenset({"v", "f", "t"})
_LONGEST_HEAD = 1 << 26


def regular(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Give a worksheet part with its rows written the usual way.

    Raises:
        IrregularError: it is not well-formed XML, has a DTD, or rows that hold more than cells.
    """
    reader = _Reader()
    for piece in in_utf8(pieces):
        if out := reader.read(piece):
            yield out
    yield reader.read(b"", final=True)


class _Reader:
    def __init__(self) -> None:
        self._parser = expat.ParserCreate("UTF-8")
        self._parser.buffer_text = True
        self._parser.ordered_attributes = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._out: list[str | bytes] = []
        self._raw = b""
        """What has been read outside the rows and not given yet."""
        self._window, self._window_start = b"", 0
        """The last two pieces, and where in the part they begin."""
        self._last = 0
        self._path: list[str] = []
        self._is_data = self._is_over = False
        self._row = self._column = 0
        self._is_open = False
        """Whether the last tag still lacks its >, since nothing has come after it."""

    def read(self, piece: bytes, *, final: bool = False) -> bytes:
        if not self._is_data:
            self._raw += piece
        self._window_start += self._last
        self._window = self._window[self._last :] + piece
        self._last = len(self._window) - len(piece)
        try:
            self._parser.Parse(piece, final)
        except expat.ExpatError as error:
            raise IrregularError from error
        if self._is_over:
            self._out.append(self._raw)
            self._raw = b""
        elif len(self._raw) > _LONGEST_HEAD:
            raise IrregularError
        out = b"".join(one.encode() if isinstance(one, str) else one for one in self._out)
        self._out.clear()
        return out

    def _start(self, tag: str, listed: list[str]) -> None:
        self._path.append(tag.rpartition(":")[2])
        if self._is_over or not self._is_data:
            if self._path == ["worksheet", "sheetData"]:
                self._begin(tag, listed)
            return
        facts = dict(zip(listed[::2], listed[1::2], strict=True))
        depth = len(self._path)
        if depth == 3:
            self._begin_row(facts)
        elif depth == 4:
            self._begin_cell(facts)
        self._close_tag()
        self._out.append(f"<{tag}{_written(facts)}")
        self._is_open = True

    def _begin(self, tag: str, listed: list[str]) -> None:
        self._out.append(self._raw[: self._parser.CurrentByteIndex])
        self._out.append(f"<{tag}{_written(dict(zip(listed[::2], listed[1::2], strict=True)))}>")
        self._raw = b""
        self._is_data, self._is_open = True, False

    def _begin_row(self, facts: dict[str, str]) -> None:
        if self._path[-1] != "row":
            raise IrregularError
        number = facts.pop("r", "").strip()
        self._row = int(number) if number.isdecimal() else self._row + 1
        self._column = 0
        rest = dict(facts)
        facts.clear()
        facts.update({"r": str(self._row)} | rest)

    def _begin_cell(self, facts: dict[str, str]) -> None:
        if self._path[-1] != "c":
            raise IrregularError
        place = facts.pop("r", "").strip().replace("$", "").upper()
        letters = place.rstrip("0123456789")
        column = column_number(letters) if letters.isalpha() else self._column + 1
        if column <= self._column or (place and place[len(letters) :] != str(self._row)):
            raise IrregularError
        self._column = column
        rest = dict(facts)
        facts.clear()
        facts.update({"r": f"{column_letters(column)}{self._row}"} | rest)

    def _end(self, tag: str) -> None:
        self._path.pop()
        if not self._is_data or self._is_over:
            return
        if len(self._path) == 1:
            self._close_tag()
            self._out.append(f"</{tag}>")
            self._finish()
        elif self._is_open:
            self._out.append("/>")
            self._is_open = False
        else:
            self._out.append(f"</{tag}>")

    def _finish(self) -> None:
        """Keep what follows the rows as it is written from here on."""
        at = self._parser.CurrentByteIndex - self._window_start
        self._raw = self._window[self._window.index(b">", at) + 1 :]
        self._is_over, self._is_data = True, False

    def _text(self, text: str) -> None:
        if not self._is_data:
            return
        if self._path[-1] not in _TEXTS:
            if text.strip():
                raise IrregularError
            return
        self._close_tag()
        self._out.append(escaped(text).replace("\r", "&#13;"))

    def _close_tag(self) -> None:
        if self._is_open:
            self._out.append(">")
            self._is_open = False

    def _refuse(self, *_: object) -> None:
        raise IrregularError


def _written(facts: dict[str, str]) -> str:
    return "".join(f' {name}="{escaped_attribute(value)}"' for name, value in facts.items())
