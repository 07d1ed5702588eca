"""A program that runs commands of Relaybook in processes of their own and kills them with -9.

It loads everything once and forks for each order, so that a kill costs no start-up. An order is a
JSON line on its standard input, the answer one on its standard output. `events` counts what a
command asks of the system (opening, renaming, removing…) from its first temporary file on.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

_MARK = ".~relaybook-"


class Order(NamedTuple):
    """One command to run, and when to kill it: at neither, it may end."""

    arguments: list[str]
    event: int | None = None
    """The event at which it kills itself; 1 is the making of the first temporary file."""
    seconds: float | None = None
    """The time from the first event to the kill."""
    typed: str = ""
    """What a person answers to its questions."""


class Answer(NamedTuple):
    """What became of it: `code` is the exit code, negative for a signal."""

    code: int
    events: int
    seconds: float


def main() -> None:
    """Serve orders until the input ends."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    for name in ("macros.cli", "workbook.annotating", "workbook.template", "workbook.importing"):
        importlib.import_module(name)
    from macros.actions import COMMANDS  # noqa: PLC0415

    for action in COMMANDS:
        importlib.import_module(action.command.partition(":")[0])
    for line in sys.stdin:
        answer = _run(Order(*json.loads(line)))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _run(order: Order) -> Answer:
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        os.close(told)
        _child(order, tell)
    os.close(tell)
    with os.fdopen(told, "rb") as pipe:
        begun = pipe.read(1)
        start = time.monotonic()
        if begun and order.seconds is not None:
            time.sleep(order.seconds)
            os.kill(child, signal.SIGKILL)
        events = pipe.read()
    _, status = os.waitpid(child, 0)
    seconds = time.monotonic() - start
    return Answer(os.waitstatus_to_exitcode(status), int(events or b"0"), seconds)


def _child(order: Order, tell: int) -> None:
    """Run the command, counting; never returns."""
    count = 0

    def hook(event: str, details: tuple[Any, ...]) -> None:
        nonlocal count
        if not event.startswith(("open", "os.", "shutil.", "sqlite3.", "fcntl.")):
            return
        # How often the worker's memory is looked at depends on how slow the machine is.
        if details and str(details[0]).startswith("/proc/"):
            return
        if not count and not (event == "open" and _MARK in str(details[0])):
            return
        count += 1
        if count == 1:
            os.write(tell, b".")
        if count == order.event:
            os.kill(os.getpid(), signal.SIGKILL)

    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    if order.typed:
        os.setsid()  # a question goes to the terminal, and to the input where there is none
        asked, answers = os.pipe()
        os.write(answers, order.typed.encode())
        os.close(answers)
        os.dup2(asked, 0)
        sys.stdin = os.fdopen(0, encoding="utf-8")
    from macros.cli import main as command  # noqa: PLC0415

    sys.addaudithook(hook)
    code = 70
    try:
        command(order.arguments)
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 0
    finally:
        events = count
        os.write(tell, str(events).encode())
        os._exit(code)


if __name__ == "__main__":
    main()
