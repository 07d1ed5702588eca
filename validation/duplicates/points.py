"""Points for each field by how it agrees: the table, and the levels of whole columns of pairs."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from validation.duplicates import likeness
from validation.messages import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from validation.duplicates.keys import Ints, Names, Records, Slots, Words

_TABLE = Path(__file__).with_name("points.csv")
_FEW, _SOME = 3, 6
"""Up to so many differently named customers a value is rare, up to so many it is shared."""

LEVELS: Mapping[str, tuple[str, ...]] = {
    "code": ("none", "other", "same"),
    "name": ("none", *likeness.LEVELS),
    "brand": ("none", "common", "known", "rare"),
    "trade": ("none", "other", "part", "same"),
    "form": ("none", "other", "kin", "same"),
    "place": ("none", "other", "one", "same"),
    "number": ("none", "other", "same"),
    "branch": ("none", "one"),
    "country": ("none", "other", "same"),
    "domain": ("none", "other", "crowd", "some", "few"),
    "email": ("none", "crowd", "some", "few"),
    "phone": ("none", "other", "crowd", "some", "few"),
    "person": ("none", "other", "crowd", "some", "few"),
}
"""Field → its levels; "none" (nothing to compare) is first and gives no points."""


class Entry(NamedTuple):
    """A row of points.csv."""

    points: int
    text: Text


class Table(NamedTuple):
    """The shipped points: field and level → entry, and where the bands begin."""

    version: str
    entries: Mapping[tuple[str, str], Entry]
    duplicate: int
    possible: int

    def of(self, field: str) -> NDArray[np.int32]:
        """Return the points of a field's levels, in the order of LEVELS."""
        levels = LEVELS[field]
        found = [self.entries[field, level].points if level != "none" else 0 for level in levels]
        return np.array(found, dtype=np.int32)


@cache
def table() -> Table:
    """Return the points that Relaybook ships."""
    with _TABLE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    bands = {row["level"]: row["points"] for row in rows if row["field"] == "band"}
    entries = {
        (row["field"], row["level"]): Entry(int(row["points"]), Text(row["zh"], row["en"]))
        for row in rows
        if row["field"] in LEVELS
    }
    return Table(bands["version"], entries, int(bands["duplicate"]), int(bands["possible"]))


def levels(found: Records, left: Ints, right: Ints) -> NDArray[np.int8]:
    """Return the level of every field (columns in the order of LEVELS) for each pair."""
    names = found.names
    alike = likeness.likeness(names, found.name.ids, left, right)
    a, b = alike.left, alike.right
    compared = alike.level >= 0
    by_field = {
        "code": _code(found, left, right),
        "name": alike.level + 1,
        "brand": _brand(found, alike),
        "trade": np.where(compared, _words(names.trades, a, b), 0),
        "form": np.where(compared, _form(names, a, b), 0),
        "place": np.where(compared, _place(names.places, a, b), 0),
        "number": np.where(compared, np.minimum(_words(names.numbers, a, b), 2), 0),
        "branch": np.where(compared, names.branch[a] != names.branch[b], 0),
        "country": _values(found.country[left], found.country[right]),
        "domain": _shared(found.domain, left, right, differs=True),
        "email": _shared(found.email, left, right, differs=False),
        "phone": _shared(found.phone, left, right, differs=True),
        "person": _shared(found.person, left, right, differs=True),
    }
    return np.column_stack([by_field[field].astype(np.int8) for field in LEVELS])


def points(by_field: NDArray[np.int8], shipped: Table) -> NDArray[np.int32]:
    """Return the sum of each pair's points."""
    total = np.zeros(len(by_field), np.int32)
    for column, field in enumerate(LEVELS):
        total += shipped.of(field)[by_field[:, column]]
    return total


class Patterns(NamedTuple):
    """The distinct ways in which pairs agree, and which of them each pair shows."""

    levels: NDArray[np.int8]
    of_pair: NDArray[np.intp]


def patterns(by_field: NDArray[np.int8]) -> Patterns:
    """Return the distinct rows of levels: a million pairs show a few thousand."""
    packed = np.zeros(len(by_field), np.int64)
    for column in range(by_field.shape[1]):
        packed = packed << 4 | by_field[:, column]
    _, first, of_pair = np.unique(packed, return_index=True, return_inverse=True)
    return Patterns(by_field[first], of_pair.reshape(-1))


def apart(by_field: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Return the pairs that something speaks against, so that no third row may link them."""
    return _any(by_field, ("code", "place", "country", "trade", "number"))


def group(by_field: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Return the pairs that look like two members of one group: much in common, yet not one."""
    # A brand that many bear says nothing: two "Golden Star" are strangers oftener than sisters.
    rare = _level(by_field, "brand") == _number("brand", "rare")
    common = (
        ((_level(by_field, "name") >= _number("name", "close")) & rare)
        | (_level(by_field, "domain") >= _number("domain", "some"))
        | (_level(by_field, "phone") >= _number("phone", "some"))
    )
    partly = _level(by_field, "place") == _number("place", "one")
    branch = _level(by_field, "branch") == _number("branch", "one")
    two = _any(by_field, ("code", "place", "country", "form")) | partly | branch
    both: NDArray[np.bool_] = common & two
    return both


def _any(by_field: NDArray[np.int8], fields: tuple[str, ...]) -> NDArray[np.bool_]:
    """Return the pairs of which one of the fields says that they are different."""
    found = np.zeros(len(by_field), bool)
    for name in fields:
        found |= _level(by_field, name) == _number(name, "other")
    return found


def _level(by_field: NDArray[np.int8], name: str) -> NDArray[np.int8]:
    return by_field[:, list(LEVELS).index(name)]


def _number(name: str, level: str) -> int:
    return LEVELS[name].index(level)


def _values(a: Ints, b: Ints) -> NDArray[np.int8]:
    return np.where((a < 0) | (b < 0), 0, np.where(a == b, 2, 1)).astype(np.int8)


def _words(words: Words, a: Ints, b: Ints) -> NDArray[np.int8]:
    """Return 0 where a side has no words, 1 no word in common, 2 some, 3 the same words."""
    left, right = words.ids[a], words.ids[b]
    level = np.zeros(len(a), np.int8)
    both = np.flatnonzero((left >= 0) & (right >= 0))
    pairs, back = np.unique(left[both].astype(np.int64) << 32 | right[both], return_inverse=True)
    found = [_common(words.sets[pair >> 32], words.sets[pair & 0xFFFFFFFF]) for pair in pairs]
    level[both] = np.array(found, dtype=np.int8)[back.reshape(-1)]
    return level


def _common(left: frozenset[str], right: frozenset[str]) -> int:
    if left == right:
        return 3
    return 1 if left.isdisjoint(right) else 2


def _form(names: Names, a: Ints, b: Ints) -> NDArray[np.int8]:
    """Return 3 for the same legal form, 2 for one of its kind (有限公司, Ltd), 1 for another."""
    forms, kinds = _words(names.forms, a, b), _words(names.kinds, a, b)
    return np.where(forms >= 2, 3, np.where(kinds >= 2, 2, np.minimum(forms, 1))).astype(np.int8)


def _place(places: Words, a: Ints, b: Ints) -> NDArray[np.int8]:
    one = (places.ids[a] < 0) != (places.ids[b] < 0)
    both = _words(places, a, b)
    return np.where(one, 2, np.where(both >= 2, 3, both)).astype(np.int8)


def _brand(found: Records, alike: likeness.Likeness) -> NDArray[np.int8]:
    """Return how rare a shared brand is; brands that are not shared have no rarity."""
    shared = alike.level >= likeness.LEVELS.index("close")
    rows = np.maximum(found.names.rows[alike.left], found.names.rows[alike.right])
    level = np.where(rows <= 4, 3, np.where(rows <= 12, 2, 1))
    return np.where(shared, level, 0).astype(np.int8)


def _shared(slots: Slots, left: Ints, right: Ints, *, differs: bool) -> NDArray[np.int8]:
    """Return how exclusive the most exclusive shared value is, or that there is none."""
    owners = _fewest_owners(slots, left, right)
    first = 2 if differs else 1
    rank = np.where(owners <= _FEW, first + 2, np.where(owners <= _SOME, first + 1, first))
    both = (slots.ids[left, 0] >= 0) & (slots.ids[right, 0] >= 0)
    apart = np.where(both, 1 if differs else 0, 0)
    return np.where(owners < _NONE, rank, apart).astype(np.int8)


_NONE = np.int32(2**31 - 1)


def _fewest_owners(slots: Slots, left: Ints, right: Ints) -> Ints:
    best = np.full(len(left), _NONE, np.int32)
    owners = np.append(slots.owners, _NONE)
    for mine in range(slots.ids.shape[1]):
        a = slots.ids[left, mine]
        if not (a >= 0).any():
            continue
        for theirs in range(slots.ids.shape[1]):
            same = (a >= 0) & (a == slots.ids[right, theirs])
            best = np.minimum(best, owners[np.where(same, a, -1)])
    return best


def _code(found: Records, left: Ints, right: Ints) -> NDArray[np.int8]:
    """Return whether a code is shared; codes of two schemes or countries cannot be compared."""
    slots, kinds = found.code.ids, np.append(found.code_kind, -1)
    same = np.zeros(len(left), bool)
    comparable = np.zeros(len(left), bool)
    for mine in range(slots.shape[1]):
        for theirs in range(slots.shape[1]):
            a, b = slots[left, mine], slots[right, theirs]
            both = (a >= 0) & (b >= 0)
            same |= both & (a == b)
            comparable |= both & (kinds[a] == kinds[b])
    return np.where(same, 2, np.where(comparable, 1, 0)).astype(np.int8)
