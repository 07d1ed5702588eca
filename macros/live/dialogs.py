"""Asking the person in front of Excel for a line, a file or a folder.

Windows: Excel's own dialogs. macOS: AppleScript's, which has not been tried on a Mac; the texts
go in as arguments of the script, never as part of it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

_TEXT = 2
"""Application.InputBox: a line of text."""
_FOLDER = 4
"""Application.FileDialog: a folder."""
_CHOSEN = -1

_ASK = """on run {prompt, heading}
set given to display dialog prompt default answer "" with title heading
return text returned of given
end run"""
_ASK_SECRET = _ASK.replace('default answer ""', 'default answer "" with hidden answer')
_FILE = """on run {prompt}
return POSIX path of (choose file with prompt prompt)
end run"""
_FOLDER_SCRIPT = _FILE.replace("choose file", "choose folder")


def asked(app: Any, title: str, text: str, *, secret: bool = False) -> str | None:
    """Return the line a person types; None: the person gave up.

    What is typed is not shown when it is `secret`, where the system can do that: Excel's own
    dialog on Windows cannot, so Python's is used when it is there.
    """
    if sys.platform == "darwin":
        return _script(_ASK_SECRET if secret else _ASK, text, title)
    if secret and sys.platform == "win32":
        from contextlib import suppress  # noqa: PLC0415

        with suppress(ImportError):
            return _hidden(title, text)
    found = app.api.InputBox(Prompt=text, Title=title, Type=_TEXT)
    return None if found is False else str(found)


def file_chosen(app: Any, title: str) -> Path | None:
    """Return the file a person chooses; None: the person gave up."""
    if sys.platform == "darwin":
        found: Any = _script(_FILE, title)
    else:
        found = app.api.GetOpenFilename(Title=title)
    return Path(found) if found else None


def folder_chosen(app: Any, title: str) -> Path | None:
    """Return the folder a person chooses; None: the person gave up."""
    if sys.platform == "darwin":
        found = _script(_FOLDER_SCRIPT, title)
        return Path(found) if found else None
    dialog = app.api.FileDialog(_FOLDER)
    dialog.Title = title
    return Path(dialog.SelectedItems(1)) if dialog.Show() == _CHOSEN else None


def _script(script: str, *arguments: str) -> str | None:
    done = subprocess.run(  # noqa: S603 - a fixed program; what people wrote is data to it
        ["/usr/bin/osascript", "-e", script, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    # Giving up ends a script with an error, as the scripting guide has it.
    return done.stdout.rstrip("\n") if done.returncode == 0 else None


def _hidden(title: str, text: str) -> str | None:
    import tkinter as tk  # noqa: PLC0415  # not every Python has it
    from tkinter import simpledialog  # noqa: PLC0415

    root = tk.Tk()
    root.withdraw()
    root.attributes("-topmost", 1)
    try:
        return simpledialog.askstring(title, text, show="*", parent=root)
    finally:
        root.destroy()
