"""The terminal a person sits at, whatever the output of a command goes to.

A passphrase is shown here and nowhere else: not on the standard output, which lands in files and
logs, nor on the standard error, which lands in the logs of schedulers.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACE = Path("CONOUT$" if os.name == "nt" else "/dev/tty")


@contextlib.contextmanager
def opened() -> Iterator[IO[str] | None]:
    """Give the terminal to write to; None: nobody sits at one."""
    try:
        screen = _PLACE.open("w", encoding="utf-8", errors="replace")
    except OSError:
        yield None
        return
    with screen:
        yield screen
