"""The word lists of this package: small CSV files beside the code, one entry per row."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER = Path(__file__).parent


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of `name`.csv in its order, column → text.

    Raises:
        FileNotFoundError: there is no such table.
    """
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def entries(name: str) -> frozenset[str]:
    """Return the first column of `name`.csv.

    Raises:
        FileNotFoundError: there is no such table.
    """
    return frozenset(next(iter(row.values())) for row in rows(name))
