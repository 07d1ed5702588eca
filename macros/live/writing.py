"""Edits written into an open workbook, read back, and taken back.

What stood in each block is read before it is written. When a write fails, or what is read back is
not what was written (a locked cell swallows it silently on macOS), everything is put back and
nothing was done.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from macros.live.blocks import Keep, blocks
from macros.live.port import Area, Formula, LiveError, LockedError
from macros.live.reading import ERRORS, plain
from validation.messages import message
from workbook.form import HEADER_ROW
from workbook.formats.scan import column_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from macros.live.blocks import Block
    from macros.live.port import Live, Rows, Value
    from validation.messages import Text
    from workbook.patching.edits import Edits

_EXACT = 1e-12


class Stroke(NamedTuple):
    """One block that was written: what stood there, what stands there now."""

    tab: str
    area: Area
    before: Rows
    after: Rows


class Shown(NamedTuple):
    """A sheet that was shown or hidden."""

    tab: str
    before: bool
    after: bool


@dataclass(frozen=True, kw_only=True)
class Written:
    """Everything that a press wrote, in order, and what to say about it."""

    strokes: tuple[Stroke, ...] = ()
    shown: tuple[Shown, ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def cells(self) -> int:
        """How many cells hold something else than before."""
        return sum(
            old != new
            for stroke in self.strokes
            for before, after in zip(stroke.before, stroke.after, strict=True)
            for old, new in zip(before, after, strict=True)
        )


def write(
    live: Live,
    edits: Edits,
    *,
    dense: Mapping[str, frozenset[int]],
    watch: Callable[[int, int], None] = lambda _done, _all: None,
) -> Written:
    """Carry out `edits` in the open workbook, whole or not at all.

    Colours over cells outside the columns that colour themselves are not laid; the list of
    issues names those cells. Where what stands above the headers is locked, it is left as it is
    and a note says so.

    Args:
        live: the workbook.
        edits: of a book of ours; a sheet to add is no part of them.
        dense: tab → columns that only we write, each written in one piece.
        watch: told how many blocks of how many are done.

    Raises:
        LiveError: the program refuses; what was written before is put back.
    """
    todo = [
        (tab, block)
        for tab, edit in edits.sheets.items()
        for block in blocks(edit, live.used(tab), dense.get(tab, frozenset()))
    ]
    done: list[Stroke] = []
    notes: list[Text] = []
    try:
        for number, (tab, block) in enumerate(todo):
            watch(number, len(todo))
            stroke = _filled(live, tab, block)
            if stroke.before == stroke.after:
                continue
            done.append(stroke)
            try:
                _put(live, stroke)
            except LockedError:
                # In a book of an older template; the line only sums up the list below it.
                if block.area.last_row > HEADER_ROW:
                    raise
                done.pop()
                notes.append(message("live.old_counts"))
        shown, hidden = _show(live, edits)
    except BaseException:
        _put_back(live, done)
        raise
    return Written(strokes=tuple(done), shown=shown, notes=(*notes, *hidden))


def changed_since(live: Live, written: Written) -> list[str]:
    """Return the cells that hold something else than what was written there: "Customers!F7"."""
    found = []
    for tab, area, _, after in written.strokes:
        here = live.values(tab, area)
        for at, (expected, now) in enumerate(zip(after, here, strict=True)):
            for across, (one, other) in enumerate(zip(expected, now, strict=True)):
                if not same(one, other):
                    found.append(_name(tab, area.row + at, area.column + across))
    return found


def undo(live: Live, written: Written) -> None:
    """Put back what stood there before, whole or not at all.

    Raises:
        LiveError: the program refuses.
    """
    back = [Stroke(s.tab, s.area, s.after, s.before) for s in reversed(written.strokes)]
    done: list[Stroke] = []
    try:
        for stroke in back:
            done.append(stroke)
            _put(live, stroke)
        for one in written.shown:
            live.show(one.tab, visible=one.before)
    except BaseException:
        _put_back(live, done)
        raise


def same(expected: Value, found: Value) -> bool:
    """Return whether a cell holds what was written; what a formula gives is not compared."""
    if isinstance(expected, Formula):
        return not isinstance(found, Formula) or expected == found
    one, other = plain(expected), plain(found)
    if isinstance(one, str) and isinstance(other, str):
        return one.replace("\r\n", "\n") == other.replace("\r\n", "\n")
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=_EXACT)
    if isinstance(one, dt.date) and isinstance(other, dt.date):
        return _moment(one) == _moment(other)
    return bool(one == other)


def _filled(live: Live, tab: str, block: Block) -> Stroke:
    """Return what stands in a block and what is to stand there.

    A cell with a text format keeps a formula as text, and a protected sheet its formats: there a
    link is only what it shows.
    """
    area = block.area
    values, computed = live.values(tab, area), live.formulas(tab, area)
    textual = _textual(live, tab, block, computed)
    before: Rows = [
        [_kept(*one, is_text=at in textual) for at, one in enumerate(zip(row, line, strict=True))]
        for row, line in zip(values, computed, strict=True)
    ]
    after: Rows = [
        [
            old if new is Keep.KEEP else _as_text(new) if at in textual else new
            for at, (new, old) in enumerate(zip(row, stood, strict=True))
        ]
        for row, stood in zip(block.rows, before, strict=True)
    ]
    return Stroke(tab, area, before, after)


def _textual(live: Live, tab: str, block: Block, computed: Rows) -> frozenset[int]:
    """Return the columns of a block, from 0, that have formulas and a text format."""
    rows: list[Sequence[object]] = [*computed, *block.rows]
    with_formulas: set[int] = set()
    for row in rows:
        with_formulas |= {at for at, one in enumerate(row) if isinstance(one, Formula)}
    first, left, last, _ = block.area
    return frozenset(
        at
        for at in with_formulas
        if live.number_format(tab, Area(first, left + at, last, left + at)) in ("@", None)
    )


def _as_text(value: Value) -> Value:
    return value.shown if isinstance(value, Formula) and value.shown else value


def _kept(value: Value, formula: Value, *, is_text: bool) -> Value:
    """Return what brings a cell back: its formula, an error as it was typed, or its value."""
    if isinstance(formula, Formula) and not is_text:
        return formula
    return Formula(value) if isinstance(value, str) and value in ERRORS else value


def _put(live: Live, stroke: Stroke) -> None:
    tab, area, _, after = stroke
    live.write(tab, area.row, area.column, after)
    found = live.values(tab, area)
    for at, (expected, now) in enumerate(zip(after, found, strict=True)):
        for across, (one, other) in enumerate(zip(expected, now, strict=True)):
            if not same(one, other):
                cell = _name(tab, area.row + at, area.column + across)
                raise LockedError(cell=cell)


def _put_back(live: Live, done: Sequence[Stroke]) -> None:
    """Put back what was written before a failure; what cannot be written was not written."""
    for stroke in reversed(done):
        try:
            live.write(stroke.tab, stroke.area.row, stroke.area.column, stroke.before)
        except LiveError:
            continue


def _show(live: Live, edits: Edits) -> tuple[tuple[Shown, ...], tuple[Text, ...]]:
    """Show and hide sheets; one that stays hidden is worth a note, not a failure."""
    visible = {tab.name: tab.visible for tab in live.tabs()}
    shown, notes = [], []
    for tab, edit in edits.sheets.items():
        if edit.shown is None or edit.shown == visible[tab]:
            continue
        try:
            live.show(tab, visible=edit.shown)
        except LiveError:
            if edit.shown:
                notes.append(message("live.not_shown", sheet=tab))
        else:
            shown.append(Shown(tab, visible[tab], edit.shown))
    return tuple(shown), tuple(notes)


def _name(tab: str, row: int, column: int) -> str:
    return f"{tab}!{column_letters(column)}{row}"


def _moment(value: dt.date) -> dt.datetime:
    return value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
