"""`relaybook approve`."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.commands.acted import tell
from macros.talk import ask_password, language, page_width, progress
from validation import catalogue as catalogues
from validation.handover.approving import Verdict
from validation.messages import message
from workbook.acting import Task, act
from workbook.answering import SEARCHING, ask
from workbook.checking import Question
from workbook.exporting import Order
from workbook.exporting import text as exporting
from workbook.receipts import text

if TYPE_CHECKING:
    from pathlib import Path

    from validation.catalogue import Catalogue
    from validation.messages import Language
    from workbook.exporting import Taken


@click.command()
@click.argument("book", type=options.anywhere)
@click.argument("share")
@click.option("--as", "who", required=True, help="审批人编号或姓名。Rep ID or name of who decides.")
@click.option("--refuse", is_flag=True, help="不同意。Say no.")
@click.option("--reason", default="", help="不同意的原因。Why not; --refuse needs it.")
@click.option("-o", "--output", type=options.anywhere, help="写到副本。Write a copy instead.")
@options.dry_run
@options.limit
@options.today
@options.lang
@options.catalogue
@options.password_prompt
def approve(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    share: str,
    who: str,
    refuse: bool,
    reason: str,
    output: Path | None,
    dry_run: bool,
    limit: int,
    today: dt.date | None,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Approve the share SHARE, or refuse it.

    What is approved is shown first; --dry-run only shows it. The approval holds for exactly that:
    other records, columns, channels or receivers need a new one. A name typed here is a claim and
    no proof of who sat at the machine; the audit keeps both.

    Exit code 0: booked; 2: refused, or it could not run.

    审批或拒绝一次分享，先列出将要发出的内容（--dry-run 只看不批）。
    这里填写的审批人只是声明，不能证明是本人操作；审计表两者都记。
    """
    spoken = language(lang)
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    with progress(message("cli.merging", path=book.name).said(spoken)):
        asked = ask(book, question, "validation.handover.approving:asked", share).value
        known = catalogues.load(catalogue)
        click.echo(text.asked(asked, known, spoken), nl=False)
        if asked.plan and not refuse:
            # What an approver answers for: every column, row and text, as the export shows them.
            order = Order(share.strip(), None)
            task = "workbook.exporting:taken"
            plan = ask(book, question, task, order, patience=SEARCHING).value
            click.echo(_plan(plan, known, spoken, limit), nl=False)
        verdict = Verdict(share, who, refuse, reason)
        action = "REFUSE_SHARE" if refuse else "APPROVE"
        decision = Task("validation.handover.approving:approve", (verdict,), action)
        acted = act(book, question, decision, target=output, dry_run=dry_run)
    tell(acted, spoken, limit=limit)
    return 0


def _plan(plan: Taken, known: Catalogue, spoken: Language, limit: int) -> str:
    return exporting.render(
        plan,
        known,
        language=spoken,
        limit=limit or None,
        width=page_width(),
        colour=sys.stdout.isatty(),
    )
