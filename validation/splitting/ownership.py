"""Whose row is whose: what a rep works on, followed from customers and leads to all that hangs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.catalogue import Kind
from validation.merging import former_ids
from validation.plaintext import shown
from validation.typed import typed
from validation.vocabularies import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd

    from validation.book import Book
    from validation.catalogue import Catalogue, Sheet
    from validation.settings import Settings
    from validation.splitting.allowing import Allowed

_NAMES = ("company_name_en", "company_name_zh", "company", "rep_name", "source_id")
_HEADS: Mapping[str, tuple[str, str]] = {"Customers": ("owner", "collaborators"),
                                         "Leads": ("assigned_rep", "")}  # fmt: skip
"""Sheet → its columns of who has a record, and of who works on it too."""
_ALONE: Mapping[str, str] = {"Inquiries": "assigned_to", "Todos": "assignee", "Mail": ""}
"""Rows that may belong to no customer and no lead → whose they are then."""
_LEFT, _AGENT = "left", "agent"


class Person(NamedTuple):
    """A row of Reps."""

    id: str
    row: int
    role: str
    """Code of rep_role; "": none."""
    active: str
    """Code of rep_active; "": none."""

    @property
    def is_active(self) -> bool:
        """Whether a book is made without being asked for by name."""
        return self.active != _LEFT and self.role != _AGENT


class Hanging(NamedTuple):
    """A row that belongs to records of other sheets, or to none."""

    row: int
    parents: tuple[tuple[str, str], ...]
    """Sheet and id of each record it names; an id of "" is nobody's."""
    alone: str
    """Who has it where it names none, folded; "": nobody."""


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """The rows of a book by the rep who works on them."""

    people: tuple[Person, ...]
    frames: Mapping[str, pd.DataFrame]
    """Sheet → its typed columns of ids and references."""
    hanging: Mapping[str, Sequence[Hanging]]
    """Sheet → its rows that belong to others."""
    allowed: Allowed
    catalogue: Catalogue

    def rows(self, rep: str) -> Mapping[str, list[int]]:
        """Return sheet → the rows of a rep, as Excel numbers them, in their order."""
        found: dict[str, list[int]] = {}
        ids: dict[str, set[str]] = {}
        for sheet, part in self.allowed.parts.items():
            frame = self.frames.get(sheet)
            if frame is None or part.rows != "own":
                continue
            rows = (
                self._heads(sheet, frame, rep)
                if sheet in _HEADS
                else self._hanging(sheet, ids, rep)
            )
            found[sheet] = rows
            key = self.catalogue.sheets[sheet].row_key
            if key in frame.columns:
                ids[sheet] = _wholly(frame, key, rows)
        found["Groups"] = self._groups(found.get("Customers", []))
        return found

    def _heads(self, sheet: str, frame: pd.DataFrame, rep: str) -> list[int]:
        owner, others = _HEADS[sheet]
        columns = [frame[owner], frame[others]] if others in frame else [frame[owner]]
        return [
            int(row)
            for row, *cells in zip(frame.index, *columns, strict=True)
            if any(rep in _folded(cell) for cell in cells)
        ]

    def _hanging(self, sheet: str, ids: Mapping[str, Collection[str]], rep: str) -> list[int]:
        """Return the rows all of whose parents are the rep's; one without any may be named his."""
        return [
            one.row
            for one in self.hanging[sheet]
            if (
                all(parent in ids.get(home, ()) for home, parent in one.parents)
                if one.parents
                else one.alone == rep
            )
        ]

    def _groups(self, customers: Collection[int]) -> list[int]:
        """Return the groups of some customers with all that stand above them."""
        groups = self.frames.get("Groups")
        held = self.frames.get("Customers")
        if groups is None or held is None or "group_id" not in held:
            return []
        above = dict(zip(groups["group_id"], groups["parent_group"], strict=True))
        wanted: set[Any] = set()
        open_ = set(held.loc[list(customers), "group_id"]) - {None}
        while open_:
            wanted |= open_
            open_ = {above.get(group) for group in open_} - wanted - {None}
        return [
            int(row)
            for row, group in zip(groups.index, groups["group_id"], strict=True)
            if group in wanted
        ]


def holdings(
    book: Book, catalogue: Catalogue, settings: Settings, today: dt.date, allowed: Allowed
) -> Holdings:
    """Return the rows of a book by rep. A cell that cannot be read gives its row to nobody."""
    wanted = {sheet: _wanted(catalogue, sheet) for sheet in allowed.parts if sheet in book.sheets}
    sheets = typed(book, catalogue, wanted, settings=settings, today=today)
    reps = sheets["Reps"].frame if "Reps" in sheets else None
    people = () if reps is None else tuple(
        Person(str(c["rep_id"]), int(row), str(c["role"] or ""), str(c["active"] or ""))
        for row, c in zip(reps.index, reps.to_dict("records"), strict=True)
        if c["rep_id"] is not None
    )  # fmt: skip
    frames = {key: sheet.frame for key, sheet in sheets.items()}
    own = [key for key, part in allowed.parts.items() if part.rows == "own" and key in frames]
    heirs = former_ids(book.sheets["Customers"]) if "Customers" in book.sheets else {}
    hanging = {
        key: _hanging(
            catalogue.sheets[key],
            frames[key],
            _Named(book.sheets[key], own[: own.index(key)], heirs),
        )
        for key in own
        if key not in _HEADS
    }
    return Holdings(
        people=people, frames=frames, hanging=hanging, allowed=allowed, catalogue=catalogue
    )


class _Named(NamedTuple):
    """What the references of a sheet are read with."""

    cells: pd.DataFrame
    """The sheet as it stands in the book."""
    homes: Collection[str]
    """The sheets whose records decide."""
    heirs: Mapping[str, str]
    """Id of a customer that was merged away, folded → the one that took it over."""

    def parents(self, ids: pd.Series[Any], key: str, home: str) -> list[str | None]:
        """Return the id that each row names; None: it names none; "": one that is nobody's."""
        if key not in self.cells:
            return [None] * len(ids)
        heirs = self.heirs if home == "Customers" else {}
        return [
            str(known)
            if known is not None
            else None
            if not (said := shown(cell).strip())
            else heirs.get(fold(said), "")
            for known, cell in zip(ids, self.cells.loc[ids.index, key], strict=True)
        ]


def _hanging(sheet: Sheet, frame: pd.DataFrame, named: _Named) -> list[Hanging]:
    links = [(f.key, f.refers_to.partition(".")[0]) for f in sheet.fields if f.kind is Kind.LINK]
    parents = [
        (home, named.parents(frame[key], key, home))
        for key, home in links
        if home in named.homes and key in frame
    ]
    alone = _ALONE.get(sheet.key, "")
    said = frame[alone].tolist() if alone and alone in frame else [None] * len(frame)
    return [
        Hanging(
            int(row),
            tuple((home, one) for home, ids in parents if (one := ids[n]) is not None),
            fold(str(said[n] or "")),
        )
        for n, row in enumerate(frame.index)
    ]


def _wanted(catalogue: Catalogue, sheet: str) -> list[str]:
    fields = catalogue.sheets[sheet].fields
    heads = {"collaborators", "role", "active", *_NAMES}
    key = catalogue.sheets[sheet].row_key
    found = [f.key for f in fields if f.kind is Kind.LINK or f.key in heads or f.key == key]
    return found or [fields[0].key]


def _wholly(frame: pd.DataFrame, key: str, rows: Collection[int]) -> set[str]:
    """Return the ids that only rows of the rep bear: what hangs on another's is not his."""
    mine = set(rows)
    others = {i for row, i in zip(frame.index, frame[key], strict=True) if row not in mine}
    return {str(i) for i in frame.loc[list(rows), key] if i is not None} - {str(i) for i in others}


def _folded(cell: object) -> set[str]:
    if cell is None:
        return set()
    parts = cell if isinstance(cell, tuple) else (cell,)
    return {fold(str(part)) for part in parts}
