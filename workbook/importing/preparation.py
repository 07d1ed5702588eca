"""A table as its map wants it, before any column becomes a field.

In this order: cells that an unquoted comma has shifted are joined again, texts that mean nothing
are blanked, values are replaced, columns are joined from other lists, rows are filtered.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from validation.errors import ImportMapError
from validation.messages import Text, message
from validation.vocabularies import fold
from workbook.importing import derivation
from workbook.importing.accounting import Fate
from workbook.importing.cells import is_blank, objects
from workbook.importing.headers import fold_header

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from workbook.importing.accounting import Ledger
    from workbook.importing.mapping import Join, TableMap
    from workbook.importing.tables import Table


class Sheetful(NamedTuple):
    """A table with the ledger of the tab it stands in."""

    table: Table
    ledger: Ledger


class Rejoined(NamedTuple):
    """A table whose shifted rows are straight again, and what to say about it."""

    table: Table
    remarks: tuple[Text, ...]


def rejoined(sheetful: Sheetful, told: TableMap, *, is_csv: bool) -> Rejoined:
    """Return the table with the cells of too wide rows joined where an unquoted comma split them.

    The map names the column. Without it, a row of a CSV file is repaired when it is certain: as
    many cells begin with a space (", 67") as there are cells too many, side by side.
    """
    table, ledger = sheetful
    names = list(table.headers)
    named = [name for name in names if not name.startswith("列 Column ")]
    extra = names[len(named) :]
    if not named or names[: len(named)] != named or not extra:
        return Rejoined(table, ())
    fixed = column_named(told.rejoin, named) if told.rejoin else None
    body = table.body.copy()
    rows = body.to_numpy(dtype=object).tolist()
    repaired, kept = [], []
    for i, row in enumerate(rows):
        spill = sum(v is not None for v in row[len(named) :])
        if not spill:
            continue
        place = named.index(fixed) if fixed else _split_at(row, spill) if is_csv else None
        number = int(body.index[i])
        if place is None or any(v is None for v in row[len(named) : len(named) + spill]):
            kept.append(number)
            continue
        whole = ",".join("" if v is None else str(v) for v in row[place : place + spill + 1])
        rest = row[place + spill + 1 : len(named) + spill]
        rows[i] = [*row[:place], whole, *rest, *[None] * len(extra)]
        ledger.shift(number, table.places[named[place]], spill)
        repaired.append((number, named[place]))
    body = pd.DataFrame(rows, index=body.index, columns=body.columns, dtype=object)
    remarks = _rejoin_remarks(repaired, kept)
    gone = [name for name in extra if body[name].isna().all()]
    return Rejoined(replace(table, body=body.drop(columns=gone)), remarks)


def _split_at(row: Sequence[object], spill: int) -> int | None:
    """Return the position of the cell that a comma split; None: it is not certain."""
    spaced = [j for j, v in enumerate(row) if isinstance(v, str) and v.startswith(" ")]
    straight = len(spaced) == spill and spaced == list(range(spaced[0], spaced[0] + spill))
    return spaced[0] - 1 if straight and spaced[0] > 0 else None


def _rejoin_remarks(repaired: Sequence[tuple[int, str]], kept: Sequence[int]) -> tuple[Text, ...]:
    remarks = []
    for column in dict.fromkeys(name for _, name in repaired):
        rows = [number for number, name in repaired if name == column]
        remarks.append(message("import.rejoined", n=len(rows), column=column, rows=_some(rows)))
    if kept:
        remarks.append(message("import.too_wide", n=len(kept), rows=_some(kept)))
    return tuple(remarks)


def prepared(
    sheetful: Sheetful,
    told: TableMap,
    *,
    blank: Sequence[str],
    lookup: Callable[[str], pd.DataFrame],
    path: Path | None,
) -> Table:
    """Return the table blanked, replaced, joined and filtered as the map says.

    `lookup` gives the rows of a joined list by its name in the map. The columns it adds have no
    place in the file.

    Raises:
        ImportMapError: the map names a column that the list does not have.
    """
    table, ledger = sheetful
    body = _blanked(sheetful, blank)
    for header, words in told.replace.items():
        name = _required(header, table.headers, path)
        folded = {fold(key): value for key, value in words.items()}
        body[name] = objects(
            body,
            [
                (folded.get(fold(derivation.as_text(v)), v) or None) if not is_blank(v) else v
                for v in body[name]
            ],
        )
    try:
        for join in told.joins:
            body[join.column] = objects(body, _joined(join, body, lookup, path))
        kept = derivation.holds(told.keep, body)
    except derivation.UnknownColumnError as error:
        raise _unknown(str(error), path) from error
    for number, stays in zip(body.index, kept, strict=True):
        if not stays:
            ledger.row(int(number), Fate.FILTERED)
    return replace(table, body=body[pd.Series(kept, index=body.index, dtype=bool)])


def _joined(
    join: Join, body: pd.DataFrame, lookup: Callable[[str], pd.DataFrame], path: Path | None
) -> list[object]:
    other = lookup(join.source)
    on = {_required(here, list(body.columns), path): there for here, there in join.on.items()}
    return derivation.joined(join._replace(on=on), body, other)


def _blanked(sheetful: Sheetful, blank: Sequence[str]) -> pd.DataFrame:
    table, ledger = sheetful
    body = table.body.copy()
    tokens = {fold(text) for text in blank}
    if not tokens:
        return body
    for name in table.headers:
        column = body[name].tolist()
        hits = [isinstance(v, str) and fold(v) in tokens for v in column]
        if any(hits):
            rows = [int(n) for n, hit in zip(body.index, hits, strict=True) if hit]
            ledger.column(table.places[name], rows, Fate.BLANK)
            both = zip(column, hits, strict=True)
            body[name] = objects(body, [None if hit else v for v, hit in both])
    return body


def column_named(header: str, names: Sequence[str]) -> str | None:
    """Return the column that a map calls `header`, as it is or folded; None: there is none."""
    if header in names:
        return header
    folded = fold_header(header)
    return next((name for name in names if fold_header(name) == folded), None)


def _required(header: str, names: Sequence[str], path: Path | None) -> str:
    found = column_named(header, names)
    if found is None:
        raise _unknown(header, path)
    return found


def _unknown(header: str, path: Path | None) -> ImportMapError:
    reason = message("import.map.column", found=header)
    return ImportMapError(path=str(path or ""), reason=reason)


def used_columns(join: Join) -> Mapping[str, None]:
    """Return the columns of the joined list that the join reads."""
    order = (join.by,) if join.by else ()
    return dict.fromkeys((*join.on.values(), *derivation.columns_of(join.value), *order))


def _some(rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:8]))
    return f"{shown} …" if len(rows) > 8 else shown
