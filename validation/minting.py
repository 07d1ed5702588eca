"""New ids: the next free number of a form such as `CUS-{year}-{n:03}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PLACE = re.compile(r"\{(year|n)(?::0?(\d+))?\}")


def next_ids(form: str, years: Sequence[int], *, taken: Iterable[str]) -> list[str]:
    """Return one new id for each of `years`, in their order.

    `form` has `{n:03}`, the number, and may have `{year}`; each year counts for itself, from
    one above the highest id of `taken` that has the form. Ids already taken are never reused.

    >>> next_ids("CUS-{year}-{n:03}", [1996, 1997, 1996], taken=["CUS-1996-007"])
    ['CUS-1996-008', 'CUS-1997-001', 'CUS-1996-009']
    """
    highest = _highest(form, taken)
    by_year = "{year}" in form
    ids = []
    for year in years:
        number = highest.get(year if by_year else 0, 0) + 1
        highest[year if by_year else 0] = number
        ids.append(form.format(year=year, n=number))
    return ids


def _highest(form: str, taken: Iterable[str]) -> dict[int, int]:
    """Return year → the highest number in use; without a year all count under 0."""
    pattern = re.compile(_expression(form))
    highest: dict[int, int] = {}
    for identity in taken:
        found = pattern.fullmatch(identity)
        if found:
            groups = found.groupdict()
            year = int(groups.get("year") or 0)
            highest[year] = max(highest.get(year, 0), int(groups["n"]))
    return highest


def _expression(form: str) -> str:
    parts = []
    end = 0
    for place in _PLACE.finditer(form):
        parts.append(re.escape(form[end : place.start()]))
        parts.append(r"(?P<year>\d{4})" if place[1] == "year" else r"(?P<n>\d+)")
        end = place.end()
    return "".join([*parts, re.escape(form[end:])])
