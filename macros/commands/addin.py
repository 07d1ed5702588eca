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
    from validation.messages import Language

_VERSION = version("relaybook")
_FILES = {"excel": Path("relaybook.xlam"), "libreoffice": Path("relaybook.oxt")}

_lang = click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="按钮语言。Language of the buttons."
)
_folder = click.option(
    "--dir",
    "folder",
    type=options.anywhere,
    help="加载项所在文件夹，默认为 Excel 启动文件夹。Its folder; default: Excel's own.",
)
_for = click.option(
    "--for",
    "program",
    type=click.Choice(["excel", "libreoffice"]),
    default="excel",
    show_default=True,
    help="给哪个程序。For which program.",
)


@click.group()
def addin() -> None:
    """Build, install or remove the buttons for Excel or LibreOffice.

    生成、安装或移除 Excel 或 LibreOffice 里的按钮。
    """


@addin.command()
@click.option(
    "-o",
    "--output",
    type=options.anywhere,
    help="写到哪里，默认 relaybook.xlam 或 relaybook.oxt。"
    "Where to write it; default: relaybook.xlam or relaybook.oxt.",
)
@click.option(
    "--interpreter",
    help="按钮调用的 Python，默认为当前这一个。The Python that buttons call; default: this one.",
)
@_for
@_lang
def build(*, output: Path | None, interpreter: str | None, program: str, lang: str | None) -> None:
    """Write the add-in to a file, for any computer; `install` does it for this one.

    The buttons for LibreOffice speak its own language, Chinese or English, unless --lang is given.

    把加载项写成文件；在本机安装请用 install。LibreOffice 的按钮跟随它的界面语言，除非给出 --lang。
    """
    from macros.addin.libreoffice.package import oxt  # noqa: PLC0415
    from macros.addin.package import Setup, xlam  # noqa: PLC0415
    from workbook import saving  # noqa: PLC0415

    spoken = language(lang)
    setup = Setup(interpreter or str(_machine().executable), spoken, _VERSION)
    content = xlam(setup) if program == "excel" else oxt(setup, _only(lang))
    with saving.replacing(output or _FILES[program]) as target:
        target.temporary.write_bytes(content)
    say(target.saved.text, spoken)


@addin.command()
@click.option(
    "--print", "shows", is_flag=True, help="只说明会写到哪里。Only say what would go where."
)
@_folder
@_for
@_lang
def install(*, shows: bool, folder: Path | None, program: str, lang: str | None) -> None:
    """Build the add-in for this computer and put it where Excel or LibreOffice loads it from.

    No setting of Office is changed. Close the program first, open it afterwards.

    生成加载项并放进 Excel 的启动文件夹，或加进 LibreOffice。不改动任何 Office 设置。
    请先关闭该程序，装好后再打开。
    """
    if program == "libreoffice":
        _add_extension(lang, shows=shows)
        return
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
@_for
@_lang
def status(*, folder: Path | None, program: str, lang: str | None) -> int:
    """Say whether the add-in is installed, and in which version.

    Exit code 0: installed; 1: not, or in another version.

    说明加载项是否已安装、是哪一版。退出码 0：已安装；1：没有，或版本不同。
    """
    from macros.addin import installation  # noqa: PLC0415
    from macros.addin.places import places  # noqa: PLC0415

    spoken, machine = language(lang), _machine()
    if program == "libreoffice":
        return _extension_status(machine, spoken)
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
@_for
@_lang
def remove(*, folder: Path | None, program: str, lang: str | None) -> None:
    """Take the add-in away; workbooks and settings stay.

    移除加载项；工作簿和设置不受影响。
    """
    from macros.addin import installation  # noqa: PLC0415

    spoken = language(lang)
    if program == "libreoffice":
        _remove_extension(spoken)
        return
    gone = installation.remove(_machine(), folder)
    for path in gone:
        say(message("addin.removed", path=path), spoken)
    if not gone:
        say(message("addin.nothing_to_remove"), spoken)


def _add_extension(lang: str | None, *, shows: bool) -> None:
    from macros.addin import installation  # noqa: PLC0415
    from macros.addin.libreoffice.extension import Extensions  # noqa: PLC0415

    spoken, machine = language(lang), _machine()
    made = installation.setup(machine, spoken, _VERSION)
    extensions = Extensions.of(machine)
    if shows:
        said = message("office.would", path=extensions.program, python=made.interpreter)
        say(said, spoken)
        return
    extensions.add(made, _only(lang))
    say(message("office.installed"), spoken)
    say(message("office.next"), spoken)


def _extension_status(machine: Machine, spoken: Language) -> int:
    from macros.addin.libreoffice.extension import Extensions  # noqa: PLC0415

    found = Extensions.of(machine).version()
    if found is None:
        say(message("office.absent"), spoken)
        return 1
    click.echo(message("office.present", version=found).said(spoken))
    if found != _VERSION:
        say(message("office.other_version", installed=found, version=_VERSION), spoken)
        return 1
    return 0


def _remove_extension(spoken: Language) -> None:
    from macros.addin.libreoffice.extension import Extensions  # noqa: PLC0415

    is_gone = Extensions.of(_machine()).remove()
    said = message("office.removed") if is_gone else message("addin.nothing_to_remove")
    say(said, spoken)


def _only(lang: str | None) -> Language | None:
    """Return the one language that was asked for; None: none was."""
    return None if lang is None else "zh" if lang == "zh" else "en"


def _machine() -> Machine:
    from macros.addin.machine import this_machine  # noqa: PLC0415

    return this_machine()
