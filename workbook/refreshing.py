"""A book of ours written anew: the same rows in today's template, with every format and list whole.

Pasting wears a template down (lists, formats, locks), and an older one lacks columns that came
later. The rows move as they stand; what a person added around them does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from validation import catalogue as catalogues
from validation.errors import NotChangedError
from validation.messages import message
from workbook import annotating, audit, saving, untrusted
from workbook.form import LISTS_TAB
from workbook.reader import open_book
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from validation.book import Book, Layout
    from validation.catalogue import Catalogue
    from validation.messages import Text
    from workbook.checking import Question
    from workbook.template import BookLanguage, Profile


class Looks(NamedTuple):
    """How the new book shows itself."""

    profile: Profile
    language: BookLanguage


class Refreshed(NamedTuple):
    """What moved into the new book, and what did not."""

    rows: Mapping[str, int]
    """Catalogue key → rows that moved."""
    left: tuple[Text, ...]
    """What stayed behind, for the person."""


def refresh(path: Path, target: Path, question: Question, looks: Looks) -> Refreshed:
    """Write the rows of the book at `path` into a new one at `target`.

    Raises:
        NotChangedError: it is no book of ours.
        FileError: it cannot be read, or the new one cannot be written.
    """
    found = untrusted.run("workbook.refreshing:refresh_here", path, target, question, looks)
    assert isinstance(found, Refreshed)
    return found


def refresh_here(path: Path, target: Path, question: Question, looks: Looks) -> Refreshed:
    """Do it in this process; the rows stay here.

    Raises:
        NotChangedError: it is no book of ours.
        FileError: it cannot be read, or the new one cannot be written.
    """
    catalogue = catalogues.load(question.catalogue)
    read = open_book(path, question.password, question.catalogue)
    if not read.is_template:
        raise NotChangedError(path=path, reason=message("refresh.not_ours"))
    book = annotating.without_marks(read, catalogue)
    kept = [key for key in book.sheets if key in catalogue.sheets and book.layouts[key].known]
    frames = {key: _rows(book.sheets[key], book.layouts[key]) for key in kept}
    if audit.AUDIT in frames:
        frames[audit.AUDIT] = _with_entry(frames[audit.AUDIT], book, question)
    content = Content(frames=frames, book_id=book.origin.book_id or "")
    write_book(target, catalogue, profile=looks.profile, language=looks.language, content=content)
    rows = {key: len(frame) for key, frame in frames.items() if len(frame)}
    return Refreshed(rows, tuple(_left(book, catalogue)))


def _rows(frame: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """Return the rows that hold something; an error value moves as the text it shows."""
    told = frame.copy()
    for odd in layout.odd:
        if odd.kind != "duplicate_header":
            told.loc[odd.row, odd.column] = odd.shown
    own = [column for column in told.columns if not str(column).startswith("_")]
    return told.loc[annotating.filled(frame, layout), own]


def _with_entry(frame: pd.DataFrame, book: Book, question: Question) -> pd.DataFrame:
    entry = audit.next_row(
        book,
        now=question.now,
        actor=saving.actor(),
        action="MIGRATE",
        object=message("refresh.entry").said(question.language),
    )
    row = pd.DataFrame([entry], dtype=object).reindex(columns=frame.columns)
    return pd.concat([frame, row], ignore_index=True)


def _left(book: Book, catalogue: Catalogue) -> list[Text]:
    """Return what the new book does not have: tabs of the team's own, words of its lists."""
    strange = [
        layout.tab for key, layout in book.layouts.items() if not layout.known and key != LISTS_TAB
    ]
    said = [message("refresh.tabs", tabs="; ".join(strange))] if strange else []
    lists = book.sheets.get(LISTS_TAB, pd.DataFrame())
    own = [
        str(word)
        for name in lists.columns
        if name in catalogue.vocabularies
        for word in lists[name].dropna()
        if catalogue.vocabularies[name].code(str(word)) is None
    ]
    return [*said, message("refresh.words", words="; ".join(own))] if own else said
