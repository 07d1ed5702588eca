"""An open workbook → the same Book as the file reader makes of a file.

The values a program gives are less than a file holds: every number is a float, every date a
moment, an error its name. From the grids on, everything is the file reader's own code.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from macros.live.port import Formula, LiveError
from validation.catalogue import Kind
from validation.messages import message
from workbook import saving
from workbook.form import META_TAB
from workbook.formats.frames import blank, clock, framed, whole
from workbook.formats.grid import Grid, OddGridCell, Opened
from workbook.formats.scan import column_letters
from workbook.reader import book_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from macros.live.port import Area, Live, Tab, Value
    from validation.book import Book
    from validation.catalogue import Catalogue

FORMAT = "excel"
"""The format of a book that was read from a running program."""

ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
)
MOST_CELLS = 20_000_000
"""Cells of one sheet: more do not fit into a usual computer's memory."""
_PER_CALL = 500_000
"""Cells that are asked for at once."""
_FIRST_DAY = dt.date(1900, 1, 1)
"""Earlier "days" are times of day without a date."""


def opened(live: Live) -> Opened:
    """Return every worksheet as it stands, as `workbook.grids.open_grids` returns a file's."""
    place = live.place
    return Opened(
        path=str(place or live.name),
        format=FORMAT,
        grids=tuple(_grid(live, tab) for tab in live.tabs()),
        sha256=_digest(place),
    )


def book_of(live: Live, catalogue: Catalogue) -> Book:
    """Return the open workbook as a book.

    A column of moments holds datetimes also at midnight, as in the file: the program gives a
    date and a moment at midnight alike.
    """
    book = book_from(opened(live), catalogue)
    for key, frame in book.sheets.items():
        if not book.layouts[key].known or key not in catalogue.sheets:
            continue
        fields = catalogue.sheets[key].by_key
        for column in frame.columns:
            field = fields.get(str(column))
            if field is not None and field.kind is Kind.DATETIME:
                frame[column] = pd.Series(map(_moment, frame[column]), frame.index, dtype=object)
    return book


def facts(live: Live) -> Mapping[str, str]:
    """Return what the workbook's hidden sheet of facts says, without reading anything else.

    `sheet:Customers` is the tab of that sheet, `book_id` the workbook's own id; empty: the
    workbook is none of ours.
    """
    if META_TAB not in {tab.name for tab in live.tabs()}:
        return {}
    area = live.used(META_TAB)
    rows = live.values(META_TAB, area._replace(column=1)) if area and area.last_column > 1 else []
    return {str(row[0]): str(row[1]) for row in rows if row[0] is not None and row[1] is not None}


def plain(value: Any) -> Any:
    """Return one value as a book holds it; an error stays its name.

    >>> plain(13800000000.0), plain(0.5), plain(""), plain(dt.datetime(2026, 1, 5))
    (13800000000, 0.5, None, datetime.date(2026, 1, 5))
    """
    if value is None or value == "":
        return None
    if isinstance(value, (bool, str, Formula)):
        return value
    if isinstance(value, (int, float, Decimal)):
        return whole(float(value))
    if isinstance(value, dt.datetime):
        return _day(value)
    return value


def _grid(live: Live, tab: Tab) -> Grid:
    area = live.used(tab.name)
    if area is None:
        return Grid(tab=tab.name, cells=blank(), visible=tab.visible)
    block = np.full(_shape(area, tab.name), None, dtype=object)
    odd = []
    for at, row in enumerate(_rows(live, tab.name, area)):
        for across, value in enumerate(row):
            if isinstance(value, str) and value in ERRORS:
                odd.append(OddGridCell("error", area.row + at, area.column + across, value))
            else:
                block[across, at] = plain(value)
    cells = framed(block, (area.row, area.column))
    cells = _with_errors(cells, odd)
    hidden = live.hidden_rows(tab.name, area) if tab.visible else frozenset()
    return Grid(tab=tab.name, cells=cells, visible=tab.visible, hidden_rows=hidden, odd=tuple(odd))


def _shape(area: Area, tab: str) -> tuple[int, int]:
    """Return how many columns and rows a block has.

    Raises:
        LiveError: more than can be read.
    """
    height, width = area.last_row - area.row + 1, area.last_column - area.column + 1
    if height * width > MOST_CELLS:
        end = f"{column_letters(area.last_column)}{area.last_row}"
        raise LiveError(reason=message("live.too_large", sheet=tab, cell=end))
    return width, height


def _rows(live: Live, tab: str, area: Area) -> Iterator[Sequence[Value]]:
    """Yield the rows of a block, read a part at a time: a program hands out all it is asked."""
    step = max(_PER_CALL // (area.last_column - area.column + 1), 1)
    for first in range(area.row, area.last_row + 1, step):
        last = min(first + step - 1, area.last_row)
        yield from live.values(tab, area._replace(row=first, last_row=last))


def _with_errors(cells: pd.DataFrame, odd: list[OddGridCell]) -> pd.DataFrame:
    """Return the frame with room for cells that show errors, which may be at its very end."""
    from workbook.formats.frames import widened  # noqa: PLC0415  # hardly a sheet has an error

    return widened(cells, [(one.row, one.column) for one in odd]) if odd else cells


def _day(value: dt.datetime) -> Any:
    """Return a date for midnight, text for a time without a date, else the moment to the ms."""
    # A program computes the time from a fraction of a day; the last digits are noise.
    moment = value.replace(tzinfo=None) + dt.timedelta(microseconds=500)
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    if moment.date() < _FIRST_DAY:
        return clock(moment.time())
    return moment.date() if moment.time() == dt.time() else moment


def _moment(value: Any) -> Any:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time())
    return value


def _digest(place: Path | None) -> str:
    """Return the hash of the file as it was last saved; empty: there is none here."""
    if place is None:
        return ""
    try:
        return saving.digest(place)
    except OSError:
        return ""
