"""New ids: the next free number of a form such as `CUS-{year}-{n:03}`."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PLACE = re.compile(r"\{(year|day|n)(?::0?(\d+))?\}")
_SPELT = {"year": r"(?P<period>\d{4})", "day": r"(?P<period>\d{8})", "n": r"(?P<n>\d+)"}


def next_ids(form: str, years: Sequence[int | dt.date], *, taken: Iterable[str]) -> list[str]:
    """Return one new id for each of `years`, in their order.

    `form` has `{n:03}`, the number, and may have `{year}` or `{day}`; each year or day counts
    for itself, from one above the highest id of `taken` that has the form. Ids already taken
    are never reused. A form with `{day}` needs dates in place of years.

    >>> next_ids("CUS-{year}-{n:03}", [1996, 1997, 1996], taken=["CUS-1996-007"])
    ['CUS-1996-008', 'CUS-1997-001', 'CUS-1996-009']
    >>> next_ids("SH-{day}-{n:03}", [dt.date(2026, 11, 22)], taken=["SH-20261122-001"])
    ['SH-20261122-002']
    """
    highest = _highest(form, taken)
    ids = []
    for year in years:
        facts = _facts(year)
        period = next((facts[part] for part in facts if f"{{{part}" in form), 0)
        highest[period] = highest.get(period, 0) + 1
        ids.append(form.format(**facts, n=highest[period]))
    return ids


def _facts(year: int | dt.date) -> dict[str, int]:
    if not isinstance(year, dt.date):
        return {"year": year}
    return {"year": year.year, "day": int(f"{year:%Y%m%d}")}


def _highest(form: str, taken: Iterable[str]) -> dict[int, int]:
    """Return year or day → the highest number in use; without either all count under 0."""
    pattern = re.compile(_expression(form))
    highest: dict[int, int] = {}
    for identity in taken:
        found = pattern.fullmatch(identity)
        if found:
            groups = found.groupdict()
            period = int(groups.get("period") or 0)
            highest[period] = max(highest.get(period, 0), int(groups["n"]))
    return highest


def _expression(form: str) -> str:
    parts = []
    end = 0
    for place in _PLACE.finditer(form):
        parts.append(re.escape(form[end : place.start()]))
        parts.append(_SPELT[place[1]])
        end = place.end()
    return "".join([*parts, re.escape(form[end:])])
