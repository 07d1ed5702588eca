"""`relaybook dashboard`."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import ask_password, language, progress, say
from validation.messages import message
from workbook.checking import Question
from workbook.dashboard import FORMS, Wish, rendered, write
from workbook.dashboard import dashboard as figures_of

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@options.output
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(FORMS)),
    help="报告格式；不写则按 -o 的后缀，屏幕上为 text。Form; else by the suffix of -o, or text.",
)
@options.today
@options.lang
@options.limit
@options.catalogue
@options.password_prompt
def dashboard(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    output: Path | None,
    form: str | None,
    today: dt.date | None,
    lang: str | None,
    limit: int,
    catalogue: Path | None,
    password_prompt: bool,
) -> None:
    """Answer what a team asks of its book: who buys, what is won and lost, what is late.

    Sources, countries, reps, new customers, lifetime value, cycles, lost reasons, what is under
    way, follow-up in time, the pool, overdue. Each figure says how it is counted, and "not
    enough data" where a number would mislead. BOOK is not changed.

    经营看板：来源与国家、新客户转化、终身价值、成交周期、未成交原因、在谈、跟进、公海公平、逾期。
    每项说明算法；数据不足就说不足。不改动工作簿。
    """
    spoken = language(lang)
    chosen = form or _form(output)
    if output is None and chosen == "xlsx":
        raise click.UsageError(message("cli.no_report_file").said(spoken))
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    with progress(message("figures.counting").said(spoken)):
        report = figures_of(book, question)
    on_screen = output is None and sys.stdout.isatty()
    wish = Wish(
        spoken,
        limit=limit or None if output is None else None,
        width=shutil.get_terminal_size().columns if on_screen else 120,
        colour=on_screen,
    )
    if output is None:
        click.echo(rendered(chosen, report, wish), nl=False)
    else:
        say(write(chosen, report, wish, path=output).text, spoken)


def _form(output: Path | None) -> str:
    """Return the form that goes with the suffix of the file."""
    suffix = output.suffix.lower() if output else ""
    return next((form for form, end in FORMS.items() if end == suffix), "text")
