"""What reps added, looked at for customers, leads and contacts the team has already.

Customers go through the whole duplicate check; leads and contacts are compared by their e-mail
addresses and phone numbers. Nothing is joined: both rows stay, and the pair is told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from validation.duplicates.finding import find, find_beside
from validation.duplicates.known import known
from validation.plaintext import shown
from validation.threeway.values import spelling
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from validation.book import Book
    from validation.duplicates.finding import Duplicates
    from validation.threeway.state import State

_ONE_BY_ONE = 8
"""So many newcomers are looked up one after the other; more are cheaper in one sweep."""
_BANDS = frozenset({"duplicate", "possible"})


_DATA: Mapping[str, tuple[str, ...]] = {
    "Customers": ("public_email",),
    "Contacts": ("email", "phone"),
    "Leads": ("contact_email", "phone"),
}
"""Sheet → its columns of addresses and numbers that are one person's or one company's."""
_ORDER = ("Contacts", "Leads")
_LEAST = 7
"""Digits of a phone number; fewer are an extension."""
_BETWEEN = re.compile(r"[;,；，、\s]+")


class Newcomer(NamedTuple):
    """A row that was added in a rep's book."""

    rep: str
    sheet: str
    row: int


class Alike(NamedTuple):
    """An added row that may be one the book has."""

    rep: str
    sheet: str
    new: str
    other: str
    points: int
    """Of 100; the same address or number counts 100."""


def alike(state: State, new: Sequence[Newcomer]) -> list[Alike]:
    """Return which newcomers the book may have already, or may be one another."""
    if not any(one.sheet in _DATA for one in new):
        return []
    book = state.merged()
    customers = [one for one in new if one.sheet == "Customers"]
    return [*_customers(book, customers), *_exactly(book, state, new)]


def _customers(book: Book, new: Sequence[Newcomer]) -> list[Alike]:
    if not new:
        return []
    customers = book.sheets["Customers"]
    contacts, titles = (book.sheets.get(sheet) for sheet in ("Contacts", "Titles"))
    decided = known(book.sheets)
    if len(new) > _ONE_BY_ONE:
        found = [find(customers, contacts, titles, known=decided)]
    else:
        found = [find_beside(one.row, customers, contacts, titles, known=decided) for one in new]
    reps = {one.row: one.rep for one in new}
    pairs: dict[tuple[int, int], Alike] = {}
    for left, right, points in (pair for each in found for pair in _pairs(each)):
        # Of two newcomers the later one is the one to look at.
        row, other = max(left, right), min(left, right)
        row, other = (row, other) if row in reps else (other, row)
        if row in reps:
            ids = [shown(customers.loc[r, "customer_id"]) for r in (row, other)]
            pairs[row, other] = Alike(reps[row], "Customers", ids[0], ids[1], points)
    return [pairs[key] for key in sorted(pairs)]


class _Place(NamedTuple):
    sheet: str
    row: int
    name: str
    """Its number."""
    customer: str


def _exactly(book: Book, state: State, new: Sequence[Newcomer]) -> list[Alike]:
    """Return which leads and contacts have an address or a number that another row has."""
    wanted = {(one.sheet, one.row): one.rep for one in new if one.sheet in _ORDER}
    if not wanted:
        return []
    holders: dict[str, dict[_Place, None]] = defaultdict(dict)
    for place, data in _said(book, state):
        holders[data][place] = None
    found: dict[tuple[_Place, _Place], Alike] = {}
    for places in holders.values():
        for place in places:
            rep = wanted.get((place.sheet, place.row))
            for other in places if rep is not None else ():
                # Of two newcomers the later one is the one to look at.
                is_later = (other.sheet, other.row) not in wanted or other.row < place.row
                if rep is not None and _is_same(place, other) and is_later:
                    told = Alike(rep, place.sheet, place.name, other.name, 100)
                    found[place, other] = told
    return [found[pair] for pair in sorted(found)]


def _is_same(place: _Place, other: _Place) -> bool:
    """Return whether two rows with the same data may be one; a contact shares its customer's."""
    if (place.sheet, place.row) == (other.sheet, other.row):
        return False
    if place.sheet == "Contacts" and other.sheet != "Contacts":
        return False
    return place.sheet == "Contacts" or not place.customer or place.customer != other.customer


def _said(book: Book, state: State) -> Iterator[tuple[_Place, str]]:
    for sheet, columns in _DATA.items():
        frame = book.sheets.get(sheet)
        if frame is None:
            continue
        key = state.catalogue.sheets[sheet].row_key
        customer = "converted_to" if sheet == "Leads" else "customer_id"
        for row, cells in zip(frame.index, frame.to_dict("records"), strict=True):
            facts = [spelling(cells.get(column)).strip() for column in (key, customer)]
            for column in columns:
                for data in _data(spelling(cells.get(column))):
                    yield _Place(sheet, int(row), *facts), data


def _data(text: str) -> Iterator[str]:
    """Yield the addresses and numbers of a cell as they can be compared.

    >>> list(_data("A@x.de; 0049 30-1234567")), list(_data("ext. 12"))
    (['a@x.de'], [])
    """
    for part in _BETWEEN.split(text.strip()):
        if "@" in part:
            yield fold(part)
    digits = "".join(sign for sign in text if sign.isdigit()).lstrip("0")
    if "@" not in text and len(digits) >= _LEAST:
        yield digits


def _pairs(found: Duplicates) -> Iterator[tuple[int, int, int]]:
    frame: pd.DataFrame = found.pairs
    for left, right, points, band in zip(
        frame["left"], frame["right"], frame["points"], frame["band"], strict=True
    ):
        if band in _BANDS:
            yield int(left), int(right), round(float(points))
