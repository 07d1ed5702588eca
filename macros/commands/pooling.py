"""What the commands of the pool have in common: the time, the question, the act."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import click

from macros.commands import options
from macros.commands.acted import tell
from macros.talk import ask_password, language, progress
from validation.messages import message
from workbook.acting import act
from workbook.checking import Question
from workbook.pool import at_moment

if TYPE_CHECKING:
    from pathlib import Path

    from validation.messages import Language
    from workbook.acting import Acted, Task


class Moment(click.ParamType[dt.datetime]):
    """A time as YYYY-MM-DDTHH:MM, with a zone or in company time."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.datetime:
        """Return the time that `value` says, without a zone where it names none."""
        if isinstance(value, dt.datetime):
            return value
        try:
            return dt.datetime.fromisoformat(str(value))
        except ValueError:
            text = message("pool.now")
            self.fail(f"'{value}': {text.zh} {text.en}", param, ctx)


now = click.option(
    "--now", type=Moment(), help="时间，默认此刻。The time, e.g. 2026-11-22T10:30 (company time)."
)
form = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="格式。Form of the report.",
)
copy = click.option("-o", "--output", type=options.anywhere, help="写到副本。Write a copy instead.")


class Asked(NamedTuple):
    """A book, and the question asked of it."""

    book: Path
    question: Question
    spoken: Language

    def act(self, task: Task, *, output: Path | None, dry_run: bool) -> Acted:
        """Carry out a task on the book."""
        with progress(message("cli.pooling", path=self.book.name).said(self.spoken)):
            return act(self.book, self.question, task, target=output, dry_run=dry_run)

    def act_and_tell(self, task: Task, *, output: Path | None, dry_run: bool, limit: int) -> None:
        """Carry out a task on the book, and say what it changed."""
        tell(self.act(task, output=output, dry_run=dry_run), self.spoken, limit=limit)


def asked(
    book: Path,
    moment: dt.datetime | None,
    *,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> Asked:
    """Return the question a command asks; without `moment` the clock is read here.

    Raises:
        FileError: the company's time zone is asked for, and the book cannot be read.
    """
    spoken = language(lang)
    question = Question(
        now=dt.datetime.now(dt.UTC),
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    return Asked(book, at_moment(book, question, moment), spoken)
