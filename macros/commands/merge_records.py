"""`relaybook merge-records`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.commands.acted import tell
from macros.talk import ask_password, language, progress
from validation.merging import Request
from validation.messages import message
from workbook.acting import Task, act
from workbook.checking import Question

if TYPE_CHECKING:
    from pathlib import Path


@click.command("merge-records")
@click.argument("book", type=options.anywhere)
@click.argument("keep")
@click.argument("other", nargs=-1, required=True)
@click.option("-o", "--output", type=options.anywhere, help="写到副本。Write a copy instead.")
@click.option(
    "--owner",
    help="负责人不同时由谁负责，写编号或姓名。Who keeps the customer when owners differ.",
)
@click.option(
    "--force",
    is_flag=True,
    help="登记号不同或已确认非重复时仍合并。"
    "Merge despite different registration codes or a decision against it.",
)
@options.dry_run
@options.limit
@options.today
@options.lang
@options.catalogue
@options.password_prompt
def merge_records(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    keep: str,
    other: tuple[str, ...],
    output: Path | None,
    owner: str | None,
    force: bool,
    dry_run: bool,
    limit: int,
    today: dt.date | None,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Merge the customers OTHER into KEEP, with everything that hangs on them.

    BOOK itself is changed; `relaybook undo BOOK` brings it back. Every value that is not taken
    stands on the sheet Conflicts, every changed cell on the sheet Changes.

    Exit code 0: merged; 2: refused, or it could not run.

    把重复的客户 OTHER 并入 KEEP，联系人、跟进、订单、待办等一并转过去。
    未采用的值列在「冲突」表，可用 relaybook undo 撤销。
    """
    spoken = language(lang)
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    request = Request(keep, other, owner, force)
    task = Task("validation.merging:merge", (request,), "MERGE_RECORDS")
    with progress(message("cli.merging", path=book.name).said(spoken)):
        acted = act(book, question, task, target=output, dry_run=dry_run)
    tell(acted, spoken, limit=limit)
    return 0
