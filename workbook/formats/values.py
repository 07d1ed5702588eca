"""The values of some rows of cells → their places in a block."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from workbook.formats import alone, tags
from workbook.formats.grid import OddGridCell
from workbook.formats.numbers import numbers
from workbook.formats.scan import MAX_FILLS, MISSING_TEXT, UnusualXmlError
from workbook.formats.strings import BLANKS, decoded, plain
from workbook.formats.tags import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from workbook.formats.alone import Meaning
    from workbook.formats.rows import Rows
    from workbook.formats.scan import SheetFacts
    from workbook.formats.words import Places, Words

_MOST_ALONE = 1000
"""Cells that may be read alone; beyond it they must be few among the others."""
_MOST_SEEN = 4096


class Corner(NamedTuple):
    """A row and a column, 1-based."""

    row: int
    column: int


class Values:
    """The values of one sheet, each with a code: objects are touched once, codes move freely.

    A shared string's code is its number, that of nothing is the one behind the last string, and
    what stands in the cells themselves counts down from -1.
    """

    def __init__(self, strings: NDArray[np.object_]) -> None:
        """Take the shared strings, with the None at their end."""
        self.nothing = len(strings) - 1
        self._strings = strings
        self._own: list[NDArray[np.object_]] = []
        self._count = 0
        self._texts = {kept: _Texts(kept=kept) for kept in (True, False)}

    def add(self, values: NDArray[np.object_] | Sequence[object]) -> NDArray[np.int64]:
        """Return the codes for `values`, which are kept."""
        own = np.empty(len(values), object)
        own[:] = values
        self._own.append(own)
        first = self._count
        self._count += len(own)
        return -1 - np.arange(first, self._count)

    def of(self, codes: NDArray[np.int32]) -> NDArray[np.object_]:
        """Return the values that `codes` stand for."""
        found = self._strings.take(np.maximum(codes, -1))
        if codes.min() < 0:
            if len(self._own) > 1:
                self._own = [np.concatenate(self._own)]
            is_own = codes < 0
            found[is_own] = self._own[0].take(-1 - codes[is_own])
        return found

    def texts(self, written: Sequence[bytes], *, kept: bool) -> list[str | None]:
        """Return the texts that are `written`, equal ones as one object.

        Blanks at their ends go unless `kept`.

        Raises:
            UnusualXmlError: one is no text.
        """
        return self._texts[kept].of(written)


class _Texts:
    """Texts written in cells; those that come again and again become one object."""

    def __init__(self, *, kept: bool) -> None:
        self._kept = kept
        self._seen: dict[str, str | None] = {}

    def of(self, written: Sequence[bytes]) -> list[str | None]:
        """Return the texts that are `written`, None for a blank one."""
        joined, kept = b"\0".join(written), self._kept
        texts = decoded(joined).split("\0")
        if b"<" in joined or len(texts) != len(written):
            raise UnusualXmlError
        if b"&" in joined or b"_x" in joined or b"\r" in joined:
            texts = [
                plain(one, kept=kept)
                if "&" in one or "_x" in one or "\r" in one
                else (one if kept else one.strip(BLANKS))
                for one in texts
            ]
        elif not kept:
            texts = [one.strip(BLANKS) for one in texts]
        # A look into a small dictionary costs little, into one of a hundred thousand far more.
        if not 0 < len(self._seen) < _MOST_SEEN:
            self._seen = {"": None}
        return list(map(self._seen.setdefault, texts, texts))


class Piece:
    """Some rows of a sheet on their way into its frame.

    `read` comes first: it finds how far the cells reach and what is odd about them. Then `fill`
    puts the values where there is room for them.
    """

    def __init__(self, data: bytes, words: Words, rows: Rows, meaning: Meaning) -> None:
        self.first = self.last = Corner(0, 0)
        """Where the rectangle around the cells begins and ends."""
        self.count = len(rows.starts)
        self._data, self._words, self._rows, self._meaning = data, words, rows, meaning
        self._cells = tags.cells(data, words, rows)
        self._row = rows.numbers[rows.row]
        self._alone: dict[int, object] = {}

    def read(self, facts: SheetFacts) -> None:
        """Find `first` and `last`, and add to `facts` what is odd about the cells.

        Raises:
            UnusualXmlError: a cell is not understood, or they do not ascend.
        """
        cells = self._cells
        waiting = np.flatnonzero(cells.kind == Kind.ALONE).tolist()
        if len(waiting) > max(_MOST_ALONE, self.count // 4):
            raise UnusualXmlError
        for at in waiting:
            self._read_alone(at, facts)
        self.first = Corner(int(self._row[0]), int(cells.column.min()))
        self.last = Corner(int(self._row[-1]), int(cells.column.max()))
        if (np.diff(self._row * (self.last.column + 1) + cells.column) <= 0).any():
            raise UnusualXmlError
        errors = np.flatnonzero(cells.kind == Kind.ERROR)
        if len(errors):
            shown = _Texts(kept=True).of(self._written(errors))
            for at, text in zip(errors.tolist(), shown, strict=True):
                facts.odd.append(OddGridCell("error", *self._place(at), text or ""))
        if self._meaning.fills:
            self._note_fills(facts)

    def fill(self, block: NDArray[np.int32], facts: SheetFacts, values: Values) -> None:
        """Put the codes of the values into `block`: the columns and rows from `first` to `last`.

        Raises:
            UnusualXmlError: a value is not understood.
        """
        cells, height = self._cells, self.last.row - self.first.row + 1
        place = (cells.column - self.first.column) * height + self._row - self.first.row
        flat = block.reshape(-1)
        some = np.flatnonzero(cells.kind == Kind.SHARED)
        if len(some):
            flat[place[some]] = self._shared(some, facts)
        for kind, read in self._readers(values).items():
            some = np.flatnonzero(cells.kind == kind)
            if len(some):
                flat[place[some]] = values.add(read(some))
        if self._alone:
            some = np.array(list(self._alone))
            flat[place[some]] = values.add(list(self._alone.values()))

    def _readers(
        self, values: Values
    ) -> Mapping[Kind, Callable[[Places], NDArray[np.object_] | list[str | None]]]:
        return {
            Kind.NUMBER: self._numbers,
            Kind.BOOL: self._bools,
            Kind.TEXT: lambda some: values.texts(self._written(some), kept=True),
            Kind.INLINE: lambda some: values.texts(self._written(some), kept=False),
            Kind.INLINE_KEPT: lambda some: values.texts(self._written(some), kept=True),
        }

    def _read_alone(self, at: int, facts: SheetFacts) -> None:
        starts, ends = self._rows.starts, self._rows.ends
        row = int(self._row[at])
        cell = alone.read(self._data[starts[at] : ends[at]], row, self._meaning)
        self._cells.column[at], self._cells.style[at] = cell.column, cell.style
        self._alone[at] = cell.value
        if cell.odd:
            facts.odd.append(OddGridCell(cell.odd[0], row, cell.column, cell.odd[1]))

    def _note_fills(self, facts: SheetFacts) -> None:
        fills, style = self._meaning.fills, self._cells.style
        for at in np.flatnonzero(np.isin(style, list(fills))).tolist():
            if len(facts.fills) == MAX_FILLS:
                return
            facts.fills[self._place(at)] = fills[int(style[at])]

    def _shared(self, some: Places, facts: SheetFacts) -> NDArray[np.int64]:
        index, is_index = self._words.digits(self._cells.starts[some], self._cells.ends[some])
        if not is_index.all():
            raise UnusualXmlError
        nothing = len(self._meaning.strings) - 1
        for at in some[index >= nothing].tolist():
            facts.odd.append(OddGridCell("error", *self._place(at), MISSING_TEXT))
        return np.minimum(index, nothing)

    def _numbers(self, some: Places) -> NDArray[np.object_]:
        cells = self._cells
        written = cells.starts[some], cells.ends[some]
        return numbers(self._data, self._words, written, cells.style[some], self._meaning.form)

    def _bools(self, some: Places) -> NDArray[np.object_]:
        is_yes: NDArray[np.bool_] = self._words.bytes_at(self._cells.starts[some]) == ord("1")
        return is_yes.astype(object)

    def _written(self, some: Places) -> list[bytes]:
        starts, ends = self._cells.starts[some].tolist(), self._cells.ends[some].tolist()
        return [self._data[start:end] for start, end in zip(starts, ends, strict=True)]

    def _place(self, at: int) -> tuple[int, int]:
        return int(self._row[at]), int(self._cells.column[at])
