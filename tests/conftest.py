"""What several test files share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import programs
from tests.office import Office

if TYPE_CHECKING:
    from collections.abc import Iterator


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
