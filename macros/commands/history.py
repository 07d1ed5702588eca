"""`relaybook history`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import ask_password, language, say
from workbook import journal
from workbook.report.events import render

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="列表格式。Form of the list.",
)
@options.lang
@options.catalogue
@options.password_prompt
def history(
    *, book: Path, form: str, lang: str | None, catalogue: Path | None, password_prompt: bool
) -> None:
    """List who did what to a book and when: the book's Audit sheet and this computer's notes.

    列出谁在何时对工作簿做了什么：取自工作簿的审计表和本机的记录。
    """
    spoken = language(lang)
    password = ask_password([book]) if password_prompt else None
    told = journal.history(book, password=password, catalogue=catalogue)
    if form == "json":
        rows = [
            {**event._asdict(), "at": event.at.isoformat() if event.at else None}
            for event in told.events
        ]
        document = {"schema": "relaybook.history/1", "path": told.path, "events": rows}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        click.echo(render(told, language=spoken, colour=sys.stdout.isatty()), nl=False)
    if told.unread is not None:
        say(told.unread, spoken)
