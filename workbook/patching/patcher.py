"""A workbook copied with changes: parts that need none keep their packed bytes."""

from __future__ import annotations

import posixpath
import re
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from workbook.formats.scan import column_number
from workbook.patching.addition import Addition
from workbook.patching.archive import Archive, ArchiveWriter, part_key
from workbook.patching.book import Book
from workbook.patching.marks import Colours
from workbook.patching.markup import MarkupError
from workbook.patching.parts import TYPES, Parts, relations_path
from workbook.patching.refusals import refused
from workbook.patching.regular import regular
from workbook.patching.shapes import IrregularError
from workbook.patching.sheet import SheetJob, patched
from workbook.patching.styles import StyleSheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbook.patching.book import Tab
    from workbook.patching.edits import Edits, NewSheet, Purpose, SheetEdit

_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_SIGNATURES = "_xmlsignatures/"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ERROR, _WARNING = ("9B1C1C", "FBD5D5"), ("7A4D05", "FDF0C4")


def patch(source: Path | IO[bytes], target: Path | IO[bytes], edits: Edits) -> None:
    """Write `source`, an xlsx or xlsm without a password, to `target` with `edits` made.

    Only parts that have to change are packed anew; every other keeps its packed bytes and its
    place. A signature, which no longer holds, is left out. `target` must be seekable, and holds
    half a workbook when this raises.

    Raises:
        DamagedError: the package is broken.
        PatchError: a change cannot be made without harm to something else; the reason says what.
    """
    with _opened(source, "rb") as (read, name), _opened(target, "wb") as (write, _):
        archive = Archive(read, name)
        try:
            _Patch(archive, ArchiveWriter(write, archive)).run(edits)
        except MarkupError as error:
            raise refused(name, "patching.unusual_part", part="xl/workbook.xml") from error


def is_signed(source: Path | IO[bytes]) -> bool:
    """Return whether a workbook carries a digital signature, which a changed copy loses."""
    with _opened(source, "rb") as (read, name):
        return any(_is_signature(entry.filename) for entry in Archive(read, name).entries)


def has_added_sheet(source: Path | IO[bytes], *, purpose: Purpose = "issues") -> bool:
    """Return whether an earlier run added its sheet to a workbook that is not ours."""
    with _opened(source, "rb") as (read, name):
        return Book(Parts(Archive(read, name))).added(purpose) is not None


@contextmanager
def _opened(file: Path | IO[bytes], mode: str) -> Iterator[tuple[IO[bytes], str]]:
    if isinstance(file, Path):
        with file.open(mode) as opened:
            yield opened, str(file)
    else:
        yield file, str(getattr(file, "name", ""))


class _Patch:
    """One workbook on its way from source to target."""

    def __init__(self, archive: Archive, writer: ArchiveWriter) -> None:
        self._archive = archive
        self._writer = writer
        self._late: list[str] = []
        self._parts = Parts(archive)
        self._book = Book(self._parts)
        self._styles_path = self._book.styles_path
        data = archive.read(self._styles_path) if self._styles_path else None
        self._styles = StyleSheet(data, strict=self._book.is_strict)

    def run(self, edits: Edits) -> None:
        book = self._book
        jobs: dict[str, SheetJob] = {}
        for name, edit in edits.sheets.items():
            tab = book.worksheet(name)
            self._archive.place(tab.path)
            if edit.shown is not None:
                book.show(tab, shown=edit.shown)
            if edit.cells or edit.rows_from is not None or edit.marks is not None:
                self._check_tables(tab, edit)
                self._drop_chain(tab, edit)
                jobs[part_key(tab.path)] = self._job(name, edit)
        addition = self._addition(edits)
        if edits.recalculates:
            book.recalculate()
        self._unsign()
        self._copy(jobs)
        if addition is not None:
            path, made = addition
            self._writer.write(path, made.pieces())
        self._finish()

    def _job(self, tab: str, edit: SheetEdit) -> SheetJob:
        colours = None
        if edit.marks:
            colours = Colours(self._styles.colour(*_ERROR), self._styles.colour(*_WARNING))
        facts = (self._book.date1904, self._archive.name, tab, colours)
        return SheetJob(edit, self._styles, *facts)

    def _addition(self, edits: Edits) -> tuple[str, Addition] | None:
        book, purpose = self._book, edits.added.purpose if edits.added else "issues"
        former = book.added(purpose)
        if edits.added is None:
            if former is not None and edits.removes_added:
                self._drop_chain(former)
                book.remove(former, purpose)
            return None
        made = self._made(edits.added)
        name = book.free_tab(edits.added.tab, former)
        if former is None:
            return book.add(name, made.filtered, purpose), made
        self._drop_chain(former)
        book.renew(former, name, made.filtered, purpose)
        self._parts.dropped.add(part_key(former.path))
        return former.path, made

    def _made(self, sheet: NewSheet) -> Addition:
        facts = {"strict": self._book.is_strict, "date1904": self._book.date1904}
        try:
            return Addition(sheet, self._styles, **facts)
        except ValueError as error:
            reason = {"sheet": sheet.tab, "cell": ""}
            raise refused(self._archive.name, "patching.value", **reason) from error

    def _check_tables(self, tab: Tab, edit: SheetEdit) -> None:
        """Refuse to change the header of a table: its part repeats the text, and Excel compares."""
        for relation in self._parts.relations(tab.path) if edit.cells else ():
            if relation.kind != "table" or not self._archive.has(relation.path):
                continue
            root = self._parts.markup(relation.path).root
            found = re.match(r"([A-Z]+)(\d+):([A-Z]+)\d+", root.get("ref") or "")
            if found is None or root.get("headerRowCount") == "0":
                continue
            row, columns = int(found[2]), edit.cells.get(int(found[2]), {})
            left, right = column_number(found[1]), column_number(found[3])
            if any(left <= column <= right for column in columns):
                facts = {"sheet": tab.name, "row": row}
                raise refused(self._archive.name, "patching.table_header", **facts)

    def _drop_chain(self, tab: Tab, edit: SheetEdit | None = None) -> None:
        """Drop the order of calculation when it names a cell that may lose its formula.

        Without `edit` any cell of the sheet may.
        """
        if edit is not None and not (edit.cells or edit.rows_from is not None):
            return
        path = self._parts.target(self._book.path, "calcChain")
        if path is None or part_key(path) in self._parts.dropped:
            return
        number = ""
        for entry in self._parts.markup(path).children(name="c"):
            number = entry.get("i") or number
            found = _REFERENCE.fullmatch(entry.get("r") or "")
            if number == tab.number and (edit is None or found is None or _touches(edit, found)):
                self._forget_chain(path)
                return

    def _forget_chain(self, path: str) -> None:
        self._parts.drop(path)
        for relation in self._parts.relations(self._book.path):
            if relation.kind == "calcChain":
                self._parts.markup(relations_path(self._book.path)).remove(relation.element)

    def _unsign(self) -> None:
        signed = [one.filename for one in self._archive.entries if _is_signature(one.filename)]
        if not signed:
            return
        for path in signed:
            self._parts.drop(path)
        root = self._parts.markup(relations_path(""))
        for relation in self._parts.relations(""):
            if _is_signature(relation.path):
                root.remove(relation.element)

    def _copy(self, jobs: Mapping[str, SheetJob]) -> None:
        """Write what the source has, but for small parts whose content the sheets decide."""
        late = {part_key(path) for path, _ in self._parts.changed()}
        if self._styles_path:
            late.add(part_key(self._styles_path))
        else:
            late |= {part_key(TYPES), part_key(relations_path(self._book.path))}
        for place, entry in enumerate(self._archive.entries):
            key = part_key(entry.filename)
            if key in self._parts.dropped:
                continue
            if key in late:
                self._late.append(entry.filename)
            elif key in jobs:
                self._write_sheet(entry.filename, jobs[key])
            else:
                self._writer.copy(place)

    def _write_sheet(self, path: str, job: SheetJob) -> None:
        try:
            self._writer.write(path, patched(self._archive.pieces(path), job))
        except IrregularError:
            try:
                self._writer.write(path, patched(regular(self._archive.pieces(path)), job))
            except IrregularError as error:
                raise refused(self._archive.name, "patching.irregular", sheet=job.tab) from error

    def _finish(self) -> None:
        """Write the style sheet and the small parts, now that the sheets are written."""
        new: dict[str, bytes] = {}
        if self._styles.is_changed:
            new[self._styles_path or self._new_styles()] = self._styles.result()
        new |= self._parts.changed()
        for path in self._late:
            if path not in new:
                self._writer.copy(self._archive.place(path))
        for path, data in new.items():
            self._writer.write(path, [data])
        self._writer.close()

    def _new_styles(self) -> str:
        # Some readers look for this name, whatever the relations say.
        path = posixpath.join(posixpath.dirname(self._book.path), "styles.xml")
        if self._archive.has(path):
            path = self._parts.free_path("xl/relaybookStyles{}.xml")
        self._parts.relate(self._book.path, "styles", path)
        self._parts.declare(path, _STYLES_TYPE)
        return path


def _touches(edit: SheetEdit, cell: re.Match[str]) -> bool:
    row, column = int(cell[2]), column_number(cell[1])
    is_replaced = edit.rows_from is not None and row >= edit.rows_from
    return is_replaced or column in edit.cells.get(row, {})


def _is_signature(path: str) -> bool:
    return part_key(path).startswith(_SIGNATURES)
