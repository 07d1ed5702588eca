"""`relaybook template`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import language, say
from validation import catalogue as catalogues
from validation.messages import message
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
@options.book_language
@options.catalogue
def template(
    *, output: Path, profile: Profile, book_language: BookLanguage, catalogue: Path | None
) -> None:
    """Write an empty standard workbook, with locked headers and lists to choose from.

    生成一个空白的标准工作簿：表头锁定，带下拉选项。
    """
    with replacing(output, overwrite=False) as target:
        write_template(
            target.temporary, catalogues.load(catalogue), profile=profile, language=book_language
        )
    say(message("cli.wrote", path=output), language())
