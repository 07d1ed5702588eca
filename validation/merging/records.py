"""The records a merge is about, found by the ids a person typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from validation.errors import RefusedError
from validation.merging.values import Record, is_blank
from validation.messages import message
from validation.plaintext import shown
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from validation.book import Book

CUSTOMERS = "Customers"
ID = "customer_id"
SOURCE = "source_id"


class Request(NamedTuple):
    """What a person asked to merge."""

    keep: str
    """The id of the record that stays."""
    others: tuple[str, ...]
    """The ids of those that are merged into it, in any order."""
    owner: str | None = None
    """Who keeps the customer when the records have different owners."""
    force: bool = False
    """Whether different registration codes, and a decision "not a duplicate", are overruled."""


class Chosen(NamedTuple):
    """The records of a request."""

    keep: Record
    others: tuple[Record, ...]
    """Sorted by id, so that the order in which they were named changes nothing."""

    @property
    def every(self) -> tuple[Record, ...]:
        """All of them, the one that stays first."""
        return (self.keep, *self.others)

    @property
    def gone(self) -> frozenset[str]:
        """The ids that go, folded."""
        return frozenset(fold(record.id) for record in self.others)


def chosen(book: Book, request: Request) -> Chosen:
    """Return the records that are asked for.

    Raises:
        RefusedError: there is no such record, it stands twice, or it is named twice; or the
            sheet has no column in which the id that goes could be found again.
    """
    search = Search(book)
    if SOURCE not in book.sheets[CUSTOMERS].columns:
        raise RefusedError(reason=message("merging.no_source"))
    keep = search.record(request.keep)
    others = sorted((search.record(one) for one in request.others), key=lambda one: one.id)
    named = [record.id for record in (keep, *others)]
    twice = next((one for one in named if named.count(one) > 1), None)
    if twice is not None:
        raise RefusedError(reason=message("merging.named_twice", id=twice))
    if not others:
        raise RefusedError(reason=message("merging.nobody", id=keep.id))
    return Chosen(keep, tuple(others))


class Search:
    """The rows of Customers by id, whatever case and width the id is typed in."""

    def __init__(self, book: Book) -> None:
        frame = book.sheets.get(CUSTOMERS)
        if frame is None or ID not in frame.columns or not book.layouts[CUSTOMERS].known:
            raise RefusedError(reason=message("merging.no_customers"))
        self._frame = frame
        self._rows: dict[str, list[int]] = {}
        for row, identity in zip(frame.index, frame[ID], strict=True):
            if not is_blank(identity):
                self._rows.setdefault(fold(shown(identity)), []).append(int(row))

    def record(self, identity: str) -> Record:
        """Return the row of an id.

        Raises:
            RefusedError: there is none, or there are several.
        """
        rows = self._rows.get(fold(identity), [])
        if len(rows) > 1:
            places = ", ".join(map(str, rows))
            raise RefusedError(reason=message("merging.id_twice", id=identity, rows=places))
        if not rows:
            heir = former_ids(self._frame).get(fold(identity))
            key = "merging.unknown" if heir is None else "merging.merged_before"
            raise RefusedError(reason=message(key, id=identity, heir=heir or ""))
        cells: Mapping[Any, Any] = self._frame.loc[rows[0]].to_dict()
        told = {str(key): value for key, value in cells.items()}
        return Record(shown(told[ID]).strip(), rows[0], told)


def former_ids(customers: pd.DataFrame) -> Mapping[str, str]:
    """Return the ids customers had before, folded → the id under which each is found now.

    These are the parts of `source_id`: ids of the list a record came from, and of records that
    were merged into it. An id that a customer bears now, and one that several had, is left out.
    Ledgers keep old ids for ever; whoever reads them goes through this mapping.
    """
    if not {ID, SOURCE} <= set(customers.columns):
        return {}
    borne = {fold(shown(one)) for one in customers[ID] if not is_blank(one)}
    found: dict[str, set[str]] = {}
    for identity, sources in zip(customers[ID], customers[SOURCE], strict=True):
        if not is_blank(identity) and not is_blank(sources):
            for part in shown(sources).split(";"):
                found.setdefault(fold(part), set()).add(shown(identity).strip())
    return {
        former: next(iter(now))
        for former, now in found.items()
        if former and former not in borne and len(now) == 1
    }


def texts(record: Record, keys: Iterable[str]) -> Sequence[str]:
    """Return what the filled ones of some cells say."""
    cells = (record.cells.get(key) for key in keys)
    return [shown(cell).strip() for cell in cells if not is_blank(cell)]
