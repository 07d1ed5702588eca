"""How alike two words of company names are: the same word spelt otherwise, or another word."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from validation.normalise.company.letters import latin, script
from validation.normalise.company.splitting import PLACES
from validation.normalise.tables import entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validation.normalise.company import Part

_TRADES = frozenset({"industry", "generic", "common", "branch"})
_SHORTEST_SLIP = 4
"""Letters from which on one wrong letter may be a slip; "abc" and "abd" are two companies."""
_ALIKE = 0.76


class Word(NamedTuple):
    """A word of a name in every form it is compared in."""

    text: str
    group: str
    """stem, trade, place, number."""
    code: str
    script: str
    latin: str
    sound: str
    is_pinyin: bool


@lru_cache(maxsize=200_000)
def word(text: str, kind: str, code: str) -> Word:
    """Return the comparable forms of a part of a name."""
    group = (
        "place"
        if kind in PLACES
        else "trade"
        if kind in _TRADES
        else "number"
        if kind == "number"
        else "stem"
    )
    spelt = latin(text).replace(" ", "")
    return Word(text, group, code, script(text), spelt, sound(spelt), is_pinyin(spelt))


def of(part: Part) -> Word:
    """Return the comparable forms of `part`."""
    return word(part.text, part.kind, part.code)


@lru_cache(maxsize=200_000)
def is_pinyin(text: str) -> bool:
    """Return whether `text` reads as Mandarin syllables, where one other letter is another name.

    >>> is_pinyin("yongjiang"), is_pinyin("siemens"), is_pinyin("li")
    (True, False, False)
    """
    return len(text) > _SHORTEST_SLIP and _syllables().fullmatch(text) is not None


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


def likeness(left: Sequence[Word], right: Sequence[Word]) -> NDArray[np.float32]:
    """Return how alike the words at the same position are, 0 for two different words to 1."""
    found = np.zeros(len(left), dtype=np.float32)
    spelt: list[int] = []
    for at, (one, other) in enumerate(zip(left, right, strict=True)):
        known = _known(one, other)
        if known is None:
            spelt.append(at)
        else:
            found[at] = known
    if spelt:
        lefts, rights = [left[at] for at in spelt], [right[at] for at in spelt]
        found[spelt] = _spelt(lefts, rights)
    return found


def _known(left: Word, right: Word) -> float | None:
    """Return how alike two words are when meaning decides; None: their spelling does."""
    if left.text == right.text:
        return 1.0
    if left.group == right.group != "stem":
        if left.code != right.code:
            return 0.0
        return _same_trade(left, right) if left.group == "trade" else 1.0
    if "number" in (left.group, right.group):
        return 1.0 if left.code == right.code else 0.0
    return None


def _same_trade(left: Word, right: Word) -> float:
    """Return how alike two words of one trade are: "tech" is "technologies", "beer" no "wine"."""
    if left.script != right.script:
        return 0.95
    shorter, longer = sorted((left.latin, right.latin), key=len)
    if (len(shorter) > 3 and longer.startswith(shorter[:4])) or OSA.normalized_similarity(
        shorter, longer
    ) >= _ALIKE:
        return 1.0
    return 0.8


def _spelt(left: Sequence[Word], right: Sequence[Word]) -> NDArray[np.float32]:
    """Return how alike two words are by their letters."""
    same_script = np.array([a.script == b.script for a, b in zip(left, right, strict=True)])
    texts = [
        (a.text, b.text) if same else (a.latin, b.latin)
        for a, b, same in zip(left, right, same_script, strict=True)
    ]
    ones, others = [one for one, _ in texts], [other for _, other in texts]
    alike = process.cpdist(ones, others, scorer=OSA.normalized_similarity, dtype=np.float32)
    lengths = np.array([min(len(a), len(b)) for a, b in texts])
    first = np.array([a[:1] == b[:1] for a, b in texts])
    found = np.where((lengths >= _SHORTEST_SLIP) | (alike == 1), alike, 0).astype(np.float32)
    found = np.where(first, found, found - 0.1).astype(np.float32)
    found = np.where(found >= _ALIKE, found, 0).astype(np.float32)
    for at, (one, other) in enumerate(zip(left, right, strict=True)):
        found[at] = _corrected(float(found[at]), one, other)
    return found


def _corrected(alike: float, left: Word, right: Word) -> float:
    """Return `alike` with what a script knows better: sounds, syllables, homophones."""
    if left.script == right.script == "han":
        return _han(left, right)
    if left.latin == right.latin:
        return 0.97
    if left.is_pinyin and right.is_pinyin:
        return 0.0
    if _only_vowels_differ(left, right):
        alike = max(alike, 0.85)
    if left.sound == right.sound and min(len(left.latin), len(right.latin)) >= _SHORTEST_SLIP:
        return max(alike, 0.95)
    if "arabic" in (left.script, right.script) and left.script != right.script:
        same = _consonants(left.latin) == _consonants(right.latin)
        return max(alike, 0.9 if same and len(_consonants(left.latin)) > 1 else 0.0)
    return alike


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
        return 0.85
    longest = max(len(left.text), len(right.text))
    slips = OSA.distance(left.text, right.text)
    return 1 - slips / longest if longest >= _SHORTEST_SLIP and slips == 1 else 0.0
