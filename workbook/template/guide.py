"""The Guide: what the book is for, how to use it, where everything is, what colours mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.messages import message
from workbook.form import KEY_ROW, TEMPLATE_VERSION
from workbook.template.bar import Bar, Slot, add_bar, link
from workbook.template.book import hide_the_rest
from workbook.template.datasheet import footer
from workbook.template.styles import (
    ACCENT,
    ERROR,
    GRADES,
    HUES,
    LINE,
    MISSING,
    MUTED,
    NAVY,
    RED,
    SYSTEM,
    TALL_NAV_HEIGHT,
    WARNING,
    WHITE,
    Chip,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from validation.messages import Text
    from workbook.template.plan import Plan
    from workbook.template.styles import Styles

_NAME, _FIRST, _LAST = 1, 2, 11
"""Columns from 0: the names at the left, and the text beside them."""
_NAME_WIDTH, _TEXT_WIDTH = 34.0, 14.0
_STEPS = ("enter", "check", "fix", "share")
_RULES = ("required", "lists", "grey", "dates", "sort", "paste", "columns")
_PROTECTION = ("is", "is_not", "hidden", "remove")
_UNDER = {"bottom": 1, "bottom_color": LINE}


class Sample(NamedTuple):
    """One line of the legend: its key, the colours of the sample, and whether it is bold."""

    key: str
    chip: Chip
    bold: bool = False


LEGEND = (
    Sample("input", Chip(WHITE, "#1E293B")),
    Sample("system", SYSTEM),
    Sample("missing", MISSING),
    Sample("error", ERROR),
    Sample("warning", WARNING),
    Sample("overdue", Chip(WHITE, RED), bold=True),
    Sample("grades", GRADES["A"], bold=True),
)


class _Page:
    """The sheet being filled from top to bottom; `row` is the next free row, from 0."""

    def __init__(self, worksheet: Worksheet, plan: Plan, styles: Styles) -> None:
        self.worksheet, self.plan, self.styles = worksheet, plan, styles
        self.row = 2

    def wide(self, text: str, height: float, **look: object) -> None:
        """Write one line across the page."""
        cell = self.styles.cell(**look)
        self.worksheet.merge_range(self.row, _NAME, self.row, _LAST, text, cell)
        self.worksheet.set_row(self.row, height)
        self.row += 1

    def section(self, key: str) -> None:
        """Begin a section."""
        self.worksheet.set_row(self.row, 14)
        self.row += 1
        title = self.plan.wording.said(f"guide.{key}", "  ")
        rule = {"bottom": 2, "bottom_color": ACCENT}
        self.wide(title, 26, bold=True, font_size=12, font_color=NAVY, **rule)

    def beside(self, text: str, height: float) -> None:
        """Write the text to the right of a name and go to the next line."""
        cell = self.styles.cell(**_UNDER, text_wrap=True)
        self.worksheet.merge_range(self.row, _FIRST, self.row, _LAST, text, cell)
        self.worksheet.set_row(self.row, height)
        self.row += 1

    def named(self, name: str, text: Text, *, bold: bool = True, size: int = 10) -> None:
        """Write a name and the text beside it, a line for each language."""
        look = self.styles.cell(**_UNDER, bold=bold, font_size=size, indent=1, text_wrap=True)
        self.worksheet.write_string(self.row, _NAME, name, look)
        both = self.plan.wording.language == "both"
        self.beside(self.plan.wording.lines(text), 40 if both else 26)


def write_guide(worksheet: Worksheet, plan: Plan, styles: Styles) -> None:
    """Write the sheet."""
    page = _Page(worksheet, plan, styles)
    worksheet.hide_gridlines(2)
    worksheet.set_row(KEY_ROW - 1, None, None, {"hidden": 1})
    worksheet.set_column(0, 0, 3)
    worksheet.set_column(_NAME, _NAME, _NAME_WIDTH)
    worksheet.set_column(_FIRST, _LAST, _TEXT_WIDTH)
    worksheet.set_column(_LAST + 1, _LAST + 1, 3)
    hide_the_rest(worksheet, _LAST + 2, styles.cell())
    slots = [Slot(_NAME, _NAME_WIDTH)]
    slots += [Slot(number, _TEXT_WIDTH) for number in range(_FIRST, _LAST + 1)]
    add_bar(worksheet, Bar(plan.guide, slots, TALL_NAV_HEIGHT), plan, styles)
    _opening(page)
    _steps(page)
    _sheets(page, shown=True)
    _legend(page)
    _paragraphs(page, "rules", _RULES)
    _paragraphs(page, "protection", _PROTECTION)
    _sheets(page, shown=False)
    page.worksheet.set_row(page.row, 14)
    page.row += 1
    version = plan.wording.said(
        "guide.version", "  ·  ", version=TEMPLATE_VERSION, hash=plan.catalogue.hash[:12]
    )
    page.wide(version, 20, font_size=9, font_color=MUTED)
    worksheet.protect("", {"select_locked_cells": True, "objects": False})
    worksheet.set_tab_color(NAVY)
    _print_set_up(worksheet, plan, page.row)


def _opening(page: _Page) -> None:
    said = page.plan.wording.said
    page.worksheet.set_row(page.row, 10)
    page.row += 1
    page.wide(said("guide.title", "  "), 38, bold=True, font_size=20, font_color=NAVY)
    purpose = page.plan.wording.told("guide.purpose")
    height = 40 if page.plan.wording.language == "both" else 24
    page.wide(purpose, height, font_size=11, font_color=MUTED, text_wrap=True)


def _steps(page: _Page) -> None:
    page.section("steps")
    for number, step in enumerate(_STEPS, 1):
        name = page.plan.wording.said(f"guide.step.{step}")
        page.named(f"{number}   {name}", message(f"template.guide.step.{step}.how"), size=11)


def _sheets(page: _Page, *, shown: bool) -> None:
    """List the tabs that are open, with links, or those that are hidden."""
    plan = page.plan
    purposes = {sheet.tab: sheet.sheet.purpose for sheet in plan.sheets.values()}
    purposes[plan.lists] = message("template.guide.lists")
    purposes[plan.dashboard] = message("template.guide.dashboard")
    those = [tab for tab in purposes if plan.is_shown(tab) is shown]
    if those:
        page.section("sheets" if shown else "hidden_sheets")
    for tab in those:
        _sheet_line(page, tab, purposes[tab], shown=shown)


def _sheet_line(page: _Page, tab: str, purpose: Text, *, shown: bool) -> None:
    label = page.plan.wording.inline(page.plan.tabs[tab])
    if shown:
        look = page.styles.cell(**_UNDER, font_color=ACCENT, underline=1, indent=1)
        page.worksheet.write_formula(page.row, _NAME, link(tab, label), look, label)
    else:
        look = page.styles.cell(**_UNDER, font_color=MUTED, indent=1)
        page.worksheet.write_string(page.row, _NAME, label, look)
    page.beside(page.plan.wording.inline(purpose, "  "), 22)


def _legend(page: _Page) -> None:
    page.section("legend")
    for sample in LEGEND:
        look: Format = page.styles.cell(
            border=1, border_color=LINE, align="center", bold=sample.bold,
            bg_color=sample.chip.fill, font_color=sample.chip.ink,
        )  # fmt: skip
        name = page.plan.wording.said(f"guide.legend.{sample.key}")
        page.worksheet.write_string(page.row, _NAME, name, look)
        told = message(f"template.guide.legend.{sample.key}.means")
        page.beside("  " + page.plan.wording.inline(told, "  "), 22)
    _modules(page)


def _modules(page: _Page) -> None:
    """Explain the colours of the bands: a sample for each module."""
    for module, hue in HUES.items():
        look = page.styles.cell(bg_color=hue.band, font_color=WHITE, align="center", bold=True)
        name = page.plan.wording.said(f"module.{module}")
        page.worksheet.write_string(page.row, _NAME, name, look)
        told = message(f"template.module.{module}.means")
        page.beside("  " + page.plan.wording.inline(told, "  "), 22)


def _paragraphs(page: _Page, section: str, keys: tuple[str, ...]) -> None:
    page.section(section)
    for key in keys:
        name = page.plan.wording.said(f"guide.{section}.{key}")
        page.named(name, message(f"template.guide.{section}.{key}.text"))


def _print_set_up(worksheet: Worksheet, plan: Plan, rows: int) -> None:
    worksheet.set_portrait()
    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 0)
    worksheet.print_area(1, 0, rows, _LAST + 1)
    worksheet.set_footer(footer(plan))
