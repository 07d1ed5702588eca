"""`relaybook claim`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from macros.commands import options, pooling
from validation.pool import Claim
from workbook.acting import Task

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@click.argument("record", nargs=-1, required=True)
@click.option("--rep", required=True, help="员工编号，例如 R001。The rep's number, e.g. R001.")
@click.option("--partial", is_flag=True, help="领到满为止。Take what fits instead of nothing.")
@pooling.copy
@pooling.now
@options.dry_run
@options.limit
@options.lang
@options.catalogue
@options.password_prompt
def claim(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    record: tuple[str, ...],
    rep: str,
    partial: bool,
    output: Path | None,
    now: dt.datetime | None,
    dry_run: bool,
    limit: int,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Let a rep take the customers or leads RECORD out of the pool.

    More than the limits leave are refused as a whole, with the number left; --partial takes what
    fits, in the order given.

    Exit code 0: claimed; 2: refused, or it could not run.

    业务员从公海领取客户或线索。超出上限时整批拒绝并说明还剩几个；--partial 按顺序领到满为止。
    """
    asked = pooling.asked(
        book, now, lang=lang, catalogue=catalogue, password_prompt=password_prompt
    )
    task = Task("validation.pool:claim", (Claim(rep, record, partial),), "CLAIM")
    asked.act_and_tell(task, output=output, dry_run=dry_run, limit=limit)
    return 0
