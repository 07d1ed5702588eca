"""The manual written to this computer's data folder and opened in its browser."""

from __future__ import annotations

import os
import sys
import webbrowser
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

from macros.manual.page import render
from validation.errors import WriteError
from validation.messages import message, plain
from workbook import saving
from workbook.keeping.home import home

if TYPE_CHECKING:
    from pathlib import Path

    from validation.messages import Language, Text
    from workbook.saving import Saved

_FOLDER, _FILE = "manual", "relaybook-help.html"


class Shown(NamedTuple):
    """What became of it."""

    is_open: bool
    """Whether a browser took it."""
    said: Text


def write(path: Path, language: Language) -> Saved:
    """Write the manual to `path`.

    Raises:
        WriteError: it cannot be written.
    """
    return saving.write_text(path, render(language, version("relaybook")))


def show(language: Language) -> Shown:
    """Write the manual to the data folder and open it in the browser.

    Raises:
        WriteError: the data folder cannot be written.
    """
    try:
        place = home(_FOLDER) / _FILE
    except OSError as error:
        reason = plain(error.strerror or error)
        raise WriteError(path=_FILE, reason=reason) from error
    path = write(place, language).path
    is_open = _has_screen() and webbrowser.open(path.as_uri())
    return Shown(is_open, message("manual.opened" if is_open else "manual.not_opened", path=path))


def _has_screen() -> bool:
    """Whether a browser can have a window; without one a text browser would take the terminal."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
