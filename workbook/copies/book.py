"""The workbook of a copy while it is written: in memory only, values only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from workbook.template.styles import FONT, INK

if TYPE_CHECKING:
    import io

_SAFE = {f"strings_to_{what}": False for what in ("formulas", "urls", "numbers")}
_OWN_HEIGHT = ("customHeight", 1)


class GrowingWorksheet(Worksheet):  # type: ignore[misc]
    """A sheet whose rows from `grows_from` on grow when somebody types more into them.

    Excel keeps a row's height as it is once the row says that a person chose it, and XlsxWriter
    says so of every height it is given.
    """

    grows_from: int | None = None
    """The first such row, counted from 0."""

    def _write_row(self, row: int, *more: Any, **named: Any) -> None:
        self._grows = self.grows_from is not None and row >= self.grows_from
        super()._write_row(row, *more, **named)

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        if tag == "row" and self._grows:
            attributes = [pair for pair in attributes if pair != _OWN_HEIGHT]
        super()._xml_start_tag_unencoded(tag, attributes)


class CopyWorkbook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook that goes into `target` and leaves nothing on the disk on its way."""

    worksheet_class = GrowingWorksheet

    def __init__(self, target: io.BytesIO) -> None:
        look = {"font_name": FONT, "font_size": 10, "font_color": INK}
        super().__init__(target, {"in_memory": True, "default_format_properties": look, **_SAFE})
