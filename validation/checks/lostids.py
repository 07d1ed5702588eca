"""Ids that were damaged or typed over, and the references that still mean their rows.

Ids run in order down a sheet, so the row between CUS-2026-058 and CUS-2026-060 was 059 whatever
stands there now. One wrong id is then one finding, not one per row that refers to it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from validation import references

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.checks.sheetrows import Rows

_NUMBERED = re.compile(r"(.*?)(\d{1,15})")


class Gap(NamedTuple):
    """What an id now lost was between: the ids of the row before and of the row after."""

    before: str
    """Empty above the first row, and where that id is lost too."""
    after: str


def gaps(rows: Rows, key: str) -> Sequence[Gap]:
    """Return the gaps that blank, unreadable, malformed and repeated ids leave in a column."""
    values = rows.value(key)
    field = rows.sheet.by_key[key]
    form = re.compile(field.argument("pattern") or ".*")
    again = references.repeats(list(values))
    ids = [
        "" if v is None or n in again or not form.fullmatch(str(v)) else str(v)
        for n, v in enumerate(values)
    ]
    return [
        Gap(ids[n - 1] if n else "", ids[n + 1] if n + 1 < len(ids) else "")
        for n, identity in enumerate(ids)
        if not identity
    ]


def fills(value: str, gaps: Sequence[Gap]) -> bool:
    """Return whether `value` is the very id that one of the gaps is missing.

    >>> fills("PO-7", [Gap("PO-6", "PO-8")]), fills("PO-9", [Gap("PO-6", "PO-8")])
    (True, False)
    """
    return any(_is_between(value, gap) for gap in gaps)


def _is_between(value: str, gap: Gap) -> bool:
    """Return whether the id is the next one, or fits between two that leave several out."""
    mine, *around = map(_NUMBERED.fullmatch, (value, gap.before, gap.after))
    if mine is None:
        return False
    steps = [int(mine[2]) - int(found[2]) for found in around if found and found[1] == mine[1]]
    if len(steps) == len(around):
        return steps[0] > 0 > steps[1]
    return len(steps) == 1 and abs(steps[0]) == 1
