"""What duplicates need to know of a company's name, for a million names.

Reading a name takes some 50 µs, but to the word lists one brand is like another, and so is one
town and one trade: "Ningbo Fengdi Tools Ltd" and "Xiamen Jeehu Paper Ltd" are read once, with words
of the same kinds in their places, and then the words are put back. The result is the same, which
is tested.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from validation.normalise.company import lexicon, splitting
from validation.normalise.company.letters import fold, has_han, latin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    _Slot = str | tuple[str, int]

_STOP = re.compile(r"([a-z0-9]{2})[.]")
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
    full: str
    """All words but legal form, in Latin letters without blanks."""
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
        return _put(_read(name, {}), ())
    # A full stop behind a word of two letters says nothing; behind one letter it makes "S.A.".
    words = _STOP.sub(r"\1 ", folded).replace("(", " ( ").replace(")", " ) ").split()
    hidden: list[_Hidden] = []
    shown = []
    for word in words:
        known = _kind_of(word)
        if known is None:
            shown.append(word)
            continue
        at = sum(other.kind == known.kind for other in hidden)
        if at == _MOST:
            return _put(_read(name, {}), ())
        hidden.append(_Hidden(word, known.kind, known.code))
        shown.append(_stand_ins()[known.kind][at])
    return _put(_template(" ".join(shown)), tuple(hidden))


class _Hidden(NamedTuple):
    """A word of a name that another of its kind stands in for."""

    word: str
    kind: str
    code: str


_MOST = 4
"""The most words of one kind that a pattern has place for."""


def _kind_of(word: str) -> _Hidden | None:
    """Return what a word is to the word lists when only its kind matters; None: more matters."""
    if not word.isalnum() or len(word) < 2 or word.isdigit():
        return None
    known = _inert().get(word)
    if known is None:
        return _Hidden(word, "stem", word) if word not in _listed() else None
    return known


class _Template(NamedTuple):
    """A name with stand-ins: a stand-in is told as (kind, which of its kind)."""

    brand: tuple[_Slot, ...]
    whole: tuple[_Slot, ...]
    full: tuple[_Slot, ...]
    trades: tuple[_Slot, ...]
    places: tuple[_Slot, ...]
    facts: Spelling
    """The rest, which the words behind the stand-ins do not change."""


@lru_cache(maxsize=200_000)
def _template(text: str) -> _Template:
    return _read(text, _stand_in_of())


def _read(text: str, stand_ins: Mapping[str, tuple[str, int]]) -> _Template:
    # The parts are all that is needed: the keys that `company.read` adds take as long again.
    parts = splitting.parts(text)
    kept = [part for part in parts if part.kind not in ("form", "joiner")]
    forms = {part.code for part in parts if part.kind == "form"}
    places = [part for part in kept if part.kind in splitting.PLACES]
    whole = [part for part in kept if part.kind not in _NOT_WHOLE] or kept
    brand = [part for part in kept if part.kind in _BRAND] or whole
    trades = [part for part in kept if part.kind == "industry"] if brand != whole else []
    facts = Spelling(
        brand="",
        latin="",
        whole="",
        full="",
        initials="",
        han=has_han(" ".join(part.text for part in brand)),
        trades=(),
        forms=tuple(sorted(forms)),
        kinds=tuple(sorted({lexicon.form_kinds()[form] for form in forms})),
        places=(),
        numbers=tuple(part.code for part in kept if part.kind == "number"),
        branch=any(part.kind == "branch" for part in kept),
    )
    called, everything, kept_slots = (
        tuple(stand_ins.get(word, word) for part in each for word in part.text.split(" "))
        for each in (brand, whole, kept)
    )
    return _Template(
        called,
        everything,
        kept_slots,
        tuple(stand_ins.get(part.text, part.code) for part in trades),
        tuple(stand_ins.get(part.text, part.code) for part in places if whole != kept),
        facts,
    )


def _put(template: _Template, hidden: tuple[_Hidden, ...]) -> Spelling:
    """Return the spelling with the hidden words back in their places."""
    of_kind: dict[str, list[_Hidden]] = {}
    for each in hidden:
        of_kind.setdefault(each.kind, []).append(each)

    def words(slots: tuple[_Slot, ...]) -> list[str]:
        return [s if isinstance(s, str) else of_kind[s[0]][s[1]].word for s in slots]

    def codes(slots: tuple[_Slot, ...]) -> tuple[str, ...]:
        found = {s if isinstance(s, str) else of_kind[s[0]][s[1]].code for s in slots}
        return tuple(sorted(found))

    brand, whole = words(template.brand), words(template.whole)
    romanised = [latin(word) for word in whole]
    facts = template.facts
    return Spelling(
        " ".join(brand),
        "".join(latin(word) for word in brand).replace(" ", ""),
        "".join(romanised).replace(" ", ""),
        "".join(map(latin, words(template.full))).replace(" ", ""),
        "".join(word[:1] for word in romanised) if len(romanised) > 1 else "",
        facts.han,
        codes(template.trades),
        facts.forms,
        facts.kinds,
        codes(template.places),
        facts.numbers,
        facts.branch,
    )


@cache
def _phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], lexicon.Entry], ...]]:
    """Return word → every phrase of the word lists that it stands in."""
    lists = (lexicon.words(), *map(lexicon.form_phrases, ("start", "end", "anywhere")))
    found: dict[str, list[tuple[tuple[str, ...], lexicon.Entry]]] = {}
    for phrases in lists:
        for entries in phrases.by_first.values():
            for phrase, entry in entries:
                for word in phrase:
                    found.setdefault(word, []).append((phrase, entry))
    return {word: tuple(entries) for word, entries in found.items()}


@cache
def _listed() -> frozenset[str]:
    return frozenset(_phrases())


@cache
def _inert() -> Mapping[str, _Hidden]:
    """Return the words that stand in one phrase only, alone, so that only their kind matters."""
    return {
        word: _Hidden(word, entries[0][1].kind, entries[0][1].code)
        for word, entries in _phrases().items()
        if len(entries) == 1
        and len(entries[0][0]) == 1
        and entries[0][1].kind in ("industry", "generic", "common", *splitting.PLACES)
        and word.isascii()
        and len(word) > 1
    }


@cache
def _stand_ins() -> Mapping[str, tuple[str, ...]]:
    """Return kind → words of that kind; a brand is a word that no language has."""
    found: dict[str, tuple[str, ...]] = {"stem": tuple(f"zqx{sign}" for sign in "abcd")}
    for word, (_, kind, _) in _inert().items():
        others = found.get(kind, ())
        if len(others) < _MOST:
            found[kind] = (*others, word)
    return found


@cache
def _stand_in_of() -> Mapping[str, tuple[str, int]]:
    return {
        word: (kind, at) for kind, words in _stand_ins().items() for at, word in enumerate(words)
    }
