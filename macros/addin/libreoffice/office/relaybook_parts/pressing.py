"""One press: Relaybook's own Python is started, and what it asks for is done, until it ends."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Callable

from . import settings
from .desk import Desk, LockedCellError
from .dialogs import Dialogs

uno: Any = importlib.import_module("uno")
unohelper: Any = importlib.import_module("unohelper")

_NO_WINDOW = 0x08000000
"""CREATE_NO_WINDOW, on Windows."""
_ASKED = frozenset(
    (
        "facts", "tabs", "used", "values", "formulas", "hidden_rows", "write", "number_format",
        "reformat", "show", "selection", "select", "begin", "end", "status", "tell", "confirm",
        "ask", "choose_file", "choose_folder",
    )
)  # fmt: skip
"""What Relaybook may ask for; anything else is refused."""


def press(context: Any, frame: Any, command: str, *, is_here: bool) -> None:
    """Do what a button asks for in the document of `frame`; every failure is told the person.

    Args:
        context: of the component.
        frame: the window of the button.
        command: id of the button.
        is_here: whether this is LibreOffice's own thread already, or may do its work.
    """
    known = settings.read(context)
    hall = Hall(context, is_here=is_here)
    dialogs = Dialogs(context, frame)
    document = frame.getController().getModel() if frame and frame.getController() else None
    refusal = ""
    if command not in known.tips:
        refusal = known.said["unknown"]
    elif document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        refusal = known.said["no_book"]
    if refusal:
        hall.run(lambda: dialogs.tell("Relaybook", refusal, is_error=True))
        return
    words = [*known.words, command, "--pipe", "--lang=" + known.language]
    desk = Desk(document, frame, dialogs)
    try:
        hall.run(desk.open)
        failure = _served(words, desk, hall, known.said)
    finally:
        hall.run(desk.restore)
    if failure:
        hall.run(lambda: dialogs.tell("Relaybook", failure, is_error=True))


class Hall:
    """LibreOffice's own thread, in which everything that touches a document is done."""

    def __init__(self, context: Any, *, is_here: bool) -> None:
        name = "com.sun.star.awt.AsyncCallback"
        self._door = None
        if not is_here:
            self._door = context.ServiceManager.createInstanceWithContext(name, context)

    def run(self, call: Callable[[], Any]) -> Any:
        """Return what `call` returns, or raise what it raises."""
        if self._door is None:
            return call()
        visit = _Visit(call)
        self._door.addCallback(visit, None)
        return visit.result()


_Callback: Any = type("_Callback", (unohelper.Base, uno.getClass("com.sun.star.awt.XCallback")), {})


class _Visit(_Callback):  # type: ignore[misc]
    """One call on its way to the other thread and back."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self._call = call
        self._is_done = threading.Event()
        self._answer: Any = None
        self._error: Any = None

    def notify(self, _data: Any) -> None:
        """Make the call; LibreOffice calls this."""
        try:
            self._answer = self._call()
        except BaseException as error:  # noqa: BLE001  # raised again where it belongs
            self._error = error
        finally:
            self._is_done.set()

    def result(self) -> Any:
        """Wait for the call and return what it returned."""
        self._is_done.wait()
        if self._error is not None:
            raise self._error
        return self._answer


def _served(words: list[str], desk: Desk, hall: Hall, said: dict[str, str]) -> str:
    """Start Python and answer it; return what to say when it came to nothing."""
    try:
        process = subprocess.Popen(  # noqa: S603  # it stands in the extension itself
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=str(Path(words[0]).parent),
            env=_environment(),
            creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
        )
    except OSError as error:
        return said["not_started"] + "\n\n" + (error.strerror or type(error).__name__)
    assert process.stdin is not None
    assert process.stdout is not None
    # When it ends early, its exit code says how.
    with contextlib.suppress(OSError), process:
        for line in process.stdout:
            process.stdin.write(_answered(line, desk, hall))
            process.stdin.flush()
    code = process.wait()
    return said["failed"] + " (" + str(code) + ")" if code else ""


def _answered(line: bytes, desk: Desk, hall: Hall) -> bytes:
    """Return the answer to one request: [asked, arguments] → ["ok", …] or why not."""
    try:
        asked, arguments = json.loads(line.decode("ascii"))
        answer = ["refused", "unknown"]
        if asked in _ASKED:
            answer = ["ok", hall.run(lambda: getattr(desk, asked)(*arguments))]
    except LockedCellError as error:
        answer = ["locked", str(error)]
    except Exception as error:  # noqa: BLE001  # the other end has a sentence for it
        answer = ["refused", type(error).__name__.rpartition(".")[2]]
    return json.dumps(answer, separators=(",", ":")).encode("ascii") + b"\n"


def _environment() -> dict[str, str]:
    """Return the environment without what LibreOffice sets for the Python of its own."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith("PYTHON") and name != "__PYVENV_LAUNCHER__"
    }
