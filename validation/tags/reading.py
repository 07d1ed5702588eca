"""The signals that one text shows."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from validation.folding import folded
from validation.tags.denials import Clauses, is_denied, is_open
from validation.tags.offers import is_ours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.tags.lexicon import Entry, Lexicon, Phrase

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_WIDEST = 32
"""Bytes that may stand between two pieces of a phrase: ten Han characters, six short words."""

_SPAN = itemgetter(0, 1)


class Hit(NamedTuple):
    """A phrase in a text, taken for a signal."""

    signal: str
    start: int
    end: int
    sentence: str
    """As it is written."""


class _Found(NamedTuple):
    phrase: Phrase
    spans: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[-1][1]


def signals(text: str, lexicon: Lexicon) -> tuple[Hit, ...]:
    """Return the signals that a text shows, each once, in the order of their first phrases.

    What is denied, doubted, supposed, offered by us, or part of an address is none.
    """
    low = folded(text).replace("’", "'")
    clauses = Clauses(low)
    found = _phrases(low, lexicon, clauses)
    if not found:
        return ()
    barred = [one for one in found if one.phrase.excludes]
    told: dict[str, Hit] = {}
    for one in found:
        code = one.phrase.signal.code
        if code in told or one.phrase.excludes or (barred and _is_barred(one, barred)):
            continue
        if _holds(low, one, clauses):
            first, last = clauses.sentence(one.start, one.end)
            told[code] = Hit(code, one.start, one.end, text[first:last].strip())
    return tuple(told.values())


def _places(low: str, lexicon: Lexicon) -> list[tuple[int, int, Entry]]:
    """Return where pieces stand, from left to right; those within words and addresses do not."""
    found = []
    for last, entry in lexicon.automaton.iter(low):
        start = last + 1 - entry.length
        if not (entry.starts_latin and start and _is_latin(low[start - 1])):
            found.append((start, last + 1, entry))
    if found and ("@" in low or "www." in low or "://" in low):
        spans = [address.span() for address in _ADDRESS.finditer(low)]
        found = [one for one in found if not any(first <= one[0] < after for first, after in spans)]
    found.sort(key=_SPAN)
    return found


def _phrases(low: str, lexicon: Lexicon, clauses: Clauses) -> list[_Found]:
    """Return the whole phrases, by where they begin."""
    begun: dict[int, tuple[tuple[int, int], ...]] = {}
    found = []
    for start, end, entry in _places(low, lexicon):
        joined = end < len(low) and _is_latin(low[end])
        for phrase, part, ends_latin, parts in entry.pieces:
            if ends_latin and joined:
                continue
            if part == 0:
                spans: tuple[tuple[int, int], ...] = ((start, end),)
            else:
                before = begun.get(phrase, ())
                if len(before) != part or not _follows(low, before[-1][1], start, clauses):
                    continue
                spans = (*before, (start, end))
            if part + 1 == parts:
                found.append(_Found(lexicon.phrases[phrase], spans))
            else:
                begun[phrase] = spans
    found.sort(key=lambda one: (one.start, one.end))
    return found


def _follows(low: str, end: int, start: int, clauses: Clauses) -> bool:
    if start < end or len(low[end:start].encode()) > _WIDEST:
        return False
    return clauses.at(start) == clauses.at(max(end - 1, 0))


def _is_barred(one: _Found, barred: Sequence[_Found]) -> bool:
    return any(
        other.phrase.signal.code == one.phrase.signal.code
        and other.start < one.end
        and one.start < other.end
        for other in barred
    )


def _holds(low: str, one: _Found, clauses: Clauses) -> bool:
    clause = clauses.at(one.start)
    bare = low
    for start, end in one.spans:
        # A "not" that belongs to the phrase, as in 质量不好, denies nothing.
        bare = bare[:start] + " " * (end - start) + bare[end:]
    latin = one.phrase.latin
    if is_denied(bare, one.start, one.end, clause=clause, latin=latin):
        return False
    asked = one.phrase.signal.asked
    if is_open(low, one.start, clause, asked=asked):
        return False
    # Only what can be asked for can be offered: a complaint about us stays one in our own words.
    sentence, _ = clauses.sentence(one.start, one.end)
    return not (asked and is_ours(low, one.end, clause=clause, sentence=sentence))


def _is_latin(sign: str) -> bool:
    return sign.isalnum() and sign < "\u0250"
