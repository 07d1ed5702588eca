"""The sheets a conflict is looked for in: ids as customers bear them, words as codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from validation.groups.conflict import Side
from validation.groups.tree import Tree, tree
from validation.normalise import country
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from validation.catalogue import Catalogue

    Ints = NDArray[np.int64]

_NAMES: Mapping[str, tuple[str, ...]] = {
    "Customers": ("company_name_en", "company_name_zh"),
    "Groups": ("group_name",),
    "Reps": ("rep_name",),
}
"""Sheet → what people type where its id belongs."""


class Customers(NamedTuple):
    """The customers, column by column; "" is a blank cell."""

    rows: list[int]
    """As Excel numbers them."""
    ids: list[str]
    names: list[str]
    owners: list[str]
    groups: list[str]
    """The group that the customer's own row names."""


@dataclass(frozen=True, kw_only=True)
class Parties:
    """Customers by their position, and everything of the other sheets tied to one of them."""

    sheets: Mapping[str, pd.DataFrame]
    """Catalogue key → rows, index Excel's row numbers; any may be missing."""
    catalogue: Catalogue

    @cached_property
    def customers(self) -> Customers:
        """The rows of Customers, column by column."""
        frame = self.frame("Customers")
        english, chinese = (texts(frame, key) for key in _NAMES["Customers"])
        return Customers(
            frame.index.tolist(),
            texts(frame, "customer_id").tolist(),
            np.where(english != "", english, chinese).tolist(),
            self.linked(frame, "owner", "Reps").tolist(),
            self.linked(frame, "group_id", "Groups").tolist(),
        )

    @cached_property
    def tree(self) -> Tree:
        """The groups of the sheet Groups, and who is above whom."""
        frame = self.frame("Groups")
        return tree(
            texts(frame, "group_id").tolist(),
            self.linked(frame, "parent_group", "Groups").tolist(),
        )

    @cached_property
    def titles(self) -> pd.DataFrame:
        """Titles with columns row, at (position of the customer, -1: none), record, group, name."""
        frame = self.frame("Titles")
        return pd.DataFrame(
            {
                "row": frame.index.to_numpy(dtype=np.int64),
                "at": self.at(frame),
                "record": texts(frame, "title_id"),
                "group": self.linked(frame, "group_id", "Groups"),
                "name": texts(frame, "title_name"),
            }
        )

    @cached_property
    def title_records(self) -> Mapping[int, str]:
        """Row of Titles → its id; "": it has none."""
        return dict(zip(self.titles["row"].tolist(), self.titles["record"], strict=True))

    @cached_property
    def memberships(self) -> Mapping[int, tuple[str, ...]]:
        """Position of a customer → its groups: its own first, then those of its titles."""
        found: dict[int, dict[str, None]] = {}
        for at, own in enumerate(self.customers.groups):
            if own:
                found[at] = {own: None}
        named = self.titles[(self.titles["group"] != "") & (self.titles["at"] >= 0)]
        for at, group in zip(named["at"].tolist(), named["group"], strict=True):
            found.setdefault(at, {})[group] = None
        return {at: tuple(groups) for at, groups in found.items()}

    @cached_property
    def countries(self) -> NDArray[np.object_]:
        """The ISO code of each customer's country; "": none or not readable."""
        codes, distinct = pd.factorize(texts(self.frame("Customers"), "country_region"))
        words = self.catalogue.vocabularies["country"]
        read = [
            (words.alias(text) or country.read(text).value or "") if text else ""
            for text in distinct
        ]
        return np.array([*read, ""], dtype=object)[codes]

    @cached_property
    def group_rows(self) -> Mapping[str, int]:
        """Group → its position on the sheet Groups; the first of equal ids counts."""
        ids = texts(self.frame("Groups"), "group_id").tolist()
        return {group: n for n, group in reversed(list(enumerate(ids))) if group}

    @cached_property
    def gone(self) -> frozenset[str]:
        """The reps who left the company."""
        frame = self.frame("Reps")
        left = self.codes(frame, "active", "rep_active") == "left"
        return frozenset(texts(frame, "rep_id")[left].tolist())

    def frame(self, sheet: str) -> pd.DataFrame:
        """Return a sheet, without rows where the book has none."""
        found = self.sheets.get(sheet)
        return pd.DataFrame() if found is None else found

    def at(self, frame: pd.DataFrame, key: str = "customer_id") -> Ints:
        """Return for each row the position of the customer it names; -1: none."""
        first = self._positions
        codes, distinct = pd.factorize(self.linked(frame, key, "Customers"))
        places = np.array([*(first.get(text, -1) for text in distinct), -1], dtype=np.int64)
        found: Ints = places[codes]
        return found

    def linked(self, frame: pd.DataFrame, key: str, sheet: str) -> NDArray[np.object_]:
        """Return references as the ids of `sheet` are written; unknown ones as typed, "" blank.

        A name in place of an id counts where one row only has it, as the check says too.
        """
        codes, distinct = pd.factorize(texts(frame, key))
        known = self._ids(sheet)
        strange = {text for text in distinct if text and text not in known}
        meant = self._spelt(sheet) if strange else {}
        means = [meant.get(fold(t), t) if t in strange else t for t in distinct]
        found: NDArray[np.object_] = np.array([*means, ""], dtype=object)[codes]
        return found

    def codes(self, frame: pd.DataFrame, key: str, vocabulary: str) -> NDArray[np.object_]:
        """Return the words of a list as codes, "" where there is none or it is not in the list."""
        codes, distinct = pd.factorize(texts(frame, key))
        words = self.catalogue.vocabularies[vocabulary]
        read = [(words.alias(text) or "") if text else "" for text in distinct]
        found: NDArray[np.object_] = np.array([*read, ""], dtype=object)[codes]
        return found

    def customer(self, at: int) -> Side:
        """Return the side that a customer's own row is."""
        known = self.customers
        record = known.ids[at]
        return Side("Customers", known.rows[at], record, record, known.names[at], known.owners[at])

    def row_of(self, at: int, sheet: str, row: int, record: str) -> Side:
        """Return the side that a row of another sheet is, which belongs to the customer `at`."""
        return self.customer(at)._replace(sheet=sheet, row=row, record=record)

    def group(self, group: str) -> Side:
        """Return the side that a group's own row is."""
        frame, at = self.frame("Groups"), self.group_rows[group]
        owner = str(self.group_owners[at])
        name = str(self._group_names[at])
        return Side("Groups", int(frame.index[at]), group, "", name, owner)

    def rule(self, group: str) -> str:
        """Return the code of a group's own rule; "": it has none, or no row."""
        at = self.group_rows.get(group)
        return "" if at is None else str(self.group_rules[at])

    @cached_property
    def group_rules(self) -> NDArray[np.object_]:
        """The rule of each row of Groups, as its code; "": none."""
        return self.codes(self.frame("Groups"), "group_rule", "group_rule")

    @cached_property
    def group_owners(self) -> NDArray[np.object_]:
        """The owner of each row of Groups; "": none."""
        return self.linked(self.frame("Groups"), "group_owner", "Reps")

    @cached_property
    def _group_names(self) -> NDArray[np.object_]:
        return texts(self.frame("Groups"), "group_name")

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        ids = self.customers.ids
        return {text: n for n, text in reversed(list(enumerate(ids))) if text}

    def _ids(self, sheet: str) -> frozenset[str]:
        key = self.catalogue.sheets[sheet].row_key
        return frozenset(texts(self.frame(sheet), key).tolist())

    def _spelt(self, sheet: str) -> Mapping[str, str]:
        """Return how an id, or a name that only one row has, may be spelt → the id."""
        frame = self.frame(sheet)
        ids = texts(frame, self.catalogue.sheets[sheet].row_key).tolist()
        named: dict[str, set[str]] = {}
        for key in _NAMES.get(sheet, ()):
            for name, text in zip(texts(frame, key).tolist(), ids, strict=True):
                if name and text:
                    named.setdefault(fold(name), set()).add(text)
        alone = {name: next(iter(found)) for name, found in named.items() if len(found) == 1}
        return alone | {fold(text): text for text in reversed(ids) if text}


def texts(frame: pd.DataFrame, key: str) -> NDArray[np.object_]:
    """Return a column as texts without blanks around them; "" where nothing stands.

    A number typed where a text belongs (an id 7, a phone) loses the ".0" that Excel gives it.
    """
    if key not in frame:
        return np.full(len(frame), "", dtype=object)
    codes, distinct = pd.factorize(frame[key].to_numpy(dtype=object))
    said = np.array([*map(_text, distinct), ""], dtype=object)
    found: NDArray[np.object_] = said[codes]
    return found


def cells(frame: pd.DataFrame, key: str) -> list[object]:
    """Return a column as it stands, None for a blank cell or a column that is missing."""
    if key not in frame:
        return [None] * len(frame)
    column = frame[key].astype(object)
    found: list[object] = column.where(column.notna(), None).tolist()
    return found


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
