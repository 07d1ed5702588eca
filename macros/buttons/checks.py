"""The buttons of the group Check: marks in the cells, and out of them again."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from macros.buttons import issues, partly
from macros.live import selecting
from validation.checks import check
from validation.fixes import Scope, fixes, selected
from validation.messages import message, plain
from workbook import annotating, changelog
from workbook.acting import decision
from workbook.form import LISTS_TAB

if TYPE_CHECKING:
    from collections.abc import Sequence

    from macros.buttons.session import Session
    from macros.live.desk import LiveDesk
    from validation.changes import Outcome
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


def validate_selection(session: Session) -> None:
    """Renew the marks of the rows that are selected and seen, and their rows on Issues."""
    desk = session.desk
    picked = selecting.chosen(desk)
    findings = _findings(desk)
    edits = partly.marked(_checked(desk, findings), picked)
    notes = desk.put(edits, session.order(_CHECK))
    tab = desk.book.layouts[picked.sheet].tab
    rows = set(picked.rows)
    here = [one for one in findings if one.sheet == tab and one.row in rows]
    session.tell(picked.said(tab), _counts(here), *notes)


def next_issue(session: Session) -> None:
    """Go to the next cell on the list of issues and say what is wrong with it."""
    listed = issues.listed(session.live)
    if not listed:
        session.tell(message("press.no_issues"))
        return
    at = issues.after(listed, session.live.selection())
    issue = listed[at]
    session.live.select(issue.tab, issue.row, issue.column)
    said = message("press.issue", cell=f"{issue.tab}!{issue.cell}", said=plain(issue.said))
    session.tell(said, message("press.issue_more", at=at + 1, n=len(listed)))


def fix(session: Session) -> None:
    """Put right what is certain, once it is confirmed; cells with a formula stay."""
    desk = session.desk
    names = selected(None)
    outcome = _fixes(desk, Scope(names))
    kept = _formula_cells(desk, outcome)
    if kept:
        outcome = _fixes(desk, Scope(names, kept))
    if not outcome.changes:
        session.tell(message("press.nothing_fixed"))
        return
    count = len(outcome.changes)
    if not session.confirm(message("press.fixing", n=f"{count:,}"), message("press.go_on")):
        session.tell(message("press.given_up"))
        return
    subject = message("fix.object", cells=count)
    found = decision(desk, replace(outcome, subject=subject))
    notes = desk.carry_out(found, session.order("FIX"))
    left = (message("fix.kept", count=len(kept)),) if kept else ()
    session.tell_acted(replace(found.acted, notes=(*left, *notes)), _counts(outcome.findings))


def clear_marks(session: Session) -> None:
    """Take status, colours and list of problems out of the workbook; its values stay."""
    desk = session.desk
    notes = desk.put(annotating.cleared(desk.book, desk.catalogue), session.order("UNMARK"))
    session.tell(message("press.cleared"), *notes)


def _fixes(desk: LiveDesk, scope: Scope) -> Outcome:
    return fixes(desk.plain, desk.catalogue, settings=desk.settings, today=desk.today, only=scope)


def _formula_cells(desk: LiveDesk, outcome: Outcome) -> list[tuple[str, int, str]]:
    """Return the cells among the changes that compute their value."""
    computed = set(desk.formulas(outcome.changes))
    layouts = desk.book.layouts
    return [
        (change.sheet, change.row, change.column)
        for change in outcome.changes
        if f"{layouts[change.sheet].tab}!{changelog.address(desk.book, change)}" in computed
    ]


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
