"""`relaybook split`."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING

import click

from macros import terminal
from macros.commands import options, teambooks
from macros.talk import ask_password, language, progress, say
from validation.messages import message
from workbook.checking import Question

if TYPE_CHECKING:
    from pathlib import Path

    from workbook.splitting.containers import Container


@click.command()
@click.argument("book", type=options.anywhere)
@click.option(
    "--by",
    type=click.Choice(["owner"]),
    default="owner",
    show_default=True,
    help="按负责人拆分。By who works on a customer.",
)
@click.option(
    "--rep", "reps", default="", help="只拆这些人，例如 R001,R002。Only these, e.g. R001,R002."
)
@click.option(
    "-o",
    "--output",
    "folder",
    type=options.anywhere,
    required=True,
    metavar="DIR",
    help="分册放进这个文件夹。The folder for the books.",
)
@click.option(
    "--container",
    type=click.Choice(["plain", "zip", "xlsx"]),
    default="plain",
    show_default=True,
    help="不加密，或加密的 zip、xlsx，每册一个口令。Plain, or sealed, a passphrase each.",
)
@teambooks.key_file
@options.dry_run
@options.lang
@options.today
@options.catalogue
@options.password_prompt
def split(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    by: str,
    reps: str,
    folder: Path,
    container: Container,
    key_file: Path | None,
    dry_run: bool,
    lang: str | None,
    today: dt.date | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Give every rep a book of his own, with his rows and nothing of the others'.

    A rep goes on working in it: drop-downs, checks and buttons are there, the pool to claim from,
    his groups without prices. `relaybook merge BOOK DIR/*.xlsx` brings the books back. BOOK
    remembers the split. With --key-file the team's fingerprints for `relaybook lookup` lie beside
    the books. What this protects and what not: docs/split.md.

    Exit code 0: written; 2: refused, or it could not run.

    按负责人拆成个人分册：自己的客户、公海名单、不含价格的集团概览。用 relaybook merge 收回。
    """
    del by  # the one way there is
    from workbook.splitting import splitting, text  # noqa: PLC0415  # pandas, after the help

    spoken = language(lang)
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    # A key that is not there stops everything, before any book is written.
    key = None if key_file is None else teambooks.team_key(key_file)
    wanted = tuple(part.strip() for part in reps.split(",") if part.strip())
    wish = splitting.Wish(folder, wanted, container)
    with contextlib.ExitStack() as stack:
        screen = None
        if container != "plain" and not dry_run:
            screen = stack.enter_context(terminal.opened())
            if screen is None:
                raise click.ClickException(message("splitting.no_terminal").said(spoken))
        with progress(message("splitting.working", path=book.name).said(spoken)):
            done = splitting.split_book(book, question, wish, dry_run=dry_run)
        click.echo(text.of_split(done, spoken), nl=False)
        if screen is not None:
            screen.write(text.passphrases(done, spoken))
    if dry_run:
        say(message("cli.dry_run"), spoken)
    elif key is None:
        say(message("splitting.no_fingerprints"), spoken)
    else:
        _fingerprints(book, question, folder, key)
    return 0


def _fingerprints(book: Path, question: Question, folder: Path, secret: str) -> None:
    from workbook import fingerprints  # noqa: PLC0415  # pandas, after the help

    read, _ = teambooks.read_books([book], question)
    wish = fingerprints.Wish(read.today(question))
    place = folder / "fingerprints.json"
    made = fingerprints.write(place, read.sources, secret, wish, own_domains=read.own_domains)
    if made is not None:
        say(made.saved.text, question.language)
