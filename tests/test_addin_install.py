"""Installing the add-in on computers of all kinds, and what `doctor` says of them."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from macros.addin import installation
from macros.addin.doctor import checks
from macros.addin.machine import Machine
from macros.addin.package import SOURCES, Setup, xlam
from macros.addin.places import NotInstalledError, interpreter, places
from macros.cli import relaybook
from validation.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[1]
EXCEL = {"HKCR\\Excel.Application\\CurVer\\": "Excel.Application.16"}
FOLDERS = ["plain", "李 雷", "a&b %TEMP% $(x)", "O'Brien =1"]


def windows(home: Path, registry: Mapping[str, str] = EXCEL) -> Machine:
    """Return a Windows whose Python stands in the person's own folder."""
    python = home / "tools" / "python.exe"
    python.parent.mkdir(parents=True, exist_ok=True)
    python.with_name("pythonw.exe").touch()
    return Machine(
        system="windows",
        home=home,
        environment={"APPDATA": str(home / "AppData" / "Roaming")},
        executable=python,
        packages=ROOT,
        release=(10, 0, 22631),
        registry=registry.get,
    )


def mac(home: Path) -> Machine:
    return Machine(
        system="macos", home=home, environment={}, executable=Path(sys.executable), packages=ROOT
    )


def linux(home: Path) -> Machine:
    return replace(mac(home), system="linux")


@pytest.mark.parametrize("folder", FOLDERS)
def test_on_windows_the_add_in_goes_to_the_start_up_folder(tmp_path: Path, folder: str) -> None:
    machine = windows(tmp_path / folder)
    made = installation.setup(machine, "zh", "1.0.0")

    there = installation.install(machine, made)

    roaming = tmp_path / folder / "AppData" / "Roaming"
    assert there.add_in == roaming / "Microsoft" / "Excel" / "XLSTART" / "relaybook.xlam"
    assert there.script is None
    assert made == Setup(str(tmp_path / folder / "tools" / "pythonw.exe"), "zh", "1.0.0", "-I -B")
    assert there.add_in.read_bytes() == xlam(made)
    assert installation.found(machine) == (there.add_in, made)


def test_a_running_excel_says_where_its_start_up_folder_is(tmp_path: Path) -> None:
    machine = replace(windows(tmp_path), running_startup=lambda: str(tmp_path / "own"))

    assert places(machine).add_in == tmp_path / "own" / "relaybook.xlam"


@pytest.mark.parametrize("folder", FOLDERS)
def test_on_macos_the_script_that_starts_python_goes_with_it(tmp_path: Path, folder: str) -> None:
    machine = mac(tmp_path / folder)

    there = installation.install(machine, installation.setup(machine, "en", "1.0.0"))

    library = tmp_path / folder / "Library"
    assert there == (
        library
        / "Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"
        / "relaybook.xlam",
        library / "Application Scripts/com.microsoft.Excel/relaybook.applescript",
    )
    assert there.script
    assert there.script.read_text() == (SOURCES / "relaybook.applescript").read_text("utf-8")
    assert sorted(installation.remove(machine)) == sorted(there)
    assert installation.remove(machine) == []


def test_installing_again_replaces_our_add_in_and_never_a_file_of_somebody_else(
    tmp_path: Path,
) -> None:
    machine = windows(tmp_path)
    old = installation.setup(machine, "zh", "1.0.0")
    new = installation.setup(machine, "en", "2.0.0")
    installation.install(machine, old)

    there = installation.install(machine, new)

    assert installation.found(machine) == (there.add_in, new)
    there.add_in.write_bytes(b"somebody else's")
    with pytest.raises(FileError):
        installation.install(machine, new)
    assert there.add_in.read_bytes() == b"somebody else's"
    assert installation.remove(machine) == []
    assert there.add_in.exists()


@pytest.mark.parametrize(
    ("executable", "key"),
    [
        ("/home/li/.cache/uv/archive-v0/Xy/bin/python", "uv tool install relaybook"),
        ("C:/Users/li/AppData/Local/Microsoft/WindowsApps/python.exe", "only a launcher"),
        ("C:/Windows/py.exe", "only a launcher"),
        ("C:/Python/python.exe", "pythonw.exe is missing"),
    ],
)
def test_a_python_that_buttons_could_not_call_is_refused_with_the_next_step(
    tmp_path: Path, executable: str, key: str
) -> None:
    machine = replace(windows(tmp_path), executable=Path(executable))

    with pytest.raises(NotInstalledError) as refused:
        interpreter(machine)

    assert key in refused.value.text.en
    assert refused.value.text.zh.startswith("加载项没有安装：")


def test_packages_in_the_persons_own_folder_stay_in_sight(tmp_path: Path) -> None:
    machine = replace(mac(tmp_path), user_packages=ROOT)

    assert interpreter(machine).flags == "-E -P -B"
    assert interpreter(mac(tmp_path)).flags == "-I -B"


def test_on_linux_installing_explains_itself_and_building_works(tmp_path: Path) -> None:
    with pytest.raises(NotInstalledError, match="--for libreoffice"):
        places(linux(tmp_path))

    out = tmp_path / "relaybook.xlam"
    done = CliRunner().invoke(
        relaybook,
        ["addin", "build", "-o", str(out), "--lang", "en", "--interpreter", "C:\\py\\pythonw.exe"],
    )

    assert done.exit_code == 0
    told = installation.installed(out)
    assert told is not None
    assert (told.interpreter, told.language, told.flags) == ("C:\\py\\pythonw.exe", "en", "-I -B")


def said(machine: Machine, version: str = "1.0.0") -> list[str]:
    return [f"{c.state}: {c.said.en}" for c in checks(machine, version) if c.state != "ok"]


def test_doctor_names_what_stands_between_a_person_and_the_buttons(tmp_path: Path) -> None:
    wps = {"HKCU\\Software\\Kingsoft\\Office\\6.0\\Common\\Version": "12.1"}
    old = {"HKCR\\Excel.Application\\CurVer\\": "Excel.Application.14"}
    policy = "HKCU\\Software\\Policies\\Microsoft\\Office\\16.0\\Excel\\Security\\VBAWarnings"
    no_bridge = (
        "wrong: pywintypes is missing. Run uv tool install --force relaybook."
    )  # fmt: skip
    no_add_in = "wrong: The add-in is not installed. Close Excel, then run relaybook addin install."

    assert said(windows(tmp_path, wps))[0] == (
        "wrong: There is WPS on this computer and no Excel: WPS opens the workbooks, but runs none "
        "of the buttons. Use the command line, or install Excel."
    )
    assert said(windows(tmp_path, {}))[0].startswith("wrong: No Excel was found")
    assert said(windows(tmp_path, old))[0] == (
        "wrong: This Excel (14) is too old: 2013 (15) or newer is needed."
    )
    assert said(replace(windows(tmp_path), release=(6, 1)))[0] == (
        "wrong: This Windows is too old: Windows 10 or newer is needed."
    )
    assert said(windows(tmp_path, {**EXCEL, policy: "4"})) == [
        (
            "wrong: Your company's policy blocks unsigned macros: the buttons will not appear. Ask "
            "IT to trust the add-in's folder; Relaybook does not change that setting."
        ),
        no_bridge,
        no_add_in,
    ]
    assert said(windows(tmp_path)) == [no_bridge, no_add_in]


def test_doctor_runs_the_command_that_stands_in_the_add_in(tmp_path: Path) -> None:
    machine, folder = linux(tmp_path), tmp_path / "excel"
    made = installation.setup(machine, "en", "1.0.0")

    def told(setup: Setup, version: str = "1.0.0") -> list[str]:
        installation.install(machine, setup, folder)
        found = list(checks(machine, version, folder))
        return [f"{check.state}: {check.said.en}" for check in found if check.state != "ok"][1:]

    # A jinja2.py beside the add-in must not be what Python imports.
    folder.mkdir()
    (folder / "jinja2.py").write_text("raise SystemExit(9)")
    (folder / "click.py").write_text("raise SystemExit(9)")
    assert told(made) == []
    gone = str(tmp_path / "gone" / "python")
    assert told(made._replace(interpreter=gone)) == [
        f"note: Buttons call another Python: {gone}",
        (
            f"wrong: The Python that buttons call does not start: {gone} (No such file or "
            "directory). Run relaybook addin install."
        ),
    ]
    assert told(made, "1.1.0") == [
        (
            "wrong: The add-in is version 1.0.0, the program version 1.1.0. Close Excel, then run "
            "relaybook addin install."
        )
    ]


def test_doctor_notices_an_add_in_that_was_changed(tmp_path: Path) -> None:
    machine, folder = linux(tmp_path), tmp_path / "excel"
    made = installation.setup(machine, "en", "1.0.0")
    there = installation.install(machine, made, folder)
    there.add_in.write_bytes(there.add_in.read_bytes() + b"\0")

    found = [check.said.en for check in checks(machine, "1.0.0", folder)]

    assert (
        "The add-in is not as this version of the program makes it. Close Excel, then run "
        "relaybook addin install."
    ) in found


def test_the_commands_say_what_they_did(tmp_path: Path) -> None:
    folder = tmp_path / "excel"
    add_in = folder / "relaybook.xlam"
    run = CliRunner()

    def said(*words: str) -> tuple[int, list[str]]:
        done = run.invoke(
            relaybook,
            ["addin", *words, "--dir", str(folder), "--lang", "en"],
            standalone_mode=False,
        )
        return done.return_value or 0, done.output.splitlines()

    assert said("status") == (
        1,
        [
            (
                f"The add-in is not installed (looked for {add_in}). Install it with relaybook "
                "addin install."
            )
        ],
    )
    assert said("install", "--print") == (
        0,
        [f"Would write {add_in}; buttons would call {sys.executable}. Nothing was written."],
    )
    assert not folder.exists()
    assert said("install") == (
        0,
        [
            f"The add-in is at {add_in}.",
            "Open Excel anew: the ribbon has a tab Relaybook. If it has not, run relaybook doctor.",
        ],
    )
    assert said("status")[0] == 0
    assert said("remove") == (0, [f"Removed {add_in}."])
    assert said("remove") == (0, ["There is no add-in to remove."])
