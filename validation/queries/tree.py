"""What a query means: leaves that look at one column, joined by and, or, not."""

from __future__ import annotations

import datetime as dt
import operator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from validation.folding import spelling
from validation.messages import Text, message, plain
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt
    import pandas as pd

    from validation.queries.moments import When

    Bools = npt.NDArray[np.bool_]

NOTES = "_notes"
"""Further text of a row that bare words look through, such as its follow-up notes; a frame need
not have it."""

_SIGNS: Mapping[str, str] = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_NUMBERS = (int, float, Decimal)


class Node(Protocol):
    """A condition on rows."""

    def mask(self, frame: pd.DataFrame, today: dt.date) -> Bools:
        """Return row by row whether the condition holds."""

    def columns(self) -> frozenset[str]:
        """Return the columns it looks at."""

    def said(self) -> Text:
        """Return it in words."""


class Fallback(NamedTuple):
    """Another column that tells a value where the column itself is blank."""

    key: str
    codes: Mapping[str, str]
    """The other column's code → this column's."""


class Filled(NamedTuple):
    """Something stands in the column."""

    key: str
    name: Text

    def mask(self, frame: pd.DataFrame, today: dt.date) -> Bools:
        """Return where the column has a value."""
        del today
        return _each(frame, self.key, lambda value: value not in ("", ()))

    def columns(self) -> frozenset[str]:
        """Return the column."""
        return frozenset({self.key})

    def said(self) -> Text:
        """Return it in words."""
        return message("query.filled", field=self.name)


class Equals(NamedTuple):
    """The column holds one of some words; a list holds one of them among others."""

    key: str
    name: Text
    words: frozenset[str]
    """Codes, ids, and other words folded."""
    shown: Text
    fallback: Fallback | None = None

    def mask(self, frame: pd.DataFrame, today: dt.date) -> Bools:
        """Return where it holds."""
        del today
        found = _each(frame, self.key, self._is_one)
        if self.fallback is None:
            return found
        blank = ~_each(frame, self.key, lambda value: value not in ("", ()))
        codes = self.fallback.codes
        told = _each(frame, self.fallback.key, lambda value: codes.get(value) in self.words)
        return found | (blank & told)

    def _is_one(self, value: Any) -> bool:
        if isinstance(value, tuple):
            return any(self._is_one(item) for item in value)
        return str(value) in self.words or fold(str(value)) in self.words

    def columns(self) -> frozenset[str]:
        """Return the column, and the one that stands in for it."""
        return frozenset({self.key, *((self.fallback.key,) if self.fallback else ())})

    def said(self) -> Text:
        """Return it in words."""
        return _compared(self.name, "=", self.shown)


class Ranked(NamedTuple):
    """The column's word stands before or after another in its list."""

    key: str
    name: Text
    codes: frozenset[str]
    """The words it may be."""
    sign: str
    shown: Text

    def mask(self, frame: pd.DataFrame, today: dt.date) -> Bools:
        """Return where it holds."""
        del today
        return _each(frame, self.key, self.codes.__contains__)

    def columns(self) -> frozenset[str]:
        """Return the column."""
        return frozenset({self.key})

    def said(self) -> Text:
        """Return it in words."""
        return _compared(self.name, self.sign, self.shown)


class Number(NamedTuple):
    """The column's number stands in a relation to another."""

    key: str
    name: Text
    sign: str
    number: Decimal

    def mask(self, frame: pd.DataFrame, today: dt.date) -> Bools:
        """Return where it holds."""
        del today
        compare = _COMPARE[self.sign]
        return _each(
            frame, self.key, lambda value: _is_number(value) and compare(value, self.number)
        )

    def columns(self) -> frozenset[str]:
        """Return the column."""
        return frozenset({self.key})

    def said(self) -> Text:
        """Return it in words."""
        return _compared(self.name, self.sign, plain(f"{self.number:,f}"))


class Dated(NamedTuple):
    """The column's date stands in a relation to a day, a period, or how long ago it is."""

    key: str
    name: Text
    sign: str
    when: When

    def mask(self, frame: pd.DataFrame, today: dt.date) -> Bools:
        """Return where it holds."""
        first, last = self.when.days(today)
        sign = self.when.turned(self.sign)
        return _each(frame, self.key, lambda value: _stands(_day(value), sign, first, last))

    def columns(self) -> frozenset[str]:
        """Return the column."""
        return frozenset({self.key})

    def said(self) -> Text:
        """Return it in words."""
        if self.when.is_age:
            return message(f"query.age_{_WORDS[self.sign]}", field=self.name, n=self.when.said())
        return _compared(self.name, self.sign, self.when.said())


class Yes(NamedTuple):
    """The column says yes, or no."""

    key: str
    name: Text
    value: bool

    def mask(self, frame: pd.DataFrame, today: dt.date) -> Bools:
        """Return where it holds."""
        del today
        return _each(frame, self.key, lambda value: value is self.value)

    def columns(self) -> frozenset[str]:
        """Return the column."""
        return frozenset({self.key})

    def said(self) -> Text:
        """Return it in words."""
        return _compared(self.name, "=", message("query.yes" if self.value else "query.no"))


class Contains(NamedTuple):
    """A text of the column has some words in it."""

    key: str
    name: Text
    text: str

    def mask(self, frame: pd.DataFrame, today: dt.date) -> Bools:
        """Return where it holds."""
        del today
        wanted = spelling(self.text)
        return _each(frame, self.key, lambda value: wanted.search(_texts(value)) is not None)

    def columns(self) -> frozenset[str]:
        """Return the column."""
        return frozenset({self.key})

    def said(self) -> Text:
        """Return it in words."""
        return message("query.contains", field=self.name, text=self.text)


class Anywhere(NamedTuple):
    """One of the texts of the row has some words in it."""

    keys: tuple[str, ...]
    text: str
    codes: frozenset[str] = frozenset()
    """Codes of lists, which nobody typed."""

    def mask(self, frame: pd.DataFrame, today: dt.date) -> Bools:
        """Return where it holds."""
        del today
        wanted = spelling(self.text)
        found = np.zeros(len(frame), dtype=bool)
        for key in (*self.keys, NOTES):
            found |= _each(frame, key, lambda value: wanted.search(self._typed(value)) is not None)
        return found

    def _typed(self, value: Any) -> str:
        if isinstance(value, tuple):
            return "\n".join(str(item) for item in value if item not in self.codes)
        return "" if value in self.codes else str(value)

    def columns(self) -> frozenset[str]:
        """Return all columns of text."""
        return frozenset(self.keys)

    def said(self) -> Text:
        """Return it in words."""
        return message("query.anywhere", text=self.text)


class All(NamedTuple):
    """All of the parts hold; with no part, always."""

    parts: tuple[Node, ...]

    def mask(self, frame: pd.DataFrame, today: dt.date) -> Bools:
        """Return where it holds."""
        found = np.ones(len(frame), dtype=bool)
        for part in self.parts:
            found &= part.mask(frame, today)
        return found

    def columns(self) -> frozenset[str]:
        """Return the columns of all parts."""
        return frozenset().union(*(part.columns() for part in self.parts))

    def said(self) -> Text:
        """Return it in words."""
        if not self.parts:
            return message("query.all_rows")
        return _joined(message("query.and"), self.parts)


class AnyOf(NamedTuple):
    """At least one of the parts holds."""

    parts: tuple[Node, ...]

    def mask(self, frame: pd.DataFrame, today: dt.date) -> Bools:
        """Return where it holds."""
        found = np.zeros(len(frame), dtype=bool)
        for part in self.parts:
            found |= part.mask(frame, today)
        return found

    def columns(self) -> frozenset[str]:
        """Return the columns of all parts."""
        return frozenset().union(*(part.columns() for part in self.parts))

    def said(self) -> Text:
        """Return it in words."""
        return _joined(message("query.or"), self.parts)


class Not(NamedTuple):
    """The part does not hold; a blank cell is not what it is held against."""

    part: Node

    def mask(self, frame: pd.DataFrame, today: dt.date) -> Bools:
        """Return where it holds."""
        return ~self.part.mask(frame, today)

    def columns(self) -> frozenset[str]:
        """Return the columns of the part."""
        return self.part.columns()

    def said(self) -> Text:
        """Return it in words."""
        if isinstance(self.part, Filled):
            return message("query.blank", field=self.part.name)
        if isinstance(self.part, Equals):
            return _compared(self.part.name, "!=", self.part.shown)
        return message("query.not", part=self.part.said())


_WORDS: Mapping[str, str] = {
    "=": "is",
    "<": "below",
    "<=": "at_most",
    ">": "above",
    ">=": "at_least",
}


def has_text(node: Node) -> bool:
    """Return whether a part of a condition looks through the texts of a row."""
    parts = node.parts if isinstance(node, (All, AnyOf)) else ()
    inner = (node.part,) if isinstance(node, Not) else parts
    return isinstance(node, Anywhere) or any(has_text(part) for part in inner)


def _each(frame: pd.DataFrame, key: str, test: Callable[[Any], bool]) -> Bools:
    """Return row by row what `test` says of a value; False where there is none."""
    if key not in frame.columns:
        return np.zeros(len(frame), dtype=bool)
    values = frame[key].tolist()
    told: dict[Any, bool] = {}
    found = np.zeros(len(values), dtype=bool)
    for at, value in enumerate(values):
        # NaN differs from itself: a frame made elsewhere may have it for a blank.
        if value is None or value != value:  # noqa: PLR0124
            continue
        kept = (type(value), value)
        answer = told.get(kept)
        if answer is None:
            answer = told[kept] = bool(test(value))
        found[at] = answer
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, _NUMBERS) and not isinstance(value, bool)


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None


def _stands(day: dt.date | None, sign: str, first: dt.date, last: dt.date) -> bool:
    """Return whether a day is before, in or after the days from `first` to `last`."""
    if day is None:
        return False
    return {
        "=": first <= day <= last,
        "<": day < first,
        "<=": day <= last,
        ">": day > last,
        ">=": day >= first,
    }[sign]


def _texts(value: Any) -> str:
    return "\n".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _compared(name: Text, sign: str, shown: Text) -> Text:
    return message("query.compared", field=name, sign=_SIGNS[sign], value=shown)


def _joined(word: Text, parts: tuple[Node, ...]) -> Text:
    said = [_bracketed(part) for part in parts]
    return Text(
        f" {word.zh} ".join(text.zh for text in said), f" {word.en} ".join(text.en for text in said)
    )


def _bracketed(part: Node) -> Text:
    said = part.said()
    compound = isinstance(part, (All, AnyOf)) and len(part.parts) > 1
    return Text(f"({said.zh})", f"({said.en})") if compound else said
