"""`relaybook merge`: bring reps' own books back into the manager's, and look at the result."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from validation.errors import FileError, RelaybookError
from validation.messages import message
from validation.threeway import Merged, Request
from workbook.acting import Task, act
from workbook.answering import ask
from workbook.splitting.reading import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.messages import Text
    from validation.threeway import Mine
    from validation.threeway.totals import Totals
    from workbook.acting import Acted
    from workbook.checking import Question


class Locked(NamedTuple):
    """A rep's book that may be in a container."""

    path: Path
    passphrase: str | None = None
    """None: it is in none."""

    def __repr__(self) -> str:
        """Say nothing of the passphrase."""
        return f"Locked({self.path.name})"


@dataclass(frozen=True, kw_only=True)
class Joined:
    """What a merge made."""

    acted: Acted
    merged: Merged
    failed: tuple[Text, ...]
    """Files that could not be read; the others were merged."""

    @property
    def exit_code(self) -> int:
        """0: nothing is left to look at; 1: conflicts, duplicates or files are."""
        return 0 if self.merged.is_whole and not self.failed else 1


def merge_books(
    base: Path,
    mines: Sequence[Path | Locked],
    question: Question,
    *,
    target: Path | None = None,
    dry_run: bool = False,
) -> Joined:
    """Merge reps' books into the book at `base`: into itself, or into a copy at `target`.

    The book that was written is read again, and its rows and sums are compared with what the
    decisions add up to.

    Raises:
        RefusedError: `base` is no book of ours.
        FileError: `base` cannot be read or written, or what was written does not add up.
    """
    read_: list[Mine] = []
    failed: list[Text] = []
    for mine in mines:
        try:
            read_.append(read(*(mine if isinstance(mine, Locked) else Locked(mine)), question))
        except RelaybookError as error:
            failed.append(error.text)
    request = Request(tuple(read_), question.catalogue)
    task = Task("validation.threeway:merge", (request,), "MERGE_BOOKS")
    acted = act(base, question, task, target=target, dry_run=dry_run)
    merged = cast("Merged", acted.answer)
    if acted.copy is not None and not acted.is_idle:
        _check(Path(acted.copy), question, merged.after)
    return Joined(acted=acted, merged=merged, failed=tuple(failed))


def _check(path: Path, question: Question, expected: Totals) -> None:
    found = ask(path, question, "validation.threeway.totals:totals_of").value
    if found != expected:
        raise FileError(path=path, reason=message("threeway.totals_differ"))
