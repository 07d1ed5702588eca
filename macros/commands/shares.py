"""`relaybook shares`."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import ask_password, language, page_width, progress
from validation import catalogue as catalogues
from validation.handover.listing import Wish
from validation.messages import message
from workbook.answering import ask
from workbook.checking import Question
from workbook.receipts import document, text

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@click.option(
    "--open", "wish", flag_value="open", help="待审批、待发出、待确认的。Still under way."
)
@click.option("--expired", "wish", flag_value="expired", help="已过有效期的。Past their last day.")
@click.option("--refused", "wish", flag_value="refused", help="被拒的。Refused by either side.")
@click.option("--all", "wish", flag_value="all", default="all", help="全部（默认）。All of them.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="格式。Form of the report.",
)
@options.today
@options.lang
@options.catalogue
@options.password_prompt
def shares(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    wish: str,
    form: str,
    today: dt.date | None,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """List the shares of a book: where each stands, whether it is late, what to do next.

    A receipt is due 2 working days after the share; after 5 the manager asks. BOOK is not changed.

    Exit code 0: nothing is late; 1: a receipt is late; 2: it could not run.

    列出分享登记：各到哪一步、回执是否逾期、下一步由谁做什么。不改动工作簿。
    """
    spoken = language(lang)
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    with progress(message("cli.shares", path=book.name).said(spoken)):
        found = ask(book, question, "validation.handover.listing:listing", Wish(wish))
    if form == "json":
        click.echo(document.shares(str(book), found.value, today=found.today))
    else:
        screen = text.Screen(spoken, page_width(), sys.stdout.isatty())
        page = text.shares(str(book), found.value, catalogues.load(catalogue), screen)
        click.echo(page, nl=False)
    return 1 if found.value.late else 0
