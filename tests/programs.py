"""The programs outside Python that tests use: where they are, and what to do without them.

`.ci/install` installs them. `RELAYBOOK_TOOLS` names the folder where it puts what has no package
(default: ~/.cache/relaybook-tools); `RELAYBOOK_ALL_TESTS=1` turns a missing program from a skip
into a failure, so that a CI run cannot pass by testing nothing.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

_PACKAGES = Path("node_modules/@xarsh")
_PYTHONS = ("/usr/bin/python3", "/usr/lib/libreoffice/program/python", "/opt/libreoffice/python")


class Complaint(NamedTuple):
    """One thing the Open XML SDK objects to, and where in the package."""

    part: str
    place: str
    what: str


class OoxmlValidator(NamedTuple):
    """Microsoft's Open XML SDK, as a program that reads one workbook."""

    program: Path

    def complaints(self, workbook: Path, version: str) -> list[Complaint]:
        """Return what is wrong with `workbook` for one Office: "Office2013", "Microsoft365"."""
        done = subprocess.run(
            [self.program, workbook, version],
            capture_output=True,
            check=False,
            timeout=120,
            # A run of one second has no time to gain from being profiled.
            env={**os.environ, "DOTNET_TieredPGO": "0"},
        )
        # The program ends with 0 even for a file it rejects: only its JSON tells.
        answer = json.loads(done.stdout)
        found = [
            Complaint(e.get("path", ""), e.get("xPath", ""), e["description"])
            for e in answer["errors"]
        ]
        if not answer["ok"] and not found:
            found.append(Complaint("", "", done.stdout.decode()))
        return found


def missing(program: str, remedy: str) -> NoReturn:
    """Skip the test because `program` is not here, or fail it where all tests are wanted."""
    reason = f"{program} is not installed: {remedy}"
    if os.environ.get("RELAYBOOK_ALL_TESTS") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def tools() -> Path:
    """Return the folder of the tools that have no Debian package; it may not exist."""
    named = os.environ.get("RELAYBOOK_TOOLS")
    return Path(named) if named else Path.home() / ".cache" / "relaybook-tools"


def ooxml_validator() -> OoxmlValidator | None:
    """Return the Open XML validator; None: not installed."""
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    package = f"ooxml-validator-{platform.system().lower()}-{machine}"
    # The package's own binary: the npm wrapper takes other arguments and starts node first.
    program = tools() / _PACKAGES / package / "ooxml-validator"
    if program.is_file():
        return OoxmlValidator(program)
    found = shutil.which(package)
    return OoxmlValidator(Path(found)) if found else None


@cache
def office_python() -> str | None:
    """Return a Python that can talk to LibreOffice; None: there is none.

    Debian builds python3-uno for its own interpreter only, so it is rarely the one running tests.
    """
    return next(
        (python for python in _PYTHONS if _answers([python, "-E", "-c", "import uno"])), None
    )


def office_is_here() -> bool:
    """Return whether LibreOffice and a Python that can talk to it are installed."""
    return shutil.which("soffice") is not None and office_python() is not None


def chromium() -> str | None:
    """Return Chromium, or a browser built from it; None: there is none, or no pipes to drive it."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    if not hasattr(os, "posix_spawn"):
        return None
    return next(filter(None, map(shutil.which, names)), None)


def _answers(command: Sequence[str]) -> bool:
    if not Path(command[0]).exists():
        return False
    return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0
