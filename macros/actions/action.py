"""What a row of the table of actions is, and the sections its rows stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.messages import Text

if TYPE_CHECKING:
    from macros.buttons import ribbon


class Section(NamedTuple):
    """A group of actions, as help and ribbon show them."""

    key: str
    name: Text


class Action(NamedTuple):
    """One thing a user can ask for.

    `command` is "module:name" of its click command, imported only when it runs, because pandas
    and pandera take longer to load than help takes to read; empty: only a button does it.
    """

    name: str
    section: str
    label: Text
    help: Text
    command: str
    button: ribbon.Button | None = None
    """What asks for it in a spreadsheet program; None: only the command line does."""

    @property
    def button_id(self) -> str:
        """The id of its button: [a-z0-9_], as the ribbon and the launcher pass it."""
        return self.name.replace("-", "_")


SECTIONS: tuple[Section, ...] = (
    Section("book", Text("工作簿", "Book")),
    Section("check", Text("校验", "Check")),
    Section("customers", Text("客户", "Customers")),
    Section("pool", Text("公海", "Pool")),
    Section("share", Text("分享", "Share")),
    Section("set-up", Text("安装与设置", "Set-up")),
)


def only_button(name: str, section: str, button: ribbon.Button) -> Action:
    """Return an action that has no command: its button says it all."""
    return Action(name, section, button.label, button.tip, "", button)
