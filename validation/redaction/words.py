"""The lists of words the patterns are made of: one row of words.csv each."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLE = Path(__file__).with_name("words.csv")


def any_of(*names: str) -> str:
    """Return the pattern that finds any word of some lists.

    The words of the table stand between semicolons and are patterns themselves, over folded text.

    Raises:
        KeyError: there is no such list.
    """
    return f"(?:{'|'.join(words for name in names for words in _lists()[name])})"


@cache
def listed(name: str) -> frozenset[str]:
    """Return the words of one list as they stand, for lists that hold no patterns.

    Raises:
        KeyError: there is no such list.
    """
    return frozenset(_lists()[name])


@cache
def _lists() -> Mapping[str, tuple[str, ...]]:
    with _TABLE.open(encoding="utf-8-sig", newline="") as file:
        return {
            row["list"]: tuple(word.strip() for word in row["words"].split("; "))
            for row in csv.DictReader(file)
        }
