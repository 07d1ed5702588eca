"""Excel as a running spreadsheet program, by xlwings. The only module that imports it.

Nothing in here asks the open workbook what to run, where to look or what it is called: xlwings'
own `Book.caller` cuts names at an equals sign, and `Book.fullname` of a workbook on the web reads
a sheet "xlwings.conf" of that workbook.
"""

from __future__ import annotations

import atexit
import contextlib
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlwings

from macros.live import dialogs
from macros.live.notation import areas, formula, typed
from macros.live.port import (
    Area,
    BusyError,
    LiveError,
    LockedError,
    Selection,
    Standing,
    Tab,
)
from validation.messages import message, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from macros.live.port import Rows

_ATTEMPTS = 400
"""How often a busy Excel is asked again, before a person is told; 0 would be for ever."""
_REJECTED = re.compile(r"-2147418111|-2146777998|0x80010001|0x800AC472|rejected|-609\b|-600\b")
"""How a busy Excel says so, on Windows and on macOS."""
_SHOWN_EVERY = 0.2
"""Seconds between two texts in the status bar."""
_LARGE = 2_000_000
"""Cells in use; where there are more, the last one with anything in it is looked for."""
_IN_FORMULAS, _PART, _BACK = -4123, 2, 2
_BY_ROWS, _BY_COLUMNS = 1, 2
"""Arguments of Excel's Range.Find: xlFormulas, xlPart, xlPrevious, xlByRows, xlByColumns."""
_PROTECTED = {
    "DrawingObjects": True,
    "Contents": True,
    "Scenarios": True,
    "AllowSorting": True,
    "AllowFiltering": True,
    "AllowFormattingColumns": True,
    "AllowFormattingRows": True,
    "AllowInsertingHyperlinks": True,
    "AllowDeletingRows": True,
}
"""What the template allows on a protected data sheet; a ledger is not repaired live."""
_PROTECTED_MAC = {
    re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower(): value for name, value in _PROTECTED.items()
} | {"drawing_objects": True, "worksheet_contents": True}
_PROTECTED_MAC.pop("contents")


class Excel:
    """A workbook that is open in Excel."""

    def __init__(self, book: xlwings.Book) -> None:
        self._book = book
        self._app = book.app
        self._shown_at = 0.0

    @property
    def name(self) -> str:
        """Return the workbook's name, with its ending."""
        with _told():
            return str(self._book.name)

    @property
    def place(self) -> Path | None:
        """Return where the file is; None: it was never saved, or is on the web."""
        full = self._full_name
        return Path(full) if full and "://" not in full and re.search(r"[/\\]", full) else None

    @property
    def standing(self) -> Standing:
        """Return how the workbook is open."""
        full = self._full_name
        return Standing(
            is_saved_once=re.search(r"[/\\]", full) is not None,
            is_read_only=bool(self._fact("ReadOnly", "read_only")),
            has_password=bool(self._fact("HasPassword", "has_password")),
            is_remote="://" in full,
        )

    def tabs(self) -> Sequence[Tab]:
        """Return the worksheets, hidden ones too."""
        with _told():
            # Windows answers -1, 0, or 2 for a sheet that no menu shows.
            return [Tab(sheet.name, sheet.visible in (True, -1)) for sheet in self._book.sheets]

    def used(self, tab: str) -> Area | None:
        """Return the block in use, from A1 on, so that row numbers need no thought."""
        with _told():
            used = self._book.sheets[tab].used_range
            (height, width), row, column = used.shape, used.row, used.column
            area = Area(row, column, row + height - 1, column + width - 1)
            # A colour down to the very last row makes all of them "used".
            return self._filled(tab, area) if height * width > _LARGE and not _is_mac() else area

    def _filled(self, tab: str, used: Area) -> Area | None:
        """Return the part of a block with anything in it, rows and columns nobody sees included."""
        cells = self._book.sheets[tab].api.Cells
        way = {"What": "*", "LookIn": _IN_FORMULAS, "LookAt": _PART, "SearchDirection": _BACK}
        lowest = cells.Find(SearchOrder=_BY_ROWS, **way)
        if lowest is None:
            return None
        rightmost = cells.Find(SearchOrder=_BY_COLUMNS, **way)
        return used._replace(last_row=int(lowest.Row), last_column=int(rightmost.Column))

    def values(self, tab: str, area: Area) -> Rows:
        """Return the values of a block, errors by name."""
        with _told():
            read = self._range(tab, area).options(ndim=2, err_to_str=True)
            rows: Rows = read.value
        return [[None if value == "" else value for value in row] for row in rows]

    def formulas(self, tab: str, area: Area) -> Rows:
        """Return the formulas of a block, None where a constant or nothing stands."""
        with _told():
            found: Any = self._range(tab, area).formula
        if not isinstance(found, (list, tuple)):
            found = [[found]]
        elif found and not isinstance(found[0], (list, tuple)):
            found = [found] if area.row == area.last_row else [[one] for one in found]
        values = self.values(tab, area)
        return [
            [formula(text, value) for text, value in zip(line, row, strict=True)]
            for line, row in zip(found, values, strict=True)
        ]

    def hidden_rows(self, tab: str, area: Area) -> frozenset[int]:
        """Return the rows nobody sees: halving finds them, a hidden row is 0 high.

        SpecialCells, which would say it at once, refuses a protected sheet.
        """
        with _told():
            sheet = self._book.sheets[tab]
            waiting = [(area.row, area.last_row)]
            found: set[int] = set()
            while waiting:
                first, last = waiting.pop()
                height = sheet.range((first, 1), (last, 1)).row_height
                if height == 0:
                    found.update(range(first, last + 1))
                elif height is None and first < last:
                    middle = (first + last) // 2
                    waiting += [(first, middle), (middle + 1, last)]
        return frozenset(found)

    def write(self, tab: str, row: int, column: int, rows: Rows) -> None:
        """Put values into a block in one call."""
        lines = [[typed(value) for value in line] for line in rows]
        try:
            with _told():
                self._book.sheets[tab].range((row, column)).options(chunksize=None).value = lines
        except (BusyError, LockedError):
            raise
        except LiveError as error:
            raise LockedError(cell=f"{tab}!R{row}C{column}") from error

    def number_format(self, tab: str, area: Area) -> str | None:
        """Return the number format of cells; None: they have several."""
        with _told():
            found = self._range(tab, area).number_format
        return None if found is None else str(found)

    def reformat(self, tab: str, formats: Mapping[Area, str]) -> None:
        """Give cells a format and unlock them, with the sheet unprotected for that long."""
        with self._open_sheet(tab), _told():
            for area, code in formats.items():
                cells = self._range(tab, area)
                cells.number_format = code
                if _is_mac():
                    cells.api.locked.set(False)
                else:
                    cells.api.Locked = False

    def show(self, tab: str, *, visible: bool) -> None:
        """Show or hide a sheet; the template's structure is locked without a password."""
        with self._open_structure(), _told():
            self._book.sheets[tab].visible = visible

    def selection(self) -> Selection | None:
        """Return what is selected."""
        with _told():
            chosen = self._app.selection
            if chosen is None:
                return None
            tab, address = chosen.sheet.name, chosen.address
        return Selection(tab, areas(address))

    def select(self, tab: str, row: int, column: int) -> None:
        """Go to a cell."""
        with _told():
            sheet = self._book.sheets[tab]
            sheet.activate()
            sheet.range((row, column)).select()

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """Let the screen stand still; whatever happens, everything is as it was afterwards."""
        with _told():
            before = {
                name: getattr(self._app, name)
                for name in ("screen_updating", "enable_events", "calculation")
            }
        try:
            with _told():
                self._app.screen_updating = False
                self._app.enable_events = False
                self._app.calculation = "manual"
            yield
        finally:
            for name, value in reversed(before.items()):
                with contextlib.suppress(LiveError), _told():
                    setattr(self._app, name, value)

    def status(self, text: str | None) -> None:
        """Show a text in the status bar, at most five times a second; None clears it."""
        now = time.monotonic()
        if text is not None and now - self._shown_at < _SHOWN_EVERY:
            return
        self._shown_at = now if text is not None else 0.0
        with contextlib.suppress(LiveError), _told():
            self._app.status_bar = False if text is None else text

    def tell(self, title: str, text: str, *, is_error: bool = False) -> None:
        """Show a message."""
        with _told():
            self._app.alert(text, title=title, mode="critical" if is_error else "info")

    def confirm(self, title: str, text: str) -> bool:
        """Ask yes or no."""
        with _told():
            return bool(self._app.alert(text, title=title, buttons="yes_no") == "yes")

    def ask(self, title: str, text: str, *, secret: bool = False) -> str | None:
        """Ask for a line of text; on macOS by AppleScript (not tried on one)."""
        return dialogs.asked(self._app, title, text, secret=secret)

    def choose_file(self, title: str) -> Path | None:
        """Ask for a file."""
        return dialogs.file_chosen(self._app, title)

    def choose_folder(self, title: str) -> Path | None:
        """Ask for a folder."""
        return dialogs.folder_chosen(self._app, title)

    def _range(self, tab: str, area: Area) -> xlwings.Range:
        first, last = (area.row, area.column), (area.last_row, area.last_column)
        return self._book.sheets[tab].range(first, last)

    @property
    def _full_name(self) -> str:
        return str(self._fact("FullName", "full_name"))

    def _fact(self, windows: str, mac: str) -> Any:
        """Return a property of Excel's own workbook, by its name on each system."""
        with _told():
            api = self._book.api
            return getattr(api, mac).get() if _is_mac() else getattr(api, windows)

    @contextlib.contextmanager
    def _open_sheet(self, tab: str) -> Iterator[None]:
        """Unprotect a sheet for a moment, and protect it as the template does."""
        with _told():
            api = self._book.sheets[tab].api
            is_protected = api.protect_contents.get() if _is_mac() else api.ProtectContents
            if is_protected:
                api.unprotect() if _is_mac() else api.Unprotect("")
        try:
            yield
        finally:
            if is_protected:
                with _told():
                    if _is_mac():
                        api.protect_worksheet(**_PROTECTED_MAC)
                    else:
                        api.Protect(**_PROTECTED)

    @contextlib.contextmanager
    def _open_structure(self) -> Iterator[None]:
        """Unlock the structure for a moment; one with a password refuses."""
        if not self._fact("ProtectStructure", "protect_structure"):
            yield
            return
        with _told():
            api = self._book.api
            if _is_mac():
                api.unprotect()
            else:
                api.Unprotect("")
        try:
            yield
        finally:
            with _told():
                if _is_mac():
                    api.protect_workbook(structure=True, windows=False)
                else:
                    api.Protect(Structure=True, Windows=False)


def opened(name: str, hwnd: int | None) -> Excel:
    """Return the workbook called `name` that is open in the Excel with window `hwnd`.

    Raises:
        LiveError: no Excel runs, or it has no such workbook.
    """
    _prepare()
    if not xlwings.engines.count:  # there is no Excel for this system
        raise LiveError(reason=message("press.no_book", name=name))
    with _told():
        apps = list(xlwings.apps)
        mine = [app for app in apps if hwnd is not None and app.hwnd == hwnd] or apps
        for app in mine:
            for book in app.books:
                if book.name == name:
                    return Excel(book)
    raise LiveError(reason=message("press.no_book", name=name))


def running_startup_path() -> str | None:
    """Return the start-up folder of an Excel that runs now; None: none runs, or it is busy."""
    with contextlib.suppress(LiveError), _told():
        for app in list(xlwings.apps) if xlwings.engines.count else ():
            return str(app.startup_path)
    return None


def told_anyhow(text: str, hwnd: int | None) -> bool:
    """Show a message in the Excel of window `hwnd`, or in any; return whether one could."""
    with contextlib.suppress(LiveError), _told():
        apps = list(xlwings.apps)
        for app in [app for app in apps if hwnd is not None and app.hwnd == hwnd] or apps[:1]:
            app.alert(text, title="Relaybook", mode="critical")
            return True
    return False


def _prepare() -> None:
    """Make xlwings give up on a busy Excel, and leave other people's Excels alone."""
    if not sys.platform.startswith("win"):
        return
    windows = sys.modules.get("xlwings._xlwindows")
    if windows is not None:
        windows.N_COM_ATTEMPTS = _ATTEMPTS
        # At the end of the process it would end every Excel without a window: somebody's own.
        atexit.unregister(windows.cleanup)


def _is_mac() -> bool:
    return sys.platform == "darwin"


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turn what Excel raises into a sentence; its own classes differ from system to system."""
    try:
        yield
    except LiveError:
        raise
    except Exception as error:
        if type(error).__name__ == "ExcelBusyError" or _REJECTED.search(str(error)):
            raise BusyError from error
        raise LiveError(
            reason=message("live.excel_said", said=plain(type(error).__name__))
        ) from error
