"""What was done to a book, as a page for the terminal, oldest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text as Styled

from validation.catalogue import load
from validation.messages import message
from workbook.report.console import page, printable, table

if TYPE_CHECKING:
    from validation.messages import Language
    from workbook.journal import Event, History


def render(history: History, *, language: Language, width: int = 120, colour: bool = False) -> str:
    """Return the events as a table of at most `width` columns."""
    title = Styled(history.path, style="bold")
    if not history.events:
        said = message("events.none", path=history.path).said(language)
        return page([Styled(said)], width=width, colour=colour)
    rows = table(title)
    for key in ("number", "at", "actor", "action", "object", "cells", "undo"):
        rows.add_column(message(f"events.{key}").said(language), no_wrap=key == "at")
    for event in history.events:
        rows.add_row(*(Styled(printable(cell)) for cell in _cells(event, language)))
    return page([rows], width=width, colour=colour)


def _cells(event: Event, language: Language) -> tuple[str, ...]:
    at = event.at.astimezone().strftime("%Y-%m-%d %H:%M:%S") if event.at else ""
    return (
        "" if event.number is None else str(event.number),
        at,
        event.actor,
        _action(event.action, language),
        event.object,
        "" if event.cells is None else f"{event.cells:,}",
        message("events.yes").said(language) if event.undoable else "",
    )


def _action(code: str, language: Language) -> str:
    word = load().vocabularies["audit_action"].words.get(code)
    if word is not None:
        return word.label(language)
    return message("journal.replace").said(language) if code == "REPLACE" else code
