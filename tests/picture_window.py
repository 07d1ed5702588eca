"""A real picture of LibreOffice's window with our menu and toolbar, on a screen in memory."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from macros.addin.libreoffice.package import oxt
from macros.addin.package import Setup
from tests import picture_book
from tests.office import add_extension

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SCREEN = 97
_SIZE = "1280x560x24"
_SOCKET = Path(tempfile.gettempdir(), ".X11-unix", f"X{_SCREEN}")
_PATIENCE = 60
"""Seconds after which the window is taken to be there; nothing tells."""


def window() -> bytes:
    """Return what is on the screen once LibreOffice shows the book, as PNG."""
    with tempfile.TemporaryDirectory() as scratch, _screen() as environment:
        folder = Path(scratch)
        extension = folder / "relaybook.oxt"
        extension.write_bytes(oxt(Setup(sys.executable, "en", "0.1.0")))
        profile = folder / "profile"
        add_extension(extension, profile)
        subprocess.run(["chmod", "-R", "a+rwX", profile], check=True)
        book = picture_book.written(folder / "team.xlsx")
        switches = ("--norestore", "--nologo", "--nofirststartwizard")
        command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", *switches, book]
        office = subprocess.Popen(
            command, env={**environment, "HOME": str(profile)}, start_new_session=True
        )
        try:
            time.sleep(_PATIENCE)
            shown = folder / "shown.png"
            taken = ["import", "-window", "root", shown]
            subprocess.run(taken, check=True, env=environment, timeout=60)
            return shown.read_bytes()
        finally:
            os.killpg(office.pid, signal.SIGKILL)  # of its own session: ours alone
            office.wait()


@contextmanager
def _screen() -> Iterator[Mapping[str, str]]:
    """Start a screen in memory; give the environment in which programs find it."""
    program = shutil.which("Xvfb")
    assert program
    screen = subprocess.Popen([program, f":{_SCREEN}", "-screen", "0", _SIZE])
    try:
        while not _SOCKET.exists():
            time.sleep(0.2)
        yield {**os.environ, "DISPLAY": f":{_SCREEN}", "LANG": "en_US.UTF-8"}
    finally:
        screen.terminate()
        screen.wait()
