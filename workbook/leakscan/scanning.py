"""A file searched for the tokens of a handover."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from validation.leaks import Matcher, spellings
from validation.leaks.spellings import BORDER
from workbook.leakscan import views
from workbook.leakscan.pieces import Opener, Piece
from workbook.leakscan.sheets import Workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from validation.leaks import Tokens, Told

MOST = 1_000
"""Hits that are reported; a file that holds more is not about to leave."""

_SHEETS = re.compile(r"(?:\A|!)xl/(?:worksheets/|sharedStrings\.xml)", re.IGNORECASE)
_PACKAGE = re.compile(r"(?:\A|!)(?:xl/|docProps/|_rels/|\[Content_Types\]\.xml)")
_LOOKS = re.compile(r"(?:\A|!)xl/(?:theme/|styles\.xml|drawings/|charts/)")
_SHARED_CELL = re.compile(r'<c\s[^<>]*\bt="s"[^<>]*><v>\d+</v></c>')
# Numbers that say where and how wide things are. What a person may have typed is kept.
_PLACE = r"[A-Z]{0,3}\$?\d+(?:[: ]\$?[A-Z]{0,3}\$?\d+)*"
_MEASURE = re.compile(rf'\s(?!(?:v|val|name|caption|title)=)[\w:]+="(?:[-+\d.,\s]*|{_PLACE})"')
_NUMBER = re.compile(r'\s[\w:]+="[-+\d.,\s]*"')


class Hit(NamedTuple):
    """A withheld value that stands in a file. The value itself is never told."""

    part: str
    """The part of the file, packages from the outside in."""
    sheet: str
    """The sheet of the book that the value is withheld on: its catalogue key, or its tab."""
    column: str
    """The column that withholds it: its catalogue key, or its header."""
    cell: str | None = None
    """Where it stands in the file, such as "Customers!B7"; None: not in a cell."""
    inherent: bool = False
    """Whether it stands inside a value that may leave, and an approver may accept it."""


def scan(
    content: bytes,
    tokens: Tokens,
    *,
    passphrase: str | None = None,
    blank: bytes | None = None,
    path: Path | None = None,
) -> tuple[Hit, ...]:
    """Return where `content` tells what it must not, at most MOST hits, in the order they lie.

    Args:
        content: a file of any kind.
        tokens: what to look for.
        passphrase: opens what is encrypted.
        blank: the same form without any row; its texts are the product's own.
        path: what an error names.

    Raises:
        EncryptedError: it needs a passphrase and there is none.
        WrongPasswordError: the passphrase does not open it.
        TooBigError: it holds more than can be searched; not searched is not clean.
        DamagedError: a part cannot be read.
    """
    named = path or Path("copy.xlsx")
    known = _segments(blank, named) if blank else frozenset()
    matcher = Matcher(tokens, known)
    hits: dict[Hit, None] = {}
    packages: dict[str, dict[str, str]] = {}
    suspected: list[tuple[Piece, list[Told]]] = []
    for piece in Opener(named, passphrase).pieces(content):
        if _SHEETS.search(piece.name) or piece.name.endswith(
            ("xl/workbook.xml", "workbook.xml.rels")
        ):
            package, part = _split(piece.name)
            packages.setdefault(package, {})[part] = next(iter(views.texts(piece.data)), "")
        told = _told(matcher, piece)
        if told and _SHEETS.search(piece.name):
            suspected.append((piece, told))
        else:
            hits |= dict.fromkeys(_hits(piece.name, told))
        if len(hits) >= MOST:
            break
    for piece, told in suspected:
        package, part = _split(piece.name)
        hits |= dict.fromkeys(_placed(matcher, piece, told, Workbook(packages[package]), part))
    return tuple(hits)[:MOST]


def _told(matcher: Matcher, piece: Piece) -> list[Told]:
    cells = _SHEETS.search(piece.name) is not None
    found: dict[Told, None] = {}
    for text in views.texts(piece.data):
        read = text
        if "<" in text and _PACKAGE.search(piece.name):
            read = _reduced(text, looks=_LOOKS.search(piece.name) is not None)
        for form in views.forms(read):
            found |= dict.fromkeys(matcher.told(form, cells=cells))
    return list(found)


def _reduced(text: str, *, looks: bool) -> str:
    text = _SHARED_CELL.sub("", text)
    return (_NUMBER if looks else _MEASURE).sub("", text)


def _hits(part: str, told: Iterable[Told]) -> Iterator[Hit]:
    for one in told:
        yield Hit(part, one.source.sheet, one.source.column)


def _placed(
    matcher: Matcher, piece: Piece, told: list[Told], workbook: Workbook, part: str
) -> Iterator[Hit]:
    """Yield the hits of a part that holds cells, with the cells."""
    seen: set[tuple[str, str]] = set()
    for one, places in _cells(matcher, workbook, part):
        for place in places:
            seen.add(one.source)
            yield Hit(piece.name, one.source.sheet, one.source.column, place, one.is_inherent)
    for one in told:
        if one.source not in seen:
            yield Hit(piece.name, one.source.sheet, one.source.column)


def _cells(matcher: Matcher, workbook: Workbook, part: str) -> Iterator[tuple[Told, list[str]]]:
    if workbook.is_sheet(part):
        cells = [cell for cell in workbook.cells(part) if cell.shared is None]
        for one in matcher.told(_column(cell.text for cell in cells), cells=True):
            yield one, [cells[one.segment].place]
        return
    for one in matcher.told(_column(workbook.strings()), cells=True):
        yield one, workbook.users(one.segment)


def _column(texts: Iterable[str]) -> str:
    return BORDER.join(text.replace(BORDER, " ") for text in texts)


@lru_cache(maxsize=1)
def _segments(blank: bytes, path: Path) -> frozenset[str]:
    """Return the folded texts of a form without rows."""
    found: set[str] = set()
    for piece in Opener(path, None).pieces(blank):
        for text in views.texts(piece.data):
            for form in views.forms(text):
                said = spellings.folded(form)
                found |= {segment.strip() for segment in said.split(BORDER)}
    return frozenset(found - {""})


def _split(name: str) -> tuple[str, str]:
    package, _, part = name.rpartition("!")
    return package, part
