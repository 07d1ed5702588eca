"""Which word of one company name stands for which word of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from validation.duplicates.names import words
from validation.duplicates.names.prepared import GROUPS, Names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validation.duplicates.names.prepared import Flags, Floats, Ints

_MATCH = 0.7
"""From here on two words may stand for each other."""
_SAME_WORD = 0.755


class Pairs(NamedTuple):
    """Pairs of rows of `names`."""

    names: Names
    left: NDArray[np.intp]
    right: NDArray[np.intp]

    def same(self, column: Ints, other: Ints | None = None) -> Flags:
        """Return whether a column (or two of them) says the same of both sides."""
        one, two = column[self.left], (column if other is None else other)[self.right]
        return np.asarray((one == two) & (one >= 0))


class Sides(NamedTuple):
    """The words of both names of every pair, and how alike their partners are."""

    weights: tuple[Floats, Floats]
    groups: tuple[NDArray[np.int8], NDArray[np.int8]]
    loose: tuple[Flags, Flags]
    partners: tuple[Floats, Floats]
    """(pairs, words): 0 for a word without a partner."""

    def unmatched(self, side: int, group: str) -> Floats:
        """Return the weight of the words of a group that have no partner."""
        return self._sum(side, group, self.partners[side] == 0)

    def apart(self, side: int) -> Floats:
        """Return the weight of the places without partner in brackets or at the end."""
        return self._sum(side, "place", (self.partners[side] == 0) & self.loose[side])

    def matched(self, group: str) -> Floats:
        """Return the weight of a group's words with a partner, less what they differ."""
        one, other = (self._sum(side, group, self.partners[side]) for side in (0, 1))
        return np.asarray((one + other) / 2, dtype=np.float32)

    def full(self, group: str) -> Floats:
        """Return the weight of a group's words with a partner, however alike."""
        one, other = (self._sum(side, group, self.partners[side] > 0) for side in (0, 1))
        return np.asarray((one + other) / 2, dtype=np.float32)

    def _sum(self, side: int, group: str, share: Floats | Flags) -> Floats:
        mine = self.weights[side] * (self.groups[side] == GROUPS.index(group)) * share
        return np.asarray(mine.sum(axis=1), dtype=np.float32)


def aligned(pairs: Pairs) -> Sides:
    """Return the best partners of the words of every pair, the best two words first."""
    names, left, right = pairs
    rows_of = names.words[left], names.words[right]
    width = max(1, *(int((rows >= 0).sum(axis=1).max(initial=1)) for rows in rows_of))
    weights = names.weights[left][:, :width], names.weights[right][:, :width]
    likeness = _likeness(names.vocabulary, rows_of[0][:, :width], rows_of[1][:, :width])
    bare = names.bare[left] | names.bare[right]
    # Where the trade is the name, another word for it is another name: Air China, China Airlines.
    likeness[bare[:, None, None] & (likeness < _SAME_WORD)] = 0
    return Sides(
        weights,
        (names.groups[left][:, :width], names.groups[right][:, :width]),
        (names.loose[left][:, :width], names.loose[right][:, :width]),
        _partners(likeness, weights),
    )


def _partners(likeness: Floats, weights: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    partners = np.zeros_like(weights[0]), np.zeros_like(weights[1])
    worth = likeness * np.sqrt(weights[0][:, :, None] * weights[1][:, None, :])
    worth[likeness < _MATCH] = 0
    rows, width = np.arange(len(worth)), worth.shape[1]
    for _ in range(width):
        one, other = np.divmod(worth.reshape(len(worth), -1).argmax(axis=1), width)
        live = worth[rows, one, other] > 0
        if not live.any():
            break
        row, mine, theirs = rows[live], one[live], other[live]
        partners[0][row, mine] = partners[1][row, theirs] = likeness[row, mine, theirs]
        worth[row, mine, :] = 0
        worth[row, :, theirs] = 0
    return partners


def _likeness(vocabulary: words.Vocabulary, ones: Ints, others: Ints) -> Floats:
    """Return (pairs, words, words) likeness; each distinct pair of words is compared once."""
    size = len(vocabulary.words) + 1
    pairs = ones[:, :, None].astype(np.int64) * size + others[:, None, :]
    pairs[(ones[:, :, None] < 0) | (others[:, None, :] < 0)] = -1
    distinct, where = np.unique(pairs, return_inverse=True)
    found = np.zeros(len(distinct), dtype=np.float32)
    real = distinct >= 0
    one, other = np.divmod(distinct[real], size)
    found[real] = words.likeness(vocabulary, one, other)
    return np.asarray(found[where.reshape(pairs.shape)])
