"""The workbook being written: XlsxWriter with a locked structure, failing loudly."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import xlsxwriter

from workbook.template.styles import FONT, INK

if TYPE_CHECKING:
    from pathlib import Path

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


def done(code: Any) -> None:
    """Refuse a call that XlsxWriter answered with an error code and carried on after.

    Raises:
        ValueError: the call was ignored.
    """
    if isinstance(code, int) and code < 0:
        msg = f"XlsxWriter refused a call with {code}"
        raise ValueError(msg)
