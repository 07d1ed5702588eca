"""The workbook being written: XlsxWriter with a locked structure, failing loudly."""

from __future__ import annotations

import datetime as dt
import os
from typing import IO, TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from workbook.template.styles import FONT, INK

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.format import Format

LAST_COLUMN = 16_383
CREATED = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed stamp keeps two runs byte-identical


class EndingWorksheet(Worksheet):  # type: ignore[misc]
    """A sheet whose columns end, and whose formulas are written as they stand.

    XlsxWriter keeps an entry for every column of a range, 16,000 for those that we hide, and
    looks in each formula for some seventy functions younger than those we use.
    """

    hidden_from: int | None = None
    """The first column of those that are hidden to the last one, counted from 0."""
    _known_to: int | None = None

    def _write_cols(self) -> None:
        if self.hidden_from is not None:
            # Cells written into hidden columns take the columns' format, so these are needed.
            self._known_to = max(self.hidden_from, self.dim_colmax or 0)
            hidden = self.col_info[self.hidden_from]
            self.col_info |= dict.fromkeys(range(self.hidden_from, self._known_to + 1), hidden)
        super()._write_cols()

    def _write_col_info(self, first: int, last: int, info: Any) -> None:
        super()._write_col_info(first, LAST_COLUMN if last == self._known_to else last, info)

    def _prepare_formula(self, formula: str, expand_future_functions: Any = None) -> str:
        del expand_future_functions
        return formula.removeprefix("=")


class LockedWorkbook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook whose tabs cannot be added, deleted, renamed, moved or unhidden.

    XlsxWriter has no public call for it. The element belongs between workbookPr and bookViews.
    """

    worksheet_class = EndingWorksheet

    def __init__(self, target: Path | IO[bytes]) -> None:
        in_memory = not isinstance(target, os.PathLike)
        properties = {"font_name": FONT, "font_size": 10, "font_color": INK}
        super().__init__(
            target if in_memory else str(target),
            {
                # Otherwise XlsxWriter keeps the sheets in temporary files, in the open.
                "in_memory": in_memory,
                "default_format_properties": properties,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )

    def _write_book_views(self) -> None:
        self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


def hide_the_rest(worksheet: EndingWorksheet, first: int, look: Format) -> None:
    """Hide the columns from `first`, counted from 0, to the sheet's last, in the format `look`.

    The sheet still claims only the columns it uses: a reader that believed in formats out to
    XFD would make 16,384 cells of every row.
    """
    claimed = worksheet.dim_colmin, worksheet.dim_colmax
    worksheet.set_column(first, first, None, look, {"hidden": 1})
    worksheet.hidden_from = first
    worksheet.dim_colmin, worksheet.dim_colmax = claimed


def done(code: Any) -> None:
    """Refuse a call that XlsxWriter answered with an error code and carried on after.

    Raises:
        ValueError: the call was ignored.
    """
    if isinstance(code, int) and code < 0:
        msg = f"XlsxWriter refused a call with {code}"
        raise ValueError(msg)
