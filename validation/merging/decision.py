"""The decision that two records are not one customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.changes import Outcome
from validation.duplicates.known import decisions
from validation.errors import RefusedError
from validation.merging.records import Search
from validation.messages import message
from validation.plaintext import shown
from validation.vocabularies import fold

if TYPE_CHECKING:
    import datetime as dt

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.settings import Settings

_SHEET = "NotDuplicates"


class NotOne(NamedTuple):
    """What a person decided."""

    left: str
    right: str
    reason: str
    by: str | None = None
    """The id of the rep who decided; None: it is left for a person to fill in."""


def not_duplicates(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, decided: NotOne
) -> Outcome:
    """Return the row of NotDuplicates that keeps a decision; none when it stands there already.

    Raises:
        RefusedError: a record or the rep does not exist, both are one, or no reason is given.
    """
    del catalogue, settings
    search = Search(book)
    left, right = (search.record(one).id for one in (decided.left, decided.right))
    if left == right:
        raise RefusedError(reason=message("merging.named_twice", id=left))
    if not decided.reason.strip():
        raise RefusedError(reason=message("merging.no_reason"))
    if _SHEET not in book.sheets:
        raise RefusedError(reason=message("merging.no_sheet"))
    rep = None if decided.by is None else _rep(book, decided.by)
    stands = next((d for d in decisions(book.sheets) if {d.left, d.right} == {left, right}), None)
    facts = {"left": left, "right": right}
    if stands is not None:
        return Outcome(notes=[message("merging.decided_before", row=stands.row, **facts)])
    told = {
        "left_id": left,
        "right_id": right,
        "reason": decided.reason.strip(),
        "decided_by": rep,
        "decided_at": at,
    }
    row = {key: value for key, value in told.items() if value is not None}
    return Outcome(
        rows={_SHEET: [row]},
        subject=message("merging.not_one_subject", **facts),
        notes=[] if rep else [message("merging.no_decider")],
    )


def _rep(book: Book, name: str) -> str:
    frame = book.sheets.get("Reps")
    ids = [] if frame is None or "rep_id" not in frame else [shown(one) for one in frame["rep_id"]]
    found = next((one for one in ids if one and fold(one) == fold(name)), None)
    if found is None:
        raise RefusedError(reason=message("merging.no_rep", rep=name))
    return found
