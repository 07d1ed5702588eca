"""One file read, checked and marked in the isolated worker."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from validation import catalogue as catalogues
from validation.checks import check
from validation.errors import CopyError, RelaybookError
from validation.labels import column_names
from validation.messages import message
from validation.owners import owners
from validation.settings import Settings
from workbook import annotating
from workbook.checking import PATCHED, CheckedFile
from workbook.form import LISTS_TAB
from workbook.reader import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from validation.messages import Text
    from workbook.checking import Question


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


def _written(
    found: CheckedFile, path: Path, target: Path, checked: annotating.Checked, question: Question
) -> CheckedFile:
    """Return `found` with what became of the copy."""
    origin = checked.book.origin
    notes: tuple[Text, ...] = ()
    try:
        if origin.format in PATCHED:
            notes = annotating.annotate(path, target, checked=checked, password=question.password)
        elif origin.encrypted:
            reason = message("annotate.sealed_elsewhere", format=origin.format)
            raise CopyError(path=path, reason=reason)
        else:
            from workbook.report import xlsx  # noqa: PLC0415  # XlsxWriter, for few files

            xlsx.write(target, [found], question.language)
    except RelaybookError as error:
        why = error.facts.get("reason", error.text)
        return replace(found, notes=(message("annotate.no_copy", reason=why),))
    return replace(found, copy=str(target), notes=notes)
