"""Values as a reader library gives them → the frame of a grid."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

MAX_CELLS = 20_000_000
"""Above this many places, blank rows and columns between used ones are left out."""

EXACT = 1e15
"""From here on a number may have lost digits on its way through a float."""

_HUGE = 1e40
_CHUNK = 1024

_LEAP_DAY_1900 = dt.date(1900, 2, 28)
_PLAIN = frozenset({str, float, bool, int, dt.date, dt.datetime})


class Block:
    """Values of a rectangle of cells, which a second look at the file may still correct."""

    def __init__(self, shape: tuple[int, int], start: tuple[int, int]) -> None:
        """Make a blank block of `shape` (rows, columns) whose first cell is `start`, 1-based."""
        self.start = start
        self.suspects: list[tuple[int, int]] = []
        """Places (row, column) whose value may not be what the file says."""
        self._values = np.full((shape[1], shape[0]), None, dtype=object)

    def fill(self, rows: Iterable[Sequence[Any]]) -> None:
        """Take values as python-calamine gives them; "" becomes None."""
        memos = [_Memo() for _ in self._values]
        top, left = self.start
        filled = 0
        source = iter(rows)
        while chunk := list(islice(source, _CHUNK)):
            end = filled + len(chunk)
            for number, values in enumerate(zip(*chunk, strict=True)):
                column, odd = _column(values, memos[number])
                self._values[number, filled:end] = column
                self.suspects += ((top + filled + at, left + number) for at in odd)
            filled = end

    def __contains__(self, place: tuple[int, int]) -> bool:
        row, column = self._at(place)
        width, height = self._values.shape
        return 0 <= row < height and 0 <= column < width

    def __getitem__(self, place: tuple[int, int]) -> Any:
        row, column = self._at(place)
        return self._values[column, row]

    def __setitem__(self, place: tuple[int, int], value: object) -> None:
        row, column = self._at(place)
        self._values[column, row] = value

    def frame(self) -> pd.DataFrame:
        """Return the values as the frame of a grid, without blank rows and columns at its ends."""
        return framed(self._values, self.start)

    def _at(self, place: tuple[int, int]) -> tuple[int, int]:
        return place[0] - self.start[0], place[1] - self.start[1]


def sparse(cells: Mapping[tuple[int, int], Any]) -> pd.DataFrame:
    """Return the frame of `cells`, (row, column) → value; None values only widen it."""
    if not cells:
        return blank()
    index, names = _span({row for row, _ in cells}, {column for _, column in cells})
    down = {row: at for at, row in enumerate(index)}
    across = {column: at for at, column in enumerate(names)}
    block = np.full((len(names), len(index)), None, dtype=object)
    for (row, column), value in cells.items():
        block[across[column], down[row]] = value
    return pd.DataFrame(block.T, index=index, columns=names, dtype=object, copy=False)


def from_rows(rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Return the frame of `rows`, the first of which is row 1; short rows are filled with None."""
    width = max((len(row) for row in rows), default=0)
    block = np.full((width, len(rows)), None, dtype=object)
    for at, row in enumerate(rows):
        block[: len(row), at] = row
    return framed(block, (1, 1))


def blank() -> pd.DataFrame:
    """Return the frame of a sheet with nothing in it."""
    return pd.DataFrame(index=range(0), columns=range(0), dtype=object)


def framed(values: NDArray[np.object_], start: tuple[int, int]) -> pd.DataFrame:
    """Return `values` (columns by rows) as a frame, without blank rows and columns at its ends.

    `start` is the row and column of the first value, 1-based.
    """
    across, down = values.shape
    while down and not _any(values[:, down - 1]):
        down -= 1
    while across and not _any(values[across - 1, :down]):
        across -= 1
    top = next((at for at in range(down) if _any(values[:across, at])), 0)
    left = next((at for at in range(across) if _any(values[at, top:down])), 0)
    return pd.DataFrame(
        values[left:across, top:down].T,
        index=range(start[0] + top, start[0] + down),
        columns=range(start[1] + left, start[1] + across),
        dtype=object,
        copy=False,
    )


def widened(frame: pd.DataFrame, places: Collection[tuple[int, int]]) -> pd.DataFrame:
    """Return `frame` with room for `places` (row, column), which may be outside of it."""
    rows = {row for row, _ in places} - set(frame.index)
    columns = {column for _, column in places} - set(frame.columns)
    if not rows and not columns:
        return frame
    index, names = _span(rows.union(map(int, frame.index)), columns.union(map(int, frame.columns)))
    block = np.full((len(names), len(index)), None, dtype=object)
    here = np.ix_(names.get_indexer(frame.columns), index.get_indexer(frame.index))
    block[here] = frame.to_numpy().T
    return pd.DataFrame(block.T, index=index, columns=names, dtype=object, copy=False)


def duration(value: dt.timedelta) -> str:
    """Return a length of time as [h]:mm:ss shows it.

    >>> duration(dt.timedelta(days=1, hours=2, minutes=15))
    '26:15:00'
    """
    seconds = round(value.total_seconds())
    sign = "-" if seconds < 0 else ""
    minutes, seconds = divmod(abs(seconds), 60)
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def clock(value: dt.time) -> str:
    """Return a time of day; seconds are shown when there are any.

    >>> clock(dt.time(9, 30)), clock(dt.time(9, 30, 5))
    ('09:30', '09:30:05')
    """
    return value.isoformat("seconds" if value.second else "minutes")


def whole(value: float) -> float:
    """Return `value` as int when it has no fraction, with no digit that Excel would not show.

    >>> whole(15.0), whole(15.5), whole(9.13300001234568e17)
    (15, 15.5, 913300001234568000)
    """
    if abs(value) < EXACT:
        return int(value) if value.is_integer() else value
    return int(Decimal(repr(value))) if abs(value) < _HUGE else value


def _span(rows: set[int], columns: set[int]) -> tuple[pd.Index[int], pd.Index[int]]:
    """Return the rows and columns of a frame: all between the ends if they are not too many."""
    index: pd.Index[int] = pd.RangeIndex(min(rows), max(rows) + 1)
    names: pd.Index[int] = pd.RangeIndex(min(columns), max(columns) + 1)
    if len(index) * len(names) > MAX_CELLS:
        names = pd.Index(sorted(columns))
    if len(index) * len(names) > MAX_CELLS:
        index = pd.Index(sorted(rows))
    return index, names


def _any(values: Iterable[object]) -> bool:
    return any(value is not None for value in values)


class _Memo:
    """The strings of one column seen so far.

    Every cell brings a string object of its own, and most columns repeat a few of them.
    """

    def __init__(self) -> None:
        # The blank cell is known from the start, so looking it up is all it takes.
        self.seen: dict[str, str | None] = {"": None}
        self.useful = True

    def texts(self, values: Sequence[str]) -> list[str | None]:
        """Return `values` with None for "" and one object for equal strings."""
        if not self.useful:
            return [value or None for value in values]
        before = len(self.seen)
        kept = list(map(self.seen.setdefault, values, values))
        self.useful = (len(self.seen) - before) * 2 < len(values) + _CHUNK // 8
        return kept


def _column(values: tuple[Any, ...], memo: _Memo) -> tuple[Sequence[Any], list[int]]:
    kinds = set(map(type, values))
    if kinds == {str}:
        return memo.texts(values), []
    if kinds == {float}:
        return _numbers(np.array(values))
    column = [v if type(v) is not str else v or None for v in values] if str in kinds else values
    odd: list[int] = []
    if float in kinds:
        odd = [at for at, v in enumerate(values) if type(v) is float and abs(v) >= EXACT]
        column = [whole(v) if type(v) is float else v for v in column]
    if not kinds <= _PLAIN:
        odd += [at for at, v in enumerate(values) if type(v) is dt.time]
        column = [_text_of_time(v) for v in column]
    if _LEAP_DAY_1900 in values or dt.datetime in kinds:
        odd += [at for at, v in enumerate(values) if _is_leap_day(v)]
    return column, odd


def _numbers(values: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[list[Any], list[int]]:
    # Not >=, which is false for NaN too: whatever is no plain number is looked at again.
    odd = np.flatnonzero(~(np.abs(values) < EXACT)).tolist()
    is_whole = values == np.floor(values)
    if is_whole.all() and not odd:
        return values.astype(np.int64).tolist(), odd
    column = values.tolist()
    if odd:
        column = [whole(v) for v in column]
    elif is_whole.any():
        column = [int(v) if v.is_integer() else v for v in column]
    return column, odd


def _text_of_time(value: Any) -> Any:
    if type(value) is dt.time:
        return clock(value)
    return duration(value) if type(value) is dt.timedelta else value


def _is_leap_day(value: Any) -> bool:
    # Serials 59 and 60 both come as the 28th; Excel has a 29 February 1900.
    if type(value) is dt.datetime:
        return value.date() == _LEAP_DAY_1900
    return type(value) is dt.date and value == _LEAP_DAY_1900
