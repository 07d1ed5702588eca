"""The rows of many files as one list, each row with its file, copies of one book told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from validation.duplicates import Known
from validation.duplicates.known import known
from validation.messages import message
from validation.vocabularies import fold
from workbook.duplicates.fields import NAMES, PERSON
from workbook.duplicates.rows import HOME, stacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from validation.messages import Text
    from workbook.duplicates.rows import Rows

_FEW = 3
"""Records that two books without an id must have in common to be taken for one."""
FILE = "_file"
"""Working column: which of the files a customer is from."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Together:
    """The customers of several files.

    `customers` has an index from 0 and the columns of `Rows.customers` with FILE; `contacts` and
    `titles` have HOME, a position among all the customers.
    """

    files: tuple[Rows, ...]
    customers: pd.DataFrame
    contacts: pd.DataFrame
    titles: pd.DataFrame
    known: Known
    """Its ids are positions, as text: an id of one book says nothing in another."""
    notes: tuple[Text, ...]


def together(files: Sequence[Rows], own_domains: Iterable[str] = ()) -> Together:
    """Return the rows of `files` as one list.

    A file that is another one byte for byte is left out. Of a book and a copy of it that went its
    own way a record that stands in both with the same id and name is
    one record and taken once. Both are said.
    """
    kept, notes = _unlike(files)
    customers, contacts, titles, different = [], [], [], []
    first = 0
    for number, rows in enumerate(kept):
        customers.append(rows.customers.assign(**{FILE: number}))
        contacts.append(_moved(_of_file(rows.contacts, number), first))
        titles.append(_moved(rows.titles, first))
        different += _different(rows, first)
        notes += rows.notes
        notes += _bad_decisions(rows)
        first += len(rows.customers)
    ours = {domain for rows in kept for domain in rows.own_domains}
    told = known({}, own_domains).own_domains
    return Together(
        files=tuple(kept),
        customers=stacked(customers),
        contacts=stacked(contacts),
        titles=stacked(titles),
        known=Known(own_domains=tuple(sorted(ours | set(told))), different=tuple(different)),
        notes=tuple(notes),
    )


def _unlike(files: Sequence[Rows]) -> tuple[list[Rows], list[Text]]:
    """Return the files without what another one has already, and what to say about it."""
    kept: list[Rows] = []
    records: list[frozenset[tuple[str, ...]]] = []
    notes: list[Text] = []
    for rows in files:
        same = next((one for one in kept if one.sha256 and one.sha256 == rows.sha256), None)
        if same is not None:
            notes.append(message("dup.same_file", path=rows.path, other=same.path))
            continue
        mine = frozenset(filter(None, _marks(rows.customers)))
        copied = [
            one
            for one, yours in zip(kept, records, strict=True)
            if _are_one_book((one, yours), (rows, mine))
        ]
        records.append(mine)
        if copied:
            left = _without(rows, copied)
            gone = len(rows.customers) - len(left.customers)
            facts = {"path": rows.path, "other": copied[0].path, "n": f"{gone:,}"}
            notes.append(message("dup.same_book", **facts))
            kept.append(left)
        else:
            kept.append(rows)
    return kept, notes


_Marked = tuple["Rows", frozenset[tuple[str, ...]]]
"""A file with the marks of its records."""


def _are_one_book(one: _Marked, other: _Marked) -> bool:
    """Return whether two files are one book and a copy that went its own way.

    A book has its id from the first action on. Without one they are told by their records: half
    of those of the smaller stand in the other with the same id and name.
    """
    (first, mine), (second, yours) = one, other
    if first.book_id and second.book_id:
        return first.book_id == second.book_id
    common = len(mine & yours)
    return common >= _FEW and 2 * common >= min(len(mine), len(yours))


def _without(rows: Rows, others: Sequence[Rows]) -> Rows:
    """Return the rows without the records that another copy of the same book has."""
    there = {mark for other in others for mark in _marks(other.customers) if mark}
    stays = np.array([mark not in there for mark in _marks(rows.customers)], dtype=bool)
    place = np.where(stays, np.cumsum(stays) - 1, -1)

    def followed(frame: pd.DataFrame) -> pd.DataFrame:
        if HOME not in frame or not len(frame):
            return frame
        moved = frame.assign(**{HOME: place[frame[HOME].to_numpy(dtype=np.int64)]})
        return moved[moved[HOME] >= 0].reset_index(drop=True)

    return replace(
        rows,
        customers=rows.customers[stays].reset_index(drop=True),
        contacts=followed(rows.contacts),
        titles=followed(rows.titles),
    )


def _marks(customers: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return id and names of each customer; empty without an id."""
    columns = [
        customers[key].tolist() if key in customers else [None] * len(customers)
        for key in ("customer_id", *NAMES)
    ]
    texts = (tuple(fold(str(cell or "")) for cell in row) for row in zip(*columns, strict=True))
    return [row if row[0] else () for row in texts]


def _of_file(contacts: pd.DataFrame, number: int) -> pd.DataFrame:
    """Return the contacts with people's numbers that no other file has."""
    if PERSON not in contacts:
        return contacts
    people = contacts[PERSON].map(lambda cell: f"{number} {cell}" if cell else None)
    return contacts.assign(**{PERSON: people})


def _moved(frame: pd.DataFrame, first: int) -> pd.DataFrame:
    return frame.assign(**{HOME: frame[HOME] + first}) if HOME in frame else frame


def _different(rows: Rows, first: int) -> list[tuple[str, str]]:
    """Return the pairs decided different, every row of a repeated id included."""
    if "customer_id" not in rows.customers:
        return []
    at: dict[str, list[int]] = {}
    for position, identity in enumerate(rows.customers["customer_id"]):
        at.setdefault(fold(str(identity or "")), []).append(first + position)
    return [
        (str(left), str(right))
        for each in rows.decisions
        if not each.unknown
        for left in at.get(fold(each.left), ())
        for right in at.get(fold(each.right), ())
    ]


def _bad_decisions(rows: Rows) -> list[Text]:
    return [
        message("dup.unknown_id", path=rows.path, row=each.row, ids=", ".join(each.unknown))
        for each in rows.decisions
        if each.unknown
    ]
