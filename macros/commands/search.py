"""`relaybook search`."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import ask_password, language, progress
from validation.messages import message
from workbook.answering import ask
from workbook.checking import Question
from workbook.searches import document, text

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="回答的格式。Form of the answer.",
)
@options.limit
@options.today
@options.lang
@options.catalogue
@options.password_prompt
def search(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    words: tuple[str, ...],
    form: str,
    limit: int,
    today: dt.date | None,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Find WORDS in all notes, minutes, to-dos and subjects, the newest first.

    A text must have all of the words; put words in quotes to find them side by side. Case, width
    and traditional characters make no difference.

    Exit code 0: found; 1: found nowhere; 2: it could not run.

    在所有跟进、纪要、待办和邮件主题里找词，按日期从新到旧，写明位置。
    """
    spoken = language(lang)
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    # The shell took the quotes of words that belong together.
    wanted = " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)
    with progress(message("cli.searching", path=book.name).said(spoken)):
        hits = ask(book, question, "validation.searches.notes:search", wanted).value
    on_screen = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if on_screen else 120
    style = text.Style(spoken, limit or None, width, on_screen)
    page = (
        document.hits(hits, path=str(book), words=" ".join(words))
        if form == "json"
        else text.hits(hits, style)
    )
    click.echo(page, nl=False)
    return 0 if hits.hits else 1
