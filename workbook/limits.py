"""What the operating system is asked to enforce on a worker.

Linux enforces address space and processor time. macOS accepts an address limit and ignores it,
so there the parent's sampling of real memory is the only guard. Windows has neither call: a job
object bounds the worker's memory and ends it with its parent. The Windows and macOS parts are
written from the documentation and have not been run.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass, replace
from typing import Any

_MB = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What reading one file may cost.

    The processor and wall times are seconds, the sizes bytes. The address space is far above
    the memory: pandas alone reserves gigabytes that it never touches.
    """

    cpu: float = 12.0
    wall: float = 24.0
    memory: int = 1_200 * _MB
    address_space: int = 5_000 * _MB

    @classmethod
    def of(cls, size: int, inflated: int = 0) -> Limits:
        """Return the limits for a file of `size` bytes that may unpack to `inflated` bytes.

        A small file that takes long is an attack; a long list of a whole team is not.
        """
        cpu = 12.0 + 1.5 * size / _MB + 0.1 * inflated / _MB
        memory = 1_200 * _MB + 4 * size + inflated
        return cls(
            cpu=cpu,
            wall=2 * cpu,
            memory=memory,
            address_space=max(5_000 * _MB, memory + 2_000 * _MB),
        )

    def times(self, patience: float) -> Limits:
        """Return limits of `patience` times the time, for work that does more than read."""
        return replace(self, cpu=self.cpu * patience, wall=self.wall * patience)


def bound_process(address_space: int) -> None:
    """Bound this process's address space (bytes) and let it leave no core file behind."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (POSIX only)

    wanted = {resource.RLIMIT_CORE: 0, resource.RLIMIT_AS: address_space}
    for kind, bound in wanted.items():
        _, hard = resource.getrlimit(kind)
        soft = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        with contextlib.suppress(OSError, ValueError):  # macOS refuses some values
            resource.setrlimit(kind, (soft, hard))


def renew_time(cpu: float, wall: float) -> None:
    """Give this process `cpu` more seconds of processor time and `wall` seconds in all.

    Both end the process inside the kernel, so they hold while native code keeps Python waiting
    and even when the parent is gone.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (POSIX only)

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(time.process_time() + cpu) + 2
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, wall + 2)


def rest() -> None:
    """Stop the wall clock of `renew_time` between two files."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, 0)


def follow_parent(parent: int) -> None:
    """End this process when the process `parent` is gone.

    Linux does it at once, and watches the thread that started this process, not its process: a
    worker must be started by a thread that outlives it. Elsewhere this process looks twice a
    second, which native code may delay.
    """
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415

        with contextlib.suppress(OSError, AttributeError):
            set_death_signal = 1
            ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
    if sys.platform != "win32":
        threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


class Job:
    """A Windows job object around one worker; elsewhere it does nothing.

    Untested: written for Windows, where the memory limit and the end with the parent come
    from the job.
    """

    def __init__(self, pid: int, memory: int) -> None:
        self._job: Any = _windows_job(pid, memory) if sys.platform == "win32" else None

    def close(self) -> None:
        """Release the job, which ends a worker still in it."""
        if self._job is not None and sys.platform == "win32":
            import ctypes  # noqa: PLC0415

            ctypes.WinDLL("kernel32").CloseHandle(self._job)
            self._job = None


if sys.platform == "win32":  # pragma: no cover

    def _windows_job(pid: int, memory: int) -> Any:
        """Return a job handle with `pid` in it, or None when Windows refuses.

        Source: learn.microsoft.com, JOBOBJECT_EXTENDED_LIMIT_INFORMATION.
        """
        import ctypes  # noqa: PLC0415
        from ctypes import wintypes  # noqa: PLC0415

        class Basic(ctypes.Structure):
            _fields_ = (
                ("process_time", ctypes.c_int64),
                ("job_time", ctypes.c_int64),
                ("flags", wintypes.DWORD),
                ("min_working_set", ctypes.c_size_t),
                ("max_working_set", ctypes.c_size_t),
                ("active_processes", wintypes.DWORD),
                ("affinity", ctypes.c_size_t),
                ("priority", wintypes.DWORD),
                ("scheduling", wintypes.DWORD),
            )

        class Extended(ctypes.Structure):
            _fields_ = (
                ("basic", Basic),
                ("io", ctypes.c_uint64 * 6),
                ("process_memory", ctypes.c_size_t),
                ("job_memory", ctypes.c_size_t),
                ("peak_process", ctypes.c_size_t),
                ("peak_job", ctypes.c_size_t),
            )

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.OpenProcess.restype = wintypes.HANDLE
        for name in ("AssignProcessToJobObject", "SetInformationJobObject", "CloseHandle"):
            getattr(kernel, name).restype = wintypes.BOOL
        process_memory, kill_on_close, set_quota_and_terminate = 0x100, 0x2000, 0x101
        limits = Extended()
        limits.basic.flags = process_memory | kill_on_close
        limits.process_memory = memory
        job = wintypes.HANDLE(kernel.CreateJobObjectW(None, None))
        process = wintypes.HANDLE(kernel.OpenProcess(set_quota_and_terminate, 0, pid))
        extended_limits = 9
        kernel.SetInformationJobObject(
            job, extended_limits, ctypes.byref(limits), ctypes.sizeof(limits)
        )
        kernel.AssignProcessToJobObject(job, process)
        kernel.CloseHandle(process)
        return job

else:

    def _windows_job(pid: int, memory: int) -> Any:  # noqa: ARG001
        return None
