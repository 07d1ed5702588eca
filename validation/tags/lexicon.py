"""The signals and their phrases, ready for searching."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import ahocorasick

from validation.errors import CatalogueError
from validation.folding import folded
from validation.messages import Text, message
from validation.tables import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validation.catalogue import Catalogue

_TABLE = Path(__file__).with_name("signals.csv")
_COLUMNS = ("signal", "zh", "en", "zh_not", "en_not", "asked", "advice_zh", "advice_en")
_LATIN = re.compile(r"[a-z0-9]")
_SHORTEST = 2


class Signal(NamedTuple):
    """One row of signals.csv."""

    code: str
    advice: Text
    asked: bool
    """Whether a customer who asks for it shows it: "can you send samples?"."""


class Phrase(NamedTuple):
    """Words that tell a signal, or that only look like it."""

    signal: Signal
    parts: int
    """How many pieces it has, between which other words may stand."""
    excludes: bool
    """Whether it means something else: what overlaps with it is no signal."""
    latin: bool


class Piece(NamedTuple):
    """A piece of a phrase."""

    phrase: int
    """Its place in `Lexicon.phrases`."""
    part: int
    ends_latin: bool
    """Whether no letter may follow."""
    parts: int
    """How many pieces the phrase has."""


class Entry(NamedTuple):
    """What the automaton yields for a text it finds."""

    length: int
    starts_latin: bool
    """Whether no letter may stand before it."""
    pieces: tuple[Piece, ...]


class Lexicon(NamedTuple):
    """All signals with an automaton that finds every piece in one pass.

    The automaton yields (place of the last sign, Entry) over folded text.
    """

    signals: Mapping[str, Signal]
    phrases: tuple[Phrase, ...]
    automaton: ahocorasick.Automaton


def load(catalogue: Catalogue, home: Path | None = None) -> Lexicon:
    """Return the signals; a signals.csv beside a team's catalogue replaces the shipped one.

    Args:
        catalogue: whose list `tag` has the words of the signals.
        home: the team's catalogue.csv; None: the shipped signals.

    Raises:
        CatalogueError: a row names no word of the list, repeats a signal or has no usable phrase.
    """
    path = home.with_name(_TABLE.name) if home else _TABLE
    return _load(path if path.exists() else _TABLE, frozenset(catalogue.vocabularies["tag"].words))


@cache
def _load(path: Path, codes: frozenset[str]) -> Lexicon:
    signals: dict[str, Signal] = {}
    phrases: list[Phrase] = []
    pieces: dict[str, list[Piece]] = {}
    for row, cells in _rows(path):
        code = cells["signal"]
        if code not in codes:
            raise _wrong(path, row, "signal", code, "tags.unknown_signal")
        if code in signals:
            raise _wrong(path, row, "signal", code, "catalogue.repeated")
        asked = cells["asked"].strip().upper() == "Y"
        signals[code] = Signal(code, Text(cells["advice_zh"], cells["advice_en"]), asked)
        for column in ("zh", "en", "zh_not", "en_not"):
            for said in filter(None, map(str.strip, cells[column].split(";"))):
                words = [part.strip() for part in folded(said).split("…")]
                if not all(len(part.rstrip("*")) >= _SHORTEST or _is_han(part) for part in words):
                    raise _wrong(path, row, column, said, "tags.short_phrase")
                phrase = Phrase(signals[code], len(words), column.endswith("_not"), said.isascii())
                for at, part in enumerate(words):
                    text = part.rstrip("*")
                    ends = bool(_LATIN.match(text[-1])) and text == part
                    piece = Piece(len(phrases), at, ends, len(words))
                    pieces.setdefault(text, []).append(piece)
                phrases.append(phrase)
    automaton = ahocorasick.Automaton()
    for text, found_pieces in pieces.items():
        entry = Entry(len(text), bool(_LATIN.match(text[0])), tuple(found_pieces))
        automaton.add_word(text, entry)
    automaton.make_automaton()
    return Lexicon(signals, tuple(phrases), automaton)


def _is_han(part: str) -> bool:
    return bool(part) and not part.isascii()


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.DictReader(io.StringIO(decoded(path, path.read_bytes()), newline=""))
    for column in _COLUMNS:
        if column not in (reader.fieldnames or ()):
            raise _wrong(path, 1, column, "", "catalogue.column_missing")
    for row, cells in enumerate(reader, 2):
        told = {column: (cells.get(column) or "").strip() for column in _COLUMNS}
        if any(told.values()):
            yield row, told


def _wrong(path: Path, row: int, column: str, value: str, key: str) -> CatalogueError:
    return CatalogueError(table=path.name, row=row, column=column, value=value, reason=message(key))
