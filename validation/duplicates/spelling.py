"""What duplicates need to know of a company's name, for a million names.

To the word lists one brand is like another, and so is one town and one trade: "Ningbo Fengdi Tools
Ltd" and "Xiamen Jeehu Paper Ltd" show one pattern. It is read once, with other words of the same
kinds in its places; then every name of the pattern is written from its own words. The result is
that of reading each name by itself, which is tested.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from validation import collector
from validation.normalise.company import lexicon, splitting
from validation.normalise.company.letters import fold, has_han, latin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

_STOP = re.compile(r"([a-z0-9]{2})[.]")
_ODD = re.compile(r"[.]\s\s+\w(?!\w)")
"""A sign, which folding made blank, before a single letter: "C.V. &X" is not C.V.X."""
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


class Distinct(NamedTuple):
    """A column of which many names have the same value."""

    ids: NDArray[np.int32]
    """Name → number of its value; -1: it has none."""
    distinct: tuple[tuple[str, ...], ...]


class Spellings(NamedTuple):
    """The spellings of many names, field by field: `Spelling` tells what each is."""

    brand: list[str]
    latin: list[str]
    whole: list[str]
    full: list[str]
    initials: list[str]
    han: NDArray[np.bool_]
    trades: Distinct
    forms: Distinct
    kinds: Distinct
    places: Distinct
    numbers: Distinct
    branch: NDArray[np.bool_]


def spelling(name: str) -> Spelling:
    """Return the spelling of one name, read word by word."""
    read = _read(name)
    words = [word for part in read.brand for word in part.text.split(" ")]
    whole = [latin(word) for part in read.whole for word in part.text.split(" ")]
    full = [latin(word) for part in read.full for word in part.text.split(" ")]
    return Spelling(
        " ".join(words),
        "".join(map(latin, words)).replace(" ", ""),
        "".join(whole).replace(" ", ""),
        "".join(full).replace(" ", ""),
        "".join(word[:1] for word in whole) if len(whole) > 1 else "",
        read.facts.han,
        tuple(sorted({part.code for part in read.trades})),
        read.facts.forms,
        read.facts.kinds,
        tuple(sorted({part.code for part in read.places})),
        read.facts.numbers,
        read.facts.branch,
    )


def spellings(names: Iterable[str]) -> Spellings:
    """Return what `spelling` returns for each name, in order and several times as fast."""
    with collector.at_rest():
        return _spelt(names)


def _spelt(names: Iterable[str]) -> Spellings:
    texts: list[str] = []
    facts: list[_Facts] = []
    trades, places = _Numbers(), _Numbers()
    markers = _Markers()
    marker_of = markers.__getitem__
    for name in names:
        folded = fold(name)
        words = _words(folded) if folded.isascii() and not _ODD.search(folded) else []
        pattern = _pattern(tuple(map(marker_of, words))) if words else None
        if pattern is None:
            one = spelling(name)
            said = (one.brand, one.latin, one.whole, one.full, one.initials)
            texts.append(_BETWEEN.join(said))
            trades.add(one.trades)
            places.add(one.places)
            facts.append(_Facts(one.han, one.forms, one.kinds, one.numbers, one.branch))
        else:
            texts.append(pattern.texts(*words))
            trades.add(_codes(pattern.trades, words))
            places.add(_codes(pattern.places, words))
            facts.append(pattern.facts)
    return _columns(texts, trades, places, facts)


class _Facts(NamedTuple):
    """What other words of the same kinds do not change."""

    han: bool
    forms: tuple[str, ...]
    kinds: tuple[str, ...]
    numbers: tuple[str, ...]
    branch: bool


class _Reading(NamedTuple):
    """The parts of a name by what they are good for."""

    brand: list[splitting.Part]
    whole: list[splitting.Part]
    full: list[splitting.Part]
    trades: list[splitting.Part]
    places: list[splitting.Part]
    facts: _Facts


def _read(name: str) -> _Reading:
    # The parts are all that is needed: the keys that `company.read` adds take as long again, and
    # a cache of names that hardly ever come twice takes a kilobyte for each.
    parts = splitting.parts.__wrapped__(name)
    kept = [part for part in parts if part.kind not in ("form", "joiner")]
    forms = {part.code for part in parts if part.kind == "form"}
    whole = [part for part in kept if part.kind not in _NOT_WHOLE] or kept
    brand = [part for part in kept if part.kind in _BRAND] or whole
    facts = _Facts(
        has_han(" ".join(part.text for part in brand)),
        tuple(sorted(forms)),
        tuple(sorted({lexicon.form_kinds()[form] for form in forms})),
        tuple(part.code for part in kept if part.kind == "number"),
        any(part.kind == "branch" for part in kept),
    )
    return _Reading(
        brand,
        whole,
        kept,
        [part for part in kept if part.kind == "industry"] if brand != whole else [],
        [part for part in kept if part.kind in splitting.PLACES] if whole != kept else [],
        facts,
    )


def _words(folded: str) -> list[str]:
    # A full stop behind a word of two letters says nothing; behind one letter it makes "S.A.".
    if "." in folded:
        folded = _STOP.sub(r"\1 ", folded)
    if "(" in folded or ")" in folded:
        folded = folded.replace("(", " ( ").replace(")", " ) ")
    return folded.split()


class _Markers(dict[str, str]):
    """Word → the marker of its kind when only its kind matters, else the word itself."""

    def __missing__(self, word: str) -> str:
        known = _inert().get(word)
        if not word.isalnum() or len(word) < 2 or word.isdigit():
            marker = word
        elif known is None:
            marker = word if word in _listed() else f"{_MARK}stem"
        else:
            marker = f"{_MARK}{known.kind}"
        self[word] = marker
        return marker


_MARK = "*"
_BETWEEN = "\n"
"""What no folded name holds, and so no text of a spelling."""
_COLUMNS = 5
_MOST = 4
"""The most words of one kind that a pattern has place for."""


class _Pattern(NamedTuple):
    """How to write the spelling of names whose words are of the same kinds, from their words."""

    texts: Callable[..., str]
    """A format that takes the words and gives brand, latin, whole, full and initials."""
    trades: tuple[str | int, ...]
    """Codes, or which word has the code."""
    places: tuple[str | int, ...]
    facts: _Facts


@lru_cache(maxsize=50_000)
def _pattern(markers: tuple[str, ...]) -> _Pattern | None:
    """Return the pattern of names with these markers and words; None: they are too many."""
    at: dict[str, int] = {}
    shown = []
    used: dict[str, int] = {}
    for position, marker in enumerate(markers):
        if not marker.startswith(_MARK):
            shown.append(marker)
            continue
        kind = marker[len(_MARK) :]
        count = used.get(kind, 0)
        if count == _MOST:
            return None
        used[kind] = count + 1
        shown.append(_stand_ins()[kind][count])
        at[shown[-1]] = position
    read = _read(" ".join(shown))
    brand, whole, full = (
        [at.get(word, word) for part in each for word in part.text.split(" ")]
        for each in (read.brand, read.whole, read.full)
    )
    texts = (
        _written(brand, " "),
        _written(brand, ""),
        _written(whole, ""),
        _written(full, ""),
        _written(whole if len(whole) > 1 else (), "", first="[0]"),
    )
    trades, places = (
        tuple(at.get(part.text, part.code) for part in each) for each in (read.trades, read.places)
    )
    return _Pattern(_BETWEEN.join(texts).format, trades, places, read.facts)


def _written(words: Sequence[str | int], between: str, *, first: str = "") -> str:
    """Return a format of literal words and words by position; `first` takes first letters."""
    return between.join(
        f"{{{word}{first}}}" if isinstance(word, int) else word[:1] if first else word
        for word in words
    )


def _codes(slots: tuple[str | int, ...], words: list[str]) -> tuple[str, ...]:
    if not slots:
        return ()
    known = _inert()
    codes = {known[words[s]].code if isinstance(s, int) else s for s in slots}
    return tuple(sorted(codes)) if len(codes) > 1 else tuple(codes)


class _Numbers(dict[tuple[str, ...], int]):
    """Value → its number, and the numbers of the values added one by one."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[int] = []

    def add(self, value: tuple[str, ...]) -> None:
        self.ids.append(self.setdefault(value, len(self)))


def _columns(
    texts: Sequence[str], trades: _Numbers, places: _Numbers, facts: Sequence[_Facts]
) -> Spellings:
    said = _BETWEEN.join(texts).split(_BETWEEN) if texts else []
    brand, spoken, whole, full, initials = (said[at::_COLUMNS] for at in range(_COLUMNS))
    # All names of a pattern share one object.
    known = dict(zip(map(id, facts), facts, strict=True))
    number = {key: at for at, key in enumerate(known)}
    of_name = np.array([number[id(each)] for each in facts], dtype=np.intp)
    told = known.values()
    return Spellings(
        brand,
        spoken,
        whole,
        full,
        initials,
        han=np.array([each.han for each in told], dtype=bool)[of_name],
        trades=_distinct(trades, np.array(trades.ids, dtype=np.intp)),
        forms=_distinct((each.forms for each in told), of_name),
        kinds=_distinct((each.kinds for each in told), of_name),
        places=_distinct(places, np.array(places.ids, dtype=np.intp)),
        numbers=_distinct((each.numbers for each in told), of_name),
        branch=np.array([each.branch for each in told], dtype=bool)[of_name],
    )


def _distinct(values: Iterable[tuple[str, ...]], of_name: NDArray[np.intp]) -> Distinct:
    """Return the column in which each name has the value of its number."""
    number: dict[tuple[str, ...], int] = {}
    to = [number.setdefault(value, len(number)) if value else -1 for value in values]
    return Distinct(np.array(to, dtype=np.int32)[of_name], tuple(number))


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
def _inert() -> Mapping[str, lexicon.Entry]:
    """Return the words that stand in one phrase only, alone, so that only their kind matters."""
    return {
        word: entries[0][1]
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
    for word, entry in _inert().items():
        others = found.get(entry.kind, ())
        if len(others) < _MOST:
            found[entry.kind] = (*others, word)
    return found
