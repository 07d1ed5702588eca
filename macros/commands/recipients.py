"""`relaybook recipients`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import ask_password, language, progress, say
from validation.messages import message
from validation.searches.recipients import Mailing
from workbook.answering import ask
from workbook.checking import Question
from workbook.searches import files, text

if TYPE_CHECKING:
    from pathlib import Path

_FORMS = (".csv", ".xlsx")


@click.command()
@click.argument("book", type=options.anywhere)
@click.option(
    "-o", "--output", type=options.anywhere, required=True, help=".csv 或 .xlsx。.csv or .xlsx."
)
@click.option("--grade", "grades", multiple=True, help="客户分级，可写多个。Grade; repeatable.")
@click.option(
    "--where", multiple=True, metavar="CONDITION", help="条件，同 find。A filter, as for find."
)
@click.option("--rep", default="", help="只发给这位业务员的客户。This rep's customers only.")
@click.option(
    "--all",
    "everybody",
    is_flag=True,
    help="所有人的客户和公海客户。Everybody's customers, and the pool's.",
)
@options.today
@options.lang
@options.catalogue
@options.password_prompt
def recipients(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    output: Path,
    grades: tuple[str, ...],
    where: tuple[str, ...],
    rep: str,
    everybody: bool,
    today: dt.date | None,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Write a list of recipients for a mass mail, each address once.

    Left out, and counted by reason: who opted out or bounced, on whichever row the mark stands,
    who left, who has no address, repeated addresses, customers of others, customers that never
    leave.

    Exit code 0: written; 2: it could not run.

    生成群发邮件的收件人名单：退订、退信、离职、无邮箱、重复和别人的客户都不在内，并说明各有多少。
    """
    spoken = language(lang)
    if bool(rep) == everybody:
        key = "recipients.both" if rep else "recipients.whose"
        raise click.UsageError(message(key).said(spoken))
    if output.suffix.lower() not in _FORMS:
        raise click.UsageError(message("recipients.form").said(spoken))
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    mailing = Mailing(grades, where, rep)
    with progress(message("cli.searching", path=book.name).said(spoken)):
        function = "validation.searches.recipients:recipients"
        answer = ask(book, question, function, mailing).value
    saved = files.write_recipients(output, answer, spoken)
    for line in text.left_out(answer):
        say(line, spoken)
    say(message("cli.wrote", path=str(saved.path)), spoken)
    return 0
