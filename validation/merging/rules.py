"""By which rule each column of Customers is merged: merging.csv, a row per column."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLE = Path(__file__).with_name("merging.csv")


class Rule(NamedTuple):
    """How one column is merged."""

    name: str
    """A rule of `validation.merging.values`, or owner, pool or ids."""
    beside: str
    """Only records that have the merged value in this column are asked; empty: every record."""
    order: tuple[str, ...]
    """The codes of a list, the least first, for the rule `highest`."""
    reason: str


@cache
def rules() -> Mapping[str, Rule]:
    """Return column key → Rule, in an order in which `beside` always comes first."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        found = {row["key"]: _rule(row) for row in csv.DictReader(file)}
    alone = {key: rule for key, rule in found.items() if not rule.beside and rule.name != "pool"}
    beside = {key: rule for key, rule in found.items() if rule.beside}
    return {**alone, **beside, **found}


def _rule(row: Mapping[str, str]) -> Rule:
    order = tuple(part.strip() for part in row["order"].split(";") if part.strip())
    return Rule(row["rule"], row["with"], order, row["reason"])
