"""The byte patterns of rows and cells as they are usually written."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from workbook.formats.scan import column_number

if TYPE_CHECKING:
    from workbook.patching.edits import Area

_AREA = re.compile(rb"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")


class IrregularError(Exception):
    """The rows are not written the usual way."""


class Shapes(NamedTuple):
    """The patterns of one sheet, which depend on the prefix of its elements."""

    row: re.Pattern[bytes]
    """A row's tag: its number, its other attributes, a slash when it is empty."""
    row_open: bytes
    row_end: bytes
    cell: bytes
    cell_end: bytes
    any_cell: bytes
    reference: re.Pattern[bytes]
    """A cell's tag: its letters, its row."""
    formula: bytes
    spread: re.Pattern[bytes]
    """A formula with an area that it fills or is shared out to, and which of the two."""
    other: re.Pattern[bytes]
    """A tag that begins with c and is no cell."""


@cache
def shapes(prefix: bytes) -> Shapes:
    """Return the patterns for elements written with `prefix`, empty or ending in a colon."""
    p = re.escape(prefix)
    return Shapes(
        row=re.compile(rb'\s*<%brow r="([1-9]\d{0,6})"((?:\s+[\w:.]+="[^"<>]*")*)\s*(/?)>' % p),
        row_open=b"<%brow" % prefix,
        row_end=b"</%brow>" % prefix,
        cell=b'<%bc r="' % prefix,
        cell_end=b"</%bc>" % prefix,
        any_cell=b"<%bc" % prefix,
        reference=re.compile(rb'<%bc r="([A-Z]{1,3})([1-9]\d{0,6})"' % p),
        formula=b"<%bf" % prefix,
        spread=re.compile(rb'<%bf\s(?=[^<>]*\bref="([^"]*)")[^<>]*\bt="(\w+)"' % p),
        other=re.compile(rb"<%bc(?![\s/>])" % p),
    )


def check_named(known: Shapes, block: bytes) -> None:
    """Check that each cell says where it stands.

    Raises:
        IrregularError: one does not, or not first of all.
    """
    named, tags = block.count(known.cell), block.count(known.any_cell)
    if named != tags and named + len(known.other.findall(block)) != tags:
        raise IrregularError


def check_plain(block: bytes) -> None:
    """Check that there are elements and text only.

    Raises:
        IrregularError: there is a comment, a CDATA section or an instruction.
    """
    # One byte is searched for much faster than two.
    if (b"!" in block and b"<!" in block) or (b"?" in block and b"<?" in block):
        raise IrregularError


def spread_areas(known: Shapes, block: bytes) -> list[Area]:
    """Return the areas, more than one cell each, that single formulas of a block fill.

    Raises:
        IrregularError: an area is not written as one.
    """
    if known.formula not in block:
        return []
    areas = []
    for reference, kind in known.spread.findall(block):
        area = area_of(reference)
        if area is None:
            raise IrregularError
        if kind != b"shared" and area[:2] != area[2:]:
            areas.append(area)
    return areas


def area_of(reference: bytes) -> Area | None:
    """Return the area that "B5:C9" or "B5" means, None for anything else."""
    found = _AREA.fullmatch(reference)
    if found is None:
        return None
    top, left = int(found[2]), column_number(found[1])
    return top, left, int(found[4] or top), column_number(found[3]) if found[3] else left
