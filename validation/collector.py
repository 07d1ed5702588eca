"""Python's collector of circular garbage, kept out of the way of work that makes none."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def at_rest() -> Iterator[None]:
    """Keep Python from looking for circular garbage within; it may be used within itself.

    It would look through millions of cells again and again: a quarter of the time of a check.
    """
    works = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if works:
            gc.enable()
