"""Processes of our own that read many texts at a time, for work that one processor is slow at."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd

    from validation.duplicates import Duplicates, Known
    from validation.duplicates.keys import Spread

_Item = TypeVar("_Item")
_Value = TypeVar("_Value")

_ROWS = 50_000
"""So many rows take longer to read than the processes take to start."""
_MOST = 8
"""More processes than these wait for the one that feeds them."""


def find_here(
    customers: pd.DataFrame,
    contacts: pd.DataFrame | None = None,
    titles: pd.DataFrame | None = None,
    *,
    known: Known | None = None,
) -> Duplicates:
    """Return what `validation.duplicates.find` finds, a long list with all processors."""
    from validation.duplicates import find  # noqa: PLC0415  # pandas and more: a second

    with readers(len(customers)) as spread:
        return find(customers, contacts, titles, known=known, spread=spread)


@contextmanager
def readers(rows: int) -> Iterator[Spread]:
    """Give what reads chunks of texts: `map` for few rows, else processes that end with the block.

    They start anew (they are not forked), so that they hold nothing of this one's memory, and the
    program's main module must bear being imported. When they die, the rest is read here.
    """
    count = min(os.cpu_count() or 1, _MOST)
    if rows < _ROWS or count < 2:
        yield map
        return
    pool = ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield lambda function, items: _read(pool, function, list(items))
    finally:
        pool.shutdown(cancel_futures=True)


def _read(
    pool: ProcessPoolExecutor, function: Callable[[_Item], _Value], items: Sequence[_Item]
) -> Iterator[_Value]:
    handed = pool.map(function, items)
    return _results(handed, function, items)


def _results(
    handed: Iterator[_Value], function: Callable[[_Item], _Value], items: Iterable[_Item]
) -> Iterator[_Value]:
    left = iter(items)
    try:
        for result in handed:
            next(left)
            yield result
    except BrokenProcessPool:
        yield from map(function, left)
