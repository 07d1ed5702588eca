"""The figures as one self-contained web page, in the frame of every page of ours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from validation.messages import Text, message
from workbook.dashboard.values import drawn, heading, shown, size
from workbook.report.html import shell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.figures import Figure, Value
    from validation.messages import Language
    from workbook.dashboard.reading import Dashboard

MOST = 40
"""Lines of a table on the page; JSON and xlsx hold all of them."""
_BARS = 10
_FULL = 100

_FOLDER = Path(__file__).parent
_SCRIPT = shell.inline(shell.FOLDER / "page.js")
_STYLE = shell.inline(shell.FOLDER / "page.css", _FOLDER / "dashboard.css")


class Bar(NamedTuple):
    """One bar of a chart; `width` is from 0 to 100."""

    name: Text
    width: float
    value: Text


class Row(NamedTuple):
    """One row of a table."""

    name: Text
    cells: tuple[Text, ...]


class Block(NamedTuple):
    """One figure as the page shows it."""

    key: str
    name: Text
    answer: Text
    definition: Text
    chart: Text
    bars: tuple[Bar, ...]
    heads: tuple[Text, ...]
    rows: tuple[Row, ...]
    total: Row | None
    left: int
    notes: tuple[Text, ...]


def render(report: Dashboard, *, language: Language) -> str:
    """Return the figures as one HTML document that needs nothing beside it.

    It opens in `language` and holds both.
    """
    found = report.figures
    template = shell.environment(_FOLDER).get_template("dashboard.html.j2")
    return template.render(
        language=language,
        policy=shell.policy(_SCRIPT, _STYLE),
        style=_STYLE,
        script=_SCRIPT,
        tell=shell.speaker("figures"),
        title=message("figures.title"),
        today=found.today.isoformat(),
        head=message(
            "figures.as_of",
            today=found.today.isoformat(), n=f"{found.customers:,}", base=found.base_currency,
        ),
        file=Path(report.path).name,
        blocks=[_block(figure, found.base_currency) for figure in found.figures],
        notes=found.notes,
    )  # fmt: skip


def _block(figure: Figure, base: str) -> Block:
    column, place = drawn(figure)
    total = None
    if figure.total and len(figure.lines) > 1:
        total = Row(message("figures.total"), _cells(figure, figure.total, is_total=True))
    return Block(
        key=figure.key,
        name=figure.name,
        answer=figure.answer,
        definition=figure.definition,
        chart=message("figures.chart", column=heading(column, base)),
        bars=_bars(figure, place),
        heads=tuple(heading(one, base) for one in figure.columns),
        rows=tuple(Row(line.name, _cells(figure, line.numbers)) for line in figure.lines[:MOST]),
        total=total,
        left=max(0, len(figure.lines) - MOST),
        notes=figure.notes,
    )


def _bars(figure: Figure, place: int) -> tuple[Bar, ...]:
    """Return the longest bars in the order of the table; none: there is nothing to draw."""
    sizes = [size(line.numbers[place]) for line in figure.lines]
    kept = sorted(sorted(range(len(sizes)), key=lambda at: -sizes[at])[:_BARS])
    full = max(sizes, default=0)
    unit = figure.columns[place].unit
    return tuple(
        Bar(
            figure.lines[at].name,
            round(float(sizes[at] / full * _FULL), 2),
            shown(figure.lines[at].numbers[place], unit),
        )
        for at in kept
        if sizes[at] > 0
    )


def _cells(figure: Figure, values: Sequence[Value], *, is_total: bool = False) -> tuple[Text, ...]:
    return tuple(
        Text("", "") if is_total and value is None else shown(value, column.unit)
        for value, column in zip(values, figure.columns, strict=True)
    )
