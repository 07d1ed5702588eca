"""What a variant says of itself: the failures it found, and the seconds of the part that counts."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Failures = set[tuple[int, str]]
"""(Excel's row number, column key) of every cell that breaks a check."""


class Result(NamedTuple):
    """`failures` None: the variant looks for none."""

    failures: Failures | None = None
    cpu: float | None = None
    """CPU seconds of the part that counts; None: the whole process counts."""


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
