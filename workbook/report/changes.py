"""What a fix or another action changed, as a page: old and new, cell by cell."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text as Styled

from validation.findings import SEVERITIES
from validation.messages import message
from workbook.report.console import page, printable, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from validation.messages import Language, Text
    from workbook.acting import Acted
    from workbook.changelog import ChangedCell
    from workbook.fixing import FixedFile


def render(
    fixed: FixedFile,
    *,
    language: Language,
    limit: int | None = None,
    width: int = 120,
    colour: bool = False,
) -> str:
    """Return the changes as lines of at most `width` columns, sheet by sheet.

    `limit` is the number of changes listed, None for all; what is left out is said.
    """
    tally = Counter(finding.severity for finding in fixed.findings)
    left = {f"{severity}s": f"{tally[severity]:,}" for severity in SEVERITIES}
    key = "changes.count" if fixed.changes else "changes.none"
    said = message(key, cells=f"{len(fixed.changes):,}", **left)
    return page(
        _parts(fixed.path, [said], fixed.changes, language=language, limit=limit),
        width=width,
        colour=colour,
    )


def render_acted(
    acted: Acted,
    *,
    language: Language,
    limit: int | None = None,
    width: int = 120,
    colour: bool = False,
) -> str:
    """Return the changes and the number of new rows of an action, as `render` does."""
    said = [message("changes.cells", cells=f"{len(acted.changes):,}")]
    said += [message("changes.rows", sheet=tab, rows=rows) for tab, rows in acted.rows.items()]
    return page(
        _parts(acted.path, said, acted.changes, language=language, limit=limit),
        width=width,
        colour=colour,
    )


def _parts(
    path: str,
    said: Sequence[Text],
    changes: Sequence[ChangedCell],
    *,
    language: Language,
    limit: int | None,
) -> list[RenderableType]:
    shown = changes[:limit]
    sheets = dict.fromkeys(change.sheet for change in shown)
    parts: list[RenderableType] = [Styled(path, style="bold")]
    parts += [Padding(Styled(one.said(language)), (0, 2)) for one in said]
    parts += [
        Padding(_sheet([c for c in shown if c.sheet == sheet], sheet, language), (0, 2))
        for sheet in sheets
    ]
    if more := len(changes) - len(shown):
        parts.append(Padding(Styled(message("changes.more", n=more).said(language)), (0, 2)))
    return parts


def _sheet(changes: Sequence[ChangedCell], sheet: str, language: Language) -> Table:
    rows = table(Styled(sheet))
    for key in ("report.cell", "report.record", "changes.field"):
        rows.add_column(message(key).said(language), no_wrap=key == "report.cell")
    for key in ("changes.before", "changes.after"):
        rows.add_column(message(key).said(language), ratio=1)
    rows.add_column(message("report.rule").said(language), no_wrap=True)
    for change in changes:
        rows.add_row(
            Styled(change.cell),
            Styled(printable(change.record)),
            Styled(printable(change.name.said(language))),
            Styled(_visible(change.before), "red"),
            Styled(_visible(change.after), "green"),
            Styled(change.code),
        )
    return rows


def _visible(value: str) -> str:
    """Return `value` with the spaces that a page would swallow shown as dots."""
    inner = value.strip(" ")
    before, after = value[: len(value) - len(value.lstrip(" "))], value[len(value.rstrip(" ")) :]
    doubled = printable(inner).replace("  ", "··")
    return "·" * len(before) + doubled + ("·" * len(after) if inner else "")
