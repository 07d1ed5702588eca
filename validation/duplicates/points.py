"""Points for each field by how it agrees: the table, and the levels of whole columns of pairs."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from validation.duplicates import likeness, sharing
from validation.messages import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from validation.duplicates.keys import Ints, Names, Records, Words

_TABLE = Path(__file__).with_name("points.csv")
LEVELS: Mapping[str, tuple[str, ...]] = {
    "code": ("none", "other", "same"),
    "name": ("none", *likeness.LEVELS),
    "brand": ("none", "common", "known", "rare"),
    "trade": ("none", "other", "one", "part", "same"),
    "form": ("none", "other", "kin", "same"),
    "place": ("none", "other", "one", "same"),
    "number": ("none", "other", "same"),
    "branch": ("none", "one"),
    "country": ("none", "other", "same"),
    "domain": ("none", "other", "crowd", "some", "few"),
    "email": ("none", "other", "crowd", "some", "few"),
    "phone": ("none", "other", "crowd", "some", "few"),
    "person": ("none", "other", "part", "crowd", "some", "few"),
    "carrier": ("none", "one"),
    "sister": ("none", "one"),
    "bare": ("none", "one"),
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
    groups: Mapping[str, Text]
    """What shows a group (an entry of `EVIDENCE`, or "brand") → the sentence that says so."""

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
    groups = {row["level"]: Text(row["zh"], row["en"]) for row in rows if row["field"] == "group"}
    duplicate, possible = (int(bands[name]) for name in ("duplicate", "possible"))
    return Table(bands["version"], entries, duplicate, possible, groups)


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
        "trade": np.where(compared, _trade(names.trades, a, b), 0),
        "form": np.where(compared, _form(names, a, b), 0),
        "place": np.where(compared, _place(names.places, a, b), 0),
        "number": np.where(compared, np.minimum(_words(names.numbers, a, b), 2), 0),
        "branch": np.where(compared, names.branch[a] != names.branch[b], 0),
        "country": _values(found.country[left], found.country[right]),
        "domain": sharing.shared(found.domain, left, right, differs=True),
        "email": sharing.shared(found.email, left, right, differs=True),
        "phone": sharing.shared(found.phone, left, right, differs=True),
        "person": sharing.person(found, left, right),
        "carrier": sharing.foreign(found, left, right),
    }
    # Names of the same letters are read apart by their blanks alone: PacificIvory, Pacific Ivory.
    spelt = compared & (names.full_ids[a] == names.full_ids[b])
    for name in ("trade", "place"):
        by_field[name][spelt & (by_field[name] < _number(name, "same"))] = 0
    by_field["sister"] = _sister(by_field)
    by_field["bare"] = _bare(by_field)
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
    """Return the pairs of like names that are two, so that no third row may link them."""
    against = _any(by_field, ("code", "place", "country", "trade", "number"))
    found: NDArray[np.bool_] = against & _from(by_field, "name", "close")
    return found


def joins(by_field: NDArray[np.int8], shipped: Table) -> NDArray[np.bool_]:
    """Return the pairs that are one customer, unless the guard knows better."""
    enough: NDArray[np.bool_] = points(by_field, shipped) >= shipped.duplicate
    return enough & ~unlike(by_field)


def unlike(by_field: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Return the pairs of other names, which no other agreement joins.

    Names that have nothing in common are two customers whatever else they share, for one mailbox
    and one phone serve a forwarder's customers and one buyer several companies. So are names that
    part in a word, unless they share a contact; names of which one says a word more, as a
    subsidiary's does, unless they share a contact, a mailbox or a phone, for a house shares its
    domain; and names in two scripts that sound different, unless they share any of these. A
    common registration code says more.
    """
    person = _from(by_field, "person", "crowd")
    direct = _from(by_field, "phone", "some") | _from(by_field, "email", "some")
    other: NDArray[np.bool_] = _is(by_field, "name", "other")
    other |= _is(by_field, "name", "word") & ~person
    other |= _is(by_field, "name", "part") & ~person & ~direct
    other |= _is(by_field, "name", "unlike_script") & ~direct & ~_from(by_field, "domain", "some")
    return other & ~_is(by_field, "code", "same")


EVIDENCE = ("domain", "phone")
"""What shows that two customers belong to one group; an equal brand alone is only a hint."""


def group(by_field: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Return the pairs that something shows to be two members of one group."""
    both: NDArray[np.bool_] = (evidence(by_field) != "") & _are_two(by_field)
    return both


def evidence(by_field: NDArray[np.int8]) -> NDArray[np.str_]:
    """Return which of `EVIDENCE` each pair has; "": none."""
    named = ~_is(by_field, "name", "other")
    own = _is(by_field, "domain", "few") | (_is(by_field, "domain", "some") & named)
    own &= ~_is(by_field, "carrier", "one")
    # Names without anything in common share a phone at their forwarder's.
    called = _from(by_field, "phone", "few") & _from(by_field, "name", "close")
    return np.where(own, "domain", np.where(called, "phone", ""))


def hint(by_field: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Return the pairs that have nothing but a rare brand in common and may be one group."""
    # A brand that many bear says nothing: two "Golden Star" are strangers oftener than sisters.
    named = _from(by_field, "name", "sound") & _is(by_field, "brand", "rare")
    trades = ~_is(by_field, "trade", "other")
    found: NDArray[np.bool_] = named & trades & _are_two(by_field) & (evidence(by_field) == "")
    return found


def _are_two(by_field: NDArray[np.int8]) -> NDArray[np.bool_]:
    one = _is(by_field, "place", "one") | _is(by_field, "branch", "one")
    return _any(by_field, ("code", "name", "place", "country", "form", "trade", "number")) | one


def _sister(by_field: Mapping[str, NDArray[np.int8]]) -> NDArray[np.bool_]:
    """Return the pairs set apart by place, country or form, and by their contacts as well."""
    other = {field: by_field[field] == _number(field, "other") for field in ("country", "form")}
    places = by_field["place"] == _number("place", "one")
    two = other["country"] | other["form"] | places | (by_field["branch"] == 1)
    mailbox = by_field["email"] > _number("email", "other")
    apart = (by_field["person"] == _number("person", "other")) & ~mailbox
    named = by_field["name"] > _number("name", "word")
    found: NDArray[np.bool_] = two & apart & named & (by_field["code"] != _number("code", "same"))
    return found


def _bare(by_field: Mapping[str, NDArray[np.int8]]) -> NDArray[np.bool_]:
    """Return the pairs of which nothing but the names and the countries can be compared."""
    known = [by_field[field] > 0 for field in ("code", "domain", "email", "phone", "person")]
    found: NDArray[np.bool_] = (by_field["name"] > 0) & ~np.logical_or.reduce(known)
    return found


def _is(by_field: NDArray[np.int8], name: str, level: str) -> NDArray[np.bool_]:
    same: NDArray[np.bool_] = _level(by_field, name) == _number(name, level)
    return same


def _from(by_field: NDArray[np.int8], name: str, level: str) -> NDArray[np.bool_]:
    reached: NDArray[np.bool_] = _level(by_field, name) >= _number(name, level)
    return reached


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
    both = (left >= 0) & (right >= 0)
    same = left == right
    level[both] = np.where(same[both], 3, 1)
    # Different sets of one word each have none in common.
    several = np.array([*(len(each) > 1 for each in words.sets), False], dtype=bool)
    open_ = np.flatnonzero(both & ~same & (several[left] | several[right]))
    pairs, back = np.unique(left[open_].astype(np.int64) << 32 | right[open_], return_inverse=True)
    sets = words.sets
    apart = [sets[pair >> 32].isdisjoint(sets[pair & 0xFFFFFFFF]) for pair in pairs.tolist()]
    level[open_] = np.where(np.array(apart, dtype=bool)[back.reshape(-1)], 1, 2)
    return level


def _form(names: Names, a: Ints, b: Ints) -> NDArray[np.int8]:
    """Return 3 for the same legal form, 2 for one of its kind (有限公司, Ltd), 1 for another."""
    forms, kinds = _words(names.forms, a, b), _words(names.kinds, a, b)
    return np.where(forms >= 2, 3, np.where(kinds >= 2, 2, np.minimum(forms, 1))).astype(np.int8)


def _trade(trades: Words, a: Ints, b: Ints) -> NDArray[np.int8]:
    one = (trades.ids[a] < 0) != (trades.ids[b] < 0)
    both = _words(trades, a, b)
    return np.where(one, 2, np.where(both >= 2, both + 1, both)).astype(np.int8)


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
