"""How Excel writes things down: values as they are to be typed, formulas, addresses of blocks."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from macros.live.port import Area, Formula, LiveError
from validation.messages import message
from workbook.formats.scan import column_number

if TYPE_CHECKING:
    from macros.live.port import Value

_LONGEST_ADDRESS = 250
"""Characters; Excel cuts a longer list of blocks."""
_RISKY = re.compile(r"[=+\-@'#(]|.*[0-9０-９]", re.DOTALL)
"""Text that Excel could take for a formula, an error, a number or a date."""
_WORDS = frozenset(
    (
        "true", "false", "wahr", "falsch", "vrai", "faux", "verdadero", "falso", "vero",
        "waar", "onwaar", "sant", "falskt", "sand", "falsk", "prawda", "fałsz", "verdadeiro",
        "igaz", "hamis", "tosi", "epätosi", "pravda", "nepravda", "истина", "ложь", "doğru",
        "yanlış",
    )
)  # fmt: skip
"""Yes and no as Excels of several languages read them."""


def typed(value: Value) -> Any:
    """Return a value as Excel is to take it: text as text, whatever it looks like."""
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, str):
        risky = _RISKY.match(value) or value.casefold() in _WORDS
        return "'" + value if risky else value
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time())
    return value


def formula(text: object, value: Value) -> Formula | None:
    """Return the formula of a cell: text that starts with = and is not simply its value."""
    if isinstance(text, str) and text.startswith("=") and text != value:
        return Formula(text)
    return None


def areas(address: str) -> tuple[Area, ...]:
    """Return the blocks of an address, which may overlap.

    Raises:
        LiveError: there are more blocks than Excel names.
    """
    if len(address) > _LONGEST_ADDRESS:
        raise LiveError(reason=message("press.too_many_blocks"))
    return tuple(map(_area, address.split(",")))


def _area(address: str) -> Area:
    """Return a block from its address: "$A$5:$C$9", whole columns "$A:$C", whole rows "$5:$9"."""
    one, _, other = address.replace("$", "").partition(":")
    first, last = _corner(one), _corner(other or one)
    return Area(first[0] or 1, first[1] or 1, last[0] or 1_048_576, last[1] or 16_384)


def _corner(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    digits = cell[len(letters) :]
    return int(digits or 0), column_number(letters) if letters else 0
