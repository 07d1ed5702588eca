"""`relaybook check`."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import language, progress, say, say_error
from validation.errors import RelaybookError
from validation.messages import message
from workbook import checking, folder
from workbook.checking import CheckedFile, FailedFile, Question
from workbook.saving import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from validation.messages import Language

Results = list[CheckedFile | FailedFile]


@click.command()
@click.argument("paths", nargs=-1, required=True, type=options.anywhere)
@options.today
@options.lang
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="报告格式。Form of the report.",
)
@options.output
@options.catalogue
@click.option(
    "--password-prompt", is_flag=True, help="询问打开密码。Ask for the password of the files."
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=100,
    show_default=True,
    help="屏幕上每个文件最多列出几条，0 为全部。Findings listed per file on screen; 0 for all.",
)
def check(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    paths: Sequence[Path],
    today: dt.date | None,
    lang: str | None,
    form: str,
    output: Path | None,
    catalogue: Path | None,
    password_prompt: bool,
    limit: int,
) -> int:
    """Check workbooks, and folders of them, and report every problem cell by cell.

    Exit code 0: no errors; 1: errors were found; 2: a file could not be read.

    校验工作簿与文件夹，逐格报告问题。退出码 0：没有错误；1：有错误；2：有文件读不了。
    """
    spoken = language(lang)
    now = dt.datetime.now(dt.UTC)
    files = list(folder.workbooks(paths))
    if not files:
        say_error(message("cli.no_workbooks", paths=", ".join(map(str, paths))))
        return 2
    password = _password(files) if password_prompt else None
    question = Question(now=now, today=today, password=password, catalogue=catalogue)
    results = _check(files, question, spoken)
    if form == "json":
        from workbook.report import json  # noqa: PLC0415  # the other form's libraries stay out

        report = json.render(_day(results, question), results)
    else:
        report = _text(results, spoken, None if output or not limit else limit, output)
    if output:
        say(write_text(output, report).text, spoken)
    else:
        click.echo(report, nl=False)
    if any(isinstance(result, FailedFile) for result in results):
        return 2
    return int(any(isinstance(result, CheckedFile) and result.has_errors for result in results))


def _day(results: Results, question: Question) -> dt.date:
    """Return the date the files were checked against: the first book's own, when not given."""
    days = (result.today for result in results if isinstance(result, CheckedFile))
    return question.today or next(days, question.now.date())


def _password(files: Sequence[Path]) -> str:
    names = ", ".join(file.name for file in files)
    prompt = message("cli.password", path=names).said(language())
    return str(click.prompt(prompt, hide_input=True, err=True))


def _check(files: Sequence[Path], question: Question, spoken: Language) -> Results:
    """Check every file; one that cannot be read does not stop the others."""
    results: Results = []
    with progress("…") as show:
        for number, file in enumerate(files, 1):
            line = message("cli.checking", done=number, total=len(files), path=file.name)
            show(line.said(spoken))
            try:
                results.append(checking.check_file(file, question))
            except RelaybookError as error:
                say_error(error.text)
                results.append(FailedFile(path=str(file), error=error.text))
    return results


def _text(results: Results, spoken: Language, limit: int | None, output: Path | None) -> str:
    from workbook.report import text  # noqa: PLC0415

    on_screen = output is None and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if on_screen else 120
    return text.render(results, language=spoken, limit=limit, width=width, colour=on_screen)
