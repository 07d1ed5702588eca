"""The side of the harness that talks to LibreOffice: one JSON line in, one JSON line out.

Runs under the Python LibreOffice was built for, whatever runs the tests, so it uses nothing but
the standard library and syntax that old interpreters know. `tests.office` starts and stops it.

A cell is changed only as a user would change it, through the dispatcher and the keyboard: the
setters of the API pass by data validation, and some of them by sheet protection.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

uno: Any = importlib.import_module("uno")
unohelper: Any = importlib.import_module("unohelper")

RETURN = 1280
DOWN = 1024
ALT = 4
POSITION_SIZE = 15
_ADD_IN = "Calc MS Excel 2007 VBA XML"
_ALWAYS = 4  # run macros without asking
FORMULAS = 16
FORMULA_ERRORS = 4
ALL_CONTENT = 1023
CONTENT = 23  # values, dates, texts, formulas; no notes and no looks
_IMPORT = "uno:pipe,name={};urp;StarOffice.ComponentContext"
_SUBSTITUTES = {
    # The fonts of Office are not free; without these the office draws with DejaVu, far wider.
    "Microsoft YaHei": "Noto Sans CJK SC",
    "DengXian": "Noto Sans CJK SC",
    "Calibri": "Nimbus Sans",
    "Arial": "Nimbus Sans",
}


def fonts() -> str:
    """Return a fontconfig file that maps the fonts of Office to free ones of like width."""
    rules = "".join(
        f'<match target="pattern"><test name="family"><string>{wanted}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{ours}</string></edit></match>'
        for wanted, ours in _SUBSTITUTES.items()
    )
    include = "<include>/etc/fonts/fonts.conf</include>"
    return f'<?xml version="1.0"?><fontconfig>{include}{rules}</fontconfig>'


class Soffice:
    """A headless LibreOffice with a profile of its own under `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "fonts.conf").write_text(fonts(), "utf-8")
        pipe = "relaybook" + uuid.uuid4().hex[:12]
        environment = {
            **os.environ,
            "FONTCONFIG_FILE": str(folder / "fonts.conf"),
            "LC_ALL": "C.UTF-8",
            "SAL_USE_VCLPLUGIN": "svp",
            "TMPDIR": str(folder),
        }
        # The Python inside an office looks for its library beside the first python3 of the path.
        environment["PATH"] = os.defpath
        for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"):
            environment.pop(name, None)
        command = ["soffice", "--headless", "--norestore", "--nologo", "--nodefault"]
        command += ["--nolockcheck", "--nofirststartwizard"]
        command += [f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        command += [f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext"]
        with (folder / "log").open("wb") as log:
            # Not a session of its own: the test run kills worker and office as one group.
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        self.context = self._connect(_IMPORT.format(pipe))
        self.desktop = self.service("com.sun.star.frame.Desktop")
        self.dispatcher = self.service("com.sun.star.frame.DispatchHelper")
        self.toolkit = self.service("com.sun.star.awt.Toolkit")

    def service(self, name: str) -> Any:
        """Return a service of the office."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def stop(self) -> None:
        """End the office, by force when asking does not do."""
        with contextlib.suppress(Exception):  # the bridge drops while the office leaves
            self.desktop.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _connect(self, address: str) -> Any:
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        refused = uno.getClass("com.sun.star.connection.NoConnectException")
        while True:  # the caller's time limit ends it
            try:
                return resolver.resolve(address)
            except refused:
                if self.process.poll():
                    log = (self.folder / "log").read_text("utf-8", "replace")
                    raise RuntimeError("soffice ended: " + log[-500:]) from None
                time.sleep(0.05)


class _Waiting(  # type: ignore[misc]
    unohelper.Base, uno.getClass("com.sun.star.frame.XDispatchResultListener")
):
    """Is told when a button has done its work."""

    def __init__(self) -> None:
        self.done = threading.Event()

    def dispatchFinished(self, _event: Any) -> None:  # noqa: N802  # LibreOffice calls it so
        self.done.set()

    def disposing(self, _event: Any) -> None:
        self.done.set()


class Desk:
    """The documents open in one office; every public method can be called by name."""

    def __init__(self, office: Soffice) -> None:
        self._office = office
        self._open: dict[int, Any] = {}

    def ready(self) -> None:
        """Answer, once the office has started."""

    # ---- documents

    def open(self, path: str, password: str | None) -> int:
        """Open a private copy and return its number."""
        # Two processes on one path: the office finds a lock and returns None without a word.
        copy = self._office.folder / f"{uuid.uuid4().hex[:8]}-{Path(path).name}"
        shutil.copy(path, copy)
        given: dict[str, Any] = {"Hidden": False, "MacroExecutionMode": 0}
        if password is not None:
            given["Password"] = password
        if copy.suffix == ".xlam":
            # Not told by its content; and what it is for is its macros.
            given |= {"FilterName": _ADD_IN, "MacroExecutionMode": _ALWAYS}
        # Hidden=False also in a headless office: the dispatcher needs a controller.
        document = self._office.desktop.loadComponentFromURL(
            copy.as_uri(), "_blank", 0, _properties(**given)
        )
        if document is None:
            raise OSError(errno.EIO, "not opened", path)
        # What is drawn takes most of the time, and nobody is looking.
        document.CurrentController.Frame.ContainerWindow.setPosSize(0, 0, 400, 300, POSITION_SIZE)
        number = max(self._open, default=0) + 1
        self._open[number] = document
        return number

    def close(self, number: int) -> None:
        """Close a document without saving."""
        self._open.pop(number).close(False)  # noqa: FBT003

    def save_as(self, number: int, path: str, kind: str) -> None:
        """Store a copy with an export filter, "Calc MS Excel 2007 XML" for xlsx."""
        self._open[number].storeToURL(Path(path).resolve().as_uri(), _properties(FilterName=kind))

    def macro(self, number: int, name: str, arguments: list[Any]) -> Any:
        """Run a macro of the document, "Project.Module.Name"; return what it returns."""
        place = f"vnd.sun.star.script:{name}?language=Basic&location=document"
        script = self._open[number].getScriptProvider().getScript(place)
        return script.invoke(tuple(arguments), (), ())[0]

    # ---- looking

    def sheets(self, number: int) -> list[dict[str, Any]]:
        """Return name, visibility and protection of every sheet, in order."""
        return [
            {"name": s.Name, "visible": s.IsVisible, "protected": s.isProtected()}
            for s in self._open[number].Sheets
        ]

    def value(self, number: int, sheet: str, cell: str) -> Any:
        """Return a number, a text, None for an empty cell, "#ERR502" for an error."""
        return _value(self._cell(number, sheet, cell))

    def values(self, number: int, sheet: str, area: str) -> list[list[Any]]:
        """Return an area as rows; an empty cell is an empty text."""
        return [list(row) for row in self._cell(number, sheet, area).getDataArray()]

    def contents(self, number: int) -> dict[str, Any]:
        """Return sheet → its rows, from A1 to the last cell with anything in it."""
        found = {}
        for sheet in self._open[number].Sheets:
            areas = sheet.queryContentCells(CONTENT).RangeAddresses
            found[sheet.Name] = []
            if areas:
                right = max(area.EndColumn for area in areas)
                bottom = max(area.EndRow for area in areas)
                block = sheet.getCellRangeByPosition(0, 0, right, bottom)
                found[sheet.Name] = [list(row) for row in block.getDataArray()]
        return found

    def formula(self, number: int, sheet: str, cell: str) -> str:
        """Return what the input line shows."""
        return str(self._cell(number, sheet, cell).getFormula())

    def shown(self, number: int, sheet: str, cell: str) -> str:
        """Return the text that the cell displays."""
        return str(self._cell(number, sheet, cell).String)

    def number_format(self, number: int, sheet: str, cell: str) -> str:
        """Return the number format's code."""
        key = self._cell(number, sheet, cell).NumberFormat
        return str(self._open[number].getNumberFormats().getByKey(key).FormatString)

    def locked(self, number: int, sheet: str, cell: str) -> bool:
        """Return whether the cell is locked while its sheet is protected."""
        return bool(self._cell(number, sheet, cell).CellProtection.IsLocked)

    def validation(self, number: int, sheet: str, cell: str) -> dict[str, Any]:
        """Return the cell's validation rule."""
        rule = self._cell(number, sheet, cell).Validation
        return {
            "kind": rule.Type.value,
            "first": rule.getFormula1(),
            "second": rule.getFormula2(),
            "stops": rule.ErrorAlertStyle.value == "STOP" and rule.ShowErrorMessage,
            "message": rule.ErrorMessage,
            "prompt": rule.InputMessage,
        }

    def names(self, number: int) -> dict[str, str]:
        """Return the named ranges of the book: name → formula."""
        return {name.Name: name.Content for name in self._open[number].NamedRanges}

    def recalculate(self, number: int) -> None:
        """Calculate every formula again."""
        self._open[number].calculateAll()

    def formula_values(self, number: int) -> dict[str, Any]:
        """Return "Sheet!A1" → value of every formula cell, None for an error."""
        return {
            f"{sheet.Name}!{_letters(area.RangeAddress.StartColumn + across)}"
            f"{area.RangeAddress.StartRow + down + 1}": value
            for sheet in self._open[number].Sheets
            for area in sheet.queryContentCells(FORMULAS)
            for down, values in enumerate(area.getDataArray())
            for across, value in enumerate(values)
        }

    def formula_errors(self, number: int) -> list[str]:
        """Return the areas of formula cells that show an error, as "Sheet!A1:B2"."""
        return [
            f"{sheet.Name}!{_letters(at.StartColumn)}{at.StartRow + 1}"
            f":{_letters(at.EndColumn)}{at.EndRow + 1}"
            for sheet in self._open[number].Sheets
            for at in sheet.queryFormulaCells(FORMULA_ERRORS).RangeAddresses
        ]

    def html(self, number: int, sheet: str, path: str) -> dict[str, Any]:
        """Write the book as HTML; return which table is `sheet`, and its visible rows, columns."""
        document = self._open[number]
        document.storeToURL(
            Path(path).as_uri(),
            _properties(FilterName="HTML (StarCalc)", FilterOptions="1033 SkipImages"),
        )
        filled = [s.Name for s in document.Sheets if s.queryContentCells(ALL_CONTENT).Count]
        page = document.Sheets.getByName(sheet)
        cursor = page.createCursor()
        cursor.gotoEndOfUsedArea(False)  # noqa: FBT003
        end = cursor.RangeAddress
        rows = [n + 1 for n in range(end.EndRow + 1) if page.Rows.getByIndex(n).IsVisible]
        columns = [n for n in range(end.EndColumn + 1) if page.Columns.getByIndex(n).IsVisible]
        return {
            "table": filled.index(sheet),
            "rows": rows,
            "columns": [_letters(column) for column in columns],
        }

    def hidden_rows(self, number: int, sheet: str, first: int, last: int) -> list[int]:
        """Return the rows between two rows that are not shown."""
        rows = self._open[number].Sheets.getByName(sheet).Rows
        return [n for n in range(first, last + 1) if not rows.getByIndex(n - 1).IsVisible]

    def pdf(self, number: int, path: str) -> None:
        """Print to a PDF of one page for each sheet, hidden ones too."""
        whole = _properties(SinglePageSheets=True)
        data = uno.Any("[]com.sun.star.beans.PropertyValue", whole)
        self._open[number].storeToURL(
            Path(path).resolve().as_uri(),
            _properties(FilterName="calc_pdf_Export", FilterData=data),
        )

    # ---- acting as a user

    def enter(self, number: int, sheet: str, cell: str, text: str) -> bool:
        """Type `text` and press Return; return whether the cell changed."""
        before = self.formula(number, sheet, cell)
        self._select(number, sheet, cell)
        self._dispatch(number, ".uno:EnterString", StringName=text, DontCommit=True)
        self._key(number, RETURN)
        self._settle()
        return self.formula(number, sheet, cell) != before

    def paste(self, number: int, sheet: str, source: str, target: str) -> None:
        """Copy and paste within a sheet."""
        self._select(number, sheet, source)
        self._dispatch(number, ".uno:Copy")
        self._select(number, sheet, target)
        self._dispatch(number, ".uno:Paste")
        self._settle()

    def clear(self, number: int, sheet: str, area: str) -> None:
        """Press Delete on an area."""
        self._select(number, sheet, area)
        self._dispatch(number, ".uno:ClearContents")
        self._settle()

    def sort(self, number: int, sheet: str, area: str, *, column: int, ascending: bool) -> None:
        """Sort an area without its header by a column of the sheet, 1 for A."""
        self._select(number, sheet, area)
        self._dispatch(
            number,
            ".uno:DataSort",
            ByRows=True,
            HasHeader=False,
            CaseSensitive=False,
            NaturalSort=False,
            IncludeAttribs=True,
            UserDefIndex=0,
            Col1=column,
            Ascending1=ascending,
        )
        self._settle()

    def filter(self, number: int, sheet: str, header: str, keep: str) -> None:
        """Open the arrow of a header cell, choose one entry only, and press OK."""
        self._select(number, sheet, header)
        self._key(number, DOWN, ALT)
        self._settle()
        popup = list(_widgets(self._office.toolkit.getActiveTopWindow()))
        entry = _named(popup, keep)
        entries = entry.getAccessibleParent().getAccessibleContext()
        entries.selectAccessibleChild(entry.getAccessibleIndexInParent())
        for button in ("Show only the current item.", "OK"):
            _named(popup, button).doAccessibleAction(0)
            self._settle()

    def delete_row(self, number: int, sheet: str, row: int) -> None:
        """Delete one row by its header."""
        self._select(number, sheet, f"{row}:{row}")
        self._dispatch(number, ".uno:DeleteRows")
        self._settle()

    def select(self, number: int, sheet: str, area: str) -> None:
        """Select cells by their name."""
        self._select(number, sheet, area)

    def undo(self, number: int) -> None:
        """Take back one step."""
        self._dispatch(number, ".uno:Undo")
        self._settle()

    def note(self, number: int, sheet: str, cell: str, text: str) -> str:
        """Put a note to a cell, unless `text` is empty; return the note that is there."""
        place = self._cell(number, sheet, cell)
        if text:
            place.Spreadsheet.Annotations.insertNew(place.CellAddress, text)
        return str(place.Annotation.String)

    def press(self, number: int, address: str) -> None:
        """Press a button of an extension and wait until it says that it is done."""
        url = uno.createUnoStruct("com.sun.star.util.URL")
        url.Complete = address
        transformer = self._office.service("com.sun.star.util.URLTransformer")
        _, url = transformer.parseStrict(url)
        frame = self._open[number].CurrentController.Frame
        button = frame.queryDispatch(url, "_self", 0)
        if button is None:
            raise LookupError(address)
        waiting = _Waiting()
        button.dispatchWithNotification(url, (), waiting)
        waiting.done.wait()

    # ---- the hands

    def _cell(self, number: int, sheet: str, area: str) -> Any:
        return self._open[number].Sheets.getByName(sheet).getCellRangeByName(area)

    def _dispatch(self, number: int, command: str, **given: Any) -> None:
        frame = self._open[number].CurrentController.Frame
        self._office.dispatcher.executeDispatch(frame, command, "", 0, _properties(**given))

    def _select(self, number: int, sheet: str, area: str) -> None:
        document = self._open[number]
        document.CurrentController.setActiveSheet(document.Sheets.getByName(sheet))
        self._dispatch(number, ".uno:GoToCell", ToPoint=area)

    def _key(self, number: int, code: int, modifiers: int = 0) -> None:
        event = uno.createUnoStruct("com.sun.star.awt.KeyEvent")
        event.KeyCode, event.KeyChar, event.Modifiers = code, uno.Char("\0"), modifiers
        event.Source = self._open[number].CurrentController.Frame.ComponentWindow
        self._office.toolkit.keyPress(event)
        self._office.toolkit.keyRelease(event)

    def _settle(self) -> None:
        for _ in range(20):
            self._office.toolkit.processEventsToIdle()


def _properties(**given: Any) -> tuple[Any, ...]:
    made = []
    for name, value in given.items():
        one = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


def _value(cell: Any) -> Any:
    if cell.Error:
        return f"#ERR{cell.Error}"
    kind = cell.Type.value
    if kind == "FORMULA":
        kind = "TEXT" if cell.FormulaResultType2 == 4 else "VALUE"
    return {"EMPTY": None, "TEXT": cell.String, "VALUE": cell.Value}[kind]


def _widgets(window: Any) -> Iterator[Any]:
    context = window.getAccessibleContext()
    yield context
    for index in range(min(context.getAccessibleChildCount(), 1000)):
        yield from _widgets(context.getAccessibleChild(index))


def _named(widgets: list[Any], name: str) -> Any:
    found = [widget for widget in widgets if widget.getAccessibleName() == name]
    if not found:
        raise LookupError(name)
    return found[0]


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def requests() -> Iterator[Any]:
    """Yield the requests, and see to it that nothing outlives the test run.

    When the run ends in any way, its end of the pipe closes. A worker stuck in a call to the
    office would not notice, so a thread reads the pipe and ends the whole group.
    """
    lines: list[str] = []
    ready = threading.Semaphore(0)

    def read() -> None:
        for line in sys.stdin:
            lines.append(line)
            ready.release()
        lines.append("")
        ready.release()
        time.sleep(15)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=read, daemon=True).start()
    while True:
        ready.acquire()
        line = lines.pop(0)
        if not line:
            return
        yield json.loads(line)


def main() -> None:
    """Serve requests until the pipe closes: [method, arguments, keywords] → [ok, result]."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints, prints beside the protocol
    office = Soffice(Path(sys.argv[1]))
    try:
        desk = Desk(office)
        for method, arguments, keywords in requests():
            try:
                answer = [True, getattr(desk, method)(*arguments, **keywords)]
            except Exception as error:  # noqa: BLE001  # whatever it is, the test shall see it
                answer = [False, f"{type(error).__name__}: {error}"]
            answers.write(json.dumps(answer) + "\n")
            answers.flush()
    finally:
        office.stop()
        shutil.rmtree(sys.argv[1], ignore_errors=True)


if __name__ == "__main__":
    main()
