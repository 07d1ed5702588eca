"""`relaybook find`."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.commands.acted import tell
from macros.talk import ask_password, language, progress, say
from validation.messages import message
from validation.searches.customers import Asked
from workbook import saving
from workbook.acting import Task, act
from workbook.answering import ask
from workbook.checking import Question
from workbook.searches import document, files, text

if TYPE_CHECKING:
    from pathlib import Path

    from validation.messages import Language
    from workbook.answering import Answer


@click.command()
@click.argument("book", type=options.anywhere)
@click.argument("words", nargs=-1)
@click.option(
    "--where",
    multiple=True,
    metavar="CONDITION",
    help='条件，例如 "grade=A and last_contact_date>7d"。A filter; several must all hold.',
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "xlsx"]),
    default="text",
    show_default=True,
    help="回答的格式。Form of the answer.",
)
@click.option(
    "--view",
    is_flag=True,
    help="把结果写进工作簿的「视图」表。Write the result into the book's sheet View.",
)
@options.output
@options.limit
@options.today
@options.lang
@options.catalogue
@options.password_prompt
def find(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    words: tuple[str, ...],
    where: tuple[str, ...],
    form: str,
    view: bool,
    output: Path | None,
    limit: int,
    today: dt.date | None,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Find customers: `relaybook find BOOK "德国 医疗器械 报价 A"`.

    Each word is a country, region, industry, source, stage, grade, tag, status, product or rep,
    else it is looked for in names and notes; what it was taken for is said. docs/find.md has the
    language of conditions. With --view the sheet View of BOOK, or of a copy at -o, has the result.

    Exit code 0: done, also when nobody was found; 2: it could not run.

    按词或条件查找客户，并说明每个词被理解成什么。加 --view 写进「视图」表，加 -o 写到副本。
    """
    spoken = language(lang)
    if form == "xlsx" and output is None and not view:
        raise click.UsageError(message("find.needs_file").said(spoken))
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    asked = Asked(" ".join(words), where)
    with progress(message("cli.searching", path=book.name).said(spoken)):
        if view:
            task = Task("validation.searches.customers:view", (asked,), "VIEW")
            acted = act(book, question, task, target=output)
            for line in text.meanings(acted.answer):
                say(line, spoken)
            say(message("find.view_written", n=len(acted.answer.rows)), spoken)
            tell(acted, spoken, limit=limit)
            return 0
        answer = ask(book, question, "validation.searches.customers:find", asked)
    _show(answer, book, form, output, _style(spoken, limit, output))
    return 0


def _style(spoken: Language, limit: int, output: Path | None) -> text.Style:
    on_screen = output is None and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if on_screen else 120
    return text.Style(spoken, limit or None, width, on_screen)


def _show(answer: Answer, book: Path, form: str, output: Path | None, style: text.Style) -> None:
    if form == "xlsx" and output is not None:
        saved = files.write_found(output, answer.value, style.language)
        for line in (*text.meanings(answer.value), *answer.value.notes):
            say(line, style.language)
    else:
        page = (
            document.found(answer.value, path=str(book), today=answer.today)
            if form == "json"
            else text.found(answer.value, style)
        )
        if output is None:
            click.echo(page, nl=False)
            return
        saved = saving.write_text(output, page)
    say(message("cli.wrote", path=str(saved.path)), style.language)
