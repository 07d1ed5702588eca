"""What a handover leaves beside the book: the report to be signed, and the mail drafts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workbook.leaving import page, text
from workbook.reminders import write_drafts
from workbook.saving import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from validation.messages import Language
    from validation.reminders.drafting import Draft
    from workbook.leaving.sections import Report

_UNSAFE = re.compile(r"[^0-9A-Za-z_-]+")
_DRAFTS = "drafts"


class Written(NamedTuple):
    """What was written where."""

    reports: tuple[Path, ...]
    folder: Path
    """Where the drafts are."""
    drafts: tuple[Path, ...]
    """The new ones; a draft that was there before stays as it is."""


def write(
    folder: Path, report: Report, drafts: Sequence[Draft], *, rep: str, language: Language
) -> Written:
    """Write the report as a page and as text, and the drafts, into a folder.

    Raises:
        WriteError: one cannot be written.
    """
    kind = "leave" if report.is_done else "leave-plan"
    name = f"{kind}-{_UNSAFE.sub('-', rep)}-{report.today.isoformat()}"
    # Without a mark in it a text report would not be known as ours, to be written anew.
    head = f"relaybook.leaving/1  {report.today.isoformat()}\n\n"
    shown = text.rendered(report, text.Style(language), signed=True)
    reports = (
        write_text(folder / f"{name}.html", page.render(report, language=language)).path,
        write_text(folder / f"{name}.txt", head + shown).path,
    )
    place = folder / _DRAFTS
    return Written(reports, place, tuple(write_drafts(place, drafts)) if drafts else ())
