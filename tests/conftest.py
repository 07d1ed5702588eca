"""What several test files share."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests import programs, sharing
from tests.office import Office
from workbook.keeping import home

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xdist.remote import Producer
    from xdist.scheduler import Scheduling

# Where Python is told to keep no bytecode, each process that a test starts would compile the
# libraries anew, for two seconds.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# The same examples in every run: who wants others asks for `--hypothesis-profile default`.
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Run a few files here, more in a process for each core that we may use."""
    if all(Path(argument.partition("::")[0]).is_file() for argument in config.args):
        return 0
    return min(len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1, 8)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Share the tests out by file, with one LibreOffice for all."""
    return sharing.ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with what takes longest."""
    items.sort(key=sharing.turn)


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep snapshots and notes of the run in a folder of its own, never in the user's."""
    folder = tmp_path_factory.mktemp("data") / "Relaybook"
    home.use(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RELAYBOOK_DATA", str(folder))  # for the programs that tests start
        yield folder


@pytest.fixture
def data(tmp_path_factory: pytest.TempPathFactory, data_folder: Path) -> Iterator[Path]:
    """A data folder of one test alone."""
    folder = tmp_path_factory.mktemp("own") / "Relaybook"
    home.use(folder)
    yield folder
    home.use(data_folder)


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """One LibreOffice for the whole run, started by the first test that asks it something."""
    python = programs.office_python()
    if python is None or not programs.office_is_here():
        programs.missing("LibreOffice with python3-uno", "run .ci/install")
    with Office(python) as one:
        yield one


@pytest.fixture(scope="session")
def ooxml_validator() -> programs.OoxmlValidator:
    """Microsoft's Open XML SDK as a program."""
    return programs.ooxml_validator() or programs.missing("ooxml-validator", "run .ci/install")
