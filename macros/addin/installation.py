"""The add-in put where Excel finds it, and taken away. No setting of Office is touched."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, NamedTuple

import defusedxml.ElementTree

from macros.addin.package import SOURCES, Setup, xlam
from macros.addin.places import SCRIPT, NotInstalledError, interpreter, places
from validation.errors import WriteError
from validation.messages import message, plain
from workbook import saving

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from macros.addin.machine import Machine
    from macros.addin.places import Places
    from validation.messages import Language

_CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LARGEST = 5_000_000


class Installed(NamedTuple):
    """An add-in that is in its place."""

    path: Path
    setup: Setup
    """What was written into it."""


def setup(machine: Machine, language: Language, version: str) -> Setup:
    """Return what an add-in built on `machine` says.

    Raises:
        NotInstalledError: the Python that runs this is none that buttons could call.
    """
    python = interpreter(machine)
    return Setup(str(python.path), language, version, python.flags)


def install(machine: Machine, made: Setup, folder: Path | None = None) -> Places:
    """Build the add-in and put it where Excel looks, or in `folder`; return where it is.

    An add-in of ours that is there is replaced; nothing else is.

    Raises:
        NotInstalledError: no Excel runs here.
        FileError: it cannot be written, for instance because Excel has it open.
    """
    there = places(machine, folder)
    parts = {there.add_in: xlam(made)}
    if there.script is not None:
        parts[there.script] = (SOURCES / SCRIPT).read_bytes()
    for path, content in parts.items():
        with saving.replacing(path, aside=False) as target:
            target.temporary.write_bytes(content)
    return there


def remove(machine: Machine, folder: Path | None = None) -> list[Path]:
    """Take the add-in away; return which files went. What is not ours stays.

    Raises:
        NotInstalledError: no Excel runs here.
        WriteError: a file cannot be removed.
    """
    there = places(machine, folder)
    gone = []
    if installed(there.add_in) is not None:
        _remove(there.add_in)
        gone.append(there.add_in)
    if there.script is not None and there.script.exists():
        _remove(there.script)
        gone.append(there.script)
    return gone


def found(machine: Machine, folder: Path | None = None) -> Installed | None:
    """Return the add-in that is installed; None: there is none."""
    try:
        there = places(machine, folder)
    except NotInstalledError:
        return None
    told = installed(there.add_in)
    return None if told is None else Installed(there.add_in, told)


def installed(path: Path) -> Setup | None:
    """Return what the add-in at `path` was built with; None: there is no add-in of ours."""
    try:
        if path.stat().st_size > _LARGEST:
            return None
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
            sheet = package.read("xl/worksheets/sheet1.xml")
        told = _settings(sheet)
        language: Language = "zh" if told["LANGUAGE"] == "zh" else "en"
        return Setup(told["INTERPRETER"], language, told["VERSION"], told["FLAGS"])
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError):
        return None


def _settings(sheet: bytes) -> Mapping[str, str]:
    rows = defusedxml.ElementTree.fromstring(sheet).iter(f"{_CELL}row")
    cells = ([text.text or "" for text in row.iter(f"{_CELL}t")] for row in rows)
    return {found[0]: found[1] for found in cells if len(found) == 2}


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except PermissionError as error:
        raise WriteError(path=path, reason=message("addin.excel_holds_it")) from error
    except OSError as error:
        raise WriteError(path=path, reason=plain(error.strerror or error)) from error
