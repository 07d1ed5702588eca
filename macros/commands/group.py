"""`relaybook group`."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import ask_password, language
from workbook.checking import Question
from workbook.groups import document, open_groups, text

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@click.argument("group_id", metavar="[GROUP]", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="格式。Form of the page.",
)
@click.option(
    "--no-prices",
    is_flag=True,
    help="不含价格和金额，可给业务员看。No price or amount, fit for any rep's eyes.",
)
@options.today
@options.lang
@options.limit
@options.catalogue
@options.password_prompt
def group(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    group_id: str | None,
    form: str,
    no_prices: bool,
    today: dt.date | None,
    lang: str | None,
    limit: int,
    catalogue: Path | None,
    password_prompt: bool,
) -> None:
    """Show a group's whole history as one view; without GROUP, list all groups of the book.

    Members, titles, dealings, sums, open to-dos, conflicts and what was allowed, of the group and
    all groups below it. Nothing is written.

    一页看完一个集团的全部往来：成员、抬头、记录、合计、待办、冲突与例外；不写编号则列出所有集团。
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
    opened = open_groups(book, question)
    style = text.Style(spoken, opened.catalogue, limit or None, colour=sys.stdout.isatty())
    if group_id is None:
        summaries = opened.summaries()
        if form == "json":
            click.echo(document.listed(summaries, path=opened.path, today=opened.today))
        else:
            click.echo(text.listed(summaries, style, path=opened.path), nl=False)
        return
    view = opened.view(group_id, prices=not no_prices)
    if form == "json":
        click.echo(document.rendered(view, path=opened.path, today=opened.today))
    else:
        click.echo(text.rendered(view, style, hints=opened.hints(view.group)), nl=False)
