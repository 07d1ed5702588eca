"""Which customers have which values: every cell is a claim, and equal claims come together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from validation.groups.parties import Ints

_MOST = 40
"""A value that more customers have is looked at no further: it belongs to none of them."""


class Claim(NamedTuple):
    """A row that says a customer has a value."""

    at: int
    """Position of the customer."""
    sheet: str
    row: int
    key: str
    """The column."""
    typed: str
    """As the cell says it."""
    own: bool
    """Whether it is the company's own (its site, a title) and not just a person's there."""


class Common(NamedTuple):
    """A value that several customers have, and one claim of each."""

    value: str
    claims: tuple[Claim, ...]


class Column(NamedTuple):
    """The cells of a column that say something."""

    sheet: str
    key: str
    labels: pd.Index
    """The rows of the sheet as Excel numbers them."""
    places: Ints
    """Where in the sheet each cell stands; a cell that says two things stands here twice."""
    typed: NDArray[np.object_]
    own: bool


class Claims(NamedTuple):
    """Claims by number, made only where somebody looks."""

    columns: tuple[Column, ...]

    def claim(self, n: int, at: int) -> Claim:
        """Return the claim of number `n`, which is one of the customer `at`."""
        for sheet, key, labels, places, typed, own in self.columns:
            if n < len(places):
                place = places[n]
                return Claim(at, sheet, int(labels[place]), key, str(typed[place]), own)
            n -= len(places)
        raise IndexError(n)


def both(one: Claims, other: Claims) -> Claims:
    """Return the claims of the first, then those of the second."""
    return Claims((*one.columns, *other.columns))


def common(values: Sequence[str], at: Ints, claims: Claims) -> Iterator[Common]:
    """Yield the values of several customers, each with its first claim of each customer."""
    codes, distinct = pd.factorize(np.array(values, dtype=object))
    frame = pd.DataFrame({"code": codes, "at": at, "n": np.arange(len(codes))})
    frame = frame.drop_duplicates(["code", "at"])
    counts = frame["code"].value_counts()
    wanted = counts.index[(counts > 1) & (counts <= _MOST)]
    frame = frame[frame["code"].isin(wanted)].sort_values(["code", "n"], kind="stable")
    by_code: dict[int, list[int]] = defaultdict(list)
    for code, n in zip(frame["code"].tolist(), frame["n"].tolist(), strict=True):
        by_code[code].append(n)
    for code, places in by_code.items():
        value = str(distinct[code])
        if value:
            found = sorted((claims.claim(n, int(at[n])) for n in places), key=lambda c: c.at)
            yield Common(value, tuple(found))
