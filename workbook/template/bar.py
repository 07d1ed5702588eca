"""The dark bar of row 2: the sheet's title, and links to the other tabs.

The links are HYPERLINK formulas: they keep the cell's own font in every program, and count
nothing toward Excel's limit on hyperlinks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlsxwriter.utility import quote_sheetname

from workbook.form import NAV_ROW
from workbook.template.conditions import text
from workbook.template.styles import ACCENT, NAV_HEIGHT, NAVY, WHITE
from workbook.template.wording import units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from workbook.template.plan import Plan
    from workbook.template.styles import Styles

_ROW = NAV_ROW - 1
_SMALL = 0.85
"""The width of the links' smaller type against the body's."""
_TITLE = 1.5


class Slot(NamedTuple):
    """A visible column a link may take: its number from 0 and its width."""

    column: int
    width: float


class Bar(NamedTuple):
    """The bar of one tab: the columns it runs over, and its height in points."""

    tab: str
    slots: Sequence[Slot]
    height: float = NAV_HEIGHT


def link(tab: str, label: str) -> str:
    """Return the formula of a link to the top of a tab.

    >>> link("Customers", "客户")
    '=HYPERLINK("#Customers!A1","客户")'
    """
    target = text(f"#{quote_sheetname(tab)}!A1")
    return f"=HYPERLINK({target},{text(label)})"


def add_bar(worksheet: Worksheet, bar: Bar, plan: Plan, styles: Styles) -> None:
    """Write the bar: the title in the first slot, links from where the title ends.

    Links that find no room are left out; where few do, the customers come first.
    """
    look = {"bg_color": NAVY, "font_color": WHITE}
    worksheet.set_row(_ROW, bar.height, styles.cell(**look))
    title = plan.wording.inline(plan.tabs[bar.tab], "  ")
    heading = styles.cell(**look, bold=True, font_size=14, indent=1)
    worksheet.write_string(_ROW, bar.slots[0].column, title, heading)
    rest = list(bar.slots)
    taken = 0.0
    while rest and taken < units(title) * _TITLE + 2:
        taken += rest.pop(0).width
    labels = {tab: plan.wording.inline(plan.tabs[tab]) for tab in plan.bar}
    rooms = _rooms(labels, rest)
    if plan.home in labels and plan.home not in rooms:
        rooms = _rooms({plan.home: labels[plan.home], **labels}, rest)
    for tab, room in rooms.items():
        look = _look(styles, here=tab == bar.tab)
        _write_link(worksheet, room, link(tab, labels[tab]), labels[tab], look)


def _rooms(labels: Mapping[str, str], slots: Sequence[Slot]) -> dict[str, Sequence[Slot]]:
    """Return the slots of each tab, in the order of `labels`, for as long as there is room."""
    found: dict[str, Sequence[Slot]] = {}
    rest = list(slots)
    for tab, label in labels.items():
        room = _room(rest, units(label) * _SMALL + 1)
        if not room:
            break
        found[tab] = room
        rest = rest[len(room) :]
    return found


def _room(slots: Sequence[Slot], needed: float) -> list[Slot]:
    """Return the fewest leading slots that are wide enough together; empty: there are none."""
    width = 0.0
    for count, slot in enumerate(slots, 1):
        width += slot.width
        if width >= needed:
            return list(slots[:count])
    return []


def _look(styles: Styles, *, here: bool) -> Format:
    fill = ACCENT if here else NAVY
    return styles.cell(
        bg_color=fill, font_color=WHITE, font_size=9, bold=here, align="center_across"
    )


def _write_link(
    worksheet: Worksheet, room: Sequence[Slot], formula: str, label: str, look: Format
) -> None:
    worksheet.write_formula(_ROW, room[0].column, formula, look, label)
    for slot in room[1:]:
        worksheet.write_blank(_ROW, slot.column, None, look)
