"""One file fixed: read, decided and written in the worker, saved by the parent."""

from __future__ import annotations

import dataclasses
import shutil
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from validation import catalogue as catalogues
from validation.catalogue import STATUS
from validation.errors import NotChangedError
from validation.fixes import Scope, applied, fixes, selected
from validation.messages import Text, message
from validation.settings import Settings
from workbook import annotating, applying, audit, changelog, isolation, prescreen, saving
from workbook.annotating import own
from workbook.checking import PATCHED
from workbook.fixing.delimited import comes_alive, rewritten
from workbook.fixing.kept import kept
from workbook.form import LISTS_TAB
from workbook.formats.package import Package
from workbook.reader import open_book

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping
    from pathlib import Path

    import pandas as pd

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.changes import Change, Outcome
    from validation.findings import Finding
    from workbook.checking import Question
    from workbook.patching.edits import Edits

_ACTION = "FIX"
_SERIALS = "date_serial"
_CHECKS = 4
"""How often a book is checked while it is fixed, for the time a file may take."""


class FixedCell(NamedTuple):
    """One cell that was put right, as people name it."""

    sheet: str
    """The tab."""
    cell: str
    """The address, "F7"."""
    row: int
    record: str
    """The row's id; empty when it has none."""
    field: str
    """The catalogue key, or the header of a column of the team's own."""
    name: Text
    """What people call the column."""
    before: str
    after: str
    code: str
    """The rules it puts right, joined by "; "; empty for an id that was a number."""


@dataclass(frozen=True, kw_only=True)
class FixedFile:
    """What a fix made of one file; `findings` are those left for a person."""

    path: str
    today: dt.date
    changes: tuple[FixedCell, ...]
    findings: tuple[Finding, ...]
    copy: str | None = None
    """Where the fixed copy is; None: none was asked for."""
    notes: tuple[Text, ...] = ()
    """What to say about the copy, such as cells that were left alone on purpose."""

    @property
    def has_errors(self) -> bool:
        """Whether any finding that is left is an error."""
        return any(finding.severity == "error" for finding in self.findings)


def fix_file(
    path: Path,
    question: Question,
    *,
    target: Path | None = None,
    only: Collection[str] | None = None,
    dry_run: bool = False,
) -> FixedFile:
    """Write a copy of the file at `path` over `target`, with every certain mistake put right.

    Where nothing is to be put right the copy is the file itself, byte for byte.

    Args:
        path: xlsx, xlsm or csv; with `dry_run` any kind of file that can be read.
        question: as for a check.
        target: where the copy goes.
        only: codes or names of rules; None: every rule that has a fix.
        dry_run: whether to say what would change and write nothing; also when `target` is None.

    Raises:
        UnknownRuleError: `only` names a rule that does not exist or has no certain fix.
        NotChangedError: a file of this kind cannot be changed.
        FileError: the file cannot be used, or the copy cannot be written.
    """
    names = sorted(selected(only))
    if target is None or dry_run:
        return dataclasses.replace(_run(path, question, names, None).file, path=str(path))
    same = target.exists() and target.samefile(path)
    seen = saving.digest(path) if same else None
    deed = saving.Deed(question.now, saving.actor(), _ACTION)
    with saving.replacing(target, seen=seen, deed=deed) as place:
        fixed = _run(path, question, names, place.temporary)
        place.deed = deed._replace(
            cells=len(fixed.file.changes), book=fixed.book_id, most=fixed.most, days=fixed.days
        )
    if fixed.entry is not None:
        audit.remember(fixed.book_id, fixed.entry, now=question.now)
    beside = (place.saved.beside,) if place.saved.beside else ()
    found = fixed.file
    return dataclasses.replace(
        found, path=str(path), copy=str(place.saved.path), notes=(*found.notes, *beside)
    )


def fix_here(path: Path, question: Question, only: Collection[str], target: Path | None) -> Fixed:
    """Fix one file in this process; only the list of changes leaves it.

    Raises:
        NotChangedError: a file of this kind cannot be changed.
        FileError: the file cannot be used.
    """
    catalogue = catalogues.load(question.catalogue)
    book = open_book(path, question.password, question.catalogue)
    work = _Work(path, question, book, catalogue)
    decided = work.decide(frozenset(only))
    entry = work.entry(decided.outcome)
    said: tuple[Text, ...] = ()
    if target is not None:
        said = work.write(decided.outcome, entry, target)
    found = FixedFile(
        path=str(path),
        today=work.today,
        changes=tuple(work.told(change) for change in decided.outcome.changes),
        findings=tuple(decided.outcome.findings),
        copy=None if target is None else str(target),
        notes=(*decided.notes, *said),
    )
    return Fixed(found, book.origin.book_id or "", entry, *work.kept_for)


class Fixed(NamedTuple):
    """What comes back from the worker: the result, and the row of the audit that was written."""

    file: FixedFile
    book_id: str
    entry: Mapping[str, Any] | None
    """None: nothing was changed, or the book has no Audit sheet."""
    most: int
    """How many snapshots of the book are kept (Config: snapshots_kept)."""
    days: int
    """How many days a snapshot is kept (Config: snapshot_days)."""


class _Decided(NamedTuple):
    outcome: Outcome
    notes: tuple[Text, ...]


class _Work:
    """One file at work. `plain` is its book without what earlier runs wrote into it."""

    def __init__(self, path: Path, question: Question, book: Book, catalogue: Catalogue) -> None:
        self._path = path
        self._question = question
        self._book = book
        self._catalogue = catalogue
        self._plain = annotating.without_marks(book, catalogue)
        self._settings, _ = Settings.from_rows(self._plain.sheets.get("Config"))
        self._at = question.now.astimezone(ZoneInfo(self._settings.company_tz))
        self.today = question.today or self._at.date()

    @property
    def kept_for(self) -> tuple[int, int]:
        """How many snapshots the book's settings keep, and for how many days."""
        return self._settings.snapshots_kept, self._settings.snapshot_days

    def decide(self, names: frozenset[str]) -> _Decided:
        """Return the repairs, without those of cells that hold more than their value."""
        if self._counts_from_1904:
            # The check takes a bare number for a day counted from 1900.
            names -= {_SERIALS}
        outcome = self._fixes(Scope(names))
        cells = self._kept(outcome)
        if not cells:
            return _Decided(outcome, ())
        outcome = self._fixes(Scope(names, cells))
        return _Decided(outcome, (message("fix.kept", count=len(cells)),))

    def entry(self, outcome: Outcome) -> Mapping[str, Any] | None:
        """Return the row that tells the audit of this run; None: nothing to tell, or nowhere."""
        layout = self._book.layouts.get(audit.AUDIT)
        if not outcome.changes or layout is None or not layout.known:
            return None
        told = message("fix.object", cells=len(outcome.changes))
        return audit.next_row(
            self._book,
            now=self._question.now,
            actor=saving.actor(),
            action=_ACTION,
            object=told.zh if self._book.origin.language == "zh" else told.en,
        )

    def write(
        self, outcome: Outcome, entry: Mapping[str, Any] | None, target: Path
    ) -> tuple[Text, ...]:
        """Write the fixed copy over `target`; return what to say about it.

        Raises:
            NotChangedError: a file of this kind cannot be changed.
        """
        if not outcome.changes:
            shutil.copyfile(self._path, target)
            return ()
        if self._book.origin.format == "csv":
            target.write_bytes(self._text(outcome))
            return ()
        run = applying.Run(self._at.replace(tzinfo=None, microsecond=0), self._question.language)
        rows = {audit.AUDIT: [entry]} if entry is not None else {}
        told = dataclasses.replace(outcome, rows=rows)
        edits = applying.edits(told, self._book, self._catalogue, run=run)
        marks = self._marks(outcome)
        if marks is not None:
            edits = applying.merged(marks, edits)
        return applying.apply(
            self._path, target, edits, book=self._book, password=self._question.password
        )

    def told(self, change: Change) -> FixedCell:
        """Return a change as people name it."""
        return FixedCell(
            self._plain.layouts[change.sheet].tab,
            applying.address(self._plain, change),
            change.row,
            changelog.record(self._plain, self._catalogue, change),
            change.column,
            changelog.name(self._plain, self._catalogue, change),
            changelog.shown(change.before),
            changelog.shown(change.after),
            change.code,
        )

    def _fixes(self, scope: Scope) -> Outcome:
        return fixes(
            self._plain, self._catalogue, settings=self._settings, today=self.today, only=scope
        )

    def _kept(self, outcome: Outcome) -> list[tuple[str, int, str]]:
        changes = outcome.changes
        if not changes:
            return []
        if self._book.origin.format == "csv":
            found = {n for n, c in enumerate(changes) if comes_alive(c.before, c.after)}
        elif self._is_package:
            found = kept(self._source, self._plain, changes)
        else:
            found = set()
        return [(c.sheet, c.row, c.column) for n, c in enumerate(changes) if n in found]

    def _marks(self, outcome: Outcome) -> Edits | None:
        """Return the marks of an earlier check as they are now; None: it left none."""
        catalogue = self._catalogue
        if not self._book.is_template:
            # Its list of findings makes room for the list of changes, so its colours go too.
            marked = any(own.is_added(one, catalogue) for one in self._book.layouts.values())
            return annotating.cleared(self._book, catalogue) if marked else None
        if not any(map(_is_marked, self._book.sheets.values())):
            return None
        checked = annotating.Checked(
            book=applied(self._book, outcome.changes),
            catalogue=catalogue,
            findings=outcome.findings,
            filled={
                key: annotating.filled(frame, self._plain.layouts[key])
                for key, frame in self._plain.sheets.items()
                if key != LISTS_TAB
            },
            today=self.today,
            language=self._question.language,
        )
        return annotating.marked(checked)

    def _text(self, outcome: Outcome) -> bytes:
        """Return the text table with the repairs in it.

        Raises:
            NotChangedError: it would not read back the same.
        """
        places = {
            (c.row, self._plain.layouts[c.sheet].columns[c.column]): changelog.shown(c.after)
            for c in outcome.changes
        }
        data = rewritten(self._path.read_bytes(), self._path, places)
        if data is None:
            raise NotChangedError(path=self._path, reason=message("fix.not_csv"))
        return data

    @property
    def _is_package(self) -> bool:
        return self._book.origin.format in PATCHED

    @property
    def _source(self) -> Path | IO[bytes]:
        return applying.opened(self._path, self._book, self._question.password)

    @property
    def _counts_from_1904(self) -> bool:
        if not self._is_package:
            return False
        package = Package(self._source)
        try:
            return package.date1904
        finally:
            package.close()


def _is_marked(frame: pd.DataFrame) -> bool:
    return STATUS in frame.columns and bool(frame[STATUS].notna().any())


def _run(path: Path, question: Question, names: Collection[str], target: Path | None) -> Fixed:
    seen = prescreen.screen(path)
    usual = isolation.Limits.of(seen.size, seen.inflated)
    limits = dataclasses.replace(usual, cpu=_CHECKS * usual.cpu, wall=_CHECKS * usual.wall)
    task = "workbook.fixing:fix_here"
    found = isolation.run(task, path, question, names, target, limits=limits)
    assert isinstance(found, Fixed)
    return found
