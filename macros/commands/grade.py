"""`relaybook grade`."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.commands.acted import tell_end
from macros.talk import ask_password, language, page_width, progress
from validation.messages import message
from workbook.acting import Task, act
from workbook.checking import Question
from workbook.report import grades

if TYPE_CHECKING:
    from pathlib import Path


@click.command("grade")
@click.argument("book", type=options.anywhere)
@click.option("-o", "--output", type=options.anywhere, help="写到副本。Write a copy instead.")
@click.option(
    "--mode",
    type=click.Choice(["absolute", "quantile"]),
    help="固定门槛或五等分（默认按配置）。Fixed thresholds or fifths; as Config says.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="屏幕上的形式。Form of what is shown.",
)
@options.dry_run
@options.limit
@options.today
@options.lang
@options.catalogue
@options.password_prompt
def grade(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    output: Path | None,
    mode: str | None,
    form: str,
    dry_run: bool,
    limit: int,
    today: dt.date | None,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Grade the customers of BOOK A, B, C or D, each with its reason.

    BOOK itself is changed; `relaybook undo BOOK` brings it back. Thresholds stand on the sheet
    Config. A second run on the same day changes nothing.

    Exit code 0: graded; 2: it could not run.

    按最近往来、次数和金额为客户分级，写明依据；低于门槛不会立即降级。
    门槛在「配置」表修改；可用 relaybook undo 撤销。
    """
    spoken = language(lang)
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    task = Task("validation.grades:grade_book", (mode,), "GRADE")
    with progress(message("cli.grading", path=book.name).said(spoken)):
        acted = act(book, question, task, target=output, dry_run=dry_run)
    if form == "json":
        click.echo(grades.render_json(acted), nl=False)
    else:
        told = grades.render(
            acted,
            language=spoken,
            limit=limit or None,
            width=page_width(),
            colour=sys.stdout.isatty(),
        )
        click.echo(told, nl=False)
    tell_end(acted, spoken)
    return 0
