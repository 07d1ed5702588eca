"""Any file checked against a book, in the isolated worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation import catalogue as catalogues
from validation.errors import RefusedError, TooBigError
from validation.leaks import scopes
from validation.messages import message
from validation.settings import Settings
from workbook import annotating, copies, isolation
from workbook.leakscan.pieces import MAX_TOTAL
from workbook.leakscan.recognising import share_of
from workbook.leakscan.scanning import Hit, scan
from workbook.reader import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from validation.leaks import Tokens
    from workbook.checking import Question


class Passwords(NamedTuple):
    """What opens the file, and what opens the book; None: nothing is locked."""

    file: str | None = None
    book: str | None = None

    def __repr__(self) -> str:
        """Say nothing."""
        return "Passwords()"


class Scanned(NamedTuple):
    """What a scan found."""

    hits: tuple[Hit, ...]
    share: str | None
    """The share whose withheld values were looked for; None: everything sensitive in the book."""
    values: int
    """How many values were looked for."""


def check(
    path: Path, book: Path, question: Question, share: str | None, passwords: Passwords
) -> Scanned:
    """Return what the file at `path` tells of the book at `book`.

    Args:
        path: of any kind.
        book: whose values are looked for.
        question: when it is asked; its password is not used.
        share: id of the share the file is; None: it is recognised, or checked against everything.
        passwords: of both files.

    Raises:
        FileError: a file cannot be used, or not searched to the end.
        RefusedError: the book has no such share.
    """
    size = path.stat().st_size if path.is_file() else 0
    limits = isolation.Limits.of(size, min(30 * size, MAX_TOTAL))
    task = "workbook.leakscan.checking:check_here"
    found = isolation.run(task, path, book, question, share, passwords, limits=limits)
    assert isinstance(found, Scanned)
    return found


def check_here(
    path: Path, book: Path, question: Question, share: str | None, passwords: Passwords
) -> Scanned:
    """Check in this process.

    Raises:
        FileError: a file cannot be used, or not searched to the end.
        RefusedError: the book has no such share.
    """
    if path.stat().st_size > MAX_TOTAL:
        limit = MAX_TOTAL >> 20
        raise TooBigError(path=path, reason=message("leakscan.too_big", limit=limit))
    content = path.read_bytes()
    known = share or share_of(content, passwords.file, path)
    tokens, blank, against = _tokens(book, question, known, passwords.book, asked=share is not None)
    hits = scan(content, tokens, passphrase=passwords.file, blank=blank, path=path)
    return Scanned(hits, against, len(tokens.words) + len(tokens.amounts))


def _tokens(
    path: Path, question: Question, share: str | None, password: str | None, *, asked: bool
) -> tuple[Tokens, bytes | None, str | None]:
    catalogue = catalogues.load(question.catalogue)
    book = annotating.without_marks(open_book(path, password, question.catalogue), catalogue)
    if share is not None:
        settings, _ = Settings.from_rows(book.sheets.get("Config"))
        today = question.today or question.now.date()
        found = scopes.of_share(book, catalogue, share, settings=settings, today=today)
        if found is not None:
            return found[0], copies.written(found[1], catalogue), share
        if asked:
            raise RefusedError(reason=message("leakscan.no_share", share=share, path=path.name))
    return scopes.everything(book, catalogue), None, None
