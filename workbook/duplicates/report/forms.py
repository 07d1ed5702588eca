"""The forms of a report on duplicates. Each is written by a module of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbook.saving import Saved, replacing, write_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from validation.messages import Language
    from workbook.duplicates.search import Report

FORMS: Mapping[str, str] = {"text": ".txt", "json": ".json", "html": ".html", "xlsx": ".xlsx"}
"""Form → the suffix of its file."""


class Wish(NamedTuple):
    """How a report is to look."""

    language: Language
    today: dt.date
    limit: int | None = None
    """Cases listed on a terminal; None: all."""
    width: int = 120
    colour: bool = False


def file_name(form: str) -> str:
    """Return the name of a report among several in one folder.

    >>> file_name("html")
    'relaybook-duplicates.html'
    """
    return f"relaybook-duplicates{FORMS[form]}"


def rendered(form: str, report: Report, wish: Wish, *, folder: Path | None = None) -> str:
    """Return the report as text, in any form but xlsx.

    `folder` is where it will stand, from which links lead to the files.
    """
    # Each form is imported alone: the libraries of the others stay out.
    match form:
        case "json":
            from workbook.duplicates.report import json  # noqa: PLC0415

            return json.render(report)
        case "html":
            from workbook.duplicates.report import html  # noqa: PLC0415

            return html.render(report, wish.today, language=wish.language, folder=folder)
    from workbook.duplicates.report import text  # noqa: PLC0415

    return text.render(
        report,
        language=wish.language,
        limit=wish.limit,
        width=wish.width,
        colour=wish.colour,
    )


def write(form: str, report: Report, wish: Wish, *, path: Path) -> Saved:
    """Write the report to `path`; where it went is returned.

    Raises:
        WriteError: it cannot be written.
    """
    if form != "xlsx":
        shown = rendered(form, report, wish, folder=path.parent)
        # Without a mark in it a text report would not be known as ours, to be written anew.
        head = f"relaybook.duplicates/1  {wish.today.isoformat()}\n\n" if form == "text" else ""
        return write_text(path, head + shown)
    from workbook.duplicates.report import xlsx  # noqa: PLC0415

    with replacing(path) as target:
        xlsx.write(target.temporary, report, wish.language, today=wish.today)
    return target.saved
