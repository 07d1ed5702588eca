"""What a rep's book remembers of the day it was given out: the base of a three-way merge.

For each row the parts of its key in clear, which its rep knows, and a keyed digest of each cell.
The values themselves are not kept a second time: the digests tell whether a side changed a cell,
which is all a merge asks, and nobody without the key learns anything from them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.threeway.values import SIZE, begun, digest, spelling
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from validation.catalogue import Field, Sheet

VERSION = "1"
_COLUMNS, _ROW = "base:columns:", "base:row:"


class Known(NamedTuple):
    """One row as it was given out."""

    key: tuple[str, ...]
    """The key's parts, folded; all blank: the row had none."""
    cells: bytes
    """A digest for each column of the sheet, side by side."""

    def cell(self, number: int) -> bytes:
        """Return the digest of the column with this number."""
        return self.cells[number * SIZE : (number + 1) * SIZE]


class KnownSheet(NamedTuple):
    """The rows of one sheet as they were given out."""

    columns: tuple[str, ...]
    rows: tuple[Known, ...]


@dataclass(frozen=True, kw_only=True)
class Base:
    """Everything a rep's book remembers."""

    split: str
    rep: str
    book: str
    """Id of the book it was split from; "": that had none yet."""
    sheets: Mapping[str, KnownSheet]


@dataclass(frozen=True, kw_only=True)
class Digester:
    """Spells and digests the rows of one sheet."""

    secret: bytes
    sheet: Sheet
    key: tuple[str, ...]

    def field(self, column: str) -> Field | None:
        """Return the field of a column; None: it is the team's own."""
        return self.sheet.by_key.get(column)

    def spelt(self, column: str, value: Any) -> str:
        """Return a cell as two books agree on it."""
        return spelling(value, self.field(column))

    def name(self, cells: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the folded key of a row."""
        return tuple(fold(self.spelt(column, cells.get(column))) for column in self.key)

    def cell(self, name: Sequence[str], column: str, value: Any) -> bytes:
        """Return the digest of one cell of the row `name`."""
        return digest(begun(self.secret, self.sheet.key, column), name, self.spelt(column, value))

    def row(self, name: Sequence[str], columns: Sequence[str], cells: Mapping[str, Any]) -> bytes:
        """Return the digests of a row, side by side."""
        return b"".join(self.cell(name, column, cells.get(column)) for column in columns)

    def known(self, frame: pd.DataFrame) -> KnownSheet:
        """Return the rows of a sheet as they are given out."""
        columns = tuple(map(str, frame.columns))
        rows = []
        for cells in frame.to_dict("records"):
            told = {str(key): value for key, value in cells.items()}
            name = self.name(told)
            rows.append(Known(name, self.row(name, columns, told)))
        return KnownSheet(columns, tuple(rows))


def facts(base: Base, secret: bytes) -> Mapping[str, str]:
    """Return what goes into the book's sheet of facts: name → text, with a seal over all."""
    told = {
        "base:version": VERSION,
        "base:split": base.split,
        "base:rep": base.rep,
        "base:book": base.book,
    }
    for sheet, known in base.sheets.items():
        told[_COLUMNS + sheet] = json.dumps(known.columns, ensure_ascii=True)
        for number, row in enumerate(known.rows, 1):
            packed = base64.b64encode(row.cells).decode("ascii")
            told[f"{_ROW}{sheet}:{number}"] = f"{packed} {json.dumps(row.key, ensure_ascii=True)}"
    return {**told, "base:seal": _seal(told, secret)}


def is_sealed(told: Mapping[str, str], secret: bytes) -> bool:
    """Return whether nobody changed the facts since somebody with the key wrote them."""
    mine = {k: v for k, v in told.items() if k.startswith("base:") and k != "base:seal"}
    return told.get("base:seal") == _seal(mine, secret)


def read(told: Mapping[str, str]) -> Base | None:
    """Return what a book remembers; None: it was not split off, or its memory is damaged."""
    if told.get("base:version") != VERSION or not told.get("base:split"):
        return None
    try:
        columns = {
            name.removeprefix(_COLUMNS): tuple(map(str, json.loads(text)))
            for name, text in told.items()
            if name.startswith(_COLUMNS)
        }
        rows: dict[str, list[tuple[int, Known]]] = {sheet: [] for sheet in columns}
        for sheet, number, row in _rows(told):
            rows[sheet].append((number, row))
    except (ValueError, KeyError, TypeError, binascii.Error):
        return None
    return Base(
        split=told["base:split"],
        rep=told.get("base:rep", ""),
        book=told.get("base:book", ""),
        sheets={
            sheet: KnownSheet(names, tuple(row for _, row in sorted(rows[sheet])))
            for sheet, names in columns.items()
        },
    )


def _rows(told: Mapping[str, str]) -> Iterator[tuple[str, int, Known]]:
    for name, text in told.items():
        if name.startswith(_ROW):
            sheet, _, number = name.removeprefix(_ROW).rpartition(":")
            packed, _, key = text.partition(" ")
            cells = base64.b64decode(packed, validate=True)
            yield sheet, int(number), Known(tuple(map(str, json.loads(key))), cells)


def _seal(told: Mapping[str, str], secret: bytes) -> str:
    said = json.dumps(sorted(told.items()), ensure_ascii=True).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, key=secret, digest_size=16).hexdigest()
