"""The forms a report of a check comes in. Each is written by a module of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbook.saving import Saved, replacing, write_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from validation.messages import Language
    from workbook.checking import CheckedFile, FailedFile

FORMS: Mapping[str, str] = {
    "text": ".txt",
    "json": ".json",
    "html": ".html",
    "xlsx": ".xlsx",
    "sarif": ".sarif",
    "junit": ".xml",
}
"""Form → the suffix of its file; `workbook.report.<form>` writes it."""


class Report(NamedTuple):
    """What is reported, and how a page for the terminal is to look."""

    results: Sequence[CheckedFile | FailedFile]
    today: dt.date
    language: Language
    limit: int | None = None
    """Findings listed per file on a terminal; None: all."""
    width: int = 120
    colour: bool = False


def file_name(form: str) -> str:
    """Return the name of a report among several in one folder.

    >>> file_name("junit")
    'relaybook-check.xml'
    """
    return f"relaybook-check{FORMS[form]}"


def rendered(form: str, report: Report, *, place: Path | None = None) -> str:
    """Return the report as text, in any form but xlsx.

    `place` is the folder it will stand in, from which links lead to the files.
    """
    # Each form is imported alone: the libraries of the others stay out.
    files, today, language = report.results, report.today, report.language
    match form:
        case "json":
            from workbook.report import json  # noqa: PLC0415

            return json.render(today, files)
        case "html":
            from workbook.report import html  # noqa: PLC0415

            return html.render(today, files, language=language, place=place)
        case "sarif":
            from workbook.report import sarif  # noqa: PLC0415

            return sarif.render(today, files, language=language)
        case "junit":
            from workbook.report import junit  # noqa: PLC0415

            return junit.render(today, files, language=language)
    from workbook.report import text  # noqa: PLC0415

    return text.render(
        files,
        language=language,
        limit=report.limit,
        width=report.width,
        colour=report.colour,
    )


def write(form: str, report: Report, path: Path) -> Saved:
    """Write the report to `path`; where it went is returned.

    Raises:
        WriteError: it cannot be written.
    """
    if form != "xlsx":
        shown = rendered(form, report, place=path.parent)
        # Without a mark in it a text report would not be known as ours, to be written anew.
        head = f"relaybook.check/1  {report.today.isoformat()}\n\n" if form == "text" else ""
        return write_text(path, head + shown)
    from workbook.report import xlsx  # noqa: PLC0415

    with replacing(path) as target:
        xlsx.write(target.temporary, report.results, report.language)
    return target.saved
