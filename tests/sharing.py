"""Which tests run in one process, and in which order, when several processes run them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xdist.scheduler import LoadGroupScheduling

if TYPE_CHECKING:
    import pytest

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
"""The groups and files that take longest; one of them at the end would keep one core waiting."""


class ByFile(LoadGroupScheduling):  # type: ignore[misc]
    """A file goes to one process, for its fixtures; what is marked as a group leaves its file."""

    def _split_scope(self, nodeid: str) -> str:
        return str(super()._split_scope(nodeid)).partition("::")[0]


def turn(item: pytest.Item) -> int:
    """Return when a test has its turn; those of the same keep their order."""
    mark = item.get_closest_marker("xdist_group")
    name = mark.args[0] if mark else item.path.stem
    return FIRST.index(name) if name in FIRST else len(FIRST)
