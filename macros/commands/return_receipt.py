"""`relaybook return-receipt`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.commands.acted import tell
from macros.talk import ask_password, language, progress
from validation.handover.accepting import Spoken
from validation.messages import message
from workbook.acting import Task, act
from workbook.checking import Question
from workbook.receipts import returning

if TYPE_CHECKING:
    from pathlib import Path


@click.command("return-receipt")
@click.argument("file", type=options.anywhere, required=False)
@click.option(
    "-b", "--book", type=options.anywhere, required=True, help="登记用的工作簿。Your book."
)
@click.option("--share", help="分享编号，例如 SH-20261122-001。The share's number.")
@click.option("--code", help="封面上的确认码，由对方读出。The code on the cover, read out.")
@click.option("--by", default="", help="谁确认的。Who confirms.")
@click.option("-o", "--output", type=options.anywhere, help="写到副本。Write a copy instead.")
@options.dry_run
@options.limit
@options.today
@options.lang
@options.catalogue
@options.password_prompt
def return_receipt(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    file: Path | None,
    book: Path,
    share: str | None,
    code: str | None,
    by: str,
    output: Path | None,
    dry_run: bool,
    limit: int,
    today: dt.date | None,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Book what came back: a receipt, a returned copy, or the code on the cover.

    FILE is a receipt (.json) or a copy that the receiver filled, sealed or not; for a sealed one
    the passphrase is asked for. Without FILE give --share, --code and --by. From a copy the
    feedback and corrections are taken by id; what both sides changed goes on the sheet Conflicts.

    Exit code 0: booked; 2: refused, or it could not run. `relaybook undo BOOK` takes it back.

    登记退回的内容：回执文件、对方填好的副本，或电话里读出的封面确认码（--share、--code、--by）。
    副本里的反馈和更正按编号读回；两边都改过的列在「冲突」表。
    """
    spoken = language(lang)
    by_code = code is not None
    if by_code == (file is not None) or (by_code and not (share and by)):
        raise click.UsageError(message("receipt.usage").said(spoken))
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    if file is None:
        spoken_code = Spoken(share or "", code or "", by)
        task = Task("validation.handover.accepting:book_code", (spoken_code,), "RECEIPT")
    else:
        task = _of_file(file, question, share=share, by=by)
    with progress(message("cli.merging", path=book.name).said(spoken)):
        acted = act(book, question, task, target=output, dry_run=dry_run)
    tell(acted, spoken, limit=limit)
    return 0


def _of_file(file: Path, question: Question, *, share: str | None, by: str) -> Task:
    """Return what is to be done with a file that came back."""
    receipt = returning.read_receipt(file)
    if receipt is not None:
        return Task("validation.handover.accepting:book_receipt", (receipt,), "RECEIPT")
    copy = returning.returned(
        file, question, passphrase=lambda: ask_password([file]), share=share, by=by
    )
    return Task("validation.handover.accepting:book_copy", (copy,), "READ_BACK")
