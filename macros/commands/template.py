"""`relaybook template`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import language, say
from validation import catalogue as catalogues
from validation.messages import message
from workbook import refreshing
from workbook.checking import Question
from workbook.saving import replacing
from workbook.template import write_template

if TYPE_CHECKING:
    from pathlib import Path

    from workbook.template.plan import Profile
    from workbook.template.wording import BookLanguage


@click.command()
@click.option(
    "-o", "--output", type=options.anywhere, required=True, help="要写入的 xlsx。The file to write."
)
@click.option(
    "--profile",
    type=click.Choice(["rep", "manager", "full"]),
    default="rep",
    show_default=True,
    help="显示哪些工作表。Which sheets are visible.",
)
@click.option(
    "--from",
    "source",
    type=options.existing,
    help="把这本 Relaybook 工作簿的数据搬进新模板。Fill it with the rows of a Relaybook workbook.",
)
@options.book_language
@options.catalogue
def template(
    *,
    output: Path,
    profile: Profile,
    source: Path | None,
    book_language: BookLanguage,
    catalogue: Path | None,
) -> None:
    """Write an empty standard workbook, with locked headers and lists to choose from.

    With --from it holds the rows of a workbook of ours: one whose formats and lists were worn by
    pasting becomes whole again, an older one gains the columns that came later.

    生成一个空白的标准工作簿：表头锁定，带下拉选项。加 --from 则搬入一本 Relaybook 工作簿的数据：
    被粘贴冲掉的格式和下拉恢复，旧模板补上新列。
    """
    spoken = language()
    with replacing(output, overwrite=False) as target:
        if source is None:
            known = catalogues.load(catalogue)
            write_template(target.temporary, known, profile=profile, language=book_language)
        else:
            now = dt.datetime.now(dt.UTC)
            question = Question(now=now, language=spoken, catalogue=catalogue)
            looks = refreshing.Looks(profile, book_language)
            moved = refreshing.refresh(source, target.temporary, question, looks)
            rows = "; ".join(f"{key} {count:,}" for key, count in moved.rows.items())
            for text in (message("refresh.rows", rows=rows), *moved.left):
                say(text, spoken)
    say(message("cli.wrote", path=output), spoken)
