"""One cell that is not written in one of the ways nearly all are, but still in a usual one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from workbook.formats.cells import number_from
from workbook.formats.rows import ATTRIBUTES
from workbook.formats.scan import MISSING_TEXT, UnusualXmlError, column_number
from workbook.formats.strings import decoded, plain, rich

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from validation.book import OddKind
    from workbook.formats.numbers import Form

_CELL = re.compile(
    rb'<c r="(?P<letters>[A-Z]{1,3})(?P<row>\d{1,7})"(?P<attributes>%b) ?'
    rb"(?:/>|>(?P<formula><f%b(?:/>|>(?P<shown>[^<]*)</f>))?"
    rb'(?P<value><v/>|<v(?: xml:space="preserve")?>(?P<text>[^<]*)</v>)?'
    rb"(?P<inline><is>(?P<parts>.*)</is>)?</c>)" % (ATTRIBUTES, ATTRIBUTES),
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rb' ([\w:.]+)="([^"]*)"')
_BOOLS = {"0": False, "1": True, "false": False, "true": True}


class Meaning(NamedTuple):
    """What the rest of a workbook says of its cells."""

    strings: NDArray[np.object_]
    """As `workbook.formats.strings.shared_strings` gives them."""
    form: Form
    fills: Mapping[int, str]
    """Style → its fill, for styles whose cells are to be listed."""


class Alone(NamedTuple):
    """A cell: its 1-based column, its style, and its value.

    `odd` says what is wrong with it, as `workbook.formats.grid.OddGridCell` does, and what it
    shows instead of a value; None: nothing is.
    """

    column: int
    style: int
    value: Any
    odd: tuple[OddKind, str] | None = None


def read(cell: bytes, row: int, meaning: Meaning) -> Alone:
    """Return the cell that is written as `cell` in row `row`.

    Raises:
        UnusualXmlError: it is not understood.
    """
    found = _CELL.fullmatch(cell)
    if found is None or int(found["row"]) != row:
        raise UnusualXmlError
    written = _ATTRIBUTE.findall(found["attributes"])
    attributes = dict(written)
    style = attributes.get(b"s", b"0")
    if len(attributes) < len(written) or b"r" in attributes or not style.isdigit():
        raise UnusualXmlError
    here = column_number(found["letters"]), int(style)
    kind = attributes.get(b"t", b"n").decode("ascii", "replace")
    text, shown = _text(found["text"]), _text(found["shown"])
    has_formula, has_inline = found["formula"] is not None, found["inline"] is not None
    if has_inline and (has_formula or kind != "inlineStr"):
        raise UnusualXmlError
    if kind == "e":
        return Alone(*here, None, ("error", text) if text else None)
    if has_formula and not text and not (kind == "str" and found["value"]):
        return Alone(*here, None, ("uncached", f"={shown}"))
    if kind == "inlineStr":
        return Alone(*here, rich(decoded(found["parts"])) or None if has_inline else None)
    if not text:
        return Alone(*here, None)
    if kind == "s":
        return _shared(text, here, meaning)
    return Alone(*here, _value(kind, text, here[1], meaning.form))


def _text(written: bytes | None) -> str:
    return plain(decoded(written or b""))


def _shared(text: str, here: tuple[int, int], meaning: Meaning) -> Alone:
    if not (text.isascii() and text.isdigit()):
        raise UnusualXmlError
    if int(text) >= len(meaning.strings) - 1:
        return Alone(*here, None, ("error", MISSING_TEXT))
    return Alone(*here, meaning.strings[int(text)])


def _value(kind: str, text: str, style: int, form: Form) -> Any:
    if kind == "n":
        return number_from(text, form.kind(style), date1904=form.date1904)
    if kind == "str":
        return text
    if kind == "b" and text in _BOOLS:
        return _BOOLS[text]
    raise UnusualXmlError
