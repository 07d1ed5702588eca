"""Which pairs of customers are worth comparing: those that share a key not too many share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validation.duplicates.keys import Ints, Names, Records

KEYS = ("code", "email", "domain", "phone", "name", "brand", "beginning", "ending", "person")
"""Every kind of key: name is brand and trade; beginning and ending are five letters of the brand
with the country; person is a contact's name with the brand's first two letters."""
CAPS = (50, 50, 50, 50, 60, 60, 60, 60, 60)
"""The most customers that may share a key of each kind; a key with more makes no pairs."""
_EXACT = ("code", "name")
"""Kinds that say so much that one customer is compared with everybody who has the same."""
_LETTERS = 5


class Candidates(NamedTuple):
    """Pairs of positions, `left` below `right`, each once, in order."""

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    capped: tuple[Capped, ...]


class Capped(NamedTuple):
    """Keys of one kind that too many customers share to be compared by them."""

    kind: str
    keys: int
    customers: int


def candidates(found: Records) -> Candidates:
    """Return the pairs that share a key."""
    return paired(keys(found))


def paired(typed: pd.DataFrame) -> Candidates:
    """Return the pairs that some `keys` make, when all rows of each key are there."""
    import duckdb  # noqa: PLC0415 - 60 ms, for those who look for duplicates

    # Without a folder for it, DuckDB writes nothing to the disk.
    config: dict[str, str | bool | int | float | list[str]] = {
        "preserve_insertion_order": False,
        "temp_directory": "",
    }
    with duckdb.connect(":memory:", config=config) as base:
        base.register("typed", typed)
        base.execute("create table given as select distinct kind, key, row from typed")
        base.execute(
            "create table caps as select unnest(?) as kind, unnest(?) as cap",
            [list(range(len(KEYS))), list(CAPS)],
        )
        base.execute(
            "create table counted as select kind, key, count(*) as rows from given"
            " group by kind, key having count(*) > 1"
        )
        capped = base.execute(
            "select kind, count(*), sum(rows) from counted join caps using (kind)"
            " where rows > cap group by kind order by kind"
        ).fetchall()
        base.execute(
            "create table kept as select given.kind, given.key, row from given"
            " join counted using (kind, key) join caps using (kind) where rows <= cap"
        )
        pairs = base.execute(
            "select distinct l.row as l, r.row as r from kept l join kept r"
            " on l.kind = r.kind and l.key = r.key and l.row < r.row"
        ).fetchnumpy()
    left, right = np.asarray(pairs["l"], np.int32), np.asarray(pairs["r"], np.int32)
    order = np.lexsort((right, left))
    common = tuple(Capped(KEYS[kind], count, int(rows)) for kind, count, rows in capped)
    return Candidates(left[order], right[order], common)


def parts(typed: pd.DataFrame, count: int) -> list[pd.DataFrame]:
    """Return `keys` in at most `count` parts; all rows of a key stand in one part."""
    of_row = (typed["key"] + typed["kind"]) % count
    return [part for _, part in typed.groupby(of_row.to_numpy())]


def chunks(found: Candidates, count: int) -> list[Candidates]:
    """Return the pairs in at most `count` chunks of one size, in order."""
    size = max(1, -(-len(found.left) // max(1, count)))
    return [
        Candidates(found.left[at : at + size], found.right[at : at + size], ())
        for at in range(0, len(found.left), size)
    ]


def together(found: Sequence[Candidates]) -> Candidates:
    """Return the pairs of all parts, each once, in order: what `paired` makes of them as one."""
    none = np.zeros(0, np.int64)
    both = [part.left.astype(np.int64) << 32 | part.right for part in found]
    pairs = np.unique(np.concatenate((none, *both)))
    said = [capped for part in found for capped in part.capped]
    capped = (
        Capped(
            kind,
            sum(each.keys for each in said if each.kind == kind),
            sum(each.customers for each in said if each.kind == kind),
        )
        for kind in KEYS
    )
    return Candidates(
        (pairs >> 32).astype(np.int32),
        (pairs & 0xFFFFFFFF).astype(np.int32),
        tuple(each for each in capped if each.keys),
    )


def beside(found: Records, row: int) -> Candidates:
    """Return the pairs of one customer alone: those that `candidates` has, and all of its name.

    It takes as long as making the keys, for nobody else is paired.
    """
    typed = keys(found).drop_duplicates()
    own = typed[typed["row"] == row]
    shared = typed.merge(own[["kind", "key"]], on=["kind", "key"])
    count = shared.groupby(["kind", "key"])["row"].transform("size")
    exact = shared["kind"].isin([KEYS.index(kind) for kind in _EXACT])
    common = shared[exact | (count <= np.array(CAPS)[shared["kind"]])]
    others = np.unique(common["row"].to_numpy(dtype=np.int32))
    others = others[others != row]
    return Candidates(np.minimum(others, row), np.maximum(others, row), ())


def keys(found: Records) -> pd.DataFrame:
    """Return kind, key and row of every key; one key may stand twice for a row."""
    names = found.names
    kinds = [
        _from_slots(0, found.code.ids),
        _from_slots(1, found.email.ids),
        _from_slots(2, found.domain.ids),
        _from_slots(3, found.phone.ids),
        _named(4, found, names.whole_ids.astype(np.int64)),
        _named(5, found, names.latin_ids.astype(np.int64)),
        _in_country(6, found, _pieces(names, slice(None, _LETTERS))),
        _in_country(7, found, _pieces(names, slice(-_LETTERS, None))),
        _people(8, found),
    ]
    return pd.concat(kinds, ignore_index=True)


def _from_slots(kind: int, ids: Ints) -> pd.DataFrame:
    rows, at = np.nonzero(ids >= 0)
    return _frame(kind, ids[rows, at].astype(np.int64), rows)


def _frame(kind: int, values: NDArray[np.int64], rows: NDArray[np.intp]) -> pd.DataFrame:
    kinds = np.full(len(rows), kind, np.int8)
    return pd.DataFrame({"kind": kinds, "key": values, "row": rows.astype(np.int32)})


def _named(kind: int, found: Records, key_of_name: NDArray[np.int64]) -> pd.DataFrame:
    ids = found.name.ids
    rows, at = np.nonzero(ids >= 0)
    values = key_of_name[ids[rows, at]]
    there = values >= 0
    return _frame(kind, values[there], rows[there])


def _in_country(kind: int, found: Records, key_of_name: NDArray[np.int64]) -> pd.DataFrame:
    named = _named(kind, found, key_of_name)
    named["key"] = named["key"] * 65_536 + found.country[named["row"]] + 1
    return named


def _people(kind: int, found: Records) -> pd.DataFrame:
    """Return the names of contacts, each with the first letters of the customer's brand."""
    people = _from_slots(kind, found.person.ids)
    first = found.name.ids[people["row"], 0]
    pieces = _pieces(found.names, slice(None, 2))
    brand = np.where(first >= 0, np.append(pieces, -1)[first], -1)
    people["key"] = people["key"] * 16_777_216 + brand + 1
    return people


def _pieces(names: Names, part: slice) -> NDArray[np.int64]:
    pieces = np.array([text[part] for text in names.latin], dtype=object)
    numbers = pd.factorize(pieces)[0].astype(np.int64)
    return np.where(pieces != "", numbers, -1)
