"""The one way in: a command id and an open workbook → the action, or a sentence why not."""

from __future__ import annotations

import importlib
import secrets
import traceback
from typing import TYPE_CHECKING, NamedTuple

from macros.actions import BUTTONS
from macros.buttons import ribbon
from macros.buttons.log import write_error
from macros.buttons.session import Session
from macros.live.port import LiveError
from validation.errors import RelaybookError
from validation.messages import message

if TYPE_CHECKING:
    import datetime as dt

    from macros.live.port import Live
    from validation.messages import Language, Text

_ACTIONS = {action.button_id: action for action in BUTTONS}


class Pressed(NamedTuple):
    """What became of a press; the person has been told."""

    is_done: bool
    error_id: str = ""
    """By which an unexpected failure is found in the log; empty: there was none."""


def press(command_id: str, live: Live, at: dt.datetime, language: Language) -> Pressed:
    """Do what a button asks for in the open workbook, and tell the person.

    Nothing is raised: a refusal is a message with the next step, an unexpected failure a message
    with a number by which it stands in the log.

    Args:
        command_id: `Action.button_id`.
        live: the workbook.
        at: now, with a time zone.
        language: of the buttons.
    """
    action = _ACTIONS.get(command_id)
    button = action.button if action else None
    if action is None or button is None:
        unknown = LiveError(reason=message("press.unknown", command=command_id[:40]))
        _tell(live, "Relaybook", unknown.text, language)
        return Pressed(is_done=False)
    head = f"Relaybook · {button.label.said(language)}"
    try:
        _check_standing(live, button)
        _run(Session(live, action, at, language), button.press)
    except RelaybookError as error:
        _tell(live, head, error.text, language)
        return Pressed(is_done=False)
    except Exception as error:  # noqa: BLE001  # the edge: whatever it is, a person reads of it
        number = secrets.token_hex(4)
        place = write_error(number, command_id, at, _lines(error))
        said = message("press.failed", number=number, place=place or "-")
        _tell(live, head, said, language)
        return Pressed(is_done=False, error_id=number)
    finally:
        live.status(None)
    return Pressed(is_done=True)


def _run(session: Session, function: str) -> None:
    module, _, name = function.partition(":")
    getattr(importlib.import_module(module), name)(session)


def _check_standing(live: Live, button: ribbon.Button) -> None:
    """Refuse a workbook that cannot be changed, or whose place nobody knows."""
    if button.press in (ribbon.HELP.press, ribbon.NEXT_ISSUE.press, ribbon.SETTINGS.press):
        return
    standing = live.standing
    if standing.is_read_only:
        raise LiveError(reason=message("press.read_only", name=live.name))
    if not standing.is_saved_once:
        raise LiveError(reason=message("press.unsaved", name=live.name))


def _tell(live: Live, head: str, text: Text, language: Language) -> None:
    """Say what went wrong in both languages, that of the buttons first."""
    both = dict.fromkeys((text.said(language), *text))
    try:
        live.tell(head, "\n\n".join(both), is_error=True)
    except LiveError:
        # A program too busy for a message shows none; the launcher's exit code is what is left.
        return


def _lines(error: BaseException) -> list[str]:
    """Return where it happened and what kind it is: no text of the error, which may name values."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    cause = error.__cause__ or error.__context__
    name = type(error).__name__ + (f" from {type(cause).__name__}" if cause else "")
    return [*lines, name]
