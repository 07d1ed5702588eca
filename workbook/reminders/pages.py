"""Reminders as a workbook to pass on: one row for each thing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation import catalogue as catalogues
from validation.reminders import urgency
from workbook.reminders.text import due_said
from workbook.report.pages import LINED, Page, is_live, put
from workbook.template.styles import ACCENT, ERROR

if TYPE_CHECKING:
    from pathlib import Path

    from validation.messages import Language
    from validation.reminders import Reminders

MOST_ROWS = 1_000_000
_KEYS = ("urgency", "rep", "due", "customer_id", "company", "grade", "todo", "rule")
_WIDTHS = (14, 12, 18, 18, 30, 8, 60, 12, 16)
_FINDING_WIDTHS = (16, 8, 16, 100)


def write(path: Path, found: Reminders, language: Language) -> None:
    """Write the reminders over `path`; no value of others becomes a formula or link."""
    page = Page(path, language, kind="remind/1")
    sheet = page.sheet("remind.tab", _WIDTHS)
    sheet.set_tab_color(ACCENT)
    fields = catalogues.load().sheets["Today"].by_key
    heads = [fields[key].name.said(language) for key in _KEYS]
    page.head(sheet, 0, [*heads, page.said("remind.col_told")])
    late = page.look(valign="top", bg_color=ERROR.fill, font_color=ERROR.ink, **LINED)
    row = 0
    for row, one in enumerate(found.reminders[:MOST_ROWS], 1):
        cells = (
            urgency(one, found.now).said(language), one.rep, due_said(one), one.who,
            one.company, one.grade, one.text.said(language), one.rule,
            ", ".join(each.rep for each in one.told),
        )  # fmt: skip
        for column, cell in enumerate(cells):
            text = cell or None
            look = page.look(
                valign="top", text_wrap=column in (4, 6), quote_prefix=is_live(text), **LINED
            )
            is_late = column == 0 and one.due.is_over(found.now)
            put(sheet, row, column, text, late if is_late else look)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, row), len(_WIDTHS) - 1)
    sheet.fit_to_pages(1, 0)
    if found.findings:
        _findings(page, found)
    page.book.close()


def _findings(page: Page, found: Reminders) -> None:
    sheet = page.sheet("remind.findings_tab", _FINDING_WIDTHS)
    sheet.set_tab_color(ERROR.ink)
    keys = ("xlsx.sheet", "remind.col_row", "report.record", "report.what")
    page.head(sheet, 0, [page.said(key) for key in keys])
    for row, finding in enumerate(found.findings[:MOST_ROWS], 1):
        cells = (finding.sheet, str(finding.row or ""), finding.record, finding.said(page.language))
        for column, cell in enumerate(cells):
            look = page.look(
                valign="top", text_wrap=column == 3, quote_prefix=is_live(cell), **LINED
            )
            put(sheet, row, column, cell, look)
