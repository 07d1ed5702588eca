"""The sheets of a workbook in memory, with what hurts about Excel: floats, locks, typed text."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import openpyxl
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.cell.cell import Cell as FileCell
    from openpyxl.worksheet.worksheet import Worksheet

EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no zone
_NUMBER = re.compile(r"\s*[+-]?(\d[\d,]*\.?\d*|\.\d+)([eE][+-]?\d+)?\s*%?\s*")
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_WORDS = {"TRUE": True, "FALSE": False}
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")


class ExcelError(Exception):
    """What a COM call raises: 0x800A03EC."""


def refused(said: str) -> ExcelError:
    """Return what Excel raises, with what it says."""
    return ExcelError(said)


@dataclass
class Cell:
    """One cell: what it shows, and what it computes."""

    value: Any = None
    """str, float, bool, datetime, or the name of an error as `Wrong`."""
    formula: str = ""


class Wrong(NamedTuple):
    """An error a cell shows."""

    name: str


class Style(NamedTuple):
    """What matters of a cell's format."""

    number_format: str = "General"
    is_locked: bool = True


@dataclass
class Sheet:
    """One worksheet."""

    name: str
    state: str = "visible"
    is_protected: bool = False
    password: str = ""
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    styles: dict[tuple[int, int], Style] = field(default_factory=dict)
    columns: dict[int, Style] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    """Rows that are hidden (0.0) or of another height than the others."""

    def style(self, row: int, column: int) -> Style:
        """Return the format of a cell: its own, else its column's."""
        return self.styles.get((row, column)) or self.columns.get(column) or Style()

    def used(self) -> tuple[int, int, int, int]:
        """Return the block that Excel calls used: cells with a format count, too."""
        places = [*self.cells, *self.styles] or [(1, 1)]
        rows, columns = [row for row, _ in places], [column for _, column in places]
        return min(rows), min(columns), max(rows), max(columns)

    def shown(self, row: int, column: int) -> Any:
        """Return the value of a cell as Excel hands it out; an error is a Wrong."""
        cell = self.cells.get((row, column))
        return cell.value if cell else None

    def put(self, row: int, column: int, typed: Any) -> None:
        """Take a value as if a macro assigned it: text is read as if somebody typed it."""
        if typed is None or typed == "":
            self.cells.pop((row, column), None)
            return
        formula = ""
        value = typed
        if isinstance(typed, str):
            value = _read(typed, self.style(row, column).number_format)
            if isinstance(value, _Formula):
                formula, value = value.text, _computed(value.text)
        elif isinstance(typed, (int, float)) and not isinstance(typed, bool):
            value = float(typed)
        elif isinstance(typed, dt.date) and not isinstance(typed, dt.datetime):
            raise refused("0x800A03EC a bare date")  # noqa: EM101, TRY003
        self.cells[row, column] = Cell(value, formula)


@dataclass
class Workbook:
    """A workbook in memory."""

    path: str
    sheets: list[Sheet]
    is_structure_locked: bool = False
    structure_password: str = ""
    is_read_only: bool = False
    has_password: bool = False

    @classmethod
    def read(cls, path: Path) -> Workbook:
        """Return the workbook in a file; formulas have the values that were saved with them."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            values = openpyxl.load_workbook(path, data_only=True)
            formulas = openpyxl.load_workbook(path)
        sheets = [_sheet(one, values[one.title]) for one in formulas.worksheets]
        security = formulas.security
        return cls(str(path), sheets, bool(security and security.lockStructure))

    def sheet(self, name: str) -> Sheet:
        """Return a sheet by its name, whose case does not matter."""
        for one in self.sheets:
            if one.name.casefold() == name.casefold():
                return one
        raise KeyError(name)


class _Formula(NamedTuple):
    text: str


def _read(text: str, number_format: str) -> Any:  # noqa: PLR0911 - one for each kind
    """Return what Excel makes of text that is assigned to a cell."""
    if text.startswith("'"):
        return text[1:]
    if number_format == "@":
        return text
    if text.startswith(("=", "+", "-", "@")) and len(text) > 1 and not _NUMBER.fullmatch(text):
        return _Formula("=" + text.removeprefix("="))
    if text.upper() in _WORDS:
        return _WORDS[text.upper()]
    if text in ERRORS:
        return Wrong(text)
    if _NUMBER.fullmatch(text):
        number = text.strip().replace(",", "")
        return float(number.rstrip("% ")) / (100 if number.endswith("%") else 1)
    if found := _DAY.fullmatch(text):
        return dt.datetime(*map(int, found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    return text


def _computed(formula: str) -> Any:
    """Return the result of the few formulas this Excel knows."""
    if found := re.fullmatch(r'=HYPERLINK\("(?:[^"]|"")*","((?:[^"]|"")*)"\)', formula):
        return found[1].replace('""', '"')
    if formula == "=NA()":
        return Wrong("#N/A")
    if found := re.fullmatch(r"=([\d.]+)([+*])([\d.]+)", formula):
        one, other = float(found[1]), float(found[3])
        return one + other if found[2] == "+" else one * other
    return Wrong("#NAME?")


def _sheet(formulas: Worksheet, values: Worksheet) -> Sheet:
    sheet = Sheet(
        formulas.title,
        formulas.sheet_state,
        bool(formulas.protection.sheet),
    )
    for letters, dimension in formulas.column_dimensions.items():
        last = max(dimension.max or 0, dimension.min or 0)
        look = Style(dimension.number_format, bool(dimension.protection.locked))
        first = dimension.min or openpyxl.utils.column_index_from_string(letters)
        for column in range(first, min(last or first, 256) + 1):
            sheet.columns[column] = look
    for number, row in formulas.row_dimensions.items():
        if row.hidden:
            sheet.heights[number] = 0.0
    for line, shown in zip(formulas.iter_rows(), values.iter_rows(), strict=True):
        for cell, value in zip(line, shown, strict=True):
            _take(sheet, cell, value.value)  # type: ignore[arg-type]
    return sheet


def _take(sheet: Sheet, cell: FileCell, value: Any) -> None:
    place = cell.row, cell.column
    if cell.has_style:
        look = Style(cell.number_format, bool(cell.protection.locked))
        if look != sheet.columns.get(cell.column, Style()):
            sheet.styles[place] = look
    held = cell.value
    if held is None:
        return
    is_formula = cell.data_type == "f"
    formula = str(getattr(held, "text", held)) if is_formula else ""
    sheet.cells[place] = Cell(_handed(value if is_formula else held), formula)


def _handed(value: Any) -> Any:  # noqa: PLR0911 - one for each kind
    """Return a value as Excel hands it to a program: every number a float, a date a moment."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    if isinstance(value, dt.time):
        return dt.datetime.combine(EPOCH, value)
    if isinstance(value, str) and value in ERRORS:
        return Wrong(value)
    return value


def address(box: tuple[int, int, int, int], *, dollars: str = "$") -> str:
    """Return a block as Excel names it: "$A$1:$B$2"."""
    one = f"{dollars}{get_column_letter(box[1])}{dollars}{box[0]}"
    other = f"{dollars}{get_column_letter(box[3])}{dollars}{box[2]}"
    return one if box[:2] == box[2:] else f"{one}:{other}"
