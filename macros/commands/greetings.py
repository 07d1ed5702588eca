"""`relaybook greetings`."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from macros.commands import options, pooling
from macros.talk import ask_password, language, page_width, say
from workbook.checking import Question
from workbook.reminders import document, files, text

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@click.option(
    "--days",
    type=click.IntRange(0, 400),
    default=30,
    show_default=True,
    help="往后多少天。How many days ahead.",
)
@pooling.form
@options.today
@options.lang
@options.limit
@options.catalogue
@options.password_prompt
def greetings(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    days: int,
    form: str,
    today: dt.date | None,
    lang: str | None,
    limit: int,
    catalogue: Path | None,
    password_prompt: bool,
) -> None:
    """List the holidays of the customers' countries: whom to greet, when, and by whom.

    Nothing is written. Mail drafts for them come from `relaybook remind BOOK --drafts DIR`.

    列出客户所在国家/地区的节日：祝贺谁、哪天发、由谁发。不写任何文件。
    """
    spoken = language(lang)
    password = ask_password([book]) if password_prompt else None
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=password,
        catalogue=catalogue,
        language=spoken,
    )
    listed = files.greetings(book, question, days)
    found = listed.greetings
    if form == "json":
        click.echo(document.greetings(found.greetings, path=str(book)), nl=False)
    else:
        style = text.Style(spoken, limit or None, page_width(), colour=sys.stdout.isatty())
        page = text.greetings(found.greetings, style, path=str(book), today=listed.today)
        click.echo(page, nl=False)
    for note in found.notes:
        say(note, spoken)
