"""The marks of some rows only: their cells, and their lines on the sheet Issues."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbook import annotating
from workbook.annotating.listing import KEYS, Listing, Tongue
from workbook.annotating.own import ISSUES_SHEET
from workbook.annotating.placing import Placed
from workbook.patching.edits import Edits, Link, SheetEdit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from macros.live.selecting import Chosen
    from workbook.annotating import Checked
    from workbook.patching.edits import Value

_ROW = re.compile(r"[A-Z]{1,3}([0-9]+)")


def marked(checked: Checked, chosen: Chosen) -> Edits:
    """Return the changes that show the findings of the chosen rows; all other marks stay."""
    tab = checked.book.layouts[chosen.sheet].tab
    rows = set(chosen.rows)
    everything = annotating.marked(checked)
    cells = everything.sheets[tab].cells
    sheets = {tab: SheetEdit(cells={row: cells[row] for row in cells if row in rows})}
    issues = checked.book.layouts.get(ISSUES_SHEET)
    if issues is not None and issues.known:
        here = [one for one in checked.findings if one.sheet == tab and one.row in rows]
        listing = Listing(
            findings=here,
            layouts=checked.book.layouts,
            catalogue=checked.catalogue,
            tongue=Tongue.of(checked.book, checked.language),
        )
        lines = [*_others(checked, tab, rows), *listing]
        sheets[issues.tab] = SheetEdit(
            rows_from=issues.header_row + 1,
            rows=Placed(lines, KEYS, issues),
            shown=bool(lines) or issues.visible,
        )
    return Edits(sheets=sheets)


def _others(checked: Checked, tab: str, rows: Collection[int]) -> Iterator[Sequence[Value]]:
    """Yield the lines of the sheet that are about other rows, as they stand."""
    frame = checked.book.sheets[ISSUES_SHEET]
    columns = [frame[key].tolist() if key in frame else [None] * len(frame) for key in KEYS]
    at, to = KEYS.index("link"), KEYS.index("tab")
    for cells in zip(*columns, strict=True):
        if all(cell is None for cell in cells):
            continue
        link, sheet = str(cells[at] or ""), str(cells[to] or "")
        place = _ROW.fullmatch(link)
        if sheet == tab and place and int(place[1]) in rows:
            continue
        line: list[Value] = list(cells)
        line[at] = Link(sheet, link, link) if place else cells[at]
        yield line
