"""Does a cell fit the other cells of its row? What is required, and the row rules of sheets.csv."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from validation import conditions
from validation.catalogue import Kind, Requirement
from validation.checks import policies
from validation.checks.marks import Facts
from validation.checks.readings import currency_key
from validation.messages import Text
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from validation.catalogue import Field
    from validation.checks.cells import Bools
    from validation.checks.sheetrows import Context, Rows

_WHOLE_COLUMN = 5
"""From so many rows on, a column blank in every row is one finding and not one per row."""


def mark(rows: Rows, context: Context) -> None:
    """Mark blank cells that are required, and cells that contradict another cell of the row."""
    for key in rows.values:
        field = rows.sheet.by_key[key]
        _mark_required(rows, field, context)
        _mark_order(rows, field)
        if field.has("warn_past"):
            late = rows.days(field.key) < np.datetime64(context.today)
            rows.marks.mark("date_passed", field.key, late & rows.marks.sound(field.key))
    for rule in rows.sheet.row_rules:
        if rule.name in _RULES and all(key in rows.values for key in rule.keys):
            _RULES[rule.name](rows, rule.keys, context)
    for key in rows.values:
        if rows.sheet.by_key[key].kind is Kind.MONEY:
            _mark_currency(rows, key)


def _mark_required(rows: Rows, field: Field, context: Context) -> None:
    blank = ~rows.filled(field.key) & ~_given_in_part(rows, context)
    if field.required is Requirement.ALWAYS and blank.any():
        if field.has("mint"):
            rows.marks.mark("id_blank", field.key, blank, condemn=True)
        elif blank.all() and len(rows) >= _WHOLE_COLUMN:
            rows.marks.mark_column("required_column", field.key, Facts(detail=len(rows)))
        else:
            rows.marks.mark("required", field.key, blank, condemn=True)
    elif field.required_when and blank.any():
        due = conditions.holds(
            field.required_when, rows.values, today=context.today, rows=len(rows)
        )
        said = conditions.in_words(field.required_when, rows.sheet, context.catalogue)
        rows.marks.mark("required_here", field.key, blank & due, Facts(detail=said), condemn=True)


def _given_in_part(rows: Rows, context: Context) -> Bools:
    """Return the rows of colleagues in a rep's own book, of which it has the names alone."""
    if context.rep is None or rows.sheet.key != "Reps" or "rep_id" not in rows.values:
        return np.zeros(len(rows), dtype=bool)
    mine = fold(context.rep)
    reps = rows.values["rep_id"].objects()
    return np.asarray([fold(str(one or "")) != mine for one in reps], dtype=np.bool_)


def _mark_order(rows: Rows, field: Field) -> None:
    """Mark dates and numbers that stand on the wrong side of another cell of the row."""
    for name, rule in (("not_before", "before_other"), ("not_after", "after_other")):
        other = rows.field(field.argument(name) or "")
        if other is None:
            continue
        if field.kind in (Kind.DATE, Kind.DATETIME):
            timed = field.kind is other.kind is Kind.DATETIME
            mine, theirs = (
                (rows.moments(field.key), rows.moments(other.key))
                if timed
                else (rows.days(field.key), rows.days(other.key))
            )
            broken = mine < theirs if name == "not_before" else mine > theirs
        else:
            rule = "below_other"  # noqa: PLW2901
            broken = rows.numbers(field.key) < rows.numbers(other.key)
        # A cell known to be wrong is no measure for another one.
        broken &= ~rows.marks.condemned(other.key)
        rows.marks.mark(rule, field.key, broken, _facts_of(rows, other), condemn=True)


def _facts_of(rows: Rows, other: Field) -> Callable[[int], Facts]:
    return lambda n: Facts(detail=rows.shown(other.key, n), expected=other.name)


def _any_of(rows: Rows, keys: Sequence[str], _: Context) -> None:
    filled = np.logical_or.reduce([rows.filled(key) for key in keys])
    rows.marks.mark("none_filled", keys[0], ~filled, Facts(expected=_names(rows, keys)))


def _exactly_one(rows: Rows, keys: Sequence[str], _: Context) -> None:
    filled = [rows.filled(key) for key in keys]
    facts = Facts(expected=_names(rows, keys))
    rows.marks.mark("none_filled", keys[0], ~np.logical_or.reduce(filled), facts)
    rows.marks.mark("both_filled", keys[1], np.logical_and.reduce(filled), facts)


def _together(rows: Rows, keys: Sequence[str], _: Context) -> None:
    for key, other in (keys, keys[::-1]):
        alone = ~rows.filled(key) & rows.filled(other) & ~rows.marks.condemned(key)
        rows.marks.mark("not_together", key, alone, Facts(detail=rows.sheet.by_key[other].name))


def _differ(rows: Rows, keys: Sequence[str], context: Context) -> None:
    key, other = keys[1], keys[0]
    first, second = rows.value(other), rows.value(key)
    same = rows.known(other) & np.equal(first, second).astype(bool)
    if key == "approver":
        same &= ~policies.self_approved(rows, context)
    facts = Facts(detail=rows.sheet.by_key[other].name)
    rows.marks.mark("must_differ", key, same, facts, condemn=True)


def _mark_currency(rows: Rows, key: str) -> None:
    """Mark amounts without a currency, where the currency cell has no finding of its own."""
    currency = currency_key(key, rows)
    if currency is None or currency not in rows.values:
        return
    bare = rows.known(key) & ~rows.filled(currency)
    rows.marks.mark("currency_missing", key, bare)


def _names(rows: Rows, keys: Iterable[str]) -> Text:
    fields = [rows.sheet.by_key[key] for key in keys]
    return Text("、".join(f"「{f.zh}」" for f in fields), ", ".join(f.en for f in fields))


_RULES: Mapping[str, Callable[[Rows, Sequence[str], Context], None]] = {
    "any_of": _any_of,
    "exactly_one": _exactly_one,
    "together": _together,
    "differ": _differ,
}
