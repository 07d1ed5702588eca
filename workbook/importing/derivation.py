"""What a map file computes: templates, conditions, sums and columns joined from another list.

Templates name columns in braces: "{firstName} {lastName}". Conditions: "{a}" is filled,
"not {a}" is blank, "{a} = text", "{a} != text", joined by " and ". Sums: numbers, braces,
+ - * / and round brackets. There is nothing else, so a map file cannot run anything.
"""

from __future__ import annotations

import ast
import operator
import re
from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from validation.vocabularies import fold
from workbook.importing.cells import is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from workbook.importing.mapping import Join

_PLACE = re.compile(r"\{([^{}]+)\}")
_OPERATORS: Mapping[type[ast.AST], Callable[..., Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


class UnknownColumnError(ValueError):
    """A template names a column the table does not have; the argument is the column."""


class Comparison(NamedTuple):
    """One part of a condition."""

    column: str
    sign: str
    """"filled", "blank", "=" or "!="."""
    value: str = ""


def columns_of(text: str) -> tuple[str, ...]:
    """Return the columns a template, condition or sum names, in order.

    >>> columns_of("{first} {last}")
    ('first', 'last')
    """
    return tuple(_PLACE.findall(text))


def as_text(value: object) -> str:
    """Return a cell's value as people read it; a whole number has no ".0".

    >>> as_text(3.0), as_text(None)
    ('3', '')
    """
    if is_blank(value):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def filled_in(template: str, body: pd.DataFrame) -> list[object]:
    """Return the template's value for each row; None where every column it names is blank.

    A template that is one column alone keeps the type of its values.

    Raises:
        UnknownColumnError: the table has no such column.
    """
    names = columns_of(template)
    _require(names, body)
    if not names:
        return [template] * len(body)
    if template == f"{{{names[0]}}}":
        return [None if is_blank(v) else v for v in body[names[0]]]
    results: list[object] = []
    for values in _rows(body, names):
        said = dict(zip(names, (as_text(v) for v in values), strict=True))
        text = _PLACE.sub(lambda place, said=said: said[place[1]], template)  # type: ignore[misc]
        results.append(" ".join(text.split()) if any(said.values()) else None)
    return results


def holds(condition: str, body: pd.DataFrame) -> list[bool]:
    """Return for each row whether the condition holds; an empty condition always does.

    Raises:
        UnknownColumnError: the table has no such column.
        ValueError: the condition cannot be read.
    """
    result = [True] * len(body)
    for part in comparisons(condition):
        _require((part.column,), body)
        wanted = fold(part.value)
        for i, value in enumerate(body[part.column]):
            text = fold(as_text(value))
            met = {
                "filled": bool(text),
                "blank": not text,
                "=": text == wanted,
                "!=": text != wanted,
            }[part.sign]
            result[i] = result[i] and met
    return result


def comparisons(condition: str) -> tuple[Comparison, ...]:
    """Return the parts of a condition.

    Raises:
        ValueError: it cannot be read.

    >>> comparisons("not {shipped} and {country} = US")
    (Comparison(column='shipped', sign='blank', value=''), \
Comparison(column='country', sign='=', value='US'))
    """
    if not condition.strip():
        return ()
    parts = []
    for text in re.split(r"\s+and\s+", condition.strip()):
        found = re.fullmatch(r"(not\s+)?\{([^{}]+)\}(?:\s*(!?=)\s*(.*))?", text)
        if not found or (found[1] and found[3]):
            raise ValueError(text)
        sign = found[3] or ("blank" if found[1] else "filled")
        parts.append(Comparison(found[2], sign, (found[4] or "").strip("'\" ")))
    return tuple(parts)


def sums(formula: str, body: pd.DataFrame) -> list[Decimal | None]:
    """Return the formula's value for each row; None where a column is blank or no number.

    Raises:
        UnknownColumnError: the table has no such column.
        ValueError: the formula holds more than numbers, columns, + - * / and brackets.
    """
    names = columns_of(formula)
    _require(names, body)
    tree = parsed(formula)
    results: list[Decimal | None] = []
    for values in _rows(body, names):
        numbers = [_number(v) for v in values]
        try:
            results.append(None if None in numbers else _evaluate(tree, numbers))
        except (DivisionByZero, InvalidOperation):
            results.append(None)
    return results


def parsed(formula: str) -> ast.expr:
    """Return the tree of a formula, its columns named v0, v1 … in order.

    Raises:
        ValueError: the formula holds more than numbers, columns, + - * / and brackets.
    """
    count = iter(range(len(columns_of(formula))))
    try:
        tree = ast.parse(_PLACE.sub(lambda _: f"v{next(count)}", formula), mode="eval").body
    except SyntaxError as error:
        raise ValueError(formula) from error
    for node in ast.walk(tree):
        number = isinstance(node, ast.Constant) and isinstance(node.value, int | float)
        name = isinstance(node, ast.Name | ast.Load | ast.BinOp | ast.UnaryOp)
        if not (number or name or type(node) in _OPERATORS):
            raise ValueError(formula)
    return tree


def joined(join: Join, body: pd.DataFrame, other: pd.DataFrame) -> list[object]:
    """Return for each row of `body` what `join` takes from the rows of `other` that belong to it.

    None where no row belongs to it; a count is then 0. The order of `other` decides first, last
    and list unless `join.by` names a column.

    Raises:
        UnknownColumnError: a table has no such column.
    """
    _require(tuple(join.on), body)
    _require((*join.on.values(), *((join.by,) if join.by else ())), other)
    rows = other
    if join.by:
        order = sorted(range(len(other)), key=_sort_key(other[join.by]))
        rows = other.iloc[order]
    values: Sequence[object] = (
        sums(join.value, rows) if join.take == "sum" else filled_in(join.value, rows)
    )
    groups: dict[tuple[str, ...], list[object]] = {}
    for key, value in zip(_keys(rows, tuple(join.on.values())), values, strict=True):
        if value is not None:
            groups.setdefault(key, []).append(value)
    taken = {key: _taken(join, found) for key, found in groups.items()}
    empty: object = 0 if join.take == "count" else None
    return [taken.get(key, empty) for key in _keys(body, tuple(join.on))]


def _taken(join: Join, values: list[Any]) -> object:
    if join.take == "count":
        return len(values)
    if join.take == "sum":
        total = round(sum(values, Decimal(0)), join.decimals)
        return int(total) if total == total.to_integral_value() else float(total)
    if join.take == "list":
        return "; ".join(as_text(v) for v in values)
    if join.take in ("min", "max"):
        order = _sort_key(pd.Series(values, dtype=object))
        chosen = (min if join.take == "min" else max)(range(len(values)), key=order)
        return values[chosen]
    return values[0 if join.take == "first" else -1]


def _sort_key(values: pd.Series[Any]) -> Callable[[int], tuple[int, Any]]:
    """Return a key that puts numbers in order of size, the rest in order of text, blanks first."""
    keys: list[tuple[int, Any]] = []
    for value in values:
        number = None if is_blank(value) else _number(value)
        rank = 0 if is_blank(value) else 1 if number is not None else 2
        keys.append((rank, number if rank == 1 else as_text(value)))
    return lambda i: keys[i]


def _keys(body: pd.DataFrame, names: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [tuple(fold(as_text(v)) for v in values) for values in _rows(body, names)]


def _rows(body: pd.DataFrame, names: Iterable[str]) -> list[tuple[object, ...]]:
    columns = [body[name].tolist() for name in names]
    return list(zip(*columns, strict=True)) if columns else [()] * len(body)


def _require(names: Iterable[str], body: pd.DataFrame) -> None:
    for name in names:
        if name not in body.columns:
            raise UnknownColumnError(name)


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or is_blank(value):
        return None
    try:
        number = Decimal(as_text(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _evaluate(node: ast.AST, numbers: Sequence[Decimal | None]) -> Decimal:
    if isinstance(node, ast.Constant):
        return Decimal(str(node.value))
    if isinstance(node, ast.Name):
        number = numbers[int(node.id[1:])]
        assert number is not None
        return number
    if isinstance(node, ast.UnaryOp):
        return _OPERATORS[type(node.op)](_evaluate(node.operand, numbers))
    assert isinstance(node, ast.BinOp)
    left, right = _evaluate(node.left, numbers), _evaluate(node.right, numbers)
    return _OPERATORS[type(node.op)](left, right)
