"""`relaybook import`."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import language, progress, say
from validation import catalogue as catalogues
from validation.messages import message
from workbook.importing import import_sources, parse_source
from workbook.saving import replacing, write_text
from workbook.template import write_book

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from workbook.template.wording import BookLanguage


@click.command("import")
@click.argument("sources", nargs=-1, metavar="[SHEET=]SOURCE…")
@click.option("-o", "--output", type=options.anywhere, help="要写入的 xlsx。The book to write.")
@click.option(
    "--map",
    "map_path",
    type=options.existing,
    help="对照文件；不写 SOURCE 时读取其中列出的文件。"
    "A map file to follow; without SOURCE the files it names are read.",
)
@click.option(
    "--save-map", type=options.anywhere, help="保存本次对照，供修改。Save the mapping, to edit it."
)
@click.option(
    "--report",
    "report_path",
    type=options.anywhere,
    help="完整报告写入文件（屏幕上每类最多 20 行）。"
    "Write the whole report; the screen shows 20 lines of each kind.",
)
@click.option(
    "--dry-run", is_flag=True, help="只显示对照，不写工作簿。Show the mapping, write no book."
)
@options.book_language
@options.today
@options.catalogue
def import_list(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    sources: Sequence[str],
    output: Path | None,
    map_path: Path | None,
    save_map: Path | None,
    report_path: Path | None,
    dry_run: bool,
    book_language: BookLanguage,
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
    if not sources and map_path is None:
        raise click.UsageError(message("cli.no_source").said(spoken))
    if output is None and not dry_run:
        raise click.UsageError(message("cli.no_output").said(spoken))
    known = catalogues.load(catalogue)
    day = today or dt.datetime.now(dt.UTC).date()
    with progress(message("cli.importing").said(spoken)):
        imported = import_sources(
            [parse_source(source, known) for source in sources],
            known,
            map_path=map_path,
            language=book_language,
            today=day,
        )
        if output is not None and not dry_run:
            content = dataclasses.replace(imported.content, as_of=today, today=day)
            with replacing(output, overwrite=False) as target:
                write_book(target.temporary, known, language=book_language, content=content)
    click.echo("\n".join(imported.report.lines(spoken)))
    if report_path:
        report = "\n".join(imported.report.lines(spoken, most=None)) + "\n"
        say(write_text(report_path, report).text, spoken)
    if save_map:
        say(write_text(save_map, imported.mapping).text, spoken)
    say(message("cli.dry_run") if dry_run else message("cli.wrote", path=output), spoken)
