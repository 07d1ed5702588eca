"""How alike two company names are, in steps: whole columns of pairs at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validation.duplicates.keys import Ints, Names

    Texts = NDArray[np.object_]

_Scorer = Literal["ratio", "order", "parts"]

LEVELS = (
    "unlike_script",
    "other",
    "alike",
    "part",
    "initials",
    "close",
    "near",
    "sound",
    "same",
)
"""From the least alike to the same; a pair without names has none of them."""
_UNLIKE, _OTHER, _ALIKE, _PART, _INITIALS, _CLOSE, _NEAR, _SOUND, _SAME = range(len(LEVELS))


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
    han = names.han[a].astype(np.int8) + names.han[b]
    level = np.full(len(pairs), _OTHER, np.int8)
    for count, compare in ((0, _latin), (1, _across), (2, _han)):
        at = np.flatnonzero(han == count)
        if len(at):
            level[at] = compare(names, a[at], b[at])
    found: NDArray[np.int8] = level[back.reshape(-1)]
    return found


def _latin(names: Names, a: Ints, b: Ints) -> NDArray[np.int8]:
    level = _by_letters(names, a, b)
    brands = names.brands
    # Each scorer sees only the pairs that it can raise.
    at = np.flatnonzero(level < _NEAR)
    level[at[_reach(brands[a[at]], brands[b[at]], 91, "order")]] = _NEAR
    shorter = np.minimum(names.lengths[a], names.lengths[b])
    at = np.flatnonzero((level < _PART) & (shorter >= 4))
    level[at[_reach(brands[a[at]], brands[b[at]], 99.9, "parts")]] = _PART
    spelt = (names.initials[a] == names.latin_ids[b]) | (names.initials[b] == names.latin_ids[a])
    return np.maximum(level, np.where(spelt, _INITIALS, _OTHER)).astype(np.int8)


def _across(names: Names, a: Ints, b: Ints) -> NDArray[np.int8]:
    """Compare Han by its pinyin; a translated brand sounds different, which says little."""
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
