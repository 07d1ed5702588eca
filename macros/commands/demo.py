"""`relaybook demo`."""

from __future__ import annotations

from pathlib import Path

import click

from macros.commands import options
from macros.talk import language


@click.command()
@click.option(
    "-o",
    "--output",
    type=options.anywhere,
    default=Path("relaybook-demo"),
    show_default=True,
    help="放结果的文件夹。The folder for the results.",
)
@options.lang
def demo(*, output: Path, lang: str | None) -> None:
    """Import, check and report on the Northwind sample data, and say where the files are.

    用 Northwind 数据演示：导入、校验、报告，并说明文件在哪里。
    """
    from macros.demo import Demo  # noqa: PLC0415  # pandas and pandera wait for the run

    spoken = language(lang)
    for line in Demo(output, spoken).run():
        click.echo(line.said(spoken))
