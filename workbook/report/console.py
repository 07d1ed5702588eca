"""Pages for the terminal: rich tables that also read well in a file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import ConsoleOptions, RenderableType, RenderResult
    from rich.text import TextType


class _Whole(Table):
    """A table that loses no word: what is too long for its column goes on in the next line.

    By itself rich ends such a word with an ellipsis, and a Chinese clause has no spaces.
    """

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines of the table."""
        for column in self.columns:
            if not column.no_wrap:
                column.overflow = "fold"
        yield from super().__rich_console__(console, options)


def page(parts: Iterable[RenderableType], *, width: int, colour: bool) -> str:
    """Return `parts` as lines of at most `width` columns."""
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=colour, no_color=not colour, highlight=False
    )
    for part in parts:
        console.print(part)
    # rich pads table rows to the full width; a report in a file should not carry that.
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def table(title: TextType | None = None) -> Table:
    """Return an empty table with a line under its head."""
    return _Whole(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1),
        pad_edge=False,
    )


def printable(value: str) -> str:
    """Return `value` without the control characters that would move a terminal's cursor."""
    return "".join(
        c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in value
    )
