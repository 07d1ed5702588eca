"""`relaybook allocate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from macros.commands import options, pooling
from macros.commands.acted import tell
from validation.pool import Request, share_out
from workbook.acting import Task
from workbook.pool import document, open_pool

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@pooling.copy
@pooling.now
@click.option(
    "--only",
    type=click.Choice(["leads", "customers"]),
    help="只分线索或只分客户。Only leads, or only customers.",
)
@click.option(
    "--switch",
    metavar="MANAGER",
    help="经理编号：结束本轮，新权重立即生效。A manager ends the cycle: new weights hold at once.",
)
@options.dry_run
@pooling.form
@options.limit
@options.lang
@options.catalogue
@options.password_prompt
def allocate(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    output: Path | None,
    now: dt.datetime | None,
    only: str | None,
    switch: str | None,
    dry_run: bool,
    form: str,
    limit: int,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Give the leads and customers of the pool to the reps, in turn, by their weights.

    BOOK itself is changed; `relaybook undo BOOK` brings it back. Each decision stands on the
    sheet PoolLog with its slot, its weights and its reasons.

    Exit code 0: done; 2: refused, or it could not run.

    按权重轮流把公海里的线索和客户分给业务员。每个决定连同位次、权重和原因记入公海日志；
    可用 relaybook undo 撤销。
    """
    asked = pooling.asked(
        book, now, lang=lang, catalogue=catalogue, password_prompt=password_prompt
    )
    request = Request(only, switch)
    task = Task("validation.pool:allocate", (request,), "ALLOCATE")
    if form == "json":
        shared = share_out(open_pool(book, asked.question), request)
        acted = asked.act(task, output=output, dry_run=dry_run)
        click.echo(document.allocated(str(book), shared, copy=acted.copy, notes=acted.notes))
    else:
        tell(asked.act(task, output=output, dry_run=dry_run), asked.spoken, limit=limit)
    return 0
