"""A fast look at the XML of a worksheet, for what python-calamine does not tell.

Error cells, formulas without a result, hidden rows, styles: each is found by searching the bytes
for a few letters, many times faster than parsing them. That holds for XML written the usual way;
for any other the scan gives up and `workbook.formats.cells` parses it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import IO, TYPE_CHECKING, NamedTuple

from workbook.formats.grid import Merged, OddGridCell, Ruled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

MAX_FILLS = 200_000
MISSING_TEXT = "#MISSING"
"""Shown for a cell that points to a shared string that is not there."""

_PIECE = 1 << 22
_LONGEST_ROW = 1 << 28
_ROW_END = b"</row>"

_ODD_TYPE = re.compile(rb' t="[de]"')
_FORMULA = re.compile(rb"<f[ />]")
_HIDDEN = re.compile(rb' h(?:idden="(?:1|true)"|t="0(?:\.0*)?")')
_REFERENCE = re.compile(rb' r="([A-Z]{1,3})(\d{1,7})"')
_ROW_NUMBER = re.compile(rb'<row [^>]*?\br="(\d{1,7})"')
_COLUMNS = re.compile(rb"<col [^>]*>")
_MERGED = re.compile(rb'<mergeCell [^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_RULE = re.compile(rb"<(?:x14:)?dataValidation ([^>]*)>")
_RULE_PLACE = re.compile(rb"<xm:sqref>([^<]*)</xm:sqref>")
_BLOCK = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_ZERO = re.compile(rb"0(?:\.0*)?")
_STRANGE = (b"='", b"<!--", b"<![CDATA[", b"<!DOCTYPE")


class UnusualXmlError(Exception):
    """The XML is not written the usual way, so it has to be parsed."""


class Wanted(NamedTuple):
    """What to look for: the style numbers of dates with a time, and of cells with a fill."""

    moments: frozenset[int] = frozenset()
    fills: Mapping[int, str] = {}


class RawCell(NamedTuple):
    """The text of a cell's value as the file writes it, and the number of its style."""

    style: int
    text: str


@dataclass
class SheetFacts:
    """What lies around the values of one sheet; rows and columns are 1-based."""

    odd: list[OddGridCell] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: AbstractSet[int] = frozenset()
    merged: list[Merged] = field(default_factory=list)
    ruled: list[Ruled] = field(default_factory=list)
    moments: list[tuple[int, int]] = field(default_factory=list)
    fills: dict[tuple[int, int], str] = field(default_factory=dict)


def scan(stream: IO[bytes], wanted: Wanted) -> SheetFacts:
    """Return the facts of the worksheet that `stream` gives.

    Raises:
        UnusualXmlError: the XML is written in a way this search does not understand.
    """
    facts = SheetFacts()
    styles = wanted.moments | wanted.fills.keys()
    pattern = None
    if styles:
        numbers = "|".join(map(str, sorted(styles)))
        pattern = re.compile(rb' s="(%b)"' % numbers.encode())
    last = b""
    for piece in _pieces(stream):
        if not last:
            _check_usual(piece)
            _columns(piece, facts)
        _odd_types(piece, facts)
        _formulas(piece, facts)
        _hidden_rows(piece, facts)
        if pattern:
            _styled(piece, facts, pattern, wanted)
        last = piece
    facts.merged = [
        Merged(int(top), column_number(left), int(bottom), column_number(right))
        for left, top, right, bottom in _MERGED.findall(last)
    ]
    facts.ruled = list(_rules(last))
    return facts


def raw_cells(
    stream: IO[bytes], places: Iterable[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], RawCell]]:
    """Give the cells at `places` (row, column) as the file writes them.

    Raises:
        UnusualXmlError: a style is no number.
    """
    waiting = sorted(places, reverse=True)
    for piece in _pieces(stream):
        numbers = _ROW_NUMBER.findall(piece, max(0, piece.rfind(b"<row ")))
        last = int(numbers[-1]) if numbers else 0
        at = 0
        while waiting and waiting[-1][0] <= last:
            place = waiting.pop()
            found = piece.find(b' r="%b%d"' % (column_letters(place[1]).encode(), place[0]), at)
            if found < 0:
                continue
            at = found
            tag = _tag(piece, at)
            style = dict(_ATTRIBUTE.findall(tag)).get(b"s", b"0")
            if not style.isdigit():
                raise UnusualXmlError
            text = _value(piece, at)
            yield place, RawCell(int(style), "" if text is None else text)


def blocks(references: str) -> Iterator[Ruled]:
    """Give the blocks that a sqref lists: "A5:A9 C5" is two.

    >>> list(blocks("B5:C9 XFD1"))[0]
    Ruled(first_row=5, first_column=2, last_row=9, last_column=3)
    """
    for left, top, right, bottom in _BLOCK.findall(references):
        first = (int(top), column_number(left))
        yield Ruled(*first, int(bottom or top), column_number(right or left))


def column_number(letters: bytes | str) -> int:
    """Return the number of a column.

    >>> column_number("A"), column_number(b"XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters.encode() if isinstance(letters, str) else letters:
        number = number * 26 + letter - 64
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column, 1 for A.

    >>> column_letters(1), column_letters(27), column_letters(16384)
    ('A', 'AA', 'XFD')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Give the stream in pieces that end where a row ends, and the rest."""
    waiting = b""
    while block := stream.read(_PIECE):
        cut = block.rfind(_ROW_END)
        if cut < 0 or len(waiting) + len(block) > _LONGEST_ROW:
            if len(waiting) + len(block) > _LONGEST_ROW:
                raise UnusualXmlError
            waiting += block
            continue
        cut += len(_ROW_END)
        yield waiting + block[:cut]
        waiting = block[cut:]
    if waiting:
        yield waiting


def _rules(tail: bytes) -> Iterator[Ruled]:
    for found in _RULE.finditer(tail):
        attributes = dict(_ATTRIBUTE.findall(found[1]))
        if attributes.get(b"type", b"none") == b"none":
            continue
        # Excel keeps a rule that looks at another sheet in the extensions, its place in a child.
        place = attributes.get(b"sqref")
        if place is None and (child := _RULE_PLACE.search(tail, found.end())):
            place = child[1]
        yield from blocks((place or b"").decode("ascii", "replace"))


def _check_usual(piece: bytes) -> None:
    head = piece[: 1 << 16]
    declared = re.match(rb'(?:\xef\xbb\xbf)?<\?xml[^>]*encoding="([^"]+)"', head)
    usual = (
        re.search(rb"<worksheet[ >]", head) is not None
        and (declared is None or declared[1].lower() in {b"utf-8", b"us-ascii"})
        and not any(strange in head for strange in _STRANGE)
    )
    row = piece.find(b"<row")
    cell = piece.find(b"<c", piece.find(b"<sheetData"))
    while cell >= 0 and piece[cell + 2 : cell + 3] not in b" >/\t\r\n":
        cell = piece.find(b"<c", cell + 2)
    usual = usual and (row < 0 or _ROW_NUMBER.match(piece, row) is not None)
    if not usual or (cell >= 0 and _REFERENCE.search(_tag(piece, cell + 2)) is None):
        raise UnusualXmlError


def _tag(piece: bytes, at: int) -> bytes:
    """Return the tag around `at`."""
    return piece[piece.rfind(b"<", 0, at) : piece.find(b">", at) + 1]


def _place(tag: bytes) -> tuple[int, int]:
    found = _REFERENCE.search(tag)
    if found is None:
        raise UnusualXmlError
    return int(found[2]), column_number(found[1])


def _value(piece: bytes, at: int) -> str | None:
    """Return the text of the value of the cell around `at`; None when it has none."""
    end = piece.find(b"</c>", at)
    start = piece.find(b"<v>", at, end)
    if start < 0 or end < 0:
        return None
    text = piece[start + 3 : piece.find(b"</v>", start, end)]
    return unescape(text.decode("utf-8", "replace"))


def _columns(piece: bytes, facts: SheetFacts) -> None:
    for tag in _COLUMNS.findall(piece, 0, max(0, piece.find(b"<sheetData"))):
        found = dict(_ATTRIBUTE.findall(tag))
        zero = _ZERO.fullmatch(found.get(b"width", b"8")) is not None
        if zero or found.get(b"hidden") in {b"1", b"true"}:
            ends = found.get(b"min", b"0"), found.get(b"max", b"0")
            if not all(end.isdigit() for end in ends):
                raise UnusualXmlError
            first, last = map(int, ends)
            hidden = range(max(first, 1), min(last, 16_384) + 1)
            facts.hidden_columns = facts.hidden_columns | frozenset(hidden)


def _odd_types(piece: bytes, facts: SheetFacts) -> None:
    for found in _ODD_TYPE.finditer(piece):
        tag = _tag(piece, found.start())
        if not tag.startswith(b"<c "):
            continue
        if found[0] == b' t="d"':
            raise UnusualXmlError
        shown = None if tag.endswith(b"/>") else _value(piece, found.end())
        if shown:
            facts.odd.append(OddGridCell("error", *_place(tag), shown))


def _formulas(piece: bytes, facts: SheetFacts) -> None:
    for found in _FORMULA.finditer(piece):
        end = piece.find(b"</c>", found.end())
        content = piece[found.start() : end]
        if (content.endswith(b"</v>") and not content.endswith(b"<v></v>")) or b"<is>" in content:
            continue
        tag = piece[piece.rfind(b"<c ", 0, found.start()) : found.start()]
        if b' t="str"' in tag and b"<v" in content:
            continue
        formula = re.match(rb"<f[^>]*[^/>]?>([^<]*)</f>", content)
        shown = unescape(formula[1].decode("utf-8", "replace")) if formula else ""
        facts.odd.append(OddGridCell("uncached", *_place(tag), f"={shown}"))


def _hidden_rows(piece: bytes, facts: SheetFacts) -> None:
    for found in _HIDDEN.finditer(piece):
        tag = _tag(piece, found.start())
        number = _ROW_NUMBER.match(tag)
        if number:
            facts.hidden_rows.add(int(number[1]))


def _styled(piece: bytes, facts: SheetFacts, pattern: re.Pattern[bytes], wanted: Wanted) -> None:
    for found in pattern.finditer(piece):
        tag = _tag(piece, found.start())
        if not tag.startswith(b"<c "):
            continue
        style = int(found[1])
        place = _place(tag)
        if style in wanted.moments:
            facts.moments.append(place)
        if style in wanted.fills and len(facts.fills) < MAX_FILLS:
            facts.fills[place] = wanted.fills[style]
