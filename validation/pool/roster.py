"""The reps as the pool sees them: what they take, how much, and when they are away."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from validation.settings import Settings

COLUMNS = (
    *("rep_id", "rep_name", "role", "regions", "languages", "products", "weight", "weight_mode"),
    *("limit_day", "limit_week", "limit_month", "capacity", "active", "leave_from", "leave_to"),
)
"""The columns of Reps that decide something here."""
_SETTINGS = (
    *("company_tz", "cool_off_days", "assign_counts_as_claim", "weight_window_days"),
    *("weight_ripe_days", "weight_smoothing", "weight_top"),
)


class Rep(NamedTuple):
    """One row of the sheet Reps; blank lists take everything, blank limits have no end."""

    id: str
    row: int
    """As Excel numbers it."""
    name: str
    role: str
    """Code of rep_role; "": not said."""
    regions: frozenset[str]
    """Codes of regions and countries."""
    languages: frozenset[str]
    products: tuple[str, ...]
    weight: int | None
    """As typed; None: blank."""
    by_conversion: bool
    """Whether the weight follows from the conversion rate."""
    limit_day: int | None
    limit_week: int | None
    limit_month: int | None
    capacity: int | None
    active: str
    """Code of rep_active; a blank cell is "active"."""
    leave_from: dt.date | None
    leave_to: dt.date | None
    """The last day away; None with a first day: away until further notice."""

    def absences(self, today: dt.date) -> tuple[str, ...]:
        """Return ABSENT, PAUSED, both in this order, or nothing: the rep works today."""
        away = self.active == "on_leave" and self.leave_from is None and self.leave_to is None
        if self.leave_from is not None or self.leave_to is not None:
            begun = self.leave_from is None or self.leave_from <= today
            over = self.leave_to is not None and self.leave_to < today
            away = begun and not over
        paused = self.active in ("paused", "left")
        return (*(["ABSENT"] if away else []), *(["PAUSED"] if paused else []))

    @property
    def is_manager(self) -> bool:
        """Whether the rep may decide for others."""
        return self.role in ("manager", "admin")


def roster(frame: pd.DataFrame) -> tuple[Rep, ...]:
    """Return the rows of a typed sheet Reps in their order; of a repeated id the first counts."""
    found: dict[str, Rep] = {}
    for row, cells in zip(frame.index, frame.to_dict("records"), strict=True):
        if cells["rep_id"] is not None:
            rep = _rep(int(row), {str(key): value for key, value in cells.items()})
            found.setdefault(rep.id, rep)
    return tuple(found.values())


def _rep(row: int, cells: Mapping[str, Any]) -> Rep:
    def number(key: str) -> int | None:
        return None if cells[key] is None else int(cells[key])

    return Rep(
        str(cells["rep_id"]),
        row,
        str(cells["rep_name"] or ""),
        str(cells["role"] or ""),
        frozenset(cells["regions"] or ()),
        frozenset(cells["languages"] or ()),
        tuple(cells["products"] or ()),
        number("weight"),
        cells["weight_mode"] == "conversion",
        number("limit_day"),
        number("limit_week"),
        number("limit_month"),
        number("capacity"),
        str(cells["active"] or "active"),
        _day(cells["leave_from"]),
        _day(cells["leave_to"]),
    )


def _day(value: Any) -> dt.date | None:
    return value.date() if isinstance(value, dt.datetime) else value


def rules_hash(reps: Sequence[Rep], settings: Settings) -> str:
    """Return 16 hex digits of the SHA-256 of all rules that decide about the pool.

    These are the settings of the pool and, rep by rep in roster order, everything of the sheet
    Reps but the weights, which every row of the ledger tells, and the names.
    """
    held = {name: getattr(settings, name) for name in _SETTINGS}
    rows = [
        [
            *(rep.id, sorted(rep.regions), sorted(rep.languages), list(rep.products)),
            *(rep.limit_day, rep.limit_week, rep.limit_month, rep.capacity, rep.active),
            *(str(rep.leave_from or ""), str(rep.leave_to or "")),
        ]
        for rep in reps
    ]
    told = json.dumps([held, rows], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
