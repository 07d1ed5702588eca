"""What Excel and copying did to cells: errors, lost digits, wrong encodings, stray characters."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from validation.catalogue import Kind
from validation.checks.cells import is_textual
from validation.checks.marks import Facts
from validation.checks.sheetrows import shown
from validation.checks.signs import FOREIGN, HAN, LETTER, LETTER_E, LETTER_X, WIDE
from validation.messages import Text, message
from validation.normalise import damage as excel
from validation.normalise import text as tidied

if TYPE_CHECKING:
    from validation.checks.cells import Column, Table
    from validation.checks.marks import Marks
    from validation.normalise import Reading

_DIGITS = 10**15
_LONGEST_PLACEHOLDER = 24
_LONGEST_NUMBER = 24
_STARTS = frozenset("0123456789+- ")
_OWN_READER = (
    Kind.EMAIL, Kind.PHONE, Kind.URL,
    Kind.INT, Kind.DECIMAL, Kind.MONEY, Kind.DATE, Kind.DATETIME, Kind.BOOL,
)  # fmt: skip


def mark_odd_cells(table: Table, marks: Marks) -> None:
    """Mark error values and formulas without a result; nothing more is said of these cells."""
    for odd in table.layout.odd:
        if odd.kind == "duplicate_header":
            marks.mark_column("header_repeated", odd.column, Facts(value=odd.shown))
            continue
        position = table.positions.get(odd.row)
        if position is None or odd.column not in table.columns:
            continue
        hits = np.zeros(len(table), dtype=bool)
        hits[position] = True
        rule = "error_value" if odd.kind == "error" else "uncached_formula"
        marks.mark(rule, odd.column, hits, Facts(value=odd.shown), condemn=True)


def mark_fatal_text(column: Column, marks: Marks, *, sense: frozenset[str]) -> None:
    """Mark text that says nothing: error values typed as text, lost characters, placeholders.

    `sense` are words that look like placeholders and are words of the column's own list.
    """
    for rule, facts in _fatal(column, sense).items():
        marks.mark_values(rule, column, facts, condemn=True)


def mark_text(column: Column, marks: Marks) -> Column:
    """Mark what copying did to text; return the column with the certain repairs made."""
    found: dict[str, dict[int, Facts]] = {}
    repaired: dict[int, object] = {}
    condemned = set()
    texts = column.texts
    tidy = cache(tidied.tidy)  # the same few slips fill a column
    for n, value in texts.picked(~texts.signs.tidy):
        reading = tidy(value)
        if not reading.problem:
            continue
        found.setdefault(reading.problem, {})[n] = facts_of(reading)
        if reading.suggestion is None and reading.problem != "text_script_mix":
            condemned.add(n)
        elif reading.value is not None:
            repaired[n] = reading.value
    for rule, facts in found.items():
        worst = {n: fact for n, fact in facts.items() if n in condemned}
        marks.mark_values(rule, column, {n: f for n, f in facts.items() if n not in condemned})
        marks.mark_values(rule, column, worst, condemn=True)
    return column.mended(repaired)


def mark_numbers_in_text(column: Column, marks: Marks) -> Column:
    """Mark codes that became numbers or dates; return the column with whole numbers as text.

    A short number in a text column is as good as its text; above fifteen digits Excel has put
    zeros in the place of the last ones, and a date in a column of codes was something else.
    """
    found: dict[str, dict[int, Facts]] = {}
    cells: dict[int, object] = {}
    texts = column.texts
    signs = texts.signs
    # Scientific notation has an E among its digits, and no other letter.
    numeric = signs.has(LETTER_E) & ~signs.has(LETTER | LETTER_X | HAN | WIDE | FOREIGN)
    for n, value in texts.picked(numeric | ~signs.tidy):
        # Few cells are this short and start with a digit: the dear look is for those.
        short = len(value) <= _LONGEST_NUMBER and value[:1] in _STARTS
        if short and excel.scientific(value):
            found.setdefault("damage_scientific", {})[n] = Facts()
    if len(texts.at) < len(column.distinct):
        for n, value in enumerate(column.distinct):
            if not isinstance(value, str):
                rule, facts = _damaged(column, value)
                if rule:
                    found.setdefault(rule, {})[n] = facts
                cells[n] = shown(value)
    for name, values in found.items():
        marks.mark_values(name, column, values, condemn=True)
    return column.mended(cells)


def facts_of(reading: Reading) -> Facts:
    """Return the facts of a reading's problem."""
    return Facts(detail=reading.detail, suggestion=reading.suggestion)


def generic(column: Column, marks: Marks) -> None:
    """Mark the damage any column can have, whatever it holds."""
    mark_fatal_text(column, marks, sense=frozenset())
    if is_textual(column.field):
        mark_text(mark_numbers_in_text(column, marks), marks)


def has_own_reader(column: Column) -> bool:
    """Return whether the column's kind has a reader that judges stray characters itself."""
    return column.field is not None and column.field.kind in _OWN_READER


def _fatal(column: Column, sense: frozenset[str]) -> dict[str, dict[int, Facts]]:
    # 123 is a placeholder for a name or a phone number, and an amount or a code like any other.
    numbers = column.field is None or column.field.kind not in (Kind.TEXT, Kind.PHONE)
    found: dict[str, dict[int, Facts]] = {}
    texts = column.texts
    for n, value in texts.picked(~(texts.signs.tidy & texts.signs.something)):
        if numbers and value.isdigit():
            continue
        rule = _fatal_problem(value)
        if rule and value not in sense:
            found.setdefault(rule, {})[n] = Facts()
    return found


def _fatal_problem(value: str) -> str:
    # Most cells end here: too long for a placeholder, and not a sign in front.
    if len(value) > _LONGEST_PLACEHOLDER and value[0].isalnum():
        return ""
    if tidied.excel_error(value):
        return "text_excel_error"
    return "text_placeholder" if tidied.placeholder(value) else ""


def _damaged(column: Column, value: object) -> tuple[str, Facts]:
    """Return what happened to a code that is no text any more; ("", …): nothing we can tell."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return ("digits_lost" if abs(value) >= _DIGITS else ""), Facts()
    if column.field is None or not isinstance(value, (dt.date, dt.time, dt.timedelta)):
        return "", Facts()
    codes = excel.date_from_code(value)
    month_day = f"{value:%m-%d}" if isinstance(value, dt.date) else ""
    form = column.field.argument("pattern")
    if form and re.fullmatch(form, month_day):
        return "damage_date", Facts(_maybe(month_day), suggestion=month_day)
    return "damage_date", Facts(_maybe(", ".join(codes[:3])) if codes else "")


def _maybe(code: str) -> Text:
    return message("check.maybe_code", code=code)
