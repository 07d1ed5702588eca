"""A list with headers of somebody's own → its customers, matched as an import matches them.

Nothing is written and no value is changed: each row stays one row, and its cells are compared
and shown as they were typed. Rows that an import would put together, because they only add a
contact, stay apart here: they are what was asked for.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from validation.messages import Text, message
from workbook.duplicates.rows import ROW, TAB, Rows, homes, picked, placed, stacked, tied
from workbook.importing import Source, matching, naming
from workbook.importing.lists import Lists
from workbook.importing.mapping import ImportMap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook.formats.grid import Opened
    from workbook.importing.headers import Match, Names
    from workbook.importing.lists import Found

_LOOKED_AT = ("Customers", "Contacts", "Titles")


def rows(opened: Opened, names: Names) -> Rows:
    """Return the customers of a file without sheets of ours; none when no table has any."""
    lists = Lists(names, ImportMap(), lambda _path: opened)
    lists.open(Source(Path(opened.path)))
    lists.prepare()
    tables = [t for t in matching.with_sheets(lists.found, names) if t.sheet in _LOOKED_AT]
    parts = [_part(table, names) for table in tables]
    ours = [part for part in parts if part.sheet == "Customers"]
    customers = stacked([part.customers for part in ours])
    return Rows(
        path=opened.path,
        sha256=opened.sha256,
        book_id="",
        customers=customers if len(customers) else pd.DataFrame(columns=[TAB, ROW], dtype=object),
        contacts=stacked([*_beside(ours), *_apart(parts, "Contacts", customers)]),
        titles=stacked([*_apart(parts, "Titles", customers)]),
        reps={},
        notes=tuple(part.note for part in ours if len(part.customers)),
    )


class _Part(NamedTuple):
    """One table: its frames by sheet, and what to say about its headers."""

    sheet: str
    customers: pd.DataFrame
    others: pd.DataFrame
    """Of a table of customers the people beside them, row for row; else its own rows."""
    note: Text


def _part(found: Found, names: Names) -> _Part:
    table = found.table
    matches = matching.matched(found, names)
    frames = {
        sheet: _frame(found, matches, sheet) for sheet in dict.fromkeys((found.sheet, "Contacts"))
    }
    if found.sheet != "Customers":
        return _Part(found.sheet, pd.DataFrame(), frames[found.sheet], _note(found, matches))
    own = frames["Customers"].drop(index=_repeats(found, matches))
    customers = placed(own, table.tab)
    people = frames["Contacts"].loc[list(customers.index)]
    return _Part("Customers", customers, people, _note(found, matches))


def _frame(found: Found, matches: Sequence[Match], sheet: str) -> pd.DataFrame:
    """Return the columns of a table that belong to a sheet, under their keys."""
    body = found.table.body
    headers = {m.meaning.key: m.header for m in matches if m.meaning and m.meaning.sheet == sheet}
    for key in naming.superseded(sheet, set(headers)):
        headers.pop(key)
    frame = pd.DataFrame(
        {key: body[header].tolist() for key, header in headers.items()},
        index=body.index,
        dtype=object,
    )
    return naming.named_by_script(naming.whole_names(frame, sheet), sheet)


def _repeats(found: Found, matches: Sequence[Match]) -> list[int]:
    """Return the rows whose company's name is a merged cell's: they add a person to it."""
    table = found.table
    named = ("company_name", "company_name_en", "company_name_zh")
    places = [
        table.places[match.header]
        for match in matches
        if match.meaning and match.meaning.key in named and match.header in table.places
    ]
    return [
        int(row)
        for row in table.body.index
        if any((int(row), place) in table.filled for place in places)
    ]


def _beside(parts: Sequence[_Part]) -> list[pd.DataFrame]:
    """Return the people that stand in the customers' own rows."""
    found, before = [], 0
    for part in parts:
        count = len(part.customers)
        found.append(tied(part.others, "Contacts", range(before, before + count)))
        before += count
    return found


def _apart(parts: Sequence[_Part], sheet: str, customers: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the people or titles that stand in a table of their own."""
    found = [picked(pd.DataFrame(), sheet)]
    for part in parts:
        if part.sheet == sheet:
            frame = part.others
            named = frame["customer_id"] if "customer_id" in frame else [None] * len(frame)
            found.append(tied(frame, sheet, homes(customers, list(named))))
    return found


def _note(found: Found, matches: Sequence[Match]) -> Text:
    """Return which headers were taken for what."""
    pairs = [
        f"{match.header} → {match.meaning.key}"
        for match in matches
        if match.meaning and match.header in found.table.places
    ]
    return message(
        "dup.read_as_list",
        path=found.table.source,
        tab=found.table.tab,
        columns="; ".join(pairs) or "—",
    )
