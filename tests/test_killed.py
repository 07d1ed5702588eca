"""Commands killed with -9 at random moments: nothing torn, nothing left lying about."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from macros.actions import COMMANDS
from tests.writers import WRITERS, Trial, Writer, killer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.killed import Answer, Order

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks and kills with -9")

READERS = {
    "leakscan",
    "recipients",
    "search",
    "greetings",
    "history",
    "audit",
    "duplicates",
    "lookup",
    "group",
    "replay",
    "why",
    "dashboard",
    "shares",
    "policy",
    "doctor",
    "help",
}
"""Commands that write nothing, or only a report as check does."""


@pytest.fixture(scope="module")
def run(data_folder: Path) -> Iterator[Callable[[Order], Answer]]:
    """The program that runs commands and kills them."""
    del data_folder  # it is named in the environment the program inherits
    with killer() as ask:
        yield ask


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.name)
def test_a_command_killed_at_any_moment_leaves_the_old_file_or_a_whole_new_one(
    writer: Writer, tmp_path: Path, run: Callable[[Order], Answer]
) -> None:
    trial = Trial(writer, tmp_path, run)

    orders = trial.orders(writer.by_event, writer.by_clock)
    outcomes = [(order, trial.killed(order)) for order in orders]

    assert [(o, left) for o, left in outcomes if left.corrupt or left.strays] == []
    assert [order for order, left in outcomes if not left.killed] == []


def test_the_commands_are_killed_twenty_times_or_more_in_all() -> None:
    assert sum(writer.by_event + writer.by_clock for writer in WRITERS) >= 20


def test_every_command_that_writes_is_killed() -> None:
    # The demo writes by means of import and check, which are killed.
    killed = {writer.arguments[0] for writer in WRITERS} | READERS | {"demo"}
    assert {action.name for action in COMMANDS} - killed == set()
