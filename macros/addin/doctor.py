"""What can be wrong with an installation, looked at one by one, each with its next step."""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from macros.addin import installation
from macros.addin.libreoffice.extension import Extensions
from macros.addin.package import xlam
from macros.addin.places import NotInstalledError, interpreter
from macros.buttons.log import log_file
from validation.messages import Text, message
from workbook.keeping.home import home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from macros.addin.installation import Installed
    from macros.addin.machine import Machine

_PACKAGES = ("macros", "validation", "workbook")
_BRIDGES = {"windows": "pywintypes", "macos": "appscript"}
"""The package through which xlwings speaks to Excel."""
_OLDEST_EXCEL = 15
"""Excel 2013: older ones lack functions that our formulas use."""
_OLDEST_WINDOWS = (10,)
_OLDEST_PYTHON = (3, 11)
_PATIENCE = 60
"""Seconds that the baked command may take to answer."""
_TRIAL = "import macros.addin.entry, macros.cli; print('relaybook answers')"


class Check(NamedTuple):
    """One thing that was looked at; `said` tells the next step where one is needed."""

    state: Literal["ok", "note", "wrong"]
    said: Text


def checks(machine: Machine, version: str, folder: Path | None = None) -> Iterator[Check]:
    """Look at everything that buttons need; nothing is changed, and Excel is not started.

    `folder` is where the add-in was installed, when not where Excel looks by itself.
    """
    yield _python()
    yield _one_folder(machine)
    yield from _data_folder()
    yield from _extension(machine, version)
    if machine.system == "linux":
        yield Check("note", message("doctor.linux"))
        if folder is None:
            return
    else:
        yield from _programs(machine)
        yield from _bridge(machine)
    yield from _add_in(machine, version, folder)


def _python() -> Check:
    told = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < _OLDEST_PYTHON:
        return Check("wrong", message("doctor.python_old", version=told))
    return Check("ok", message("doctor.python", version=told, path=sys.executable))


def _one_folder(machine: Machine) -> Check:
    """Whether the three packages stand together: their names are used by others too."""
    for name in _PACKAGES:
        found = importlib.util.find_spec(name)
        origin = found.origin if found else None
        if origin is None or not (machine.packages / name / "__init__.py").samefile(origin):
            return Check("wrong", message("doctor.strangers", name=name, path=origin or "-"))
    return Check("ok", message("doctor.one_folder", path=machine.packages))


def _data_folder() -> Iterator[Check]:
    try:
        yield Check("ok", message("doctor.data", path=home("log").parent))
        yield Check("ok", message("doctor.log", path=log_file()))
    except OSError as error:
        yield Check("wrong", message("doctor.no_data", reason=error.strerror or str(error)))


def _programs(machine: Machine) -> Iterator[Check]:
    """Look for Excel itself; WPS reads our workbooks and runs none of our buttons."""
    if machine.system == "macos":
        if not (machine.home / "Library/Group Containers/UBF8T346G9.Office").exists():
            yield Check("wrong", message("doctor.no_excel"))
        return
    if machine.release and machine.release[:1] < _OLDEST_WINDOWS:
        yield Check("wrong", message("doctor.windows_old"))
    told = machine.registry("HKCR\\Excel.Application\\CurVer\\")
    number = told.rpartition(".")[2] if told else ""
    if not number.isdecimal():
        wps = machine.registry("HKCU\\Software\\Kingsoft\\Office\\6.0\\Common\\Version")
        yield Check("wrong", message("doctor.only_wps" if wps else "doctor.no_excel"))
    elif int(number) < _OLDEST_EXCEL:
        yield Check("wrong", message("doctor.excel_old", version=number))
    else:
        yield Check("ok", message("doctor.excel", version=number))
    blocked = machine.registry(
        "HKCU\\Software\\Policies\\Microsoft\\Office\\16.0\\Excel\\Security\\VBAWarnings"
    )
    if blocked in ("3", "4"):
        yield Check("wrong", message("doctor.macros_blocked"))


def _bridge(machine: Machine) -> Iterator[Check]:
    for name in ("xlwings", _BRIDGES[machine.system]):
        if importlib.util.find_spec(name) is None:
            yield Check("wrong", message("doctor.no_package", name=name))


def _add_in(machine: Machine, version: str, folder: Path | None) -> Iterator[Check]:
    found = installation.found(machine, folder)
    if found is None:
        yield Check("wrong", message("doctor.no_add_in"))
        return
    yield Check("ok", message("doctor.add_in", path=found.path))
    if found.setup.version != version:
        said = message("doctor.other_version", installed=found.setup.version, version=version)
        yield Check("wrong", said)
    elif _digest(xlam(found.setup)) != _digest(found.path.read_bytes()):
        yield Check("wrong", message("doctor.changed_add_in"))
    if not _is_ours(machine, found):
        yield Check("note", message("doctor.other_python", path=found.setup.interpreter))
    yield _trial(found)


def _extension(machine: Machine, version: str) -> Iterator[Check]:
    """Look at the buttons in LibreOffice, where there is one; nobody has to have it."""
    try:
        extensions = Extensions.of(machine)
    except NotInstalledError:
        return
    try:
        there = extensions.version()
    except NotInstalledError as error:
        yield Check("note", cast("Text", error.facts["reason"]))
        return
    if there is None:
        yield Check("note", message("office.absent"))
    elif there != version:
        yield Check("wrong", message("office.other_version", installed=there, version=version))
    else:
        yield Check("ok", message("office.present", version=there))


def _is_ours(machine: Machine, found: Installed) -> bool:
    try:
        return str(interpreter(machine).path) == found.setup.interpreter
    except NotInstalledError:
        return False


def _trial(found: Installed) -> Check:
    """Run the command that stands in the add-in, as a button would start it."""
    command = [found.setup.interpreter, *found.setup.flags.split(), "-c", _TRIAL]
    try:
        done = subprocess.run(  # noqa: S603  # it stands in our own add-in
            command, capture_output=True, check=False, timeout=_PATIENCE, cwd=found.path.parent
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = error.strerror if isinstance(error, OSError) else str(_PATIENCE)
        return Check("wrong", message("doctor.no_start", path=command[0], reason=reason or "-"))
    if done.returncode or b"relaybook answers" not in done.stdout:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["-"]
        return Check("wrong", message("doctor.no_answer", path=command[0], reason=last[0]))
    return Check("ok", message("doctor.answers"))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
