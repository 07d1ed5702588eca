"""Rows get their ids, and what refers to them follows.

A foreign list has ids of its own ("ALFKI"), or none. Records get ids of the book's form; the old
id is kept. A column that refers to a record finds it by the new id, the old id, or its name if
only one record has that name; what is not found stays as typed and is reported.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.catalogue import Kind
from validation.minting import next_ids
from workbook.importing.cells import is_blank, objects
from workbook.importing.derivation import as_text
from workbook.importing.headers import fold_header
from workbook.importing.report import Doubt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from validation.catalogue import Catalogue, Field, Sheet

OLD_ID = "_old_id"
TOKEN = "_row"  # noqa: S105 - a row of the source, not a secret
PARENT = "_parent"
PLACE = "_place"
"""Working columns of a frame: the old id, the source row, the customer's source row, the cell."""
_FORMS = {"Reps": "R{n:03}"}
"""Forms of ids that the catalogue leaves to the team."""
_NAMES = {
    "Customers": ("company_name_en", "company_name_zh"),
    "Reps": ("rep_name",),
    "Products": ("name_zh", "name_en"),
    "Contacts": ("contact_name",),
}
_YEAR_FROM = {"Customers": "created_date", "Inquiries": "received_at"}


class Linked(NamedTuple):
    """The frames with ids and links filled in, and the links that lead nowhere."""

    frames: Mapping[str, pd.DataFrame]
    doubts: tuple[Doubt, ...]


def linked(frames: Mapping[str, pd.DataFrame], catalogue: Catalogue, *, today: dt.date) -> Linked:
    """Return sheet → frame with ids minted and references followed; the frames stay as they are.

    `today` gives the year of an id whose record has no date of its own.
    """
    named = {key: _with_ids(frame, catalogue.sheets[key], today) for key, frame in frames.items()}
    _adopt_parents(named)
    books = {key: _Directory(frame, catalogue.sheets[key]) for key, frame in named.items()}
    doubts: list[Doubt] = []
    for key, frame in named.items():
        for column in catalogue.sheets[key].fields:
            target = column.refers_to.split(".")[0]
            if column.key in frame.columns and target:
                _follow(frame, column, books.get(target), doubts)
    return Linked(named, tuple(doubts))


def _with_ids(frame: pd.DataFrame, sheet: Sheet, today: dt.date) -> pd.DataFrame:
    """Return a copy with an id in every row; an id that is not of the book's form is an old one."""
    frame = frame.copy()
    column = sheet.by_key.get(sheet.row_key)
    form = _FORMS.get(sheet.key) or (column.argument("mint") if column else None)
    if OLD_ID not in frame.columns:
        frame[OLD_ID] = objects(frame, [None] * len(frame))
    if column is None or not form:
        return frame
    given = frame[column.key].tolist() if column.key in frame.columns else [None] * len(frame)
    pattern = re.compile(column.argument("pattern") or ".*")
    counts = Counter(as_text(v) for v in given)
    kept = [
        as_text(v) if pattern.fullmatch(as_text(v)) and counts[as_text(v)] == 1 else None
        for v in given
    ]
    old = [
        o if k or is_blank(v) else v
        for k, v, o in zip(kept, given, frame[OLD_ID].tolist(), strict=True)
    ]
    missing = [i for i, identity in enumerate(kept) if identity is None]
    dates = _dates(frame, sheet.key, today)
    fresh = next_ids(form, [dates[i] for i in missing], taken=[k for k in kept if k])
    for i, identity in zip(missing, fresh, strict=True):
        kept[i] = identity
    frame[column.key] = objects(frame, kept)
    frame[OLD_ID] = objects(frame, old)
    return _old_ids_kept(frame, sheet)


def _old_ids_kept(frame: pd.DataFrame, sheet: Sheet) -> pd.DataFrame:
    if "source_id" in sheet.by_key:
        known = frame["source_id"].tolist() if "source_id" in frame.columns else [None] * len(frame)
        both = zip(known, frame[OLD_ID].tolist(), strict=True)
        ids = [as_text(o if is_blank(k) else k) or None for k, o in both]
        if any(ids):
            frame["source_id"] = objects(frame, ids)
    return frame


def _dates(frame: pd.DataFrame, sheet: str, today: dt.date) -> list[dt.date]:
    """Return the date whose year or day a row's new id carries."""
    source = _YEAR_FROM.get(sheet, "")
    if source not in frame.columns:
        return [today] * len(frame)
    return [v if isinstance(v, dt.date) else today for v in frame[source]]


def _adopt_parents(frames: Mapping[str, pd.DataFrame]) -> None:
    """Give each contact that came from a customer's row the id of that customer."""
    contacts, customers = frames.get("Contacts"), frames.get("Customers")
    if contacts is None or customers is None or PARENT not in contacts.columns:
        return
    ids = dict(zip(customers[TOKEN], customers["customer_id"], strict=True))
    given = contacts.get("customer_id")
    own = given.tolist() if given is not None else [None] * len(contacts)
    both = zip(contacts[PARENT], own, strict=True)
    contacts["customer_id"] = objects(contacts, [ids.get(p, v) for p, v in both])


class _Directory:
    """The records of one sheet by new id, old id and name."""

    def __init__(self, frame: pd.DataFrame, sheet: Sheet) -> None:
        self._known: dict[str, str] = {}
        if not sheet.row_key or sheet.row_key not in frame.columns:
            return
        ids = [as_text(v) for v in frame[sheet.row_key]]
        columns = [c for c in _NAMES.get(sheet.key, ()) if c in frame.columns]
        named = [
            (fold_header(as_text(v)), identity)
            for c in columns
            for v, identity in zip(frame[c], ids, strict=True)
        ]
        holders: dict[str, set[str]] = {}
        for name, identity in named:
            holders.setdefault(name, set()).add(identity)
        self._known = {n: next(iter(h)) for n, h in holders.items() if n and len(h) == 1}
        sources: list[Any] = [frame[c].tolist() for c in (OLD_ID, "source_id") if c in frame]
        for old in sources:
            counts = Counter(as_text(v) for v in old)
            self._known.update(
                {
                    fold_header(text): identity
                    for v, identity in zip(old, ids, strict=True)
                    if (text := as_text(v)) and counts[text] == 1
                }
            )
        self._known.update({fold_header(identity): identity for identity in ids})

    def identity(self, value: str) -> str | None:
        """Return the id of the record that `value` names; None: none, or more than one."""
        return self._known.get(fold_header(value)) if fold_header(value) else None


def _follow(
    frame: pd.DataFrame, column: Field, directory: _Directory | None, doubts: list[Doubt]
) -> None:
    """Put ids in the place of what a column refers by; the frame is one of our own copies."""
    many = column.kind is Kind.LIST
    lost: Counter[str] = Counter()
    first: dict[str, str] = {}
    results: list[object] = []
    places: Sequence[object] = frame[PLACE].tolist() if PLACE in frame else [""] * len(frame)
    for value, place in zip(frame[column.key].tolist(), places, strict=True):
        text = as_text(value)
        parts = text.split(";") if many else [text]
        found = [directory.identity(part) if directory else None for part in parts]
        results.append(";".join(f or p for f, p in zip(found, parts, strict=True)) or None)
        for part, identity in zip(parts, found, strict=True):
            if part and identity is None and not column.has("other_words"):
                lost[part] += 1
                first.setdefault(part, str(place))
    frame[column.key] = objects(frame, results)
    absent = "" if directory else column.refers_to.split(".")[0]
    doubts += [
        Doubt(column.sheet, column.key, value, count, first[value], unlinked=True, absent=absent)
        for value, count in lost.items()
    ]
