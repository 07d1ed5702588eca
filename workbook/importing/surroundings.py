"""What surrounds the cells and cannot be carried: colours, notes, pictures, hidden parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.messages import Text, message
from workbook.importing.cells import letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbook.formats.grid import Grid

_SHOWN = 12


def surroundings(grid: Grid) -> Iterator[Text]:
    """Yield what a person should know of a tab beyond its values; notes with their whole text."""
    if not grid.visible:
        yield message("import.hidden_tab")
    if grid.hidden_rows:
        yield message(
            "import.hidden_rows",
            n=len(grid.hidden_rows),
            rows=_some(str(n) for n in sorted(grid.hidden_rows)),
        )
    if grid.hidden_columns:
        yield message(
            "import.hidden_columns",
            n=len(grid.hidden_columns),
            columns=_some(letter(n) for n in sorted(grid.hidden_columns)),
        )
    for note in grid.notes:
        yield message("import.note", cell=f"{letter(note.column)}{note.row}", text=note.text)
    if grid.pictures:
        yield message("import.pictures", n=grid.pictures)
    yield from _colours(grid)
    for odd in grid.odd:
        cell = f"{letter(odd.column)}{odd.row}"
        if odd.kind != "duplicate_header":
            yield message(f"import.odd.{odd.kind}", cell=cell, shown=odd.shown)


def _colours(grid: Grid) -> Iterator[Text]:
    """Yield one sentence per fill colour; a colour over whole rows may well mean something."""
    cells: dict[str, list[str]] = {}
    for (row, column), colour in sorted(grid.fills.items()):
        cells.setdefault(colour, []).append(f"{letter(column)}{row}")
    for colour, places in cells.items():
        yield message("import.colour", colour=colour, n=len(places), cells=_some(places))


def _some(places: Iterable[str]) -> str:
    shown = list(places)
    return ", ".join(shown[:_SHOWN]) + (" …" if len(shown) > _SHOWN else "")
