"""Which tests run in one process, and in which order, when several processes run them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from xdist.scheduler import LoadFileScheduling

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parents[1]
FIRST = (
    "office",
    "test_fixes",
    "test_hostile_files",
    "test_annotating_files",
    "test_template_schema",
    "test_quick_and_careful",
    "test_planted_cells",
    "test_killed",
    "test_checks",
    "test_cluster",
    "test_folder_batch",
    "test_wheel",
)
"""What takes longest; one of them at the end would keep one core waiting."""


class ByFile(LoadFileScheduling):  # type: ignore[misc]
    """A file goes to one process, for its fixtures; all that ask LibreOffice go to the same."""

    def _split_scope(self, nodeid: str) -> str:
        return share(ROOT / nodeid.partition("::")[0])


def turn(item: pytest.Item) -> int:
    """Return when a test has its turn; those of the same keep their order."""
    name = share(item.path)
    return FIRST.index(name) if name in FIRST else len(FIRST)


@cache
def share(path: Path) -> str:
    """Return what a file belongs to: "office" if it asks LibreOffice, else itself alone."""
    if not path.stem.startswith("test_"):
        return str(path)
    return "office" if "tests.office import" in path.read_text(encoding="utf-8") else path.stem
