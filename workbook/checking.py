"""From a file to its findings: what the isolated worker does for `relaybook check`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from validation import catalogue as catalogues
from validation.checks import check
from validation.settings import Settings
from workbook import untrusted
from workbook.form import LISTS_TAB
from workbook.reader import open_book

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from validation.findings import Finding
    from validation.messages import Language, Text


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a check needs to know beside the file.

    `today` None: the date at `now` in the company's own time zone, as the book's settings say.
    `language` is spoken in what is written into a marked copy.
    """

    now: dt.datetime
    today: dt.date | None = None
    password: str | None = None
    catalogue: Path | None = None
    language: Language = "en"


@dataclass(frozen=True, kw_only=True)
class CheckedFile:
    """The findings of one file.

    `sheets` maps a tab to its number of filled rows, `owners` a tab and row that has findings to
    the id of the rep who works the record; a row that nobody owns is left out.
    """

    path: str
    today: dt.date
    sheets: Mapping[str, int]
    findings: tuple[Finding, ...]
    owners: Mapping[tuple[str, int], str] = field(default_factory=dict)
    copy: str | None = None
    """Where the marked copy is; None: none was asked for."""
    notes: tuple[Text, ...] = ()
    """What to say about the copy, such as a signature it cannot carry."""

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True, kw_only=True)
class FailedFile:
    """A file that could not be checked, and the sentence that says why."""

    path: str
    error: Text


def check_file(path: Path, question: Question) -> CheckedFile:
    """Return the findings of one file, read and checked in the isolated worker.

    Raises:
        FileError: the file cannot be used.
    """
    found = untrusted.run("workbook.checking:check_here", path, question)
    assert isinstance(found, CheckedFile)
    return found


def check_here(path: Path, question: Question) -> CheckedFile:
    """Read and check one file in this process; only the findings leave it."""
    catalogue = catalogues.load(question.catalogue)
    book = open_book(path, question.password, question.catalogue)
    settings, _ = Settings.from_rows(book.sheets.get("Config"))
    today = question.today or question.now.astimezone(ZoneInfo(settings.company_tz)).date()
    findings = check(book, catalogue, settings=settings, today=today)
    rows = {
        book.layouts[name].tab: int(frame.notna().any(axis=1).sum())
        for name, frame in book.sheets.items()
        if name != LISTS_TAB  # words to choose from, no rows of the team's
    }
    return CheckedFile(path=str(path), today=today, sheets=rows, findings=tuple(findings))
