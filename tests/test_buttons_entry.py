"""What a press of a button starts: which names pass, which code runs, and what a person is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from macros.addin.entry import Call, call_of, main
from macros.excel import opened
from macros.live.port import LiveError
from tests.excel import engine
from tests.excel.cells import Sheet, Workbook

NAMES = (
    "a=b.xlsx",
    "100%PATH%.xlsx",
    "$(touch x) `y`.xlsx",
    'Tom & Jerry\'s "best" list.xlsx',
    "客户 表 2026.xlsx",
    "--wb=odd.xlsx",
    "two\nlines.xlsx",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_passes_unharmed_by_either_way(name: str) -> None:
    call = Call("check", name, 42, "")

    assert call_of(["check", f"--wb={name}", "--from_xl=1", "--hwnd=42"], {}) == call
    assert call_of(["check", "--hwnd=42"], {"RELAYBOOK_WORKBOOK": name}) == call


@pytest.mark.parametrize("name", NAMES)
def test_the_workbook_of_exactly_that_name_is_found(name: str, tmp_path: Path) -> None:
    other = Workbook(str(tmp_path / "a"), [Sheet("Sheet1")])
    app = engine.start("windows", other, Workbook(str(tmp_path / name), [Sheet("Sheet1")]))

    assert opened(name, app.hwnd).name == name
    with pytest.raises(LiveError, match="there is no open workbook"):
        opened(f"{name}x", app.hwnd)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check"],  # no workbook
        ["Check", "--wb=a.xlsx"],
        ["check;rm", "--wb=a.xlsx"],
        ["x" * 41, "--wb=a.xlsx"],
        ["check", "--wb=a.xlsx", "--hwnd=0x1"],
        ["check", "--wb=a.xlsx", "--interpreter=evil.exe"],
        ["check", "--wb=a.xlsx", "more"],
        ["check", "--wb=" + "x" * 401],
        ["check", "--wb=a.xlsx", "--lang=fr"],
    ],
)
def test_a_call_that_makes_no_sense_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call_of(arguments, {}) is None
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("usage: python -I -B -m macros.addin.entry")


def _run(folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    for name in ("pandas", "xlwings", "jinja2", "macros"):
        (folder / f"{name}.py").write_text("open('ran', 'w').close()\nraise SystemExit(9)\n")
    environment = {**os.environ, "RELAYBOOK_WORKBOOK": "book.xlsx", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, *flags, "-m", "macros.addin.entry", "check", "--hwnd=1"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_modules_beside_the_workbook_are_never_imported(tmp_path: Path) -> None:
    done = _run(tmp_path, "-I", "-B")

    # There is no Excel here, so nobody can be told; the launcher shows its own message.
    assert done.returncode == 1
    assert "there is no open workbook book.xlsx in Excel" in done.stderr
    assert not (tmp_path / "ran").exists()


def test_without_isolation_nothing_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RELAYBOOK_WORKBOOK", "book.xlsx")

    assert not sys.flags.safe_path
    assert main(["check"]) == 2
    assert capsys.readouterr().err.startswith("usage:")


def test_a_call_that_makes_no_sense_loads_nothing_heavy() -> None:
    probe = (
        "import sys\nfrom macros.addin.entry import main\nmain(['?'])\n"
        "heavy = {'pandas', 'numpy', 'xlwings'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0
