"""`relaybook weights`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from macros.commands import options, pooling
from workbook.acting import Task
from workbook.pool import document, open_pool, text

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@click.option("--write", is_flag=True, help="写入「业务员」表。Write them on the sheet Reps.")
@pooling.copy
@pooling.now
@options.dry_run
@pooling.form
@options.limit
@options.lang
@options.catalogue
@options.password_prompt
def weights(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    write: bool,
    output: Path | None,
    now: dt.datetime | None,
    dry_run: bool,
    form: str,
    limit: int,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Show the weights that follow from conversion, as exact fractions, and the open cycle.

    With --write the sheet Reps gets won, assigned and conversion of each rep, and the weight of
    those whose weight mode is 按转化率. Without it nothing is written.

    按转化率算出权重（精确分数），并列出本轮进度；--write 才写入「业务员」表。
    """
    asked = pooling.asked(
        book, now, lang=lang, catalogue=catalogue, password_prompt=password_prompt
    )
    pool = open_pool(book, asked.question)
    if form == "json":
        click.echo(document.weights(str(book), pool))
    else:
        click.echo(text.weights(pool, asked.spoken), nl=False)
    if write:
        task = Task("validation.pool.reps:write_weights", (), "SETTINGS")
        if form == "json":
            asked.act(task, output=output, dry_run=dry_run)
        else:
            asked.act_and_tell(task, output=output, dry_run=dry_run, limit=limit)
    return 0
