"""What the parts of the dashboard share: where they draw, and small helpers of formulas."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

    from workbook.template.measures import Basis, Measure
    from workbook.template.plan import Plan
    from workbook.template.styles import Styles


class Canvas(NamedTuple):
    """The dashboard's sheet, and what its numbers are computed from."""

    worksheet: Worksheet
    book: xlsxwriter.Workbook
    plan: Plan
    styles: Styles
    basis: Basis


class Place(NamedTuple):
    """A block of four columns: its first column and the rows of its chart and its table, from 0.

    `spare` is the first of the hidden columns it may use for workings.
    """

    column: int
    chart_row: int
    table_row: int
    spare: int


class Plot(NamedTuple):
    """The cells a chart draws, all counted from 0."""

    first_row: int
    last_row: int
    label_column: int
    value_column: int


def total_formula(terms: Sequence[Measure], *more: str) -> str:
    """Return the formula of a sum of measures, without its `=`."""
    said = "".join(f"{'-' if m.minus else '+'}{m.formula(*more)}" for m in terms)
    return said.removeprefix("+") or "0"


def plain_number(value: float) -> float:
    """Return a whole number without its decimals.

    >>> plain_number(3.0)
    3
    """
    return int(value) if float(value).is_integer() else round(value, 6)


def serial(day: dt.date) -> int:
    """Return the number Excel keeps for a day.

    >>> serial(dt.date(2026, 1, 1))
    46023
    """
    return (day - dt.date(1899, 12, 30)).days


def address(row: int, column: int) -> str:
    """Return a cell's fixed address from its row and column, counted from 0.

    >>> address(4, 1)
    '$B$5'
    """
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def stretch(first: int, last: int, column: int) -> str:
    """Return the fixed range from row `first` to row `last` of one column, counted from 0."""
    return f"{address(first, column)}:{address(last, column)}"
