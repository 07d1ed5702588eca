"""What was promised to a customer and is still open (source article 000, 待办事项继承)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.plaintext import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.handover.source import Source

_TODOS = "Todos"
_OPEN = (None, "open")
"""A status that is blank or cannot be read is not done."""


def promises(source: Source) -> Mapping[str, Sequence[str]]:
    """Return customer id → the open to-dos, each with the day it is due, in the book's order."""
    found: dict[str, list[str]] = {}
    frame = source.frames.get(_TODOS)
    for row in () if frame is None else map(int, frame.index):
        text = source.cell(_TODOS, row, "todo")
        customer = source.customer(_TODOS, row, "customer_id")
        is_open = source.value(_TODOS, row, "status") in _OPEN
        if is_open and text is not None and customer is not None:
            due = source.value(_TODOS, row, "due")
            told = shown(text) if due is None else f"{shown(text)} ({shown(due)})"
            found.setdefault(customer, []).append(told)
    return found
