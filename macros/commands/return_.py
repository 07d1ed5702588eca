"""`relaybook return`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from macros.commands import options, pooling
from validation.pool import Return
from workbook.acting import Task

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path


@click.command("return")
@click.argument("book", type=options.anywhere)
@click.argument("record", nargs=-1, required=True)
@click.option("--rep", required=True, help="员工编号，例如 R001。The rep's number, e.g. R001.")
@click.option("--reason", default="", help="退回的原因。Why it is returned.")
@pooling.copy
@pooling.now
@options.dry_run
@options.limit
@options.lang
@options.catalogue
@options.password_prompt
def return_(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    record: tuple[str, ...],
    rep: str,
    reason: str,
    output: Path | None,
    now: dt.datetime | None,
    dry_run: bool,
    limit: int,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Let a rep give the customers or leads RECORD back to the pool.

    No claim is refunded, and the rep may not have them again before the cool-off is over.

    Exit code 0: returned; 2: refused, or it could not run.

    业务员把客户或线索退回公海。领取次数不退还，冷却期内不能再领。
    """
    asked = pooling.asked(
        book, now, lang=lang, catalogue=catalogue, password_prompt=password_prompt
    )
    task = Task("validation.pool:give_back", (Return(rep, record, reason),), "RETURN")
    asked.act_and_tell(task, output=output, dry_run=dry_run, limit=limit)
    return 0
