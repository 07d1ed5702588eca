"""`relaybook remind`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from macros.commands import options, pooling
from macros.commands.acted import tell_end
from macros.talk import page_width, progress, say
from validation.messages import message
from validation.reminders import Wish
from workbook.reminders import files, text
from workbook.reminders.calendars import MOST
from workbook.reminders.document import rendered

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from validation.reminders import Reminders
    from workbook.reminders.files import Reminded

_BOOKS = (".xlsx", ".xlsm")


class _Pages(NamedTuple):
    """What is to come of a run beside the book."""

    book: Path
    forms: tuple[str, ...]
    output: Path | None
    """Where pages go; None: to the screen, or beside the book."""
    drafts: Path | None
    rep: str | None
    style: text.Style


@click.command()
@click.argument("book", type=options.anywhere)
@pooling.now
@click.option("--rep", help="只看一名业务员，例如 R001。The reminders of one rep only.")
@click.option(
    "--format",
    "forms",
    type=click.Choice(["text", "json", "xlsx", "ics"]),
    multiple=True,
    default=("text",),
    show_default=True,
    help="格式，可写多次。Form of the reminders; several may be given.",
)
@click.option(
    "-o",
    "--output",
    type=options.anywhere,
    help="写到文件或文件夹；以 .xlsx 结尾而格式不是 xlsx 时，写改动后的工作簿副本。"
    "Where the reminders go; a name ending in .xlsx with another format is a changed copy of BOOK.",
)
@click.option(
    "--drafts",
    type=options.anywhere,
    metavar="DIR",
    help="把邮件草稿（.eml）写到文件夹。Write mail drafts into a folder.",
)
@options.dry_run
@options.limit
@options.lang
@options.catalogue
@options.password_prompt
def remind(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    now: dt.datetime | None,
    rep: str | None,
    forms: tuple[str, ...],
    output: Path | None,
    drafts: Path | None,
    dry_run: bool,
    limit: int,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Say what is due by the rules of the sheet SOP_Rules, and put it on the list.

    New to-dos go to the sheet Todos, each rep's day to the sheet Today, most urgent first. A
    second run adds nothing. `relaybook undo BOOK` brings the book back.

    Exit code 0: done; 1: a rule could not be computed, and the others were; 2: it could not run.

    按「跟进规则」表生成提醒：新待办写入「待办」，每人当天要做的事写入「今日」，最急的在前。
    重复运行不会重复生成。
    """
    asked = pooling.asked(
        book, now, lang=lang, catalogue=catalogue, password_prompt=password_prompt
    )
    copies = output is not None and output.suffix.lower() in _BOOKS and "xlsx" not in forms
    with progress(message("remind.working", path=book.name).said(asked.spoken)):
        done = files.remind(
            book,
            asked.question,
            Wish(drafts is not None, rep),
            target=output if copies else None,
            dry_run=dry_run,
        )
    place = None if copies else output
    style = text.Style(asked.spoken, limit or None, page_width(), colour=sys.stdout.isatty())
    wish = _Pages(book, forms, place, None if dry_run else drafts, rep, style)
    _deliver(done, wish, screen_only=dry_run)
    return int(any(finding.severity == "error" for finding in done.found.findings))


def _deliver(done: Reminded, wish: _Pages, *, screen_only: bool) -> None:
    found = done.found
    pages = () if wish.output is not None else ("text", "json")
    on_screen: list[str] = [form for form in pages if form in wish.forms]
    if screen_only and not on_screen:  # what would be in the files is at least said
        on_screen = ["text"]
    for form in on_screen:
        click.echo(_page(form, found, wish, done), nl=False)
    for form in dict.fromkeys(wish.forms):
        if form not in on_screen and not screen_only:
            for path in _written(form, found, wish):
                say(message("cli.wrote", path=path), wish.style.language)
            if form == "ics" and len(found.reminders) > MOST:
                say(message("remind.most", n=f"{MOST:,}"), wish.style.language)
    if wish.drafts is not None:
        written = files.write_drafts(wish.drafts, found.drafts)
        said = message("remind.wrote_drafts", path=wish.drafts, n=len(written))
        say(said, wish.style.language)
    tell_end(done.acted, wish.style.language)


def _page(form: str, found: Reminders, wish: _Pages, done: Reminded) -> str:
    if form == "json":
        return rendered(found, path=str(wish.book), notes=done.acted.notes)
    return text.rendered(found, wish.style, path=str(wish.book))


def _written(form: str, found: Reminders, wish: _Pages) -> Iterator[Path]:
    book, output = wish.book, wish.output
    several = len(set(wish.forms)) > 1
    language = wish.style.language
    if form == "ics":
        folder = output or book.with_name(f"{book.stem}-ics")
        yield from files.write_calendars(folder, found, language=language, rep=wish.rep)
        return
    ending = {"text": "txt"}.get(form, form)
    if output is None:
        path = book.with_name(f"{book.stem}-reminders.{ending}")
    else:
        path = output / f"reminders.{ending}" if several else output
    yield files.write(form, path, found, book=str(book), language=language)
