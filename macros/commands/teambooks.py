"""What `lookup` and `fingerprint` share: the books of a team, and the team's key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import ask_password, language, progress, say
from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from workbook.checking import Question
    from workbook.lookup import Read

key_file = click.option(
    "--key-file",
    type=options.anywhere,
    help="团队密钥文件；不写则询问。File with the team key; asked for without it.",
)


def read_books(
    books: Sequence[Path], question: Question, *, without: Sequence[Path] = ()
) -> tuple[Read, int]:
    """Return the rows of the books, folders searched, and how many files there were."""
    from workbook import folder  # noqa: PLC0415  # pandas, after the help
    from workbook.lookup import read_all  # noqa: PLC0415

    walk = folder.Walk(books, without=without)
    found = list(walk)
    with progress(message("lookup.reading", files=len(found)).said(question.language)):
        read = read_all(found, question)
    links = folder.links_passed_over(walk.links)
    if links is not None:
        say(links, question.language)
    return read._replace(failed=(*read.failed, *walk.unreadable)), len(found)


def book_password(books: Sequence[Path], *, asked: bool) -> str | None:
    """Return the password of the books when the person wants to be asked."""
    return ask_password(books) if asked else None


def team_key(file: Path | None, *, again: bool = False) -> str:
    """Return the team's key: from its file, else as typed, which is not shown.

    `again` asks twice: a slip in a key that hashes is found by nobody.

    Raises:
        FileError: what is in the file is no key.
        click.UsageError: the typed key is too short.
    """
    from validation.fingerprints import SHORTEST_KEY, is_long_enough  # noqa: PLC0415
    from workbook import fingerprints  # noqa: PLC0415

    if file is not None:
        return fingerprints.read_key(file)
    prompt = message("fingerprint.ask_key").said(language())
    typed = str(click.prompt(prompt, hide_input=True, confirmation_prompt=again, err=True))
    if not is_long_enough(typed):
        said = message("fingerprint.short_key", least=SHORTEST_KEY)
        raise click.UsageError(said.said(language()))
    return typed
