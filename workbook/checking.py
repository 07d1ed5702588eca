"""From a file to its findings: what the isolated worker does for `relaybook check`."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from validation import catalogue as catalogues
from validation.checks import check
from validation.errors import RelaybookError, TargetExistsError
from validation.labels import column_names
from validation.messages import message
from validation.owners import owners
from validation.settings import Settings
from workbook import annotating, prescreen, saving, untrusted
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
    names: Mapping[tuple[str, str], Text] = field(default_factory=dict)
    """Tab and column → what people call the column, where it has findings."""
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


def check_file(path: Path, question: Question, copy: Path | None = None) -> CheckedFile:
    """Return the findings of one file, read and checked in the isolated worker.

    `copy` is where a marked copy goes, over what an earlier run left there. A file that cannot
    carry marks (xls, xlsb, ods, csv, html) gets a findings workbook beside it instead, named
    as `annotating.findings_name` says. Why there is no copy stands in the notes: the findings
    are worth having all the same.

    Raises:
        FileError: the file cannot be used.
        TargetExistsError: `copy` is the file itself.
        WriteError: the folder of `copy` cannot be written.
    """
    if copy is None:
        return _answer(untrusted.run("workbook.checking:check_here", path, question))
    if copy.exists() and path.exists() and copy.samefile(path):
        raise TargetExistsError(path=copy)
    found = None
    with contextlib.suppress(_NotWrittenError), saving.replacing(_place(path, copy)) as target:
        task = "workbook.checking:check_here"
        found = _answer(untrusted.run(task, path, question, target.temporary))
        if found.copy is None:
            raise _NotWrittenError
    assert found is not None
    if found.copy is None:
        return found
    beside = (target.saved.beside,) if target.saved.beside else ()
    return replace(found, copy=str(target.saved.path), notes=(*found.notes, *beside))


def check_here(path: Path, question: Question, target: Path | None = None) -> CheckedFile:
    """Read and check one file in this process; only the findings leave it.

    The marked copy, or the findings workbook, is written over `target`; None: nothing is
    written. What an earlier run wrote into the file is not looked at.
    """
    catalogue = catalogues.load(question.catalogue)
    book = open_book(path, question.password, question.catalogue)
    plain_book = annotating.without_marks(book, catalogue)
    settings, _ = Settings.from_rows(plain_book.sheets.get("Config"))
    today = question.today or question.now.astimezone(ZoneInfo(settings.company_tz)).date()
    findings = check(plain_book, catalogue, settings=settings, today=today)
    filled = {
        name: annotating.filled(frame, plain_book.layouts[name])
        for name, frame in plain_book.sheets.items()
        if name != LISTS_TAB  # words to choose from, no rows of the team's
    }
    found = CheckedFile(
        path=str(path),
        today=today,
        sheets={plain_book.layouts[name].tab: int(rows.sum()) for name, rows in filled.items()},
        findings=tuple(findings),
        owners=owners(plain_book, catalogue, findings),
        names=column_names(plain_book, catalogue, findings),
    )
    if target is None:
        return found
    checked = annotating.Checked(
        book=book,
        catalogue=catalogue,
        findings=findings,
        filled=filled,
        today=today,
        language=question.language,
    )
    return _written(found, path, target, checked, question)


class _NotWrittenError(Exception):
    """There is no copy to keep; the findings say why."""


def _answer(found: object) -> CheckedFile:
    assert isinstance(found, CheckedFile)
    return found


def _place(path: Path, copy: Path) -> Path:
    """Return where the copy goes: as asked, or under the name of a findings workbook."""
    kind = prescreen.screen(path).format
    if kind in annotating.PATCHED or kind == "encrypted":
        return copy
    return copy.with_name(annotating.findings_name(path))


def _written(
    found: CheckedFile, path: Path, target: Path, checked: annotating.Checked, question: Question
) -> CheckedFile:
    """Return `found` with what became of the copy."""
    origin = checked.book.origin
    notes: tuple[Text, ...] = ()
    try:
        if origin.format in annotating.PATCHED:
            notes = annotating.annotate(path, target, checked=checked, password=question.password)
        elif origin.encrypted:
            reason = message("annotate.sealed_elsewhere", format=origin.format)
            raise annotating.CopyError(path=path, reason=reason)
        else:
            from workbook.report import xlsx  # noqa: PLC0415  # it imports this module

            xlsx.write(target, [found], question.language)
    except RelaybookError as error:
        why = error.facts.get("reason", error.text)
        return replace(found, notes=(message("annotate.no_copy", reason=why),))
    return replace(found, copy=str(target), notes=notes)
