"""The buttons of the group Tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros.actions import ACTIONS
from macros.live import undoing
from validation.messages import Text, message, plain

if TYPE_CHECKING:
    from macros.buttons.session import Session


def undo(session: Session) -> None:
    """Take back what the last button changed in this workbook."""
    press = undoing.undo(session.live)
    if press is None:
        session.tell(message("press.nothing_to_undo"))
        return
    at = press.at.astimezone().strftime("%Y-%m-%d %H:%M")
    session.tell(message("press.undone", action=_label(press.action), at=at))


def _label(name: str) -> Text:
    found = next((action for action in ACTIONS if action.name == name), None)
    return plain(name) if found is None else found.button.label if found.button else found.label
