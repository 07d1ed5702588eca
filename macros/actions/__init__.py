"""ACTIONS: everything a user can ask for, once.

The command line, its help, the ribbon and the documentation derive from this table; adding an
action is adding a row to one of its modules and the module it names. `COMMANDS` are those of the
command line, `BUTTONS` those of the ribbon.
"""

from __future__ import annotations

from macros.actions import book, customers, pool, share
from macros.actions.action import SECTIONS, Action, Section
from macros.buttons import ribbon

__all__ = ["ACTIONS", "BUTTONS", "COMMANDS", "SECTIONS", "Action", "Section"]


def _place(button: ribbon.Button | None) -> tuple[int, int]:
    groups = [group.key for group in ribbon.GROUPS]
    return (groups.index(button.group), button.order) if button else (len(groups), 0)


ACTIONS: tuple[Action, ...] = (*book.ROWS, *customers.ROWS, *pool.ROWS, *share.ROWS)

COMMANDS: tuple[Action, ...] = tuple(action for action in ACTIONS if action.command)
BUTTONS: tuple[Action, ...] = tuple(
    sorted(
        (action for action in ACTIONS if action.button),
        key=lambda action: _place(action.button),
    )
)
"""The actions with a button, group by group, in the order of the ribbon."""
