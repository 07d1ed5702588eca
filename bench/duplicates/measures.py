"""How right a list of pairs and clusters is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Score(NamedTuple):
    """Precision, recall and their harmonic mean, over pairs."""

    precision: float
    recall: float
    f1: float


def of_labels(truth: np.ndarray, labels: np.ndarray) -> Score:
    """Return how well the clusters `labels` agree with the true ones, pair by pair."""
    both = np.unique(np.column_stack((truth, labels)), axis=0, return_counts=True)[1]
    right = _pairs(both)
    return _score(
        right,
        _pairs(np.unique(labels, return_counts=True)[1]),
        _pairs(np.unique(truth, return_counts=True)[1]),
    )


def of_pairs(truth: np.ndarray, left: np.ndarray, right: np.ndarray) -> Score:
    """Return how well pairs of positions agree with the true clusters; each pair stands once."""
    found = int((truth[left] == truth[right]).sum())
    return _score(found, len(left), _pairs(np.unique(truth, return_counts=True)[1]))


def labels(size: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return a label for each position: those that pairs connect have the same."""
    root = list(range(size))

    def top(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        root[top(one)] = top(other)
    return np.array([top(at) for at in range(size)])


def _pairs(counts: np.ndarray) -> int:
    return int((counts * (counts - 1) // 2).sum())


def _score(right: int, found: int, there: int) -> Score:
    precision = right / found if found else 1.0
    recall = right / there if there else 1.0
    total = precision + recall
    return Score(precision, recall, 2 * precision * recall / total if total else 0.0)
