"""How two customers agree in what strangers may share too: mailboxes, domains, phones, contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validation.duplicates.keys import Ints, Names, Records, Slots

    Levels = NDArray[np.int8]

FEW, SOME = 3, 6
"""Up to so many differently named customers a value is rare, up to so many it is shared."""
_NONE = np.int32(2**31 - 1)
_RESEMBLES = 75
"""From so many per cent on a domain has something of a company's name."""


def shared(slots: Slots, left: Ints, right: Ints, *, differs: bool) -> Levels:
    """Return how exclusive the most exclusive shared value is: 0 unknown, rising from 1.

    With `differs`, 1 means that both have values and none in common.
    """
    owners = _best(slots, left, right)[0]
    first = 2 if differs else 1
    rank = np.where(owners <= FEW, first + 2, np.where(owners <= SOME, first + 1, first))
    both = (slots.ids[left, 0] >= 0) & (slots.ids[right, 0] >= 0)
    apart = np.where(both, 1 if differs else 0, 0)
    return np.where(owners < _NONE, rank, apart).astype(np.int8)


def _best(slots: Slots, left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Return the fewest owners of a value that both sides have, and that value (-1: none)."""
    best = np.full(len(left), _NONE, np.int32)
    value = np.full(len(left), -1, np.int32)
    owners = np.append(slots.owners, _NONE)
    for mine in range(slots.ids.shape[1]):
        a = slots.ids[left, mine]
        if not (a >= 0).any():
            continue
        for theirs in range(slots.ids.shape[1]):
            same = np.where((a >= 0) & (a == slots.ids[right, theirs]), a, -1)
            fewer = owners[same] < best
            best[fewer], value[fewer] = owners[same][fewer], same[fewer]
    return best, value


def person(found: Records, left: Ints, right: Ints) -> Levels:
    """Return how the contacts agree: 0 unknown, 1 others, 2 by part of the name, 3 to 5 shared.

    Those of one sound are shared too: 何洋, Yang He and He Yang are one contact.
    """
    slots, (sounds, words) = found.person, found.people
    exact = shared(slots, left, right, differs=True)
    level = np.where(exact > 1, exact + 1, exact).astype(np.int8)
    other = np.flatnonzero(exact == 1)
    if not len(other):
        return level
    for mine in range(slots.ids.shape[1]):
        for theirs in range(slots.ids.shape[1]):
            a = slots.ids[left[other], mine]
            b = slots.ids[right[other], theirs]
            there = np.flatnonzero((a >= 0) & (b >= 0))
            at, a, b = other[there], a[there], b[there]
            partly = (words[a][:, :, None] == words[b][:, None, :]) & (words[a] >= 0)[:, :, None]
            agree = np.where(partly.any(axis=(1, 2)), 2, 1)
            many = np.maximum(slots.owners[a], slots.owners[b])
            rank = np.where(many <= FEW, 5, np.where(many <= SOME, 4, 3))
            agree = np.where(sounds[a] == sounds[b], rank, agree)
            level[at] = np.maximum(level[at], agree)
    return level


def foreign(found: Records, left: Ints, right: Ints) -> NDArray[np.bool_]:
    """Return the pairs whose common domain has nothing of either name: a forwarder's, perhaps."""
    domain = _best(found.domain, left, right)[1]
    at = np.flatnonzero(domain >= 0)
    strange = np.zeros(len(left), bool)
    if not len(at):
        return strange
    alike = np.zeros(len(at), bool)
    for rows in (left[at], right[at]):
        for slot in range(found.name.ids.shape[1]):
            name = found.name.ids[rows, slot]
            there = np.flatnonzero(name >= 0)
            alike[there] |= _resembles(found, domain[at][there], name[there])
    strange[at] = ~alike
    return strange


def _resembles(found: Records, domains: Ints, names: Ints) -> NDArray[np.bool_]:
    if not len(domains):
        return np.zeros(0, bool)
    # rapidfuzz takes 36 ms to import, for those who compare.
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    pairs, back = np.unique(domains.astype(np.int64) << 32 | names, return_inverse=True)
    one, other = pairs >> 32, pairs & 0xFFFFFFFF
    labels = [str(text).partition(".")[0].replace("-", "") for text in found.domain.texts[one]]
    known: Names = found.names
    brands = known.latin[other].tolist()
    part = process.cpdist(labels, brands, scorer=fuzz.partial_ratio, workers=-1, dtype=np.float32)
    short = _initials(labels, known.whole[other].tolist(), known.brands[other].tolist())
    alike: NDArray[np.bool_] = (part >= _RESEMBLES) | short
    of_pair: NDArray[np.bool_] = alike[back.reshape(-1)]
    return of_pair


def _initials(labels: list[str], wholes: list[str], brands: list[str]) -> NDArray[np.bool_]:
    """Return where a domain begins as the name does, or with the first letters of its words."""
    begins = [a[:3] == b[:3] for a, b in zip(labels, wholes, strict=True)]
    spelt = [
        len(brand.split()) > 1 and label.startswith("".join(word[0] for word in brand.split()))
        for label, brand in zip(labels, brands, strict=True)
    ]
    return np.array([a or b for a, b in zip(begins, spelt, strict=True)], dtype=bool)
