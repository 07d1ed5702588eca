"""What the tags of a worksheet's cells say, found without parsing them.

Every program writes a cell in one of a few ways, and each way is fixed letters around a row, a
column, a style and a value. So a piece of a sheet is compared with those letters at all its cells
at once. A cell is taken only where every byte of it has been accounted for; one that is written
otherwise is left to be read alone.
"""

from __future__ import annotations

import re
from enum import IntEnum
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from workbook.formats.rows import ATTRIBUTES
from workbook.formats.words import mask, word

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbook.formats.rows import Rows
    from workbook.formats.words import Places, Words

_FORMULA = re.compile(rb"<f%b(?:/>|>[^<]*</f>)(?=<v>)" % ATTRIBUTES)
_START = word(b'<c r="')
_STYLE = word(b' s="')
_TYPED, _TYPE_LETTER = word(b' t="\0"'), 0xFF << 32
_OPEN, _CLOSED = word(b"><"), word(b"/>")
_VALUE_END = word(b"</v></c>")
_AFTER_FORMULA = b"</f><v>"
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


class Cells(NamedTuple):
    """What the tags of cells say: 1-based columns, style numbers, and where the value stands."""

    kind: NDArray[np.uint8]
    column: NDArray[np.int64]
    style: NDArray[np.int64]
    starts: Places
    ends: Places


def cells(data: bytes, words: Words, found: Rows) -> Cells:
    """Return what the tags of the cells in `found` say."""
    tags = _Tags(words, found.starts)
    column = tags.take_reference(found)
    style = tags.take_style()
    kind = tags.take_type(found.ends, style)
    # Now `at` is where the tag has ended and what is inside the cell begins.
    inside, closing = words.at(tags.at), words.at(found.ends - 8)
    starts, ends = tags.at + 3, found.ends - 8
    is_valued = (closing == _VALUE_END) & (kind > Kind.BLANK) & (kind < Kind.INLINE)
    is_formula = is_valued & ((inside & mask(2)) == word(b"<f"))
    is_valued &= (inside & mask(3)) == word(b"<v>")
    if is_formula.any():
        some = np.flatnonzero(is_formula)
        starts[some] = _after_formulas(data, words, (tags.at[some], found.ends[some]))
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

    def __init__(self, words: Words, at: Places) -> None:
        self.at = at
        """The place of the next byte."""
        self.fine = np.ones(len(at), bool)
        """Where every byte so far was as it should be."""
        self._is_styled = np.zeros(len(at), bool)
        self._words = words

    def take_reference(self, found: Rows) -> NDArray[np.int64]:
        """Return the columns; the row has to be the one that the cell is in."""
        words = self._words
        is_letter = self.fine = (words.at(self.at) & mask(6)) == _START
        self.at = self.at + 6
        column = np.zeros(len(self.at), np.int64)
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
        self._is_styled = is_named
        digits = (found >> 32) ^ word(b"0000")
        self.fine &= ~is_named | ((digits & 0xFF) <= 9)
        self.at = self.at + 4 * is_named
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

    def take_type(self, ends: Places, style: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Return how the value is written, as far as the end of the tag tells.

        Some programs put the style behind the type; it is set in `style`.
        """
        words = self._words
        found = words.at(self.at)
        is_typed = (found & (mask(6) ^ _TYPE_LETTER)) == _TYPED
        letter = ((found >> 32) & 0xFF).astype(np.int64)
        kind = np.where(is_typed, _KIND_OF_LETTER[letter], np.uint8(Kind.NUMBER))
        closing = np.where(is_typed, found >> 48, found & mask(2))
        self.at += 6 * is_typed
        for text, tag in ((Kind.TEXT, b' t="str"'), (Kind.INLINE, b' t="inlineStr"')):
            some = np.flatnonzero(found == word(tag[:8]))
            if len(some):
                self.at[some] += len(tag)
                is_so = words.at(self.at[some] - 8) == word(tag[-8:])
                kind[some], closing[some] = text, words.at(self.at[some]) & mask(2)
                self.fine[some] &= is_so
        late = np.flatnonzero((closing == word(b" s")) & ~self._is_styled)
        if len(late):
            rest = _Tags(words, self.at[late])
            style[late] = rest.take_style()
            self.at[late], closing[late] = rest.at, words.at(rest.at) & mask(2)
            self.fine[late] &= rest.fine
        kind[closing != _OPEN] = Kind.ALONE
        kind[(closing == _CLOSED) & (ends == self.at + 2)] = Kind.BLANK
        self.at += 1
        return kind


def _after_formulas(data: bytes, words: Words, places: tuple[Places, Places]) -> Places:
    """Return where the values begin in cells that hold a formula and then a value.

    `places` are those of the formulas and of the cells' ends. Where there is anything else, the
    end is given. What the formula says is not looked at: its value is here.
    """
    starts, ends = places
    found = map(data.find, repeat(b"<"), (starts + 2).tolist(), ends.tolist())
    stops = np.fromiter(found, np.int64, len(starts))
    values = stops + len(_AFTER_FORMULA)
    # A formula of one cell has no attributes; few cells of most sheets have another.
    fine = (words.at(starts) & mask(3)) == word(b"<f>")
    fine &= (words.at(stops) & mask(7)) == word(_AFTER_FORMULA)
    for one in np.flatnonzero(~fine).tolist():
        formula = _FORMULA.match(data, starts[one], ends[one])
        values[one] = formula.end() + len("<v>") if formula else ends[one]
    return values


def _inside(words: Words, starts: Places) -> tuple[Places, NDArray[np.uint8]]:
    """Return where the texts of inline strings begin, and whether their blanks count."""
    is_bare = (words.at(starts) & mask(7)) == _INLINE
    is_kept = ~is_bare
    for at in (0, 8, 16, len(_INLINE_KEPT) - 8):
        is_kept &= words.at(starts + at) == word(_INLINE_KEPT[at : at + 8])
    kinds = np.where(is_kept, np.uint8(Kind.INLINE_KEPT), np.uint8(Kind.INLINE))
    kinds[~(is_bare | is_kept)] = Kind.ALONE
    return starts + np.where(is_kept, len(_INLINE_KEPT), 7), kinds
