"""Duplicates among customers: normalise, block, score, cluster, explain."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from validation import collector
from validation.duplicates import clusters as joining
from validation.duplicates import keys, order, pairs, points
from validation.duplicates.reasons import reasons

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from validation.duplicates.keys import Spread
    from validation.duplicates.pairs import Candidates, Capped
    from validation.settings import Settings

_CHUNK, _THREADS = 125_000, 4
"""Pairs compared at a time by each thread: what is computed between takes some 400 bytes a pair."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a team knows beforehand."""

    own_domains: Collection[str] = ()
    """Registrable domains of the team itself: sharing one says nothing."""
    different: Collection[tuple[str, str]] = ()
    """Customer ids that somebody decided are no duplicates, in either order."""


class Refused(NamedTuple):
    """Two rows that have the points of a duplicate and were yet kept apart."""

    left: int
    right: int
    why: joining.Why


@dataclass(frozen=True, kw_only=True)
class Duplicates:
    """What was found; a row is named by the index of the customers' frame.

    `pairs` has the columns left, right, points, band (duplicate, possible or group) and reasons
    (a tuple of Reason), the strongest pair first. A group is no duplicate: something that only
    one house has, its domain or its phone, is shared by two customers that are not one; the
    reason of the field "group" says what. `hints` has the same columns, band "hint": nothing but
    a rare brand is shared, which strangers do oftener than sisters. `clusters` holds the rows of
    each customer that stands more than once.
    """

    pairs: pd.DataFrame
    hints: pd.DataFrame
    clusters: tuple[tuple[int, ...], ...]
    refused: tuple[Refused, ...]
    capped: tuple[Capped, ...]
    """Keys too common to compare by, so pairs that share nothing else were not looked at."""
    compared: int
    """How many pairs were compared."""
    version: str = field(default_factory=lambda: points.table().version)
    """The version of the points."""


def find(  # noqa: PLR0913 - three sheets, what is known of them, and who reads
    customers: pd.DataFrame,
    contacts: pd.DataFrame | None = None,
    titles: pd.DataFrame | None = None,
    *,
    settings: Settings | None = None,  # noqa: ARG001 - points and bands are one fit
    known: Known | None = None,
    spread: Spread = map,
) -> Duplicates:
    """Return the customers that stand more than once, and pairs that may.

    Args:
        customers: catalogue columns of Customers; any may be missing. The index names the rows
            and must not repeat.
        contacts: catalogue columns of Contacts, tied to customers by customer_id; None: none.
        titles: catalogue columns of Titles, tied in the same way; None: none.
        settings: the settings of the book. None of them changes what is found: the points and the
            bands are fitted together (docs/duplicates-fit.md), and one moved by hand would make
            the figures of all of them untrue.
        known: what the team knows beforehand; None: nothing.
        spread: reads chunks of distinct texts, in order, wherever it likes; it changes nothing
            but the time. Such as the `map` of an executor.
    """
    known = known if known is not None else Known()
    with collector.at_rest():
        found = keys.records(
            customers, contacts, titles, own_domains=known.own_domains, spread=spread
        )
        decided = decisions(customers, known.different)
        candidates = pairs.candidates(found)
        chunks = pairs.chunks(candidates, -(-len(candidates.left) // _CHUNK))
        # numpy and rapidfuzz let other threads work beside them.
        with ThreadPoolExecutor(_THREADS) as pool:
            ends = [[chunk.left for chunk in chunks], [chunk.right for chunk in chunks]]
            parts = list(pool.map(partial(scored, found, decided), *ends))
        return concluded(found, candidates, parts, decided)


def find_beside(
    row: int,
    customers: pd.DataFrame,
    contacts: pd.DataFrame | None = None,
    titles: pd.DataFrame | None = None,
    *,
    known: Known | None = None,
) -> Duplicates:
    """Return what `find` returns of one customer alone, in a time that grows with the rows.

    Nobody else is compared with anybody. `row` is its place in the index of `customers`; the
    other arguments are those of `find`.
    """
    known = known if known is not None else Known()
    with collector.at_rest():
        found = keys.records(customers, contacts, titles, own_domains=known.own_domains)
        decided = decisions(customers, known.different)
        at = int(np.flatnonzero(found.labels == row)[0])
        candidates = pairs.beside(found, at)
        parts = [scored(found, decided, candidates.left, candidates.right)]
        return concluded(found, candidates, parts, decided)


def concluded(
    found: keys.Records,
    candidates: Candidates,
    parts: Sequence[Scored],
    decided: joining.Edges,
) -> Duplicates:
    """Return what the scored parts of all candidates make together, in whatever order they are."""
    shipped = points.table()
    scored = _strongest_first(parts)
    made = joining.clusters(found, *_edges(scored, shipped, decided))
    listed = _listed(found, scored, made)
    is_hint = listed["band"] == "hint"
    return Duplicates(
        pairs=listed[~is_hint].reset_index(drop=True),
        hints=listed[is_hint].reset_index(drop=True),
        clusters=tuple(sorted(tuple(np.sort(found.labels[list(r)]).tolist()) for r in made.groups)),
        refused=tuple(
            Refused(min(ends), max(ends), each.why)
            for each in made.refused
            for ends in [found.labels[[each.left, each.right]].tolist()]
        ),
        capped=candidates.capped,
        compared=len(candidates.left),
    )


class Scored(NamedTuple):
    """Pairs of positions that are worth keeping, the strongest first."""

    left: keys.Ints
    right: keys.Ints
    levels: NDArray[np.int8]
    points: NDArray[np.int32]


def scored(
    found: keys.Records, decided: joining.Edges, left: keys.Ints, right: keys.Ints
) -> Scored:
    """Return those of some candidates that are possible duplicates or of one group, or keep apart.

    A pair's points depend on no other pair, so any parts of the candidates may be scored anywhere.
    """
    shipped = points.table()
    levels = points.levels(found, left, right)
    total = points.points(levels, shipped)
    kept = (total >= shipped.possible) | points.group(levels) | points.hint(levels)
    kept |= points.apart(levels)
    kept &= ~np.isin(_both(left, right), _both(*decided))
    return Scored(left[kept], right[kept], levels[kept], total[kept])


def _strongest_first(parts: Sequence[Scored]) -> Scored:
    none = np.zeros(0, np.int32)
    nothing = Scored(none, none, np.zeros((0, len(points.LEVELS)), np.int8), none)
    left, right, levels, total = map(np.concatenate, zip(nothing, *parts, strict=True))
    order = np.lexsort((right, left, -total))
    return Scored(left[order], right[order], levels[order], total[order])


def _both(left: keys.Ints, right: keys.Ints) -> NDArray[np.int64]:
    return left.astype(np.int64) << 32 | right


def decisions(customers: pd.DataFrame, different: Collection[tuple[str, str]]) -> joining.Edges:
    """Return the positions `in_order` of customers that somebody decided are different."""
    none = np.zeros(0, np.int32)
    if not different or "customer_id" not in customers:
        return joining.Edges(none, none)
    customers = order.in_order(customers)
    sides = pd.DataFrame(list(different), columns=["left", "right"])
    known = pd.Series(np.arange(len(customers)), index=customers["customer_id"])
    known = known[~known.index.duplicated()]
    at = [sides[side].map(known) for side in ("left", "right")]
    there = at[0].notna() & at[1].notna()
    left, right = (side[there].to_numpy(dtype=np.int32) for side in at)
    return joining.Edges(np.minimum(left, right), np.maximum(left, right))


def _edges(
    scored: Scored, shipped: points.Table, decided: joining.Edges
) -> tuple[joining.Edges, joining.Edges]:
    strong = points.joins(scored.levels, shipped)
    apart = points.apart(scored.levels) & ~strong
    return joining.Edges(scored.left[strong], scored.right[strong]), joining.Edges(
        np.concatenate((scored.left[apart], decided.left)),
        np.concatenate((scored.right[apart], decided.right)),
    )


def _listed(found: keys.Records, scored: Scored, made: joining.Clusters) -> pd.DataFrame:
    """Return the pairs as people see them; a pair kept apart by the guard is no duplicate."""
    cluster = np.arange(len(found.labels))
    for rows in made.groups:
        cluster[list(rows)] = rows[0]
    one = cluster[scored.left] == cluster[scored.right]
    shipped = points.table()
    possible = scored.points >= shipped.possible
    band = np.select(
        [one & possible, ~one & points.group(scored.levels), possible, points.hint(scored.levels)],
        ["duplicate", "group", "possible", "hint"],
        "",
    ).astype(object)
    ends = found.labels[scored.left], found.labels[scored.right]
    listed = {
        "left": np.minimum(*ends),
        "right": np.maximum(*ends),
        "points": scored.points,
        "band": band,
        "reasons": reasons(scored.levels, shipped, of_group=np.isin(band, ("group", "hint"))),
    }
    kept = pd.DataFrame(listed)[band != ""]
    strongest = np.lexsort((kept["right"], kept["left"], -kept["points"]))
    in_this_order: pd.DataFrame = kept.iloc[strongest]
    return in_this_order
