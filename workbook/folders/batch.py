"""Checking many workbooks side by side on this machine, and stopping when asked to."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import signal
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import psutil

from validation.errors import RelaybookError
from validation.messages import Text, message, plain
from workbook import checking, isolation
from workbook.checking import CheckedFile, FailedFile
from workbook.folders.progress import Progress, Tally
from workbook.folders.walk import places

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from workbook.checking import Question
    from workbook.folders.walk import Found

Result = CheckedFile | FailedFile
Watch = Callable[[Progress, Result | None], None]
"""Is told how far a check is: with each file's result, and with None once a second."""

_MEMORY_PER_WORKER = 350 << 20
_MEMORY_PER_BYTE = 20  # what a worker takes for each byte of the package it reads
_TICK = 1.0  # seconds
_log = logging.getLogger(__name__)


class Checked(NamedTuple):
    """What became of many files: the results of those done, in the order of the files.

    `stopped` says that a person or the system ended the check early; `not_done` files were then
    not checked and have no result.
    """

    results: tuple[Result, ...]
    stopped: bool = False
    not_done: int = 0

    @property
    def total(self) -> int:
        """The number of files there were to check."""
        return len(self.results) + self.not_done


def check_all(
    found: Sequence[Found],
    question: Question,
    *,
    workers: int | None = None,
    copies: Path | None = None,
    on_done: Watch | None = None,
) -> Checked:
    """Check the files, several at a time, each in a worker process of its own limits.

    A file that cannot be used becomes a `FailedFile` and stops no other. Ctrl-C and, on POSIX,
    SIGTERM end the workers at once; what was done by then is returned. A second Ctrl-C is not
    held back.

    Args:
        found: the files, as `Walk` gives them.
        question: the same for every file.
        workers: how many files at a time; None: `worker_count`. Fewer files have fewer workers,
            and a single file is checked by the calling thread.
        copies: the folder of the marked copies; None: none are written.
        on_done: is called in this thread.

    Raises:
        CopiesAmongOriginalsError: a marked copy would stand where a file to check stands.
    """
    batch = _Batch(found, question, copies)
    told = on_done or _nobody
    stopped = False
    try:
        with terminable():
            if len(found) > 1:
                batch.check_together(told, min(workers or worker_count(found), len(found)))
            else:
                batch.check_alone(told)
    except KeyboardInterrupt:
        stopped = True
    finally:
        batch.end()
    results = tuple(result for result in batch.results if result is not None)
    not_done = len(found) - len(results)
    return Checked(results, stopped and not_done > 0, not_done)


def worker_count(found: Sequence[Found]) -> int:
    """Return how many of the files this machine checks at a time, by its cores and memory."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    largest = max((file.size for file in found), default=0)
    memory = psutil.virtual_memory().available
    room = memory // (_MEMORY_PER_WORKER + _MEMORY_PER_BYTE * largest)
    return max(1, min(cores, len(found), room))


def result(file: Found, question: Question, copy: Path | None) -> Result:
    """Return what checking one file gives: its findings, or the sentence that says why not."""
    try:
        return checking.check_file(file.path, question, copy)
    except RelaybookError as error:
        return FailedFile(path=str(file.path), error=error.text)
    except Exception as error:  # noqa: BLE001  # a fault of ours on one file must not lose the others
        _log.exception("%s", file.path)
        return FailedFile(path=str(file.path), error=unexpected(error))


def unexpected(error: Exception) -> Text:
    """Return the sentence for an error nobody foresaw; its own words may quote a cell."""
    return message("error.unexpected", reason=plain(type(error).__name__))


class _Batch:
    """The files of one check and their results. `results` has None for what is not done."""

    def __init__(self, found: Sequence[Found], question: Question, copies: Path | None) -> None:
        self.results: list[Result | None] = [None] * len(found)
        self._found = found
        self._question = question
        self._copies = places(found, copies) if copies is not None else [None] * len(found)
        self._tally = Tally(found)
        self._next = iter(range(len(found)))
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._threads: list[threading.Thread] = []
        # Only numbers are queued: a result waits for nobody, and a slow listener holds no file.
        self._events: queue.SimpleQueue[int] = queue.SimpleQueue()

    def check_alone(self, told: Watch) -> None:
        for number, file in enumerate(self._found):
            self._tally.start(number)
            told(self._tally.progress(), None)
            self.results[number] = done = result(file, self._question, self._copies[number])
            self._tally.finish(number)
            told(self._tally.progress(), done)

    def check_together(self, told: Watch, count: int) -> None:
        for number in range(count):
            name = f"relaybook-check-{number}"
            thread = threading.Thread(target=self._work, daemon=True, name=name)
            thread.start()
            self._threads.append(thread)
        self._listen(told)

    def end(self) -> None:
        """Return when nothing of this check runs any more."""
        self._is_over.set()
        while alive := [thread for thread in self._threads if thread.is_alive()]:
            # Again and again: a thread may be starting its worker just now.
            isolation.close()
            for thread in alive:
                thread.join(0.05)
        if self._threads:
            isolation.close()

    def _listen(self, told: Watch) -> None:
        missing = len(self._found)
        while missing:
            number = None
            with contextlib.suppress(queue.Empty):
                number = self._events.get(timeout=_TICK)
            with self._lock:
                if number is not None:
                    missing -= 1
                now = self._tally.progress()
            told(now, None if number is None else self.results[number])

    def _work(self) -> None:
        while not self._is_over.is_set():
            with self._lock:
                number = next(self._next, None)
                if number is None:
                    return
                self._tally.start(number)
            done = result(self._found[number], self._question, self._copies[number])
            if self._is_over.is_set() and isinstance(done, FailedFile):
                return  # its worker was ended; the file has done nothing wrong
            self.results[number] = done
            with self._lock:
                self._tally.finish(number)
            self._events.put(number)


def _nobody(_progress: Progress, _result: Result | None) -> None:
    return


@contextlib.contextmanager
def terminable() -> Iterator[None]:
    """Let SIGTERM raise KeyboardInterrupt inside the block, where nobody else has taken it."""
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or os.name != "posix" or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
