"""The buttons of the group Check: marks in the cells, and out of them again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from validation.checks import check
from validation.messages import message
from workbook import annotating
from workbook.form import LISTS_TAB

if TYPE_CHECKING:
    from collections.abc import Sequence

    from macros.buttons.session import Session
    from macros.live.desk import LiveDesk
    from validation.findings import Finding
    from validation.messages import Text

_CHECK = "CHECK"


def validate_all(session: Session) -> None:
    """Check the workbook and mark it as `relaybook check --annotate` marks a copy."""
    desk = session.desk
    findings = _findings(desk)
    edits = annotating.marked(_checked(desk, findings))
    notes = desk.put(edits, session.order(_CHECK))
    session.tell(_counts(findings), *notes)


def clear_marks(session: Session) -> None:
    """Take status, colours and list of problems out of the workbook; its values stay."""
    desk = session.desk
    notes = desk.put(annotating.cleared(desk.book, desk.catalogue), session.order("UNMARK"))
    session.tell(message("press.cleared"), *notes)


def _findings(desk: LiveDesk) -> Sequence[Finding]:
    return check(desk.plain, desk.catalogue, settings=desk.settings, today=desk.today)


def _checked(desk: LiveDesk, findings: Sequence[Finding]) -> annotating.Checked:
    return annotating.Checked(
        book=desk.book,
        catalogue=desk.catalogue,
        findings=findings,
        filled={
            name: annotating.filled(frame, desk.plain.layouts[name])
            for name, frame in desk.plain.sheets.items()
            if name != LISTS_TAB  # words to choose from, no rows of the team's
        },
        today=desk.today,
        language=desk.question.language,
    )


def _counts(findings: Sequence[Finding]) -> Text:
    tally = Counter(finding.severity for finding in findings)
    if not findings:
        return message("press.clean")
    return message(
        "press.checked",
        errors=f"{tally['error']:,}",
        warnings=f"{tally['warning']:,}",
        infos=f"{tally['info']:,}",
    )
