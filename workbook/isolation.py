"""Run a task on an untrusted file in a worker process that may die without harm.

The readers of spreadsheets panic, abort, hang or ask for 550 GB on some files. So a file is
opened in a worker with limits, and whatever happens to the worker ends here as a named error.
One worker serves many files: starting it costs as much as reading a small workbook. Threads that
ask at the same time have a worker each, and one that dies disturbs no other.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
from pathlib import Path

from validation.errors import (
    DamagedError,
    FileError,
    FileMissingError,
    RelaybookError,
    TooBigError,
)
from validation.messages import message
from workbook.crossing import Request
from workbook.limits import Limits
from workbook.prescreen.refusals import shown
from workbook.processes import ENDED, FILES_PER_WORKER, NO_TASK, NOT_STARTED, Answer, Crew

__all__ = ["FILES_PER_WORKER", "Limits", "as_given", "close", "run", "worker_pid"]

_MB = 1 << 20
_log = logging.getLogger(__name__)


def run(
    task: str, path: Path, *args: object, limits: Limits | None = None, wear: float = 1.0
) -> object:
    """Return what `task` returns for `path`, worked out in a worker process.

    Args:
        task: "package.module:function"; it is called as function(path, *args).
        path: the file, which also stands in the errors.
        args: anything that pickles.
        limits: None takes `Limits.of` the file's size.
        wear: how much of a worker's life of FILES_PER_WORKER this file takes.

    Raises:
        RelaybookError: whatever the task raised on purpose.
        TooBigError: it would have taken more memory or time than `limits` allow.
        DamagedError: the reader failed or died on it. The cause is a note of the error and
            goes to the log at debug level.
        FileMissingError: the file went away or may not be read.
        RelaybookError: the worker cannot start, does not know the task, or was ended by `close`
            in another thread.
        OSError: what the task had to write found no room.
    """
    bounds = Limits.of(_size(path)) if limits is None else limits
    # The worker keeps the folder it was started in, whatever this process does meanwhile.
    where = Path(os.path.abspath(path))  # noqa: PTH100  (resolve() would follow links)
    request = Request(task, (where, *args), bounds.cpu, bounds.wall, bounds.address_space)
    answer = _crew.ask(request, bounds, wear)
    if answer.stopped == NOT_STARTED:  # it was ended while it waited, not by this file
        answer = _crew.ask(request, bounds, wear)
    return _outcome(answer, path, bounds)


def worker_pid() -> int | None:
    """Return the process id of the worker that serves next, None when none is at rest."""
    return _crew.pid()


def close() -> None:
    """End this process's workers, whatever they do; the next `run` starts another."""
    _crew.close()


def as_given(error: RelaybookError, path: Path) -> RelaybookError:
    """Return `error` naming the file as the caller did, not by the worker's absolute path."""
    full = os.path.abspath(path)  # noqa: PTH100
    if isinstance(error, FileError) and error.path in {full, shown(Path(full))}:
        named = str(path) if error.path == full else shown(path)
        return type(error)(**{**error.facts, "path": named})
    return error


def _outcome(answer: Answer, path: Path, limits: Limits) -> object:
    reply = answer.reply
    if reply is not None and not answer.stopped and not reply.kind:
        if reply.error is not None:
            raise as_given(reply.error, path)
        return reply.result
    if reply is not None and reply.unwritten and not answer.stopped:
        # `saving.replacing` knows which file it was to become, and names it.
        raise OSError(reply.unwritten, os.strerror(reply.unwritten))
    kind = answer.stopped or (reply.kind if reply else "")
    error = _named(kind, path, limits, died=reply is None)
    cause = answer.said if reply is None else reply.cause
    _log.debug("%s: %s\n%s", path, kind, cause)
    if cause:
        error.add_note(cause)
    raise error


def _named(kind: str, path: Path, limits: Limits, *, died: bool) -> RelaybookError:
    if kind in {NO_TASK, NOT_STARTED, ENDED, "ImportError", "ModuleNotFoundError"}:  # our fault
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


def _size(path: Path) -> int:
    with contextlib.suppress(OSError, ValueError):
        return Path(path).stat().st_size
    return 0


_crew = Crew()
_inherited: list[Crew] = []


def _forget() -> None:
    """Leave the workers to the parent after a fork; the child starts its own."""
    global _crew  # noqa: PLW0603  (one crew per process is the point)
    _inherited.append(_crew)
    _crew = Crew()


atexit.register(close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
