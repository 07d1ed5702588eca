"""`relaybook help`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import language, say

if TYPE_CHECKING:
    from pathlib import Path


@click.command("help")
@click.option(
    "-o",
    "--output",
    type=options.anywhere,
    help="只写成这个文件，不打开。Only write it to this file, open nothing.",
)
@options.lang
def help_page(*, output: Path | None, lang: str | None) -> None:
    """Open the manual in the browser: every button, every error, without network.

    在浏览器里打开使用说明：每个按钮做什么，每句报错怎么办。不联网。
    """
    from macros.manual.showing import show, write  # noqa: PLC0415  # jinja2 waits

    spoken = language(lang)
    say(write(output, spoken).text if output else show(spoken).said, spoken)
