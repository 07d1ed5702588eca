"""What a worker of a Dask cluster does with one file, and what it must have in common with us."""

from __future__ import annotations

import hashlib
import os
import platform
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from validation.errors import FileError, OtherFileError, RelaybookError
from validation.messages import message
from workbook import checking
from workbook.prescreen.refusals import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook.checking import CheckedFile, Question

_ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ("validation", "workbook")
_CODE = frozenset({".py", ".csv"})
_ENDS = 64 << 10  # bytes


@dataclass(frozen=True, repr=False)
class Task:
    """One file for a worker. `seen` is the `fingerprint` the file has for whoever asks.

    `code` is the asker's version of Relaybook. Dask logs the repr of what it was given, so this
    one shows the path alone: a question may hold a password.
    """

    path: Path
    question: Question
    copy: Path | None
    seen: str | None
    code: str

    def __repr__(self) -> str:
        return f"Task({str(self.path)!r})"


class Readiness(NamedTuple):
    """What a machine brings along: `versions`, and the `fingerprint` of files, path → print."""

    versions: Mapping[str, str]
    files: Mapping[Path, str | None]


def check_there(task: Task) -> CheckedFile | Exception:
    """Return the findings of the file, or the error; an error raised would be logged by Dask."""
    try:
        return _checked(task)
    except Exception as error:  # noqa: BLE001  (it goes back and is named there)
        return error if isinstance(error, RelaybookError) else RuntimeError(type(error).__name__)


def fingerprint(path: Path) -> str | None:
    """Return what tells a file from another: its size, and a hash of its beginning and end.

    The end of a package lists the checksum of every part. None: it is not there for us.
    """
    try:
        with Path(path).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            digest = hashlib.sha256(file.read(_ENDS))
            file.seek(max(0, size - _ENDS))
            digest.update(file.read(_ENDS))
    except (OSError, ValueError):
        return None
    return f"{size}-{digest.hexdigest()}"


@cache
def versions() -> Mapping[str, str]:
    """Return what findings depend on, name → version; Relaybook's own is a hash of its code."""
    found = {"python": ".".join(platform.python_version_tuple()[:2]), "relaybook": _code()}
    for required in metadata.requires("relaybook") or ():
        if ";" not in required:  # extras find nothing
            name = required.split("[")[0].split(">")[0].split("=")[0].split("~")[0].strip()
            found[name] = metadata.version(name)
    return found


def _checked(task: Task) -> CheckedFile:
    from distributed import get_worker  # noqa: PLC0415  (only ever called on a cluster)

    worker = get_worker().address
    if task.code != (code := versions()["relaybook"]):
        facts = {"name": "relaybook", "theirs": code, "ours": task.code}
        reason = message("cluster.versions", worker=worker, **facts)
        raise FileError(path=shown(task.path), reason=reason)  # it joined after we had asked
    if fingerprint(task.path) != task.seen:
        raise OtherFileError(path=shown(task.path), worker=worker)
    return checking.check_file(task.path, task.question, task.copy)


def _code() -> str:
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for file in sorted((_ROOT / package).rglob("*")):
            if file.suffix in _CODE:
                digest.update(file.relative_to(_ROOT).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
