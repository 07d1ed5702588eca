"""A rep's own book that came back, read in the isolated worker."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from validation import catalogue as catalogues
from validation.messages import Text
from validation.splitting.allowing import MADE, allowed
from validation.threeway import Mine
from workbook import annotating, archives, audit, isolation, untrusted
from workbook.form import META_TAB
from workbook.grids import open_grids
from workbook.reader import book_from
from workbook.receipts.reading import grids_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook.checking import Question
    from workbook.formats.grid import Opened

_FACT = "base:"


def read(path: Path, passphrase: str | None, question: Question) -> Mine:
    """Return a rep's book as a merge looks at it, with a note where it is an old copy.

    Args:
        path: the book, or the container it was given out in.
        passphrase: opens the container; None: it is none. Whether a container holds an old copy
            is not told.
        question: when it is asked; its password opens a book that a rep locked.

    Raises:
        FileError: the file cannot be used.
        ArchiveError: it is broken, or was changed after it was sealed.
        WrongPassphraseError: the passphrase does not open it.
    """
    if passphrase is not None:
        size = path.stat().st_size
        task = "workbook.splitting.reading:unsealed_here"
        limits = isolation.Limits.of(size, 8 * size)
        return cast("Mine", isolation.run(task, path, question, passphrase, limits=limits))
    found = cast("Mine", untrusted.run("workbook.splitting.reading:read_here", path, question))
    seen = audit.audit_file(
        path, now=question.now, password=question.password, catalogue=question.catalogue
    )
    note = seen.problems[0].text if seen.problems else None
    if note is None:
        return found
    named = Text(f"{found.name}：{note.zh}", f"{found.name}: {note.en}")
    return Mine(
        name=found.name,
        sha256=found.sha256,
        frames=found.frames,
        facts=found.facts,
        note=named,
    )


def read_here(path: Path, question: Question) -> Mine:
    """Read one file in this process; what a check wrote into it is left out.

    Raises:
        FileError: the file cannot be used.
    """
    return _mine(path, open_grids(path, question.password, colours=False), question)


def unsealed_here(path: Path, question: Question, passphrase: str) -> Mine:
    """Read the book in one container in this process, in memory only.

    Raises:
        FileError: what is in it is no workbook.
        ArchiveError: it is broken, or was changed after it was sealed.
        WrongPassphraseError: the passphrase does not open it.
    """
    data = path.read_bytes()
    opened = grids_in(path, archives.opened(data, passphrase))
    sha256 = hashlib.sha256(data).hexdigest()
    return _mine(path, dataclasses.replace(opened, sha256=sha256), question)


def _mine(path: Path, opened: Opened, question: Question) -> Mine:
    catalogue = catalogues.load(question.catalogue)
    book = annotating.without_marks(book_from(opened, catalogue), catalogue)
    wanted = {*allowed(question.catalogue).parts, *MADE}
    return Mine(
        name=Path(path).name,
        sha256=opened.sha256,
        frames={
            key: frame
            for key, frame in book.sheets.items()
            if key in wanted and book.layouts[key].known
        },
        facts=_facts(opened),
    )


def _facts(opened: Opened) -> Mapping[str, str]:
    """Return what the hidden sheet says of the base; nothing where another program dropped it."""
    grid = next((one for one in opened.grids if one.tab == META_TAB), None)
    if grid is None:
        return {}
    places = {int(column): n for n, column in enumerate(grid.cells.columns)}
    if not {1, 2} <= places.keys():
        return {}
    rows: list[list[Any]] = grid.cells.to_numpy(dtype=object)[:, [places[1], places[2]]].tolist()
    return {
        name: "" if text is None else str(text)
        for name, text in rows
        if isinstance(name, str) and name.startswith(_FACT)
    }
