"""An Excel for xlwings' own front classes, in memory.

It is faithful where it hurts: every number is a float, errors are None unless asked for by name,
text that is assigned is read as if typed, a locked cell raises on Windows and swallows the write
on macOS, a locked structure hides no sheet. What is not here raises NotImplementedError, as
xlwings' own base classes do.
"""

# The names and members are xlwings' and Excel's, not ours.
# ruff: noqa: D102, EM101, EM102, FBT001, FBT002, N802, N803, PLW0108, TRY003
# mypy: disable-error-code="override, misc, no-any-return, assignment"

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import xlwings as xw
from openpyxl.utils import range_boundaries
from xlwings import base_classes

from tests.excel.cells import EPOCH, Sheet, Workbook, Wrong, address, refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Dialect = Literal["windows", "mac"]
Box = tuple[int, int, int, int]
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


class FakeEngine:
    """The engine: `alerts` are the answers to come, `log` what was done to the program."""

    name = "excel"
    type = "desktop"

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.apps = FakeApps(self)

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        """Return a value as it goes to Excel."""
        del options
        return "" if x is None or x != x else x  # noqa: PLR0124 - NaN

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: Any
    ) -> list[list[Any]]:
        """Return values as xlwings hands them out."""

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, Wrong):
                return value.name if err_to_str else None
            if isinstance(value, dt.datetime):
                parts = value.timetuple()[:6]
                names = ("year", "month", "day", "hour", "minute", "second")
                whole = dict(zip(names, parts, strict=True))
                return datetime_builder(**whole, microsecond=value.microsecond, tzinfo=None)
            if number_builder and isinstance(value, float):
                return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in data]


class FakeApps(base_classes.Apps):
    """The Excels that run."""

    def __init__(self, engine: FakeEngine) -> None:
        self.engine = engine
        self.items: list[FakeApp] = []

    def keys(self) -> list[int]:
        return [app.pid for app in self.items]

    def add(self, **_options: Any) -> FakeApp:
        app = FakeApp(self)
        self.items.insert(0, app)
        return app

    def __iter__(self) -> Iterator[FakeApp]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, pid: int) -> FakeApp:
        return next(app for app in self.items if app.pid == pid)


class FakeApp(base_classes.App):
    """One Excel; `log` holds what was set and said, `answers` what dialogs will return."""

    def __init__(self, apps: FakeApps) -> None:
        self.apps = apps
        self.log: list[tuple[str, Any]] = []
        self.answers: list[Any] = []
        self.is_busy = False
        self._state: dict[str, Any] = {
            "screen_updating": True,
            "enable_events": True,
            "calculation": "automatic",
            "status_bar": False,
            "display_alerts": True,
        }
        self.books_impl = FakeBooks(self)
        self.chosen: tuple[Sheet, tuple[Box, ...]] | None = None

    engine = property(lambda self: self.apps.engine)
    pid = property(lambda self: 4001 + self.apps.items.index(self))
    hwnd = property(lambda self: self.pid * 2)
    books = property(lambda self: self.books_impl)
    version = property(lambda _self: "16.0")
    api = property(lambda self: FakeAppApi(self))

    def check_free(self) -> None:
        """Raise as Excel does while somebody edits a cell."""
        if self.is_busy:
            raise refused("Call was rejected by callee. 0x80010001")

    def state(self, name: str) -> Any:
        return self._state[name]

    def set_state(self, name: str, value: Any) -> None:
        self.log.append((name, value))
        self._state[name] = value

    @property
    def selection(self) -> FakeRange | None:
        self.check_free()
        if self.chosen is None:
            return None
        book = self.books_impl.items[0]
        return FakeRange(FakeSheet(book, self.chosen[0]), *self.chosen[1])

    def alert(self, prompt: str, title: str, buttons: str, mode: str, callback: Any) -> str:
        del callback
        self.log.append(("alert", (title, prompt, buttons, mode)))
        return self.answers.pop(0) if self.answers and buttons not in (None, "ok") else "ok"

    def activate(self, steal_focus: bool = False) -> None:
        del steal_focus


def _stated(name: str) -> property:
    return property(lambda self: self.state(name), lambda self, value: self.set_state(name, value))


for _name in ("screen_updating", "enable_events", "calculation", "status_bar", "display_alerts"):
    setattr(FakeApp, _name, _stated(_name))


class FakeAppApi:
    """The few members of Excel's own object that the product calls on Windows."""

    def __init__(self, app: FakeApp) -> None:
        self._app = app

    def InputBox(self, Prompt: str, Title: str, Type: int) -> Any:
        assert Type == 2
        if len(Prompt) > 255:
            raise refused("Unable to get the InputBox property of the Application class")
        self._app.log.append(("input", (Title, Prompt)))
        return self._app.answers.pop(0)

    def GetOpenFilename(self, Title: str) -> Any:
        self._app.log.append(("file", Title))
        return self._app.answers.pop(0)

    def FileDialog(self, kind: int) -> FakeFolderDialog:
        assert kind == 4
        return FakeFolderDialog(self._app)


class FakeFolderDialog:
    """Excel's dialog for a folder."""

    Title = ""

    def __init__(self, app: FakeApp) -> None:
        self._app = app
        self._chosen: Any = None

    def Show(self) -> int:
        self._app.log.append(("folder", self.Title))
        self._chosen = self._app.answers.pop(0)
        return -1 if self._chosen else 0

    def SelectedItems(self, number: int) -> str:
        assert number == 1
        return str(self._chosen)


class FakeBooks(base_classes.Books):
    """The workbooks that are open, the active one first."""

    def __init__(self, app: FakeApp) -> None:
        self.app = app
        self.items: list[FakeBook] = []

    @property
    def active(self) -> FakeBook:
        self.app.check_free()
        if not self.items:
            raise refused("no workbook")
        return self.items[0]

    def __call__(self, key: Any) -> FakeBook:
        self.app.check_free()
        if isinstance(key, int):
            return self.items[key - 1]
        for book in self.items:
            if book.name.casefold() == key.casefold():
                return book
        raise KeyError(key)

    def __len__(self) -> int:
        self.app.check_free()
        return len(self.items)

    def __iter__(self) -> Iterator[FakeBook]:
        return iter(self.items)


class FakeBook(base_classes.Book):
    """One open workbook."""

    def __init__(self, app: FakeApp, content: Workbook) -> None:
        self._app = app
        self.content = content

    app = property(lambda self: self._app)
    name = property(lambda self: re.split(r"[/\\]", self.content.path)[-1])
    sheets = property(lambda self: FakeSheets(self))
    api = property(lambda self: FakeBookApi(self))

    @property
    def fullname(self) -> str:
        if "://" in self.content.path:
            raise refused("Book.fullname reads a sheet of the open workbook")
        return self.content.path

    def activate(self) -> None:
        items = self._app.books_impl.items
        items.remove(self)
        items.insert(0, self)


class FakeBookApi:
    """The few members of Excel's own workbook that the product calls, in both spellings."""

    def __init__(self, book: FakeBook) -> None:
        self._content = book.content

    FullName = property(lambda self: self._content.path)
    Path = property(lambda self: re.sub(r"[/\\]?[^/\\]*$", "", self._content.path))
    ReadOnly = property(lambda self: self._content.is_read_only)
    HasPassword = property(lambda self: self._content.has_password)
    ProtectStructure = property(lambda self: self._content.is_structure_locked)
    full_name = property(lambda self: _Got(self._content.path))
    read_only = property(lambda self: _Got(self._content.is_read_only))
    has_password = property(lambda self: _Got(self._content.has_password))
    protect_structure = property(lambda self: _Got(self._content.is_structure_locked))

    def Unprotect(self, Password: str = "") -> None:
        if Password != self._content.structure_password:
            raise refused("The password you supplied is not correct.")
        self._content.is_structure_locked = False

    def Protect(self, Password: str = "", *, Structure: bool, Windows: bool) -> None:
        assert not Password
        assert not Windows
        self._content.is_structure_locked = Structure

    def unprotect(self) -> None:
        self.Unprotect()

    def protect_workbook(self, *, structure: bool, windows: bool) -> None:
        self.Protect(Structure=structure, Windows=windows)


class _Got:
    """A property as AppleScript hands it out: asked for by get()."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def get(self) -> Any:
        return self._value


class FakeSheets(base_classes.Sheets):
    """The worksheets of a workbook."""

    def __init__(self, book: FakeBook) -> None:
        self.book = book

    @property
    def active(self) -> FakeSheet:
        app = self.book.app
        sheet = app.chosen[0] if app.chosen else self.book.content.sheets[0]
        return FakeSheet(self.book, sheet)

    def __call__(self, key: Any) -> FakeSheet:
        self.book.app.check_free()
        if isinstance(key, int):
            return FakeSheet(self.book, self.book.content.sheets[key - 1])
        return FakeSheet(self.book, self.book.content.sheet(key))

    def __len__(self) -> int:
        return len(self.book.content.sheets)

    def __iter__(self) -> Iterator[FakeSheet]:
        self.book.app.check_free()
        return (FakeSheet(self.book, one) for one in self.book.content.sheets)


class FakeSheet(base_classes.Sheet):
    """One worksheet."""

    def __init__(self, book: FakeBook, content: Sheet) -> None:
        self._book = book
        self.content = content

    book = property(lambda self: self._book)
    name = property(lambda self: self.content.name)
    index = property(lambda self: self._book.content.sheets.index(self.content) + 1)

    @property
    def visible(self) -> Any:
        if self._book.app.engine.dialect == "mac":
            return self.content.state == "visible"
        return {"visible": -1, "hidden": 0, "veryHidden": 2}[self.content.state]

    @visible.setter
    def visible(self, value: bool) -> None:
        if self._book.content.is_structure_locked:
            raise refused("Unable to set the Visible property of the Worksheet class")
        self.content.state = "visible" if value else "hidden"

    @property
    def used_range(self) -> FakeRange:
        return FakeRange(self, self.content.used())

    @property
    def api(self) -> FakeSheetApi:
        return FakeSheetApi(self.content)

    def range(self, arg1: Any, arg2: Any = None) -> FakeRange:
        one = self._box(arg1)
        other = one if arg2 is None else self._box(arg2)
        corners = (*one, *other)
        rows, columns = corners[0::2], corners[1::2]
        return FakeRange(self, (min(rows), min(columns), max(rows), max(columns)))

    def _box(self, given: Any) -> Box:
        if isinstance(given, FakeRange):
            return given.box
        if isinstance(given, tuple) and len(given) == 4:
            row, column, height, width = given  # Range.__getitem__ asks by size
            return row, column, row + height - 1, column + width - 1
        if isinstance(given, tuple):
            return (*given, *given)
        first, top, last, bottom = range_boundaries(given.replace("$", ""))
        return top or 1, first or 1, bottom or LAST_ROW, last or LAST_COLUMN

    def activate(self) -> None:
        if self.content.state != "visible":
            raise refused("Activate method of Worksheet class failed")
        self._book.app.chosen = (self.content, ((1, 1, 1, 1),))


class FakeSheetApi:
    """The few members of Excel's own worksheet that the product calls, in both spellings."""

    def __init__(self, content: Sheet) -> None:
        self._content = content

    ProtectContents = property(lambda self: self._content.is_protected)
    protect_contents = property(lambda self: _Got(self._content.is_protected))

    def Unprotect(self, Password: str = "") -> None:
        if Password != self._content.password:
            raise refused("The password you supplied is not correct.")
        self._content.is_protected = False

    def Protect(self, **flags: bool) -> None:
        assert all(flags.values())
        self._content.is_protected = True

    def unprotect(self) -> None:
        self.Unprotect()

    def protect_worksheet(self, **flags: bool) -> None:
        self.Protect(**flags)

    @property
    def Cells(self) -> FakeCells:
        return FakeCells(self._content)


class FakeCells:
    """All cells of a sheet, to search in from the end."""

    def __init__(self, content: Sheet) -> None:
        self._places = list(content.cells)

    def Find(self, **way: Any) -> FakeFound | None:
        by_columns = way.pop("SearchOrder") == 2
        assert way == {"What": "*", "LookIn": -4123, "LookAt": 2, "SearchDirection": 2}
        if not self._places:
            return None
        return FakeFound(*max(self._places, key=lambda place: place[::-1] if by_columns else place))


class FakeFound(NamedTuple):
    """A cell that was found."""

    Row: int
    Column: int


class FakeRangeApi:
    """The few members of Excel's own range that the product calls, in both spellings."""

    def __init__(self, cells: FakeRange) -> None:
        self._cells = cells

    @property
    def locked(self) -> Any:
        return _Set(self._unlock)

    @property
    def Locked(self) -> bool:
        raise NotImplementedError

    @Locked.setter
    def Locked(self, value: bool) -> None:
        self._unlock(value)

    def _unlock(self, value: bool) -> None:
        self._cells.restyle(is_locked=value)


class _Set:
    """A property as AppleScript takes it: given by set()."""

    def __init__(self, taken: Any) -> None:
        self.set = taken


class FakeRange(base_classes.Range):
    """A block of cells, or several that are selected together."""

    max_cells_per_read = None
    max_cells_per_write = None
    has_array = False

    def __init__(self, sheet: FakeSheet, *boxes: Box) -> None:
        self._sheet = sheet
        self.boxes = boxes
        self.options: dict[str, Any] = {}

    box = property(lambda self: self.boxes[0])
    sheet = property(lambda self: self._sheet)
    row = property(lambda self: self.box[0])
    column = property(lambda self: self.box[1])
    shape = property(lambda self: _shape(self.box))
    coords = property(lambda self: (self._sheet.name, *self.box))
    api = property(lambda self: FakeRangeApi(self))

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> FakeRange:
        if column is None:
            down, across = divmod(row - 1, self.shape[1])
            row, column = down + 1, across + 1
        at = self.row + row - 1, self.column + column - 1
        return FakeRange(self._sheet, (*at, *at))

    @property
    def raw_value(self) -> Any:
        self._sheet.book.app.check_free()
        top, left, bottom, right = self.box
        shown = self._sheet.content.shown
        rows = [[shown(r, c) for c in range(left, right + 1)] for r in range(top, bottom + 1)]
        return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self._sheet.book.app.check_free()
        app = self._sheet.book.app
        app.log.append(("write", f"{self._sheet.name}!{address(self.box, dollars='')}"))
        height, width = self.shape
        if not isinstance(data, (list, tuple)):
            data = [[data] * width] * height
        for down, row in enumerate(data):
            for across, value in enumerate(row):
                self._put(self.row + down, self.column + across, value)

    def _put(self, row: int, column: int, value: Any) -> None:
        content = self._sheet.content
        if content.is_protected and content.style(row, column).is_locked:
            if self._sheet.book.app.engine.dialect == "mac":
                return
            raise refused(f"0x800A03EC protected {content.name} {row} {column}")
        content.put(row, column, value)

    @property
    def formula(self) -> Any:
        self._sheet.book.app.check_free()
        top, left, bottom, right = self.box
        rows = tuple(
            tuple(_written(self._sheet.content, r, c) for c in range(left, right + 1))
            for r in range(top, bottom + 1)
        )
        return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows

    @property
    def row_height(self) -> float | None:
        heights = self._sheet.content.heights
        found = {heights.get(row, 19.0) for row in range(self.box[0], self.box[2] + 1)}
        return found.pop() if len(found) == 1 else None

    @property
    def number_format(self) -> str | None:
        top, left, bottom, right = self.box
        style = self._sheet.content.style
        found = {
            style(row, column).number_format
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
        return found.pop() if len(found) == 1 else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.restyle(number_format=value)

    def restyle(self, **look: Any) -> None:
        """Give the cells another look; a protected sheet refuses it."""
        content = self._sheet.content
        if content.is_protected:
            raise refused("0x800A03EC protected: no format changes")
        for row in range(self.box[0], self.box[2] + 1):
            for column in range(self.box[1], self.box[3] + 1):
                content.styles[row, column] = content.style(row, column)._replace(**look)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        assert row_absolute
        assert col_absolute
        assert not external
        return ",".join(map(address, self.boxes))

    @property
    def address(self) -> str:
        return ",".join(map(address, self.boxes))

    def select(self) -> None:
        if self._sheet.content.state != "visible":
            raise refused("Select method of Range class failed")
        self._sheet.book.app.chosen = (self._sheet.content, self.boxes)


def _shape(box: Box) -> tuple[int, int]:
    return box[2] - box[0] + 1, box[3] - box[1] + 1


def _written(content: Sheet, row: int, column: int) -> str:
    """Return what Range.Formula says: the formula, or the constant as text."""
    cell = content.cells.get((row, column))
    if cell is None:
        return ""
    if cell.formula:
        return cell.formula
    value = cell.value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        return repr((value - EPOCH) / dt.timedelta(days=1)).removesuffix(".0")
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return value.name if isinstance(value, Wrong) else str(value)


def start(dialect: Dialect, *books: Path | Workbook) -> FakeApp:
    """Return an Excel of that kind with the workbooks open, the first one active."""
    engine = FakeEngine(dialect)
    xw.engines.engines[:] = [one for one in xw.engines.engines if one.name != "excel"]
    xw.engines.add(xw.Engine(impl=engine))
    xw.engines.active = xw.engines[-1]
    app = engine.apps.add()
    for one in books:
        content = one if isinstance(one, Workbook) else Workbook.read(one)
        app.books_impl.items.append(FakeBook(app, content))
    return app


def select(app: FakeApp, sheet: str, *boxes: Sequence[int]) -> None:
    """Select blocks of cells, given as first row, first column, last row, last column."""
    content = app.books_impl.items[0].content.sheet(sheet)
    app.chosen = (content, tuple((a, b, c, d) for a, b, c, d in boxes))
