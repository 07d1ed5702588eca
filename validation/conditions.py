"""The small language of `required_when`: when a column must be filled in.

    stage=S9                        the column holds that code
    credit_code                     the column is filled in
    first_contact_date<today-7      the date is more than seven days ago
    kind=deposit & due_date<today   both

`=`, `!=`, `<`, `<=`, `>` and `>=` compare; `today`, `today-7` and `today+7` are dates.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from validation.messages import Text, message, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from validation.catalogue import Catalogue, Sheet

_CLAUSE = re.compile(r"([a-z]\w*)\s*(?:(!=|<=|>=|=|<|>)\s*(\S+))?")
_TODAY = re.compile(r"today(?:([+-])(\d+))?")
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Clause(NamedTuple):
    """One part of a condition; an empty operator asks only whether `key` is filled in."""

    key: str
    operator: str = ""
    operand: str = ""


class Cells(Protocol):
    """The cells of a column, which may be asked about value by value."""

    def each(self, test: Callable[[Any], bool], /) -> npt.NDArray[np.bool_]:
        """Return row by row what `test` says of the value; False where there is none."""


@cache
def clauses(condition: str) -> tuple[Clause, ...]:
    """Return the parts of a condition, all of which must hold.

    Raises:
        ValueError: the condition is not in the language.

    >>> clauses("stage=S9 & kind")[1]
    Clause(key='kind', operator='', operand='')
    """
    found = []
    for part in condition.split("&"):
        match = _CLAUSE.fullmatch(part.strip())
        if match is None:
            raise ValueError(condition)
        found.append(Clause(*(group or "" for group in match.groups())))
    return tuple(found)


def holds(
    condition: str, columns: Mapping[str, Cells], *, today: dt.date, rows: int
) -> npt.NDArray[np.bool_]:
    """Return row by row whether `condition` holds.

    Args:
        condition: in the language above.
        columns: key → cells: codes, dates, numbers; None where blank or unreadable.
        today: what `today` means.
        rows: how many rows there are.
    """
    result = np.ones(rows, dtype=bool)
    for clause in clauses(condition):
        cells = columns.get(clause.key)
        if cells is None:
            return np.zeros(rows, dtype=bool)
        result &= cells.each(partial(_is_true, clause, today))
    return result


def in_words(condition: str, sheet: Sheet, catalogue: Catalogue) -> Text:
    """Return the condition as a person would say it, for the middle of a sentence."""
    said = [_clause_in_words(clause, sheet, catalogue) for clause in clauses(condition)]
    return Text("、".join(text.zh for text in said), " and ".join(text.en for text in said))


def _is_true(clause: Clause, today: dt.date, value: object) -> bool:
    if not clause.operator:
        return True
    operand = _operand(clause.operand, value, today)
    return operand is not None and _COMPARE[clause.operator](_day(value), operand)


def _operand(text: str, value: object, today: dt.date) -> object:
    """Return what stands right of the operator, as the kind of thing `value` is."""
    if match := _TODAY.fullmatch(text):
        days = int(match[2] or 0) * (-1 if match[1] == "-" else 1)
        return today + dt.timedelta(days=days) if isinstance(value, dt.date) else None
    if isinstance(value, str):
        return text
    if isinstance(value, dt.date):
        return dt.date.fromisoformat(text)
    return float(text)


def _day(value: object) -> object:
    return value.date() if isinstance(value, dt.datetime) else value


def _clause_in_words(clause: Clause, sheet: Sheet, catalogue: Catalogue) -> Text:
    column = sheet.by_key[clause.key]
    if not clause.operator:
        return message("check.when_filled", field=column.name)
    words = catalogue.vocabulary(column)
    word = words.words.get(clause.operand) if words else None
    operand = Text(word.zh, word.en) if word else _today_in_words(clause.operand)
    sign = {"=": "is", "!=": "is_not", "<": "below", "<=": "at_most", ">": "above"}.get(
        clause.operator, "at_least"
    )
    return message(f"check.when_{sign}", field=column.name, value=operand)


def _today_in_words(operand: str) -> Text:
    match = _TODAY.fullmatch(operand)
    if match is None:
        return plain(operand)
    if not match[2]:
        return message("check.today")
    return message("check.days_ago" if match[1] == "-" else "check.days_ahead", days=match[2])
