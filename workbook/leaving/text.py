"""The report of a handover as lines of text, for the screen and for a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.padding import Padding
from rich.text import Text as Styled

from validation.messages import message
from workbook.report.console import page, printable, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from validation.messages import Language
    from workbook.leaving.sections import Report, Section


class Style(NamedTuple):
    """How the page is written."""

    language: Language
    limit: int | None = None
    """Rows of each table; None: all."""
    width: int = 120
    colour: bool = False


def rendered(report: Report, style: Style, *, signed: bool = False) -> str:
    """Return the report as lines of text; `signed` adds the lines to sign on."""
    parts = list(_parts(report, style))
    if signed:
        parts += list(_signatures(report, style))
    return page(parts, width=style.width, colour=style.colour)


def _parts(report: Report, style: Style) -> Iterator[RenderableType]:
    yield Styled(printable(report.title.said(style.language)), "bold")
    yield Styled(printable(report.state.said(style.language)))
    for section in report.sections:
        yield ""
        yield Styled(section.title.said(style.language), "bold")
        if section.rows:
            yield _table(section, style)
            left = 0 if style.limit is None else len(section.rows) - style.limit
            if left > 0:
                yield Styled(message("leaving.more", n=left).said(style.language), "dim")
        for note in section.notes:
            yield Padding(Styled(printable(note.said(style.language))), (0, 0, 0, 2))


def _table(section: Section, style: Style) -> RenderableType:
    made = table()
    made.show_header = bool(section.heads)
    for n in range(len(section.rows[0])):
        head = section.heads[n].said(style.language) if section.heads else ""
        made.add_column(head, justify="right" if n in section.numbers else "left")
    for row in section.rows[: style.limit]:
        made.add_row(*(Styled(printable(cell.said(style.language))) for cell in row))
    return made


def _signatures(report: Report, style: Style) -> Iterator[RenderableType]:
    yield ""
    yield Styled(message("leaving.sec_signatures").said(style.language), "bold")
    for one in report.signatures:
        facts = {"role": one.role, "name": printable(one.name)}
        yield ""
        yield Styled(message("leaving.signature", **facts).said(style.language))
