"""The add-in's file: built twice it is the same, others read it, and its macros run."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import defusedxml.ElementTree
import olefile
import pytest

from macros.actions import BUTTONS
from macros.addin.package import Setup, modules, settings, xlam
from macros.buttons.ribbon import GROUPS
from tests.programs import missing, ooxml_validator

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from tests.office import Office
    from validation.messages import Language

SETUP = Setup("C:\\Users\\李 雷\\relaybook & co\\pythonw.exe", "zh", "1.2.3")
ENGLISH = SETUP._replace(language="en")
_UI = "{http://schemas.microsoft.com/office/2009/07/customui}"


@pytest.fixture(scope="module")
def add_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("add-in") / "relaybook.xlam"
    path.write_bytes(xlam(SETUP))
    return path


def part(setup: Setup, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(xlam(setup))) as package:
        return package.read(name)


def ribbon(language: Language) -> Element:
    root: Element = defusedxml.ElementTree.fromstring(
        part(SETUP._replace(language=language), "customUI/customUI14.xml")
    )
    return root


def test_two_builds_are_the_same_bytes() -> None:
    assert xlam(SETUP) == xlam(SETUP)
    assert xlam(SETUP) != xlam(SETUP._replace(version="1.2.4"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_ribbon_has_the_buttons_of_the_actions_in_their_groups(language: Language) -> None:
    shown = [
        (group.get("label"), [(b.get("id"), b.get("label"), b.get("supertip")) for b in group])
        for group in ribbon(language).iter(f"{_UI}group")
    ]

    assert shown == [
        (
            group.name.said(language),
            [
                (a.button_id, a.button.label.said(language), a.button.tip.said(language))
                for a in BUTTONS
                if a.button and a.button.group == group.key
            ],
        )
        for group in GROUPS
    ]


def test_no_two_controls_of_the_ribbon_have_one_id_and_all_call_one_macro() -> None:
    buttons = list(ribbon("zh").iter(f"{_UI}button"))
    ids = [control.get("id") for control in ribbon("zh").iter() if control.get("id")]

    assert len(ids) == len(set(ids))
    assert {button.get("onAction") for button in buttons} == {"Relaybook.OnClick"}
    assert len(buttons) == len(BUTTONS)


def test_the_macros_know_the_commands_of_the_registry() -> None:
    assert settings(SETUP)["COMMANDS"].split() == [action.button_id for action in BUTTONS]


def test_another_reader_finds_the_modules_as_they_were_written() -> None:
    with olefile.OleFileIO(io.BytesIO(part(SETUP, "xl/vbaProject.bin"))) as file:
        streams = ["/".join(path) for path in file.listdir()]
        issues = file.parsing_issues

    assert issues == []
    assert sorted(streams) == sorted(
        [
            *(f"VBA/{module.name}" for module in modules()),
            "VBA/_VBA_PROJECT",
            "VBA/dir",
            "PROJECT",
            "PROJECTwm",
        ]
    )


@pytest.mark.parametrize("version", ["Office2013", "Microsoft365"])
def test_microsofts_own_schema_has_nothing_against_the_package(add_in: Path, version: str) -> None:
    validator = ooxml_validator() or missing("the Open XML validator", "run .ci/install")

    assert validator.complaints(add_in, version) == []


@pytest.mark.office
def test_the_macros_run_in_libreoffice_and_refuse_what_is_no_button(
    office: Office, add_in: Path
) -> None:
    with office.open(add_in) as file:
        file.macro("Relaybook.Relaybook.SelfTest")

        assert file.value("relaybook", "D1") == "ok 1.2.3"
        assert file.macro("Relaybook.Relaybook.Refused", "undo") == ""
        unknown = settings(SETUP)["UNKNOWN"]
        for command in ("", "undo & calc", "Undo", "undoo", "x" * 41, "../undo", "undo\nundo"):
            assert file.macro("Relaybook.Relaybook.Refused", command) == unknown


@pytest.mark.office
def test_the_command_line_is_made_of_what_the_add_in_holds(office: Office, add_in: Path) -> None:
    with office.open(add_in) as file:
        line = file.macro("Relaybook.RelaybookLaunch.CommandLine", "undo", 1234)
        assert file.macro("Relaybook.Relaybook.Setting", "LANGUAGE") == "zh"

    program = '"C:\\Users\\李 雷\\relaybook & co\\pythonw.exe"'
    assert line == f"{program} -I -B -m macros.addin.entry undo --hwnd=1234 --lang=zh"
