"""Counts and sums over the sheets: each is a formula and the value the formula will show.

The value is computed here, from the same conditions, so that a reader which does not recalculate
(a preview, Protected View, pandas) shows the right number.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from workbook.template.conditions import text
from workbook.template.names import AS_OF, BASE_CURRENCY, column_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from workbook.template.plan import Plan

Test = Literal["is", "starts", "filled", "before", "since", "until", "after", "above", "base"]

_MONTHS = 12
_ONE_DAY = dt.timedelta(days=1)


class Basis(NamedTuple):
    """What a value is computed on: the day, and the team's own currency.

    `as_of` None: no day is known, and no condition on a date holds.
    """

    as_of: dt.date | None
    currency: str


class Where(NamedTuple):
    """One condition on a column.

    `is`: the cell shows `text`; `starts`: it begins with it; `base`: it shows the base currency.
    `before`, `since`, `until`, `after`: a date against `as_of` moved by `months` or by `days`;
    `since` and `until` include that day. `above`: a number greater than 0.
    """

    key: str
    test: Test
    text: str = ""
    months: int = 0
    days: int = 0


@dataclass(frozen=True, kw_only=True)
class Measure:
    """The number of rows of `sheet`, or the sum of `total` over them, that meet every condition.

    `minus`: it is taken away from the measures beside it. No condition holds for a blank cell,
    because LibreOffice does not look below a column's last entry: see `without`.
    """

    sheet: str
    where: tuple[Where, ...]
    total: str = ""
    minus: bool = False

    @property
    def columns(self) -> frozenset[tuple[str, str]]:
        """The (sheet, key) it reads."""
        keys = {w.key for w in self.where} | ({self.total} if self.total else set())
        return frozenset((self.sheet, key) for key in keys)

    def formula(self, *more: str) -> str:
        """Return the formula without its `=`; `more` are further ranges and criteria."""
        pairs = [p for w in self.where for p in (column_name(self.sheet, w.key), _criterion(w))]
        pairs += more
        if self.total:
            return f"SUMIFS({','.join([column_name(self.sheet, self.total), *pairs])})"
        return f"COUNTIFS({','.join(pairs)})"

    def values(self, plan: Plan, basis: Basis, by: str = "") -> Iterator[tuple[object, float]]:
        """Yield, for every row that counts, the value of its column `by` and what it adds."""
        tests = [_predicate(w, basis) for w in self.where]
        sign = -1.0 if self.minus else 1.0
        keys = [*(w.key for w in self.where), self.total, by]
        for *cells, added, group in rows(plan, self.sheet, keys):
            if all(test(cell) for test, cell in zip(tests, cells, strict=True)):
                yield group, sign * (_number(added) if self.total else 1.0)

    def value(self, plan: Plan, basis: Basis) -> float:
        """Return what the formula shows."""
        return round(math.fsum(added for _, added in self.values(plan, basis)), 6)


def without(measures: Sequence[Measure], where: Where) -> tuple[Measure, ...]:
    """Return measures whose sum leaves out the rows that meet `where`."""
    away = [replace(m, where=(*m.where, where), minus=not m.minus) for m in measures]
    return (*measures, *away)


def rows(plan: Plan, sheet: str, keys: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """Yield the cells of `keys` row by row; None for a blank cell or a missing column."""
    frame = plan.sheets[sheet].rows if sheet in plan.sheets else None
    if frame is None or not len(frame):
        return
    blank = [None] * len(frame)
    cells = {key: [_filled(v) for v in frame[key].tolist()] for key in keys if key in frame}
    yield from zip(*(cells.get(key, blank) for key in keys), strict=True)


def has_columns(plan: Plan, wanted: frozenset[tuple[str, str]]) -> bool:
    """Return whether the catalogue has every (sheet, key) of `wanted`."""
    return all(
        sheet in plan.sheets and plan.sheets[sheet].column(key) is not None for sheet, key in wanted
    )


def day(value: object) -> dt.date | None:
    """Return the day of a date or a moment; None: it is neither."""
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None


def moved(start: dt.date, months: int) -> dt.date:
    """Return the same day `months` later, or the month's last day, as EDATE does.

    >>> moved(dt.date(2024, 2, 29), -12)
    datetime.date(2023, 2, 28)
    """
    year, month = divmod(start.year * _MONTHS + start.month - 1 + months, _MONTHS)
    after_year, after_month = divmod(year * _MONTHS + month + 1, _MONTHS)
    last = dt.date(after_year, after_month + 1, 1) - _ONE_DAY
    return dt.date(year, month + 1, min(start.day, last.day))


def _criterion(where: Where) -> str:
    if where.test in ("is", "starts"):
        # A tilde takes a wildcard's meaning away.
        plain = where.text.replace("~", "~~").replace("*", "~*").replace("?", "~?")
        return text(plain + ("*" if where.test == "starts" else ""))
    if where.test == "filled":
        return '"<>"'
    if where.test == "base":
        return BASE_CURRENCY
    if where.test == "above":
        return '">0"'
    moment = f"EDATE({AS_OF},{where.months})" if where.months else AS_OF
    moment += f"{where.days:+}" if where.days else ""
    # A moment at noon still belongs to its day.
    return {
        "before": f'"<"&{moment}',
        "since": f'">="&{moment}',
        "until": f'"<"&{moment}+1',
        "after": f'">="&{moment}+1',
    }[where.test]


def _predicate(where: Where, basis: Basis) -> Callable[[object], bool]:
    shown = where.text.casefold()
    if where.test in ("before", "since", "until", "after"):
        return _by_day(where, basis)
    tests: Mapping[Test, Callable[[object], bool]] = {
        "is": lambda cell: _said(cell) == shown,
        "starts": lambda cell: _said(cell).startswith(shown),
        "base": lambda cell: _said(cell) == basis.currency.casefold(),
        "filled": lambda cell: cell is not None,
        "above": lambda cell: _number(cell) > 0,
    }
    return tests[where.test]


def _by_day(where: Where, basis: Basis) -> Callable[[object], bool]:
    if basis.as_of is None:
        return lambda _: False
    limit = moved(basis.as_of, where.months) + where.days * _ONE_DAY
    tests: Mapping[Test, Callable[[object], bool]] = {
        "before": lambda cell: (found := day(cell)) is not None and found < limit,
        "since": lambda cell: (found := day(cell)) is not None and found >= limit,
        "until": lambda cell: (found := day(cell)) is not None and found <= limit,
        "after": lambda cell: (found := day(cell)) is not None and found > limit,
    }
    return tests[where.test]


def _said(cell: object) -> str:
    return cell.casefold() if isinstance(cell, str) else ""


def _number(cell: object) -> float:
    number = isinstance(cell, (int, float)) and not isinstance(cell, bool)
    return float(cell) if number else 0.0  # type: ignore[arg-type]


def _filled(value: object) -> object:
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    if type(value).__name__ in ("NaTType", "NAType"):
        return None
    item = getattr(value, "item", None)
    return item() if callable(item) else value
