"""`relaybook why`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from macros.commands import options, pooling
from validation.pool import why as answered
from workbook.pool import document, open_pool, text

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@click.argument("record", metavar="LEAD")
@click.option("--rep", help="只问这一位，例如 R002。Only about this rep, e.g. R002.")
@pooling.now
@pooling.form
@options.lang
@options.catalogue
@options.password_prompt
def why(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    record: str,
    rep: str | None,
    now: dt.datetime | None,
    form: str,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Say why each rep may have the lead or customer LEAD or not, now and each time before.

    Nothing is written.

    说明每位业务员为什么能或不能得到某条线索或客户，以及以往每次的原因。不写任何文件。
    """
    asked = pooling.asked(
        book, now, lang=lang, catalogue=catalogue, password_prompt=password_prompt
    )
    pool = open_pool(book, asked.question)
    found = answered(pool, record, rep)
    if form == "json":
        click.echo(document.why(str(book), pool, found))
    else:
        click.echo(text.why(pool, found, asked.spoken), nl=False)
    return 0
