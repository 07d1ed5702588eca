"""Fits the points: `python fit.py` writes validation/duplicates/points.csv.

Logistic regression on the pairs that blocking finds in lists of several sizes together, each size
with the same weight: points fitted on a small list over-merge a big one. A level that says more
agreement never gets fewer points. Points are ten times the decimal logarithm of the odds.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import NamedTuple

import lists
import measures
import numpy as np

from validation.duplicates import clusters, keys, pairs, points

COLUMNS = {
    "all": None,
    "names": (),
    "countries": ("country_region",),
    "phones": ("country_region", "phone"),
    "mails": ("country_region", "email"),
    "people": ("contact_name", "phone"),
}
"""What a list has beside names: many have a column or two."""
TRAINED_ON = tuple(
    (style, rows, seed)
    for style in ("trade", "fair")
    for rows, seeds in ((1_000, range(100, 112)), (10_000, (120, 121)), (100_000, (130,)))
    for seed in seeds
)
"""Style, rows and seed of every list the points are fitted on, whole."""
PARTLY = tuple(
    (style, 10_000, seed, columns)
    for style in ("trade", "fair")
    for seed, columns in zip(range(140, 145), [*COLUMNS][1:], strict=True)
)
"""Lists of which the points see some columns only; together they weigh as one size."""
FREE = {("name", "unlike_script"), ("place", "one")}
"""Levels that are no step between their neighbours."""
_TABLE = Path(points.__file__).with_name("points.csv")
EXPECTED: dict[str, tuple[int, ...]] = {
    "code": (-35, 35),
    "name": (0, -12, -9, -6, 4, 12, 12, 20, 22, 24),
    "brand": (-15, -8, 0),
    "trade": (-8, -3, 0, 5),
    "form": (-6, 0, 1),
    "place": (-30, -10, 2),
    "number": (-35, 0),
    "branch": (-15,),
    "country": (-18, 3),
    "domain": (-10, -2, 5, 14),
    "email": (-2, 0, 5, 14),
    "phone": (-2, 0, 5, 14),
    "person": (-4, 0, 4, 8, 12),
    "carrier": (-8,),
    "sister": (-8,),
    "bare": (-5,),
}
"""What somebody who knows such lists would give, in points, level by level.

The fit leaves a level near it where the lists say little: made-up lists have habits of their own
(nobody in them shares a mailbox without sharing a domain), which no real list need have.
"""
_TRUST = 0.003
"""How much the expectation weighs against the lists."""


class Sample(NamedTuple):
    """The candidate pairs of one list."""

    records: keys.Records
    left: np.ndarray
    right: np.ndarray
    levels: np.ndarray
    truth: np.ndarray

    @property
    def whole(self) -> bool:
        """Whether the list has all its columns."""
        return bool((self.records.code.ids >= 0).any())

    @property
    def same(self) -> np.ndarray:
        """Whether each pair is one company."""
        return self.truth[self.left] == self.truth[self.right]


def sample(style: lists.Style, rows: int, seed: int, columns: str = "all") -> Sample:
    """Return the compared pairs of a fresh list of which only some columns are there."""
    return taken(partly(lists.make(style, rows, seed), columns))


def partly(made: lists.CustomerList, columns: str) -> lists.CustomerList:
    """Return a list with names and some columns only; "all" is the list as it is."""
    kept = COLUMNS[columns]
    if kept is None:
        return made
    names = ("customer_id", "company_name_en", "company_name_zh", *kept)
    frames = [
        frame[[name for name in frame if name in names]]
        for frame in (made.customers, made.contacts, made.titles[:0])
    ]
    return lists.CustomerList(*frames, made.cluster, made.group)


def taken(made: lists.CustomerList) -> Sample:
    """Return the compared pairs of a list."""
    found = keys.records(made.customers, made.contacts, made.titles)
    pair = pairs.candidates(found)
    levels = points.levels(found, pair.left, pair.right)
    return Sample(found, pair.left, pair.right, levels, made.cluster)


def columns() -> list[tuple[str, str]]:
    """Return every field and level that gets points."""
    return [(f, level) for f, levels in points.LEVELS.items() for level in levels[1:]]


def fit(samples: list[Sample]) -> dict[tuple[str, str], float]:
    """Return field and level → weight (natural logarithm of odds), and ("", "") → the constant."""
    features, positive, negative = _patterns(samples)
    steps = _steps()
    design = features @ steps
    bounded = np.array([_is_bounded(at) for at in range(len(columns()))] + [False])
    expected = np.array([*(p for each in EXPECTED.values() for p in each), -10]) * np.log(10) / 10
    lists_say = _Evidence(design, positive, negative)
    weights = _descend(lists_say, bounded, steps, expected)
    values = steps @ weights
    named = dict(zip(columns(), values[:-1], strict=True))
    named["", ""] = float(values[-1])
    return named


def _patterns(samples: list[Sample]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the distinct patterns of levels as columns of 0 and 1, with the weight of each."""
    sizes: dict[tuple[int, bool], int] = {}
    for each in samples:
        kind = len(each.truth), each.whole
        sizes[kind] = sizes.get(kind, 0) + int(each.same.sum())
    found, positive, negative = [], [], []
    for each in samples:
        patterns, back = points.patterns(each.levels)
        scale = 1 / sizes[len(each.truth), each.whole]
        found.append(patterns)
        positive.append(np.bincount(back, each.same, len(patterns)) * scale)
        negative.append(np.bincount(back, ~each.same, len(patterns)) * scale)
    patterns, back = points.patterns(np.concatenate(found))
    hot = [
        patterns[:, at, None] == np.arange(1, len(levels))
        for at, levels in enumerate(points.LEVELS.values())
    ]
    features = np.hstack([*hot, np.ones((len(patterns), 1))]).astype(float)
    return (
        features,
        np.bincount(back, np.concatenate(positive)),
        np.bincount(back, np.concatenate(negative)),
    )


def _is_bounded(at: int) -> bool:
    """Return whether the level's weight is the one below it and a step up."""
    field, level = columns()[at]
    before = points.LEVELS[field][points.LEVELS[field].index(level) - 1]
    return before != "none" and (field, level) not in FREE and (field, before) not in FREE


def _steps() -> np.ndarray:
    """Return the matrix that adds steps up to weights."""
    size = len(columns()) + 1
    steps = np.eye(size)
    for at in range(size - 1):
        if _is_bounded(at):
            steps[at] += steps[at - 1]
    return steps


class _Evidence(NamedTuple):
    """Patterns as columns of steps, and how often each was one company and how often two."""

    design: np.ndarray
    positive: np.ndarray
    negative: np.ndarray


def _descend(
    lists_say: _Evidence, bounded: np.ndarray, steps: np.ndarray, expected: np.ndarray
) -> np.ndarray:
    """Return the steps of the least loss; `bounded` ones are not below 0."""
    design, positive, negative = lists_say
    weights = np.linalg.solve(steps, expected)
    pull = _TRUST * steps.T @ steps
    for _ in range(40):
        chance = 1 / (1 + np.exp(-np.clip(design @ weights, -40, 40)))
        slope = design.T @ (chance * (positive + negative) - positive)
        slope += pull @ weights - _TRUST * steps.T @ expected
        curve = (design * (chance * (1 - chance) * (positive + negative))[:, None]).T @ design
        # A step at its bound that wants to go below it stays there (projected Newton).
        free = ~(bounded & (weights <= 0) & (slope > 0))
        step = np.zeros_like(weights)
        step[free] = np.linalg.solve((curve + pull)[np.ix_(free, free)], slope[free])
        weights = weights - step
        weights = np.where(bounded, np.maximum(weights, 0), weights)
    return weights


def fitted(samples: list[Sample]) -> tuple[dict[tuple[str, str], int], int]:
    """Return field and level → points, and from how many points on the odds are even."""
    weights = fit(samples)
    return in_points(weights), round(-10 * weights["", ""] / np.log(10))


def in_points(weights: dict[tuple[str, str], float]) -> dict[tuple[str, str], int]:
    """Return the weights as whole points, without the constant.

    Names alike enough always have a rarity too, so what a rare brand has is told with the name:
    nobody should read that a rare name speaks against two rows that share it.
    """
    found = {key: round(10 * w / np.log(10)) for key, w in weights.items() if key[0]}
    rare = found["brand", "rare"]
    for level in ("common", "known", "rare"):
        found["brand", level] -= rare
    for level in ("close", "near", "sound", "same"):
        found["name", level] += rare
    return found


def total(levels: np.ndarray, given: dict[tuple[str, str], int]) -> np.ndarray:
    """Return the points of each pair."""
    added = np.zeros(len(levels), np.int32)
    for at, (field, names) in enumerate(points.LEVELS.items()):
        added += np.array([0, *(given[field, name] for name in names[1:])], np.int32)[levels[:, at]]
    return added


def cluster_f1(each: Sample, score: np.ndarray, threshold: int) -> measures.Score:
    """Return how good the clusters are when pairs from `threshold` up are joined."""
    order = np.lexsort((each.right, each.left, -score))
    left, right, levels = each.left[order], each.right[order], each.levels[order]
    strong = (score[order] >= threshold) & ~points.unlike(levels)
    apart = points.apart(levels) & ~strong
    made = clusters.clusters(
        each.records,
        clusters.Edges(left[strong], right[strong]),
        clusters.Edges(left[apart], right[apart]),
    )
    labels = np.arange(len(each.truth))
    for rows in made.groups:
        labels[list(rows)] = rows[0]
    return measures.of_labels(each.truth, labels)


def threshold(samples: list[Sample], given: dict[tuple[str, str], int], start: int) -> int:
    """Return the points from which on joining gives the best clusters, all sizes counting alike."""
    chosen = [s for s in samples if s.whole and len(s.truth) > 5_000] + samples[:4]
    scores = [total(each.levels, given) for each in chosen]

    def quality(at: int) -> float:
        return float(
            np.mean([cluster_f1(e, s, at).f1 for e, s in zip(chosen, scores, strict=True)])
        )

    return max(range(start - 6, start + 10), key=quality)


def main() -> None:
    """Fit, and write the table with the sentences it had."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--version", default="1")
    version = parser.parse_args().version
    samples = [sample(*each) for each in (*TRAINED_ON, *PARTLY)]
    given, start = fitted(samples)
    best = threshold(samples, given, start)
    bands = {"version": version, "duplicate": best, "possible": start - 10}
    _write(given, bands)


def _write(given: dict[tuple[str, str], int], bands: dict[str, object]) -> None:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    said = {(row["field"], row["level"]): (row["zh"], row["en"]) for row in rows}
    with _TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("field", "level", "points", "zh", "en"))
        for level, value in bands.items():
            writer.writerow(("band", level, value, *said.get(("band", level), ("", ""))))
        for (field, level), value in given.items():
            writer.writerow((field, level, value, *said.get((field, level), ("", ""))))
        writer.writerows(tuple(row.values()) for row in rows if row["field"] == "group")


if __name__ == "__main__":
    main()
