"""The workbook being written: XlsxWriter with a locked structure, failing loudly."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import xlsxwriter

from workbook.template.styles import FONT, INK

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CREATED = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed stamp keeps two runs byte-identical


class LockedWorkbook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook whose tabs cannot be added, deleted, renamed, moved or unhidden.

    XlsxWriter has no public call for it. The element belongs between workbookPr and bookViews.
    """

    def __init__(self, path: Path) -> None:
        properties = {"font_name": FONT, "font_size": 10, "font_color": INK}
        super().__init__(
            str(path),
            {
                "default_format_properties": properties,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )

    def _write_book_views(self) -> None:
        self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


LAST_COLUMN = 16_383


def hide_the_rest(worksheet: Worksheet, first: int, look: Format) -> None:
    """Hide the columns from `first`, counted from 0, to the sheet's last, in the format `look`.

    The sheet still claims only the columns it uses: a reader that believed in formats out to
    XFD would make 16,384 cells of every row.
    """
    claimed = worksheet.dim_colmin, worksheet.dim_colmax
    worksheet.set_column(first, LAST_COLUMN, None, look, {"hidden": 1})
    worksheet.dim_colmin, worksheet.dim_colmax = claimed


def done(code: Any) -> None:
    """Refuse a call that XlsxWriter answered with an error code and carried on after.

    Raises:
        ValueError: the call was ignored.
    """
    if isinstance(code, int) and code < 0:
        msg = f"XlsxWriter refused a call with {code}"
        raise ValueError(msg)
