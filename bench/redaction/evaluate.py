"""Measure the text gate over labelled notes: values that get through, clean notes touched."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.redaction.record import record
from validation.redaction import checked, left

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validation.redaction import Known


class Note(NamedTuple):
    """A note with the values in it that may not leave; none: it is clean."""

    text: str
    secrets: tuple[str, ...]


class Result(NamedTuple):
    """What became of some notes."""

    leaked: tuple[Note, ...]
    """Notes with something to hide that pass whole."""
    untouched: tuple[tuple[str, Note], ...]
    """Values that no hit overlaps, though the note may be stopped for another."""
    touched: tuple[Note, ...]
    """Clean notes that do not pass."""
    unsound: tuple[Note, ...]
    """Notes whose replacement does not pass itself."""


def read(path: Path) -> list[Note]:
    """Return the notes of a CSV file with the columns text and secrets (between bars)."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Note(row["text"], tuple(filter(None, row["secrets"].split("|"))))
            for row in csv.DictReader(file)
        ]


def measured(notes: Iterable[Note], known: Known) -> Result:
    """Return what the gate does to `notes`."""
    leaked, untouched, touched, unsound = [], [], [], []
    for note in notes:
        reading = checked(note.text, known, product="A500")
        spans = [(hit.start, hit.end) for hit in reading.hits]
        if note.secrets and reading.passes:
            leaked.append(note)
        if not note.secrets and not reading.passes:
            touched.append(note)
        for secret in note.secrets:
            start = note.text.find(secret)
            if not any(first < start + len(secret) and start < end for first, end in spans):
                untouched.append((secret, note))
        instead = left(note.text, known, product="A500")
        if instead is not None and not all(checked(said, known).passes for said in instead):
            unsound.append(note)
    return Result(tuple(leaked), tuple(untouched), tuple(touched), tuple(unsound))


def main(paths: list[Path]) -> None:
    """Print the figures of every file."""
    for path in paths:
        notes = read(path)
        found = measured(notes, record())
        clean = sum(not note.secrets for note in notes)
        values = sum(len(note.secrets) for note in notes)
        print(
            f"{path.name}: {len(notes) - clean} notes with {values} values: {len(found.leaked)}"
            f" pass, {len(found.untouched)} values without a hit; {clean} clean notes:"
            f" {len(found.touched)} touched; {len(found.unsound)} replacements do not pass"
        )
        for note in found.leaked:
            print("  leaked ", note)
        for secret, note in found.untouched:
            print("  missed ", secret, "|", note.text)
        for note in found.touched:
            hits = [(h.kind, note.text[h.start : h.end]) for h in checked(note.text, record()).hits]
            print("  touched", note.text, hits)
        for note in found.unsound:
            print("  unsound", note)


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or sorted(Path(__file__).parent.glob("held*.csv")))
