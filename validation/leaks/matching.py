"""What a text tells of the values that must not be told."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import ahocorasick

from validation.leaks import spellings
from validation.leaks.spellings import BORDER, LEAST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validation.leaks.shapes import Amount, Leaving, Source, Tokens, Word

_STEM = 40
"""Signs of a word that the machine looks for; the rest is compared where they stand."""
_MARKUP = re.compile(r"[<>\"=]")
"""Signs at which a part of a package is cut; a name may hold them too."""
MOST = 1_000
"""What is told of one text at most."""
_HASH = re.compile(r"[0-9a-f]{32,}|[a-z0-9+/_-]{40,}={0,2}")
_TELLING_TO_ALL = 7
"""Significant digits of a number that is told even in another record's own cell."""


class Told(NamedTuple):
    """A withheld value that a text tells."""

    segment: int
    """Which of the texts between borders, from 0."""
    source: Source
    is_inherent: bool
    """Whether it stands in a value that is meant to leave."""


class Matcher:
    """Looks for the same tokens in many texts."""

    def __init__(self, tokens: Tokens, known: frozenset[str] = frozenset()) -> None:
        """Take the tokens, and folded texts that are the product's own and tell nothing."""
        self._tokens = tokens
        self._known = known | tokens.facts
        self._leaving = _with_pieces(tokens.leaving)
        # Where the form itself is known, what is left is hardly by chance.
        self._is_known_form = bool(known)
        self._machine = ahocorasick.Automaton()
        by_stem: dict[str, list[Word]] = {}
        for word in tokens.words:
            by_stem.setdefault(word.squashed[:_STEM], []).append(word)
        for stem, words in by_stem.items():
            self._machine.add_word(stem, words)
        self._machine.make_automaton()

    def told(self, text: str, *, cells: bool = False, numeric: bool = True) -> list[Told]:
        """Return what `text` tells, each once per segment, and no more than MOST of a kind.

        Args:
            text: segments with a border between each two.
            cells: whether a segment may be the whole text of a cell that leaves.
            numeric: whether numbers in it mean anything.
        """
        said = spellings.folded(text)
        segments = said.split(BORDER)
        found = dict.fromkeys(islice(self._words(said, segments, cells=cells), MOST))
        if cells:
            found |= dict.fromkeys(self._suspects(segments))
        if numeric:
            found |= dict.fromkeys(islice(self._numbers(said, segments, cells=cells), MOST))
        return list(found)

    def _words(self, said: str, segments: list[str], *, cells: bool) -> Iterator[Told]:
        if not len(self._machine):
            return
        squashed = spellings.squashed(said)
        borders: list[int] | None = None
        for end, words in self._machine.iter(squashed):
            if borders is None:
                borders = [sign.start() for sign in re.finditer(BORDER, squashed)]
            at = bisect_left(borders, end)
            for word in words:
                if not squashed.startswith(word.squashed, end + 1 - min(_STEM, len(word.squashed))):
                    continue
                told = self._judged(word, at, segments[at], cells=cells)
                if told is not None:
                    yield told

    def _judged(self, word: Word, at: int, segment: str, *, cells: bool) -> Told | None:
        whole = segment.strip()
        if whole in self._known or not self._tells(segment, word):
            return None
        leaving = self._leaving.get(whole, ()) if cells else ()
        if not leaving:
            return Told(at, word.source, is_inherent=False)
        return self._in_leaving(word, at, leaving)

    def _in_leaving(self, word: Word, at: int, leaving: tuple[Leaving, ...]) -> Told | None:
        """Return what a word means inside a cell that leaves whole."""
        if not word.is_telling:
            return None
        is_own = any(cell.record in word.records for cell in leaving)
        if any(not cell.is_prose for cell in leaving):
            # The company is called so, whoever else is.
            return None if word.kind in {"firm", "prose"} else Told(at, word.source, True)  # noqa: FBT003
        if self._tokens.prose_may_tell and is_own:
            return None if word.kind == "prose" else Told(at, word.source, True)  # noqa: FBT003
        return Told(at, word.source, is_inherent=False)

    def _suspects(self, segments: list[str]) -> Iterator[Told]:
        for at, segment in enumerate(segments):
            for source in self._tokens.suspects.get(segment.strip(), ()):
                yield Told(at, source, is_inherent=self._tokens.prose_may_tell)

    def _numbers(self, said: str, segments: list[str], *, cells: bool) -> Iterator[Told]:
        amounts = self._tokens.amounts
        if not amounts or amounts.keys().isdisjoint(spellings.worths(said)):
            return
        for at, segment in enumerate(segments):
            whole = segment.strip()
            if whole in self._known:
                continue
            is_leaving = cells and whole in self._leaving
            for worth in spellings.worths(segment):
                amount = amounts.get(worth)
                if amount is not None and self._is_told(worth, amount, is_leaving=is_leaving):
                    yield Told(at, amount.source, is_inherent=False)

    def _is_told(self, worth: str, amount: Amount, *, is_leaving: bool) -> bool:
        digits = spellings.digits(worth)
        if is_leaving:
            return digits >= _TELLING_TO_ALL
        is_price = self._is_known_form and digits >= 3 and ("." in worth or len(worth) >= LEAST)
        return amount.is_telling or is_price

    @staticmethod
    def _tells(segment: str, word: Word) -> bool:
        is_phone = word.kind == "digits"
        found = spellings.pattern(word.squashed, phone=is_phone).finditer(segment)
        may_be_chance = is_phone or len(word.squashed) < 8
        return any(not (may_be_chance and _in_hash(segment, hit)) for hit in found)


def _with_pieces(leaving: Mapping[str, tuple[Leaving, ...]]) -> dict[str, tuple[Leaving, ...]]:
    """Return the texts that leave, and the pieces that cutting at markup makes of them.

    A piece without a letter is none: a figure there must not excuse it elsewhere.
    """
    found = dict(leaving)
    for text, cells in leaving.items():
        pieces = _MARKUP.split(text)
        for piece in pieces if len(pieces) > 1 else ():
            if any(map(str.isalpha, piece)):
                found.setdefault(piece.strip(), cells)
    return found


def _in_hash(segment: str, found: re.Match[str]) -> bool:
    """Return whether a hit lies within a digest or a key, where any letters come up."""
    return any(
        run.start() <= found.start() and found.end() <= run.end()
        for run in _HASH.finditer(segment)
        if any(sign.isdigit() for sign in run[0])
    )
