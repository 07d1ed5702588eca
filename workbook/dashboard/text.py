"""The figures as a page for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text as Styled

from validation.messages import message
from workbook.dashboard.values import heading, shown
from workbook.report.console import page, printable, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from validation.figures import Figure, Value
    from validation.messages import Language
    from workbook.dashboard.reading import Dashboard


def render(
    report: Dashboard,
    *,
    language: Language,
    limit: int | None = None,
    width: int = 120,
    colour: bool = False,
) -> str:
    """Return the figures as lines of at most `width` columns.

    `limit` is the number of lines of each table, None for all; what is left out is said.
    """
    found = report.figures
    head = message(
        "figures.as_of",
        today=found.today.isoformat(), n=f"{found.customers:,}", base=found.base_currency,
    )  # fmt: skip
    parts: list[RenderableType] = [_line(head.said(language), "bold")]
    for figure in found.figures:
        parts.append(Padding(_line(figure.name.said(language), "bold"), (1, 0, 0, 0)))
        parts.append(_line(figure.answer.said(language)))
        if figure.lines:
            parts.append(_table(figure, language, limit, found.base_currency))
        if limit is not None and (left := len(figure.lines) - limit) > 0:
            parts.append(_line(message("figures.more", n=left).said(language), "dim"))
        parts += [_line(note.said(language), "dim") for note in figure.notes]
    if found.notes:
        parts.append(Padding(_line(message("figures.notes").said(language), "bold"), (1, 0, 0, 0)))
        parts += [_line(note.said(language)) for note in found.notes]
    return page(parts, width=width, colour=colour)


def _line(text: str, style: str = "") -> Styled:
    return Styled(printable(text), style)


def _table(figure: Figure, language: Language, limit: int | None, base: str) -> Table:
    drawn = table()
    drawn.add_column(message("figures.name").said(language), overflow="fold")
    for column in figure.columns:
        drawn.add_column(Styled(heading(column, base).said(language)), justify="right")
    for line in figure.lines[:limit]:
        drawn.add_row(_line(line.name.said(language)), *_cells(figure, line.numbers, language))
    if figure.total and len(figure.lines) > 1:
        name = Styled(message("figures.total").said(language), "bold")
        drawn.add_row(name, *_cells(figure, figure.total, language, is_total=True))
    return drawn


def _cells(
    figure: Figure, values: Sequence[Value], language: Language, *, is_total: bool = False
) -> list[Styled]:
    return [
        Styled("" if is_total and value is None else shown(value, column.unit).said(language))
        for value, column in zip(values, figure.columns, strict=True)
    ]
