"""Why two customers are taken for one: the fields that agree or differ, with their points."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from validation.duplicates.points import LEVELS, evidence, patterns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validation.duplicates.points import Table


class Reason(NamedTuple):
    """What one field says about a pair; the points of a pair's reasons add up to the pair's."""

    field: str
    level: str
    points: int
    zh: str
    en: str


def reasons(
    by_field: NDArray[np.int8], shipped: Table, *, of_group: NDArray[np.bool_]
) -> NDArray[np.object_]:
    """Return for each pair its reasons, the weightiest first; fields without points are left out.

    Pairs that agree in the same way share one tuple. Those of `of_group` have one reason more,
    first and without points: what shows that they are one group.
    """
    found = patterns(by_field)
    plain, grouped = (np.empty(len(found.levels), dtype=object) for _ in range(2))
    shown = evidence(found.levels)
    for at, pattern in enumerate(found.levels.tolist()):
        plain[at] = _of_pattern(pattern, shipped)
        level = str(shown[at]) or "brand"
        grouped[at] = (Reason("group", level, 0, *shipped.groups[level]), *plain[at])
    return np.where(of_group, grouped[found.of_pair], plain[found.of_pair])


def _of_pattern(pattern: list[int], shipped: Table) -> tuple[Reason, ...]:
    said = []
    for field, number in zip(LEVELS, pattern, strict=True):
        level = LEVELS[field][number]
        entry = shipped.entries[field, level] if number else None
        if entry and entry.points:
            said.append(Reason(field, level, entry.points, entry.text.zh, entry.text.en))
    return tuple(sorted(said, key=lambda reason: -abs(reason.points)))
