"""`relaybook addin …`."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import language, say
from validation.messages import message

if TYPE_CHECKING:
    from macros.addin.machine import Machine

_VERSION = version("relaybook")
_EXCEL = Path("relaybook.xlam")

_lang = click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="按钮语言。Language of the buttons."
)
_folder = click.option(
    "--dir",
    "folder",
    type=options.anywhere,
    help="加载项所在文件夹，默认为 Excel 启动文件夹。Its folder; default: Excel's own.",
)


@click.group()
def addin() -> None:
    """Build, install or remove the Relaybook tab for Excel.

    生成、安装或移除 Excel 里的 Relaybook 选项卡。
    """


@addin.command()
@click.option(
    "-o",
    "--output",
    type=options.anywhere,
    default=_EXCEL,
    show_default=True,
    help="写到哪里。Where to write it.",
)
@click.option(
    "--interpreter",
    help="按钮调用的 Python，默认为当前这一个。The Python that buttons call; default: this one.",
)
@_lang
def build(*, output: Path, interpreter: str | None, lang: str | None) -> None:
    """Write the add-in to a file, for any computer; `install` does it for this one.

    把加载项写成文件；在本机安装请用 install。
    """
    from macros.addin.package import Setup, xlam  # noqa: PLC0415
    from workbook import saving  # noqa: PLC0415

    spoken = language(lang)
    python = interpreter or str(_machine().executable)
    with saving.replacing(output) as target:
        target.temporary.write_bytes(xlam(Setup(python, spoken, _VERSION)))
    say(target.saved.text, spoken)


@addin.command()
@click.option(
    "--print", "shows", is_flag=True, help="只说明会写到哪里。Only say what would go where."
)
@_folder
@_lang
def install(*, shows: bool, folder: Path | None, lang: str | None) -> None:
    """Build the add-in for this computer and put it where Excel loads it from.

    No setting of Office is changed. Close Excel first, open it afterwards.

    生成加载项并放进 Excel 的启动文件夹。不改动任何 Office 设置。请先关闭 Excel，装好后再打开。
    """
    from macros.addin import installation  # noqa: PLC0415
    from macros.addin.places import places  # noqa: PLC0415

    spoken, machine = language(lang), _machine()
    made = installation.setup(machine, spoken, _VERSION)
    if shows:
        there = places(machine, folder)
        say(message("addin.would", path=there.add_in, python=made.interpreter), spoken)
        return
    there = installation.install(machine, made, folder)
    say(message("addin.installed", path=there.add_in), spoken)
    say(message("addin.next"), spoken)


@addin.command()
@_folder
@_lang
def status(*, folder: Path | None, lang: str | None) -> int:
    """Say whether the add-in is installed, and in which version.

    Exit code 0: installed; 1: not, or in another version.

    说明加载项是否已安装、是哪一版。退出码 0：已安装；1：没有，或版本不同。
    """
    from macros.addin import installation  # noqa: PLC0415
    from macros.addin.places import places  # noqa: PLC0415

    spoken, machine = language(lang), _machine()
    found = installation.found(machine, folder)
    if found is None:
        say(message("addin.absent", path=places(machine, folder).add_in), spoken)
        return 1
    told = found.setup
    click.echo(message("addin.present", path=found.path, version=told.version).said(spoken))
    click.echo(message("addin.python", path=told.interpreter).said(spoken))
    if told.version != _VERSION:
        said = message("doctor.other_version", installed=told.version, version=_VERSION)
        say(said, spoken)
        return 1
    return 0


@addin.command()
@_folder
@_lang
def remove(*, folder: Path | None, lang: str | None) -> None:
    """Take the add-in away; workbooks and settings stay.

    移除加载项；工作簿和设置不受影响。
    """
    from macros.addin import installation  # noqa: PLC0415

    spoken = language(lang)
    gone = installation.remove(_machine(), folder)
    for path in gone:
        say(message("addin.removed", path=path), spoken)
    if not gone:
        say(message("addin.nothing_to_remove"), spoken)


def _machine() -> Machine:
    from macros.addin.machine import this_machine  # noqa: PLC0415

    return this_machine()
