"""The validation rules of a copy: lists of words, days and numbers, for the rows it has and more.

Only constants stand in them. A rule over whole columns would make some programs of other makers
read a million cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import quote_sheetname, xl_col_to_name

from validation.catalogue import Kind
from workbook.copies.plan import SPARE_ROWS
from workbook.form import FIRST_ROW
from workbook.template.book import done
from workbook.template.validations import FIRST_DATE, LAST_DATE

if TYPE_CHECKING:
    from workbook.copies.book import GrowingWorksheet
    from workbook.copies.plan import Choice, Part, Place, Plan

_LARGEST = 1_000_000_000_000
_LONGEST_TEXT = 32_767
_RULED = frozenset(
    {Kind.ENUM, Kind.LINK, Kind.BOOL, Kind.DATE, Kind.DATETIME, Kind.INT, Kind.DECIMAL, Kind.MONEY}
)

Options = dict[str, Any]


def add_rules(worksheet: GrowingWorksheet, part: Part, plan: Plan) -> None:
    """Write the rule of every column that has one."""
    last = part.last_row + SPARE_ROWS - 1
    for place in part.places:
        options = _rule(place, plan) | _prompt(place, plan)
        if options:
            options.setdefault("validate", "any")
            number = place.column.number
            done(worksheet.data_validation(FIRST_ROW - 1, number, last, number, options))


def _rule(place: Place, plan: Plan) -> Options:
    kind = place.field.kind
    if place.choice is not None:
        source = _source(place.choice, place, plan)
        return _rated(place, plan, "list_fixed", {"validate": "list", "source": source})
    if kind not in _RULED:
        return {}
    if place.textual or kind in (Kind.ENUM, Kind.LINK, Kind.BOOL):
        between = {"criteria": "between", "minimum": 0, "maximum": _LONGEST_TEXT}
        return {"validate": "length", **between}
    if kind in (Kind.DATE, Kind.DATETIME):
        days = {"criteria": "between", "minimum": FIRST_DATE, "maximum": LAST_DATE}
        told = "date" if kind is Kind.DATE else "datetime"
        return _rated(place, plan, told, {"validate": "date", **days})
    numbers = {"criteria": "between", "minimum": -_LARGEST, "maximum": _LARGEST}
    return _rated(place, plan, "number", {"validate": "decimal", **numbers})


def _source(choice: Choice, place: Place, plan: Plan) -> list[str] | str:
    if not choice.listed:
        return list(choice.labels)
    column = xl_col_to_name(list(plan.listed).index(place.field.vocabulary))
    last = FIRST_ROW + len(choice.labels) - 1
    return f"={quote_sheetname(plan.lists)}!${column}${FIRST_ROW}:${column}${last}"


def _rated(place: Place, plan: Plan, told: str, rule: Options) -> Options:
    # Only what the receiver is asked to fill is refused; the rest may need a correction.
    refusal = "stop" if place.editable else "warning"
    return {
        **rule,
        "error_type": refusal,
        "error_title": plan.wording.title(place.field.name),
        "error_message": plan.wording.told(f"rule.{told}"),
    }


def _prompt(place: Place, plan: Plan) -> Options:
    if not place.editable:
        return {}
    return {
        "input_title": plan.wording.title(place.field.name),
        "input_message": plan.told("prompt")[:255],
    }
