"""What would leave, for people at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from validation.messages import message
from workbook.exporting.view import tables
from workbook.report import console

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from validation.catalogue import Catalogue
    from validation.messages import Language
    from workbook.exporting.releasing import Taken
    from workbook.exporting.view import Table

_LINES = frozenset({"missing", "records"})
"""Tables of one column, which read better as lines."""


def render(  # noqa: PLR0913
    taken: Taken,
    catalogue: Catalogue,
    *,
    language: Language,
    limit: int | None,
    width: int,
    colour: bool = False,
) -> str:
    """Return the tables one below the other; `limit`: lines of each, None: all."""
    parts = [part for one in tables(taken, catalogue) for part in _part(one, language, limit)]
    return console.page(parts, width=width, colour=colour)


def _part(one: Table, language: Language, limit: int | None) -> Iterable[RenderableType]:
    rows = [[escape(console.printable(cell.said(language))) for cell in row] for row in one.rows]
    shown = rows[:limit] if limit is not None and one.key != "missing" else rows
    title = message(f"export.table_{one.key}").said(language)
    if one.key in _LINES:
        yield f"[bold]{escape(title)}[/bold]"
        if one.key == "records":
            yield "  " + ", ".join(row[0] for row in shown)
        else:
            yield from (f"  · {row[0]}" for row in shown)
    else:
        table = console.table(escape(title))
        for head in one.heads:
            table.add_column(message(f"export.head_{head}").said(language))
        for row in shown:
            table.add_row(*row)
        yield table
    if len(shown) < len(rows):
        yield "  " + message("export.more_lines", n=len(rows) - len(shown)).said(language)
    yield ""
