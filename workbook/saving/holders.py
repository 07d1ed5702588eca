"""Whether somebody has a file open, as the lock files of spreadsheet programs tell."""

from __future__ import annotations

import contextlib
import csv
import os
import platform
import time
from typing import TYPE_CHECKING, NamedTuple

import psutil

from validation.messages import Text, message, plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_OLD = 3 * 86_400.0
_READ = 4096


class Holder(NamedTuple):
    """A lock file beside a workbook, and what it tells."""

    lock: Path
    program: str
    who: str
    """As the program wrote it; empty: it does not say."""
    left_over: bool
    """Whether its program seems to have ended without taking the lock away."""

    @property
    def text(self) -> Text:
        """The reason not to write, with what to do about it."""
        key = "saving.left_over" if self.left_over else "saving.open"
        who = plain(self.who) if self.who else message("saving.somebody")
        return message(key, program=self.program, who=who, lock=self.lock)


def holder(path: Path) -> Holder | None:
    """Return who has the file open; None: nobody as far as lock files tell.

    Excel and WPS leave `~$name` or `.~name` beside it, LibreOffice `.~lock.name#`.
    """
    with contextlib.suppress(OSError):  # beside the longest of names no lock finds room
        office = path.with_name(f".~lock.{path.name}#")
        if office.is_file():
            return _of_libreoffice(office)
        for prefix, program in (("~$", "Excel"), (".~", "WPS")):
            lock = path.with_name(prefix + path.name)
            if lock.is_file():
                return Holder(lock, program, _user(lock), _is_old(lock) or _is_free(lock))
    return None


def _of_libreoffice(lock: Path) -> Holder:
    fields: Sequence[str] = ()
    with contextlib.suppress(OSError, csv.Error):
        with lock.open(encoding="utf-8", errors="replace") as file:
            line = file.read(_READ).replace("\n", "")
        # The line is "name,login,host,time,profile;" with commas in names escaped by a backslash.
        fields = next(csv.reader([line.rstrip(";")], escapechar="\\"), [])
    name, login, host = [*fields, "", "", ""][:3]
    who = _plain(" ".join(part for part in (name, login and f"({login}@{host})") if part))
    here = bool(host) and host == platform.node() and not _runs("soffice")
    return Holder(lock, "LibreOffice", who, here or _is_old(lock))


def _user(lock: Path) -> str:
    """Return the name in an Excel lock: its length at byte 55, then UTF-16 from byte 57.

    It is said to be so by those who looked; a name that does not read well is left out.
    """
    with contextlib.suppress(OSError), lock.open("rb") as file:
        data = file.read(_READ)
        size = 2 * int.from_bytes(data[55:57], "little")
        name = data[57 : 57 + size].decode("utf-16-le", "replace")
        if 0 < size <= 104 and "\N{REPLACEMENT CHARACTER}" not in name:
            return _plain(name)
    return ""


def _is_free(lock: Path) -> bool:
    """Return whether Windows lets the lock go: Excel keeps its own open, and unshared."""
    if os.name != "nt":
        return False
    try:
        with lock.open("rb+"):
            return True
    except OSError:
        return False


def _is_old(lock: Path) -> bool:
    with contextlib.suppress(OSError):
        return time.time() - lock.stat().st_mtime > _OLD
    return False


def _runs(name: str) -> bool:
    return any(name in (p.info["name"] or "") for p in psutil.process_iter(["name"]))


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).strip()
