"""Kills every writing command with -9: `python killing.py [KILLS]`, 200 unless told.

The kills are shared out among the commands, three by event for each one by the clock. It ends
with 1 unless no output is corrupt and nothing lies about after the next start.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.writers import WRITERS, Trial, Writer, killer  # beside the product, not installed
from workbook.keeping import home

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.killed import Answer, Order


class Line(NamedTuple):
    """What became of the kills of one command."""

    name: str
    kills: int
    landed: int
    """Before the command had ended."""
    corrupt: int
    strays: int
    """Kills that left something for longer than to the next start."""

    def __str__(self) -> str:
        """Return a line of the table."""
        return f"{self.name:18}{self.kills:6}{self.landed:8}{self.corrupt:9}{self.strays:8}"


def shares(kills: int, writers: int) -> list[int]:
    """Return how many kills each command gets; the first ones get one more where it is uneven.

    >>> shares(10, 4)
    [3, 3, 2, 2]
    """
    return [kills // writers + (n < kills % writers) for n in range(writers)]


def tried(writer: Writer, kills: int, folder: Path, run: Callable[[Order], Answer]) -> Line:
    """Kill one command so many times, and let it end once more."""
    trial = Trial(writer, folder, run, rehearsals=1)
    by_clock = kills // 4
    outcomes = [trial.killed(order) for order in trial.orders(kills - by_clock, by_clock)]
    trial.ended()
    return Line(
        writer.name,
        len(outcomes),
        sum(one.killed for one in outcomes),
        sum(one.corrupt for one in outcomes),
        sum(bool(one.strays) for one in outcomes),
    )


def main() -> None:
    """Read the command line, kill and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=200)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch) / "data"
        home.use(data)
        os.environ["RELAYBOOK_DATA"] = str(data)  # for the commands
        print(f"{'command':18}{'kills':>6}{'landed':>8}{'corrupt':>9}{'strays':>8}")
        lines = []
        with killer() as run:
            for writer, kills in zip(WRITERS, shares(asked.kills, len(WRITERS)), strict=True):
                folder = Path(scratch) / writer.name
                folder.mkdir()
                lines.append(tried(writer, kills, folder, run))
                print(lines[-1], flush=True)
    total = Line("all", *(sum(column) for column in list(zip(*lines, strict=True))[1:]))
    print(total)
    sys.exit(1 if total.corrupt or total.strays else 0)


if __name__ == "__main__":
    main()
