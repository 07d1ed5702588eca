"""Which sheet is which: a grid → the rows of one of our sheets, or of a list of somebody's own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.book import Layout, OddCell
from validation.catalogue import ISSUES, STATUS, Kind
from workbook.form import FIRST_ROW, HEADER_ROW, KEY_ROW
from workbook.formats.scan import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from validation.catalogue import Catalogue
    from workbook.formats.grid import Grid

_LOOKED_AT = 10
"""Rows in which keys are looked for: people unlock a sheet and put rows above them."""
_FEWEST_KEYS = 3
_KNOWN_SHARE = 0.6
_HEADER_WITHIN = 30
_BODY = 20
"""Rows below a header whose width is compared with it."""

_RULED = frozenset(
    {
        Kind.ENUM,
        Kind.LINK,
        Kind.BOOL,
        Kind.DATE,
        Kind.DATETIME,
        Kind.INT,
        Kind.DECIMAL,
        Kind.MONEY,
    }
)
"""Kinds of column that a template always gives a rule."""


class KeyRow(NamedTuple):
    """The row that holds machine keys, and the sheet of the catalogue that they belong to."""

    sheet: str
    row: int
    keys: Mapping[str, int]
    """Key → column number; every filled cell of the row, known or not."""


class Shaped(NamedTuple):
    """A sheet as a book holds it."""

    frame: pd.DataFrame
    layout: Layout


def key_row(grid: Grid, catalogue: Catalogue, *, expected: str | None = None) -> KeyRow | None:
    """Return the key row of a sheet of ours; None: it has none, so it is a foreign list.

    `expected` is the sheet that the book's own list of tabs says this is.
    """
    sheets = list(catalogue.sheets)
    if expected is not None and expected in catalogue.sheets:
        sheets = [expected]
    found: list[tuple[int, float, KeyRow]] = []
    for row in _first_rows(grid, _LOOKED_AT):
        keys = _keys(grid, row)
        for sheet in sheets:
            fields = catalogue.sheets[sheet].by_key
            known = sum(key in fields or key in {STATUS, ISSUES} for key in keys)
            enough = known >= (1 if sheet == expected else _FEWEST_KEYS)
            if enough and known >= _KNOWN_SHARE * len(keys):
                found.append((known, known / max(len(fields), 1), KeyRow(sheet, row, keys)))
    # The most known keys win, then the sheet that they fill best, then the upper row.
    return max(found, key=lambda one: (one[0], one[1], -one[2].row), default=(0, 0, None))[2]


def our_rows(grid: Grid, keys: KeyRow, catalogue: Catalogue, *, is_form: bool) -> Shaped:
    """Return the rows of a sheet of ours, columns by key, a team's own columns by header.

    `is_form` says that the book is one of our templates, so that data starts in row 5; otherwise
    the rows below the keys tell.
    """
    header_row = keys.row
    if is_form or _has_headers(grid, keys, catalogue):
        header_row += HEADER_ROW - KEY_ROW
    known = {*catalogue.sheets[keys.sheet].by_key, STATUS, ISSUES}
    names = _Names()
    for key, number in keys.keys.items():
        if key in known:
            names.add(number, key, _shown(grid, header_row, number))
    mine = frozenset(names.columns)
    for number in map(int, grid.cells.columns):
        if number not in names.numbers:
            names.add_header(grid, header_row, number)
    shaped = _shaped(grid, names, header_row, known=mine)
    if not is_form or grid.ruled is None:
        return shaped
    missing = frozenset(
        key
        for key, field in catalogue.sheets[keys.sheet].by_key.items()
        if key in names.columns
        and field.kind in _RULED
        and not _is_ruled(grid, names.columns[key], header_row + 1)
    )
    return shaped._replace(layout=replace(shaped.layout, rules_missing=missing))


def foreign_rows(grid: Grid, *, header_row: int | None = None) -> Shaped:
    """Return the rows below the headers of a list that is not ours; all its columns are custom.

    `header_row` None: it is looked for. Where nothing looks like headers every row is data, the
    columns are called by their letters, and the layout's header row is 0.
    """
    found = _header_row(grid) if header_row is None else header_row
    names = _Names()
    for number in map(int, grid.cells.columns):
        names.add_header(grid, found, number)
    return _shaped(grid, names, found, known=None)


def lists(grid: Grid) -> Shaped:
    """Return the Lists tab of a template: one column for each list, by its key."""
    names = _Names()
    for key, number in _keys(grid, KEY_ROW).items():
        names.add(number, key, _shown(grid, HEADER_ROW, number))
    return _shaped(grid, names, HEADER_ROW, known=frozenset(names.columns))


def cell(grid: Grid, row: int, column: int) -> Any:
    """Return one value; None when it is blank or outside."""
    cells = grid.cells
    if row not in cells.index or column not in cells.columns:
        return None
    # A frame of one dtype is one array; asking it is four times faster than .loc.
    return cells.to_numpy()[cells.index.get_loc(row), cells.columns.get_loc(column)]


def _is_ruled(grid: Grid, column: int, first_row: int) -> bool:
    """Return whether rules guard the column in every row in use; a paste takes them away."""
    guarded = sorted(
        (block.first_row, block.last_row)
        for block in grid.ruled or ()
        if block.first_column <= column <= block.last_column
    )
    row = first_row
    for first, last in guarded:
        if first <= row:
            row = max(row, last + 1)
    return row > max(grid.last_row, first_row)


class _Names:
    """The columns of a sheet in the making, none of them twice."""

    def __init__(self) -> None:
        self.columns: dict[str, int] = {}
        self.headers: dict[str, str] = {}
        self.numbers: set[int] = set()
        self.repeated: dict[str, str] = {}
        self._times: dict[str, int] = {}

    def add(self, number: int, name: str, header: str | None) -> None:
        own, count = name, self._times.get(name, 1)
        while own in self.columns:
            count += 1
            own = f"{name} ({count})"
        self._times[name] = count  # a hundred thousand equal headers must not be counted anew
        if own != name:
            self.repeated[own] = header or name
        self.columns[own] = number
        self.numbers.add(number)
        if header is not None:
            self.headers[own] = header

    def add_header(self, grid: Grid, header_row: int, number: int) -> None:
        header = _shown(grid, header_row, number)
        name = " ".join((header or "").split())
        if name:
            self.add(number, name, header)
        elif _is_filled_below(grid, header_row, number):
            self.add(number, f"column {column_letters(number)}", None)


def _shaped(grid: Grid, names: _Names, header_row: int, *, known: frozenset[str] | None) -> Shaped:
    order = sorted(names.columns, key=names.columns.__getitem__)
    at = {int(number): place for place, number in enumerate(grid.cells.columns)}
    first = int(grid.cells.index.searchsorted(header_row + 1))
    here = [name for name in order if names.columns[name] in at]
    frame = grid.cells.iloc[first:, [at[names.columns[name]] for name in here]]
    frame = frame.set_axis(here, axis=1)
    if len(here) < len(order):
        frame = frame.reindex(columns=order)
        frame = frame.astype(object).where(frame.notna(), None)
    by_number = {number: name for name, number in names.columns.items()}
    odd = [
        OddCell("duplicate_header", header_row, name, shown)
        for name, shown in names.repeated.items()
    ]
    odd += [
        OddCell(one.kind, one.row, by_number[one.column], one.shown)
        for one in grid.odd
        if one.row > header_row and one.column in by_number
    ]
    layout = Layout(
        tab=grid.tab,
        known=known is not None,
        header_row=header_row,
        columns={name: names.columns[name] for name in order},
        custom=frozenset(names.columns) - (known or frozenset()),
        headers=names.headers,
        visible=grid.visible,
        hidden_rows=frozenset(row for row in grid.hidden_rows if row > header_row),
        hidden_columns=frozenset(
            name for name, number in names.columns.items() if number in grid.hidden_columns
        ),
        odd=tuple(odd),
        last_row=grid.last_row,
    )
    return Shaped(frame, layout)


def _keys(grid: Grid, row: int) -> Mapping[str, int]:
    keys: dict[str, int] = {}
    for number, value in zip(map(int, grid.cells.columns), _values(grid, row), strict=False):
        if isinstance(value, str) and value.strip():
            keys.setdefault(value.strip(), number)
    return keys


def _has_headers(grid: Grid, keys: KeyRow, catalogue: Catalogue) -> bool:
    """Return whether the headers people see stand three rows below the keys."""
    row = keys.row + HEADER_ROW - KEY_ROW
    fields = catalogue.sheets[keys.sheet].by_key
    mine = [key for key in keys.keys if key in fields]
    shown = {key: _shown(grid, row, keys.keys[key]) or "" for key in mine}
    named = sum(fields[key].zh in shown[key] or fields[key].en in shown[key] for key in mine)
    bare = not any(
        cell(grid, keys.row + step, number) is not None
        for step in (1, 2)
        for number in keys.keys.values()
    )
    return named * 2 >= len(mine) or (bare and grid.last_row >= keys.row + FIRST_ROW - KEY_ROW)


def _header_row(grid: Grid) -> int:
    rows = _first_rows(grid, _HEADER_WITHIN + _BODY)
    if not rows:
        return 0
    if len(grid.cells.columns) == 1:
        return rows[0] if isinstance(cell(grid, rows[0], int(grid.cells.columns[0])), str) else 0
    values = {row: _filled(grid, row) for row in rows}
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        body = [len(values[below]) for below in rows[at + 1 : at + 1 + _BODY]]
        if _looks_like_headers(values[row], body) and not _is_band(grid, row, values):
            return row
    return 0


def _looks_like_headers(filled: Sequence[Any], body: Sequence[int]) -> bool:
    texts = sum(isinstance(value, str) for value in filled)
    if texts < 2 or texts < _KNOWN_SHARE * len(filled):
        return False
    # Something must follow at once, or nothing at all: a list of headers only.
    followed = not any(body) or any(body[:2])
    return followed and len(filled) * 2 >= max(body, default=0)


def _is_band(grid: Grid, row: int, values: Mapping[int, Sequence[Any]]) -> bool:
    """Return whether the row only groups the headers below it, over merged cells."""
    below = values.get(row + 1, ())
    spans = any(
        m.first_row == row and m.last_row == row and m.last_column > m.first_column
        for m in grid.merged
    )
    return spans and len(below) >= 2 and all(isinstance(value, str) for value in below)


def _first_rows(grid: Grid, count: int) -> list[int]:
    return [int(row) for row in grid.cells.index[:count]]


def _filled(grid: Grid, row: int) -> Sequence[Any]:
    return [value for value in _values(grid, row) if value is not None]


def _values(grid: Grid, row: int) -> Sequence[Any]:
    """Return the values of one row; none when it is outside."""
    cells = grid.cells
    return list(cells.to_numpy()[cells.index.get_loc(row)]) if row in cells.index else []


def _shown(grid: Grid, row: int, column: int) -> str | None:
    value = cell(grid, row, column) if row else None
    if value is None:
        return None
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    return text if text.strip() else None


def _is_filled_below(grid: Grid, row: int, column: int) -> bool:
    below: Iterable[Any] = grid.cells.loc[row + 1 :, column]
    return any(value is not None for value in below) or any(
        odd.column == column and odd.row > row for odd in grid.odd
    )
