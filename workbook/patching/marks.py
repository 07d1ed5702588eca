"""Colours over cells as conditional formats of ours, told from others by their formula.

No cell changes, and taking the blocks out again gives back what was there.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from workbook.patching.cells import letters
from workbook.patching.markup import TOKEN, elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workbook.patching.edits import Area, Mark
    from workbook.patching.markup import Element

_FORMULA = 'N("relaybook {shift}")=0'
"""Always true. The number says how far the rules of others were moved down."""
_OURS = re.compile(rb"N\((?:\"|&quot;)relaybook (\d+)(?:\"|&quot;)\)=0")
_PRIORITY = re.compile(rb"(\spriority\s*=\s*[\"'])(\d+)([\"'])")
_BEFORE = frozenset(
    (
        "sheetCalcPr",
        "sheetProtection",
        "protectedRanges",
        "scenarios",
        "autoFilter",
        "sortState",
        "dataConsolidate",
        "customSheetViews",
        "mergeCells",
        "phoneticPr",
    )
)
_LONGEST = 4_000
"""Bytes of places in one block."""


class Colours(NamedTuple):
    """The numbers of our changes of looks in the style sheet."""

    error: int
    warning: int


def remarked(tail: bytes, marks: Sequence[Mark], colours: Colours | None, prefix: str) -> bytes:
    """Return what follows the rows of a sheet with `marks` instead of our earlier ones."""
    plain = _unmarked(tail)
    blocks = list(_blocks(marks, colours)) if colours else []
    if not blocks:
        return plain
    numbers = [int(found[2]) for _, found in _priorities(plain)]
    # Pivot tables name conditional formats by priority: there ours come last.
    is_pivoted = any(b"pivot=" in one.attributes for one in _formats(plain))
    kinds = len({kind for kind, _ in blocks})
    shift = 0
    first = max(numbers, default=0) + 1
    if not is_pivoted:
        shift = max(0, kinds - (min(numbers, default=kinds + 1) - 1))
        first = 1
    if shift:
        plain = _shifted(plain, shift)
    order = {kind: first + n for n, kind in enumerate(dict.fromkeys(kind for kind, _ in blocks))}
    written = "".join(_block(kind, order[kind], places, shift) for kind, places in blocks)
    if prefix:
        written = re.sub(r"<(/?)", rf"<\g<1>{prefix}", written)
    at = max((one.end for one in _top(plain) if one.name in _BEFORE), default=plain.index(b">") + 1)
    return plain[:at] + written.encode() + plain[at:]


def places(areas: Iterable[Area]) -> Iterator[str]:
    """Give the addresses of areas, those that touch joined: "B5:B9", "C7"."""
    for top, left, bottom, right in _joined(areas):
        first, last = f"{letters(left)}{top}", f"{letters(right)}{bottom}"
        yield first if first == last else f"{first}:{last}"


def _joined(areas: Iterable[Area]) -> list[Area]:
    """Return areas joined downwards, then those of equal rows sideways."""
    down: list[Area] = []
    for area in sorted(set(areas), key=lambda area: (area[1], area[3], area[0], area[2])):
        top, left, bottom, right = area
        if down and down[-1][1::2] == (left, right) and top <= down[-1][2] + 1:
            down[-1] = down[-1][0], left, max(bottom, down[-1][2]), right
        else:
            down.append(area)
    across: list[Area] = []
    for area in sorted(down, key=lambda area: (area[0], area[2], area[1])):
        top, left, bottom, right = area
        if across and across[-1][::2] == (top, bottom) and left <= across[-1][3] + 1:
            across[-1] = top, across[-1][1], bottom, max(right, across[-1][3])
        else:
            across.append(area)
    return across


def _blocks(marks: Sequence[Mark], colours: Colours) -> Iterator[tuple[int, str]]:
    """Give (number of the look, places), errors first."""
    for severity, group in groupby(
        sorted(marks, key=lambda mark: mark.severity), key=lambda mark: mark.severity
    ):
        look = colours.error if severity == "error" else colours.warning
        written: list[str] = []
        length = 0
        for place in places(area for mark in group for area in mark.areas):
            if length + len(place) > _LONGEST:
                yield look, " ".join(written)
                written, length = [], 0
            written.append(place)
            length += len(place) + 1
        if written:
            yield look, " ".join(written)


def _block(look: int, priority: int, where: str, shift: int) -> str:
    formula = _FORMULA.format(shift=shift)
    rule = f'<cfRule type="expression" dxfId="{look}" priority="{priority}">'
    inside = f"{rule}<formula>{formula}</formula></cfRule>"
    return f'<conditionalFormatting sqref="{where}">{inside}</conditionalFormatting>'


def _unmarked(tail: bytes) -> bytes:
    """Return the end of a sheet without our blocks, and the others' rules where they were."""
    if b"relaybook" not in tail:
        return tail
    out, at = [], 0
    shift: int | None = None
    for block in _formats(tail):
        ours = _OURS.search(tail, block.inner, block.inner_end)
        if ours is None:
            continue
        shift = int(ours[1])
        rules = list(elements(tail, block.inner, block.inner_end))
        gone = [one for one in rules if _OURS.search(tail, one.start, one.end)]
        # People who copy cells can bring a rule of theirs into a block of ours.
        for one in [block] if len(gone) == len(rules) else gone:
            out.append(tail[at : one.start])
            at = one.end
    plain = b"".join([*out, tail[at:]])
    numbers = [int(found[2]) for _, found in _priorities(plain)]
    if shift and min(numbers, default=0) > shift:
        return _shifted(plain, -shift)
    return plain


def _shifted(tail: bytes, shift: int) -> bytes:
    out, at = [], 0
    for start, found in _priorities(tail):
        first, last = start + found.start(2), start + found.end(2)
        out += [tail[at:first], str(int(found[2]) + shift).encode()]
        at = last
    return b"".join([*out, tail[at:]])


def _priorities(tail: bytes) -> Iterator[tuple[int, re.Match[bytes]]]:
    """Give where the attributes of each rule begin, and its priority in them."""
    if b"cfRule" not in tail:
        return
    for token in TOKEN.finditer(tail):
        is_rule = not token[1] and token[2] is not None and token[2].endswith(b"cfRule")
        if is_rule and (found := _PRIORITY.search(token[3])):
            yield token.start(3), found


def _formats(tail: bytes) -> list[Element]:
    return [one for one in _top(tail) if one.name == "conditionalFormatting"]


def _top(tail: bytes) -> Iterator[Element]:
    """Give the elements that stand in the sheet after its rows."""
    end = tail.rindex(b"</")
    return elements(tail, tail.index(b">") + 1, end)
