"""Where Excel looks for add-ins, and which Python an add-in may call.

Sources: the start-up folders that Excel itself reports, else Microsoft's documented ones; on
macOS the folder that AppleScriptTask reads. None of them was tried on a real Excel by us.
"""

from __future__ import annotations

from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, NamedTuple

from validation.errors import RelaybookError
from validation.messages import message

if TYPE_CHECKING:
    from macros.addin.machine import Machine

FILE = "relaybook.xlam"
SCRIPT = "relaybook.applescript"
_MAC_STARTUP = (
    "Library/Group Containers/UBF8T346G9.Office/User Content.localized/"
    "Startup.localized/Excel"
)  # fmt: skip
_MAC_SCRIPTS = "Library/Application Scripts/com.microsoft.Excel"
_STORE_STUBS = "WindowsApps"
"""Windows puts programs there that only open its store."""
_PASSING = ("archive-v0", "builds-v0", "environments-v2")
"""Folders of uv's cache: an environment in there may be gone tomorrow."""
_ISOLATED, _WITH_USER_PACKAGES = "-I -B", "-E -P -B"


class NotInstalledError(RelaybookError):
    """The add-in cannot be installed here. Facts: reason (Text)."""

    key = "addin.not_installed"


class Places(NamedTuple):
    """Where the parts of the add-in go; `script` is macOS's alone."""

    add_in: Path
    script: Path | None


class Interpreter(NamedTuple):
    """The Python that buttons call, and what keeps it from reading code elsewhere."""

    path: Path
    flags: str


def places(machine: Machine, folder: Path | None = None) -> Places:
    """Return where the add-in goes: `folder`, else where Excel looks when it starts.

    Raises:
        NotInstalledError: no Excel runs on such a machine.
    """
    if machine.system == "linux" and folder is None:
        raise NotInstalledError(reason=message("addin.no_excel_on_linux"))
    startup = folder or _startup(machine)
    script = machine.home / _MAC_SCRIPTS / SCRIPT if machine.system == "macos" else None
    return Places(startup / FILE, script)


def _startup(machine: Machine) -> Path:
    running = machine.running_startup()
    if running:
        return Path(running)
    if machine.system == "macos":
        return machine.home / _MAC_STARTUP
    data = machine.environment.get("APPDATA")
    roaming = Path(data) if data else machine.home / "AppData" / "Roaming"
    return roaming / "Microsoft" / "Excel" / "XLSTART"


def interpreter(machine: Machine) -> Interpreter:
    """Return the Python to write into the add-in: this one, on Windows the one without a console.

    Raises:
        NotInstalledError: it will not be there tomorrow, or is not Python itself.
    """
    path = machine.executable
    parts = PureWindowsPath(path).parts if machine.system == "windows" else path.parts
    if any(part in _PASSING for part in parts):
        raise NotInstalledError(reason=message("addin.passing_environment", path=path))
    if machine.system == "windows":
        if _STORE_STUBS in parts or parts[-1].lower() in ("py.exe", "pyw.exe"):
            raise NotInstalledError(reason=message("addin.launcher_only", path=path))
        path = path.with_name("pythonw.exe")
        if not path.exists():
            raise NotInstalledError(reason=message("addin.no_pythonw", path=path))
    if '"' in str(path) or "\n" in str(path):
        raise NotInstalledError(reason=message("addin.odd_path", path=path))
    own = machine.user_packages
    isolated = own is None or not machine.packages.is_relative_to(own)
    return Interpreter(path, _ISOLATED if isolated else _WITH_USER_PACKAGES)
