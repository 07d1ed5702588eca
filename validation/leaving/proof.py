"""The proof that a handover lost nothing: a book counted before, and the written file after.

A row that is handed over keeps every cell but those that name who has it; every other row keeps
all of them. Both are held to by checksums, sheet by sheet, beside the sums a person can follow.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.leaving.source import CUSTOMERS, TODOS
from validation.messages import Text, message, plain
from validation.typed import typed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.settings import Settings

Touched = dict[str, dict[str, tuple[int, ...]]]
"""Sheet → column → the rows whose cell gets another rep, as Excel numbers them."""
_DIGITS = 12


class Look(NamedTuple):
    """What a proof looks at."""

    touched: Touched
    last: Mapping[str, int] | None = None
    """The last row of each sheet before the handover; None: this is before it."""


class SheetProof(NamedTuple):
    """One sheet, its new rows left out."""

    tab: str
    rows: int
    """Filled rows."""
    touched: int
    """Those of which a cell gets another rep."""
    kept: str
    """Checksum of these rows, without the very cells that change."""
    others: str
    """Checksum of every cell of all other rows."""
    given: str
    """Checksum of the cells that change: before, as they are to be; after, as they are."""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A book, counted."""

    sheets: Mapping[str, SheetProof]
    last: Mapping[str, int]
    """Sheet → its last row when it was counted first; what stands below is new."""
    new: Mapping[str, int]
    """Sheet → its rows below."""
    customers: int
    todos: int
    open_todos: int
    orders: Mapping[str, Decimal]
    """Currency → sum of the amounts; "?": without a currency."""
    unread: int
    """Amounts that are no number."""
    stages: Mapping[str, int]
    """Code of stage → customers in it."""
    custom: str
    """Checksum of every column of the team's own."""


class Difference(NamedTuple):
    """Something that is not as it was."""

    what: Text
    before: str
    after: str


def proof(
    book: Book,
    catalogue: Catalogue,
    settings: Settings,
    today: dt.date,
    look: Look,
) -> Proof:
    """Return a book counted; sheets that actions fill are no records and stay out of it.

    Args:
        book: of any language.
        catalogue: what its sheets are described by.
        settings: of the book.
        today: for the reading of dates.
        look: the cells that change, and where the rows end that are counted.
    """
    touched, last = look
    frames = {
        key: _cells(book, key)
        for key in book.sheets
        if key not in catalogue.sheets or catalogue.sheets[key].kind != "result"
    }
    ends = {
        key: max([*map(int, frame.index), 0]) if last is None else last.get(key, 0)
        for key, frame in frames.items()
    }
    old = {key: frame[frame.index <= ends[key]] for key, frame in frames.items()}
    known = typed(book, catalogue, _WANTED, settings=settings, today=today)
    cells = {
        key: sheet.frame[sheet.frame.index <= ends.get(key, 0)] for key, sheet in known.items()
    }
    orders, unread = _orders(cells["Orders"], known["Orders"].unread)
    statuses = cells[TODOS]["status"]
    return Proof(
        sheets={
            key: _sheet(book.layouts[key].tab, frame, touched.get(key, {}))
            for key, frame in old.items()
        },
        last=ends,
        new={
            key: count
            for key, frame in frames.items()
            if (count := int(frame.loc[frame.index > ends[key]].notna().any(axis=1).sum()))
        },
        customers=int(cells[CUSTOMERS].notna().any(axis=1).sum()),
        todos=len(statuses),
        open_todos=int((statuses.isna() | (statuses == "open")).sum()),
        orders=orders,
        unread=unread,
        stages=dict(sorted(Counter(str(s or "") for s in cells[CUSTOMERS]["stage"]).items())),
        custom=_custom(book, old),
    )


_WANTED: Mapping[str, tuple[str, ...]] = {
    CUSTOMERS: ("customer_id", "company_name_en", "company_name_zh", "stage"),
    TODOS: ("todo_id", "status"),
    "Orders": ("order_no", "amount", "currency"),
}


def differences(before: Proof, after: Proof) -> tuple[Difference, ...]:
    """Return what is not as it was; empty: everything is."""
    found = [
        Difference(_sheet_name(one.tab, key), str(value), str(getattr(there, key, "-")))
        for sheet, one in before.sheets.items()
        for there in (after.sheets.get(sheet),)
        for key, value in one._asdict().items()
        if key != "tab" and value != getattr(there, key, None)
    ]
    for key in ("customers", "todos", "open_todos", "orders", "unread", "stages", "custom"):
        was, now = getattr(before, key), getattr(after, key)
        if was != now:
            found.append(Difference(message(f"leaving.proof_{key}"), _said(was), _said(now)))
    return tuple(found)


def _sheet_name(tab: str, key: str) -> Text:
    return message("leaving.proof_sheet", tab=plain(tab), what=message(f"leaving.proof_{key}"))


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key or '-'} {one}" for key, one in value.items())
    return str(value)


def _orders(frame: pd.DataFrame, unread: Iterable[Any]) -> tuple[dict[str, Decimal], int]:
    sums: dict[str, Decimal] = {}
    for amount, currency in zip(frame["amount"], frame["currency"], strict=True):
        if amount is not None:
            key = str(currency or "?")
            sums[key] = sums.get(key, Decimal(0)) + amount
    rows = set(frame.index)
    lost = sum(one.column == "amount" and one.row in rows for one in unread)
    return dict(sorted(sums.items())), lost


def _cells(book: Book, key: str) -> pd.DataFrame:
    """Return a sheet without what a check wrote, and with what shows an error or a formula."""
    frame = book.sheets[key]
    frame = frame[[column for column in frame.columns if not str(column).startswith("_")]]
    odd = [one for one in book.layouts[key].odd if one.kind != "duplicate_header"]
    if odd:
        frame = frame.copy()
    for one in odd:
        if one.row in frame.index and one.column in frame.columns:
            frame.at[one.row, one.column] = f"{one.kind}: {one.shown}"  # noqa: PD008
    return frame


def _sheet(tab: str, frame: pd.DataFrame, touched: Mapping[str, Sequence[int]]) -> SheetProof:
    rows = sorted({row for of in touched.values() for row in of})
    moved = frame.index.isin(rows)
    kept, given = frame.loc[moved].copy(), {}
    for column, of in sorted(touched.items()):
        given[column] = frame[column].loc[list(of)]
        kept.loc[list(of), column] = None
    return SheetProof(
        tab,
        int(frame.notna().any(axis=1).sum()),
        int(moved.sum()),
        _checksum(kept),
        _checksum(frame.loc[~moved]),
        _together([_checksum(cells.to_frame()) for cells in given.values()]),
    )


def _custom(book: Book, frames: Mapping[str, pd.DataFrame]) -> str:
    own = [
        _checksum(frame[[c for c in frame.columns if c in book.layouts[key].custom]])
        for key, frame in sorted(frames.items())
    ]
    return _together(own)


def _together(sums: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sums).encode()).hexdigest()[:_DIGITS]


def as_given(before: Proof, book: Book, touched: Touched) -> Proof:
    """Return the proof with the cells that change as they stand in `book`, already changed."""
    sheets = {
        key: one._replace(given=_sheet(one.tab, book.sheets[key], touched[key]).given)
        if key in touched
        else one
        for key, one in before.sheets.items()
    }
    return replace(before, sheets=sheets)


def _checksum(frame: pd.DataFrame) -> str:
    """Return twelve digits that differ when a cell, a row or its place does.

    A cell counts with its type: 1 is not "1", and a day is not a midnight.
    """
    digest = hashlib.sha256()
    for column in frame.columns:
        values = frame[column].to_numpy(dtype=object).tolist()
        digest.update(repr((str(column), values)).encode("utf-8", "surrogatepass"))
    digest.update(repr(frame.index.tolist()).encode())
    return digest.hexdigest()[:_DIGITS]
