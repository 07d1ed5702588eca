"""The conditional formats of a data sheet.

A problem is shown by a rule that reads the hidden `_issues` column (`|E:email|W:phone|`) and the
key row, never by painting cells: the mark stays with its row when rows are sorted or deleted, and
writing one column marks any number of cells. Every formula looks at a few cells of its own row,
so 100,000 rows cost nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.catalogue import ISSUES, STATUS, Kind, Requirement
from workbook.form import FIRST_ROW, KEY_ROW, LAST_ROW
from workbook.template import conditions
from workbook.template.book import done
from workbook.template.labels import label
from workbook.template.names import AS_OF
from workbook.template.styles import AMBER, ERROR, GRADES, GREEN, MISSING, RED, WARNING

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from workbook.template.plan import Column, Plan, SheetPlan
    from workbook.template.styles import Styles


class Deadline(NamedTuple):
    """A date that turns red once it has passed, unless one of the conditions holds."""

    sheet: str
    key: str
    settled: tuple[str, ...] = ()


DEADLINES = (
    Deadline("Customers", "next_contact_date"),
    Deadline("Todos", "due", ("status=done", "status=cancelled", "status=transferred")),
    Deadline("Orders", "due_date", ("payment_status=paid", "status=cancelled")),
    Deadline("Payments", "due_date", ("paid_at",)),
    Deadline("ShareLines", "action_due"),
)
"""Dates somebody has to act on."""

_STATUS_MARKS = (("✗", RED, True), ("!", AMBER, True), ("✓", GREEN, False))


def add_highlights(worksheet: Worksheet, sheet: SheetPlan, plan: Plan, styles: Styles) -> None:
    """Write the rules in order of importance: problems, then gaps, deadlines, grades, status."""
    if sheet.sheet.checked:
        _problems(worksheet, sheet, styles)
        _status(worksheet, sheet, styles)
        _missing(worksheet, sheet, plan, styles)
    for deadline in DEADLINES:
        if deadline.sheet == sheet.sheet.key:
            _overdue(worksheet, sheet, plan, styles, deadline)
    _grades(worksheet, sheet, plan, styles)
    _severities(worksheet, sheet, plan, styles)


def _problems(worksheet: Worksheet, sheet: SheetPlan, styles: Styles) -> None:
    issues = sheet.column(ISSUES)
    if issues is None:
        return
    block = (FIRST_ROW - 1, 1, LAST_ROW - 1, issues.number - 1)
    for severity, chip in (("E", ERROR), ("W", WARNING)):
        found = f'ISNUMBER(SEARCH("|{severity}:"&B${KEY_ROW}&"|",{issues.first}))'
        _rule(worksheet, block, found, styles.chip(chip))


def _status(worksheet: Worksheet, sheet: SheetPlan, styles: Styles) -> None:
    status = sheet.column(STATUS)
    if status is None:
        return
    for mark, ink, bold in _STATUS_MARKS:
        weight = {"bold": True} if bold else {}
        look = styles.change(font_color=ink, **weight)
        _rule(worksheet, _down(status), f'LEFT({status.first},1)="{mark}"', look)


def _missing(worksheet: Worksheet, sheet: SheetPlan, plan: Plan, styles: Styles) -> None:
    """Tint an empty cell that has to be filled, in rows that somebody has begun."""
    begun = "&".join(column.first for column in sheet.anchors) + '<>""'
    for column in sheet.columns:
        needed = _needed(column, sheet, plan)
        if needed is not None:
            tests = ",".join(filter(None, (f'{column.first}=""', begun, needed)))
            _rule(worksheet, _down(column), f"AND({tests})", styles.chip(MISSING))


def _needed(column: Column, sheet: SheetPlan, plan: Plan) -> str | None:
    """Return the condition under which a blank is a gap, "" for always, None for never."""
    if column.required:
        return ""
    if column.field is None or column.field.required is not Requirement.CONDITIONAL:
        return None
    return conditions.formula(column.field.required_when, sheet, plan)


def _overdue(
    worksheet: Worksheet, sheet: SheetPlan, plan: Plan, styles: Styles, deadline: Deadline
) -> None:
    column = sheet.column(deadline.key)
    if column is None:
        return
    tests = [f"ISNUMBER({column.first})", f"{column.first}<{AS_OF}"]
    for settled in deadline.settled:
        holds = conditions.formula(settled, sheet, plan)
        tests += [f"NOT({holds})"] if holds else []
    late = styles.change(font_color=RED, bold=True)
    _rule(worksheet, _down(column), f"AND({','.join(tests)})", late)


def _grades(worksheet: Worksheet, sheet: SheetPlan, plan: Plan, styles: Styles) -> None:
    for column in sheet.columns:
        if not is_grade(column):
            continue
        for code, chip in GRADES.items():
            shown = label(plan.catalogue, "grade", code, plan.wording)
            if shown is not None:
                found = f"{column.first}={conditions.text(shown)}"
                _rule(worksheet, _down(column), found, styles.chip(chip, bold=True))


def _severities(worksheet: Worksheet, sheet: SheetPlan, plan: Plan, styles: Styles) -> None:
    """Colour the severity of a finding like the cell it is about."""
    column = sheet.column("severity")
    if column is None or sheet.sheet.kind != "result":
        return
    for code, chip in (("error", ERROR), ("warning", WARNING)):
        shown = label(plan.catalogue, "severity", code, plan.wording)
        if shown is not None:
            found = f"{column.first}={conditions.text(shown)}"
            _rule(worksheet, _down(column), found, styles.chip(chip))


def is_grade(column: Column) -> bool:
    """Return whether the column shows a grade, whichever sheet it is on."""
    field = column.field
    if field is None:
        return False
    return field.vocabulary == "grade" or (field.kind is Kind.TEXT and field.key == "grade")


def _down(column: Column) -> tuple[int, int, int, int]:
    return (FIRST_ROW - 1, column.number, LAST_ROW - 1, column.number)


def _rule(
    worksheet: Worksheet, block: tuple[int, int, int, int], formula: str, look: Format
) -> None:
    options = {"type": "formula", "criteria": f"={formula}", "format": look}
    done(worksheet.conditional_format(*block, options))
