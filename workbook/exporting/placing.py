"""A sealed file and the book that knows of it: both on the disk, or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbook import saving
from workbook.acting import Task, act

if TYPE_CHECKING:
    from pathlib import Path

    from validation.messages import Text
    from workbook.acting import Acted
    from workbook.checking import Question
    from workbook.exporting.releasing import Released


class Placed(NamedTuple):
    """Where a file is, and what the book's change said."""

    path: Path
    notes: tuple[Text, ...]
    book: str
    """The book that has it in its register."""


def place(
    path: Path,
    question: Question,
    released: Released,
    folder: Path,
    *,
    target: Path | None = None,
) -> Placed:
    """Book a file in the register of the book at `path` and put it into `folder`.

    The sealed file lies beside its place under a temporary name while the book is changed, and
    takes its place in one step after that. Whatever goes wrong before, neither is there; a
    process killed in between leaves a temporary file that the next start removes.

    Args:
        path: the book the file was made from.
        question: as for any change of it.
        released: the file.
        folder: where it goes, under its neutral name.
        target: where a changed copy of the book goes; None: the book itself is changed.

    Raises:
        TargetExistsError: a file of this name is there.
        NotChangedError: the book may not be changed now.
        RefusedError: the book is not the one the file was made from.
        FileError: something cannot be written.
    """
    task = Task(
        "validation.handover.release:left", (released.left,), f"EXPORT_{released.left.variant}"
    )
    with saving.replacing(folder / released.name, overwrite=False) as file:
        file.temporary.write_bytes(released.sealed)
        acted: Acted = act(path, question, task, target=target)
    return Placed(file.saved.path, acted.notes, acted.copy or str(path))
