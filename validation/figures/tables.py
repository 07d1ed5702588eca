"""What every figure is: a table with names, units, a definition and an answer in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple

from validation.messages import Text, message

if TYPE_CHECKING:
    from collections.abc import Sequence

ENOUGH = 5
"""Fewer cases than this give no share, average or median: one more would turn the answer round."""

Unit = Literal["count", "money", "days", "hours", "share", "percent", "ratio"]
"""A `share` is a Share; `percent` and `ratio` are Fractions, shown as 25 % and as 0.25."""


class Share(NamedTuple):
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> Fraction | None:
        """The share, from 0 to 1; None: not enough cases."""
        return Fraction(self.part, self.whole) if self.whole >= ENOUGH else None


Value = int | Decimal | Fraction | Share | None
"""None: not enough data, or not known."""


class Column(NamedTuple):
    """One column of numbers; `key` names its sentence in the messages."""

    key: str
    unit: Unit

    @property
    def name(self) -> Text:
        """What people read above it, without the currency of money."""
        return message(f"figures.column.{self.key}")


class Line(NamedTuple):
    """One row: `key` is a code or an id, empty for what is not stated and for a total."""

    key: str
    name: Text
    numbers: tuple[Value, ...]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One question and its numbers. `key` names its sentences in the messages."""

    key: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    answer: Text
    drawn: str
    """The key of the column a chart draws."""
    total: tuple[Value, ...] = ()
    """The values over all lines; empty: a total says nothing."""
    notes: tuple[Text, ...] = ()
    """What was left out or is not known, and how often."""
    facts: tuple[tuple[str, object], ...] = ()
    """What the definition names, such as a number of days the team has set."""

    @property
    def name(self) -> Text:
        """The question in a few words."""
        return message(f"figures.{self.key}")

    @property
    def definition(self) -> Text:
        """How the numbers are counted."""
        return message(f"figures.{self.key}.about", enough=ENOUGH, **dict(self.facts))

    def column(self, key: str) -> Column:
        """Return the column `key`.

        Raises:
            KeyError: there is none.
        """
        return self.columns[self._place(key)]

    def value(self, line: str, column: str) -> Value:
        """Return one number by the key of its line and of its column.

        Raises:
            KeyError: there is no such line or column.
        """
        found = next((one for one in self.lines if one.key == line), None)
        if found is None:
            raise KeyError(line)
        return found.numbers[self._place(column)]

    def _place(self, key: str) -> int:
        for place, column in enumerate(self.columns):
            if column.key == key:
                return place
        raise KeyError(key)


def median(values: Sequence[int | Fraction]) -> Fraction | None:
    """Return the middle of the values, of two middle ones their mean; None: not enough of them.

    >>> median([1, 2, 3, 4, 9, 9])
    Fraction(7, 2)
    """
    if len(values) < ENOUGH:
        return None
    order = sorted(values)
    half = len(order) // 2
    upper = Fraction(order[half])
    return upper if len(order) % 2 else (upper + order[half - 1]) / 2


def mean(total: Decimal | Fraction | int, cases: int) -> Fraction | None:
    """Return total / cases, exactly; None: not enough cases."""
    return Fraction(total) / cases if cases >= ENOUGH else None


def not_enough() -> Text:
    """Return the answer of a figure that has none."""
    return message("figures.not_enough", enough=ENOUGH)


def columns(*said: str) -> tuple[Column, ...]:
    """Return columns from `key`, a count, and `key:unit`.

    >>> columns("won", "year:money")[1]
    Column(key='year', unit='money')
    """
    pairs = (one.partition(":") for one in said)
    return tuple(Column(key, unit or "count") for key, _, unit in pairs)  # type: ignore[arg-type]


def rate(value: Value) -> float:
    """Return a share for sorting: what has not enough cases comes after every share."""
    share = value.value if isinstance(value, Share) else None
    return -1.0 if share is None else float(share)


def number(value: Value) -> Decimal | Fraction | int:
    """Return a value as a number; what is not known, or a share, is 0."""
    return 0 if value is None or isinstance(value, Share) else value


def whole_of(lines: Sequence[Line], place: int) -> int:
    """Return the sum of a column of counts."""
    return sum(int(number(line.numbers[place])) for line in lines)


def rounded(value: Decimal | Fraction | int, digits: int = 0) -> Decimal:
    """Return a number with so many decimals, half away from zero, exactly.

    >>> rounded(Decimal("2.5")), rounded(Fraction(-1, 8), 2)
    (Decimal('3'), Decimal('-0.13'))
    """
    scaled = abs(Fraction(value)) * 10**digits
    whole = (scaled + Fraction(1, 2)).__floor__()
    return Decimal(-whole if value < 0 else whole).scaleb(-digits)


def said(value: Decimal | Fraction | int, digits: int = 0) -> str:
    """Return a number as people read it.

    >>> said(Decimal("1234.5")), said(Fraction(1, 3), 1)
    ('1,235', '0.3')
    """
    return f"{rounded(value, digits):,f}"
