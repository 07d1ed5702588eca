"""One file fixed: read, decided and written in the worker, saved by the parent."""

from __future__ import annotations

import dataclasses
import shutil
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from validation.errors import NotChangedError
from validation.fixes import Scope, applied, fixes, selected
from validation.messages import Text, message
from validation.plaintext import shown
from workbook import acting, annotating, applying, audit, changelog, isolation, prescreen
from workbook.annotating import own
from workbook.checking import PATCHED
from workbook.desk import Desk, Kept, with_entry
from workbook.fixing.delimited import comes_alive, rewritten
from workbook.fixing.kept import kept
from workbook.formats.package import Package

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from validation.changes import Outcome
    from validation.findings import Finding
    from workbook.changelog import ChangedCell
    from workbook.checking import Question
    from workbook.patching.edits import Edits

_ACTION = "FIX"
_SERIALS = "date_serial"
_CHECKS = 4
"""How often a book is checked while it is fixed, for the time a file may take."""


@dataclass(frozen=True, kw_only=True)
class FixedFile:
    """What a fix made of one file; `findings` are those left for a person."""

    path: str
    today: dt.date
    changes: tuple[ChangedCell, ...]
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
    order = acting.Order(path, target, question.now, _ACTION)
    fixed, saved = acting.carried_out(
        order, lambda temporary: _run(path, question, names, temporary)
    )
    beside = (saved.beside,) if saved.beside else ()
    found = fixed.file
    return dataclasses.replace(
        found, path=str(path), copy=str(saved.path), notes=(*found.notes, *beside)
    )


def fix_here(path: Path, question: Question, only: Collection[str], target: Path | None) -> Fixed:
    """Fix one file in this process; only the list of changes leaves it.

    Raises:
        NotChangedError: a file of this kind cannot be changed.
        FileError: the file cannot be used.
    """
    work = _Work(Desk.of(path, question))
    decided = work.decide(frozenset(only))
    outcome = decided.outcome
    entry = work.entry(outcome)
    said: tuple[Text, ...] = ()
    if target is not None:
        said = work.write(outcome, entry, target)
    desk = work.desk
    found = FixedFile(
        path=str(path),
        today=desk.today,
        changes=tuple(changelog.told(desk.plain, desk.catalogue, c) for c in outcome.changes),
        findings=tuple(outcome.findings),
        copy=None if target is None else str(target),
        notes=(*decided.notes, *said),
    )
    entries = {} if entry is None else {audit.AUDIT: entry}
    return Fixed(found, desk.kept(len(outcome.changes), entries))


class Fixed(NamedTuple):
    """What comes back from the worker."""

    file: FixedFile
    kept: Kept


class _Decided(NamedTuple):
    outcome: Outcome
    notes: tuple[Text, ...]


class _Work:
    """One file being fixed."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._path = desk.path
        self._book = desk.book
        self._plain = desk.plain

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
        if not outcome.changes or not self.desk.has_audit:
            return None
        return self.desk.entry(_ACTION, message("fix.object", cells=len(outcome.changes)))

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
        return self.desk.write(with_entry(outcome, entry), target, self._marks(outcome))

    def _fixes(self, scope: Scope) -> Outcome:
        desk = self.desk
        return fixes(
            desk.plain, desk.catalogue, settings=desk.settings, today=desk.today, only=scope
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
        desk = self.desk
        if not self._book.is_template:
            # Its list of findings makes room for the list of changes, so its colours go too.
            layouts = self._book.layouts.values()
            marked = any(own.is_added(one, desk.catalogue) for one in layouts)
            return annotating.cleared(self._book, desk.catalogue) if marked else None
        if not desk.is_marked:
            return None
        return desk.marks(applied(self._book, outcome.changes), outcome.findings)

    def _text(self, outcome: Outcome) -> bytes:
        """Return the text table with the repairs in it.

        Raises:
            NotChangedError: it would not read back the same.
        """
        places = {
            (c.row, self._plain.layouts[c.sheet].columns[c.column]): shown(c.after)
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
        return applying.opened(self._path, self._book, self.desk.question.password)

    @property
    def _counts_from_1904(self) -> bool:
        if not self._is_package:
            return False
        package = Package(self._source)
        try:
            return package.date1904
        finally:
            package.close()


def _run(path: Path, question: Question, names: Collection[str], target: Path | None) -> Fixed:
    seen = prescreen.screen(path)
    usual = isolation.Limits.of(seen.size, seen.inflated)
    limits = dataclasses.replace(usual, cpu=_CHECKS * usual.cpu, wall=_CHECKS * usual.wall)
    task = "workbook.fixing:fix_here"
    found = isolation.run(task, path, question, names, target, limits=limits)
    assert isinstance(found, Fixed)
    return found
