"""Customers found, places of words and recipients as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text as Styled

from validation.messages import Text, message
from workbook.report.console import page, printable, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from validation.messages import Language
    from validation.searches.customers import Found
    from validation.searches.notes import Hits
    from validation.searches.recipients import Recipients


class Style(NamedTuple):
    """How a page is written."""

    language: Language
    limit: int | None = None
    """Lines listed; None: all."""
    width: int = 120
    colour: bool = False

    def said(self, key: str, **facts: object) -> str:
        """Return a sentence in the page's language."""
        return message(key, **facts).said(self.language)


def meanings(found: Found) -> list[Text]:
    """Return what each word of the query was taken for."""
    return [
        message(
            "query.means_near" if one.near else "query.means",
            word=one.word,
            said=one.said,
            near=" / ".join(one.near),
        )
        for one in found.meanings
    ]


def found(answer: Found, style: Style) -> str:
    """Return the customers found, after what the words were taken for."""
    spoken = style.language
    said = [text.said(spoken) for text in (*meanings(answer), *answer.notes)]
    count = style.said("find.count", n=f"{len(answer.rows):,}", of=f"{answer.of:,}")
    rows = [
        (
            row.customer_id,
            row.company,
            row.country.said(spoken),
            row.grade,
            row.stage.said(spoken),
            row.owner,
            "" if row.last_contact is None else row.last_contact.isoformat(),
            row.tags.said(spoken),
        )
        for row in answer.rows
    ]
    heads = ("customer", "company", "country", "grade", "stage", "owner", "last_contact", "tags")
    return _page([*said, count], heads, rows, style)


def hits(answer: Hits, style: Style) -> str:
    """Return where the words stand, the newest first."""
    spoken = style.language
    count = style.said("search.count", n=f"{len(answer.hits):,}", of=f"{answer.of:,}")
    rows = [
        (
            "" if hit.date is None else hit.date.isoformat(),
            f"{hit.tab}!{hit.row}",
            hit.column.said(spoken),
            hit.record,
            hit.company,
            hit.text,
        )
        for hit in answer.hits
    ]
    return _page([count], ("date", "row", "column", "customer", "company", "text"), rows, style)


def left_out(answer: Recipients) -> list[Text]:
    """Return how many get the mail, and how many do not and why."""
    told = [message("recipients.count", n=len(answer.recipients), out=len(answer.left_out))]
    counts = answer.counts().items()
    return [*told, *(message(f"recipients.{reason}", n=n) for reason, n in counts)]


def _page(
    said: Iterable[str], heads: Sequence[str], rows: Sequence[Sequence[str]], style: Style
) -> str:
    parts: list[RenderableType] = [Styled(printable(line)) for line in said]
    shown = rows[: style.limit] if style.limit else rows
    if shown:
        grid = table()
        for head in heads:
            grid.add_column(style.said(f"search.{head}"), overflow="fold")
        for row in shown:
            grid.add_row(*(Styled(printable(cell)) for cell in row))
        parts.append(grid)
    if len(shown) < len(rows):
        parts.append(Styled(style.said("search.more", n=f"{len(rows) - len(shown):,}"), "dim"))
    return page(parts, width=style.width, colour=style.colour)
