"""What would leave, as one HTML page to send to the approver."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from validation.messages import message
from workbook.exporting.view import tables
from workbook.report.html import shell

if TYPE_CHECKING:
    import datetime as dt

    from validation.catalogue import Catalogue
    from validation.messages import Language
    from workbook.exporting.releasing import Taken

_FOLDER = Path(__file__).parent
_SCRIPT = shell.inline(shell.FOLDER / "page.js")
_STYLE = shell.inline(shell.FOLDER / "page.css", _FOLDER / "export.css")


def render(taken: Taken, catalogue: Catalogue, *, today: dt.date, language: Language) -> str:
    """Return one HTML document that fetches nothing; it opens in `language` and holds both."""
    decision = taken.decision
    state = "missing" if decision.plan.missing else "ready" if decision.may_leave else "waiting"
    template = shell.environment(_FOLDER).get_template("export.html.j2")
    return template.render(
        language=language,
        policy=shell.policy(_SCRIPT, _STYLE),
        style=_STYLE,
        script=_SCRIPT,
        tell=shell.speaker("export"),
        title=message("export.title"),
        today=today.isoformat(),
        state=state,
        tables=tables(taken, catalogue),
    )
