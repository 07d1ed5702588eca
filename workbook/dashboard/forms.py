"""The forms of the dashboard as a report. Each is written by a module of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbook.saving import Saved, replacing, write_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from validation.messages import Language
    from workbook.dashboard.reading import Dashboard

FORMS: Mapping[str, str] = {"text": ".txt", "json": ".json", "html": ".html", "xlsx": ".xlsx"}
"""Form → the suffix of its file."""


class Wish(NamedTuple):
    """How a report is to look."""

    language: Language
    limit: int | None = None
    """Lines of each table on a terminal; None: all."""
    width: int = 120
    colour: bool = False


def rendered(form: str, report: Dashboard, wish: Wish) -> str:
    """Return the report as text, in any form but xlsx."""
    # Each form is imported alone: the libraries of the others stay out.
    match form:
        case "json":
            from workbook.dashboard import json  # noqa: PLC0415

            return json.render(report)
        case "html":
            from workbook.dashboard import html  # noqa: PLC0415

            return html.render(report, language=wish.language)
    from workbook.dashboard import text  # noqa: PLC0415

    return text.render(
        report, language=wish.language, limit=wish.limit, width=wish.width, colour=wish.colour
    )


def write(form: str, report: Dashboard, wish: Wish, *, path: Path) -> Saved:
    """Write the report to `path`; where it went is returned.

    Raises:
        WriteError: it cannot be written.
    """
    if form != "xlsx":
        shown = rendered(form, report, wish)
        # Without a mark in it a text report would not be known as ours, to be written anew.
        today = report.figures.today.isoformat()
        head = f"relaybook.dashboard/1  {today}\n\n" if form == "text" else ""
        return write_text(path, head + shown)
    from workbook.dashboard import xlsx  # noqa: PLC0415

    with replacing(path) as target:
        xlsx.write(target.temporary, report, wish.language)
    return target.saved
