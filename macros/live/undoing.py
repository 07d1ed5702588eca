"""Taking back the last press of a button, unless somebody worked on those cells since."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from macros.live import journal, reading, writing
from macros.live.port import LiveError
from validation.messages import message, plain
from workbook.audit import LEDGERS
from workbook.keeping import index

if TYPE_CHECKING:
    from macros.live.journal import Press
    from macros.live.port import Live

_MOST_NAMED = 5


def undo(live: Live) -> Press | None:
    """Take back the last press in the open workbook and return it; None: there is none.

    Raises:
        LiveError: cells were changed since, or the program refuses; nothing was taken back.
    """
    place = str(live.place or live.name)
    try:
        noted = journal.last(reading.facts(live).get("book_id", ""), place)
    except OSError as error:
        raise LiveError(reason=plain(error.strerror or error)) from error
    if noted is None:
        return None
    press = noted.press
    tabs = {tab.name for tab in live.tabs()}
    gone = sorted({stroke.tab for stroke in press.written.strokes} - tabs)
    if gone:
        raise LiveError(reason=message("live.sheet_gone", sheet=", ".join(gone)))
    changed = writing.changed_since(live, press.written) or _gone_on(live, press)
    if changed:
        cells = ", ".join(changed[:_MOST_NAMED]) + (" …" if len(changed) > _MOST_NAMED else "")
        raise LiveError(reason=message("live.changed_since", n=len(changed), cells=cells))
    with live.working():
        writing.undo(live, press.written)
    with contextlib.suppress(OSError):  # the workbook is as it was; the notes are only memory
        journal.forget(noted)
        if press.book and index.are_heads(press.at):
            index.forget_heads(press.book, press.at)
    return press


def _gone_on(live: Live, press: Press) -> list[str]:
    """Return the ledgers that have rows below those of the press: a chain loses only its end."""
    told = reading.facts(live)
    ledgers = {told.get(f"sheet:{key}") for key in LEDGERS}
    ends: dict[str, int] = {}
    for stroke in press.written.strokes:
        if stroke.tab in ledgers:
            ends[stroke.tab] = max(ends.get(stroke.tab, 0), stroke.area.last_row)
    found = []
    for tab, end in ends.items():
        used = live.used(tab)
        if used is None or used.last_row <= end:
            continue
        below = live.values(tab, used._replace(row=end + 1))
        if any(value is not None for row in below for value in row):
            found.append(f"{tab}!A{end + 1}")
    return found
