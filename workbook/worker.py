"""The process that opens untrusted files; `workbook.isolation` starts and feeds it.

It answers one request after another over its standard input and output, which it takes away
from everything else first: a library that prints cannot spoil an answer. It opens no socket.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import signal
import sys
import traceback
from typing import BinaryIO

from validation.errors import RelaybookError
from workbook.crossing import STARTED, Reply, Request, received, send
from workbook.limits import bound_process, follow_parent, renew_time, rest

_NETWORK = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto")
_CAUSE_SIZE = 20_000
_UNWRITTEN = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
"""Errors that only writing meets: they say nothing about the file that was read."""


def main(parent: int) -> None:
    """Serve requests until the other side closes the pipe.

    Args:
        parent: the process id of the other side; the worker does not outlive it.
    """
    requests, replies = _own_pipes()
    follow_parent(parent)
    with contextlib.suppress(ValueError):  # not every signal exists everywhere
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.addaudithook(_no_network)
    with contextlib.suppress(EOFError, OSError):
        while True:
            reply = _answer(received(requests), replies)
            rest()
            _deliver(replies, reply)
    # Native threads may still run, and nothing here needs an orderly end.
    os._exit(0)


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return the request and reply pipes, moved away from file descriptors 0 and 1."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, replies


def _no_network(event: str, _: object) -> None:
    if event in _NETWORK:
        msg = f"{event} in the reading worker"
        raise RuntimeError(msg)


def _answer(request: Request, replies: BinaryIO) -> Reply:
    module, _, function = request.task.partition(":")
    try:
        task = getattr(importlib.import_module(module), function)
        send(replies, STARTED)  # importing does not count against the file
        bound_process(request.address_space)
        renew_time(request.cpu, request.wall)
        return Reply(result=task(*request.args))
    except RelaybookError as error:
        return Reply(error=error)
    # A Rust panic derives from BaseException, and so does a task that wants to exit.
    except BaseException as error:  # noqa: BLE001
        return Reply(kind=_kind(error), cause=_cause(error), unwritten=_unwritten(error))


def _kind(error: BaseException) -> str:
    family = (MemoryError, RecursionError, FileNotFoundError, PermissionError)
    return next((one.__name__ for one in family if isinstance(error, one)), type(error).__name__)


def _unwritten(error: BaseException) -> int:
    """Return the number of an error of writing, in or behind `error`; 0: it is something else."""
    for one in (error, error.__cause__, *error.args):  # writers of formats wrap it
        if isinstance(one, OSError) and one.errno in _UNWRITTEN:
            return one.errno
    return 0


def _cause(error: BaseException) -> str:
    return "".join(traceback.format_exception(error, limit=-20))[-_CAUSE_SIZE:]


def _deliver(pipe: BinaryIO, reply: Reply) -> None:
    try:
        send(pipe, reply)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001  (a result that cannot be pickled)
        send(pipe, Reply(kind=_kind(error), cause=_cause(error)))
