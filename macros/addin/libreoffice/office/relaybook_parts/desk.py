"""The open document, as Relaybook asks for it: plain lists and texts in, plain ones out.

Rows and columns count from 1. A value is a number, text, true or false, nothing, or a list:
["d", moment] for a date, ["f", formula, shown] for a formula. One with `shown` is Relaybook's
own, a link written as Excel writes it; one without was read here, in LibreOffice's own words.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from . import cells
from .cells import LockedCellError

if TYPE_CHECKING:
    from .dialogs import Dialogs

uno: Any = importlib.import_module("uno")

_FILLED = 1 | 2 | 4 | 16
"""com.sun.star.sheet.CellFlags: VALUE, DATETIME, STRING, FORMULA."""

__all__ = ["Desk", "LockedCellError"]


class Desk:
    """One document and the window it is in."""

    def __init__(self, document: Any, frame: Any, dialogs: Dialogs) -> None:
        self._document = document
        self._frame = frame
        self._dialogs = dialogs
        self._indicator: Any = None
        self._is_working = False
        self._calculates = True

    def open(self) -> None:
        """Keep the person from typing into the document while it is worked on."""
        self._frame.ContainerWindow.setEnable(False)

    def restore(self) -> None:
        """Leave everything as it was, whatever happened."""
        try:
            self.end()
            self.status(None)
        finally:
            self._frame.ContainerWindow.setEnable(True)

    # ---- what it is

    def facts(self) -> dict[str, Any]:
        """Return name, place and standing of the document."""
        url = self._document.getURL()
        is_file = url.startswith("file:")
        path = str(uno.fileUrlToSystemPath(url)) if is_file else None
        name = path.replace("\\", "/").rpartition("/")[2] if path else self._document.getTitle()
        given = {one.Name for one in self._document.getArgs()}
        return {
            "name": name,
            "place": path,
            "is_saved_once": bool(self._document.hasLocation()),
            "is_read_only": bool(self._document.isReadonly()),
            "has_password": bool(given & {"Password", "EncryptionData"}),
            "is_remote": bool(url) and not is_file,
        }

    def tabs(self) -> list[Any]:
        """Return name and visibility of every sheet."""
        return [[sheet.Name, bool(sheet.IsVisible)] for sheet in self._document.Sheets]

    def used(self, tab: str) -> list[int] | None:
        """Return the block of cells with anything in them."""
        found = self._sheet(tab).queryContentCells(_FILLED).RangeAddresses
        if not found:
            return None
        return [
            min(one.StartRow for one in found) + 1,
            min(one.StartColumn for one in found) + 1,
            max(one.EndRow for one in found) + 1,
            max(one.EndColumn for one in found) + 1,
        ]

    # ---- cells

    def values(self, tab: str, area: list[int]) -> list[list[Any]]:
        """Return what cells hold; a formula gives its result, an error its name."""
        return cells.values(self._document, self._block(tab, area))

    def formulas(self, tab: str, area: list[int]) -> list[list[Any]]:
        """Return the formulas, nothing where there is none."""
        return cells.formulas(self._block(tab, area))

    def hidden_rows(self, tab: str, area: list[int]) -> list[int]:
        """Return the rows of the block that nobody sees."""
        row, column, last_row, _ = area
        seen = self._block(tab, [row, column, last_row, column]).queryVisibleCells()
        shown: set[int] = set()
        for one in seen.RangeAddresses:
            shown.update(range(one.StartRow + 1, one.EndRow + 2))
        return [number for number in range(row, last_row + 1) if number not in shown]

    def write(self, tab: str, row: int, column: int, rows: list[list[Any]]) -> None:
        """Put values into the block that starts at `row` and `column`."""
        area = [row, column, row + len(rows) - 1, column + len(rows[0]) - 1]
        cells.write(self._document, self._block(tab, area), rows)

    def number_format(self, tab: str, area: list[int]) -> str | None:
        """Return the number format of cells; None: they have several."""
        return cells.number_format(self._document, self._block(tab, area))

    def reformat(self, tab: str, formats: list[Any]) -> None:
        """Give cells a format and unlock them, with the sheet unprotected for that long."""
        sheet = self._sheet(tab)
        is_protected = sheet.isProtected()
        if is_protected:
            sheet.unprotect("")
        try:
            for area, code in formats:
                cells.reformat(self._document, self._block(tab, area), code)
        finally:
            if is_protected:
                sheet.protect("")

    # ---- the window

    def show(self, tab: str, visible: bool) -> None:
        """Show or hide a sheet."""
        is_protected = self._document.isProtected()
        if is_protected:
            self._document.unprotect("")
        try:
            self._sheet(tab).IsVisible = visible
        finally:
            if is_protected:
                self._document.protect("")

    def selection(self) -> Any:
        """Return the tab and the blocks that are selected; None: no cells are."""
        chosen = self._document.getCurrentSelection()
        if hasattr(chosen, "getRangeAddresses"):
            found = chosen.getRangeAddresses()
        elif hasattr(chosen, "getRangeAddress"):
            found = (chosen.getRangeAddress(),)
        else:
            return None
        blocks = [[a.StartRow + 1, a.StartColumn + 1, a.EndRow + 1, a.EndColumn + 1] for a in found]
        return [self._document.Sheets.getByIndex(found[0].Sheet).Name, blocks] if found else None

    def select(self, tab: str, row: int, column: int) -> None:
        """Go to a cell."""
        controller = self._document.getCurrentController()
        controller.setActiveSheet(self._sheet(tab))
        controller.select(self._block(tab, [row, column, row, column]))

    def begin(self) -> None:
        """Let the screen stand still.

        LibreOffice's own Undo does not bring back what stood in a block of cells, only some of
        it. So it knows nothing of the press and of what was before, as in Excel after a macro;
        Relaybook has an Undo of its own.
        """
        if self._is_working:
            return
        self._is_working = True
        self._calculates = bool(self._document.isAutomaticCalculationEnabled())
        self._document.getUndoManager().lock()
        self._document.lockControllers()
        self._document.addActionLock()
        self._document.enableAutomaticCalculation(False)

    def end(self) -> None:
        """Let the screen move again."""
        if not self._is_working:
            return
        self._is_working = False
        self._document.enableAutomaticCalculation(self._calculates)
        self._document.removeActionLock()
        self._document.unlockControllers()
        self._document.getUndoManager().unlock()
        self._document.getUndoManager().clear()

    def status(self, text: str | None) -> None:
        """Show how far the work is; None gives the place back."""
        if text is None:
            if self._indicator is not None:
                self._indicator.end()
                self._indicator = None
        elif self._indicator is None:
            self._indicator = self._frame.createStatusIndicator()
            self._indicator.start(text, 0)
        else:
            self._indicator.setText(text)

    # ---- the person

    def tell(self, title: str, text: str, is_error: bool) -> None:
        """Show a message."""
        self._dialogs.tell(title, text, is_error=is_error)

    def confirm(self, title: str, text: str) -> bool:
        """Ask yes or no."""
        return self._dialogs.confirm(title, text)

    def ask(self, title: str, text: str, secret: bool) -> str | None:
        """Ask for a line of text."""
        return self._dialogs.ask(title, text, secret=secret)

    def choose_file(self, title: str) -> str | None:
        """Ask for a file."""
        return self._dialogs.choose_file(title)

    def choose_folder(self, title: str) -> str | None:
        """Ask for a folder."""
        return self._dialogs.choose_folder(title)

    def _sheet(self, tab: str) -> Any:
        return self._document.Sheets.getByName(tab)

    def _block(self, tab: str, area: list[int]) -> Any:
        row, column, last_row, last_column = area
        return self._sheet(tab).getCellRangeByPosition(
            column - 1, row - 1, last_column - 1, last_row - 1
        )
