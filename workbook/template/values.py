"""Writing a value into a cell exactly as it is: never as a formula, a link or a rounded number.

What a cell cannot hold is refused by name; nothing is cut or dropped.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from validation.catalogue import Kind
from validation.errors import WriteError
from validation.messages import message
from workbook.form import FIRST_ROW, LAST_ROW
from workbook.template.book import done
from workbook.template.labels import yes_no

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from validation.messages import Text
    from workbook.template.plan import Column, SheetPlan
    from workbook.template.wording import Wording

LONGEST = 32_767
"""Characters a cell of Excel can hold."""
_EXACT = 10**15
"""Excel keeps fifteen digits of a number; a longer one is written as text."""
_FIRST_DAY = dt.date(1900, 3, 1)
"""Excel believes in 29 February 1900; earlier days are written as text."""

TEXT_KINDS = frozenset(
    {Kind.ID, Kind.LINK, Kind.TEXT, Kind.ENUM, Kind.LIST, Kind.EMAIL, Kind.PHONE, Kind.URL}
)


class Target(NamedTuple):
    """A cell about to be written; `row` and `column` count from 0."""

    worksheet: Worksheet
    row: int
    column: int
    look: Format | None = None
    """None: the look of its column."""


def write_rows(worksheet: Worksheet, sheet: SheetPlan, wording: Wording, path: Path) -> None:
    """Write the rows of a sheet from the first row of data on.

    Raises:
        WriteError: there are more rows than a sheet can hold, or a value no cell can hold.
    """
    if sheet.rows is None:
        return
    if len(sheet.rows) > LAST_ROW - FIRST_ROW + 1:
        raise _refusal(path, message("template.too_many_rows", sheet=sheet.sheet.name))
    own = [c for c in sheet.columns if c.module == "custom"]
    placed = {**{c.key: c for c in sheet.columns if c.key}, **{c.name.zh: c for c in own}}
    for header in sheet.rows.columns:
        column = placed[str(header)]
        for row, value in enumerate(sheet.rows[header].tolist(), FIRST_ROW - 1):
            try:
                write_value(Target(worksheet, row, column.number), value, column, wording)
            except ValueError as error:
                facts = {"sheet": sheet.tab, "cell": f"{column.letter}{row + 1}"}
                raise _refusal(path, message(f"template.{error}", **facts)) from error


def write_value(target: Target, value: object, column: Column, wording: Wording) -> None:
    """Write one value; None and the empty string leave the cell blank.

    Raises:
        ValueError: no cell can hold it; its text names the reason.
    """
    plain = _plain(value)
    textual = column.field is None or column.field.kind in TEXT_KINDS
    if plain is None or plain == "":
        return
    if isinstance(plain, bool):
        write_text(target, yes_no(wording)[0 if plain else 1])
    elif isinstance(plain, (int, float)):
        if (textual and column.field is not None) or abs(plain) >= _EXACT:
            write_text(target, _digits(plain))
        else:
            done(target.worksheet.write_number(target.row, target.column, plain, target.look))
    elif isinstance(plain, dt.date):
        _write_day(target, plain)
    else:
        write_text(target, str(plain))


def write_text(target: Target, text: str) -> None:
    """Write text as text, whatever it looks like.

    Raises:
        ValueError: it is longer than a cell can hold, or holds half a character.
    """
    try:
        size = len(text.encode("utf-16-le")) // 2
    except UnicodeEncodeError as error:
        msg = "half_character"
        raise ValueError(msg) from error
    if size > LONGEST:
        msg = "too_long"
        raise ValueError(msg)
    worksheet, *place, look = target
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such a text for the markup of its own rich texts, and writes it raw.
        runs = (text[:1], text[1:2], text[2:], *([look] if look else []))
        done(worksheet.write_rich_string(*place, *runs))
        return
    done(worksheet.write_string(*place, text, look))


def _write_day(target: Target, day: dt.date) -> None:
    moment = isinstance(day, dt.datetime)
    if (day.date() if isinstance(day, dt.datetime) else day) < _FIRST_DAY:
        write_text(target, day.isoformat(sep=" ") if isinstance(day, dt.datetime) else str(day))
    elif moment and getattr(day, "tzinfo", None) is not None:
        write_text(target, day.isoformat())
    else:
        done(target.worksheet.write_datetime(target.row, target.column, day, target.look))


def _plain(value: object) -> object:
    """Return the value as plain Python; None for every kind of missing value."""
    if value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime(warn=False)
    if isinstance(value, Decimal) and value.is_finite():
        return int(value) if value == value.to_integral_value() else _short(value)
    if isinstance(value, np.generic):
        return _plain(value.item())
    return str(value) if isinstance(value, float) and math.isinf(value) else value


def _short(value: Decimal) -> float | str:
    number = float(value)
    return number if Decimal(repr(number)) == value else str(value)


def _digits(number: float) -> str:
    if isinstance(number, float) and number.is_integer() and abs(number) < _EXACT:
        return str(int(number))
    return str(number)


def _refusal(path: Path, reason: Text) -> WriteError:
    return WriteError(path=path, reason=reason)
