"""Ids that a sheet holds as numbers: their digits, where none of them can have been lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.catalogue import Kind
from validation.normalise.damage import EXACT_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from validation.catalogue import Field, Sheet


def is_code(field: Field, sheet: Sheet) -> bool:
    """Return whether a number in the column is a code and no quantity."""
    if field.kind in (Kind.ID, Kind.LINK):
        return True
    named = field.has("unique") or field.has("pattern") or field.key == sheet.row_key
    return field.kind is Kind.TEXT and named


def digits(rows: Sequence[int], cells: Iterable[object]) -> Iterator[tuple[int, str]]:
    """Yield row and digits of the numbers in a column of codes.

    Nothing where the column has codes that begin with 0: its numbers may have had one too.
    """
    cells = list(cells)
    if any(isinstance(cell, str) and cell.strip().startswith("0") for cell in cells):
        return
    for row, cell in zip(rows, cells, strict=True):
        if isinstance(cell, bool) or not isinstance(cell, (int, float)):
            continue
        if 0 <= cell < 10**EXACT_DIGITS and cell == int(cell):
            yield row, str(int(cell))
