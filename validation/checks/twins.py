"""The same customer twice in one book, as the check tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from validation.checks.marks import Facts
from validation.messages import Text, message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from validation.book import Book
    from validation.checks.sheetrows import Context, Rows
    from validation.duplicates import Duplicates
    from validation.duplicates.reasons import Reason

MOST = 20_000
"""Customers that are compared; with more a check would take a person's patience."""

_SHEETS = ("Contacts", "Titles")
_COLUMNS = ("company_name_en", "company_name_zh", "customer_id")
"""The column of a finding: the first of these that is filled, else the first of the sheet."""
_LISTED = 5
"""Other rows named in one sentence."""
_GROUNDS = 3
"""Reasons named in one sentence."""


class _Twin(NamedTuple):
    """The other rows that a row belongs with, by position, and why."""

    others: tuple[int, ...]
    why: tuple[Reason, ...]


def mark(rows: Rows, book: Book, context: Context) -> None:
    """Mark customers that stand twice: what is sure as a warning, what may be as a note."""
    if len(rows) < 2:
        return
    if len(rows) > MOST:
        rows.marks.mark_column("twins_unasked", _COLUMNS[0], Facts(detail=f"{len(rows):,}"))
        return
    found = _found(rows, book, context)
    position = {int(row): n for n, row in enumerate(rows.table.rows)}
    for rule, twins in (
        ("twin", _sure(found, position)),
        ("twin_possible", _possible(found, position)),
    ):
        _mark(rows, rule, twins)


def _found(rows: Rows, book: Book, context: Context) -> Duplicates:
    # DuckDB takes 60 ms to load, and a book without two customers needs none of it.
    from validation.duplicates import find  # noqa: PLC0415
    from validation.duplicates.known import known  # noqa: PLC0415

    customers = book.sheets["Customers"].loc[rows.table.rows]
    if "customer_id" not in customers:
        return find(customers, settings=context.settings, known=known(book.sheets))
    contacts, titles = (
        _named(book.sheets[key], key) if key in book.sheets else None for key in _SHEETS
    )
    return find(
        _named(customers, "Customers"),
        contacts,
        titles,
        settings=context.settings,
        known=known(book.sheets),
    )


def _named(frame: pd.DataFrame, sheet: str) -> pd.DataFrame:
    """Return the rows with ids that are all text; a damaged book has dates and numbers there.

    Rows without an id have one that nothing else refers to.
    """
    if "customer_id" not in frame:
        return frame
    ids = [
        f"#{sheet}{row}" if pd.isna(cell) else str(cell)
        for row, cell in zip(frame.index, frame["customer_id"], strict=True)
    ]
    return frame.assign(customer_id=pd.Series(ids, frame.index, dtype=object))


def _sure(found: Duplicates, position: Mapping[int, int]) -> dict[int, _Twin]:
    """Return position → the rest of its cluster, with the reasons of its strongest pair."""
    why: dict[int, tuple[Reason, ...]] = {}
    for left, right, reasons in _pairs(found, "duplicate"):
        why.setdefault(left, reasons)
        why.setdefault(right, reasons)
    return {
        position[row]: _Twin(tuple(position[o] for o in cluster if o != row), why.get(row, ()))
        for cluster in found.clusters
        for row in cluster
    }


def _possible(found: Duplicates, position: Mapping[int, int]) -> dict[int, _Twin]:
    """Return position → the rows that may be the same, the likeliest first."""
    twins: dict[int, _Twin] = {}
    for left, right, reasons in _pairs(found, "possible"):
        for row, other in ((left, right), (right, left)):
            known = twins.get(position[row], _Twin((), reasons))
            twins[position[row]] = known._replace(others=(*known.others, position[other]))
    return twins


def _pairs(found: Duplicates, band: str) -> Iterable[tuple[int, int, tuple[Reason, ...]]]:
    of_band = found.pairs[found.pairs["band"] == band]
    return zip(of_band["left"], of_band["right"], of_band["reasons"], strict=True)


def _mark(rows: Rows, rule: str, twins: Mapping[int, _Twin]) -> None:
    left = rows.hits(twins)
    for column in _columns(rows):
        here = left & rows.filled(column)
        left &= ~here
        if here.any():
            rows.marks.mark(rule, column, here, lambda n: _facts(rows, twins[n]))


def _facts(rows: Rows, twin: _Twin) -> Facts:
    grounds = [reason for reason in twin.why if reason.points > 0][:_GROUNDS]
    return Facts(
        detail=_listed([_where(rows, n) for n in twin.others]),
        expected=Text("、".join(r.zh for r in grounds), ", ".join(r.en for r in grounds)),
    )


def _where(rows: Rows, position: int) -> Text:
    """Return a row with its owner, as a sentence names it."""
    owner = rows.shown("owner", position)
    key = "twin.row_of" if owner else "twin.row"
    return message(key, row=rows.row(position), owner=owner)


def _listed(names: list[Text]) -> Text:
    more = " …" if len(names) > _LISTED else ""
    shown = names[:_LISTED]
    return Text("、".join(n.zh for n in shown) + more, ", ".join(n.en for n in shown) + more)


def _columns(rows: Rows) -> list[str]:
    """Return the columns a finding may stand in, the best first."""
    return list(dict.fromkeys((*_COLUMNS, *rows.table.columns)))
