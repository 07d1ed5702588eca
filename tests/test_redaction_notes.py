"""Notes written by hand and notes made up: nothing gets through, clean ones stay whole."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from bench.redaction.corpus import Style, notes
from bench.redaction.evaluate import measured, read
from bench.redaction.record import record
from validation.redaction import checked, words

BENCH = Path(__file__).parents[1] / "bench" / "redaction"
PEOPLE = ("张伟", "Jürgen Müller", "Maria", "Kim Min-jun", "张总", "Herr Müller", "王先生")
MOST_TOUCHED = 0.02


@pytest.mark.parametrize("path", sorted(BENCH.glob("heldout_*.csv")), ids=lambda path: path.stem)
def test_nothing_of_the_notes_written_by_hand_gets_through(path: Path) -> None:
    found = measured(read(path), record())

    assert (found.leaked, found.untouched, found.unsound) == ((), (), ())
    clean = sum(not note.secrets for note in read(path))
    assert len(found.touched) <= MOST_TOUCHED * clean


@pytest.mark.parametrize("style", ["templates", "clauses", "odd"])
def test_nothing_of_made_up_notes_gets_through(style: Style) -> None:
    known = record()
    leaked, touched = [], []
    for note in notes(600, style, PEOPLE, seed=11):
        reading = checked(note.text, known)
        spans = [(hit.start, hit.end) for hit in reading.hits]
        leaked += [
            note.text
            for _, start, end in note.secrets
            if not any(first < end and start < last for first, last in spans)
        ]
        if not note.secrets and not reading.passes:
            touched.append(note.text)

    assert leaked == []
    assert len(touched) <= MOST_TOUCHED * 300


def test_every_list_of_words_is_one_row_without_repeats() -> None:
    with Path(words.__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))

    assert {len(row) for row in rows} == {2}
    assert len({row[0] for row in rows}) == len(rows)
    for name in ("polite", "common_zh", "surname_sure"):
        assert "" not in words.listed(name)
