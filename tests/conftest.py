"""What several test files share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import programs
from tests.office import Office
from workbook.keeping import home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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
