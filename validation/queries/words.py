"""Words of a query as text: alike, whole, quoted."""

from __future__ import annotations

import difflib

from validation.queries.signs import QUOTED
from validation.vocabularies import fold, simplified

_SHORTEST_GUESS = 4
"""Latin words of fewer letters are like too many others."""


def near(word: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return up to three of `known` that are a slip or two from `word`."""
    if word.isascii() and len(word) < _SHORTEST_GUESS:
        return ()
    names: dict[str, str] = {}
    for name in known:
        names.setdefault(key(name), name)
    close = difflib.get_close_matches(key(word), list(names), n=3, cutoff=0.7)
    return tuple(names[name] for name in close)


def key(name: str) -> str:
    """Return a name for comparing: width, case, blanks and traditional characters gone."""
    return simplified(fold(name))


def is_whole(words: str) -> bool:
    """Return whether words may be one name: no operator, no bracket without its other half."""
    return words.count("(") == words.count(")") and not set(words) & set('|&=<>"“”')


def unquoted(text: str) -> str:
    """Return words without the quotes around them."""
    return text[1:-1] if QUOTED.fullmatch(text) else text


def joins(sign: str) -> bool:
    """Return whether a sign makes one Latin word with one like it."""
    return sign.isascii() and (sign.isalnum() or sign == "_")
