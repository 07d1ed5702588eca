"""Workbooks to mark, and how to look at the copies."""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import xlsxwriter

from tests import templates
from workbook import inspection
from workbook.checking import CheckedFile, Question

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from validation.messages import Language

NOW = dt.datetime(2026, 11, 22, 4, tzinfo=dt.UTC)
QUESTION = Question(now=NOW, language="en")
LIST = "Kunden & Co's"


def check(path: Path, copy: Path | None = None, *, language: Language = "en") -> CheckedFile:
    """Check in this process: what the worker does is the same, and slower to start."""
    question = replace(QUESTION, language=language)
    if copy is None:
        return inspection.check_here(path, question)
    copy.parent.mkdir(exist_ok=True)
    return inspection.check_here(path, question, copy)


def rich_book(path: Path) -> Path:
    """Write a workbook of somebody else, with most of what one can hold."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(LIST)
        sheet.write_row("A1", ["Company", "Phone", "Amount", "Note"])
        for row in range(1, 13):
            sheet.write_row(row, 0, [f"Firma {row}", f"+49301234567{row:02}", 99.5 * row, "ok"])
        sheet.write_string(3, 0, "MÃ¼ller GmbH")
        sheet.write_string(4, 0, "MÃ¼ller KG")
        sheet.write_string(5, 3, "#REF!")
        sheet.write_string(6, 3, "=cmd|' /C calc'!A0")
        sheet.write_string(7, 0, "n/a")
        sheet.write_formula(9, 3, "=1/0", None, "#DIV/0!")
        sheet.write_formula(10, 3, "=SUM(C2:C5)", None, 602)
        yellow = book.add_format({"bg_color": "#FFFF00"})
        sheet.conditional_format("C2:C13", {"type": "data_bar", "data_bar_2010": True})
        sheet.conditional_format("A2:A13", {"type": "duplicate", "format": yellow})
        sheet.add_sparkline("G2", {"range": "'Kunden & Co''s'!C2:C13"})
        sheet.write_comment("A2", "a note")
        sheet.insert_checkbox("H2", True)  # noqa: FBT003  # XlsxWriter gives it no name
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='Kunden & Co''s'!$C$2:$C$13"})
        sheet.insert_chart("J2", chart)
        book.add_worksheet("Issues").write_row("A1", ["Ticket", "Who", "What"])
        book.define_name("total", "='Kunden & Co''s'!$C$2:$C$13")
    return path


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def packed(path: Path) -> Mapping[str, bytes]:
    """Return part → its bytes, inflated."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def values(path: Path) -> Mapping[str, list[tuple[Any, ...]]]:
    """Return tab → rows, formulas as formulas."""
    book = templates.opened(path)
    return {sheet.title: [tuple(map(str, row)) for row in sheet.values] for sheet in book}


def column(sheet: Worksheet, number: int, first: int) -> list[object]:
    return [sheet.cell(row, number).value for row in range(first, sheet.max_row + 1)]


def place(sheet: Worksheet, key: str) -> int:
    """Return the number of a column of ours."""
    return next(int(cell.column or 0) for cell in sheet[1] if cell.value == key)


def marks(path: Path, tab: str = LIST) -> list[tuple[str, str]]:
    """Return the cells and the colour of every conditional format that is a mark of ours."""
    return [
        (" ".join(sorted(str(area.sqref).split())), rule.dxf.fill.bgColor.rgb)
        for area in templates.opened(path)[tab].conditional_formatting
        for rule in area.rules
        if rule.formula and "relaybook" in rule.formula[0]
    ]
