"""What duplicates need to know of a company's name, for a million names.

Reading a name takes some 50 µs. Most words of Latin names are brands that the word lists do not
know, and one such word is like another to them; so "Fengdi Tools Ltd" and "Jeehu Tools Ltd" are
read once, as "○ Tools Ltd", and the brand is put back. The result is the same, which is tested.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from validation.normalise.company import Part, lexicon, splitting
from validation.normalise.company.letters import fold, has_han, latin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[a-z0-9]{2,}")
_BRAND = ("stem", "common")
_NOT_WHOLE = ("form", "joiner", "country", "region", "city", "area", "branch")


class Spelling(NamedTuple):
    """A company's name as it is compared."""

    brand: str
    """The words it is called by, folded, with blanks; its trade when it is called nothing else."""
    latin: str
    """The brand in Latin letters without blanks."""
    whole: str
    """All words but legal form and place, in Latin letters without blanks."""
    initials: str
    """The first letters of those words; "": there is one word."""
    han: bool
    trades: tuple[str, ...]
    forms: tuple[str, ...]
    kinds: tuple[str, ...]
    """What kinds of legal form these are: limited, joint-stock …"""
    places: tuple[str, ...]
    numbers: tuple[str, ...]
    branch: bool
    """Whether the name says that it is a branch."""


def spellings(names: Iterable[str]) -> list[Spelling]:
    """Return the spelling of each name, in order."""
    return [_spelling(name) for name in names]


def _spelling(name: str) -> Spelling:
    folded = fold(name)
    if not folded.isascii():
        return _put(_read(name), ())
    known = _known()
    unknown: list[str] = []

    def hidden(match: re.Match[str]) -> str:
        word = match[0]
        if word in known or word.isdigit() or len(unknown) == len(_HIDDEN):
            return word
        unknown.append(word)
        return _HIDDEN[len(unknown) - 1]

    return _put(_template(_WORD.sub(hidden, folded)), unknown)


_HIDDEN = tuple(f"zqx{sign}" for sign in "abcdefghkl")
"""Words that no language has, one for each unknown word of a name."""
_PLACE_OF = {word: at for at, word in enumerate(_HIDDEN)}


class _Template(NamedTuple):
    """A name whose unknown words are hidden: an int says which of them belongs there."""

    brand: tuple[str | int, ...]
    whole: tuple[str | int, ...]
    facts: Spelling
    """The rest, which unknown words do not change."""


@lru_cache(maxsize=200_000)
def _template(text: str) -> _Template:
    return _read(text)


def _read(text: str) -> _Template:
    # The parts are all that is needed: the keys that `company.read` adds take as long again.
    parts = splitting.parts(text)
    kept = [part for part in parts if part.kind not in ("form", "joiner")]
    forms = {part.code for part in parts if part.kind == "form"}
    places = {part.code for part in kept if part.kind in splitting.PLACES}
    whole = [part for part in kept if part.kind not in _NOT_WHOLE] or kept
    brand = [part for part in kept if part.kind in _BRAND] or whole
    trades = {part.code for part in kept if part.kind == "industry"} if brand != whole else set()
    facts = Spelling(
        brand="",
        latin="",
        whole="",
        initials="",
        han=has_han(" ".join(part.text for part in brand)),
        trades=tuple(sorted(trades)),
        forms=tuple(sorted(forms)),
        kinds=tuple(sorted({lexicon.form_kinds()[form] for form in forms})),
        places=tuple(sorted(places)) if whole != kept else (),
        numbers=tuple(part.code for part in kept if part.kind == "number"),
        branch=any(part.kind == "branch" for part in kept),
    )
    return _Template(_words(brand), _words(whole), facts)


def _words(parts: Sequence[Part]) -> tuple[str | int, ...]:
    words = (word for part in parts for word in part.text.split(" "))
    return tuple(_PLACE_OF.get(word, word) for word in words)


def _put(template: _Template, unknown: Sequence[str]) -> Spelling:
    """Return the spelling with the unknown words back in their places."""
    brand = [unknown[word] if isinstance(word, int) else word for word in template.brand]
    whole = [unknown[word] if isinstance(word, int) else word for word in template.whole]
    romanised = [latin(word) for word in whole]
    return template.facts._replace(
        brand=" ".join(brand),
        latin="".join(latin(word) for word in brand).replace(" ", ""),
        whole="".join(romanised).replace(" ", ""),
        initials="".join(word[:1] for word in romanised) if len(romanised) > 1 else "",
    )


@cache
def _known() -> frozenset[str]:
    """Return every word that some entry of the word lists contains."""
    lists = (lexicon.words(), *map(lexicon.form_phrases, ("start", "end", "anywhere")))
    return frozenset(
        word
        for phrases in lists
        for entries in phrases.by_first.values()
        for phrase, _ in entries
        for word in phrase
    )
