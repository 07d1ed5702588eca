"""The extension put into LibreOffice, and taken out again, by LibreOffice's own unopkg."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from macros.addin.libreoffice.package import FILE, IDENTIFIER, oxt
from macros.addin.places import NotInstalledError
from validation.messages import message, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from macros.addin.machine import Machine, System
    from macros.addin.package import Setup
    from validation.messages import Language

_NAMES = {"windows": "unopkg.com", "macos": "unopkg", "linux": "unopkg"}
_USUAL: Mapping[System, tuple[str, ...]] = {
    "windows": (
        r"C:\Program Files\LibreOffice\program",
        r"C:\Program Files (x86)\LibreOffice\program",
    ),
    "macos": ("/Applications/LibreOffice.app/Contents/MacOS",),
    "linux": (),
}
"""Where it is when no folder of the PATH has it; packages of Linux put it there."""
_PATIENCE = 120
"""Seconds: it starts a part of LibreOffice."""
_VERSION = re.compile(rf"Identifier: {re.escape(IDENTIFIER)}\s+Version: (\S+)")


def _environment() -> Mapping[str, str]:
    """Return what LibreOffice may know of ours.

    Its own Python looks for its library beside the first python3 of the path: started from a
    virtual environment it would take that one's, and the extension would end every later start.
    """
    python = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    ours = {name: value for name, value in os.environ.items() if name not in python}
    return ours if os.name == "nt" else {**ours, "PATH": os.defpath}


class Extensions(NamedTuple):
    """The extensions of the LibreOffice on this computer."""

    program: str
    """Where unopkg is."""

    @classmethod
    def of(cls, machine: Machine) -> Extensions:
        """Return those of `machine`.

        Raises:
            NotInstalledError: there is no LibreOffice, or it cannot be found.
        """
        path = machine.environment.get("PATH", "")
        places = (path, *_USUAL[machine.system])
        name = _NAMES[machine.system]
        found = (shutil.which(name, path=place) for place in places if place)
        program = next(filter(None, found), None)
        if program is None:
            raise NotInstalledError(reason=message("office.no_unopkg"))
        return cls(program)

    def add(self, setup: Setup, only: Language | None = None) -> None:
        """Build the extension and add it; one of ours that is there is replaced.

        Raises:
            NotInstalledError: unopkg refuses.
        """
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / FILE
            file.write_bytes(oxt(setup, only))
            self._told("add", "--force", str(file))

    def version(self) -> str | None:
        """Return the version that is there; None: there is none.

        Raises:
            NotInstalledError: unopkg refuses.
        """
        found = _VERSION.search(self._told("list"))
        return found[1] if found else None

    def remove(self) -> bool:
        """Take the extension away; return whether it was there.

        Raises:
            NotInstalledError: unopkg refuses.
        """
        if self.version() is None:
            return False
        self._told("remove", IDENTIFIER)
        return True

    def _told(self, *words: str) -> str:
        try:
            done = subprocess.run(  # noqa: S603  # LibreOffice's own program, no shell
                [self.program, *words],
                capture_output=True,
                check=False,
                timeout=_PATIENCE,
                stdin=subprocess.DEVNULL,
                env=_environment(),
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise NotInstalledError(
                reason=message("office.unopkg_failed", reason=reason)
            ) from error
        if done.returncode:
            lines = done.stderr.decode("utf-8", "replace").split("\n")
            last = next((one.strip() for one in lines if one.strip()), "-")
            said = message("office.unopkg_failed", reason=plain(last))
            raise NotInstalledError(reason=said)
        return done.stdout.decode("utf-8", "replace")
