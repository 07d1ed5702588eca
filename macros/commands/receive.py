"""`relaybook receive`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.commands.acted import tell
from macros.talk import ask_password, language, progress, say
from validation.messages import message
from workbook import saving
from workbook.checking import Question
from workbook.receipts import receiving, text

if TYPE_CHECKING:
    from pathlib import Path

    from validation.messages import Language
    from workbook.receipts.receiving import Arrived


@click.command()
@click.argument("file", type=options.anywhere)
@click.option("-o", "--output", type=options.anywhere, help="导入到自己的工作簿。Your own book.")
@click.option("--as", "who", default="", help="接收人编号或姓名。Who receives, by ID or name.")
@click.option("--refuse", is_flag=True, help="拒收，只写拒收回执。Refuse it and say so.")
@options.limit
@options.lang
@options.catalogue
def receive(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    file: Path,
    output: Path | None,
    who: str,
    refuse: bool,
    limit: int,
    lang: str | None,
    catalogue: Path | None,
) -> int:
    """Receive the handover file FILE: check it, confirm the rule, take its rows, write a receipt.

    The passphrase is asked for and never an option. With -o the rows go into your own book, which
    is made when it is not there; what you have already is kept, and differences are listed.
    The receipt is written beside FILE; send it back.

    Exit code 0: received, or refused with --refuse; 1: the rule was not agreed to, and nothing
    was done; 2: it could not run.

    接收交接文件：核对完整性、确认保密要求、导入自己的工作簿，并在旁边写出回执文件（请发回提供方）。
    密码只会当场询问。原有内容不会被覆盖，差异列在「冲突」表。
    """
    spoken = language(lang)
    now = dt.datetime.now(dt.UTC)
    passphrase = ask_password([file])
    question = Question(now=now, catalogue=catalogue, language=spoken)
    with progress(message("cli.receiving", path=file.name).said(spoken)):
        arrived = receiving.arrived(file, passphrase, question)
    click.echo(text.cover(arrived, spoken), nl=False)
    if refuse:
        _write_receipt(arrived, file, who, now=now, spoken=spoken, agreed=False)
        return 0
    question_text = message("receive.agree").said(spoken)
    if not click.confirm(question_text, default=False, err=True):
        say(message("receive.not_agreed", path=file), spoken)
        return 1
    if output is not None:
        with progress(message("cli.receiving", path=file.name).said(spoken)):
            acted = receiving.imported(arrived, output, question, who=who)
        tell(acted, spoken, limit=limit)
    _write_receipt(arrived, file, who, now=now, spoken=spoken, agreed=True)
    return 0


def _write_receipt(  # noqa: PLR0913  # what a receipt says
    arrived: Arrived,
    file: Path,
    who: str,
    *,
    now: dt.datetime,
    spoken: Language,
    agreed: bool,
) -> None:
    path = file.with_name(f"{arrived.share}.receipt.json")
    page = receiving.receipt(arrived, who=who, at=now, agreed=agreed)
    say(saving.write_text(path, page).text, spoken)
    say(message("receive.send_back", path=path.name), spoken)
