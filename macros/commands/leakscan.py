"""`relaybook leakscan`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import ask_password, language, progress
from validation.messages import message
from workbook.checking import Question

if TYPE_CHECKING:
    from pathlib import Path

    from validation.messages import Language


@click.command()
@click.argument("file", type=options.anywhere, required=False)
@click.option(
    "--against",
    "book",
    type=options.anywhere,
    help="含有不可外泄内容的工作簿。The book whose values must not stand in FILE.",
)
@click.option("--share", help="FILE 是哪一次分享，例如 SH-20261122-001。The share that FILE is.")
@click.option(
    "--self-test",
    is_flag=True,
    help="在 68 个隐藏位置各放一个标记，看能否全部找到。Plant a canary in 68 places and find them.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="报告的格式。Form of the report.",
)
@click.option(
    "--book-password-prompt",
    is_flag=True,
    help="询问工作簿的打开密码。Ask for the password of the book.",
)
@options.lang
@options.catalogue
@options.password_prompt
def leakscan(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    file: Path | None,
    book: Path | None,
    share: str | None,
    self_test: bool,
    form: str,
    book_password_prompt: bool,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Look in FILE for anything that BOOK holds and must not leave.

    FILE may be of any kind: a workbook, a zip or an encrypted workbook, a CSV, a page, a mail.
    Every part is taken apart in memory and read in every encoding. A copy made by Relaybook is
    known by its share, and checked against what that share withheld; any other file is checked
    against everything sensitive in BOOK. Where something stands is named, what stands there is
    not. Nothing is written.

    Exit code 0: nothing was found; 1: something was; 2: it could not be searched to the end.

    检查 FILE 里有没有 BOOK 中不可外泄的内容：拆开每个部件，按各种编码和写法查找。
    只说位置，不说内容；不写任何文件。
    """
    spoken = language(lang)
    if self_test:
        return _self_test(spoken)
    if file is None or book is None:
        raise click.UsageError(message("leakscan.ask").said(spoken))
    from validation import catalogue as catalogues  # noqa: PLC0415  # after the help
    from workbook.leakscan import report  # noqa: PLC0415
    from workbook.leakscan.checking import Passwords, check  # noqa: PLC0415

    question = Question(now=dt.datetime.now(dt.UTC), catalogue=catalogue, language=spoken)
    passwords = Passwords(
        ask_password([file]) if password_prompt else None,
        ask_password([book]) if book_password_prompt else None,
    )
    with progress(message("leakscan.working", path=file.name).said(spoken)):
        found = check(file, book, question, share, passwords)
    if form == "json":
        click.echo(report.document(found, file=file.name, book=book.name), nl=False)
    else:
        known = catalogues.load(catalogue)
        said = report.text(found, known, file=file.name, book=book.name, language=spoken)
        click.echo(said, nl=False)
    return 1 if found.hits else 0


def _self_test(spoken: Language) -> int:
    """Show that the scanner finds a value wherever one can hide."""
    from workbook.leakscan import report, selftest  # noqa: PLC0415  # after the help

    found = selftest.found()
    click.echo(report.proof(found, selftest.PLACES, spoken), nl=False)
    return 0 if all(found.values()) else 1
