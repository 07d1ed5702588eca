"""How alike two words of company names are: the same word spelt otherwise, or another word."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from validation.normalise.company.letters import latin, script
from validation.normalise.company.splitting import PLACES
from validation.normalise.tables import entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Positions = NDArray[np.int64]

_SHORTEST_SLIP = 4
"""Letters from which on one wrong letter may be a slip; "abc" and "abd" are two companies."""
_ALIKE = 0.76
_SECOND_LOOK = 0.5


class Word(NamedTuple):
    """A word of a name in every form it is compared in."""

    text: str
    """Of a known brand, its own name."""
    group: str
    """stem, trade, place, number."""
    code: str
    script: str
    latin: str


@lru_cache(maxsize=200_000)
def word(text: str, kind: str, code: str) -> Word:
    """Return the comparable forms of a part of a name."""
    group = _GROUP_OF.get(kind, "stem")
    if code == "first":
        # A word to itself, but the same as "1st".
        group, code = "number", "1"
    if group == "stem":
        text = code
    return Word(text, group, code, script(text), latin(text).replace(" ", ""))


_GROUP_OF: Mapping[str, str] = {
    **dict.fromkeys(("industry", "generic", "common", "branch"), "trade"),
    **dict.fromkeys(PLACES, "place"),
    "number": "number",
}
_GROUPS = ("stem", "trade", "place", "number")
_STEM, _TRADE, _PLACE, _NUMBER = range(4)
_SCRIPTS = ("latin", "han", "arabic", "other")
_LATIN, _HAN, _ARABIC, _OTHER = range(4)


class Vocabulary(NamedTuple):
    """The distinct words of some names, as columns; equal texts have equal numbers."""

    words: NDArray[np.object_]
    text: NDArray[np.int32]
    latin: NDArray[np.int32]
    code: NDArray[np.int32]
    group: NDArray[np.int8]
    script: NDArray[np.int8]
    length: NDArray[np.int32]
    """Of the word in Latin letters."""
    texts: NDArray[np.object_]
    latins: NDArray[np.object_]


def vocabulary(words: Iterable[Word]) -> Vocabulary:
    """Return distinct `words` as columns, in the order given."""
    kept = list(words)
    numbers: dict[str, int] = {}

    def numbered(texts: Iterable[str]) -> NDArray[np.int32]:
        return np.array([numbers.setdefault(t, len(numbers)) for t in texts], dtype=np.int32)

    def objects(values: Sequence[object]) -> NDArray[np.object_]:
        found = np.empty(len(values), dtype=np.object_)
        found[:] = values
        return found

    positions = np.arange(len(kept))
    words_of = np.empty(len(kept), dtype=np.object_)
    for at, each in zip(positions, kept, strict=True):
        words_of[at] = each
    return Vocabulary(
        words_of,
        numbered(each.text for each in kept),
        numbered(each.latin for each in kept),
        numbered(each.code for each in kept),
        np.array([_GROUPS.index(each.group) for each in kept], dtype=np.int8),
        np.array([_SCRIPTS.index(each.script) for each in kept], dtype=np.int8),
        np.array([len(each.latin) for each in kept], dtype=np.int32),
        objects([each.text for each in kept]),
        objects([each.latin for each in kept]),
    )


@lru_cache(maxsize=200_000)
def is_pinyin(text: str) -> bool:
    """Return whether `text` reads as Mandarin syllables, where one other letter is another name.

    >>> is_pinyin("yongjiang"), is_pinyin("siemens"), is_pinyin("li")
    (True, False, False)
    """
    if len(text) <= _SHORTEST_SLIP or _MANDARIN.search(text) is None:
        return False
    return _syllables().fullmatch(text) is not None


_MANDARIN = re.compile("ng|zh|sh|[qxj]|u[aoi]|i[aou]|[aeo][iou]")
"""What syllables of Mandarin have and "chase", which reads as two of them, has not."""


@cache
def _syllables() -> re.Pattern[str]:
    known = sorted(entries("pinyin"), key=len, reverse=True)
    # Only the first syllable may begin with a vowel; pinyin marks the others with an apostrophe.
    later = [syllable for syllable in known if syllable[0] not in "aeo"]
    return re.compile(f"(?:{'|'.join(known)})(?:{'|'.join(later)}){{1,2}}")


_SOUNDS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"sk(?:ii|iy|ij|yi|yy|y|i|a|aya|aia|oye|oe|ogo|oi|oy)$", "sk"),
        (r"sch|tch|ch|sh|dzh|zh|dj", "s"),
        (r"ph", "f"),
        (r"[ck]s|x", "ks"),
        (r"c(?=[eiy])|tz|ts", "s"),
        (r"c|q", "k"),
        (r"w", "v"),
        (r"(?<=[kgtdbj])h", ""),
        (r"j|y", "i"),
        (r"ae|oe|ue", lambda match: match[0][0]),
        (r"ou|oo", "u"),
        (r"ee|ie|ei", "i"),
        (r"z", "s"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)(?:e|h)$", ""),
    )
)


@lru_cache(maxsize=200_000)
def sound(text: str) -> str:
    """Return Latin `text` as it sounds, roughly: transliterations of one name come out the same.

    >>> sound("khodorkovsky") == sound("chodorkowskij"), sound("mueller") == sound("muller")
    (False, True)
    """
    for pattern, to in _SOUNDS:
        text = pattern.sub(to, text)
    return text


def likeness(known: Vocabulary, left: Positions, right: Positions) -> NDArray[np.float32]:
    """Return how alike the words at these positions are, 0 for two different words to 1."""
    found: NDArray[np.float32]
    same = known.text[left] == known.text[right]
    found = same.astype(np.float32)
    one, other = known.group[left], known.group[right]
    equal = known.code[left] == known.code[right]
    number = (one == _NUMBER) | (other == _NUMBER)
    found[~same & equal & (number | ((one == _PLACE) & (other == _PLACE)))] = 1
    trades = np.flatnonzero(~same & equal & (one == _TRADE) & (other == _TRADE))
    found[trades] = [
        _same_trade(a, b)
        for a, b in zip(known.words[left[trades]], known.words[right[trades]], strict=True)
    ]
    spelt = np.flatnonzero(~same & ~number & ((one != other) | (one == _STEM)))
    if len(spelt):
        found[spelt] = _spelt(known, left[spelt], right[spelt])
    return found


def _same_trade(left: Word, right: Word) -> float:
    """Return how alike two words of one trade are: "tech" is "technologies", "beer" no "wine"."""
    if left.script != right.script:
        return 0.95
    shorter, longer = sorted((left.latin, right.latin), key=len)
    if (len(shorter) > 3 and longer.startswith(shorter[:4])) or OSA.normalized_similarity(
        shorter, longer
    ) >= _ALIKE:
        return 1.0
    return 0.75


def _spelt(known: Vocabulary, left: Positions, right: Positions) -> NDArray[np.float32]:
    """Return how alike two words are by their letters."""
    one, other = known.script[left], known.script[right]
    same_script = one == other
    ones = np.where(same_script, known.texts[left], known.latins[left])
    others = np.where(same_script, known.texts[right], known.latins[right])
    raw = process.cpdist(ones, others, scorer=OSA.normalized_similarity, dtype=np.float32)
    shortest = np.minimum(known.length[left], known.length[right])
    sounds = known.latin[left] == known.latin[right]
    han = same_script & (one == _HAN)
    arabic = ~same_script & ((one == _ARABIC) | (other == _ARABIC))
    # Whatever sounds or looks alike shares half its letters: the rest need no second look.
    looks = np.flatnonzero((raw >= _SECOND_LOOK) | sounds | arabic)
    found = np.zeros(len(left), dtype=np.float32)
    for at in looks.tolist():
        a, b = known.words[left[at]], known.words[right[at]]
        if han[at]:
            found[at] = _han(a, b)
            continue
        alike = slipped(ones[at], others[at]) if shortest[at] >= _SHORTEST_SLIP else float(raw[at])
        found[at] = _corrected(alike if alike == 1 or shortest[at] >= _SHORTEST_SLIP else 0, a, b)
    return found


_SLIPS = (
    (1, (4, 5, 6, 8), (0.8, 0.86, 0.9, 0.93)),
    (2, (6, 7, 8, 10), (0.76, 0.8, 0.83, 0.88)),
    (3, (10, 12), (0.78, 0.85)),
)
"""Wrong letters → letters of the longer word, and how alike two words of that length are."""


def slipped(left: str, right: str) -> float:
    """Return how alike two words are by their wrong letters; 0: too many for so short a word."""
    wrong = OSA.distance(left, right, score_cutoff=3)
    if wrong == 0:
        return 1.0
    longest = max(len(left), len(right))
    for slips, lengths, values in _SLIPS:
        if slips == wrong and longest >= lengths[0]:
            alike = values[bisect_right(lengths, longest) - 1]
            return alike if left[:1] == right[:1] else alike - 0.04
    return 0.0


def _corrected(alike: float, left: Word, right: Word) -> float:
    """Return `alike` with what a script knows better: sounds, syllables, slips of a scanner."""
    if left.latin == right.latin:
        return 0.97
    both_called = left.group == right.group == "stem"
    if both_called and is_pinyin(left.latin) and is_pinyin(right.latin):
        return 0.0
    if _only_vowels_differ(left, right):
        alike = max(alike, 0.85)
    shortest = min(len(left.latin), len(right.latin))
    if shortest >= _SHORTEST_SLIP and sound(left.latin) == sound(right.latin):
        return max(alike, 0.95)
    if shortest > _SHORTEST_SLIP and _look(left.latin) == _look(right.latin):
        return max(alike, 0.9)
    if "arabic" in (left.script, right.script) and left.script != right.script:
        same = _consonants(left.latin) == _consonants(right.latin)
        return max(alike, 0.9 if same and len(_consonants(left.latin)) > 1 else 0.0)
    return alike


_LOOKS = (
    ("m", "rn"), ("in", "rn"), ("w", "vv"), ("d", "cl"), ("0", "o"), ("1", "l"), ("i", "l"),
    ("5", "s"), ("8", "b"),
)  # fmt: skip


@lru_cache(maxsize=50_000)
def _look(text: str) -> str:
    """Return what a scanner may take `text` for: "rnicrosoft" for "microsoft", "g00gle"."""
    for seen, as_if in _LOOKS:
        text = text.replace(seen, as_if)
    return text


def _only_vowels_differ(left: Word, right: Word) -> bool:
    """Return whether two words have the same four consonants or more: Mohammed and Muhammad."""
    shape = re.sub("[aeiouy]+", "a", re.sub(r"(.)\1+", r"\1", left.latin))
    other = re.sub("[aeiouy]+", "a", re.sub(r"(.)\1+", r"\1", right.latin))
    return shape == other and len(shape.replace("a", "")) >= _SHORTEST_SLIP


def _consonants(text: str) -> str:
    """Return what Arabic and Hebrew write of a word, however its sounds were put in Latin."""
    for pattern, to in _WRITTEN:
        text = pattern.sub(to, text)
    return text


_WRITTEN = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"^[ae]l(?=..)", ""),
        (r"sh|ch", "s"),
        (r"(?<=[kgtd])h", ""),
        (r"q|c", "k"),
        (r"p", "b"),
        (r"j", "g"),
        (r"[aeiouwy]", ""),
        (r"(.)\1+", r"\1"),
    )
)


def _han(left: Word, right: Word) -> float:
    """Return how alike two Han words are: a homophone is a slip, any other character a name."""
    if len(left.text) == len(right.text) and left.latin == right.latin:
        return 0.8
    longest = max(len(left.text), len(right.text))
    slips = OSA.distance(left.text, right.text)
    return 1 - slips / longest if longest >= _SHORTEST_SLIP and slips == 1 else 0.0
