"""A sheet of cells → its tables: where the header stands, and what is not data.

A list kept by hand has a title above the header, a header of two rows, totals, repeated headers,
notes below and merged cells. What is not data is named (`Aside`), so that the report can list
it; what is merged is filled downwards. A second header further down starts a second table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from workbook.importing.asides import LONGEST_HEADER, AsideKind, folded, judged
from workbook.importing.cells import Rows, letter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbook.grids import Grid


_VALUE_LIKE = re.compile(r"[^@\s]+@[^@\s]+|https?://\S+|[+\-$€£¥]?[\d\s.,/:()%-]*\d[\d\s.,/:()%-]*")
_WIDEST_GROUP = 0.6
"""The part of the width that one group of columns may span; what spans more is a title."""
_LOOK_AHEAD = 40
"""Rows searched for a header; a title block is shorter."""


class Aside(NamedTuple):
    """A row that is not data: its kind and row number, 1-based as Excel shows it."""

    kind: AsideKind
    row: int


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of a sheet.

    `body` holds its data rows: index Excel's row number, columns the headers, made unique; None
    is a blank cell. `places` maps each of them to its column number, 1 for A; a column without
    a place was derived and is in no file. `filled` are (row, column number) that repeat a
    merged cell and are no cells of their own.
    """

    source: str
    tab: str
    body: pd.DataFrame
    places: Mapping[str, int]
    header_rows: tuple[int, ...]
    asides: tuple[Aside, ...] = ()
    filled: frozenset[tuple[int, int]] = frozenset()
    merged_rows: tuple[tuple[int, int], ...] = ()
    """First and last row of each block that is merged downwards."""

    @property
    def headers(self) -> tuple[str, ...]:
        """The column headers, left to right."""
        return tuple(str(c) for c in self.body.columns)


def find_tables(
    grid: Grid, source: str, *, known: Callable[[str], bool], header_row: int | None = None
) -> list[Table]:
    """Return the tables of a sheet, top to bottom; `source` is the file's name for the report.

    `known` says whether a text is the name of some field. `header_row` is given by a map file;
    0 means that there is no header, None that it is to be found.
    """
    sheet = Rows.of(grid)
    if not sheet.rows:
        return []
    tables = []
    starts = _table_starts(sheet, known, header_row)
    for start, end in zip(starts, [*starts[1:], len(sheet.rows)], strict=True):
        fixed = header_row if start == 0 else None
        tables.append(_table(sheet.part(start, end), grid.tab, source, known=known, at=fixed))
    return tables


def _table_starts(sheet: Rows, known: Callable[[str], bool], header_row: int | None) -> list[int]:
    """Return the positions where tables begin: the top, and each later header of another kind."""
    starts = [0]
    first = _header_at(sheet, known) if header_row is None else None
    current = folded(sheet.rows[first]) if first is not None else frozenset()
    for i in range((first or 0) + 1, len(sheet.rows)):
        if sheet.numbers[i] == sheet.numbers[i - 1] + 1:
            continue
        own = sheet.own(i)
        texts = [v for v in own if isinstance(v, str)]
        hits = sum(known(t) for t in texts) if 3 <= len(texts) == len(own) else 0
        names = folded(sheet.rows[i])
        if hits >= 3 and hits >= 0.6 * len(own) and len(names & current) < 0.8 * len(names):
            starts.append(i)
            current = names
    return starts


def _table(
    sheet: Rows, tab: str, source: str, *, known: Callable[[str], bool], at: int | None
) -> Table:
    asides: list[Aside] = []
    heads: tuple[int, ...] = ()
    position = _header_at(sheet, known) if at is None else _position(sheet, at)
    if position is None:
        headers = [""] * len(sheet.columns)
        first = 0
    else:
        top, bottom = _header_extent(sheet, position, known)
        headers = _header_texts(sheet, top, bottom)
        heads = tuple(sheet.numbers[top : bottom + 1])
        asides += [Aside("title", n) for n in sheet.numbers[:top]]
        asides += [Aside("header", n) for n in heads]
        first = bottom + 1
    kept = []
    width = _usual_width(sheet, first)
    texts = [*headers, *(v for row in sheet.rows[first - len(heads) : first] for v in row)]
    for i, aside in judged(sheet, first, headers=folded(texts), width=width):
        if aside is None:
            kept.append(i)
        else:
            asides.append(Aside(aside, sheet.numbers[i]))
    used = [
        j for j, h in enumerate(headers) if h or any(sheet.rows[i][j] is not None for i in kept)
    ]
    unique = _unique([headers[j] or f"列 Column {letter(sheet.columns[j])}" for j in used])
    numbers = [sheet.numbers[i] for i in kept]
    body = pd.DataFrame(
        [[sheet.rows[i][j] for j in used] for i in kept],
        index=numbers,
        columns=pd.Index(unique, dtype=object),
        dtype=object,
    )
    inside = set(numbers)
    return Table(
        source=source,
        tab=tab,
        body=body,
        header_rows=heads,
        asides=tuple(asides),
        places={name: sheet.columns[j] for name, j in zip(unique, used, strict=True)},
        filled=sheet.filled,
        merged_rows=tuple((a, b) for a, _, b, _ in sheet.merged if b > a and a in inside),
    )


def _header_at(sheet: Rows, known: Callable[[str], bool]) -> int | None:
    """Return the position of the row that names the columns; None: the list has no header."""
    rows = sheet.rows[:_LOOK_AHEAD]
    hits = [
        sum(isinstance(v, str) and len(v) <= LONGEST_HEADER and known(v) for v in sheet.own(i))
        for i in range(len(rows))
    ]
    width = max(len([v for v in row if v is not None]) for row in rows)
    # The upper row of a double header knows fewer names than a repeated header further down.
    enough = max(min(2, width), max(hits) / 2)
    best = next((i for i, known_names in enumerate(hits) if known_names >= enough), None)
    if best is not None:
        return best
    for i, row in enumerate(rows):
        texts = [v for v in row if v is not None]
        if len(texts) >= max(1, 0.6 * width):
            return i if _names_columns(texts) and i + 1 < len(sheet.rows) else None
    return None


def _position(sheet: Rows, header_row: int) -> int | None:
    return sheet.numbers.index(header_row) if header_row in sheet.numbers else None


def _names_columns(values: Sequence[object]) -> bool:
    """Return whether the values of a row look like names of columns, not like data."""
    texts = [v for v in values if isinstance(v, str)]
    if len(texts) < len(values) or len(set(texts)) < len(texts):
        return False
    return not any(_VALUE_LIKE.fullmatch(t.strip()) or len(t) > LONGEST_HEADER for t in texts)


def _header_extent(sheet: Rows, position: int, known: Callable[[str], bool]) -> tuple[int, int]:
    """Return the first and last position of the header's rows: one, or two that belong together."""
    number = sheet.numbers[position]
    full = len(sheet.columns)
    spans = {
        r
        for r, left, last, right in sheet.merged
        if r == last and 1 <= right - left <= _WIDEST_GROUP * full
    }
    below = position + 1
    if below < len(sheet.rows) and sheet.numbers[below] == number + 1:
        tall = any(first <= number < last == number + 1 for first, _, last, _ in sheet.merged)
        if (tall or number in spans) and _names_columns(sheet.own(below)):
            return position, below
    if position and sheet.numbers[position - 1] == number - 1:
        above = sheet.own(position - 1)
        texts = [v for v in above if isinstance(v, str)]
        repeated = len(folded(sheet.rows[position])) < len(sheet.own(position))
        grouped = len(texts) >= 2 and (repeated or any(known(t) for t in texts))
        if len(texts) == len(above) and (number - 1 in spans or grouped) and not _titles(texts):
            return position - 1, position
    return position, position


def _titles(texts: Sequence[str]) -> bool:
    """Return whether a row above the header says who made the list ("制表人：李娜")."""
    return any(re.search(r"[:：]\s*\S", text) for text in texts)


def _header_texts(sheet: Rows, top: int, bottom: int) -> list[str]:
    lower = [_text(v) for v in sheet.rows[bottom]]
    if top == bottom:
        return lower
    upper = [_text(v) for v in sheet.rows[top]]
    for j in range(1, len(upper)):
        # A group's name stands over its first column and reigns until the next name.
        if not upper[j] and lower[j]:
            upper[j] = upper[j - 1]
    return [
        f"{a} / {b}" if a and b and a != b else b or a for a, b in zip(upper, lower, strict=True)
    ]


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else " ".join(str(value).split())


def _unique(names: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    taken = set(names)
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        chosen = name
        while seen[name] > 1 and (chosen == name or chosen in taken):
            chosen = f"{name} ({seen[name]})"
            seen[name] += chosen in taken
        taken.add(chosen)
        result.append(chosen)
    return result


def _usual_width(sheet: Rows, first: int) -> int:
    widths = sorted(sum(v is not None for v in row) for row in sheet.rows[first:])
    return widths[len(widths) // 2] if widths else 0
