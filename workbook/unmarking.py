"""Taking the marks of a check out of a workbook again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple, cast

from workbook import saving, untrusted

if TYPE_CHECKING:
    from pathlib import Path

    from validation.messages import Text


_ACTION = "UNMARK"  # of the list audit_action


class Unmarked(NamedTuple):
    """Where the copy is, and what to say about it."""

    saved: saving.Saved
    notes: tuple[Text, ...]


def unmark_file(
    path: Path, target: Path, *, password: str | None = None, catalogue: Path | None = None
) -> Unmarked:
    """Write a copy of the workbook at `path` over `target`, without what a check wrote in it.

    Raises:
        FileError: the workbook cannot be read or changed, or the copy cannot be written.
    """
    same = target.exists() and target.samefile(path)
    seen = saving.digest(path) if same else None
    task = "workbook.annotating:unmark"
    deed = saving.Deed(dt.datetime.now(dt.UTC), saving.actor(), _ACTION)
    with saving.replacing(target, seen=seen, deed=deed) as place:
        notes = untrusted.run(task, path, place.temporary, password, catalogue)
    return Unmarked(place.saved, cast("tuple[Text, ...]", notes))
