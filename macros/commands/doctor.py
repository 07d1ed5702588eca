"""`relaybook doctor`."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import language

if TYPE_CHECKING:
    from pathlib import Path

_SIGNS = {"ok": "✓", "note": "·", "wrong": "✗"}


@click.command()
@click.option(
    "--dir",
    "folder",
    type=options.anywhere,
    help="加载项装在别处时，它的文件夹。The add-in's folder, when it was installed elsewhere.",
)
@options.lang
def doctor(*, folder: Path | None, lang: str | None) -> int:
    """Look at everything the buttons need and say what to do about what is wrong.

    Nothing is changed, and Excel is not started. Exit code 0: all is well; 1: something is wrong.

    检查按钮需要的一切，逐项说明问题和处理办法。不改动任何东西，也不启动 Excel。
    退出码 0：一切正常；1：有问题。
    """
    from macros.addin.doctor import checks  # noqa: PLC0415
    from macros.addin.machine import this_machine  # noqa: PLC0415

    spoken, is_well = language(lang), True
    for check in checks(this_machine(), version("relaybook"), folder):
        click.echo(f"{_SIGNS[check.state]} {check.said.said(spoken)}")
        is_well = is_well and check.state != "wrong"
    return 0 if is_well else 1
