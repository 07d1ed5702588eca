"""`relaybook policy`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import ask_password, language, progress, say
from validation import catalogue as catalogues
from validation.messages import message
from workbook import saving
from workbook.answering import ask
from workbook.checking import Question

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@options.output
@options.today
@options.lang
@options.catalogue
@options.password_prompt
def policy(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    output: Path | None,
    today: dt.date | None,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Print the sheet SharePolicy as a page to hang up and sign, in Chinese and English.

    The page fits one sheet of A4. BOOK is not changed.

    把「分享规范」表做成一页《客户信息分享规范》，可打印、张贴、签字。不改动工作簿。
    """
    from workbook.receipts.policy import render  # noqa: PLC0415  # jinja2 waits until it is needed

    spoken = language(lang)
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    with progress(message("cli.shares", path=book.name).said(spoken)):
        found = ask(book, question, "validation.handover.policies:rules")
    page = render(
        found.value.policies,
        catalogues.load(catalogue),
        company=found.value.company,
        today=found.today,
        language=spoken,
    )
    if output is None:
        click.echo(page, nl=False)
    else:
        say(saving.write_text(output, page).text, spoken)
    return 0
