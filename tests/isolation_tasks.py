"""Tasks the worker is made to run by test_isolation.py: good, bad and deadly ones."""

from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import sys
import time
import warnings
from typing import TYPE_CHECKING

from validation.errors import EncryptedError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def echo(path: Path, *args: object) -> tuple[object, ...]:
    return (path.name, *args)


def pid(_: Path) -> int:
    return os.getpid()


def frame(_: Path) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415  (most tasks start sooner without)

    values = {"a": ["00861234", None], "b": [dt.date(2024, 2, 29), 1.5]}
    return pd.DataFrame(values, index=[5, 7], dtype=object)


def chatter(_: Path) -> str:
    sys.stdout.write("to stdout\n")
    sys.stderr.write("to stderr\n")
    os.write(1, b"straight to 1\n")
    warnings.warn("careful", UserWarning, stacklevel=1)
    return sys.stdin.read()


def search_path(_: Path) -> list[str]:
    return list(sys.path)


def refuse(path: Path) -> None:
    raise EncryptedError(path=path)


def blunder(_: Path) -> None:
    secret = "row of a customer"  # noqa: S105
    raise ValueError(secret)


def leave(_: Path) -> None:
    sys.exit(0)


def vanish(_: Path) -> None:
    os._exit(3)


def kill(_: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def segfault(_: Path) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def abort(_: Path) -> None:
    os.abort()


def recurse(path: Path) -> None:
    recurse(path)


def wait(_: Path) -> str:
    """Work on while others die."""
    time.sleep(0.5)
    return "waited"


def meet(path: Path, number: int, count: int) -> str:
    """Answer once `count` workers are at this task at the same time."""
    (path.parent / f"{os.getpid()}.here").touch()
    for _ in range(500):
        if len(here := list(path.parent.glob("*.here"))) == count:
            break
        time.sleep(0.02)
    return f"{number} of {len(here)} workers"


def spin(_: Path) -> None:
    while True:
        pass


def sleep(_: Path) -> None:
    time.sleep(600)


def swallow(_: Path) -> int:
    """Ask for 550 GB, as calamine does."""
    return len(bytearray(550 << 30))


def fill(_: Path) -> None:
    """Touch memory little by little, under any limit of addresses."""
    held = []
    while True:
        held.append(b"x" * (8 << 20))


def calamine(path: Path) -> list[list[object]]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()  # type: ignore[return-value]


def dial(_: Path) -> None:
    socket.create_connection(("192.0.2.1", 80), timeout=1)


def unpicklable(_: Path) -> object:
    return lambda: None


def foreign(_: Path) -> object:
    """Answer with something whose loading would run a command in the parent."""
    return _Trap()


class _Trap:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("echo owned",)


def opened(path: Path) -> bytes:
    return path.read_bytes()
