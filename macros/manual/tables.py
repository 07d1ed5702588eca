"""What the manual says beside the tables it shares with the program.

`buttons.csv` tells of each button what it changes, asks and how it is taken back; `errors.csv`
why a sentence appears and what to do. The sentences themselves stand in validation/messages.csv,
labels and tips in `macros.actions`.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

from validation.messages import Text, messages, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FOLDER = Path(__file__).parent

AREAS = ("press", "office", "install", "files", "share", "asking")
"""The parts of the page of errors, in order; messages.csv names each as `manual.area_…`."""


class Use(NamedTuple):
    """What one button does to a workbook."""

    changes: Text
    asks: Text
    undo: Text
    command: str
    """Its twin on the command line, with placeholders in capitals; empty: there is none."""


class Trouble(NamedTuple):
    """One sentence that tells of something wrong."""

    area: str
    key: str
    """Of the sentence in messages.csv."""
    why: Text
    remedy: Text

    @property
    def sentence(self) -> Text:
        """The sentence as people see it, with … for what changes from case to case."""
        told = messages()[self.key]
        names = {name for _, name, _, _ in Formatter().parse(told.zh) if name}
        return told.fill(**dict.fromkeys(names, plain("…")))

    @property
    def anchor(self) -> str:
        """By which links on a page name it."""
        return self.key.replace(".", "-")


@cache
def uses() -> Mapping[str, Use]:
    """Return button id → what it does, for every button."""
    return {
        row["button"]: Use(
            _text(row, "changes"), _text(row, "asks"), _text(row, "undo"), row["command"]
        )
        for row in _rows("buttons.csv")
    }


@cache
def troubles() -> Sequence[Trouble]:
    """Return every sentence that the manual explains, in the table's order."""
    return tuple(
        Trouble(row["area"], row["key"], _text(row, "why"), _text(row, "do"))
        for row in _rows("errors.csv")
    )


def _rows(name: str) -> Sequence[Mapping[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


def _text(row: Mapping[str, str], name: str) -> Text:
    return Text(row[f"{name}_zh"], row[f"{name}_en"])
