"""Templates to look into, each written once, and how to look."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import warnings
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl

from tests import sample_book
from validation.catalogue import load
from workbook.form import FIRST_ROW, KEY_ROW
from workbook.template import Content, write_book, write_template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

CATALOGUE = load()


@cache
def folder() -> Path:
    """Return where the templates of this run stand."""
    made = tempfile.mkdtemp(prefix="templates-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


@cache
def template_file(profile: Any = "rep", language: Any = "both") -> Path:
    """Return the template of a profile and a language."""
    path = folder() / f"{profile}-{language}.xlsx"
    write_template(path, CATALOGUE, profile=profile, language=language)
    return path


@cache
def filled_file() -> Path:
    """Return a rep's book with the sample team's rows."""
    path = folder() / "filled.xlsx"
    write_book(path, CATALOGUE, content=sample_content())
    return path


def sample_content() -> Content:
    """Return the sample team's rows, as of its day."""
    frames = sample_book.frames(CATALOGUE)
    return Content(frames=frames, as_of=sample_book.AS_OF, book_id="0123456789abcdef")


@cache
def opened(path: Path, *, values: bool = False) -> Workbook:
    """Return a workbook as openpyxl reads it, which warns of the extensions it does not know."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(path, data_only=values, rich_text=not values)


def parts(path: Path) -> Mapping[str, bytes]:
    """Return part name → bytes of a workbook."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def keys(sheet: Worksheet) -> dict[str, str]:
    """Return key → column letter, from the key row."""
    return {str(cell.value): cell.column_letter for cell in sheet[KEY_ROW] if cell.value}


def rule(sheet: Worksheet, key: str) -> DataValidation | None:
    """Return the validation of a column, looked up by its first cell."""
    cell = f"{keys(sheet)[key]}{FIRST_ROW}"
    return next((dv for dv in sheet.data_validations.dataValidation if cell in dv.cells), None)
