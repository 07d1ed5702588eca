"""Workbooks written to be read and passed on: what the sheets of every report have in common.

They are written from nothing, so they hold what the report says and nothing else of the files;
no value of others becomes a formula or a link.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import xlsxwriter

from validation.messages import message
from workbook.annotating.listing import plain_text
from workbook.template.book import CREATED, done
from workbook.template.styles import FONT, INK, LINE, NAVY
from workbook.template.wording import units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from validation.messages import Language

LINED: Mapping[str, object] = {"bottom": 1, "bottom_color": LINE}

_A4 = 9
_HEADER_HEIGHT = 26
_LINE, _TALLEST = 15, 400
_FONT: Mapping[str, object] = {"font_name": FONT, "font_size": 10, "font_color": INK,
                               "align": "left", "valign": "vcenter", "indent": 1}  # fmt: skip
_LIVE = ("=", "+", "-", "@", "\t", "\r")
"""Text that a program takes for a formula once somebody edits the cell; a quote prefix stays."""


class Page:
    """The workbook being written, and the language it speaks. A look is made once."""

    def __init__(self, path: Path, language: Language, *, kind: str) -> None:
        """Begin the workbook; `kind` is the report's, such as check/1."""
        text = {f"strings_to_{what}": False for what in ("formulas", "urls", "numbers")}
        self.book = xlsxwriter.Workbook(path, {**text, "constant_memory": True})
        self.book.set_properties({"title": "Relaybook", "author": "Relaybook", "created": CREATED})
        self.book.set_custom_property("RelaybookReport", kind)
        self.language = language
        self._looks: dict[frozenset[tuple[str, object]], Format] = {}

    def said(self, key: str, **facts: object) -> str:
        """Return a sentence in the language of the workbook."""
        return message(key, **facts).said(self.language)

    def look(self, **more: object) -> Format:
        """Return the look of a cell: the house font, and what is asked for."""
        key = frozenset(more.items())
        if key not in self._looks:
            self._looks[key] = self.book.add_format({**_FONT, **more})
        return self._looks[key]

    def sheet(self, name: str, widths: Sequence[float]) -> Worksheet:
        """Add a sheet that is set up to be read and to be printed; `name` is a message's key."""
        sheet = self.book.add_worksheet(self.said(name))
        sheet.hide_gridlines(2)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.look())
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f"&L&9Relaybook&R&9{self.said('xlsx.page')}")
        return sheet

    def head(
        self, sheet: Worksheet, row: int, headers: Sequence[str], *, numbers: Sequence[int] = ()
    ) -> None:
        """Write the head of a table; the columns of `numbers` stand at the right."""
        look = {"bold": True, "bg_color": "#DCE8F4", "font_color": NAVY, "bottom": 1,
                "bottom_color": NAVY}  # fmt: skip
        sheet.set_row(row, _HEADER_HEIGHT)
        for column, header in enumerate(headers):
            align = "right" if column in numbers else "left"
            put(sheet, row, column, header, self.look(align=align, **look))


def height(cells: Sequence[str], widths: Sequence[float]) -> float:
    """Return the points a row needs to show wrapped texts whole, no more than Excel allows.

    >>> height(["short"], [12]), height(["short", "a longer text"], [12, 12])
    (19, 34)
    """
    lines = max(
        (
            # A column has room for a little less than its width: the indent takes some.
            sum(math.ceil(max(1, units(line)) / max(1, width - 3)) for line in text.split("\n"))
            for text, width in zip(cells, widths, strict=False)
        ),
        default=1,
    )
    return min(_TALLEST, lines * _LINE + 4)


def is_live(text: str | None) -> bool:
    """Return whether a program may take the text for a formula once somebody edits the cell."""
    return text is not None and text.startswith(_LIVE)


def put(sheet: Worksheet, row: int, column: int, text: str | None, look: Format) -> None:
    """Write text as text, whatever it looks like; a cell without any is blank."""
    shown = plain_text(text)
    if shown is None:
        sheet.write_blank(row, column, None, look)
    else:
        done(sheet.write_string(row, column, shown, look))
