"""The marked copy as a file: patched, encrypted again where it was, never the original itself."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from validation import catalogue as catalogues
from validation.errors import CopyError
from validation.messages import message
from workbook import patching
from workbook.annotating import sealing
from workbook.annotating.decision import cleared, marked
from workbook.checking import PATCHED
from workbook.formats import encryption
from workbook.reader import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from validation.book import Book
    from validation.messages import Text
    from workbook.annotating.decision import Checked
    from workbook.patching.edits import Edits


def annotate(
    source: Path, target: Path, *, checked: Checked, password: str | None = None
) -> tuple[Text, ...]:
    """Write a copy of the workbook at `source` with its findings in it over `target`.

    Returns what to say about the copy. That of an encrypted workbook is encrypted with the same
    password, and not written at all where that cannot be done.

    Raises:
        CopyError: it is of a format that cannot be marked, or cannot be encrypted.
        FileError: the workbook cannot be changed; the class says why.
    """
    return _patched(source, target, marked(checked), book=checked.book, password=password)


def unmark(
    source: Path, target: Path, password: str | None = None, catalogue_path: Path | None = None
) -> tuple[Text, ...]:
    """Write a copy of the workbook at `source` over `target`, without what a check wrote in it.

    Its cell values are those of the workbook before it was marked. Returns what to say about
    the copy. The file is opened in this process, so it is the worker that should call this.

    Raises:
        CopyError: it is of a format that cannot be marked, or cannot be encrypted.
        FileError: the workbook cannot be read or changed; the class says why.
    """
    book = open_book(source, password, catalogue_path)
    edits = cleared(book, catalogues.load(catalogue_path))
    return _patched(source, target, edits, book=book, password=password)


def _patched(
    source: Path, target: Path, edits: Edits, *, book: Book, password: str | None
) -> tuple[Text, ...]:
    if book.origin.format not in PATCHED:
        reason = message("annotate.not_patched", format=book.origin.format)
        raise CopyError(path=source, reason=reason)
    content = encryption.decrypted(source, password) if book.origin.encrypted else None
    if content is None:
        patching.patch(source, target, edits)
    else:
        # In memory from end to end: what was encrypted never stands on the disk in the open.
        changed = io.BytesIO()
        patching.patch(content, changed, edits)
        sealed = sealing.sealed(changed, password)
        if sealed is None:
            raise CopyError(path=source, reason=message("annotate.not_sealed"))
        target.write_bytes(sealed)
    signed = patching.is_signed(source if content is None else content)
    return (message("annotate.signature"),) if signed else ()
