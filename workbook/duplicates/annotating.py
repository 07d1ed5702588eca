"""The cases on a book's own sheet Duplicates, in a copy of the book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from validation.errors import NotChangedError, TargetExistsError
from validation.messages import Text, message
from workbook import applying, saving, untrusted
from workbook.annotating.listing import MOST_ROWS, Tongue, plain_text
from workbook.annotating.placing import Placed
from workbook.checking import PATCHED
from workbook.duplicates.cases import cases
from workbook.patching.edits import Edits, Link, SheetEdit
from workbook.reader import open_book

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from validation.book import Book, Layout
    from validation.messages import Language
    from workbook.checking import Question
    from workbook.duplicates.search import Report, Side
    from workbook.patching.edits import Value
    from workbook.saving import Saved

SHEET = "Duplicates"
"""The catalogue's key of the sheet."""
KEYS = (
    "cluster", "band", "points", "left_id", "left_name", "left_owner",
    "right_id", "right_name", "right_owner", "reasons",
)  # fmt: skip


class Row(NamedTuple):
    """Two customers that are or may be one, as a row of the sheet says it."""

    case: int
    band: Text
    points: int
    left: Side
    right: Side
    why: Text


class Annotated(NamedTuple):
    """Where the copy is, and what to say about it."""

    saved: Saved
    notes: tuple[Text, ...]


def annotate(path: Path, question: Question, report: Report, target: Path) -> Annotated:
    """Write a copy of the book at `path` with the cases of `report` in it over `target`.

    They replace those of an earlier run; without any the sheet is hidden again.

    Args:
        path: a book of ours, the only file of the report.
        question: as for the report.
        report: what was found in the book.
        target: where the copy goes, over what an earlier run left there.

    Raises:
        TargetExistsError: `target` is the book itself.
        NotChangedError: it is no book of ours, or not the one that was compared.
        FileError: the book cannot be used, or the copy cannot be written.
    """
    if target.exists() and target.samefile(path):
        raise TargetExistsError(path=target)
    rows = tuple(rows_of(report))
    read = report.together.files[0].sha256
    with saving.replacing(target) as place:
        notes = untrusted.run(
            "workbook.duplicates.annotating:annotate_here",
            *(path, question, rows, read, place.temporary),
        )
    assert isinstance(notes, tuple)
    return Annotated(place.saved, notes)


def rows_of(report: Report) -> Iterator[Row]:
    """Yield a row for each customer and the one it is most like, in the order of the cases."""
    for case in cases(report):
        for position, pair in zip(case.rows[1:], case.pairs, strict=True):
            other = pair.left if pair.right == position else pair.right
            yield Row(
                case=case.number,
                band=message(f"dup.band.{case.band}"),
                points=int(pair.points),
                left=report.side(other)._replace(cells={}),
                right=report.side(position)._replace(cells={}),
                why=Text(
                    "；".join(f"{reason.points:+d} {reason.zh}" for reason in pair.reasons),
                    "; ".join(f"{reason.points:+d} {reason.en}" for reason in pair.reasons),
                ),
            )


def annotate_here(
    path: Path, question: Question, rows: Sequence[Row], read: str, target: Path
) -> tuple[Text, ...]:
    """Write the copy in this process; `read` is the SHA-256 of the book that was compared.

    Raises:
        NotChangedError: it is no book of ours, or not the one that was compared.
    """
    book = open_book(path, question.password, question.catalogue)
    layout = book.layouts.get(SHEET)
    if book.origin.format not in PATCHED:
        raise NotChangedError(
            path=path, reason=message("applying.format", format=book.origin.format)
        )
    if not book.is_template or layout is None or not layout.known:
        raise NotChangedError(path=path, reason=message("dup.not_annotated"))
    if book.origin.sha256 != read:
        raise NotChangedError(path=path, reason=message("dup.changed_meanwhile"))
    changed = edits(rows, book, layout, question.language)
    said = applying.apply(path, target, changed, book=book, password=question.password)
    left = len(rows) - MOST_ROWS
    return (*said, message("dup.not_all_annotated", n=f"{left:,}")) if left > 0 else said


def edits(rows: Sequence[Row], book: Book, layout: Layout, language: Language) -> Edits:
    """Return the changes that put `rows` on the sheet Duplicates of a book, laid out so."""
    listed = _Listing(rows[:MOST_ROWS], Tongue.of(book, language))
    edit = SheetEdit(
        rows_from=layout.header_row + 1,
        rows=Placed(listed, KEYS, layout),
        shown=bool(listed.rows),
    )
    return Edits(sheets={layout.tab: edit})


@dataclass(frozen=True)
class _Listing:
    """Rows as cells in the order of KEYS, made anew each time they are asked for."""

    rows: Sequence[Row]
    tongue: Tongue

    def __iter__(self) -> Iterator[Sequence[Value]]:
        for row in self.rows:
            yield (
                row.case,
                row.band.said(self.tongue.sentences),
                row.points,
                *self._side(row.left),
                *self._side(row.right),
                plain_text(row.why.said(self.tongue.sentences)),
            )

    def _side(self, side: Side) -> tuple[Value, ...]:
        """Return the id, which jumps to the row, the name and the owner of a customer."""
        shown = plain_text(side.record) or f"{side.tab}!{side.row}"
        link = Link(side.tab, f"A{side.row}", shown)
        return link, plain_text(side.name), plain_text(side.owner)
