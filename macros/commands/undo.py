"""`relaybook undo`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import language, say
from workbook import journal, saving

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@click.option(
    "--number",
    type=int,
    help="退回到这一条改动之前，编号见 history。"
    "Go back to before this change, numbered as history lists it.",
)
@options.lang
def undo(*, book: Path, number: int | None, lang: str | None) -> int:
    """Take back the last change Relaybook made to a book on this computer.

    What goes is kept too, so a second undo brings it back. A book that somebody changed since
    stays as it is, and the earlier state is written beside it.

    Exit code 0: the book is as it was; 1: the earlier state stands beside it.

    撤销 Relaybook 在本机对工作簿所做的上一次改动；再撤销一次即可还原。
    """
    done = journal.undo(book, now=dt.datetime.now(dt.UTC), actor=saving.actor(), number=number)
    say(done.text, language(lang))
    return int(done.saved.beside is not None)
