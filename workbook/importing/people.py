"""The people in the rows of a list: one Contacts row each, several to a cell split."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from workbook.importing import splitting
from workbook.importing.derivation import as_text
from workbook.importing.linking import PARENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CELLS = ("contact_name", "title", "email", "phone")


class SplitRow(NamedTuple):
    """One row with several people: its number, what its cells said, who they are."""

    row: int
    before: str
    after: tuple[str, ...]


class People(NamedTuple):
    """The contacts of a table; index the source row, repeated where a row was split."""

    frame: pd.DataFrame
    splits: tuple[SplitRow, ...]


def split_people(frame: pd.DataFrame) -> People:
    """Return one row per person. What does not say whose it is stays with the first."""
    present = [name for name in _CELLS if name in frame.columns]
    names = [name for name in ("contact_name", "email") if name in present]
    columns = [frame[name].tolist() for name in present]
    suspects = {
        i
        for name in names
        for i, value in enumerate(frame[name])
        if isinstance(value, str) and splitting.SEPARATING.search(value)
    }
    if not suspects:
        return People(frame, ())
    rows: list[dict[str, Any]] = []
    index: list[int] = []
    splits: list[SplitRow] = []
    records: list[dict[Any, Any]] = frame.to_dict("records")
    for i, (number, record) in enumerate(zip(frame.index, records, strict=True)):
        cells = {name: column[i] for name, column in zip(present, columns, strict=True)}
        found = splitting.people(cells) if i in suspects else None
        if found is None:
            rows.append(record)
            index.append(int(number))
            continue
        before = "\n".join(text for value in cells.values() if (text := as_text(value)))
        splits.append(SplitRow(int(number), before, tuple(p.said() for p in found)))
        rows += _records(record, found, present)
        index += [int(number)] * len(found)
    split = pd.DataFrame(rows, index=index, dtype=object)
    return People(split.astype(object).where(split.notna(), None), tuple(splits))


def _records(
    record: dict[Any, Any], found: Iterable[splitting.Person], present: Sequence[str]
) -> list[dict[str, Any]]:
    everyone = (PARENT, "customer_id", "contact_status")
    shared = {key: record[key] for key in everyone if key in record}
    rows = []
    for number, person in enumerate(found):
        row = dict(record) if number == 0 else dict.fromkeys(record) | shared
        said = {
            "contact_name": person.name,
            "title": person.title,
            "email": person.email,
            "phone": person.phone,
        }
        # A name in brackets may bring a title where the list has no column for one.
        row.update({key: v for key, v in said.items() if key in present or v})
        rows.append(row)
    return rows
