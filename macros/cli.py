"""`relaybook …`: the command line. It shows help and hands each command to its own module."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from macros.actions import COMMANDS, SECTIONS
from macros.talk import language, say_error
from validation.errors import RelaybookError
from workbook.keeping import home

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS = {action.name: action for action in COMMANDS}


class Sections(click.Group):
    """A group whose commands come from COMMANDS: listed by section, imported when they run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the actions, in the table's order."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command; None: there is none of that name."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].command.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the commands under their sections."""
        spoken = language()
        for section in SECTIONS:
            rows = [(a.name, a.help.said(spoken)) for a in COMMANDS if a.section == section.key]
            if rows:
                with formatter.section(section.name.said(spoken)):
                    formatter.write_dl(rows)


@click.group(cls=Sections, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="relaybook", prog_name="relaybook")
def relaybook() -> None:
    """Check, share and hand over the customer workbook of an export sales team.

    检查、分享与交接外贸业务团队的客户工作簿。
    """
    if folder := os.environ.get("RELAYBOOK_DATA"):
        home.use(Path(folder))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    0: done, nothing wrong found. 1: done, and errors were found. 2: could not run.
    """
    # A Windows console may be GBK or cp1252; a name it cannot show must not stop a report.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        code = relaybook.main(arguments, prog_name="relaybook", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("已停止。Stopped.", err=True)
        code = 2
    except click.ClickException as error:
        error.show()
        code = 2
    except RelaybookError as error:
        say_error(error.text)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
