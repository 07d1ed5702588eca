"""Run a task on an untrusted file in a worker process that may die without harm.

The readers of spreadsheets panic, abort, hang or ask for 550 GB on some files. So a file is
opened in a worker with limits, and whatever happens to the worker ends here as a named error.
One worker serves many files: starting it costs as much as reading a small workbook.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple, cast

import psutil

from validation.errors import (
    DamagedError,
    FileError,
    FileMissingError,
    RelaybookError,
    TooBigError,
)
from validation.messages import message
from workbook.crossing import STARTED, Reply, Request, received, send
from workbook.limits import Job, Limits
from workbook.prescreen.refusals import shown

__all__ = ["FILES_PER_WORKER", "Limits", "close", "run", "worker_pid"]

FILES_PER_WORKER = 50
_RETIRE_RSS = 500 << 20
_SAMPLE = 0.02  # seconds; a reader can fill a gigabyte in a third of a second
_MB = 1 << 20
_ROOT = str(Path(__file__).resolve().parent.parent)
# -P and -c keep the current folder off the path; the root is added only where no install did.
_BOOT = (
    "import sys; root = sys.argv[1]; root in sys.path or sys.path.insert(0, root); "
    "from workbook.worker import main; main(int(sys.argv[2]), by_kernel=sys.argv[3] == '1')"
)
_START_WALL = 60.0  # seconds to start and import, on a machine with other things to do
_NOT_STARTED = "not started"
_NO_TASK = "no such task"
_log = logging.getLogger(__name__)


def run(task: str, path: Path, *args: object, limits: Limits | None = None) -> object:
    """Return what `task` returns for `path`, worked out in the worker process.

    Args:
        task: "package.module:function"; it is called as function(path, *args).
        path: the file, which also stands in the errors.
        args: anything that pickles.
        limits: None takes `Limits.of` the file's size.

    Raises:
        RelaybookError: whatever the task raised on purpose.
        TooBigError: it would have taken more memory or time than `limits` allow.
        DamagedError: the reader failed or died on it. The cause is a note of the error and
            goes to the log at debug level.
        FileMissingError: the file went away or may not be read.
        RelaybookError: the worker cannot start or does not know the task.
    """
    bounds = Limits.of(_size(path)) if limits is None else limits
    # The worker keeps the folder it was started in, whatever this process does meanwhile.
    where = Path(os.path.abspath(path))  # noqa: PTH100  (resolve() would follow links)
    request = Request(task, (where, *args), bounds.cpu, bounds.wall, bounds.address_space)
    with _lock:
        answer = _current().ask(request, bounds)
        if answer.stopped == _NOT_STARTED:  # it was ended while it waited, not by this file
            close()
            answer = _current().ask(request, bounds)
        if answer.stopped or _is_spent(answer.reply):
            close()
    return _outcome(answer, path, bounds)


def worker_pid() -> int | None:
    """Return the process id of this process's worker, None when there is none."""
    with _lock:
        return None if _worker is None else _worker.process.pid


def close() -> None:
    """End this process's worker; the next `run` starts another."""
    global _worker
    with _lock:
        worker, _worker = _worker, None
        if worker is not None:
            worker.close()


class _Answer(NamedTuple):
    """`stopped` says why there is no reply: memory, time, or how the worker died."""

    reply: Reply | None
    stopped: str = ""
    said: str = ""


class _Worker:
    """One worker process and the thread that listens to it."""

    def __init__(self) -> None:
        self.files = 0
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (lives as long as the worker)
        is_main = threading.current_thread() is threading.main_thread()
        self.process = _started(str(os.getpid()), str(int(is_main)), errors=self._errors)
        self._stdin = cast("BinaryIO", self.process.stdin)
        self._stdout = cast("BinaryIO", self.process.stdout)
        self._job: Job | None = None
        self._meter = psutil.Process(self.process.pid)
        self._replies: queue.SimpleQueue[Reply | str | None] = queue.SimpleQueue()
        self._ear = threading.Thread(target=self._listen, daemon=True, name="relaybook-worker")
        self._ear.start()

    def ask(self, request: Request, limits: Limits) -> _Answer:
        """Send `request` and wait for its reply, ending the worker at a limit or on Ctrl-C."""
        self.files += 1
        try:
            if self._job is None:
                self._job = Job(self.process.pid, limits.address_space)
            with contextlib.suppress(OSError):  # a dead worker shows as a missing reply
                send(self._stdin, request)
            return self._wait(limits)
        except BaseException:
            close()
            raise

    def is_worn(self) -> bool:
        """Return whether the worker has served enough or grown too much to serve on."""
        if self.files >= FILES_PER_WORKER or self.process.poll() is not None:
            return True
        return self._rss() > _RETIRE_RSS

    def close(self) -> None:
        """End the process and release everything held for it."""
        with contextlib.suppress(OSError):
            self.process.kill()
        with contextlib.suppress(OSError):
            self._stdin.close()
        self.process.wait()
        self._ear.join(timeout=5)
        self._stdout.close()
        self._errors.close()
        if self._job is not None:
            self._job.close()

    def _listen(self) -> None:
        try:
            while True:
                self._replies.put(received(self._stdout))
        except (EOFError, OSError, ValueError, MemoryError, pickle.UnpicklingError) as error:
            _log.debug("worker pipe ended: %r", error)
        finally:
            self._replies.put(None)

    def _wait(self, limits: Limits) -> _Answer:
        with contextlib.suppress(queue.Empty):
            first = self._replies.get(timeout=_START_WALL)
            if first == STARTED:
                return self._watch(limits)
            if isinstance(first, Reply):
                return _Answer(first, _NO_TASK)
        return _Answer(None, _NOT_STARTED, self._last_words())

    def _watch(self, limits: Limits) -> _Answer:
        start, cpu_before = time.monotonic(), self._cpu()
        while True:
            with contextlib.suppress(queue.Empty):
                reply = self._replies.get(timeout=_SAMPLE)
                return _Answer(reply) if isinstance(reply, Reply) else self._death()
            if self._rss() > limits.memory:
                return _Answer(None, "memory")
            if time.monotonic() - start > limits.wall or self._cpu() - cpu_before > limits.cpu:
                return _Answer(None, "time")

    def _death(self) -> _Answer:
        said = self._last_words()
        code = self.process.returncode or 0
        if "memory allocation of" in said or "MemoryError" in said:
            return _Answer(None, "memory", said)
        name = _signal_name(-code)
        return _Answer(None, "time" if name in {"SIGXCPU", "SIGALRM"} else name, said)

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        self._errors.seek(max(0, self._errors.seek(0, os.SEEK_END) - 4000))
        return self._errors.read().decode("utf-8", "replace")

    def _rss(self) -> int:
        with contextlib.suppress(psutil.Error):
            return int(self._meter.memory_info().rss)
        return 0

    def _cpu(self) -> float:
        with contextlib.suppress(psutil.Error):
            times = self._meter.cpu_times()
            return float(times.user + times.system)
        return 0.0


_worker: _Worker | None = None
_inherited: list[_Worker] = []
_lock = threading.RLock()


def _current() -> _Worker:
    """Return this process's worker, a fresh one when there is none fit for more."""
    global _worker  # noqa: PLW0603  (one worker per process is the point)
    if _worker is not None and _worker.is_worn():
        close()
    if _worker is None:
        _worker = _Worker()
    return _worker


def _is_spent(reply: Reply | None) -> bool:
    """Return whether the worker's state is in doubt after this reply."""
    return reply is None or reply.kind in {"MemoryError", "RecursionError", "PanicException"}


def _outcome(answer: _Answer, path: Path, limits: Limits) -> object:
    reply = answer.reply
    if reply is not None and not answer.stopped and not reply.kind:
        if reply.error is not None:
            raise _as_given(reply.error, path)
        return reply.result
    kind = answer.stopped or (reply.kind if reply else "")
    error = _named(kind, path, limits, died=reply is None)
    cause = answer.said if reply is None else reply.cause
    _log.debug("%s: %s\n%s", path, kind, cause)
    if cause:
        error.add_note(cause)
    raise error


def _as_given(error: RelaybookError, path: Path) -> RelaybookError:
    """Return `error` naming the file as the caller did, not by the worker's absolute path."""
    if isinstance(error, FileError) and error.path == os.path.abspath(path):  # noqa: PTH100
        return type(error)(**{**error.facts, "path": str(path)})
    return error


def _named(kind: str, path: Path, limits: Limits, *, died: bool) -> RelaybookError:
    if kind in {_NO_TASK, _NOT_STARTED}:
        return RelaybookError(reason=message("isolation.broken", kind=kind))
    if kind in {"FileNotFoundError", "PermissionError"}:
        return FileMissingError(path=shown(path))
    if kind in {"memory", "MemoryError"}:
        limit = limits.memory // _MB
        return TooBigError(path=shown(path), reason=message("isolation.memory", limit=limit))
    if kind == "time":
        return TooBigError(
            path=shown(path), reason=message("isolation.time", limit=round(limits.cpu))
        )
    if kind == "RecursionError":
        return DamagedError(path=shown(path), reason=message("isolation.nesting"))
    key = "isolation.stopped" if died else "isolation.unreadable"
    return DamagedError(path=shown(path), reason=message(key, kind=kind))


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"exit {-number}"


def _size(path: Path) -> int:
    with contextlib.suppress(OSError, ValueError):
        return Path(path).stat().st_size
    return 0


def _environment() -> dict[str, str]:
    """Return the worker's environment: one thread per library, for each reserves memory.

    No backtrace: it would push the one line out that says why a compiled reader died.
    """
    single = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    own = {"MALLOC_ARENA_MAX": "2", "RUST_BACKTRACE": "0"}
    return {**os.environ, **dict.fromkeys(single, "1"), **own}


def _started(*args: str, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """Return a new worker process, which Ctrl-C of the terminal does not reach."""
    command = [sys.executable, "-P", "-c", _BOOT, _ROOT, *args]
    pipe = subprocess.PIPE
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return subprocess.Popen(  # noqa: S603
            command, stdin=pipe, stdout=pipe, stderr=errors, env=_environment(), creationflags=flags
        )
    return subprocess.Popen(  # noqa: S603
        command, stdin=pipe, stdout=pipe, stderr=errors, env=_environment(), process_group=0
    )


def _forget() -> None:
    """Leave the worker to the parent after a fork; the child starts its own."""
    global _lock, _worker
    if _worker is not None:
        _inherited.append(_worker)
    _lock, _worker = threading.RLock(), None


atexit.register(close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
