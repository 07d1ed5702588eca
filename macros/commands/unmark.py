"""`relaybook unmark`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import ask_password, language, say
from workbook.unmarking import unmark_file

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@click.option(
    "-o", "--output", type=options.anywhere, required=True, help="要写入的副本。The copy to write."
)
@options.catalogue
@options.password_prompt
def unmark(*, book: Path, output: Path, catalogue: Path | None, password_prompt: bool) -> None:
    """Write a copy of a marked workbook without the marks: status, colours, list of problems.

    写一份去掉标记的副本：状态列、颜色和问题清单都清除，内容不变。
    """
    password = ask_password([book]) if password_prompt else None
    unmarked = unmark_file(book, output, password=password, catalogue=catalogue)
    for note in (*unmarked.notes, unmarked.saved.text):
        say(note, language())
