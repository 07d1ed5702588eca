"""Where the rows of a piece of a worksheet stand in its XML, and where their cells do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from workbook.formats.scan import UnusualXmlError
from workbook.formats.words import mask, word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from workbook.formats.words import Places, Words

ROW_END = b"</row>"
_ROW_START = b'<row r="'
ATTRIBUTES = rb'(?: [A-Za-z_][\w:.]*="[^"<>]*")*'
"""A pattern for the attributes of a tag as programs write them."""
_ATTRIBUTES = re.compile(ATTRIBUTES)
_ROW = re.compile(rb"<row(%b) ?>" % ATTRIBUTES)
_BLANK_ROW = re.compile(rb"<row(%b) ?(?:/>|></row>)" % ATTRIBUTES)
_NUMBER = re.compile(rb' r="(\d{1,7})"')
_NAME = re.compile(rb' ([\w:.]+)="')
_HIDDEN = re.compile(rb' (?:hidden="(?:1|true)"|ht="0(?:\.0*)?")')


class Rows(NamedTuple):
    """The cells of a piece, and the rows that they are in."""

    starts: Places
    """Where the cells begin."""
    ends: Places
    """Where they end."""
    row: Places
    """The row of each cell, counted from 0 in `numbers`."""
    numbers: NDArray[np.int64]
    """The numbers of the rows that have cells, ascending."""
    last: int
    """The number of the last row, also when it has no cells."""
    hidden: tuple[int, ...]
    """Numbers of hidden rows, also of those without cells."""


class _Numbered(NamedTuple):
    """The rows as in `Rows`; `stops` are the places where those with cells end."""

    stops: Places
    numbers: NDArray[np.int64]
    last: int
    hidden: tuple[int, ...]


def rows(data: bytes, words: Words, between: tuple[int, int], *, after: int) -> Rows:
    """Return the rows that stand `between` two places, whole; the row before was `after`.

    Raises:
        UnusualXmlError: there is anything but rows, or their numbers do not ascend.
    """
    starts, tags = words.pairs(b"<", b"cr", between)
    before = words.at(starts - 4) & mask(4)
    follows = (before == word(b"</c>")) | (before >> 16 == word(b"/>"))
    firsts = np.flatnonzero(~follows)
    if len(starts) and not (len(firsts) and firsts[0] == 0):
        raise UnusualXmlError
    begins = starts[firsts]
    found = _alike(data, words, between, (tags, begins))
    found = found or _one_by_one(_Gaps(data, after), between, begins)
    ends = np.append(starts[1:], 0)
    ends[np.append(firsts[1:], len(starts))[: len(firsts)] - 1] = found.stops
    if (np.diff(found.numbers, prepend=after) <= 0).any():
        raise UnusualXmlError
    counts = np.diff(np.append(firsts, len(starts)))
    row = np.repeat(np.arange(len(firsts)), counts)
    return Rows(starts, ends, row, found.numbers, found.last, found.hidden)


def _alike(
    data: bytes, words: Words, between: tuple[int, int], places: tuple[Places, Places]
) -> _Numbered | None:
    """Return the rows where every one has cells and begins with its number, None elsewhere.

    `places` are those of tags whose name begins with an r, and of the first cells of rows.
    """
    tags, begins = places
    tags = tags[words.at(tags) == word(_ROW_START)]
    stops = np.append(tags[1:], between[1]) - len(ROW_END)
    fine = len(tags) == len(begins) > 0 and tags[0] == between[0]
    if not fine or ((words.at(stops) & mask(6)) != word(ROW_END)).any():
        return None
    numbers = np.zeros(len(tags), np.int64)
    at = tags + len(_ROW_START)
    is_digit = np.ones(len(tags), bool)
    for _ in range(7):
        digit = words.bytes_at(at) - np.uint8(ord("0"))
        is_digit &= digit <= 9
        numbers = np.where(is_digit, numbers * 10 + digit, numbers)
        at += is_digit
    fine = (words.bytes_at(at) == ord('"')) & (words.bytes_at(begins - 1) == ord(">"))
    if not fine.all():
        return None
    texts = [data[a:b] for a, b in zip((at + 1).tolist(), (begins - 1).tolist(), strict=True)]
    hides = {text: _HIDDEN.search(text) is not None for text in set(texts)}
    if not all(_ATTRIBUTES.fullmatch(text) and _are_single(b' r=""' + text) for text in hides):
        return None
    return _Numbered(stops, numbers, int(numbers[-1]), _hidden(numbers, texts, hides))


def _are_single(attributes: bytes) -> bool:
    """Return whether no attribute is named twice."""
    names = _NAME.findall(attributes)
    return len(set(names)) == len(names)


def _hidden(
    numbers: NDArray[np.int64], texts: list[bytes], hides: Mapping[bytes, bool]
) -> tuple[int, ...]:
    if not any(hides.values()):
        return ()
    return tuple(n for n, text in zip(numbers.tolist(), texts, strict=True) if hides[text])


def _one_by_one(gaps: _Gaps, between: tuple[int, int], begins: Places) -> _Numbered:
    """Return any rows; `begins` are the places of the first cells of those that have some."""
    place, end = between
    stops = []
    for begin in begins.tolist():
        if gaps.numbers:
            stops.append(gaps.row_end(place, begin))
            place = stops[-1] + len(ROW_END)
        gaps.take(place, begin)
        place = begin
    if gaps.numbers:
        stops.append(gaps.row_end(place, end))
        place = stops[-1] + len(ROW_END)
    gaps.take_blank(place, end)
    numbers = np.array(gaps.numbers, np.int64)
    return _Numbered(np.array(stops, np.int64), numbers, gaps.last, tuple(gaps.hidden))


class _Gaps:
    """What stands between the cells of one row and the next."""

    def __init__(self, data: bytes, after: int) -> None:
        self.numbers: list[int] = []
        self.hidden: list[int] = []
        self.last = after
        self._data = data

    def row_end(self, start: int, end: int) -> int:
        """Return where the row ends that has a cell at `start`."""
        found = self._data.find(ROW_END, start, end)
        if found < 0:
            raise UnusualXmlError
        return found

    def take(self, start: int, end: int) -> None:
        """Take in the tag of a row with cells, and rows without any before it."""
        begin = self._data.rfind(b"<row ", start, end)
        found = _ROW.fullmatch(self._data, begin, end) if begin >= start else None
        if found is None:
            raise UnusualXmlError
        self.take_blank(start, begin)
        self._add(found[1])
        self.numbers.append(self.last)

    def take_blank(self, start: int, end: int) -> None:
        """Take in rows without cells."""
        place = start
        while place < end:
            found = _BLANK_ROW.match(self._data, place, end)
            if found is None:
                raise UnusualXmlError
            self._add(found[1])
            place = found.end()

    def _add(self, attributes: bytes) -> None:
        number = _NUMBER.search(attributes)
        if number is None or int(number[1]) <= self.last or not _are_single(attributes):
            raise UnusualXmlError
        self.last = int(number[1])
        if _HIDDEN.search(attributes):
            self.hidden.append(self.last)
