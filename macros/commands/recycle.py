"""`relaybook recycle`."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.commands.acted import tell_end
from macros.talk import ask_password, language, page_width, progress
from validation.messages import message
from workbook import recycling
from workbook.acting import Task, act
from workbook.checking import Question

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@click.option("-o", "--output", type=options.anywhere, help="写到副本。Write a copy instead.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="格式。Form of the list.",
)
@options.dry_run
@options.limit
@options.today
@options.lang
@options.catalogue
@options.password_prompt
def recycle(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    output: Path | None,
    form: str,
    dry_run: bool,
    limit: int,
    today: dt.date | None,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Warn owners, take back customers nobody follows up, and list who is next.

    Run it every day. BOOK itself is changed; `relaybook undo BOOK` brings it back. Nobody loses a
    customer without a warning in the pool log, also when runs were missed. A second run on the
    same day changes nothing.

    Exit code 0: done, whether anybody was recycled or not; 2: it could not run.

    预警并回收长期没有有效跟进的客户，列出接下来轮到谁。每天运行一次；没有预警过的客户不会被回收。
    """
    spoken = language(lang)
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    task = Task("validation.recycling:recycle", (), "RECYCLE")
    with progress(message("cli.recycling", path=book.name).said(spoken)):
        acted = act(book, question, task, target=output, dry_run=dry_run)
    if form == "json":
        click.echo(recycling.document(acted))
    else:
        colour = sys.stdout.isatty()
        style = recycling.Style(spoken, limit or None, page_width(), colour)
        click.echo(recycling.text(acted, style), nl=False)
    tell_end(acted, spoken)
    return 0
