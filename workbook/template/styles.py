"""Colours, fonts and cell formats of the template.

Every contrast of text on its fill is at least 4.4:1, and no colour stands alone: marks (✓ ✗ !)
and words say the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xlsxwriter
    from xlsxwriter.format import Format

    from workbook.template.wording import Wording

FONT = "Microsoft YaHei"
INK = "#1E293B"
SOFT_INK = "#475569"
MUTED = "#64748B"
LINE = "#D5DCE5"
WHITE = "#FFFFFF"
WASH = "#F6F8FB"
NAVY = "#14304F"
ACCENT = "#2563A8"
RED = "#B42318"
GREEN = "#15803D"
AMBER = "#9A6700"


class Hue(NamedTuple):
    """The two colours of a module: its band and tab, and its headers."""

    band: str
    tint: str


class Chip(NamedTuple):
    """A fill and the ink that reads on it."""

    fill: str
    ink: str


HUES: Mapping[str, Hue] = {
    "identity": Hue("#1F4E79", "#DCE8F4"),
    "value": Hue("#0F6B62", "#D8EFEC"),
    "communication": Hue("#8A4B08", "#FBEBD3"),
    "trade": Hue("#7B2D52", "#F5E1EA"),
    "background": Hue("#5C5414", "#F1EED6"),
    "handover": Hue("#5B3A8C", "#EAE2F5"),
    "system": Hue("#475569", "#E2E8F0"),
    "custom": Hue("#6B4F3A", "#EFE6DE"),
}
SYSTEM = Chip("#F1F4F8", SOFT_INK)
MISSING = Chip("#FFF4E5", INK)
ERROR = Chip("#FBD5D5", "#9B1C1C")
WARNING = Chip("#FDF0C4", "#7A4D05")
GRADES: Mapping[str, Chip] = {
    "A": Chip("#C8E6D0", "#14532D"),
    "B": Chip("#D6E6F7", "#1E3A8A"),
    "C": Chip("#FBEBD3", "#7C2D12"),
    "D": Chip("#E5E7EB", "#374151"),
}

HAIRLINES: Mapping[str, object] = {
    "right": 1,
    "right_color": LINE,
    "bottom": 1,
    "bottom_color": LINE,
}

ROW_HEIGHT = 19.0
NAV_HEIGHT = 30.0
TALL_NAV_HEIGHT = 38.0
BAND_HEIGHT = 20.0
HEADER_HEIGHT = 36.0
"""Two lines: two languages, or a long name in one."""


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook, wording: Wording) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}
        self.wording = wording

    def cell(self, **properties: Any) -> Format:
        """Return the format with `properties` over the body font."""
        return self._format(
            {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
            | properties
        )

    def change(self, **properties: Any) -> Format:
        """Return a format that changes only `properties`: what a conditional format needs."""
        return self._format(properties)

    def chip(self, chip: Chip, *, bold: bool = False) -> Format:
        """Return the conditional format that paints a cell as `chip`."""
        extra = {"bold": True} if bold else {}
        return self.change(bg_color=chip.fill, font_color=chip.ink, **extra)

    def _format(self, properties: Mapping[str, Any]) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(dict(properties))
        return self._made[key]
