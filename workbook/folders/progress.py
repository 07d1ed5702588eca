"""How far a long check is, and how long it may still take."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from validation.messages import Text, message, plain
from workbook.prescreen.refusals import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbook.folders.walk import Found

_PER_FILE = 20_000  # bytes of a package that take as long as opening any file
_PLAIN = frozenset({".csv", ".tsv"})
_DEFLATED = 6  # how much smaller a package is than the same rows as text
_SPEAKS_AFTER = 2.0  # seconds; what went before is mostly the starting of workers
_NAMES = 2
_LONGEST_NAME = 30


class Progress(NamedTuple):
    """One look at a running check. Times are seconds, sizes bytes.

    `left` is None while nothing can be said: before each worker has done a file, in the first
    two seconds, and when the rest takes longer than what was done had promised. Otherwise it
    counts down and changes only when another file is done.
    """

    done: int
    total: int
    size_done: int
    size_total: int
    elapsed: float
    left: float | None
    current: tuple[str, ...]
    """The names of the files being checked, the longest at it first; empty on a cluster."""


class Tally:
    """What is done of `files`, and what is being done now. Not for two threads at once."""

    def __init__(self, files: Sequence[Found], clock: Callable[[], float] = time.monotonic) -> None:
        self._files = files
        self._clock = clock
        self._began = clock()
        self._work_total = sum(map(_work, files))
        self._size_total = sum(file.size for file in files)
        self._current: dict[int, str] = {}
        self._done = self._size_done = 0
        self._work_done = self._measured = 0.0

    def start(self, number: int) -> None:
        """Note that file `number` (from 0) is being checked."""
        self._current[number] = self._files[number].path.name

    def finish(self, number: int) -> None:
        """Note that file `number` (from 0) is done, well or not."""
        self._current.pop(number, None)
        self._done += 1
        self._size_done += self._files[number].size
        self._work_done += _work(self._files[number])
        self._measured = self._clock() - self._began

    def progress(self) -> Progress:
        """Return how far the check is now."""
        elapsed = self._clock() - self._began
        return Progress(
            done=self._done,
            total=len(self._files),
            size_done=self._size_done,
            size_total=self._size_total,
            elapsed=elapsed,
            left=self._left(elapsed),
            current=tuple(self._current.values()),
        )

    def _left(self, elapsed: float) -> float | None:
        if self._done == len(self._files):
            return 0.0
        if self._done <= len(self._current) or self._measured < _SPEAKS_AFTER:
            return None
        pace = self._measured / self._work_done
        left = pace * (self._work_total - self._work_done) - (elapsed - self._measured)
        return left if left > 0 else None


def sentence(progress: Progress) -> Text:
    """Return one line on `progress`: files, sizes, time so far, time left, names."""
    return message(
        "folder.progress",
        done=progress.done,
        total=progress.total,
        size_done=_size(progress.size_done),
        size_total=_size(progress.size_total),
        elapsed=_duration(progress.elapsed),
        left=_left(progress.left),
        names=_names(progress.current),
    )


def _work(file: Found) -> float:
    """Return how long a file should take, as bytes of a package."""
    is_plain = Path(file.path).suffix.lower() in _PLAIN
    return file.size / (_DEFLATED if is_plain else 1) + _PER_FILE


def _left(seconds: float | None) -> Text:
    if seconds is None:
        return plain("")
    if seconds < 5:
        return message("folder.left_little")
    return message("folder.left", time=_duration(_rounded(seconds)))


def _rounded(seconds: float) -> float:
    """Return `seconds` no finer than anyone can know them."""
    step = 5 if seconds < 60 else 60
    return max(step, round(seconds / step) * step)


def _duration(seconds: float) -> Text:
    whole = int(seconds)
    if whole < 60:
        return message("folder.seconds", count=whole)
    if whole < 3600:
        return message("folder.minutes", count=whole // 60)
    return message("folder.hours", hours=whole // 3600, minutes=whole % 3600 // 60)


def _size(size: int) -> str:
    if size < 1_000_000:
        return f"{-(-size // 1000)} kB"
    return f"{size / 1_000_000:.1f} MB" if size < 10**9 else f"{size / 10**9:.2f} GB"


def _names(current: Sequence[str]) -> Text:
    names = ", ".join(_short(name) for name in current[:_NAMES])
    if len(current) > _NAMES:
        return message("folder.names_more", names=names, count=len(current) - _NAMES)
    return message("folder.names", names=names) if current else plain("")


def _short(name: str) -> str:
    name = shown(name)
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
