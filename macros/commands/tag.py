"""`relaybook tag`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.commands.acted import tell
from macros.talk import ask_password, language, progress
from validation.messages import message
from validation.tags.tagging import Wish
from workbook.acting import Task, act
from workbook.checking import Question

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@click.option("-o", "--output", type=options.anywhere, help="写到副本。Write a copy instead.")
@click.option(
    "--confirm",
    is_flag=True,
    help="把建议写进「标签」列。Make the suggestions tags.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="TAG",
    help="与 --confirm 合用：只确认这些标签。With --confirm: these tags alone.",
)
@options.dry_run
@options.limit
@options.today
@options.lang
@options.catalogue
@options.password_prompt
def tag(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    output: Path | None,
    confirm: bool,
    only: tuple[str, ...],
    dry_run: bool,
    limit: int,
    today: dt.date | None,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Suggest tags from notes, minutes and feedback, each with the sentence it comes from.

    Suggestions stand in columns of their own, with advice for each; Tags itself changes only with
    --confirm. Words that are denied (价格不是问题, not price sensitive) suggest nothing.

    Exit code 0: done; 2: it could not run.

    从跟进记录、纪要和反馈里找出标签并附原句和跟进建议。「标签」列只有加 --confirm 才会改动。
    """
    spoken = language(lang)
    if only and not confirm:
        raise click.UsageError(message("tags.only_confirms").said(spoken))
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    home = str(catalogue.resolve()) if catalogue else ""
    task = Task("validation.tags.tagging:tag", (Wish(confirm, only, home),), "TAG")
    with progress(message("cli.tagging", path=book.name).said(spoken)):
        acted = act(book, question, task, target=output, dry_run=dry_run)
    tell(acted, spoken, limit=limit)
    return 0
