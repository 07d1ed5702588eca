"""The wheel that users install: what is in it, and that it works away from its sources."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.programs import missing

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with uv, the tool README has users install."""
    out = tmp_path_factory.mktemp("wheel")
    _run(_uv(), "build", "--quiet", "--wheel", "--out-dir", str(out), str(ROOT))
    [built] = out.glob("*.whl")
    return built


def test_the_wheel_holds_our_three_packages_and_nothing_else(wheel: Path) -> None:
    top = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert top == {"macros", "validation", "workbook", "relaybook-0.1.0.dist-info"}


def test_the_wheel_carries_the_tables_and_the_northwind_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    assert {
        "validation/catalogue.csv",
        "validation/messages.csv",
        "validation/rules.csv",
        "validation/settings.csv",
        "validation/sheets.csv",
        "validation/vocabularies.csv",
        "validation/py.typed",
        "macros/northwind/customers.csv",
        "macros/northwind/handover.csv",
        "macros/northwind/map.toml",
        "macros/northwind/LICENSE.txt",
    } <= names


def test_an_installed_wheel_shows_help_and_runs_the_demo(wheel: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    _run(_uv(), "venv", "--quiet", "--python", sys.executable, str(venv))
    binaries = venv / ("Scripts" if os.name == "nt" else "bin")
    python = binaries / ("python.exe" if os.name == "nt" else "python")
    lock = str(ROOT / "requirements.lock")
    _run(_uv(), "pip", "install", "--quiet", "--python", str(python), "-c", lock, str(wheel))
    relaybook = str(binaries / "relaybook")

    shown = _run(relaybook, "--help", cwd=tmp_path).stdout
    said = _run(relaybook, "demo", "-o", "out", cwd=tmp_path).stdout

    assert "Usage: relaybook" in shown
    assert "northwind.xlsx" in said
    assert (tmp_path / "out" / "northwind.xlsx").stat().st_size > 50_000
    assert (tmp_path / "out" / "SH-19980506-001.zip").stat().st_size > 10_000


def _uv() -> str:
    found = shutil.which("uv")
    if found is None:
        missing("uv", "pip install uv")
    return found


def _run(*command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    # Our own interpreter's settings must not leak into the one under test.
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    clean["PYTHONUTF8"] = "1"
    done = subprocess.run(
        command, cwd=cwd, env=clean, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done
