"""The extension for LibreOffice: its file, its installation, and the pipe to it."""

from __future__ import annotations

import ast
import datetime as dt
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import defusedxml.ElementTree
import pytest
from click.testing import CliRunner

from macros.actions import BUTTONS
from macros.addin.doctor import checks
from macros.addin.libreoffice.extension import Extensions
from macros.addin.libreoffice.package import SOURCES, oxt
from macros.addin.machine import this_machine
from macros.addin.package import Setup
from macros.addin.places import NotInstalledError
from macros.buttons.ribbon import GROUPS
from macros.cli import relaybook
from macros.live import piped
from macros.live.piped import PipedLive
from macros.live.port import Area, Formula, LiveError, LockedError, Selection, Standing, Tab

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from validation.messages import Language

SETUP = Setup("/home/李 雷/relaybook & co/bin/python", "zh", "1.2.3", "-I -B")
_NAME = "{http://openoffice.org/2001/registry}name"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PARTS = sorted(Path(str(SOURCES)).rglob("*.py"))
OLD_PYTHON = (3, 7)


def part(name: str, only: Language | None = None) -> bytes:
    with zipfile.ZipFile(io.BytesIO(oxt(SETUP, only))) as package:
        return package.read(name)


def shown(kind: str, language: str, only: Language | None = None) -> list[tuple[str, str]]:
    """Return address and label of what stands on the menu or the toolbar, as it is ordered."""
    root: Element = defusedxml.ElementTree.fromstring(part("Addons.xcu", only))
    items = next(node for node in root.iter("node") if node.get(_NAME) == kind)
    told = {}
    for node in items.iter("node"):
        texts = {
            str(prop.get(_NAME)): (value.text or "")
            for prop in node.findall("prop")
            for value in prop.findall("value")
            if value.get(_LANG) in (None, language)
        }
        if "URL" in texts:
            told[str(node.get(_NAME))] = (texts["URL"], texts.get("Title", ""))
    # LibreOffice orders them by the length of their names, then by the names.
    return [told[name] for name in sorted(told, key=lambda name: (len(name), name))]


def test_two_builds_are_the_same_bytes() -> None:
    assert oxt(SETUP) == oxt(SETUP)
    assert oxt(SETUP) != oxt(SETUP._replace(version="1.2.4"))


@pytest.mark.parametrize("kind", ["OfficeMenuBar", "OfficeToolBar"])
@pytest.mark.parametrize(("language", "own"), [("zh-CN", "zh"), ("zh-TW", "zh"), ("en-US", "en")])
def test_menu_and_toolbar_have_the_buttons_of_the_actions(
    kind: str, language: str, own: Language
) -> None:
    line = ("private:separator", "")
    expected: list[tuple[str, str]] = []
    for group in GROUPS:
        expected += [line] if expected else []
        expected += [
            (f"vnd.relaybook.buttons:{action.button_id}", action.button.label.said(own))
            for action in BUTTONS
            if action.button and action.button.group == group.key
        ]

    assert shown(kind, language) == expected


def test_an_extension_for_one_language_speaks_it_everywhere() -> None:
    assert shown("OfficeToolBar", "en-US", only="zh") == shown("OfficeToolBar", "zh-CN")
    assert json.loads(part("pythonpath/relaybook_parts/settings.json", "zh"))["language"] == "zh"


def test_the_component_knows_what_it_starts_from_the_extension_alone() -> None:
    told = json.loads(part("pythonpath/relaybook_parts/settings.json"))

    assert [told[key] for key in ("interpreter", "flags", "version", "language")] == [
        SETUP.interpreter, ["-I", "-B"], "1.2.3", "",
    ]  # fmt: skip
    assert list(told["tips"]["zh"]) == [action.button_id for action in BUTTONS]


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.stem)
def test_what_runs_in_libreoffice_is_old_python_and_its_own_library(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text, feature_version=OLD_PYTHON)
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom)) and not getattr(node, "level", 0)
        for name in ([one.name for one in node.names] if isinstance(node, ast.Import)
                     else [node.module or ""])
    }  # fmt: skip

    assert imported - {"relaybook_parts"} <= sys.stdlib_module_names
    assert set(re.findall(r'import_module\("([^"]+)"', text)) <= {
        "uno", "unohelper", "relaybook_parts.pressing", "relaybook_parts.settings",
    }  # fmt: skip


def test_both_ends_of_the_pipe_know_the_same_questions() -> None:
    asking = set(re.findall(r'_asked\("(\w+)"', Path(str(piped.__file__)).read_text("utf-8")))
    pressing = (SOURCES / "relaybook_parts" / "pressing.py").read_text("utf-8")
    names = re.search(r"_ASKED = frozenset\(\s*(\(.*?\))\s*\)", pressing, re.DOTALL)
    assert names
    answered = set(ast.literal_eval(names[1]))
    desk = (SOURCES / "relaybook_parts" / "desk.py").read_text("utf-8")

    assert asking == answered
    assert answered <= set(re.findall(r"    def ([a-z]\w*)\(self", desk))


class OtherEnd:
    """Answers in turn what it was told to, and keeps the questions."""

    def __init__(self, *answers: object) -> None:
        self.questions = io.StringIO()
        lines = "".join(json.dumps(one) + "\n" for one in answers)
        self.live = PipedLive(io.StringIO(lines), self.questions)

    @property
    def asked(self) -> list[Any]:
        """What was asked, in order."""
        return [json.loads(line) for line in self.questions.getvalue().splitlines()]


def test_values_come_as_what_they_are() -> None:
    row = [13800000000.0, "=1+1", None, True, ["d", "2026-01-05T10:30:00"], "#N/A"]
    other = OtherEnd(["ok", [row]], ["ok", [[["f", "=A1;B1", ""], None]]])

    assert other.live.values("客户", Area(5, 1, 5, 6)) == [
        [13800000000.0, "=1+1", None, True, dt.datetime(2026, 1, 5, 10, 30), "#N/A"]  # noqa: DTZ001
    ]
    assert other.live.formulas("客户", Area(5, 1, 5, 2)) == [[Formula("=A1;B1"), None]]
    assert other.asked == [
        ["values", ["客户", [5, 1, 5, 6]]],
        ["formulas", ["客户", [5, 1, 5, 2]]],
    ]


def test_values_leave_as_what_they_are() -> None:
    other = OtherEnd(["ok", None])

    other.live.write(
        "Customers", 5, 2, [["=1+1", dt.date(2026, 1, 5), Formula("=X()", "go"), 1.5, False, None]]
    )

    cells = ["=1+1", ["d", "2026-01-05T00:00:00"], ["f", "=X()", "go"], 1.5, False, None]
    assert other.asked == [["write", ["Customers", 5, 2, [cells]]]]


def test_the_document_is_told_by_its_name_its_place_and_its_standing() -> None:
    facts = {
        "name": "a=b.xlsx", "place": "/home/li/a=b.xlsx", "is_saved_once": True,
        "is_read_only": False, "has_password": False, "is_remote": False,
    }  # fmt: skip
    other = OtherEnd(
        ["ok", facts], ["ok", [["客户", True], ["_meta", False]]], ["ok", ["客户", [[5, 1, 9, 2]]]]
    )

    assert (other.live.name, other.live.place) == ("a=b.xlsx", Path("/home/li/a=b.xlsx"))
    assert other.live.standing == Standing(
        is_saved_once=True, is_read_only=False, has_password=False, is_remote=False
    )
    assert other.live.tabs() == [Tab("客户", visible=True), Tab("_meta", visible=False)]
    assert other.live.selection() == Selection("客户", (Area(5, 1, 9, 2),))


def test_a_locked_cell_a_refusal_and_an_office_that_is_gone_are_told_apart() -> None:
    other = OtherEnd(["locked", "Customers!A1"], ["refused", "DisposedException"])

    with pytest.raises(LockedError, match=r"Customers!A1 is locked .* under Tools in LibreOffice"):
        other.live.write("Customers", 1, 1, [["x"]])
    with pytest.raises(LiveError, match="LibreOffice did not do what it was asked"):
        other.live.tabs()
    assert not other.live.is_gone
    with pytest.raises(LiveError, match="no longer answers"):
        other.live.tabs()
    assert other.live.is_gone


def test_the_screen_moves_again_whatever_happened() -> None:
    other = OtherEnd(["ok", None], ["ok", None])

    with pytest.raises(ZeroDivisionError), other.live.working():
        raise ZeroDivisionError
    assert other.asked == [["begin", []], ["end", []]]


def test_a_press_whose_other_end_is_closed_ends(data_folder: Path) -> None:
    command = [sys.executable, "-I", "-B", "-m", "macros.addin.entry", "help", "--pipe"]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60,
        env={**os.environ, "RELAYBOOK_DATA": str(data_folder)},
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (1, b"")
    assert json.loads(done.stdout.splitlines()[0])[0] == "tell"


def run(*arguments: object) -> tuple[int, str]:
    told = CliRunner().invoke(relaybook, [str(a) for a in arguments], standalone_mode=False)
    assert told.exception is None, told.output
    return told.return_value or 0, told.output


def test_the_command_builds_the_extension_again_in_its_place(tmp_path: Path) -> None:
    file = tmp_path / "relaybook.oxt"
    build = ("addin", "build", "--for", "libreoffice", "-o", file)
    run(*build, "--lang", "en")
    first = file.read_bytes()
    run(*build, "--lang", "en")

    assert file.read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["relaybook.oxt"]


def unopkg(folder: Path, script: str) -> None:
    """Put a program of that name into `folder`, first on the path."""
    program = folder / "unopkg"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_install_status_and_remove_go_through_unopkg(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    log = tmp_path / "log"
    unopkg(
        tmp_path,
        f'echo "$1 $2" >> {log}; [ "$1" = add ] && cp "$3" {tmp_path}/got.oxt; '
        f"[ -f {tmp_path}/got.oxt ] && "
        'printf "Identifier: org.relaybook.buttons\\n  Version: 0.0.1\\n"; exit 0',
    )

    absent = run("addin", "status", "--for", "libreoffice", "--lang", "en")
    run("addin", "install", "--for", "libreoffice", "--lang", "en")
    old = run("addin", "status", "--for", "libreoffice", "--lang", "en")
    removed = run("addin", "remove", "--for", "libreoffice", "--lang", "en")

    assert absent[0] == 1
    assert old[0] == 1
    assert "Extension 0.0.1 is installed in LibreOffice" in old[1]
    assert removed[1].strip() == "Removed the extension from LibreOffice."
    assert zipfile.is_zipfile(tmp_path / "got.oxt")
    assert [line.split()[0] for line in log.read_text().splitlines()] == [
        "list", "add", "list", "list", "remove",
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_unopkg_is_told_of_no_python_but_the_offices_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    unopkg(tmp_path, f'echo "$PATH|$VIRTUAL_ENV|$PYTHONPATH|$PYTHONHOME" > "{log}"')
    monkeypatch.setenv("PATH", f"/home/li/.venv/bin{os.pathsep}{os.environ['PATH']}")
    for name in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"):
        monkeypatch.setenv(name, "/home/li/.venv")

    Extensions(str(tmp_path / "unopkg")).version()

    assert log.read_text() == f"{os.defpath}|||\n"


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_what_unopkg_refuses_and_its_absence_are_sentences(tmp_path: Path) -> None:
    unopkg(tmp_path, "echo ERROR: it is running >&2; exit 1")
    extensions = Extensions(str(tmp_path / "unopkg"))

    with pytest.raises(NotInstalledError, match=r"unopkg did not finish \(ERROR: it is running\)"):
        extensions.add(SETUP)
    nowhere = replace(
        this_machine(),
        system="windows", home=tmp_path, environment={}, executable=Path(sys.executable),
        packages=tmp_path,
    )  # fmt: skip
    with pytest.raises(NotInstalledError, match="LibreOffice's unopkg was not found"):
        Extensions.of(nowhere)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 0", "note: The extension is not in LibreOffice. "),
        (
            'printf "Identifier: org.relaybook.buttons\\n  Version: 1.0\\n"',
            "wrong: The extension for LibreOffice is version 1.0, the program version 1.2.3. ",
        ),
        (
            'printf "Identifier: org.relaybook.buttons\\n  Version: 1.2.3\\n"',
            "ok: Extension 1.2.3 is installed in LibreOffice",
        ),
        ("echo broken >&2; exit 3", "note: unopkg did not finish (broken); "),
    ],
)
def test_doctor_looks_at_the_extension(tmp_path: Path, script: str, said: str) -> None:
    unopkg(tmp_path, script)
    machine = replace(this_machine(), environment={"PATH": str(tmp_path)})

    told = [f"{check.state}: {check.said.en}" for check in checks(machine, "1.2.3")]

    assert [line for line in told if line.startswith(said)]


def test_the_component_answers_to_the_address_and_the_name_that_are_registered() -> None:
    component = (SOURCES / "relaybook_buttons.py").read_text("utf-8")
    named = dict(re.findall(r'^(PROTOCOL|NAME) = "(.+)"$', component, re.MULTILINE))
    handler = part("ProtocolHandler.xcu").decode()

    assert f"<value>{named['PROTOCOL']}*</value>" in handler
    assert f'oor:name="{named["NAME"]}"' in handler
