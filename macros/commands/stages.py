"""`relaybook stages`."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.commands.acted import tell_end
from macros.talk import ask_password, language, page_width, progress
from validation import catalogue as catalogues
from validation.messages import message
from workbook import stages as pages
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
def stages(  # noqa: PLR0913  # click hands over one parameter per option
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
    """Log the changes of stage that were typed, and list who stays too long in a stage.

    The date a customer came to its stage follows from the log. BOOK itself is changed;
    `relaybook undo BOOK` brings it back. A second run changes nothing.

    Exit code 0: done; 2: it could not run.

    登记手工修改的客户阶段，列出停留过久的客户和下一步动作，并统计询盘首次回复。
    """
    spoken = language(lang)
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    task = Task("validation.stages:log_stages", (), "STAGES")
    with progress(message("cli.stages", path=book.name).said(spoken)):
        acted = act(book, question, task, target=output, dry_run=dry_run)
    if form == "json":
        click.echo(pages.document(acted))
    else:
        fields = catalogues.load(catalogue)
        colour = sys.stdout.isatty()
        style = pages.Style(spoken, fields, limit or None, page_width(), colour)
        click.echo(pages.text(acted, style), nl=False)
    tell_end(acted, spoken)
    return 0
