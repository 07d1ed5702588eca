"""Rows that repeat a company, one per contact, become one customer with several contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from validation.messages import Text, message
from workbook.importing.cells import is_blank, objects
from workbook.importing.derivation import as_text
from workbook.importing.headers import fold_header
from workbook.importing.linking import PARENT, TOKEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_COUNTERS = frozenset({"序号", "no", "sn", "行号", "index", "line"})
"""Headers of a running number, which differs from row to row and says nothing of the customer."""
_NAMES = ("company_name_en", "company_name_zh")


class Grouped(NamedTuple):
    """The customers, each once, and the contacts with their customer's token."""

    customers: pd.DataFrame
    contacts: pd.DataFrame
    remarks: tuple[Text, ...]


def grouped(customers: pd.DataFrame, contacts: pd.DataFrame) -> Grouped:
    """Return one row per company where later rows only add a contact.

    Rows belong together when they have the same company name and no other cell contradicts: equal
    or blank on one side. A row that contradicts stays, for the search for duplicates.
    """
    homes: dict[str, list[int]] = {}
    records = customers.to_dict("records")
    names = [_name(record) for record in records]
    moved: dict[str, str] = {}
    kept: list[int] = []
    people = set(contacts[PARENT])
    for i, record in enumerate(records):
        home = None
        if names[i] and record[TOKEN] in people:
            home = next((h for h in homes.get(names[i], ()) if _agree(records[h], record)), None)
        if home is None:
            kept.append(i)
            homes.setdefault(names[i], []).append(i)
            continue
        moved[record[TOKEN]] = records[home][TOKEN]
        records[home].update(_added(records[home], record))
    if not moved:
        return Grouped(customers, contacts, ())
    frame = customers.iloc[kept].copy()
    for column in frame.columns:
        frame[column] = objects(frame, [records[i][column] for i in kept])
    contacts = contacts.copy()
    homes_now = [moved.get(token, token) for token in contacts[PARENT]]
    contacts[PARENT] = objects(contacts, homes_now)
    return Grouped(frame, contacts, (message("import.grouped", n=len(moved)),))


def with_primaries(contacts: pd.DataFrame) -> pd.DataFrame:
    """Return the contacts with exactly the first of each customer marked as the main one.

    A customer that has a main contact already keeps it; only blanks are filled. A contact of
    no customer is nobody's main one.
    """
    contacts = contacts.copy()
    given = contacts.get("is_primary")
    marks: list[object] = given.tolist() if given is not None else [None] * len(contacts)
    owners = [as_text(v) for v in contacts.get("customer_id", [None] * len(contacts))]
    taken = {owner for owner, mark in zip(owners, marks, strict=True) if mark is True}
    filled = []
    for owner, mark in zip(owners, marks, strict=True):
        first = bool(owner) and owner not in taken and mark is None
        filled.append(first if mark is None else mark)
        taken |= {owner} if first else set()
    contacts["is_primary"] = objects(contacts, filled)
    return contacts


def _name(record: Mapping[Any, Any]) -> str:
    return fold_header("".join(as_text(record.get(key)) for key in _NAMES))


def _added(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return what the other row adds: cells that were blank, and its running number."""
    added = {k: v for k, v in other.items() if is_blank(one[k])}
    for key, value in other.items():
        differs = key != TOKEN and not is_blank(value) and one[key] != value
        if differs and key not in added:
            added[key] = f"{as_text(one[key])}; {as_text(value)}"
    return added


def _agree(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> bool:
    told = {k: v for k, v in other.items() if not is_blank(v) and not is_blank(one[k])}
    return all(
        key == TOKEN or one[key] == value or fold_header(str(key)) in _COUNTERS
        for key, value in told.items()
    )
