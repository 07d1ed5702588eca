"""Edits → few large writes: a call to a running program costs more than a thousand cells."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from macros.live.port import Area, Formula
from workbook.patching.edits import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from macros.live.port import Value
    from workbook.patching.edits import SheetEdit
    from workbook.patching.edits import Value as EditValue


class Keep(Enum):
    """What stands in the cell stays."""

    KEEP = "keep"


class Block(NamedTuple):
    """A rectangle of cells to write; `Keep.KEEP` is filled in with what stands there."""

    area: Area
    rows: list[list[Value | Keep]]


def blocks(edit: SheetEdit, used: Area | None, dense: frozenset[int]) -> list[Block]:
    """Return the rectangles that carry out the changes of one sheet, in the order of writing.

    A row below the last one in use is new and is written whole. A column in `dense` is written in
    one piece from its first changed row to its last; elsewhere no cell is touched that does not
    change.

    Args:
        edit: cells, or rows that replace all from one row on.
        used: the block of cells in use now; None: the sheet is blank.
        dense: columns that only we write.
    """
    last = used.last_row if used else 0
    old: dict[int, dict[int, Value]] = {}
    new: dict[int, dict[int, Value]] = {}
    for row, cells in edit.cells.items():
        told = {column: typed(value) for column, value in cells.items()}
        (new if row > last else old)[row] = told
    found = [*_by_column(old, dense), *_whole(new)]
    if edit.rows_from is not None:
        found += _replaced(edit.rows_from, edit.rows, used)
    return found


def typed(value: EditValue) -> Value:
    """Return the value of an edit as a program takes it; a link is a formula."""
    if isinstance(value, Link):
        tab = value.tab.replace("'", "''")
        target = _quoted(f"#'{tab}'!{value.cell}")
        return Formula(f"=HYPERLINK({target},{_quoted(value.shown)})", value.shown)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time())
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    return value


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _by_column(cells: Mapping[int, Mapping[int, Value]], dense: frozenset[int]) -> Iterator[Block]:
    """Yield blocks of columns; neighbours that change in the same rows are one block."""
    columns: dict[int, dict[int, Value]] = {}
    for row in sorted(cells):
        for column, value in cells[row].items():
            columns.setdefault(column, {})[row] = value
    pending: dict[tuple[int, int], list[int]] = {}
    for column in sorted(columns):
        for span in _spans(columns[column], whole=column in dense):
            group = pending.setdefault(span, [])
            if group and group[-1] != column - 1:
                yield _block(span, group, columns)
                group = pending[span] = []
            group.append(column)
    for span, group in pending.items():
        yield _block(span, group, columns)


def _spans(rows: Mapping[int, object], *, whole: bool) -> list[tuple[int, int]]:
    """Return the runs of rows, first and last; `whole` makes one run of them all."""
    numbers = list(rows)
    if whole:
        return [(numbers[0], numbers[-1])]
    breaks = [at for at, (one, other) in enumerate(pairwise(numbers), 1) if other != one + 1]
    starts, ends = [0, *breaks], [*breaks, len(numbers)]
    return [(numbers[a], numbers[b - 1]) for a, b in zip(starts, ends, strict=True)]


def _block(
    span: tuple[int, int], group: Sequence[int], columns: Mapping[int, Mapping[int, Value]]
) -> Block:
    first, last = span
    rows: list[list[Value | Keep]] = [
        [columns[column].get(row, Keep.KEEP) for column in group] for row in range(first, last + 1)
    ]
    return Block(Area(first, group[0], last, group[-1]), rows)


def _whole(cells: Mapping[int, Mapping[int, Value]]) -> Iterator[Block]:
    """Yield one block for each run of new rows."""
    if not cells:
        return
    rows = {row: cells[row] for row in sorted(cells)}
    for first, last in _spans(rows, whole=False):
        here = [rows[row] for row in range(first, last + 1)]
        left = min((column for row in here for column in row), default=1)
        right = max((column for row in here for column in row), default=1)
        filled: list[list[Value | Keep]] = [
            [row.get(column) for column in range(left, right + 1)] for row in here
        ]
        yield Block(Area(first, left, last, right), filled)


def _replaced(
    first: int, rows: Iterable[Sequence[EditValue]], used: Area | None
) -> Iterator[Block]:
    """Yield the block that puts `rows` in the place of all from `first` on."""
    lines: list[list[Value | Keep]] = [[typed(value) for value in row] for row in rows]
    last = max(first + len(lines) - 1, used.last_row if used else 0)
    width = max([len(line) for line in lines] + [used.last_column if used else 0])
    if last < first or not width:
        return
    lines = [[*line, *[None] * (width - len(line))] for line in lines]
    lines += [[None] * width for _ in range(last - first + 1 - len(lines))]
    yield Block(Area(first, 1, last, width), lines)
