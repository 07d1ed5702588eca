r"""The small language of the `rules` and `row_rules` columns, and what is wrong with a cell of it.

pattern=CUS-\d{4}; unique             rules of one column, `;`-separated
any_of(email, phone); differ(a, b)   rules over the columns of a row
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from validation.messages import Text, message

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

_ROW_RULE = re.compile(r"([a-z_]+)\(([^()]*)\)")
_ROW_RULES = ("any_of", "exactly_one", "together", "differ", "one_true", "unique_together")
_MADE_UP = {"year": 2026, "day": "20261122", "n": 1}


class Part(NamedTuple):
    """One rule: `length=2-200` is ("length", "2-200"), `unique` is ("unique", "")."""

    name: str
    argument: str


class Problem(NamedTuple):
    """What is wrong, and the part of the cell that is."""

    part: str
    reason: Text


def column_rules(cell: str) -> tuple[Part, ...]:
    """Return the rules of one column, in order.

    >>> column_rules("length=2-200; unique")
    (Part(name='length', argument='2-200'), Part(name='unique', argument=''))
    """
    parts = (part.strip() for part in cell.split(";"))
    return tuple(Part(*part.partition("=")[::2]) for part in parts if part)


def row_rules(cell: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the rules over several columns: their name and the columns' keys.

    >>> row_rules("any_of(email, phone); differ(a, b)")
    (('any_of', ('email', 'phone')), ('differ', ('a', 'b')))
    """
    return tuple(
        (name, tuple(key.strip() for key in keys.split(",")))
        for name, keys in _ROW_RULE.findall(cell)
    )


def column_problem(cell: str, *, keys: Collection[str]) -> Problem | None:
    """Return the first thing wrong with a `rules` cell of a sheet with columns `keys`; None: fine.

    An unknown rule, an argument of the wrong form, a column that does not exist, a pattern that
    does not compile, or a `mint` whose ids the pattern would refuse.
    """
    parts = column_rules(cell)
    for part in parts:
        text = f"{part.name}={part.argument}" if part.argument else part.name
        if part.name not in _FORMS:
            return Problem(text, message("catalogue.not_a_rule", expected=", ".join(_FORMS)))
        reason = _FORMS[part.name](part, keys)
        if reason:
            return Problem(text, reason)
    told = dict(parts)
    if "mint" in told:
        made = told["mint"].format_map(_MADE_UP)
        if not re.fullmatch(told.get("pattern", ".*"), made):
            return Problem(f"mint={told['mint']}", message("catalogue.mint_misfit", made=made))
    return None


def row_problem(cell: str, *, keys: Collection[str]) -> Problem | None:
    """Return the first thing wrong with a `row_rules` cell; None: fine."""
    for text in filter(None, (part.strip() for part in cell.split(";"))):
        match = _ROW_RULE.fullmatch(text)
        if match is None or match[1] not in _ROW_RULES:
            return Problem(text, message("catalogue.not_a_rule", expected=", ".join(_ROW_RULES)))
        named = [key.strip() for key in match[2].split(",")]
        if len(named) < 2:
            return Problem(text, _needs(match[1], "columns"))
        for key in named:
            if key not in keys:
                return Problem(text, message("catalogue.no_such_key", column=key))
    return None


def _nothing(part: Part, keys: Collection[str]) -> Text | None:
    del keys
    return _needs(part.name, "nothing") if part.argument else None


def _number(part: Part, keys: Collection[str]) -> Text | None:
    del keys
    return None if re.fullmatch(r"-?\d+(\.\d+)?", part.argument) else _needs(part.name, "number")


def _range(part: Part, keys: Collection[str]) -> Text | None:
    del keys
    match = re.fullmatch(r"(\d+)-(\d+)", part.argument)
    return None if match and int(match[1]) <= int(match[2]) else _needs(part.name, "range")


def _key(part: Part, keys: Collection[str]) -> Text | None:
    return None if part.argument in keys else message("catalogue.no_such_key", column=part.argument)


def _pattern(part: Part, keys: Collection[str]) -> Text | None:
    del keys
    try:
        re.compile(part.argument)
    except re.error as error:
        return message("catalogue.pattern", problem=error)
    return None if part.argument else _needs(part.name, "pattern")


def _mint(part: Part, keys: Collection[str]) -> Text | None:
    del keys
    try:
        counted = "{n" in part.argument and bool(part.argument.format_map(_MADE_UP))
    except (KeyError, IndexError, ValueError):
        counted = False
    return None if counted else _needs(part.name, "mint")


def _needs(rule: str, what: str) -> Text:
    return message("catalogue.rule_argument", rule=rule, expected=message(f"catalogue.arg_{what}"))


_FORMS: Mapping[str, Callable[[Part, Collection[str]], Text | None]] = {
    "unique": _nothing,
    "pattern": _pattern,
    "mint": _mint,
    "length": _range,
    "min": _number,
    "max": _number,
    "above": _number,
    "not_future": _nothing,
    "not_before": _key,
    "not_after": _key,
    "warn_past": _nothing,
    "role_mailbox": _nothing,
    "no_private_facts": _nothing,
    "refund_sign": _nothing,
    "registration": _key,
    "domain": _nothing,
    "unique_name": _nothing,
    "im": _nothing,
    "other_words": _nothing,
    "increasing": _nothing,
}
