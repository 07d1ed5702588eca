"""The score of two names: how alike what they are called is, less what tells them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from validation.duplicates.names.alignment import Pairs, Sides, aligned
from validation.duplicates.names.weights import CALIBRATED, WEIGHTS, agreement

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validation.duplicates.names.prepared import Floats, Names

_PAIRS_AT_ONCE = 20_000


def compared(names: Names, left: NDArray[np.intp], right: NDArray[np.intp]) -> Floats:
    """Return the score of each pair of rows of `names`, float32 0 to 1, in the order given.

    A pair's score depends on its two names alone, neither on their order nor on other pairs.
    """
    turned = names.order[left] > names.order[right]
    one, other = np.where(turned, right, left), np.where(turned, left, right)
    found = np.zeros(len(left), dtype=np.float32)
    for start in range(0, len(left), _PAIRS_AT_ONCE):
        block = slice(start, start + _PAIRS_AT_ONCE)
        found[block] = _scored(Pairs(names, one[block], other[block]))
    # A known brand with a slip in it is known no more: read without brands the two are alike.
    plain = names.plain[one].astype(np.intp), names.plain[other].astype(np.intp)
    again = np.flatnonzero(((plain[0] != one) | (plain[1] != other)) & (found < 1))
    for start in range(0, len(again), _PAIRS_AT_ONCE):
        rows = again[start : start + _PAIRS_AT_ONCE]
        unbranded = _scored(Pairs(names, plain[0][rows], plain[1][rows]))
        found[rows] = np.maximum(found[rows], unbranded)
    return found


def _scored(pairs: Pairs) -> Floats:
    names = pairs.names
    sides = aligned(pairs)
    found = _core(pairs, sides) * _trade(pairs, sides) * _place(sides)
    found = found * _number(sides) * _branch(sides)
    # Names that differ in nothing but blanks: Wal-Mart, Walmart.
    unbroken = pairs.same(names.whole) & ~_homophones(pairs)
    found = np.maximum(found, WEIGHTS["one_word"] * unbroken) * _form(pairs)
    found = np.maximum(found, _acronym(pairs))
    found[pairs.same(names.order)] = 1
    found[names.blank[pairs.left] | names.blank[pairs.right]] = 0
    return np.asarray(np.interp(found, *CALIBRATED), dtype=np.float32)


def _acronym(pairs: Pairs) -> Floats:
    """Return what it says that one name is the initials of the other, the longer the more."""
    names = pairs.names
    one = pairs.same(names.short, names.initials) | pairs.same(names.short, names.all_initials)
    other = pairs.same(names.initials, names.short) | pairs.same(names.all_initials, names.short)
    # IBM and International Business Machines; but two acronyms are two acronyms.
    return np.asarray(
        np.maximum(one * names.brief[pairs.left], other * names.brief[pairs.right]) * _form(pairs)
    )


def _core(pairs: Pairs, sides: Sides) -> Floats:
    """Return how alike what the companies are called is."""
    names = pairs.names
    lone = sides.unmatched(0, "core"), sides.unmatched(1, "core")
    less, more = np.minimum(*lone), np.maximum(*lone)
    extra = np.where(
        _shorter_is_formal(pairs, lone), WEIGHTS["core_extra_formal"], WEIGHTS["core_extra"]
    )
    bare = names.bare[pairs.left] | names.bare[pairs.right]
    extra = np.where(bare, WEIGHTS["core_extra_bare"], extra)
    full, matched = sides.full("core"), sides.matched("core")
    rest = WEIGHTS["core_conflict"] * less + extra * (more - less)
    found = np.divide(matched, full + rest, out=np.zeros_like(full), where=full > 0)
    slips = np.divide(full - matched, full, out=np.zeros_like(full), where=full > 0)
    joined = (
        pairs.same(names.called)
        | pairs.same(names.called, names.spoken)
        | pairs.same(names.spoken, names.called)
    )
    joined &= ~_homophones(pairs)
    found = np.maximum(found * (1 - WEIGHTS["slip"] * slips), WEIGHTS["one_word"] * joined)
    found = np.maximum(found, WEIGHTS["heard"] * _heard(pairs))
    return np.asarray(found, dtype=np.float32)


def _homophones(pairs: Pairs) -> NDArray[np.bool_]:
    """Return whether both names are Han, where one sound is many names: 宏图 and 鸿图."""
    return np.asarray(pairs.names.han[pairs.left] & pairs.names.han[pairs.right])


def _heard(pairs: Pairs) -> NDArray[np.bool_]:
    """Return whether a name is the other as it is read in another tongue: 永隆 and Wing Lung."""
    names = pairs.names
    heard = names.heard
    found = pairs.same(heard.cantonese) | pairs.same(heard.japanese) | pairs.same(heard.korean)
    found &= names.foreign[pairs.left] != names.foreign[pairs.right]
    return np.asarray(
        found | pairs.same(heard.wade, heard.spelt_wade) | pairs.same(heard.spelt_wade, heard.wade)
    )


def _trade(pairs: Pairs, sides: Sides) -> Floats:
    lone = sides.unmatched(0, "trade"), sides.unmatched(1, "trade")
    less, more = np.minimum(*lone), np.maximum(*lone)
    formal = _shorter_is_formal(pairs, lone)
    extra = np.where(formal, WEIGHTS["trade_extra_formal"], WEIGHTS["trade_extra"])
    foreign = pairs.names.foreign
    translated = foreign[pairs.left] != foreign[pairs.right]
    conflict = np.where(translated, WEIGHTS["trade_translated"], WEIGHTS["trade_conflict"])
    # A translator says more or less than the name: 住友商事 is the Sumitomo Corporation.
    extra = np.where(translated, extra * WEIGHTS["translated_extra"], extra)
    lost = conflict * less + extra / (1 + sides.full("trade")) * (more - less)
    return np.asarray(np.exp(-lost))


def _shorter_is_formal(pairs: Pairs, lone: tuple[Floats, Floats]) -> NDArray[np.bool_]:
    """Return whether the name that lacks words has a legal form, thus is no short way to say it."""
    formal = pairs.names.formal
    return np.where(lone[0] > lone[1], formal[pairs.right], formal[pairs.left])


def _place(sides: Sides) -> Floats:
    lone = sides.unmatched(0, "place"), sides.unmatched(1, "place")
    less, more = np.minimum(*lone), np.maximum(*lone)
    shared = sides.full("place") > 0
    extra = np.where(shared, WEIGHTS["place_shared"], WEIGHTS["place_front"])
    apart = np.maximum(sides.apart(0), sides.apart(1)) > 0
    extra = np.where(apart, WEIGHTS["place_apart"], extra)
    nested = shared & (sides.full("branch") == 0)
    conflict = np.where(nested, WEIGHTS["place_shared_conflict"], WEIGHTS["place_conflict"])
    return np.asarray(np.exp(-conflict * less - extra * (more - less)))


def _number(sides: Sides) -> Floats:
    lone = sides.unmatched(0, "number"), sides.unmatched(1, "number")
    less, more = np.minimum(*lone), np.maximum(*lone)
    lost = WEIGHTS["number_conflict"] * less + WEIGHTS["number_extra"] * (more - less)
    return np.asarray(np.exp(-lost))


def _branch(sides: Sides) -> Floats:
    lone = np.maximum(sides.unmatched(0, "branch"), sides.unmatched(1, "branch"))
    return np.asarray(np.exp(-WEIGHTS["branch"] * lone))


def _form(pairs: Pairs) -> Floats:
    """Return what the legal forms say; a translated name has a translated form."""
    names = pairs.names
    one, other = names.forms[pairs.left], names.forms[pairs.right]
    distinct, where = np.unique(
        one.astype(np.int64) * len(names.form_sets) + other, return_inverse=True
    )
    sets = names.form_sets
    told = [agreement(sets[at // len(sets)], sets[at % len(sets)]) for at in distinct.tolist()]
    found = np.array(told, dtype=np.float32)[where]
    translated = names.foreign[pairs.left] != names.foreign[pairs.right]
    return np.where(translated, np.maximum(found, WEIGHTS["form_missing"]), found)
