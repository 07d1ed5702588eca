"""The log of unexpected failures: when, which button, where in the code; nothing of a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.keeping.home import home

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

_FOLDER = "log"
_FILE = "buttons.log"
_MOST = 500_000
"""Bytes; then the older half goes."""


def log_file() -> Path:
    """Return where unexpected failures are written down; `relaybook doctor` prints it.

    Raises:
        OSError: there is no data folder, and none can be made.
    """
    return home(_FOLDER) / _FILE


def write_error(number: str, command: str, at: dt.datetime, lines: Sequence[str]) -> str:
    """Write down a failure under its number; return where, empty when it cannot be written."""
    try:
        path = log_file()
        _shorten(path)
        path.touch(mode=0o600)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{at.isoformat()} {number} {command}\n" + "\n".join(lines) + "\n\n")
    except OSError:
        return ""
    return str(path)


def _shorten(path: Path) -> None:
    if path.exists() and path.stat().st_size > _MOST:
        text = path.read_text("utf-8", "replace")
        path.write_text(text[len(text) // 2 :], encoding="utf-8")
