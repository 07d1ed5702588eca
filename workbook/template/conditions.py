"""The catalogue's conditions on a row (`stage=S9`, `credit_code`) as spreadsheet formulas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from validation.catalogue import Kind
from validation.conditions import clauses
from workbook.template.labels import label, yes_no
from workbook.template.names import AS_OF

if TYPE_CHECKING:
    from validation.conditions import Clause
    from workbook.template.plan import Plan, SheetPlan

_TODAY = re.compile(r"today([+-]\d+)?")


def formula(condition: str, sheet: SheetPlan, plan: Plan) -> str | None:
    """Return `condition` as a formula over the first row; None: it cannot be said as one.

    `validation.conditions` describes the language. A condition that names a column the sheet
    lacks, or an empty one, has no formula.
    """
    parts = [_part(clause, sheet, plan) for clause in clauses(condition)] if condition else []
    if not parts or None in parts:
        return None
    return str(parts[0]) if len(parts) == 1 else f"AND({','.join(map(str, parts))})"


def text(value: str) -> str:
    """Return `value` as a string constant of a formula.

    >>> text('5" pipe')
    '"5"" pipe"'
    """
    doubled = value.replace('"', '""')
    return f'"{doubled}"'


def _part(clause: Clause, sheet: SheetPlan, plan: Plan) -> str | None:
    column = sheet.column(clause.key)
    if column is None or column.field is None:
        return None
    cell, sign = column.first, clause.operator.replace("!=", "<>")
    if not sign:
        return f'{cell}<>""'
    day = _TODAY.fullmatch(clause.operand)
    if day:
        return f"AND(ISNUMBER({cell}),{cell}{sign}{AS_OF}{day[1] or ''})"
    if column.field.kind is Kind.BOOL:
        yes, no = yes_no(plan.wording)
        return f"{cell}{sign}{text(yes if clause.operand in {'Y', 'yes', 'true'} else no)}"
    shown = label(plan.catalogue, column.field.vocabulary, clause.operand, plan.wording)
    return f"{cell}{sign}{text(shown or clause.operand)}"
