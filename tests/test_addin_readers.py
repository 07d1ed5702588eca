"""The add-in's project as programs of other people read and run it."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest
from pyopenvba import ExcelFile, check_file
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.exceptions import VBAUnsupportedError

from macros.addin.package import SOURCES, Setup, modules, settings, xlam
from tests.programs import missing, tools

if TYPE_CHECKING:
    from pathlib import Path

SETUP = Setup("C:\\Users\\li\\relaybook\\pythonw.exe", "en", "1.2.3")
_LIST = """
const read = require(process.argv[1]).read(process.argv[2], {type: "file"});
console.log(JSON.stringify(read.FileIndex.filter(f => f.type == 2).map(f => f.name).sort()));
"""


@pytest.fixture(scope="module")
def add_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("add-in") / "relaybook.xlam"
    path.write_bytes(xlam(SETUP))
    return path


def test_pyopenvba_finds_nothing_wrong_and_every_module_as_it_was_written(add_in: Path) -> None:
    report = check_file(add_in)
    with ExcelFile(add_in) as file:
        sources = file.vba_modules()

    assert (report.complete, report.issues) == (True, ())
    assert sorted(sources) == sorted(module.name for module in modules())
    for name in ("Relaybook", "RelaybookLaunch"):
        written = (SOURCES / f"{name}.bas").read_text("ascii")
        assert sources[name].replace("\r\n", "\n").endswith(written)


def test_an_interpreter_of_vba_runs_the_self_test_and_refuses_strange_commands(
    add_in: Path,
) -> None:
    excel = ExcelApplication.open(add_in)
    said = settings(SETUP)

    excel.run("SelfTest")
    found = [
        excel.run("Refused", command) for command in ("undo", "check", "undo & calc", "", "x" * 41)
    ]

    assert excel.evaluate('ThisWorkbook.Worksheets(1).Range("D1").Value') == "ok 1.2.3"
    assert found == ["", "", said["UNKNOWN"], said["UNKNOWN"], said["UNKNOWN"]]
    assert excel.run("CommandLine", "undo", 42) == (
        f'"{SETUP.interpreter}" -I -B -m macros.addin.entry undo --hwnd=42 --lang=en'
    )


def test_only_a_button_of_ours_gets_as_far_as_starting_a_program(add_in: Path) -> None:
    excel = ExcelApplication.open(add_in)

    excel.run("RunCommand", "undo & calc")
    refused = [dialog[1] for dialog in excel.dialogs]
    with pytest.raises(VBAUnsupportedError, match=r"WScript\.Shell"):
        excel.run("RunCommand", "undo")

    assert refused == [settings(SETUP)["UNKNOWN"]]


def test_a_reader_of_compound_files_in_javascript_finds_the_streams(
    add_in: Path, tmp_path: Path
) -> None:
    reader = tools() / "node_modules" / "cfb"
    node = shutil.which("node")
    if node is None or not reader.exists():
        missing("cfb for node", "run .ci/install")
    project = tmp_path / "vbaProject.bin"
    with zipfile.ZipFile(add_in) as package:
        project.write_bytes(package.read("xl/vbaProject.bin"))

    done = subprocess.run(
        [node, "-e", _LIST, reader, project], capture_output=True, check=True, timeout=60
    )

    assert json.loads(done.stdout) == sorted(
        [*(module.name for module in modules()), "PROJECT", "PROJECTwm", "_VBA_PROJECT", "dir"]
    )
