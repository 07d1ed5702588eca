"""What an earlier run wrote into a workbook, so that no later one takes it for the team's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from validation import catalogue as catalogues
from workbook import changelog

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from validation.book import Book, Layout
    from validation.catalogue import Catalogue, Sheet

    Bools = npt.NDArray[np.bool_]

ISSUES_SHEET = "Issues"
"""The catalogue's key of the sheet that lists findings."""


def listing_sheet(catalogue: Catalogue) -> Sheet:
    """Return the sheet that lists findings; a team's own tables may not have it, ours do."""
    return catalogue.sheets.get(ISSUES_SHEET) or catalogues.load().sheets[ISSUES_SHEET]


def filled(frame: pd.DataFrame, layout: Layout) -> Bools:
    """Return row by row whether anything of the team's stands there.

    Spaces are nothing; an error value is something, though a frame holds None for it. Columns
    whose key starts with _ are the check's own and do not count.
    """
    rows = frame.index.to_numpy(dtype=np.int64)
    odd = [one.row for one in layout.odd if one.kind != "duplicate_header"]
    found = np.isin(rows, odd) if odd else np.zeros(len(rows), dtype=bool)
    left = np.flatnonzero(~found)
    for number, name in enumerate(map(str, frame.columns)):
        if not left.size:
            break
        if name.startswith("_"):
            continue
        cells = frame.iloc[:, number].to_numpy(dtype=object)[left]
        # The first columns name the record, so that hardly a row is left for the others.
        here = np.fromiter(map(_is_something, cells.tolist()), dtype=bool, count=len(cells))
        found[left[here]] = True
        left = left[~here]
    return found


def is_added(layout: Layout, catalogue: Catalogue) -> bool:
    """Return whether a sheet is the one we add to a workbook of somebody else.

    It is known by its headers: they outlive every program that saves the file, and any format.
    """
    if layout.known:
        return False
    fields = listing_sheet(catalogue).fields
    names = tuple(layout.columns)
    return names in (tuple(f.zh for f in fields), tuple(f.en for f in fields))


def is_ours(layout: Layout, catalogue: Catalogue) -> bool:
    """Return whether a sheet was added by us, to list findings or what a fix changed."""
    return is_added(layout, catalogue) or changelog.is_added(layout, catalogue)


def without_marks(book: Book, catalogue: Catalogue) -> Book:
    """Return the book as it was before findings were written into it.

    Sheets we added are left out, and Issues is empty: a person may have sorted or filtered it.
    The status and `_issues` columns stay, for whoever must know what stands there now.
    """
    added = {key for key, layout in book.layouts.items() if is_ours(layout, catalogue)}
    sheets = {key: frame for key, frame in book.sheets.items() if key not in added}
    layouts = {key: layout for key, layout in book.layouts.items() if key not in added}
    if ISSUES_SHEET in sheets and layouts[ISSUES_SHEET].known:
        sheets[ISSUES_SHEET] = sheets[ISSUES_SHEET].iloc[:0]
        layouts[ISSUES_SHEET] = replace(
            layouts[ISSUES_SHEET], hidden_rows=frozenset(), odd=(), last_row=0
        )
    return replace(book, sheets=sheets, layouts=layouts)


def _is_something(cell: object) -> bool:
    if cell is None or cell != cell:  # noqa: PLR0124 - a blank may come as NaN
        return False
    return not isinstance(cell, str) or bool(cell.strip())
