"""One column of several records made one value, and whether a value is still in it."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.plaintext import shown
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_ITEM = re.compile(r"\s*[;；]\s*")
_SUMMED = frozenset({"sum"})
_LISTED = frozenset({"union", "ids"})


class Record(NamedTuple):
    """One row of Customers; `cells` maps each column to what it holds, None for blank."""

    id: str
    row: int
    """Excel's row number."""
    cells: Mapping[str, Any]


class Column(NamedTuple):
    """One column as a rule needs to know it."""

    key: str
    longest: int | None = None
    """Characters it may hold; None: any number."""
    rank: Callable[[Any], int] = lambda _: 0
    """The place of a word in the rule's order, for `highest`; a strange word is below all."""


def merged(rule: str, column: Column, records: Sequence[Record]) -> Any:
    """Return the value `rule` makes of a column; None: every record is blank.

    `records` are in their order of precedence, which breaks every tie.

    Raises:
        KeyError: there is no such rule.
    """
    filled = [record for record in records if not is_blank(record.cells.get(column.key))]
    values = [record.cells[column.key] for record in filled]
    return _RULES[rule](column, filled, values) if values else None


def survives(rule: str, value: Any, result: Any) -> bool:
    """Return whether all that a blank or filled cell says is still said by the merged value."""
    if is_blank(value) or (rule in _SUMMED and _is_number(value) and _is_number(result)):
        return True
    parts = _items(value) if rule in _LISTED else _lines(value)
    here = _items(result) if rule in _LISTED else _lines(result)
    return {fold(part) for part in parts} <= {fold(part) for part in here}


def is_blank(value: Any) -> bool:
    """Return whether a cell holds nothing but spaces."""
    return value is None or value != value or not shown(value).strip()  # noqa: PLR0124  # NaN


def together(values: Iterable[Any], joint: str = "; ") -> str:
    """Return the different items of all lists, each where it stood first."""
    return joint.join(_distinct(item for value in values for item in _items(value)))


def _items(value: Any) -> list[str]:
    return [item for item in _ITEM.split(shown(value).strip()) if item]


def _lines(value: Any) -> list[str]:
    return [line.strip() for line in shown(value).splitlines() if line.strip()]


def _distinct(parts: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for part in parts:
        found.setdefault(fold(part), part)
    return list(found.values())


def _keep(_: Column, __: Sequence[Record], values: Sequence[Any]) -> Any:
    return values[0]


def _newest(_: Column, filled: Sequence[Record], values: Sequence[Any]) -> Any:
    seen = [max(_moment(r.cells.get(key)) for key in _SEEN) for r in filled]
    return values[seen.index(max(seen))]


_SEEN = ("last_contact_date", "updated_at", "created_date")
"""What tells how fresh a record is."""


def _earliest_record(_: Column, filled: Sequence[Record], values: Sequence[Any]) -> Any:
    made = [_moment(record.cells.get("created_date")) or (dt.MAXYEAR,) for record in filled]
    return values[made.index(min(made))]


def _longest(_: Column, __: Sequence[Record], values: Sequence[Any]) -> Any:
    return max(values, key=lambda value: len(shown(value)))


def _earliest(column: Column, filled: Sequence[Record], values: Sequence[Any]) -> Any:
    days = [value for value in values if isinstance(value, dt.date)]
    return min(days, key=_moment) if days else _keep(column, filled, values)


def _latest(column: Column, filled: Sequence[Record], values: Sequence[Any]) -> Any:
    days = [value for value in values if isinstance(value, dt.date)]
    return max(days, key=_moment) if days else _keep(column, filled, values)


def _greatest(column: Column, filled: Sequence[Record], values: Sequence[Any]) -> Any:
    numbers = [value for value in values if _is_number(value)]
    return max(numbers) if numbers else _keep(column, filled, values)


def _sum(column: Column, filled: Sequence[Record], values: Sequence[Any]) -> Any:
    if not all(map(_is_number, values)):
        return _keep(column, filled, values)
    total = sum((Decimal(str(value)) for value in values), Decimal(0))
    return int(total) if total == total.to_integral_value() else float(total)


def _highest(column: Column, _: Sequence[Record], values: Sequence[Any]) -> Any:
    return max(values, key=column.rank)


def _union(_: Column, __: Sequence[Record], values: Sequence[Any]) -> Any:
    return values[0] if len(values) == 1 else together(values)


def _all_lines(column: Column, filled: Sequence[Record], values: Sequence[Any]) -> Any:
    if len(values) == 1:
        return values[0]
    text = "\n".join(_distinct(line for value in values for line in _lines(value)))
    if column.longest is not None and len(text) > column.longest:
        return _longest(column, filled, values)
    return text


def _moment(value: Any) -> tuple[int, ...]:
    """Return a date or time as numbers to compare; () comes before all."""
    return value.timetuple()[:6] if isinstance(value, dt.date) else ()


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


_RULES: Mapping[str, Callable[[Column, Sequence[Record], Sequence[Any]], Any]] = {
    "keep": _keep,
    "newest": _newest,
    "earliest_record": _earliest_record,
    "longest": _longest,
    "earliest": _earliest,
    "latest": _latest,
    "greatest": _greatest,
    "sum": _sum,
    "highest": _highest,
    "union": _union,
    "lines": _all_lines,
}
