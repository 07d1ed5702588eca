"""The cells of a sheet as arrays: every distinct value of a column is looked at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from validation.catalogue import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from validation.book import Book, Layout
    from validation.catalogue import Catalogue, Field, Sheet

    Bools = npt.NDArray[np.bool_]
    Codes = npt.NDArray[np.intp]
    Objects = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Column:
    """One column: `codes` has, row by row, the position of the cell in `distinct`; −1 is blank.

    Values count as distinct by type too: 1, 1.0 and True are three.
    """

    key: str
    field: Field | None
    """None: a column of the user's own."""
    codes: Codes
    distinct: Sequence[Any]

    @cached_property
    def filled(self) -> Bools:
        """Row by row, whether a person would call the cell filled in; spaces are not."""
        return self.codes >= 0

    def rows(self, hits: Bools) -> Bools:
        """Return row by row what `hits` says of each distinct value; blank cells get False."""
        return np.append(hits, False)[self.codes]  # code −1 takes the last

    def spread(self, values: Sequence[Any]) -> Objects:
        """Return row by row the entry of `values` for each distinct value; None where blank."""
        cells = np.empty(len(values) + 1, dtype=object)
        cells[:-1] = values
        cells[-1] = None
        return cells[self.codes]

    def at(self, position: int) -> object:
        """Return the cell at a row position, None when blank."""
        code = self.codes[position]
        return None if code < 0 else self.distinct[code]

    def paired(self, context: Sequence[Any] | Objects) -> Column:
        """Return the column with (value, context) as its distinct values, `context` by row.

        A phone number means nothing without the row's country: the two are read together.
        """
        others, kinds = pd.factorize(pd.Series(context, dtype=object), use_na_sentinel=False)
        joint = np.where(self.filled, self.codes * len(kinds) + others, -1)
        codes, pairs = pd.factorize(joint)
        blank = np.flatnonzero(pairs == -1)
        if blank.size:  # factorize numbers the blanks like any value
            codes = np.where(codes == blank[0], -1, codes - (codes > blank[0]))
            pairs = np.delete(pairs, blank[0])
        read = [(self.distinct[p // len(kinds)], kinds[p % len(kinds)]) for p in pairs]
        return Column(self.key, self.field, codes, [(v, None if _na(c) else c) for v, c in read])


@dataclass(frozen=True, eq=False)
class Table:
    """One sheet without its wholly blank rows; `rows` are Excel's row numbers, in order."""

    key: str
    sheet: Sheet | None
    """None: a sheet the catalogue does not know."""
    layout: Layout
    rows: npt.NDArray[np.int64]
    columns: Mapping[str, Column]

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def positions(self) -> Mapping[int, int]:
        """Excel's row number → position among `rows`."""
        return {int(row): n for n, row in enumerate(self.rows)}

    @property
    def tab(self) -> str:
        """The sheet's name as the file shows it."""
        return self.layout.tab


def table(book: Book, key: str, catalogue: Catalogue) -> Table:
    """Return one sheet of `book` as a Table.

    Columns whose key starts with _ are the check's own and left out.
    """
    frame = book.sheets[key]
    layout = book.layouts[key]
    sheet = catalogue.sheets.get(key) if layout.known else None
    fields = sheet.by_key if sheet else {}
    columns = [
        column(name, frame.iloc[:, n].to_numpy(dtype=object), fields.get(name))
        for n, name in enumerate(map(str, frame.columns))
        if not name.startswith("_")
    ]
    rows = frame.index.to_numpy(dtype=np.int64)
    used = np.zeros(len(rows), dtype=bool)
    for entry in columns:
        used |= entry.filled
    used[np.isin(rows, [odd.row for odd in layout.odd if odd.kind != "duplicate_header"])] = True
    if not used.all():
        rows = rows[used]
        columns = [Column(c.key, c.field, c.codes[used], c.distinct) for c in columns]
    return Table(key, sheet, layout, rows, {entry.key: entry for entry in columns})


def column(key: str, cells: Objects, field: Field | None) -> Column:
    """Return a Column of `cells`, in which None, NaN and blank text are blank."""
    kind = pd.api.types.infer_dtype(cells, skipna=True)
    if kind in _ONE_TYPE:
        codes, distinct = pd.factorize(cells)
        values = list(distinct)
    else:
        codes, values = _by_type(cells)
    values = _encodable(values)
    blank = [n for n, value in enumerate(values) if isinstance(value, str) and not value.strip()]
    if blank:
        codes = np.where(np.isin(codes, blank), -1, codes)
    return Column(key, field, codes.astype(np.intp, copy=False), values)


def one_by_one(distinct: Sequence[Any], test: Callable[[Any], bool]) -> Bools:
    """Return what `test` says of each distinct value."""
    return np.fromiter(map(test, distinct), dtype=bool, count=len(distinct))


def is_textual(field: Field | None) -> bool:
    """Return whether the column holds text, so that a number in it is a code, not an amount."""
    return field is None or field.kind not in _NUMBERS_AND_DATES


def _encodable(values: list[Any]) -> list[Any]:
    """Return `values` with halves of surrogate pairs replaced: no library can be given them."""
    try:
        "".join(value for value in values if isinstance(value, str)).encode()
    except UnicodeEncodeError:
        return [_SURROGATE.sub("\ufffd", v) if isinstance(v, str) else v for v in values]
    return values


def _by_type(cells: Objects) -> tuple[Codes, list[Any]]:
    # factorize takes True, 1 and 1.0 for one value; the type keeps them apart.
    seen: dict[tuple[type, Any], int] = {}
    codes = np.full(len(cells), -1, dtype=np.intp)
    for n, cell in enumerate(cells):
        if cell is not None and not _na(cell):
            codes[n] = seen.setdefault((type(cell), cell), len(seen))
    return codes, [value for _, value in seen]


def _na(cell: Any) -> bool:
    return cell is None or cell is pd.NA or cell is pd.NaT or cell != cell  # noqa: PLR0124


_SURROGATE = re.compile("[\ud800-\udfff]")
_ONE_TYPE = frozenset({"string", "integer", "boolean", "date", "empty"})
_NUMBERS_AND_DATES = (
    Kind.INT,
    Kind.DECIMAL,
    Kind.MONEY,
    Kind.DATE,
    Kind.DATETIME,
    Kind.BOOL,
)
