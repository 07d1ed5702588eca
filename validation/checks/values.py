"""The cells of a column as they were read, kept as few distinct values and a code per row."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from validation.checks.cells import Bools, Codes, Objects

_UNIX_EPOCH = dt.date(1970, 1, 1).toordinal()
_NAT = np.iinfo(np.int64).min


class Values:
    """A column as read: `codes` has, row by row, the position in `distinct`; −1 is None.

    A value may stand in `distinct` more than once, and None is one that could not be read.
    """

    def __init__(self, codes: Codes, distinct: Sequence[Any], *, counts: bool = False) -> None:
        """Keep the arrays as they are; `counts` says that numbers are meant exactly, as Decimal.

        A Decimal is dear to make and rarely asked for, so numbers stay as the cell holds them
        until somebody looks at one.
        """
        self.codes = codes
        self._raw = distinct
        self._counts = counts

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def distinct(self) -> Sequence[Any]:
        """The values that `codes` point into."""
        return [_exact(v) for v in self._raw] if self._counts else self._raw

    @cached_property
    def known(self) -> Bools:
        """Row by row, whether the cell has a value that could be read."""
        return self._taken([v is not None for v in self._raw], missing=False, dtype=bool)

    def objects(self) -> Objects:
        """Return the values row by row."""
        return self._taken(self.distinct, missing=None, dtype=object)

    def present(self) -> list[Any]:
        """Return the values that stand in some row, each at least once, without None."""
        used = np.zeros(len(self._raw) + 1, dtype=bool)
        used[self.codes] = True
        values = self.distinct
        return [values[n] for n in np.flatnonzero(used[:-1]).tolist() if values[n] is not None]

    def each(self, test: Callable[[Any], bool], /) -> Bools:
        """Return row by row what `test` says of the value; None is never asked and gets False."""
        hits = [v is not None and test(v) for v in self.distinct]
        return self._taken(hits, missing=False, dtype=bool)

    def equal(self, wanted: Sequence[Any]) -> Bools:
        """Return row by row whether the value is one of `wanted`."""
        return self.each(lambda value: value in wanted)

    def unlike(self, form: re.Pattern[str]) -> Bools:
        """Return row by row whether the value is a text that does not have this form."""
        fits = form.fullmatch
        unlike = [isinstance(v, str) and fits(v) is None for v in self.distinct]
        return self._taken(unlike, missing=False, dtype=bool)

    def lengths(self) -> npt.NDArray[np.int64]:
        """Return row by row the length of a text; −1 where there is none."""
        values = self._raw
        return self._taken(
            [len(v) if isinstance(v, str) else -1 for v in values], missing=-1, dtype=np.int64
        )

    def days(self) -> npt.NDArray[np.datetime64]:
        """Return the dates by day; NaT where there is none."""
        # numpy takes a microsecond for each date it is given, and none for a number.
        numbers = [
            v.toordinal() - _UNIX_EPOCH if isinstance(v, dt.date) else _NAT for v in self._raw
        ]
        return self._taken(numbers, missing=_NAT, dtype=np.int64).view("datetime64[D]")

    def moments(self) -> npt.NDArray[np.datetime64]:
        """Return the dates and times; NaT where there is none."""
        return self._taken([_moment(v) for v in self._raw], missing=None, dtype="datetime64[us]")

    def numbers(self) -> npt.NDArray[np.float64]:
        """Return the numbers; NaN where there is none."""
        if self._counts:
            return self._taken(self._raw, missing=None, dtype=float)
        return self._taken([_number(v) for v in self._raw], missing=None, dtype=float)

    def exact(self) -> Values:
        """Return the column as numbers that are meant exactly."""
        return Values(self.codes, self._raw, counts=True)

    def without(self, hits: Bools) -> Values:
        """Return the column with None in the rows of `hits`."""
        if not hits.any():
            return self
        return Values(np.where(hits, -1, self.codes), self._raw, counts=self._counts)

    def replaced(self, by: Mapping[Any, Any]) -> Values:
        """Return the column with other values, old → new."""
        return Values(self.codes, [by.get(v, v) for v in self.distinct])

    def _taken(self, entries: Sequence[Any], *, missing: Any, dtype: Any) -> npt.NDArray[Any]:
        cells = np.empty(len(entries) + 1, dtype=dtype)
        cells[:-1] = entries
        cells[-1] = missing
        return cells[self.codes]


def nothing(rows: int) -> Values:
    """Return a column without any value."""
    return Values(np.full(rows, -1, dtype=np.int32), ())


def _exact(value: object) -> object:
    return Decimal(str(value)) if type(value) in (int, float) else value


def _moment(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        # Cells have no time zone; numpy has none either.
        return value.replace(tzinfo=None)
    return value if isinstance(value, dt.date) else None


def _number(value: object) -> float:
    if value is None or isinstance(value, str):
        return float("nan")
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return float("nan")
