"""`relaybook replay`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from macros.commands import options, pooling
from workbook.pool import document, proof, text

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@pooling.form
@options.lang
@options.catalogue
@options.password_prompt
def replay(
    *,
    book: Path,
    form: str,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Work out the past of the pool again from PoolLog, and name the first row that differs.

    Nothing is written. Exit code 0: all as it must be; 1: a row differs; 2: it could not run.

    按公海日志重算以往的分配、上限和冷却期；有不一致就指出第一条。不写任何文件。
    """
    asked = pooling.asked(
        book, None, lang=lang, catalogue=catalogue, password_prompt=password_prompt
    )
    found = proof(book, asked.question)
    if form == "json":
        click.echo(document.replayed(str(book), found))
    else:
        click.echo(text.replayed(str(book), found, asked.spoken), nl=False)
    return 0 if found.first is None else 1
