"""How a number of a figure is shown to people and to programs."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from validation.figures.tables import Share, rounded, said
from validation.messages import Text, message, plain

if TYPE_CHECKING:
    from decimal import Decimal

    from validation.figures.tables import Column, Figure, Unit, Value

_DIGITS = 12
"""Decimals of a ratio for programs: more than anybody measures."""
_DECIMALS = {"money": 0, "days": 1, "hours": 1, "ratio": 1}


def heading(column: Column, base_currency: str) -> Text:
    """Return the name of a column with its unit."""
    if column.unit == "money":
        return Text(f"{column.name.zh} ({base_currency})", f"{column.name.en} ({base_currency})")
    if column.unit in ("days", "hours"):
        unit = message(f"figures.unit.{column.unit}")
        return Text(f"{column.name.zh} ({unit.zh})", f"{column.name.en} ({unit.en})")
    return column.name


def shown(value: Value, unit: Unit) -> Text:
    """Return a value as people read it: not enough data and not known are said in words."""
    if isinstance(value, Share):
        return _share(value)
    if value is None:
        return message("figures.unknown" if unit == "money" else "figures.few")
    if unit == "percent":
        return plain(f"{said(value * 100, 1)} %")
    digits = _DECIMALS.get(unit, 0)
    return plain(said(value, 0 if value == int(value) else digits))


def _share(share: Share) -> Text:
    if share.value is not None:
        return plain(f"{said(share.value * 100, 1)} % ({share.part}/{share.whole})")
    if not share.whole:
        return plain("–")
    few = message("figures.few")
    return Text(*(f"{side} ({share.part}/{share.whole})" for side in few))


def exact(value: Value) -> object:
    """Return a value for programs: counts as numbers, everything else as text without rounding.

    A fraction has twelve decimals; a share is its part and its whole beside it.
    """
    if isinstance(value, Share):
        return {"part": value.part, "whole": value.whole, "value": exact(value.value)}
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Fraction):
        value = rounded(value, _DIGITS)
    return f"{value.normalize():f}" if value else "0"


def size(value: Value) -> Fraction:
    """Return what a bar draws; what is not known draws nothing."""
    if isinstance(value, Share):
        return value.value or Fraction(0)
    return Fraction(value or 0)


def number(value: Value) -> Decimal | None:
    """Return what a cell of a workbook holds; None: there is no number."""
    if isinstance(value, Share):
        value = value.value
    return None if value is None else rounded(value, _DIGITS)


def drawn(figure: Figure) -> tuple[Column, int]:
    """Return the column a chart draws, and its place."""
    column = figure.column(figure.drawn)
    return column, figure.columns.index(column)
