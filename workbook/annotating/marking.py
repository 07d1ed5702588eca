"""One sheet's findings as cells to write: the status, the issue keys, the colours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from validation.catalogue import ISSUES, STATUS
from workbook.patching.edits import Mark, SheetEdit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from validation.book import Layout
    from validation.findings import Finding
    from workbook.annotating.own import Bools
    from workbook.patching.edits import Area, Value

    Cells = dict[int, Mapping[int, Value]]

_KEY = re.compile(r"[a-z0-9_]+")
"""What SEARCH in a colouring rule reads as it stands: no wildcard, and one case."""


class Place(NamedTuple):
    """A sheet that gets marks: where its columns stand, and its rows."""

    layout: Layout
    frame: pd.DataFrame
    filled: Bools
    """Row by row, whether anything of the team's stands there."""
    coloured: bool
    """Whether the sheet colours a cell by the keys in its `_issues` column."""


class _Row:
    """What is wrong in one row."""

    __slots__ = ("errors", "keys", "warnings")

    def __init__(self) -> None:
        self.errors = 0
        self.warnings = 0
        self.keys: dict[str, str] = {}

    @property
    def status(self) -> str:
        return f"✗ {self.errors}" if self.errors else f"! {self.warnings}"

    @property
    def issues(self) -> str | None:
        said = "|".join(f"{letter}:{key}" for key, letter in self.keys.items())
        return f"|{said}|" if said else None


def sheet_edit(
    place: Place, findings: Sequence[Finding], *, painted: int | None = None
) -> SheetEdit:
    """Return what marks one sheet, in place of the marks it has.

    Errors and warnings count; a note leaves a row ✓. A cell that already holds what it should
    is not written. Colours over cells are laid for the first `painted` findings, None for all:
    those of a list longer than anybody reads would only slow a program down.
    """
    rows: dict[int, _Row] = {}
    spots: dict[tuple[int, int], bool] = {}
    keyed = _keyed(place)
    columns, header = place.layout.columns, place.layout.header_row
    for at, finding in enumerate(findings):
        number, is_error = finding.row, finding.severity == "error"
        if number is None or finding.severity == "info":
            continue
        if number > header:
            row = rows.get(number)
            if row is None:
                row = rows[number] = _Row()
            if is_error:
                row.errors += 1
            else:
                row.warnings += 1
            if finding.field in keyed:
                if is_error or finding.field not in row.keys:
                    row.keys[finding.field] = "E" if is_error else "W"
                continue
        if finding.field in columns and (painted is None or at < painted):
            spot = columns[finding.field], number
            spots[spot] = is_error or spots.get(spot, False)
    return SheetEdit(cells=_cells(place, rows), marks=_marks(spots))


def cleared_edit(place: Place) -> SheetEdit:
    """Return what takes every mark off one sheet."""
    empty = {number: None for key in (STATUS, ISSUES) if (number := _number(place, key))}
    cells: Cells = {}
    now = zip(_now(place, STATUS), _now(place, ISSUES), strict=True)
    for row, (status, issues) in zip(place.frame.index.tolist(), now, strict=True):
        if status is not None or issues is not None:
            cells[row] = empty
    return SheetEdit(cells=cells, marks=())


def _keyed(place: Place) -> frozenset[str]:
    """Return the columns that the `_issues` column colours: those between the two of ours."""
    last = place.layout.columns.get(ISSUES, 0)
    if not place.coloured or not last:
        return frozenset()
    return frozenset(
        key
        for key, number in place.layout.columns.items()
        if 1 < number < last and key not in place.layout.custom and _KEY.fullmatch(key)
    )


def _cells(place: Place, rows: Mapping[int, _Row]) -> Cells:
    """Return the status and issues of every row where they are to change.

    Rows that say the same share one mapping: a hundred thousand clean rows are one object.
    """
    status_at, issues_at = _number(place, STATUS), _number(place, ISSUES)
    if not status_at and not issues_at:
        return {}
    made: dict[tuple[str | None, str | None, bool, bool], Mapping[int, Value]] = {}
    cells: Cells = {}
    lines = zip(
        place.frame.index.tolist(),
        place.filled.tolist(),
        _now(place, STATUS),
        _now(place, ISSUES),
        strict=True,
    )
    for number, is_filled, status_now, issues_now in lines:
        row = rows.get(number)
        status = row.status if row else "✓" if is_filled else None
        issues = row.issues if row else None
        writes_status = bool(status_at) and status != status_now
        writes_issues = bool(issues_at) and issues != issues_now
        if not writes_status and not writes_issues:
            continue
        what = status, issues, writes_status, writes_issues
        edit = made.get(what)
        if edit is None:
            both = ((status_at, status, writes_status), (issues_at, issues, writes_issues))
            edit = made[what] = {at: value for at, value, writes in both if writes}
        cells[number] = edit
    return cells


def _number(place: Place, key: str) -> int:
    """Return the number of one of our columns; 0: the sheet has none."""
    return place.layout.columns.get(key, 0)


def _now(place: Place, key: str) -> Sequence[object]:
    """Return what one of our columns holds, row by row."""
    if key not in place.frame.columns:
        return [None] * len(place.frame)
    found: list[object] = place.frame[key].tolist()
    return found


def _marks(spots: Mapping[tuple[int, int], bool]) -> tuple[Mark, ...]:
    """Return the colours of cells (column, row), True for an error; cells in a row are one area."""
    areas: dict[bool, list[Area]] = {True: [], False: []}
    start = before = (0, 0)
    severity = False
    for spot in [*sorted(spots), (0, 0)]:
        goes_on = spot == (before[0], before[1] + 1) and spots[spot] is severity
        if goes_on:
            before = spot
            continue
        if start[0]:
            areas[severity].append((start[1], start[0], before[1], before[0]))
        start = before = spot
        severity = spots.get(spot, False)
    found = (Mark("error", areas[True]), Mark("warning", areas[False]))
    return tuple(mark for mark in found if mark.areas)
