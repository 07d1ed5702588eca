"""The defined names of a book: lists of exact size, and whole columns for the dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import quote_sheetname

from workbook.form import FIRST_ROW, LAST_ROW
from workbook.template.book import done

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xlsxwriter

    from workbook.template.plan import Plan

AS_OF = "as_of"
"""The day every formula of the book counts from."""
BASE_CURRENCY = "base_currency"


def list_name(vocabulary: str) -> str:
    """Return the name of a vocabulary's drop-down."""
    return f"list_{vocabulary}"


def grid_name(vocabulary: str) -> str:
    """Return the name of the grid of a dependent list, a column for each parent."""
    return f"grid_{vocabulary}"


def heads_name(vocabulary: str) -> str:
    """Return the name of the parents above that grid."""
    return f"heads_{vocabulary}"


def column_name(sheet: str, key: str) -> str:
    """Return the name of a whole column.

    >>> column_name("Customers", "grade")
    'customers_grade'
    """
    return f"{sheet}_{key}".lower()


def ids_name(sheet: str, key: str) -> str:
    """Return the name of a column's filled part, the drop-down of the columns that refer to it."""
    return f"ids_{sheet}_{key}".lower()


def exact(home: str, letter: str, last_row: int = LAST_ROW) -> str:
    """Return a range from the first row of data down to its last filled cell.

    A drop-down over a range with a blank cell lets anything through, so the range must end where
    the words end. INDEX, unlike OFFSET, is not volatile.

    >>> exact("Lists", "A", 504)
    '=Lists!$A$5:INDEX(Lists!$A$5:$A$504,MAX(1,COUNTA(Lists!$A$5:$A$504)))'
    """
    top = f"{home}!${letter}${FIRST_ROW}"
    whole = f"{top}:${letter}${last_row}"
    return f"={top}:INDEX({whole},MAX(1,COUNTA({whole})))"


def reaching(home: str, letter: str, beside: Sequence[str]) -> str:
    """Return a range from the first row of data down to the last row begun.

    A row may wait for its id, so the columns `beside` count too: the longest one tells.

    >>> reaching("Reps", "B", ["C"])[:48]
    '=Reps!$B$5:INDEX(Reps!$B$5:$B$1048576,MAX(1,COUN'
    """
    wholes = [f"{home}!${c}${FIRST_ROW}:${c}${LAST_ROW}" for c in (letter, *beside)]
    counts = ",".join(f"COUNTA({whole})" for whole in wholes)
    return f"={home}!${letter}${FIRST_ROW}:INDEX({wholes[0]},MAX(1,{counts}))"


def referred(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return the (sheet, key) of every column that another one refers to, in order."""
    targets = dict.fromkeys(f.refers_to for f in plan.catalogue.fields if f.refers_to)
    parts = (target.split(".", 1) for target in targets)
    return tuple((sheet, key) for sheet, key in parts)


def define_columns(book: xlsxwriter.Workbook, plan: Plan, wanted: set[tuple[str, str]]) -> None:
    """Define the drop-downs over id columns, and a name for each (sheet, key) of `wanted`."""
    for sheet, key in referred(plan):
        column = plan.sheets[sheet].column(key)
        if column is not None:
            home = quote_sheetname(plan.sheets[sheet].tab)
            beside = [c.letter for c in plan.sheets[sheet].anchors if c.key != key]
            area = reaching(home, column.letter, beside)
            done(book.define_name(ids_name(sheet, key), area))
    for sheet, key in sorted(wanted):
        done(book.define_name(column_name(sheet, key), f"={plan.sheets[sheet].whole(key)}"))
