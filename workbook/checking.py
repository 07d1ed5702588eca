"""From a file to its findings, as `relaybook check` asks for them.

The work is done by `workbook.inspection` in the isolated worker; this side stays light, because
a person waits for its imports and the worker waits for its own.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from validation.errors import TargetExistsError
from workbook import prescreen, saving, untrusted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from validation.findings import Finding
    from validation.messages import Language, Text

PATCHED = frozenset({"xlsx", "xlsm"})
"""The formats whose workbooks can be changed in place; the others get a workbook of findings."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a check needs to know beside the file.

    `today` None: the date at `now` in the company's own time zone, as the book's settings say.
    `language` is spoken in what is written into a marked copy.
    """

    now: dt.datetime
    today: dt.date | None = None
    password: str | None = field(default=None, repr=False)  # no log shall have it
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
    as `findings_name` says. Why there is no copy stands in the notes: the findings
    are worth having all the same.

    Raises:
        FileError: the file cannot be used.
        TargetExistsError: `copy` is the file itself.
        WriteError: the folder of `copy` cannot be written.
    """
    if copy is None:
        return _asked(path, question)
    if copy.exists() and path.exists() and copy.samefile(path):
        raise TargetExistsError(path=copy)
    found = None
    with contextlib.suppress(_NotWrittenError), saving.replacing(_place(path, copy)) as target:
        found = _asked(path, question, target.temporary)
        if found.copy is None:
            raise _NotWrittenError
    assert found is not None
    if found.copy is None:
        return found
    beside = (target.saved.beside,) if target.saved.beside else ()
    return replace(found, copy=str(target.saved.path), notes=(*found.notes, *beside))


def findings_name(source: Path) -> str:
    """Return the name of the findings workbook of a file that cannot be marked itself.

    It is the file's whole name and .xlsx: customers.csv → customers.csv.xlsx. Where a file of
    that name stands beside the source, whose own copy would have it, a number goes in.
    """
    name, count = f"{source.name}.xlsx", 1
    while source.with_name(name).exists():
        count += 1
        name = f"{source.name} ({count}).xlsx"
    return name


class _NotWrittenError(Exception):
    """There is no copy to keep; the findings say why."""


def _asked(path: Path, question: Question, target: Path | None = None) -> CheckedFile:
    found = untrusted.run("workbook.inspection:check_here", path, question, target)
    assert isinstance(found, CheckedFile)
    # The worker was given the whole path; people know the file as they named it.
    return replace(found, path=str(path))


def _place(path: Path, copy: Path) -> Path:
    """Return where the copy goes: as asked, or under the name of a findings workbook."""
    kind = prescreen.screen(path).format
    if kind in PATCHED or kind == "encrypted":
        return copy
    return copy.with_name(findings_name(path))
