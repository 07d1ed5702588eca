"""What a rep's own book may hold: sheets.csv and columns.csv, an allow-list.

What the tables do not name stays in the manager's book, so a column nobody thought of cannot
leave. A team with a catalogue of its own may put a `splitting_columns.csv` beside it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from validation.catalogue import load, words
from validation.errors import CatalogueError, FileMissingError
from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from validation.catalogue import Catalogue

Rows = Literal["own", "groups", "all"]
Given = Literal["Y", "own", "N"]
"""`own`: only in the row of the rep whose book it is."""

OWN_COLUMNS = "*"
"""Stands in columns.csv for the columns that a team added to a sheet."""
MADE = ("PoolList", "GroupView")
"""Sheets of a rep's book that are made for it, not copied."""
_HERE = Path(__file__).parent


class Part(NamedTuple):
    """How one sheet is split and merged."""

    sheet: str
    rows: Rows
    key: tuple[str, ...]
    """The columns that name a row; (): its whole content does."""
    same: tuple[str, ...]
    """The columns in which two rows of one number must agree to be one thing."""
    is_held: bool
    """Whether what a rep changes is left for the manager to decide."""
    is_deleted: bool
    """Whether a row that a rep deleted goes; otherwise the manager is asked."""


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """The two tables, believed."""

    parts: Mapping[str, Part]
    """Sheet → how it is split, parents before children."""
    given: Mapping[tuple[str, str], Given]

    def columns(self, sheet: str, present: Collection[str], own: Collection[str]) -> list[str]:
        """Return which of the `present` columns of a sheet leave, in their order.

        `own` are those the catalogue does not know.
        """
        return [
            column
            for column in present
            if self.given.get((sheet, OWN_COLUMNS if column in own else column), "N") != "N"
        ]


@cache
def allowed(catalogue_path: Path | None = None) -> Allowed:
    """Return what may be in a rep's book; `catalogue_path` is a team's own catalogue.

    Raises:
        CatalogueError: a table names what the catalogue does not have, or says it twice.
        FileMissingError: a table is not there.
    """
    catalogue = load(catalogue_path)
    beside = catalogue_path.parent / "splitting_columns.csv" if catalogue_path else None
    table = beside if beside is not None and beside.exists() else _HERE / "columns.csv"
    return Allowed(
        parts={p.sheet: p for p in _parts() if p.sheet in catalogue.sheets},
        given=_given(table, catalogue, is_own=catalogue_path is not None),
    )


@cache
def _parts() -> tuple[Part, ...]:
    path = _HERE / "sheets.csv"
    return tuple(
        Part(
            row["sheet"],
            cast("Rows", row["rows"]),
            words(row["key"]),
            words(row["same"]),
            row["merge"] == "hold",
            row["deleted"] == "take",
        )
        for _, row in _rows(path)
    )


def _given(path: Path, catalogue: Catalogue, *, is_own: bool) -> Mapping[tuple[str, str], Given]:
    found: dict[tuple[str, str], Given] = {}
    for number, row in _rows(path):
        place = (row.get("sheet", ""), row.get("column", ""))
        answer = row.get("given", "")
        fields = catalogue.sheets[place[0]].by_key if place[0] in catalogue.sheets else {}
        # A team's catalogue may have dropped a column that the shipped table names.
        missing = place[1] not in fields and place[1] != OWN_COLUMNS and not is_own
        problem = (
            ("column", place[1], "catalogue.no_such_column") if missing
            else ("column", place[1], "catalogue.repeated") if place in found
            else ("given", answer, "splitting.given") if answer not in ("Y", "own", "N")
            else None
        )  # fmt: skip
        if problem is not None:
            column, value, key = problem
            raise CatalogueError(
                table=path.name, row=number, column=column, value=value, reason=message(key)
            )
        found[place] = cast("Given", answer)
    return found


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileMissingError(path=path) from error
    return list(enumerate(csv.DictReader(text.splitlines()), 2))
