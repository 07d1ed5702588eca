"""What the manager's book is told of a split, so that a merge anywhere knows it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.changes import Outcome
from validation.errors import RefusedError
from validation.messages import message

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.settings import Settings

LOG = "SplitLog"
SPLIT, MERGE, NUMBER = "SPLIT", "MERGE", "ID"
"""A book was given out; one came back; a row that was new in it got its number."""


class Given(NamedTuple):
    """The books of one split."""

    split: str
    sha256: str
    """Of the manager's book they were made from."""
    secrets: Mapping[str, str]
    """Rep → the key of the digests in his book."""


def log(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, given: Given
) -> Outcome:
    """Return the rows that say which books were given out.

    Raises:
        RefusedError: the book is not the one that was taken apart: somebody saved it meanwhile.
    """
    del catalogue, settings
    if book.origin.sha256 != given.sha256:
        raise RefusedError(reason=message("splitting.changed_meanwhile"))
    rows = [
        {"at": at, "event": SPLIT, "split": given.split, "rep": rep, "key": key}
        for rep, key in given.secrets.items()
    ]
    reps = ", ".join(given.secrets)
    return Outcome(
        rows={LOG: rows}, subject=message("splitting.subject", split=given.split, reps=reps)
    )
