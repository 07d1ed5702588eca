"""The folder of this computer where things stay between two runs."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAME = "Relaybook"
_PRIVATE = 0o700
_LOCK_SECONDS = 30.0
_chosen: list[Path] = []


def use(folder: Path) -> None:
    """Keep everything in `folder` from now on, instead of the platform's folder for data.

    Called once, at the edge: by the command line for RELAYBOOK_DATA, and by the tests.
    """
    _chosen[:] = [folder.absolute()]


def home(part: str) -> Path:
    """Return the subfolder `part`, made when missing, open to its owner only.

    Raises:
        OSError: it cannot be made.
    """
    root = _chosen[0] if _chosen else _platform_folder()
    # A folder that was there keeps its permissions: RELAYBOOK_DATA may name one that others use.
    root.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
    folder = root / part
    folder.mkdir(exist_ok=True, mode=_PRIVATE)
    return folder


@contextlib.contextmanager
def locked(name: str) -> Iterator[None]:
    """Let one process at a time do what concerns `name`; end of process ends the lock.

    Raises:
        OSError: there is no folder to lock in, or somebody holds the lock for half a minute.
    """
    from filelock import FileLock  # noqa: PLC0415  # only writing commands pay for it

    with FileLock(home("locks") / f"{name}.lock", timeout=_LOCK_SECONDS, mode=0o600):
        yield


def _platform_folder() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415

    return user_data_path(_NAME, appauthor=False)
