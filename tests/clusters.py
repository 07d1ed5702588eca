"""A real Dask scheduler and real workers, as processes of their own."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from pathlib import Path

QUIET = {"DASK_LOGGING__DISTRIBUTED": "error"}


class Cluster(NamedTuple):
    """A scheduler's address and the processes behind it."""

    address: str
    processes: list[subprocess.Popen[bytes]]


def started(program: str, *options: str, cwd: Path, **environment: str) -> subprocess.Popen[bytes]:
    """A Dask program of this Python."""
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{program}", *options],
        cwd=cwd,
        env={**os.environ, **QUIET, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def scheduler(folder: Path, *more: str, **environment: str) -> Cluster:
    """A scheduler without workers."""
    told = folder / "scheduler.json"
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show", "--no-jupyter")
    more = (*options, *more, "--scheduler-file", str(told))
    process = started("dask_scheduler", *more, cwd=folder, **environment)
    for _ in range(600):
        with contextlib.suppress(OSError, ValueError):
            return Cluster(json.loads(told.read_text(encoding="utf-8"))["address"], [process])
        time.sleep(0.05)
    pytest.fail("no scheduler came up")


def worker(cluster: Cluster, folder: Path, **environment: str) -> subprocess.Popen[bytes]:
    """A worker with one thread, without a nanny that would start it again."""
    options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0")
    local = ("--local-directory", str(folder), "--host", "127.0.0.1")
    process = started("dask_worker", cluster.address, *options, *local, cwd=folder, **environment)
    cluster.processes.append(process)
    return process


def end(cluster: Cluster) -> None:
    for process in cluster.processes:
        process.kill()  # a worker that says goodbye waits half a minute for a scheduler gone
        process.wait(20)
