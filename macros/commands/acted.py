"""What every command that changes a book says at the end."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from macros.talk import say
from validation.messages import message
from workbook.report.changes import render_acted

if TYPE_CHECKING:
    from validation.messages import Language
    from workbook.acting import Acted


def tell(acted: Acted, spoken: Language, *, limit: int) -> None:
    """Say what an action changed and where the book is; `limit` 0 lists every change."""
    if not acted.is_idle:
        colour = sys.stdout.isatty()
        page = render_acted(acted, language=spoken, limit=limit or None, colour=colour)
        click.echo(page, nl=False)
    tell_end(acted, spoken)


def tell_end(acted: Acted, spoken: Language) -> None:
    """Say what an action noted and where the book is, after a page of the command's own."""
    for note in acted.notes:
        say(note, spoken)
    if acted.copy is not None:
        say(message("cli.wrote", path=acted.copy), spoken)
    elif not acted.is_idle:
        say(message("cli.dry_run"), spoken)
