"""The sheet Issues as a list to go through, read without reading the rest of the workbook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from macros.live.reading import facts
from workbook.annotating.own import ISSUES_SHEET
from workbook.form import HEADER_ROW, KEY_ROW
from workbook.formats.scan import column_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from macros.live.port import Live, Selection

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class Issue(NamedTuple):
    """One row of the sheet that names a cell."""

    tab: str
    cell: str
    row: int
    column: int
    said: str


def listed(live: Live) -> list[Issue]:
    """Return the issues in the order of the sheet, those of hidden sheets left out."""
    tab = facts(live).get(f"sheet:{ISSUES_SHEET}", "")
    seen = {one.name for one in live.tabs() if one.visible}
    area = live.used(tab) if tab in {one.name for one in live.tabs()} else None
    if area is None:
        return []
    rows = live.values(tab, area._replace(row=KEY_ROW))
    keys = {str(key): at for at, key in enumerate(rows[0]) if key is not None}
    if not {"tab", "link", "message"} <= keys.keys():
        return []
    found = []
    for row in rows[HEADER_ROW:]:
        sheet, link = str(row[keys["tab"]] or ""), str(row[keys["link"]] or "")
        place = _CELL.fullmatch(link)
        if place and sheet in seen:
            number, column = int(place[2]), column_number(place[1])
            found.append(Issue(sheet, link, number, column, str(row[keys["message"]] or "")))
    return found


def after(listed: Sequence[Issue], here: Selection | None) -> int:
    """Return the position of the issue to go to: the one after that of the selected cell.

    From a cell without an issue it is the next one below on the same sheet, else the first.
    """
    if here is None or not here.areas:
        return 0
    row, column = here.areas[0].row, here.areas[0].column
    at = [
        n
        for n, one in enumerate(listed)
        if (one.tab, one.row, one.column) == (here.tab, row, column)
    ]
    if at:
        return (at[-1] + 1) % len(listed)
    below = (n for n, one in enumerate(listed) if one.tab == here.tab and one.row >= row)
    return next(below, 0)
