"""The computer an add-in is installed on, as values: any system can be tried on any other."""

from __future__ import annotations

import os
import platform
import site
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import macros

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

System = Literal["windows", "macos", "linux"]
"""Everything that is neither of the first two counts as linux: no Excel runs there."""

_KEYS = {"HKCU": "HKEY_CURRENT_USER", "HKLM": "HKEY_LOCAL_MACHINE", "HKCR": "HKEY_CLASSES_ROOT"}


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What has to be known of a computer to install an add-in, and to say what is wrong."""

    system: System
    home: Path
    """The person's own folder."""
    environment: Mapping[str, str]
    executable: Path
    """The Python that runs this."""
    packages: Path
    """The folder in which macros, validation and workbook stand."""
    user_packages: Path | None = None
    """The person's own folder of packages, which an isolated Python does not see."""
    release: tuple[int, ...] = ()
    """Version of the system: (10, 0, 22631) for a Windows 11; () where it does not matter."""
    registry: Callable[[str], str | None] = lambda _value: None
    r"""Windows: "HKCU\key\name" → its value, "HKCU\key\" the key's own; None: there is none."""
    running_startup: Callable[[], str | None] = lambda: None
    """The start-up folder of an Excel that runs now; None: none runs. Excel is never started."""


def this_machine() -> Machine:
    """Return the computer this runs on."""
    system: System = (
        "windows" if sys.platform == "win32" else "macos" if sys.platform == "darwin" else "linux"
    )
    return Machine(
        system=system,
        home=Path.home(),
        environment=os.environ,
        executable=Path(sys.executable),
        packages=Path(macros.__file__).parents[1],
        user_packages=Path(site.getusersitepackages()),
        release=_release(system),
        registry=_registry if system == "windows" else lambda _value: None,
        running_startup=_running_startup if system != "linux" else lambda: None,
    )


def _release(system: System) -> tuple[int, ...]:
    told = platform.mac_ver()[0] if system == "macos" else platform.version()
    parts = told.split("-")[0].split(".")
    return tuple(int(part) for part in parts if part.isdecimal())


def _registry(value: str) -> str | None:
    """Return what the registry of Windows holds; nothing is ever written there."""
    import winreg  # noqa: PLC0415  # there is none elsewhere

    root, _, rest = value.partition("\\")
    key, _, name = rest.rpartition("\\")
    try:
        with winreg.OpenKey(getattr(winreg, _KEYS[root]), key) as opened:  # type: ignore[attr-defined]
            return str(winreg.QueryValueEx(opened, name)[0])  # type: ignore[attr-defined]
    except OSError:
        return None


def _running_startup() -> str | None:
    from macros.excel import running_startup_path  # noqa: PLC0415  # xlwings takes a second

    return running_startup_path()
