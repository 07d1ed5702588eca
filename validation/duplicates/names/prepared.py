"""Company names as columns of numbers, so that millions of pairs are scored at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from validation.duplicates.names import words
from validation.duplicates.names.weights import weight
from validation.normalise import company
from validation.normalise.company.letters import latin
from validation.normalise.company.lexicon import form_kinds
from validation.normalise.company.splitting import PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from validation.normalise.company import CompanyName, Part

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int32]
    Flags = NDArray[np.bool_]

GROUPS = ("core", "trade", "place", "number", "branch")
"""What a word of a name tells: what the company is called, what it does, where, which one."""

_MOST_WORDS = 10
_SHORTEST_JOINED = 4
_ACRONYM = range(2, 8)


class Names(NamedTuple):
    """Company names made ready for scoring; rows in the order given, (names, words) or (names,).

    Columns of numbers stand for texts: equal texts have equal numbers, -1 is too short to tell.
    """

    vocabulary: tuple[words.Word, ...]
    words: Ints
    """(names, words) → position in the vocabulary, -1 for none."""
    weights: Floats
    """(names, words) → weight, 0 for none."""
    groups: NDArray[np.int8]
    """(names, words) → position in `GROUPS`."""
    loose: Flags
    """(names, words) → whether a place stands apart: in brackets or at the end."""
    called: Ints
    """What the company is called, in Latin letters without blanks."""
    spoken: Ints
    """The same with connecting words: 达锦 is written Da Jin, and "da" may connect."""
    whole: Ints
    """All words but forms, in Latin letters without blanks."""
    initials: Ints
    """The first letters of the words."""
    short: Ints
    """What the company is called when it may be the initials of another name."""
    kinds: Ints
    """Kinds of legal forms as bits."""
    bare: Flags
    """Whether the name has no word of its own, so that all words tell it: Bank of China."""
    formal: Flags
    """Whether a legal form is written: such a name is rarely a short one."""
    foreign: Flags
    """Whether the company is called in another script than Latin."""
    blank: Flags
    order: Ints
    """The rank of the key: pairs are compared in this order, so that turning them is no change."""


def prepared(names: Iterable[str]) -> Names:
    """Return `names` ready for scoring; best given without repetitions."""
    readings = [company.read(name) for name in names]
    numbers: dict[words.Word, int] = {}
    size = (len(readings), _MOST_WORDS)
    positions = np.full(size, -1, dtype=np.int32)
    weights = np.zeros(size, dtype=np.float32)
    groups = np.zeros(size, dtype=np.int8)
    loose = np.zeros(size, dtype=np.bool_)
    for row, reading in enumerate(readings):
        for column, token in enumerate(_tokens(reading)):
            positions[row, column] = numbers.setdefault(token.word, len(numbers))
            weights[row, column] = token.weight
            groups[row, column] = token.group
            loose[row, column] = token.loose
    called = [reading.latin for reading in readings]
    texts: dict[str, int] = {}
    return Names(
        tuple(numbers),
        positions,
        weights,
        groups,
        loose,
        _numbered(called, texts),
        _numbered(map(_spoken, readings), texts),
        _numbered(map(_whole, readings), texts),
        _numbered((r.acronym for r in readings), texts, shortest=_ACRONYM.start),
        _numbered((c if len(c) in _ACRONYM else "" for c in called), texts, shortest=1),
        np.array([_kinds(reading) for reading in readings], dtype=np.int32),
        np.array([_is_bare(reading) for reading in readings], dtype=np.bool_),
        np.array([bool(reading.forms) for reading in readings], dtype=np.bool_),
        np.array([not reading.stem.isascii() for reading in readings], dtype=np.bool_),
        np.array([not reading.key for reading in readings], dtype=np.bool_),
        _ranks([reading.key for reading in readings]),
    )


def _numbered(
    texts: Iterable[str], numbers: dict[str, int], *, shortest: int = _SHORTEST_JOINED
) -> Ints:
    found = [numbers.setdefault(t, len(numbers)) if len(t) >= shortest else -1 for t in texts]
    return np.array(found, dtype=np.int32)


def _ranks(keys: Sequence[str]) -> Ints:
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    return np.array([ranks[key] for key in keys], dtype=np.int32)


def _spoken(reading: CompanyName) -> str:
    kept = [part.text for part in reading.parts if part.kind in ("stem", "joiner")]
    return "".join(map(latin, kept)).replace(" ", "")


def _whole(reading: CompanyName) -> str:
    return "".join(map(latin, reading.words)).replace(" ", "")


def _kinds(reading: CompanyName) -> int:
    known = sorted(set(form_kinds().values()) - {"company"})
    return sum(1 << known.index(kind) for kind in reading.kinds if kind != "company")


class _Token(NamedTuple):
    word: words.Word
    weight: float
    group: int
    loose: bool


def _tokens(reading: CompanyName) -> list[_Token]:
    bare = _is_bare(reading)
    found: list[_Token] = []
    places: set[words.Word] = set()
    named = False
    for part in reading.parts:
        if part.kind in ("form", "joiner"):
            continue
        word = words.of(part)
        is_place = part.kind in PLACES
        named = named or not is_place
        # A place said twice counts once, but that of a branch beside that of its house.
        if is_place and not reading.is_branch:
            if word in places:
                continue
            places.add(word)
        loose = is_place and (part.bracketed or named)
        found.append(_Token(word, weight(part, bare=bare), _group(part, bare=bare), loose))
    return found[:_MOST_WORDS]


def _is_bare(reading: CompanyName) -> bool:
    kinds = [part.kind for part in reading.parts]
    return "stem" not in kinds and kinds.count("common") < 2


def _group(part: Part, *, bare: bool) -> int:
    if part.kind in ("branch", "number"):
        return GROUPS.index(part.kind)
    if bare or part.kind in ("stem", "common"):
        return GROUPS.index("core")
    return GROUPS.index("place" if part.kind in PLACES else "trade")
