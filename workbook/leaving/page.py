"""The report of a handover as one page to be printed and signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbook.report.html import shell

if TYPE_CHECKING:
    from validation.messages import Language
    from workbook.leaving.sections import Report

_FOLDER = Path(__file__).parent
_SCRIPT = shell.inline(shell.FOLDER / "page.js")
_STYLE = shell.inline(shell.FOLDER / "page.css", _FOLDER / "leaving.css")


def render(report: Report, *, language: Language) -> str:
    """Return the report as one HTML document that needs nothing beside it.

    It opens in `language` and holds both.
    """
    return (
        shell.environment(_FOLDER)
        .get_template("leaving.html.j2")
        .render(
            language=language,
            policy=shell.policy(_SCRIPT, _STYLE),
            style=_STYLE,
            script=_SCRIPT,
            tell=shell.speaker("leaving"),
            title=report.title,
            report=report,
        )
    )
