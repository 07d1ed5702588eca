"""Talking to the person in front of LibreOffice.

For tests: where LibreOffice runs headless, nobody can answer. Then, and only then,
RELAYBOOK_ANSWERS may name a file with prepared answers, a JSON list; the questions take them in
turn, and what was said is added to the file of the same name with ".said". A LibreOffice with a
window never looks.
"""

from __future__ import annotations

import importlib
import json
import os
from pathlib import Path
from typing import Any

uno: Any = importlib.import_module("uno")

_OK, _YES_NO, _YES = 1, 3, 2
_PLACE = 3
"""com.sun.star.awt.PosSize: X and Y."""
_WIDTH, _LINE, _EDGE = 230, 10, 8
"""Sizes of the dialog for a line of text, in units of a quarter of a letter's width."""
_GIVEN_UP = None


class Dialogs:
    """Messages and questions over one window."""

    def __init__(self, context: Any, frame: Any) -> None:
        self._context = context
        self._frame = frame
        self._prepared = Prepared.found()

    def tell(self, title: str, text: str, *, is_error: bool = False) -> None:
        """Show a message and wait until it has been read."""
        if self._prepared:
            self._prepared.note("error" if is_error else "tell", title, text)
            return
        self._box("ERRORBOX" if is_error else "INFOBOX", _OK, title, text)

    def confirm(self, title: str, text: str) -> bool:
        """Ask yes or no."""
        if self._prepared:
            return bool(self._prepared.answer("confirm", title, text))
        return bool(self._box("QUERYBOX", _YES_NO, title, text) == _YES)

    def ask(self, title: str, text: str, *, secret: bool) -> str | None:
        """Ask for a line of text; None: the person gave up."""
        if self._prepared:
            return _text(self._prepared.answer("ask", title, text))
        dialog = self._service("com.sun.star.awt.UnoControlDialog")
        dialog.setModel(self._form(title, text, secret=secret))
        window = self._frame.ContainerWindow
        dialog.createPeer(self._service("com.sun.star.awt.Toolkit"), window)
        try:
            _centre(dialog, window)
            if not dialog.execute():
                return _GIVEN_UP
            return str(dialog.getControl("line").getText())
        finally:
            dialog.dispose()

    def choose_file(self, title: str) -> str | None:
        """Ask for a file; None: the person gave up."""
        if self._prepared:
            return _text(self._prepared.answer("choose_file", title, ""))
        picker = self._service("com.sun.star.ui.dialogs.FilePicker")
        picker.setTitle(title)
        return _system(picker.getFiles()[0]) if picker.execute() else _GIVEN_UP

    def choose_folder(self, title: str) -> str | None:
        """Ask for a folder; None: the person gave up."""
        if self._prepared:
            return _text(self._prepared.answer("choose_folder", title, ""))
        picker = self._service("com.sun.star.ui.dialogs.FolderPicker")
        picker.setTitle(title)
        return _system(picker.getDirectory()) if picker.execute() else _GIVEN_UP

    def _service(self, name: str) -> Any:
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def _box(self, kind: str, buttons: int, title: str, text: str) -> int:
        toolkit = self._service("com.sun.star.awt.Toolkit")
        shape = uno.Enum("com.sun.star.awt.MessageBoxType", kind)
        window = self._frame.ContainerWindow if self._frame else None
        box = toolkit.createMessageBox(window, shape, buttons, title, text)
        try:
            return int(box.execute())
        finally:
            box.dispose()

    def _form(self, title: str, text: str, *, secret: bool) -> Any:
        form = self._service("com.sun.star.awt.UnoControlDialogModel")
        lines = sum(1 + len(line.encode("utf-8")) // 60 for line in text.split("\n"))
        high = lines * _LINE
        form.Title, form.Width, form.Height = title, _WIDTH, high + 58
        inner = _WIDTH - 2 * _EDGE
        said = {"Label": text, "MultiLine": True, "NoLabel": True}
        _add(form, "FixedText", "said", (_EDGE, _EDGE, inner, high), said)
        line = {"EchoChar": ord("*")} if secret else {}
        _add(form, "Edit", "line", (_EDGE, high + 12, inner, 14), line)
        ok = {"PushButtonType": 1, "DefaultButton": True}
        _add(form, "Button", "ok", (_WIDTH - 116, high + 34, 50, 16), ok)
        _add(form, "Button", "cancel", (_WIDTH - 58, high + 34, 50, 16), {"PushButtonType": 2})
        return form


class Prepared:
    """Answers that a test prepared."""

    def __init__(self, path: str) -> None:
        self._path = path

    @classmethod
    def found(cls) -> Prepared | None:
        """Return them; None: none were prepared, or a person can answer."""
        path = os.environ.get("RELAYBOOK_ANSWERS", "")
        return cls(path) if path and is_headless() else None

    def note(self, kind: str, title: str, text: str) -> None:
        """Write down what was said."""
        with Path(self._path + ".said").open("a", encoding="utf-8") as file:
            file.write(json.dumps([kind, title, text]) + "\n")

    def answer(self, kind: str, title: str, text: str) -> Any:
        """Write down a question and return the next answer; None: there are no more."""
        self.note(kind, title, text)
        path = Path(self._path)
        answers: list[Any] = json.loads(path.read_text("utf-8"))
        path.write_text(json.dumps(answers[1:]), "utf-8")
        return answers[0] if answers else None


def is_headless() -> bool:
    """Return whether LibreOffice was started with --headless, as Linux tells; elsewhere no."""
    try:
        return b"--headless" in Path("/proc/self/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def _add(form: Any, kind: str, name: str, place: Any, named: Any) -> None:
    control = form.createInstance("com.sun.star.awt.UnoControl" + kind + "Model")
    control.PositionX, control.PositionY, control.Width, control.Height = place
    for key, value in named.items():
        setattr(control, key, value)
    control.Name = name
    form.insertByName(name, control)


def _centre(dialog: Any, window: Any) -> None:
    """Put a dialog over the middle of its window: LibreOffice puts it into a corner."""
    own, home = dialog.getPosSize(), window.getPosSize()
    across, down = (home.Width - own.Width) // 2, (home.Height - own.Height) // 2
    dialog.setPosSize(max(across, 0), max(down, 0), 0, 0, _PLACE)


def _text(answer: Any) -> str | None:
    return None if answer is None else str(answer)


def _system(url: str) -> str:
    return str(uno.fileUrlToSystemPath(url))
