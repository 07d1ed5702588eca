"""Whose row is whose: what a rep works on, followed from customers and leads to all that hangs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.catalogue import Kind
from validation.typed import typed
from validation.vocabularies import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    import pandas as pd

    from validation.book import Book
    from validation.catalogue import Catalogue
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


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """The rows of a book by the rep who works on them."""

    people: tuple[Person, ...]
    frames: Mapping[str, pd.DataFrame]
    """Sheet → its typed columns of ids and references."""
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
                else self._hanging(sheet, frame, ids, rep)
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

    def _hanging(
        self, sheet: str, frame: pd.DataFrame, ids: Mapping[str, Collection[str]], rep: str
    ) -> list[int]:
        """Return the rows all of whose parents are the rep's; one without any may be named his."""
        links = [
            (field.key, field.refers_to.partition(".")[0])
            for field in self.catalogue.sheets[sheet].fields
            if field.kind is Kind.LINK and field.key in frame
        ]
        parents = [(key, ids[home]) for key, home in links if home in ids]
        alone = _ALONE.get(sheet, "")
        found = []
        for row, cells in zip(frame.index, frame.to_dict("records"), strict=True):
            named = [(cells[key], mine) for key, mine in parents if cells[key] is not None]
            its = all(cell in mine for cell, mine in named) if named else (
                bool(alone) and fold(str(cells.get(alone) or "")) == rep
            )  # fmt: skip
            if its:
                found.append(int(row))
        return found

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
    return Holdings(people=people, frames=frames, allowed=allowed, catalogue=catalogue)


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
