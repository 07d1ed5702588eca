"""How alike two company names are, in steps: whole columns of pairs at a time."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import pandas as pd

from validation.normalise.company.letters import script

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validation.duplicates.keys import Ints, Names

    Texts = NDArray[np.object_]

_Scorer = Literal["ratio", "order", "parts"]

LEVELS = (
    "unlike_script",
    "other",
    "word",
    "alike",
    "part",
    "initials",
    "close",
    "near",
    "sound",
    "same",
)
"""From the least alike to the same; a pair without names has none of them."""
_UNLIKE, _OTHER, _WORD, _ALIKE, _PART, _INITIALS, _CLOSE, _NEAR, _SOUND, _SAME = range(len(LEVELS))
_SHORTEST_SLIP = 4
"""Letters from which on one wrong letter may be a slip; "oat" and "oan" are two words."""


class Likeness(NamedTuple):
    """The best agreement of each pair: its level (-1: no names) and the two names that gave it."""

    level: NDArray[np.int8]
    left: Ints
    right: Ints


def likeness(names: Names, slots: Ints, left: Ints, right: Ints) -> Likeness:
    """Return how alike the customers of each pair are by the names that are most alike."""
    level = np.full(len(left), -1, np.int8)
    best_left = np.full(len(left), -1, np.int32)
    best_right = np.full(len(left), -1, np.int32)
    for mine in range(slots.shape[1]):
        for theirs in range(slots.shape[1]):
            a, b = slots[left, mine], slots[right, theirs]
            both = np.flatnonzero((a >= 0) & (b >= 0) & (level < _SAME))
            found = _levels(names, a[both], b[both])
            better = found > level[both]
            at = both[better]
            level[at] = found[better]
            best_left[at], best_right[at] = a[at], b[at]
    return Likeness(level, best_left, best_right)


def _levels(names: Names, left: Ints, right: Ints) -> NDArray[np.int8]:
    """Return the level of each pair of names, comparing each distinct pair once."""
    if not len(left):
        return np.zeros(0, np.int8)
    pairs, back = np.unique(left.astype(np.int64) << 32 | right, return_inverse=True)
    a, b = (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)
    level = np.full(len(pairs), _OTHER, np.int8)
    mine, theirs = _scripts(names, np.stack((a, b)))
    same = mine == theirs
    both_han = names.han[a] & names.han[b]
    for chosen, compare in (
        (same & ~both_han, _one_script),
        (~same, _across),
        (both_han, _han),
    ):
        at = np.flatnonzero(chosen)
        if len(at):
            level[at] = compare(names, a[at], b[at])
    found: NDArray[np.int8] = level[back.reshape(-1)]
    return found


def _scripts(names: Names, at: Ints) -> NDArray[np.int64]:
    """Return the script of each name's brand as a number."""
    used, back = np.unique(at, return_inverse=True)
    # "other" is several scripts, which the Unicode name of the first sign tells apart.
    found = [
        kind if (kind := script(text)) != "other" else unicodedata.name(text[0], "")[:4]
        for text in names.brands[used]
    ]
    numbers = pd.factorize(np.array(found, dtype=object))[0].astype(np.int64)
    of_name: NDArray[np.int64] = numbers[back.reshape(at.shape)]
    return of_name


def _one_script(names: Names, a: Ints, b: Ints) -> NDArray[np.int8]:
    brands = names.brands
    level = _by_letters(names, a, b)
    # Each scorer sees only the pairs that it can raise.
    at = np.flatnonzero(level < _NEAR)
    level[at[_reach(brands[a[at]], brands[b[at]], 91, "order")]] = _NEAR
    level = _by_words(names, a, b, level)
    shorter = np.minimum(names.lengths[a], names.lengths[b])
    at = np.flatnonzero((level < _PART) & (shorter >= 4))
    level[at[_reach(brands[a[at]], brands[b[at]], 99.9, "parts")]] = _PART
    spelt = (names.initials[a] == names.latin_ids[b]) | (names.initials[b] == names.latin_ids[a])
    return np.maximum(level, np.where(spelt, _INITIALS, _OTHER)).astype(np.int8)


def _by_words(names: Names, a: Ints, b: Ints, level: NDArray[np.int8]) -> NDArray[np.int8]:
    """Return the level less where a whole word differs: Maple River is no slip of Maple Rainbow."""
    at = np.flatnonzero((level == _NEAR) | (level == _CLOSE))
    rests = [
        _rest(one, other)
        for one, other in zip(names.brands[a[at]], names.brands[b[at]], strict=True)
    ]
    kept = level.copy()
    if rests:
        mine, theirs = (np.array(side, dtype=object) for side in zip(*rests, strict=True))
        short = np.array([min(map(len, rest)) < _SHORTEST_SLIP for rest in rests])
        kept[at[_ratio(mine, theirs, 0) < np.where(short, 100, 66)]] = _WORD
        kept[at[(mine == "") != (theirs == "")]] = _PART
    return kept


def _rest(one: str, other: str) -> tuple[str, str]:
    """Return what two brands have left when their common words are gone, each as one word."""
    mine, theirs = one.split(), other.split()
    common = {*mine} & {*theirs}
    if not common:
        return "=", "="
    left, right = ("".join(word for word in side if word not in common) for side in (mine, theirs))
    return left, right


def _across(names: Names, a: Ints, b: Ints) -> NDArray[np.int8]:
    """Compare by Latin letters; a translated brand sounds different, which says little."""
    level = _by_letters(names, a, b)
    level = np.where(level == _SAME, _SOUND, level)
    return np.where(level < _CLOSE, _UNLIKE, level).astype(np.int8)


def _han(names: Names, a: Ints, b: Ints) -> NDArray[np.int8]:
    same = names.brands[a] == names.brands[b]
    sound = names.latin_ids[a] == names.latin_ids[b]
    ratio = _ratio(names.brands[a], names.brands[b], 66)
    longer = np.maximum(names.lengths[a], names.lengths[b])
    level = np.where(ratio >= 66, _ALIKE, _OTHER)
    level = np.where((ratio >= 75) & (longer >= 8), _CLOSE, level)
    level = np.where(sound, _SOUND, level)
    return np.where(same, _SAME, level).astype(np.int8)


def _by_letters(names: Names, a: Ints, b: Ints) -> NDArray[np.int8]:
    """Return the level by the brands in Latin letters, written as one word."""
    same = names.latin_ids[a] == names.latin_ids[b]
    ratio = _ratio(names.latin[a], names.latin[b], 72)
    level = np.where(ratio >= 72, _ALIKE, _OTHER)
    level = np.where(ratio >= 80, _CLOSE, level)
    level = np.where(ratio >= 88, _NEAR, level)
    # "SkyDiamond Paper" and "Sky Diamond Paper" part in other words and are written alike.
    whole = names.whole_ids[a] == names.whole_ids[b]
    full = names.full_ids[a] == names.full_ids[b]
    level = np.where(same | whole | full, _SAME, level).astype(np.int8)
    near = np.flatnonzero((level == _NEAR) | (level == _CLOSE))
    level[near[_are_syllables(names.latin[a[near]], names.latin[b[near]])]] = _ALIKE
    return level


def _are_syllables(left: Texts, right: Texts) -> NDArray[np.bool_]:
    """Return where both are pinyin: a letter apart, yet two brands, as 汉星 and 汉兴 are."""
    # The module imports rapidfuzz, which is for those who compare.
    from validation.duplicates.names.words import is_pinyin  # noqa: PLC0415

    both = [is_pinyin(a) and is_pinyin(b) for a, b in zip(left, right, strict=True)]
    return np.array(both, dtype=bool)


def _reach(left: Texts, right: Texts, least: float, scorer: _Scorer) -> NDArray[np.bool_]:
    reached: NDArray[np.bool_] = _ratio(left, right, least, scorer) >= least
    return reached


def _ratio(
    left: Texts, right: Texts, least: float, scorer: _Scorer = "ratio"
) -> NDArray[np.float32]:
    """Return the likeness of each pair of texts, 0 to 100; below `least` it is 0."""
    # rapidfuzz takes 36 ms to import, for those who compare.
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    scorers = {"ratio": fuzz.ratio, "order": fuzz.token_sort_ratio, "parts": fuzz.token_set_ratio}
    return process.cpdist(
        left.tolist(),
        right.tolist(),
        scorer=scorers[scorer],
        score_cutoff=least,
        workers=-1,
        dtype=np.float32,
    )
