"""`relaybook demo`."""

from __future__ import annotations

import secrets
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
    """Import, check, fix and hand over the Northwind sample data, and say where the files are.

    The passphrase of the handover copy is printed, because this data is public; a real export
    shows it once, on the terminal only.

    用 Northwind 数据演示：导入、校验、修正、交接、报告，并说明文件在哪里。
    数据是公开的，所以交接副本的密码直接打印；真正导出时密码只在终端显示一次。
    """
    # pandas and pandera wait for the run
    from macros.demo import Demo  # noqa: PLC0415
    from workbook import passphrases  # noqa: PLC0415
    from workbook.exporting import Secret  # noqa: PLC0415

    spoken = language(lang)
    secret = Secret(passphrases.generated(), secrets.token_hex(64))
    for line in Demo(output, spoken, secret).run():
        click.echo(line.said(spoken))
