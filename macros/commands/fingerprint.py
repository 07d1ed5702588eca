"""`relaybook fingerprint`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from macros.commands import options, teambooks
from macros.talk import language, say, say_error
from validation.messages import message
from workbook.checking import Question

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@click.command()
@click.argument("books", nargs=-1, type=options.anywhere)
@click.option(
    "-o", "--output", type=options.anywhere, help="要写入的指纹文件。The file of fingerprints."
)
@teambooks.key_file
@click.option(
    "--new-key",
    type=options.anywhere,
    metavar="FILE",
    help="生成团队密钥并写入此文件。Make a team key and write it to this file.",
)
@click.option(
    "--owners",
    is_flag=True,
    help="让查到的人看到业务员编号。Let who finds a customer see its rep's number.",
)
@click.option(
    "--ask", default="", help="查到时请对方找谁，明文写入。Whom to ask about a hit; readable."
)
@options.lang
@options.today
@options.catalogue
@options.password_prompt
def fingerprint(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    books: Sequence[Path],
    output: Path | None,
    key_file: Path | None,
    new_key: Path | None,
    owners: bool,
    ask: str,
    lang: str | None,
    today: dt.date | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Write keyed hashes of the customers, so that a colleague can ask whether the team has one.

    There is no name, address, phone or number in the file. A colleague with the same team key
    asks with `relaybook lookup --fingerprints FILE`. What this protects and what not:
    docs/lookup.md.

    Exit code 0: written; 2: not written, or a file could not be read.

    写一份指纹文件，里面没有客户资料；有同一团队密钥的同事可以用它查团队是否已有某个客户。
    退出码 0：已写入；2：没有写，或有文件读不了。
    """
    spoken = language(lang)
    _refuse(books, output, key_file, new_key)
    from workbook import fingerprints  # noqa: PLC0415  # pandas, after the help

    secret = ""
    if new_key is not None:
        secret = fingerprints.write_key(new_key)
        say(message("fingerprint.wrote_key", path=new_key), spoken)
    if output is None:
        return 0
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=teambooks.book_password(books, asked=password_prompt),
        catalogue=catalogue,
        language=spoken,
    )
    secret = secret or teambooks.team_key(key_file, again=True)
    read, _ = teambooks.read_books(books, question, without=[output])
    for said in (*(file.error for file in read.failed), *read.notes):
        say(said, spoken)
    wish = fingerprints.Wish(read.today(question), owners, ask)
    made = fingerprints.write(output, read.sources, secret, wish, own_domains=read.own_domains)
    if made is None:
        say_error(message("fingerprint.nothing"))
        return 2
    say(made.saved.text, spoken)
    say(message("fingerprint.wrote", customers=made.customers, hashes=made.hashes), spoken)
    return 2 * bool(read.failed)


def _refuse(
    books: Sequence[Path], output: Path | None, key_file: Path | None, new_key: Path | None
) -> None:
    """Refuse what cannot be done before anything is read or written."""
    problem = None
    if books and output is None:
        problem = "fingerprint.no_output"
    elif not books and (output is not None or new_key is None):
        problem = "fingerprint.no_book"
    elif key_file is not None and new_key is not None:
        problem = "fingerprint.two_keys"
    elif output is not None and output.absolute() in _keys(key_file, new_key):
        problem = "fingerprint.same_file"
    if problem is not None:
        raise click.UsageError(message(problem).said(language()))


def _keys(*files: Path | None) -> set[Path]:
    """Return every spelling of the key files' paths that the output could have."""
    named = [file for file in files if file is not None]
    return {file.absolute() for file in named} | {file.resolve() for file in named}
