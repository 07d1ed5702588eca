"""`relaybook import`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import language, progress, say
from validation import catalogue as catalogues
from validation.messages import message
from workbook import importing
from workbook.saving import replacing, write_text
from workbook.template import write_book

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@click.command("import")
@click.argument("sources", nargs=-1, required=True, metavar="[SHEET=]SOURCE…")
@click.option(
    "-o", "--output", type=options.anywhere, required=True, help="要写入的 xlsx。The book to write."
)
@click.option("--map", "map_path", type=options.existing, help="对照文件。A map file to follow.")
@click.option(
    "--save-map", type=options.anywhere, help="保存本次对照，供修改。Save the mapping, to edit it."
)
@click.option(
    "--dry-run", is_flag=True, help="只显示对照，不写文件。Show the mapping, write nothing."
)
@options.book_language
@options.today
@options.catalogue
def import_list(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    sources: Sequence[str],
    output: Path,
    map_path: Path | None,
    save_map: Path | None,
    dry_run: bool,
    book_language: str,
    today: dt.date | None,
    catalogue: Path | None,
) -> None:
    """Turn customer lists of any form into one standard workbook.

    Without SHEET= the sheet is guessed from the headers and said. Every cell goes into the book
    or into the report.

    把任意客户名单导入标准工作簿。不写 SHEET= 时按表头猜测并说明；
    每个单元格要么进入工作簿，要么列在报告里。
    """
    spoken = language()
    known = catalogues.load(catalogue)
    with progress(message("cli.importing").said(spoken)):
        imported = importing.import_sources(
            [importing.Source.parse(source) for source in sources],
            known,
            map_path=map_path,
            language=book_language,
            today=today or dt.datetime.now(dt.UTC).date(),
        )
        if not dry_run:
            with replacing(output, overwrite=False) as temporary:
                write_book(temporary, known, language=book_language, content=imported.content)
    click.echo(imported.report.said(spoken), nl=False)
    if save_map:
        write_text(save_map, imported.mapping.toml())
        say(message("cli.wrote", path=save_map), spoken)
    say(message("cli.dry_run") if dry_run else message("cli.wrote", path=output), spoken)
