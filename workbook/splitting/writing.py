"""A rep's own book as bytes: a template book with his rows, which remembers where it came from."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

from validation.splitting.allowing import MADE
from validation.threeway import snapshots
from workbook import patching
from workbook.form import META_TAB
from workbook.patching.edits import Edits, SheetEdit
from workbook.template import Content, book_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.catalogue import Catalogue
    from validation.splitting import Part, Split
    from workbook.template import BookLanguage

FIRST_FACT = 501
"""The row of `_meta` from which on a book remembers its base; the template's own facts are few."""
_ID_SIZE = 16
_NEUTRAL = re.compile(r"[A-Za-z0-9_-]{1,40}")
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|(com|lpt)\d")


def written(part: Part, split: Split, catalogue: Catalogue, path: Path) -> bytes:
    """Return the book of one rep, which remembers its base; nothing of it touches the disk.

    Raises:
        WriteError: as for `forgetful`.
    """
    return remembering(forgetful(part, split, catalogue, path), part)


def forgetful(part: Part, split: Split, catalogue: Catalogue, path: Path) -> bytes:
    """Return the book of one rep, before it is told what it has to remember.

    `path` only names it in an error.

    Raises:
        WriteError: a value no cell can hold, or more rows than a sheet has.
    """
    shown = {key: dataclasses.replace(catalogue.sheets[key], profiles=("rep",)) for key in MADE}
    content = Content(
        frames=part.frames,
        custom=part.custom,
        today=split.today,
        book_id=book_id(part.base.split, part.rep),
    )
    return book_bytes(
        path,
        dataclasses.replace(catalogue, sheets={**catalogue.sheets, **shown}),
        language=cast("BookLanguage", split.language),
        content=content,
    )


def remembering(plain: bytes, part: Part) -> bytes:
    """Return a rep's book that remembers its base, in its hidden sheet of facts alone."""
    told = snapshots.facts(part.base, bytes.fromhex(part.secret))
    cells = {row: {1: name, 2: text} for row, (name, text) in enumerate(told.items(), FIRST_FACT)}
    into = io.BytesIO()
    patching.patch(io.BytesIO(plain), into, Edits(sheets={META_TAB: SheetEdit(cells=cells)}))
    return into.getvalue()


def book_id(split: str, rep: str) -> str:
    """Return the id of a rep's book: every copy of the file has it."""
    said = f"{split}\n{rep}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()[:_ID_SIZE]


def names(parts: Sequence[Part], suffix: str) -> Mapping[str, str]:
    """Return rep → the name of his file: his number, or a neutral one where that is no name."""
    found: dict[str, str] = {}
    used: set[str] = set()
    for number, part in enumerate(parts, 1):
        plain = _NEUTRAL.fullmatch(part.rep) and not _RESERVED.fullmatch(part.rep)
        name = part.rep if plain and part.rep.casefold() not in used else f"book-{number}"
        used.add(name.casefold())
        found[part.rep] = str(Path(name + suffix))
    return found
