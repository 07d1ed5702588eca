"""What a variant says of itself: the failures it found, and the cost of the part that counts."""

from __future__ import annotations

import contextlib
import resource
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAMPLE = 0.05

Failures = set[tuple[int, str]]
"""(Excel's row number, column key) of every cell that breaks a check."""


class Cost(NamedTuple):
    """What a program and the processes it started cost. Seconds; megabytes at the peak."""

    cpu: float
    wall: float
    peak: float
    """Of the largest process."""
    together: float
    """Of all processes at one moment; pages they share count for each."""


class Result(NamedTuple):
    """`failures` None: the variant looks for none."""

    failures: Failures | None = None
    cpu: float | None = None
    """CPU seconds of the part that counts; None: the whole process counts."""
    cost: Cost | None = None
    """What the program that counts cost; None: it is this process."""


class Timer:
    """CPU seconds of this process, added up over the blocks it is asked to time."""

    def __init__(self) -> None:
        self.cpu = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Time the block."""
        start = time.process_time()
        yield
        self.cpu += time.process_time() - start


def program(*arguments: str) -> Cost:
    """Run `python ARGUMENTS` and return its cost; it may end with 0 or 1.

    Raises:
        SystemExit: it failed; its last words are the message.
    """
    before, start = _children(), time.monotonic()
    with subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        together = _Together(process.pid)
        together.start()
        _, said = process.communicate()
        together.join()
    wall, after = time.monotonic() - start, _children()
    if process.returncode not in {0, 1}:
        raise SystemExit(said.decode(errors="replace")[-2000:])
    return Cost(after.cpu - before.cpu, wall, after.peak, max(together.peak, after.peak))


class _Used(NamedTuple):
    cpu: float
    peak: float


def _children() -> _Used:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return _Used(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)  # Linux: kilobytes


class _Together(threading.Thread):
    """Looks at a process and those it started until it ends."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._root = psutil.Process(pid)
        self.peak = 0.0

    def run(self) -> None:
        """Keep the largest sum of resident megabytes."""
        with contextlib.suppress(psutil.Error):
            while self._root.is_running() and self._root.status() != psutil.STATUS_ZOMBIE:
                family = (self._root, *self._root.children(recursive=True))
                sizes = [self._size(one) for one in family]
                self.peak = max(self.peak, sum(sizes) / (1 << 20))
                time.sleep(_SAMPLE)

    @staticmethod
    def _size(process: psutil.Process) -> int:
        with contextlib.suppress(psutil.Error):
            return process.memory_info().rss
        return 0
