"""The worker processes of `workbook.isolation`, seen from the side that feeds and watches them."""

from __future__ import annotations

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
from concurrent.futures import Future
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple, cast

import psutil

from workbook.crossing import STARTED, Reply, Request, received, send
from workbook.limits import Job

if TYPE_CHECKING:
    from workbook.limits import Limits

FILES_PER_WORKER = 50
NOT_STARTED = "not started"
NO_TASK = "no such task"
ENDED = "ended"
_RETIRE_RSS = 500 << 20
_SAMPLE = 0.02  # seconds; a reader can fill a gigabyte in a third of a second
_START_WALL = 60.0  # seconds to start and import, on a machine with other things to do
_ROOT = str(Path(__file__).resolve().parent.parent)
# -P and -c keep the current folder off the path; the root is added only where no install did.
_BOOT = (
    "import sys; root = sys.argv[1]; root in sys.path or sys.path.insert(0, root); "
    "from workbook.worker import main; main(int(sys.argv[2]))"
)
_log = logging.getLogger(__name__)


class Answer(NamedTuple):
    """`stopped` says why there is no reply: memory, time, or how the worker died.

    It is NOT_STARTED when the worker never got to the file, NO_TASK when the task is unknown,
    and ENDED when this program itself ended the worker.
    """

    reply: Reply | None
    stopped: str = ""
    said: str = ""


class WorkerProcess:
    """One worker process and the thread that listens to it; one file at a time.

    On Linux the process dies with the thread that starts it, so `Crew` starts them all in one
    thread that never ends: the kernel then ends them even when this process is killed. Whoever
    asks may be stopped by `end` from another thread, and must then `close`.
    """

    def __init__(self) -> None:
        self._worn = 0.0
        self._is_ended = False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (lives as long as the worker)
        self.process = _started(str(os.getpid()), errors=self._errors)
        self._stdin = cast("BinaryIO", self.process.stdin)
        self._stdout = cast("BinaryIO", self.process.stdout)
        self._job: Job | None = None
        self._meter = psutil.Process(self.process.pid)
        self._replies: queue.SimpleQueue[Reply | str | None] = queue.SimpleQueue()
        self._ear = threading.Thread(target=self._listen, daemon=True, name="relaybook-worker")
        self._ear.start()

    def ask(self, request: Request, limits: Limits, wear: float) -> Answer:
        """Send `request` and wait for its reply, up to a limit."""
        self._worn += wear
        if self._job is None:
            self._job = Job(self.process.pid, limits.address_space)
        with contextlib.suppress(OSError):  # a dead worker shows as a missing reply
            send(self._stdin, request)
        answer = self._wait(limits)
        return Answer(None, ENDED) if self._is_ended and answer.reply is None else answer

    def is_worn(self) -> bool:
        """Return whether the worker has served enough or grown too much to serve on."""
        if round(self._worn, 3) >= FILES_PER_WORKER or self.process.poll() is not None:
            return True
        return self._rss() > _RETIRE_RSS

    def end(self) -> None:
        """End the process, from any thread; what it was asked is answered by ENDED."""
        self._is_ended = True
        with contextlib.suppress(OSError):
            self.process.kill()
        self.process.wait()

    def close(self) -> None:
        """End the process and release everything held for it."""
        self.end()
        with contextlib.suppress(OSError):
            self._stdin.close()
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

    def _wait(self, limits: Limits) -> Answer:
        with contextlib.suppress(queue.Empty):
            first = self._replies.get(timeout=_START_WALL)
            if first == STARTED:
                return self._watch(limits)
            if isinstance(first, Reply):
                return Answer(first, NO_TASK)
        return Answer(None, NOT_STARTED, self._last_words())

    def _watch(self, limits: Limits) -> Answer:
        start, cpu_before = time.monotonic(), self._cpu()
        while True:
            with contextlib.suppress(queue.Empty):
                reply = self._replies.get(timeout=_SAMPLE)
                return Answer(reply) if isinstance(reply, Reply) else self._death()
            if self._rss() > limits.memory:
                return Answer(None, "memory")
            if time.monotonic() - start > limits.wall or self._cpu() - cpu_before > limits.cpu:
                return Answer(None, "time")

    def _death(self) -> Answer:
        said = self._last_words()
        code = self.process.returncode or 0
        if "memory allocation of" in said or "MemoryError" in said:
            return Answer(None, "memory", said)
        name = _signal_name(-code)
        return Answer(None, "time" if name in {"SIGXCPU", "SIGALRM"} else name, said)

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


class Crew:
    """The worker processes of this process: one for each thread that is waiting for a file.

    A worker at rest is taken up by whichever thread asks next, so threads that end leave no
    worker behind, and files checked one after another share one worker.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._resting: list[WorkerProcess] = []
        self._working: set[WorkerProcess] = set()
        self._orders: queue.SimpleQueue[Future[WorkerProcess]] = queue.SimpleQueue()
        self._starter: threading.Thread | None = None

    def ask(self, request: Request, limits: Limits, wear: float) -> Answer:
        """Return a worker's answer; one that died, hung or is in doubt is not used again."""
        worker = self._taken()
        is_fit = False
        try:
            answer = worker.ask(request, limits, wear)
            is_fit = not answer.stopped and not _is_spent(answer.reply)
        finally:  # a Ctrl-C in the middle ends the worker too
            self._put_back(worker, is_fit=is_fit)
        return answer

    def pid(self) -> int | None:
        """Return the process id of the worker asked next, None when none is at rest."""
        with self._lock:
            return self._resting[-1].process.pid if self._resting else None

    def close(self) -> None:
        """End every worker, those at work too; who asked them is answered ENDED."""
        with self._lock:
            for worker in self._working:
                worker.end()
            while self._resting:
                self._resting.pop().close()

    def _taken(self) -> WorkerProcess:
        with self._lock:
            while self._resting:
                worker = self._resting.pop()
                if not worker.is_worn():
                    self._working.add(worker)
                    return worker
                worker.close()
            if self._starter is None:
                self._starter = threading.Thread(target=self._start, daemon=True)
                self._starter.start()
        order: Future[WorkerProcess] = Future()
        self._orders.put(order)
        try:
            worker = order.result()
        except BaseException:  # Ctrl-C: nobody will take the worker that is coming
            order.add_done_callback(_unwanted)
            raise
        with self._lock:
            self._working.add(worker)
        return worker

    def _start(self) -> None:
        while True:
            order = self._orders.get()
            try:
                order.set_result(WorkerProcess())
            except Exception as error:  # noqa: BLE001  (it belongs to whoever asked)
                order.set_exception(error)

    def _put_back(self, worker: WorkerProcess, *, is_fit: bool) -> None:
        with self._lock:
            self._working.discard(worker)
            if is_fit:
                self._resting.append(worker)
                return
        worker.close()


def _unwanted(order: Future[WorkerProcess]) -> None:
    if order.exception() is None:
        order.result().close()


def _is_spent(reply: Reply | None) -> bool:
    """Return whether the worker's state is in doubt after this reply."""
    return reply is None or reply.kind in {"MemoryError", "RecursionError", "PanicException"}


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"exit {-number}"


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
