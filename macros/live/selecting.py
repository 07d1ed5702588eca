"""Which rows of a sheet a person means: those selected, without the rows a filter hides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from macros.live.port import Area
from validation.errors import RefusedError
from validation.messages import Text, message

if TYPE_CHECKING:
    from macros.live.desk import LiveDesk
    from validation.book import Layout


class Chosen(NamedTuple):
    """Rows of one sheet that are selected and seen."""

    sheet: str
    """The key the book files it under."""
    rows: tuple[int, ...]
    hidden: int
    """How many selected rows a filter or a person hides; they are left alone."""
    every: bool
    """Whether these are all the rows of the sheet."""

    def said(self, tab: str) -> Text:
        """Return the sentence that announces what is acted on."""
        key = "press.chosen_all" if self.every else "press.chosen"
        text = message(key, sheet=tab, n=f"{len(self.rows):,}")
        if not self.hidden:
            return text
        more = message("press.chosen_hidden", n=f"{self.hidden:,}")
        return Text(text.zh + more.zh, f"{text.en} {more.en}")


def chosen(desk: LiveDesk) -> Chosen:
    """Return the rows that are selected; nothing about the selection or the filter changes.

    Raises:
        RefusedError: no row with anything in it is selected, or the sheet is none of ours.
    """
    picked = desk.live.selection()
    key = next((k for k, one in desk.book.layouts.items() if picked and one.tab == picked.tab), "")
    layout = desk.book.layouts.get(key)
    if picked is None or layout is None or not layout.known:
        raise RefusedError(reason=message("press.no_rows"))
    used = _used(desk, key, layout)
    within = {
        row
        for area in picked.areas
        for row in range(
            max(area.row, layout.header_row + 1), min(area.last_row, layout.last_row) + 1
        )
        if row in used
    }
    if not within:
        raise RefusedError(reason=message("press.no_rows"))
    hidden = desk.live.hidden_rows(layout.tab, Area(min(within), 1, max(within), 1)) & within
    rows = tuple(sorted(within - hidden))
    if not rows:
        raise RefusedError(reason=message("press.no_rows"))
    return Chosen(key, rows, len(hidden), every=len(rows) == len(used))


def offered(desk: LiveDesk, sheet: str) -> Chosen | None:
    """Return the rows of `sheet` that a person may have selected on purpose.

    None: another sheet is in front, or a single cell, or every row there is.
    """
    layout, picked = desk.book.layouts.get(sheet), desk.live.selection()
    if layout is None or picked is None or picked.tab != layout.tab:
        return None
    tall = len(picked.areas) > 1 or picked.areas[0].last_row > picked.areas[0].row
    if not tall:
        return None
    try:
        found = chosen(desk)
    except RefusedError:
        return None
    return None if found.every else found


def every(desk: LiveDesk, sheet: str) -> Chosen:
    """Return all rows of `sheet`, those that nobody sees too; it is one of ours."""
    rows = tuple(sorted(_used(desk, sheet, desk.book.layouts[sheet])))
    return Chosen(sheet, rows, 0, every=True)


def record(desk: LiveDesk, sheet: str, column: str) -> str:
    """Return what stands in `column` of the one row of `sheet` that is selected, as text.

    Raises:
        RefusedError: another number of rows, or another sheet, is selected, or the cell is blank.
    """
    layout = desk.book.layouts.get(sheet)
    tab = layout.tab if layout else sheet
    picked = desk.live.selection()
    if layout is None or picked is None or picked.tab != tab:
        raise RefusedError(reason=message("press.one_row", sheet=tab))
    found = chosen(desk)
    value = _cell(desk, sheet, found.rows[0], column) if len(found.rows) == 1 else None
    if value is None:
        raise RefusedError(reason=message("press.one_row", sheet=tab))
    return str(value)


def _cell(desk: LiveDesk, sheet: str, row: int, column: str) -> Any:
    frame = desk.book.sheets[sheet]
    return frame.at[row, column] if column in frame.columns else None


def _used(desk: LiveDesk, key: str, layout: Layout) -> frozenset[int]:
    """Return the rows in which anything of the team's stands."""
    from workbook.annotating import filled  # noqa: PLC0415  # with the book

    frame = desk.book.sheets[key]
    marks = filled(frame, layout)
    return frozenset(row for row, is_filled in zip(frame.index, marks, strict=True) if is_filled)
