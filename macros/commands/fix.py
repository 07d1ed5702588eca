"""`relaybook fix`."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import ask_password, language, progress, say
from validation.messages import message
from workbook.checking import Question
from workbook.fixing import fix_file
from workbook.report.changes import render

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@click.option("-o", "--output", type=options.anywhere, help="修正后的副本。The fixed copy.")
@click.option(
    "--only",
    help="只修正这些规则，以逗号分隔，例如 R718,R229。Only these rules, separated by commas.",
)
@options.dry_run
@options.limit
@options.today
@options.lang
@options.catalogue
@options.password_prompt
def fix(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    output: Path | None,
    only: str | None,
    dry_run: bool,
    limit: int,
    today: dt.date | None,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Put right what is certain, cell by cell, in a copy; the rest is left for a person.

    Every change is listed, old and new, and stands in the Changes sheet of the copy. With -o
    BOOK itself the book is changed in place; `relaybook undo BOOK` brings it back.

    Exit code 0: no errors are left; 1: errors are left; 2: it could not run.

    在副本里修正确定无误的问题，逐格列出旧值与新值；拿不准的留给人处理。
    -o 写原文件则就地修改，可用 relaybook undo 撤销。
    """
    spoken = language(lang)
    if output is None and not dry_run:
        raise click.UsageError(message("cli.no_fixed").said(spoken))
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    codes = None if only is None else [code.strip() for code in only.split(",") if code.strip()]
    with progress(message("cli.fixing", path=book.name).said(spoken)):
        fixed = fix_file(book, question, target=output, only=codes, dry_run=dry_run)
    on_screen = sys.stdout.isatty()
    click.echo(render(fixed, language=spoken, limit=limit or None, colour=on_screen), nl=False)
    for note in fixed.notes:
        say(note, spoken)
    if fixed.copy is None:
        say(message("cli.dry_run"), spoken)
    else:
        say(message("cli.wrote", path=fixed.copy), spoken)
    return int(fixed.has_errors)
