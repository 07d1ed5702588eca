"""A rep's own book that came back, read in the isolated worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from validation import catalogue as catalogues
from validation.messages import Text
from validation.splitting.allowing import MADE, allowed
from validation.threeway import Mine
from workbook import annotating, audit, untrusted
from workbook.form import META_TAB
from workbook.grids import open_grids
from workbook.reader import book_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook.checking import Question
    from workbook.formats.grid import Opened

_FACT = "base:"


def read(path: Path, question: Question) -> Mine:
    """Return a rep's book as a merge looks at it, with a note where it is an old copy.

    Raises:
        FileError: the file cannot be used.
    """
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
    catalogue = catalogues.load(question.catalogue)
    opened = open_grids(path, question.password, colours=False)
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
