"""Rows for a sheet of ours, each cell where the sheet has its column."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from validation.book import Layout
    from workbook.patching.edits import Value


class Placed:
    """The rows of a listing, made anew each time they are asked for.

    `keys` are the catalogue's columns in the order of a row's cells; a person may have moved the
    columns of the sheet, and one that is gone is left out.
    """

    def __init__(
        self, rows: Iterable[Sequence[Value]], keys: Sequence[str], layout: Layout
    ) -> None:
        self._rows = rows
        at = {number: keys.index(key) for key, number in layout.columns.items() if key in keys}
        self._picks = [at.get(number) for number in range(1, max(at, default=0) + 1)]
        self._is_straight = self._picks == list(range(len(keys)))

    def __iter__(self) -> Iterator[Sequence[Value]]:
        """Yield the rows from column A on."""
        if self._is_straight:
            yield from self._rows
            return
        for row in self._rows:
            yield tuple(None if pick is None else row[pick] for pick in self._picks)
