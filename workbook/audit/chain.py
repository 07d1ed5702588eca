"""The chain of a ledger: each row carries the hash of the row before it.

The hash of a row is the SHA-256, in hex, of the UTF-8 bytes of a JSON array without spaces, its
characters unescaped: one pair `[key, value]` for each column the catalogue gives the sheet, in the
catalogue's order, `prev_hash` among them. A value is written so that saving the book in another
program changes nothing of it:

    blank cell            null
    int, decimal, money   the number with at most 15 digits that count: "1", "0.2", "1e+20"
    date, datetime        to the second, without zone: "2026-11-22T10:00:00"
    bool                  "Y" or "N"
    enum                  the code of the word, whatever the language the cell shows it in
    everything else       the text, a line break as one line feed, outer white space left away

A cell that is not of its column's type (a date typed as text) is written as text, unless it reads
as one in ISO form. The first row carries the hash of "relaybook.chain/1", sheet and book id, each
on a line of its own. A column of the team's own is not part of the chain.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from validation.catalogue import Catalogue, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.catalogue import Field

LINK = "prev_hash"
"""The column that carries the hash of the row before."""
_NUMBERS = frozenset({Kind.INT, Kind.DECIMAL, Kind.MONEY})
_TIMES = frozenset({Kind.DATE, Kind.DATETIME})


class Link(NamedTuple):
    """One row of a ledger as the chain sees it."""

    seq: int
    row: int
    """Excel's row number."""
    previous: str
    """What the row says the hash of the row before it is."""
    digest: str
    """The row's own hash."""


@dataclass(frozen=True)
class Chain:
    """How the rows of one ledger sheet are chained."""

    catalogue: Catalogue
    sheet: str

    @property
    def order(self) -> str:
        """The column that numbers the rows from 1."""
        return self.catalogue.sheets[self.sheet].row_key

    def genesis(self, book_id: str | None) -> str:
        """Return what the first row carries."""
        return _sha256(f"relaybook.chain/1\n{self.sheet}\n{book_id or ''}")

    def digest(self, row: Mapping[str, Any]) -> str:
        """Return the hash of a row, key → value; a column that is not there is blank."""
        pairs = [
            [field.key, self._canonical(row.get(field.key), field)]
            for field in self.catalogue.sheets[self.sheet].fields
        ]
        return _sha256(json.dumps(pairs, ensure_ascii=False, separators=(",", ":")))

    def next(self, rows: pd.DataFrame | None, book_id: str | None) -> tuple[int, str]:
        """Return the number and the `prev_hash` of the row that comes after `rows`.

        `rows` has catalogue keys as columns, in any order of rows; None is an empty ledger.
        """
        links = self.links(rows)
        last = max(links, default=None)
        return (1, self.genesis(book_id)) if last is None else (last.seq + 1, last.digest)

    def links(self, rows: pd.DataFrame | None) -> Sequence[Link]:
        """Return the rows of a ledger in the sheet's order, blank ones left out.

        A row whose number is none has seq 0.
        """
        if rows is None:
            return ()
        found = []
        for number, row in zip(rows.index, rows.to_dict("records"), strict=True):
            if not all(_is_blank(value) for value in row.values()):
                previous = _text(row.get(LINK)) or ""
                seq = _whole(row.get(self.order))
                told = {str(key): value for key, value in row.items()}
                found.append(Link(seq, int(number), previous, self.digest(told)))
        return found

    def _canonical(self, value: Any, field: Field) -> str | None:
        if _is_blank(value):
            return None
        if isinstance(value, bool):
            return "Y" if value else "N"
        if field.kind in _NUMBERS:
            return _number(value)
        if field.kind in _TIMES:
            return _moment(value)
        text = _text(value)
        if text and field.kind is Kind.ENUM and (words := self.catalogue.vocabulary(field)):
            return words.alias(text) or text
        return text


def _number(value: Any) -> str | None:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return _text(value)
    return f"{float(number):.15g}"


def _moment(value: Any) -> str | None:
    """Return a time to the second: a spreadsheet stores days as fractions, which round."""
    try:
        moment = value if isinstance(value, dt.date) else dt.datetime.fromisoformat(str(value))
    except ValueError:
        return _text(value)
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time())
    moment = moment.replace(tzinfo=None) + dt.timedelta(microseconds=500_000)
    return moment.replace(microsecond=0, fold=0).strftime("%Y-%m-%dT%H:%M:%S")


def _text(value: Any) -> str | None:
    if _is_blank(value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # 7 in a text column comes back from some programs as 7.0
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip() or None


def _whole(value: Any) -> int:
    try:
        number = Decimal(str(value).strip())
        return int(number) if number == number.to_integral_value() and number > 0 else 0
    except (InvalidOperation, ValueError, OverflowError):
        return 0


def _is_blank(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or bool(pd.isna(value))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
