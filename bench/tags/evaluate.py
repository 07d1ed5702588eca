"""Precision and recall of the signals on labelled sentences: `python -m bench.tags.evaluate`.

sentences.csv was written before the phrases. Its even rows were looked at while they were tuned,
its odd rows never were: only their figures count. `--show` lists what is wrong among the seen.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from validation import catalogue
from validation.tags import lexicon
from validation.tags.reading import signals

TABLE = Path(__file__).with_name("sentences.csv")


class Labelled(NamedTuple):
    """One sentence and the signals that a person sees in it."""

    text: str
    signals: frozenset[str]


class Score(NamedTuple):
    """How many signals were found rightly, wrongly, or not."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Of those found, how many are right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Of those there are, how many were found."""
        return self.right / max(1, self.right + self.missed)


def labelled(*, seen: bool) -> list[Labelled]:
    """Return the sentences that tuning looked at, or the others."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Labelled(row["text"], frozenset(filter(None, row["signals"].split(";"))))
        for number, row in enumerate(rows)
        if (number % 2 == 0) is seen
    ]


def score(sentences: list[Labelled], *, show: bool = False) -> Score:
    """Return the counts over some sentences."""
    words = lexicon.load(catalogue.load())
    counts: Counter[str] = Counter()
    for one in sentences:
        found = frozenset(hit.signal for hit in signals(one.text, words))
        counts["right"] += len(found & one.signals)
        counts["wrong"] += len(found - one.signals)
        counts["missed"] += len(one.signals - found)
        if show and found != one.signals:
            print(
                f"{one.text}\n    wrong {sorted(found - one.signals)}"
                f" missed {sorted(one.signals - found)}"
            )
    return Score(counts["right"], counts["wrong"], counts["missed"])


if __name__ == "__main__":
    for name, seen in (("seen", True), ("unseen", False)):
        found = score(labelled(seen=seen), show=seen and "--show" in sys.argv)
        print(f"{name}: {found} precision {found.precision:.3f} recall {found.recall:.3f}")
