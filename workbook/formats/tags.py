"""Where the rows and cells of a worksheet stand in its XML, found without parsing it.

Every program writes a cell in one of a few ways, and each way is fixed letters around a row, a
column, a style and a value. So a piece of a sheet is compared with those letters at all its cells
at once. A cell is taken only where every byte of it has been accounted for; one that is written
otherwise is left to be read alone, and anything else between the cells is an error.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from workbook.formats.scan import UnusualXmlError
from workbook.formats.words import Words, mask, word

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbook.formats.words import Places

_ROW_END = b"</row>"
_ROW = re.compile(rb'<row r="(\d{1,7})"((?: [\w:.]+="[^"<>]*")*) ?>')
_BLANK_ROW = re.compile(rb'<row r="(\d{1,7})"((?: [\w:.]+="[^"<>]*")*) ?(?:/>|></row>)')
_FORMULA = re.compile(rb'<f(?: [\w:.]+="[^"<>]*")*/?>')
_HIDDEN = re.compile(rb' (?:hidden="(?:1|true)"|ht="0(?:\.0*)?")')

_START = word(b'<c r="')
_STYLE = word(b' s="')
_TYPED, _TYPE_LETTER = word(b' t="\0"><'), 0xFF << 32
_VALUE_END = word(b"</v></c>")
_INLINE_END = b"</t></is></c>"
_INLINE = word(b"<is><t>")
_INLINE_KEPT = b'<is><t xml:space="preserve">'


class Kind(IntEnum):
    """How the value of a cell is written."""

    ALONE = 0
    """In none of the ways below: the cell has to be read alone."""
    BLANK = 1
    NUMBER = 2
    SHARED = 3
    BOOL = 4
    ERROR = 5
    TEXT = 6
    """The text that a formula gave."""
    INLINE = 7
    """A text of the cell's own; blanks around it do not count."""
    INLINE_KEPT = 8
    """The same, with every blank."""


_KIND_OF_LETTER = np.zeros(256, np.uint8)
for _letter, _kind in {
    "n": Kind.NUMBER,
    "s": Kind.SHARED,
    "b": Kind.BOOL,
    "e": Kind.ERROR,
}.items():
    _KIND_OF_LETTER[ord(_letter)] = _kind


class Rows(NamedTuple):
    """The rows of a piece that have cells, and where each cell is."""

    starts: Places
    """Where the cells begin."""
    ends: Places
    """Where they end."""
    row: Places
    """The row of each cell, counted from 0 in `numbers`."""
    numbers: NDArray[np.int64]
    """The row numbers, ascending."""
    last: int
    """The number of the last row, also when it has no cells."""
    hidden: tuple[int, ...]
    """Numbers of hidden rows."""


class Cells(NamedTuple):
    """What the tags of cells say: 1-based columns, style numbers, and where the value stands."""

    kind: NDArray[np.uint8]
    column: NDArray[np.int64]
    style: NDArray[np.int64]
    starts: Places
    ends: Places


def rows(data: bytes, words: Words, start: int, end: int, *, after: int) -> Rows:
    """Return the rows between `start` and `end`, where one ends; the row before was `after`.

    Raises:
        UnusualXmlError: there is anything but rows, or their numbers do not ascend.
    """
    starts = words.pairs(b"<c", start, end)
    ends = np.append(starts[1:], end)
    before = words.at(starts - 4)
    follows = ((before & mask(4)) == word(b"</c>")) | ((before & mask(4)) >> 16 == word(b"/>"))
    firsts = np.flatnonzero(~follows)
    found = _Gaps(data, after)
    place = start
    for first, begin in zip(firsts.tolist(), starts[firsts].tolist(), strict=True):
        if first:
            stop = data.find(_ROW_END, place, begin)
            ends[first - 1] = stop
            place = stop + len(_ROW_END)
        found.take(place, begin)
        place = begin
    if len(starts):
        if not len(firsts) or firsts[0]:
            raise UnusualXmlError
        stop = data.find(_ROW_END, place, end)
        ends[-1] = stop
        place = stop + len(_ROW_END)
    found.take_blank(place, end)
    counts = np.diff(np.append(firsts, len(starts)))
    return Rows(
        starts,
        ends,
        np.repeat(np.arange(len(firsts)), counts),
        np.array(found.numbers, np.int64),
        found.last,
        tuple(found.hidden),
    )


class _Gaps:
    """What stands between the cells of one row and the next."""

    def __init__(self, data: bytes, after: int) -> None:
        self.numbers: list[int] = []
        self.hidden: list[int] = []
        self.last = after
        self._data = data
        self._is_hidden: dict[bytes, bool] = {b"": False}

    def take(self, start: int, end: int) -> None:
        """Take in the tag of a row with cells, and rows without any before it."""
        found = _ROW.fullmatch(self._data, start, end)
        if found is None:
            begin = self._data.rfind(b"<row ", start, end)
            found = _ROW.fullmatch(self._data, begin, end) if begin > start else None
            if found is None:
                raise UnusualXmlError
            self.take_blank(start, begin)
        self._add(found)
        self.numbers.append(self.last)

    def take_blank(self, start: int, end: int) -> None:
        """Take in rows without cells."""
        place = start
        while place < end:
            found = _BLANK_ROW.match(self._data, place, end)
            if found is None:
                raise UnusualXmlError
            self._add(found)
            place = found.end()

    def _add(self, found: re.Match[bytes]) -> None:
        number, attributes = int(found[1]), found[2]
        if number <= self.last:
            raise UnusualXmlError
        self.last = number
        is_hidden = self._is_hidden.get(attributes)
        if is_hidden is None:
            is_hidden = self._is_hidden[attributes] = _HIDDEN.search(attributes) is not None
        if is_hidden:
            self.hidden.append(number)


def cells(data: bytes, words: Words, found: Rows) -> Cells:
    """Return what the tags of the cells in `found` say."""
    tags = _Tags(words, found)
    column = tags.take_reference(found)
    style = tags.take_style()
    kind = tags.take_type(found.ends)
    # Now `at` is where the tag has ended and what is inside the cell begins.
    inside, closing = words.at(tags.at), words.at(found.ends - 8)
    starts, ends = tags.at + 3, found.ends - 8
    is_valued = (closing == _VALUE_END) & (kind > Kind.BLANK) & (kind < Kind.INLINE)
    is_formula = is_valued & ((inside & mask(2)) == word(b"<f"))
    is_valued &= (inside & mask(3)) == word(b"<v>")
    if is_formula.any():
        some = np.flatnonzero(is_formula)
        starts[some] = _after_formulas(data, words, tags.at[some], found.ends[some])
        is_valued |= is_formula
    is_valued &= ends > starts
    if (kind == Kind.INLINE).any():
        some = np.flatnonzero((kind == Kind.INLINE) & (closing == word(_INLINE_END[-8:])))
        starts[some], kind[some] = _inside(words, tags.at[some])
        ends[some] = found.ends[some] - len(_INLINE_END)
        is_whole = words.at(ends[some]) == word(_INLINE_END[:8])
        is_valued[some] = is_whole & (ends[some] >= starts[some])
    # yes or no is one letter
    is_valued &= (kind != Kind.BOOL) | (
        (ends - starts == 1) & (words.bytes_at(starts) >> 1 == 0x18)
    )
    kind[~(tags.fine & (is_valued | (kind == Kind.BLANK)))] = Kind.ALONE
    return Cells(kind, column, style, starts, ends)


class _Tags:
    """A finger on the tag of every cell, moving right as the tags are read."""

    def __init__(self, words: Words, found: Rows) -> None:
        first = words.at(found.starts)
        self.fine = (first & mask(6)) == _START
        """Where every byte so far was as it should be."""
        self.at = found.starts + 6
        """The place of the next byte."""
        self._words = words

    def take_reference(self, found: Rows) -> NDArray[np.int64]:
        """Return the columns; the row has to be the one that the cell is in."""
        words = self._words
        column = np.zeros(len(self.at), np.int64)
        is_letter = self.fine
        for count in range(3):
            letter = words.bytes_at(self.at) - np.uint8(ord("A"))
            # Unsigned: what comes before A becomes huge.
            is_letter = is_letter & (letter < 26)
            if count and not is_letter.any():
                break
            column = np.where(is_letter, column * 26 + letter + 1, column)
            self.at += is_letter
        texts = [b'%d"' % number for number in found.numbers.tolist()]
        expected = np.array([word(text) for text in texts], np.uint64)
        lengths = np.array([len(text) for text in texts], np.int64)
        kept = np.array([mask(len(text)) for text in texts], np.uint64)
        self.fine &= (words.at(self.at) & kept[found.row]) == expected[found.row]
        self.fine &= column > 0
        self.at += lengths[found.row]
        return column

    def take_style(self) -> NDArray[np.int64]:
        """Return the styles, 0 where none is named; one of five digits is not understood."""
        found = self._words.at(self.at)
        is_named = (found & mask(4)) == _STYLE
        style = np.zeros(len(found), np.int64)
        if not is_named.any():
            return style
        digits = (found >> 32) ^ word(b"0000")
        self.fine &= ~is_named | ((digits & 0xFF) <= 9)
        self.at += 4 * is_named
        is_digit = is_named
        for place in (0, 8, 16, 24):
            digit = (digits >> place) & 0xFF
            is_digit = is_digit & (digit <= 9)
            if not is_digit.any():
                break
            style = np.where(is_digit, style * 10 + digit.astype(np.int64), style)
            self.at += is_digit
        self.fine &= self._words.bytes_at(self.at - 1 + is_named) == ord('"')
        self.at += is_named
        return style

    def take_type(self, ends: Places) -> NDArray[np.uint8]:
        """Return how the value is written, as far as the end of the tag tells."""
        found = self._words.at(self.at)
        opening = found & mask(2)
        kind = np.where(opening == word(b"><"), np.uint8(Kind.NUMBER), np.uint8(Kind.ALONE))
        is_typed = (found & ~np.uint64(_TYPE_LETTER)) == _TYPED
        letter = ((found >> 32) & 0xFF).astype(np.int64)
        kind = np.where(is_typed, _KIND_OF_LETTER[letter], kind)
        kind[(opening == word(b"/>")) & (ends == self.at + 2)] = Kind.BLANK
        at = self.at + 1 + 6 * is_typed
        for text, tag in ((Kind.TEXT, b' t="str">'), (Kind.INLINE, b' t="inlineStr">')):
            some = np.flatnonzero(found == word(tag[:8]))
            if len(some):
                after = self.at[some] + len(tag)
                is_so = self._words.at(after - 8) == word(tag[-8:])
                kind[some[is_so]], at[some] = text, after
        self.at = at
        return kind


def _after_formulas(data: bytes, words: Words, starts: Places, ends: Places) -> Places:
    """Return where the values of cells begin that hold a formula and a value.

    A place behind `ends` is given where there is anything else.
    """
    tags = words.all_of(b"<", int(starts[0]), int(ends[-1]))
    first = np.searchsorted(tags, starts)
    last = np.searchsorted(tags, ends - 8)  # that of </v>
    value = tags[last - 1]
    fine = (words.at(value) & mask(3)) == word(b"<v>")
    stop = tags[np.minimum(first + 1, last)]
    is_whole = (last - first == 3) & ((words.at(stop) & mask(4)) == word(b"</f>"))
    is_whole &= stop + 4 == value
    fine &= is_whole | (last - first == 2)
    # A formula of one cell has no attributes; only few cells of most sheets have others.
    bare = is_whole & ((words.at(starts) & mask(3)) == word(b"<f>"))
    for one in np.flatnonzero(fine & ~bare).tolist():
        end = data.find(b">", starts[one]) + 1
        tag = data[starts[one] : end if is_whole[one] else stop[one]]
        fine[one] = _FORMULA.fullmatch(tag) is not None and (tag[-2:] != b"/>") == is_whole[one]
    return np.where(fine, value + 3, ends)


def _inside(words: Words, starts: Places) -> tuple[Places, NDArray[np.uint8]]:
    """Return where the texts of inline strings begin, and whether their blanks count."""
    is_bare = (words.at(starts) & mask(7)) == _INLINE
    is_kept = ~is_bare
    for at in (0, 8, 16, len(_INLINE_KEPT) - 8):
        is_kept &= words.at(starts + at) == word(_INLINE_KEPT[at : at + 8])
    kinds = np.where(is_kept, np.uint8(Kind.INLINE_KEPT), np.uint8(Kind.INLINE))
    kinds[~(is_bare | is_kept)] = Kind.ALONE
    return starts + np.where(is_kept, len(_INLINE_KEPT), 7), kinds
