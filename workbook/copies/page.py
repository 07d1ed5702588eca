"""A sheet that is read from top to bottom: names at the left, text beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_rowcol_to_cell

from workbook.copies.datasheet import CellError, footer, roomy
from workbook.form import KEY_ROW, NAV_ROW
from workbook.template.book import done
from workbook.template.styles import ACCENT, LINE, NAVY, TALL_NAV_HEIGHT, WHITE
from workbook.template.values import Target, write_text

if TYPE_CHECKING:
    from workbook.copies.book import GrowingWorksheet
    from workbook.copies.plan import Plan
    from workbook.template.styles import Styles

KEY, _MARGIN, NAME, TEXT = range(4)
"""Columns from 0: a machine key (hidden), a margin, the name, the text."""
_NAME_WIDTH, _TEXT_WIDTH = 36.0, 96.0
_UNDER = {"bottom": 1, "bottom_color": LINE}
_SHORTEST, _PADDING = 22.0, 6.0
_PAPER_A4 = 9
_SINGLE = 18.0
_GAP = 12.0


class Page:
    """The sheet being filled; `row` is the next free row, from 0."""

    def __init__(
        self, worksheet: GrowingWorksheet, plan: Plan, styles: Styles, *, title: str
    ) -> None:
        """Begin the page with its dark bar."""
        self.worksheet, self.plan, self.styles = worksheet, plan, styles
        worksheet.hide_gridlines(2)
        worksheet.set_row(KEY_ROW - 1, None, None, {"hidden": 1})
        worksheet.set_column(KEY, KEY, 3, None, {"hidden": 1})
        worksheet.set_column(_MARGIN, _MARGIN, 3)
        worksheet.set_column(NAME, NAME, _NAME_WIDTH)
        worksheet.set_column(TEXT, TEXT, _TEXT_WIDTH)
        bar = {"bg_color": NAVY, "font_color": WHITE}
        worksheet.set_row(NAV_ROW - 1, TALL_NAV_HEIGHT, styles.cell(**bar))
        look = styles.cell(**bar, bold=True, font_size=14, indent=1)
        done(worksheet.write_string(NAV_ROW - 1, NAME, title, look))
        worksheet.set_tab_color(NAVY)
        self.row = NAV_ROW

    def gap(self, points: float = _GAP) -> None:
        """Leave a little room."""
        self.worksheet.set_row(self.row, points)
        self.row += 1

    def headline(self, text: str) -> None:
        """Write the page's name in large letters."""
        self.gap()
        look = self.styles.cell(bold=True, font_size=20, font_color=NAVY, num_format="@")
        self._put(NAME, text, look)
        self.worksheet.set_row(self.row, 38)
        self.row += 1

    def line(self, text: str, **look: object) -> None:
        """Write text over the whole width, a row for each of its lines: none of them wraps."""
        for line in text.split("\n"):
            self._put(NAME, line, self.styles.cell(num_format="@", **look))
            self.worksheet.set_row(self.row, _SINGLE)
            self.row += 1

    def section(self, title: str) -> None:
        """Begin a section."""
        self.gap()
        rule = {"bottom": 2, "bottom_color": ACCENT}
        look = self.styles.cell(bold=True, font_size=12, font_color=NAVY, **rule)
        self._put(NAME, title, look)
        done(self.worksheet.write_blank(self.row, TEXT, None, look))
        self.worksheet.set_row(self.row, 26)
        self.row += 1

    def named(
        self, name: str, text: str, *, key: str = "", size: float = 10, **look: object
    ) -> None:
        """Write a name and the text beside it, as tall as the text needs.

        `key` is a fact's machine name, for programs that read the page; `size` and `look` are
        the text's.
        """
        if key:
            self._put(KEY, key, self.styles.cell(num_format="@"))
        under = {**_UNDER, "text_wrap": True, "num_format": "@"}
        self._put(NAME, name, self.styles.cell(**under, bold=True, indent=1))
        self._put(TEXT, text, self.styles.cell(**{**under, "indent": 1, "font_size": size, **look}))
        enlarged = size / 10
        rows = roomy([name, text], [_NAME_WIDTH * 0.95, _TEXT_WIDTH / enlarged])
        needed = rows * enlarged + _PADDING
        self.worksheet.set_row(self.row, max(_SHORTEST, needed))
        self.row += 1

    def sample(self, name: str, text: str, **look: object) -> None:
        """Write a name in the look that it explains."""
        self._put(NAME, name, self.styles.cell(align="center", border=1, border_color=LINE, **look))
        self._put(TEXT, text, self.styles.cell(**_UNDER, indent=1))
        self.worksheet.set_row(self.row, _SHORTEST)
        self.row += 1

    def finish(self) -> None:
        """Set the page up to be printed."""
        self.worksheet.set_portrait()
        self.worksheet.set_paper(_PAPER_A4)
        self.worksheet.fit_to_pages(1, 0)
        self.worksheet.set_margins(0.4, 0.4, 0.5, 0.6)
        self.worksheet.print_area(1, _MARGIN, self.row, TEXT)
        self.worksheet.set_footer(footer(self.plan))

    def _put(self, column: int, text: str, look: object) -> None:
        if not text:
            done(self.worksheet.write_blank(self.row, column, None, look))
            return
        try:
            write_text(Target(self.worksheet, self.row, column, look), text)
        except ValueError as error:
            address = xl_rowcol_to_cell(self.row, column)
            raise CellError(str(error), self.worksheet.name, address) from error
