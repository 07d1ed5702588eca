"""Company names as columns of numbers, so that millions of pairs are scored at once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from validation.duplicates.names import words
from validation.duplicates.names.hearings import hearings
from validation.duplicates.names.weights import weight
from validation.normalise import company
from validation.normalise.company.letters import has_han, latin
from validation.normalise.company.splitting import PLACES, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from validation.normalise.company import CompanyName

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

    vocabulary: words.Vocabulary
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
    all_initials: Ints
    """The same with those of the legal form: HSBC is the Hongkong Shanghai Banking Corporation."""
    short: Ints
    """What the company is called when it may be the initials of another name."""
    brief: Floats
    """What that is worth, the longer the more."""
    forms: Ints
    """Position in `form_sets`."""
    form_sets: tuple[tuple[str, ...], ...]
    bare: Flags
    """Whether the name has no word of its own, so that all words tell it: Bank of China."""
    formal: Flags
    """Whether a legal form is written: such a name is rarely a short one."""
    foreign: Flags
    """Whether the company is called in another script than Latin."""
    han: Flags
    heard: Heard
    blank: Flags
    plain: Ints
    """The row with the same name read as if no brand were known; its own when none is."""
    order: Ints
    """The rank of words and forms, equal for equal ones.

    Pairs are compared in this order, so that turning them is no change.
    """


def prepared(names: Iterable[str]) -> Names:
    """Return `names` ready for scoring; best given without repetitions."""
    texts_of = list(names)
    readings = [company.read(name) for name in texts_of]
    branded = [row for row, reading in enumerate(readings) if _is_branded(reading)]
    plain = np.arange(len(readings), dtype=np.int32)
    plain[branded] = np.arange(len(readings), len(readings) + len(branded))
    readings += [company.read_unbranded(texts_of[row]) for row in branded]
    numbers: dict[words.Word, int] = {}
    size = (len(readings), _MOST_WORDS)
    positions = np.full(size, -1, dtype=np.int32)
    weights = np.zeros(size, dtype=np.float32)
    groups = np.zeros(size, dtype=np.int8)
    loose = np.zeros(size, dtype=np.bool_)
    tokens = [_tokens(reading) for reading in readings]
    every = [token for row in tokens for token in row]
    counts = np.array([len(row) for row in tokens], dtype=np.int64)
    filled = np.arange(_MOST_WORDS) < counts[:, None]
    positions[filled] = [numbers.setdefault(token.word, len(numbers)) for token in every]
    weights[filled] = [token.weight for token in every]
    groups[filled] = [token.group for token in every]
    loose[filled] = [token.loose for token in every]
    bare = [_is_bare(reading) for reading in readings]
    whole = [_whole(reading) for reading in readings]
    # A company called by its trade alone is called by that very word: "services", "solutions".
    called = [w if b else r.latin for r, w, b in zip(readings, whole, bare, strict=True)]
    texts: dict[str, int] = {}
    forms: dict[tuple[str, ...], int] = {}
    brief = [
        c if len(c) in _ACRONYM and c == _written(r) else ""
        for r, c in zip(readings, called, strict=True)
    ]
    return Names(
        words.vocabulary(numbers),
        positions,
        weights,
        groups,
        loose,
        _numbered(called, texts),
        _numbered(map(_spoken, readings), texts),
        _numbered(whole, texts),
        _numbered((r.acronym for r in readings), texts, shortest=_ACRONYM.start),
        _numbered(map(_all_initials, readings), texts, shortest=_ACRONYM.start),
        _numbered(brief, texts, shortest=1),
        np.array([_BRIEF.get(len(text), _LONGEST_BRIEF) for text in brief], dtype=np.float32),
        np.array([forms.setdefault(r.forms, len(forms)) for r in readings], dtype=np.int32),
        tuple(forms),
        np.array(bare, dtype=np.bool_),
        np.array([bool(reading.forms) for reading in readings], dtype=np.bool_),
        np.array([not reading.stem.isascii() for reading in readings], dtype=np.bool_),
        np.array([has_han(reading.stem) for reading in readings], dtype=np.bool_),
        _heard(readings),
        np.array([not reading.key for reading in readings], dtype=np.bool_),
        plain,
        _ranks(["\0".join((r.key, *r.words, "", *r.forms)) for r in readings]),
    )


_BRIEF = {2: 0.6, 3: 0.76}
_LONGEST_BRIEF = 0.84


class Heard(NamedTuple):
    """How the names sound elsewhere: equal numbers for equal sounds, -1 for none."""

    cantonese: Ints
    japanese: Ints
    korean: Ints
    wade: Ints
    spelt_wade: Ints


def _heard(readings: Sequence[CompanyName]) -> Heard:
    texts: dict[str, int] = {}
    return Heard(*(_numbered(column, texts) for column in hearings(readings)))


def _all_initials(reading: CompanyName) -> str:
    if not reading.acronym or not reading.forms:
        return ""
    words_of = [part for part in reading.parts if part.kind != "joiner"]
    return "".join(latin(word)[:1] for part in words_of for word in part.text.split(" "))


def _is_branded(reading: CompanyName) -> bool:
    return any(part.kind == "stem" and part.code != part.text for part in reading.parts)


def _written(reading: CompanyName) -> str:
    return "".join(part.text for part in reading.parts if part.kind == "stem").replace(" ", "")


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
        word, worth, group = _judged(part.text, part.kind, part.code, bare)
        is_place = part.kind in PLACES
        named = named or not is_place
        # A place said twice counts once, but that of a branch beside that of its house.
        if is_place and not reading.is_branch:
            if word in places:
                continue
            places.add(word)
        found.append(_Token(word, worth, group, is_place and (part.bracketed or named)))
    return found[:_MOST_WORDS]


@lru_cache(maxsize=200_000)
def _judged(text: str, kind: str, code: str, bare: bool) -> tuple[words.Word, float, int]:  # noqa: FBT001
    part = Part(text, kind, code)
    return words.word(text, kind, code), weight(part, bare=bare), _group(part, bare=bare)


def _is_bare(reading: CompanyName) -> bool:
    kinds = [part.kind for part in reading.parts]
    return "stem" not in kinds and kinds.count("common") < 2


def _group(part: Part, *, bare: bool) -> int:
    if part.kind in ("branch", "number"):
        return GROUPS.index(part.kind)
    if bare or part.kind in ("stem", "common"):
        return GROUPS.index("core")
    return GROUPS.index("place" if part.kind in PLACES else "trade")
