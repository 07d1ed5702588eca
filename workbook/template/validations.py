"""The validation rule of each column: one over the whole column, never one per cell.

Excel gives up on a block of some 64 thousand rules. A rule that looks at another cell does not
ignore blanks, because with "ignore blank" Excel accepts anything once that other cell is blank.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from validation.catalogue import Kind, Lock
from validation.messages import Text, message
from workbook.form import FIRST_ROW, LAST_ROW
from workbook.template.book import done
from workbook.template.labels import yes_no
from workbook.template.names import AS_OF, grid_name, heads_name, ids_name, list_name
from workbook.template.wording import MESSAGE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

    from validation.catalogue import Field
    from workbook.template.plan import Column, Plan, SheetPlan

FIRST_DATE = dt.date(1990, 1, 1)
LAST_DATE = dt.date(2199, 12, 31)
_LARGEST = 1_000_000_000_000
_LONGEST_TEXT = 32_767
_LONGEST_ID = 60
_LONGEST_PHONE = 60

Options = dict[str, Any]


def add_validations(worksheet: Worksheet, sheet: SheetPlan, plan: Plan) -> None:
    """Write the rule and the prompt of every column that has one."""
    for column in sheet.columns:
        options = _rule(column, sheet, plan)
        options |= _prompt(column, plan)
        if not options:
            continue
        options.setdefault("validate", "any")
        if options["validate"] != "any":
            options["error_title"] = plan.wording.title(column.name)
        done(
            worksheet.data_validation(
                FIRST_ROW - 1, column.number, LAST_ROW - 1, column.number, options
            )
        )


def add_refusal(worksheet: Worksheet, block: tuple[int, int, int, int], plan: Plan) -> None:
    """Refuse typing in a block: first row, first column, last row, last column, from 0."""
    options = _refused(plan) | {"error_title": plan.wording.said("rule.system_title")}
    done(worksheet.data_validation(*block, options))


def _rule(column: Column, sheet: SheetPlan, plan: Plan) -> Options:
    if column.field is None:
        return {} if column.module == "custom" else _refused(plan)
    if column.field.lock is Lock.SOFT:
        return _refused(plan)
    if column.field.kind in (Kind.ENUM, Kind.LINK, Kind.BOOL):
        return _list(column.field, sheet, plan)
    if column.field.kind in (Kind.DATE, Kind.DATETIME):
        return _date(column, column.field, sheet, plan)
    if column.field.kind in (Kind.INT, Kind.DECIMAL, Kind.MONEY):
        return _number(column, column.field, sheet, plan)
    return _text(column, column.field, plan)


def _refused(plan: Plan) -> Options:
    """Return the soft lock: nothing can be typed, yet rows sort and delete and tools write."""
    return _custom("FALSE", [_told("system")], plan)


def _list(field: Field, sheet: SheetPlan, plan: Plan) -> Options:
    if field.kind is Kind.BOOL:
        return _choice(list(yes_no(plan.wording)), [_told("list_fixed")], plan)
    if field.kind is Kind.LINK:
        target, key = field.refers_to.split(".", 1)
        where = plan.catalogue.sheets[target].name
        # A warning, not a stop: before the target sheet has rows nothing could be typed at all.
        chosen = _choice(f"={ids_name(target, key)}", [_told("link", sheet=where)], plan)
        # Rows without an id leave blanks in the list, which "ignore blank" would let through.
        return chosen | {"error_type": "warning", "ignore_blank": False}
    parent = sheet.column(field.depends_on) if field.depends_on else None
    if parent is not None and _has_parents(field, plan):
        told = [_told("dependent", other=parent.name)]
        # A blank region offers every country, so the rule may not ignore blanks.
        source = f"={_narrowed(field.vocabulary, parent.first)}"
        return _choice(source, told, plan) | {"ignore_blank": False}
    source = f"={list_name(field.vocabulary)}"
    if field.has("other_words"):
        return _choice(source, [_told("list_open")], plan) | {"error_type": "information"}
    return _choice(source, [_told("list")], plan)


def _has_parents(field: Field, plan: Plan) -> bool:
    return any(word.parent for word in plan.catalogue.vocabularies[field.vocabulary].words.values())


def _narrowed(vocabulary: str, parent: str) -> str:
    """Return the part of a list that stands under the word in `parent`, or the whole list.

    INDEX:INDEX rather than INDIRECT: it is not volatile, and words need not be valid names.
    """
    grid, heads = grid_name(vocabulary), heads_name(vocabulary)
    place = f"MATCH({parent},{heads},0)"
    filled = f"COUNTA(INDEX({grid},0,{place}))"
    part = f"INDEX({grid},1,{place}):INDEX({grid},{filled},{place})"
    return f"IF(COUNTIF({heads},{parent})=0,{list_name(vocabulary)},{part})"


def _date(column: Column, field: Field, sheet: SheetPlan, plan: Plan) -> Options:
    told = [_told("date" if field.kind is Kind.DATE else "datetime")]
    after, before = (_other(field, name, sheet) for name in ("not_before", "not_after"))
    timed = field.kind is Kind.DATETIME
    latest: object = LAST_DATE
    if field.has("not_future"):
        told.append(_told("not_future"))
        # The last moment of the day: midnight itself is tomorrow.
        latest = f"={AS_OF}+0.99999" if timed else f"={AS_OF}"
    if after is None and before is None:
        return _between("date", FIRST_DATE, latest, told, plan)
    cell = column.first
    tests = [f"ISNUMBER({cell})", f"{cell}>=DATE(1990,1,1)", f"{cell}<DATE(2200,1,1)"]
    if field.has("not_future"):
        tests.append(f"{cell}<{AS_OF}+1")
    if after is not None:
        told.append(_told("not_before", other=after.name))
        # A day may equal the day of a moment, which lies later than its midnight.
        tests.append(f"{cell}>={f'MAX({after.first})' if timed else f'INT(MAX({after.first}))'}")
    if before is not None:
        told.append(_told("not_after", other=before.name))
        tests.append(f"OR(NOT(ISNUMBER({before.first})),{cell}<={before.first})")
    return _custom(_or_blank(cell, tests), told, plan)


def _number(column: Column, field: Field, sheet: SheetPlan, plan: Plan) -> Options:
    whole = field.kind is Kind.INT
    kind = "integer" if whole else "decimal"
    above, least, most = (field.argument(name) for name in ("above", "min", "max"))
    told = [_told("whole" if whole else "number")]
    if above is not None:
        told.append(_told("above", least=above))
    elif least is not None:
        told.append(_told("at_least", least=least))
    if most is not None:
        told.append(_told("at_most", most=most))
    after = _other(field, "not_before", sheet)
    if after is not None:
        cell = column.first
        told.append(_told("not_below", other=after.name))
        tests = [f"ISNUMBER({cell})", f"{cell}>=MAX({after.first},{least or -_LARGEST})"]
        tests += [f"{cell}=INT({cell})"] if whole else []
        return _custom(_or_blank(cell, tests), told, plan)
    if above is not None and not whole:
        return _rated({"validate": kind, "criteria": ">", "value": _short(above)}, told, plan)
    floor = _short(above) + 1 if above is not None else _short(least or -_LARGEST)
    return _between(kind, floor, _short(most or _LARGEST), told, plan)


def _short(number: str | float) -> float:
    """Return a whole number as an int, which is written without decimals."""
    value = float(number)
    return int(value) if value.is_integer() else value


def _text(column: Column, field: Field, plan: Plan) -> Options:
    cell = column.first
    if field.kind is Kind.LIST:
        return {}
    if field.kind is Kind.EMAIL:
        tests = [
            f"LEN({cell})<=254",
            f'LEN({cell})-LEN(SUBSTITUTE({cell},"@",""))=1',
            f'ISERROR(FIND(" ",{cell}))',
            f'ISNUMBER(FIND("@",{cell},2))',
            f'ISNUMBER(FIND(".",{cell},FIND("@",{cell})+2))',
            f'RIGHT({cell},1)<>"."',
        ]
        return _custom(f"AND({','.join(tests)})", [_told("email")], plan, ignore_blank=True)
    if field.kind is Kind.URL:
        tests = [
            f"LEN({cell})<=2083",
            f'ISERROR(FIND(" ",{cell}))',
            f'ISNUMBER(FIND(".",{cell},2))',
        ]
        return _custom(f"AND({','.join(tests)})", [_told("url")], plan, ignore_blank=True)
    if field.kind is Kind.PHONE:
        return _between("length", 5, _LONGEST_PHONE, [_told("phone")], plan)
    if field.has("unique"):
        longest = (field.argument("length") or f"1-{_LONGEST_ID}").split("-")[1]
        below = f"${column.letter}${FIRST_ROW}:${column.letter}${LAST_ROW}"
        # MATCH, not COUNTIF: COUNTIF reads two 18-digit ids as the same number.
        first = f"MATCH({cell},{below},0)=ROW({cell})-{FIRST_ROW - 1}"
        return _custom(
            f"AND(LEN({cell})<={longest},{first})", [_told("unique")], plan, ignore_blank=True
        )
    return _length(field, plan)


def _length(field: Field, plan: Plan) -> Options:
    if field.kind is Kind.ID:
        return _between("length", 1, _LONGEST_ID, [_told("length", least=1, most=60)], plan)
    bounds = field.argument("length")
    if bounds is None:
        return {}
    least, most = (int(bound) for bound in bounds.split("-"))
    most = min(most, _LONGEST_TEXT)
    return _between("length", least, most, [_told("length", least=least, most=most)], plan)


def _prompt(column: Column, plan: Plan) -> Options:
    """Return what appears beside the selected cell: only where a person would wonder."""
    field = column.field
    if field is None or field.lock is Lock.SOFT:
        return {}
    told = [field.hint] if field.hint.zh or field.hint.en else []
    if field.kind is Kind.LIST:
        told.append(_told("several"))
    if field.depends_on:
        parent = plan.catalogue.field(field.sheet, field.depends_on)
        told.append(_told("narrowed", other=parent.name))
    if not told and field.has("pattern"):
        told.append(_told("pattern"))
    if not told:
        return {}
    if field.example and not field.hint.zh and field.kind is not Kind.ENUM:
        told.append(_told("example", example=field.example))
    return {
        "input_title": plan.wording.title(column.name),
        "input_message": _said(told, plan),
    }


def _other(field: Field, constraint: str, sheet: SheetPlan) -> Column | None:
    key = field.argument(constraint)
    return sheet.column(key) if key else None


def _told(key: str, **facts: object) -> Text:
    return message(f"template.rule.{key}", **facts)


def _said(told: Sequence[Text], plan: Plan) -> str:
    """Return sentences as one message, cut to whole sentences that Excel can hold."""
    for kept in range(len(told), 0, -1):
        part = told[:kept]
        whole = Text("".join(_ended(t.zh, "。") for t in part),
                     " ".join(_ended(t.en, ".") for t in part))  # fmt: skip
        if len(said := plan.wording.lines(whole)) <= MESSAGE_LIMIT:
            return said
    return plan.wording.lines(told[0])[: MESSAGE_LIMIT - 1] + "…"


def _ended(sentence: str, stop: str) -> str:
    return sentence if not sentence or sentence[-1] in "。.！？!?" else sentence + stop


def _or_blank(cell: str, tests: Sequence[str]) -> str:
    return f'OR({cell}="",AND({",".join(tests)}))'


def _choice(source: object, told: Sequence[Text], plan: Plan) -> Options:
    return _rated({"validate": "list", "source": source}, told, plan)


def _custom(
    formula: str, told: Sequence[Text], plan: Plan, *, ignore_blank: bool = False
) -> Options:
    rule = {"validate": "custom", "value": f"={formula}", "ignore_blank": ignore_blank}
    return _rated(rule, told, plan)


def _between(kind: str, least: object, most: object, told: Sequence[Text], plan: Plan) -> Options:
    rule = {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}
    return _rated(rule, told, plan)


def _rated(rule: Mapping[str, object], told: Sequence[Text], plan: Plan) -> Options:
    return {**rule, "error_type": "stop", "error_message": _said(told, plan)}
