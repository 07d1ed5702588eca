"""`relaybook not-duplicates`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.commands.acted import tell
from macros.talk import ask_password, language, progress
from validation.merging import NotOne
from validation.messages import message
from workbook.acting import Task, act
from workbook.checking import Question

if TYPE_CHECKING:
    from pathlib import Path


@click.command("not-duplicates")
@click.argument("book", type=options.anywhere)
@click.argument("left")
@click.argument("right")
@click.option(
    "--reason",
    required=True,
    help="为什么不是同一家，例如 同名不同公司。Why, e.g. same name, other company.",
)
@click.option("--by", help="决定人的员工编号，例如 M001。The rep who decides, e.g. M001.")
@click.option("-o", "--output", type=options.anywhere, help="写到副本。Write a copy instead.")
@options.dry_run
@options.today
@options.lang
@options.catalogue
@options.password_prompt
def not_duplicates(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    left: str,
    right: str,
    reason: str,
    by: str | None,
    output: Path | None,
    dry_run: bool,
    today: dt.date | None,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Keep the decision that the customers LEFT and RIGHT are not one.

    It stands on the sheet NotDuplicates of BOOK, and the pair is not reported again. A decision
    that stands there already is left as it is.

    Exit code 0: it stands there; 2: refused, or it could not run.

    记下 LEFT 与 RIGHT 不是同一家客户，写在「非重复」表，以后查重不再报。
    """
    spoken = language(lang)
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    task = Task(
        "validation.merging:not_duplicates", (NotOne(left, right, reason, by),), "NOT_DUPLICATES"
    )
    with progress(message("cli.merging", path=book.name).said(spoken)):
        acted = act(book, question, task, target=output, dry_run=dry_run)
    tell(acted, spoken, limit=0)
    return 0
