"""The cells of one block, read and written in few calls."""

from __future__ import annotations

import datetime as dt
import importlib
from typing import Any, Iterator

uno: Any = importlib.import_module("uno")

_DATE, _TIME, _LOGICAL = 2, 4, 1024
"""com.sun.star.util.NumberFormat: kinds of formats."""
_FORMULA_ERRORS, _ANY_FORMULA = 4, 1 | 2 | 4
"""com.sun.star.sheet.FormulaResult."""
_ERRORS = {
    503: "#NUM!", 519: "#VALUE!", 521: "#NULL!", 524: "#REF!", 525: "#NAME?", 532: "#DIV/0!",
    32767: "#N/A",
}  # fmt: skip
_RISKY = ("=", "+", "-", "@")
"""Text that would become a formula if somebody edited it in a cell with no format for text."""
_ENGLISH = ("en", "US", "")
_DAY = dt.timedelta(days=1)


class LockedCellError(Exception):
    """Cells that are locked and cannot be written."""


def values(document: Any, block: Any) -> list[list[Any]]:
    """Return what the cells of a block hold."""
    rows: list[list[Any]] = [
        [None if one == "" else one for one in row] for row in block.getDataArray()
    ]
    epoch = _epoch(document)
    for kind, top, left, bottom, right in _formatted(document, block):
        for row in rows[top : bottom + 1]:
            for at in range(left, right + 1):
                value = row[at]
                if isinstance(value, float):
                    row[at] = value != 0 if kind == _LOGICAL else _moment(value, epoch)
    first = block.getRangeAddress()
    for found in block.queryFormulaCells(_FORMULA_ERRORS).RangeAddresses:
        for down in range(found.StartRow, found.EndRow + 1):
            for across in range(found.StartColumn, found.EndColumn + 1):
                column, row_at = across - first.StartColumn, down - first.StartRow
                code = block.getCellByPosition(column, row_at).getError()
                rows[row_at][column] = _ERRORS.get(code, "#VALUE!")
    return rows


def formulas(block: Any) -> list[list[Any]]:
    """Return ["f", formula, ""] for each cell that computes something, None for every other."""
    first = block.getRangeAddress()
    high = first.EndRow - first.StartRow + 1
    wide = first.EndColumn - first.StartColumn + 1
    rows: list[list[Any]] = [[None] * wide for _ in range(high)]
    for found in block.queryFormulaCells(_ANY_FORMULA).RangeAddresses:
        left, top = found.StartColumn - first.StartColumn, found.StartRow - first.StartRow
        right, bottom = found.EndColumn - first.StartColumn, found.EndRow - first.StartRow
        texts = block.getCellRangeByPosition(left, top, right, bottom).getFormulaArray()
        for down, line in enumerate(texts):
            for across, text in enumerate(line):
                # An error that was typed is no formula.
                if text[1:] not in _ERRORS.values():
                    rows[top + down][left + across] = ["f", text, ""]
    return rows


def write(document: Any, block: Any, rows: list[list[Any]]) -> None:
    """Put values into a block; text stays text whatever it looks like.

    Raises:
        LockedCellError: a cell is locked.
    """
    epoch = _epoch(document)
    plain = tuple(tuple(_plain(value, epoch) for value in row) for row in rows)
    formats = _formats(block)
    if _has_notes(block):
        _write_each(block, plain)
    else:
        try:
            block.setDataArray(plain)
        except uno.getClass("com.sun.star.uno.RuntimeException") as error:
            raise LockedCellError(_name(block)) from error
    for kept, parts in formats:
        for part in parts:
            if part.NumberFormat != kept:
                part.NumberFormat = kept
    _give_formats(document, block, rows)
    for cell, value in _each(block, rows):
        if isinstance(value, list) and value[0] == "f":
            cell.setFormula(_native(value[1], value[2]))


def _formats(block: Any) -> list[tuple[int, list[Any]]]:
    """Return the number formats of a block: text makes LibreOffice change them."""
    first = block.getRangeAddress()
    found = block.getUniqueCellFormatRanges()
    kept = []
    for at in range(found.getCount()):
        ranges = found.getByIndex(at)
        parts = [
            block.getCellRangeByPosition(
                one.StartColumn - first.StartColumn,
                one.StartRow - first.StartRow,
                one.EndColumn - first.StartColumn,
                one.EndRow - first.StartRow,
            )
            for one in ranges.RangeAddresses
        ]
        kept.append((ranges.NumberFormat, parts))
    return kept


def _has_notes(block: Any) -> bool:
    """Return whether a cell has a note: writing a block in one piece would take it away."""
    area = block.getRangeAddress()
    return any(
        area.StartRow <= note.Position.Row <= area.EndRow
        and area.StartColumn <= note.Position.Column <= area.EndColumn
        for note in block.getSpreadsheet().getAnnotations()
    )


def _write_each(block: Any, rows: tuple[tuple[Any, ...], ...]) -> None:
    """Write cell by cell; LibreOffice itself would not keep a macro out of locked cells."""
    is_protected = block.getSpreadsheet().isProtected()
    if is_protected and any(cell.CellProtection.IsLocked for cell, _ in _each(block, rows)):
        raise LockedCellError(_name(block))
    for cell, value in _each(block, rows):
        if isinstance(value, str):
            cell.setString(value)
        else:
            cell.setValue(value)


def _each(block: Any, rows: Any) -> Iterator[tuple[Any, Any]]:
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            yield block.getCellByPosition(across, down), value


def _name(block: Any) -> str:
    return str(block.AbsoluteName).replace("$", "").replace(".", "!")


def number_format(document: Any, block: Any) -> str | None:
    """Return the number format of cells in English; None: they have several."""
    key = block.NumberFormat
    if key is None:
        return None
    return str(document.getNumberFormats().getByKey(key).FormatString)


def reformat(document: Any, block: Any, code: str) -> None:
    """Give cells a number format and unlock them."""
    block.NumberFormat = _key(document, code)
    protection = block.CellProtection
    protection.IsLocked = False
    block.CellProtection = protection


def _formatted(document: Any, block: Any) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield the parts of a block that hold dates or yes and no: kind, top, left, bottom, right."""
    first = block.getRangeAddress()
    formats = document.getNumberFormats()
    found = block.getUniqueCellFormatRanges()
    for at in range(found.getCount()):
        ranges = found.getByIndex(at)
        kind = formats.getByKey(ranges.NumberFormat).Type
        wanted = _LOGICAL if kind & _LOGICAL else kind & (_DATE | _TIME)
        if not wanted:
            continue
        for one in ranges.RangeAddresses:
            yield (
                wanted,
                one.StartRow - first.StartRow,
                one.StartColumn - first.StartColumn,
                one.EndRow - first.StartRow,
                one.EndColumn - first.StartColumn,
            )


def _give_formats(document: Any, block: Any, rows: list[list[Any]]) -> None:
    """See to it that dates look like dates, and yes and no like that, where they do not."""
    known = {}
    for kind, top, left, bottom, right in _formatted(document, block):
        for down in range(top, bottom + 1):
            for across in range(left, right + 1):
                known[down, across] = kind
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            kind = known.get((down, across), 0)
            code = ""
            if isinstance(value, bool) and kind != _LOGICAL:
                code = "BOOLEAN"
            elif isinstance(value, str) and value.startswith(_RISKY):
                code = "@"
            elif isinstance(value, list) and value[0] == "d" and not kind & (_DATE | _TIME):
                is_day = value[1].endswith("T00:00:00")
                code = "YYYY-MM-DD" if is_day else "YYYY-MM-DD HH:MM"
            if code:
                block.getCellByPosition(across, down).NumberFormat = _key(document, code)


def _key(document: Any, code: str) -> int:
    formats = document.getNumberFormats()
    locale = uno.createUnoStruct("com.sun.star.lang.Locale")
    locale.Language, locale.Country, locale.Variant = _ENGLISH
    key = formats.queryKey(code, locale, False)
    return int(key if key >= 0 else formats.addNew(code, locale))


def _native(text: str, shown: str) -> str:
    """Return a formula in LibreOffice's own words.

    One that shows a text is a link to a cell and the text, by Relaybook: =HYPERLINK("…","text").
    """
    last = '"' + shown.replace('"', '""') + '")'
    if shown and text.endswith("," + last):
        return text[: -len(last) - 1] + ";" + last
    return text if text.startswith("=") else "=" + text


def _plain(value: Any, epoch: dt.datetime) -> Any:
    """Return a value as LibreOffice takes it: an empty text is a blank cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return float(value)
    if not isinstance(value, list):
        return value
    if value[0] == "d":
        return (dt.datetime.fromisoformat(value[1]) - epoch) / _DAY
    return ""


def _moment(serial: float, epoch: dt.datetime) -> list[str]:
    try:
        return ["d", (epoch + serial * _DAY).isoformat()]
    except OverflowError:
        return ["d", epoch.isoformat()]


def _epoch(document: Any) -> dt.datetime:
    day = document.NullDate
    return dt.datetime(day.Year, day.Month, day.Day)  # noqa: DTZ001  # a cell knows no zone
