"""The cells of a sheet as arrays: a value that fills a column is looked at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from validation.catalogue import Kind
from validation.checks.coding import coded
from validation.checks.signs import Signs, signs_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from validation.book import Book, Layout
    from validation.catalogue import Catalogue, Field, Sheet

    Bools = npt.NDArray[np.bool_]
    Codes = npt.NDArray[np.int32]
    Objects = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Column:
    """One column: `codes` has, row by row, the position of the cell in `distinct`; −1 is blank.

    Values count as distinct by type too: 1, 1.0 and True are three. Where nearly all differ, a
    text may stand among them more than once: looking for the few that repeat is not worth it.
    """

    key: str
    field: Field | None
    """None: a column of the user's own."""
    codes: Codes
    distinct: Sequence[Any]
    signs: Signs | None = None
    """Of the texts, which are then the first of the distinct values; None: not looked at yet."""

    @cached_property
    def filled(self) -> Bools:
        """Row by row, whether a person would call the cell filled in; spaces are not."""
        return self.codes >= 0

    def rows(self, hits: Bools) -> Bools:
        """Return row by row what `hits` says of each distinct value; blank cells get False."""
        return _by_row(hits, self.codes)

    def at(self, position: int) -> object:
        """Return the cell at a row position, None when blank."""
        code = self.codes[position]
        return None if code < 0 else self.distinct[code]

    @cached_property
    def texts(self) -> Texts:
        """The texts among the distinct values, and what signs they are made of."""
        if self.signs is not None:
            count = self.signs.kinds.size
            return Texts(np.arange(count), self.distinct[:count], self.signs)
        at = [n for n, value in enumerate(self.distinct) if isinstance(value, str)]
        texts = [self.distinct[n] for n in at]
        return Texts(np.array(at, dtype=np.intp), texts, signs_of(texts))

    def mended(self, repairs: Mapping[int, Any]) -> Column:
        """Return the column with other distinct values, position → new."""
        if not repairs:
            return self
        values = list(self.distinct)
        for n, value in repairs.items():
            values[n] = value
        return Column(self.key, self.field, self.codes, values)

    def paired(self, context: Callable[[], Objects], sure: Bools) -> Column:
        """Return the column with (value, context) behind the distinct values, `context` by row.

        A phone number means nothing without the row's country: the two are read together. The
        values that are `sure` mean one thing anywhere and stay; None is in place of the others.
        """
        rows = np.flatnonzero(self.filled & ~_by_row(sure, self.codes))
        others = context()[rows].tolist() if rows.size else []
        places: dict[tuple[int, Any], int] = {}
        told = [
            places.setdefault(pair, len(places))
            for pair in zip(self.codes[rows].tolist(), others, strict=True)
        ]
        codes = self.codes.copy()
        codes[rows] = np.array(told, dtype=np.int32) + len(self.distinct)
        pairs = [(self.distinct[code], other) for code, other in places]
        alone = [v if is_sure else None for v, is_sure in zip(self.distinct, sure, strict=True)]
        return Column(self.key, self.field, codes, [*alone, *pairs])


class Texts(NamedTuple):
    """The texts among the distinct values of a column."""

    at: npt.NDArray[np.intp]
    """Where each stands in `distinct`."""
    texts: Sequence[str]
    signs: Signs

    def picked(self, hits: Bools) -> Iterator[tuple[int, str]]:
        """Yield position and text of those that are hit."""
        for n in np.flatnonzero(hits).tolist():
            yield int(self.at[n]), self.texts[n]


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
        return {row: n for n, row in enumerate(self.rows.tolist())}

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
        column(str(name), cells.to_numpy(dtype=object), fields.get(str(name)))
        for name, cells in frame.items()
        if not str(name).startswith("_")
    ]
    rows = frame.index.to_numpy(dtype=np.int64)
    used = np.zeros(len(rows), dtype=bool)
    for entry in columns:
        used |= entry.filled
    used[np.isin(rows, [odd.row for odd in layout.odd if odd.kind != "duplicate_header"])] = True
    if not used.all():
        rows = rows[used]
        columns = [replace(c, codes=c.codes[used]) for c in columns]
    return Table(key, sheet, layout, rows, {entry.key: entry for entry in columns})


def column(key: str, cells: Objects, field: Field | None) -> Column:
    """Return a Column of `cells`, in which None, NaN and blank text are blank."""
    found = coded(cells)
    codes = found.codes
    if found.signs.blank.any():
        blank = np.zeros(len(found.texts) + len(found.others), dtype=bool)
        blank[: len(found.texts)] = found.signs.blank
        codes = np.where(_by_row(blank, codes), -1, codes)
    return Column(key, field, codes, found.texts + found.others, found.signs)


def is_textual(field: Field | None) -> bool:
    """Return whether the column holds text, so that a number in it is a code, not an amount."""
    return field is None or field.kind not in _NUMBERS_AND_DATES


def _by_row(hits: Bools, codes: Codes) -> Bools:
    return np.append(hits, False)[codes]  # code −1 takes the last


_NUMBERS_AND_DATES = (
    Kind.INT,
    Kind.DECIMAL,
    Kind.MONEY,
    Kind.DATE,
    Kind.DATETIME,
    Kind.BOOL,
)
