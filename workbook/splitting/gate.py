"""Nothing of anybody else leaves in a rep's own book: looked for in the finished file.

Two proofs. The file is opened again and its cells are compared with what the allow-list let out;
and every part of it is searched for whatever stays, in every encoding (`workbook.leakscan`). What
a rep's own texts say of others is theirs to say: it is counted, not refused.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from validation import seeds
from validation.errors import RefusedError
from validation.handover.shapes import Copy, CopySheet
from validation.leaks import tokens
from validation.messages import message
from validation.threeway import snapshots
from validation.threeway.values import spelling
from workbook import leakscan
from workbook.answering import ask
from workbook.form import FIRST_ROW, HEADER_ROW, KEY_ROW, META_TAB
from workbook.formats import calamine
from workbook.formats.scan import column_letters
from workbook.template import book_bytes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from validation.book import Book
    from validation.catalogue import Catalogue, Field
    from validation.messages import Text
    from validation.settings import Settings
    from validation.splitting import Part, Split
    from workbook.checking import Question
    from workbook.template import BookLanguage

_MOST_NAMED = 5


class Written(NamedTuple):
    """A rep's book, and the same before it was told what to remember.

    What it remembers are digests, whose letters say any short word by chance, so the other is
    searched; the two differ in that one sheet.
    """

    plain: bytes
    content: bytes


class Searched(NamedTuple):
    """What the search of one book found."""

    strays: tuple[str, ...]
    """Where something stands that must not, as "xl/styles.xml (Customers.kdm)"."""
    mentions: int
    """Cells of the rep's own that name something of somebody else's."""


def check(
    path: Path, question: Question, split: Split, files: Mapping[str, Written]
) -> tuple[Text, ...]:
    """Search each book for values that belong to others; return what to tell of it.

    Raises:
        RefusedError: one of them holds such a value.
    """
    notes = []
    for part in split.parts:
        file = files[part.rep]
        answer = ask(path, question, "workbook.splitting.gate:searched", part, file)
        found = cast("Searched", answer.value)
        if found.strays:
            places = ", ".join(found.strays[:_MOST_NAMED])
            raise RefusedError(reason=message("splitting.leak", rep=part.rep, places=places))
        if found.mentions:
            notes.append(message("splitting.mentions", rep=part.rep, n=found.mentions))
    return tuple(notes)


def searched(  # noqa: PLR0913, PLR0917  # what `ask` hands over
    book: Book,
    catalogue: Catalogue,
    settings: Settings,
    today: dt.date,
    part: Part,
    file: Written,
) -> Searched:
    """Search one rep's book for what stays in the manager's, in the worker."""
    del settings, today
    language = cast("BookLanguage", book.origin.language or "both")
    strays = [*_altered(part, file), *_strays(part, file.content, catalogue, language)]
    blank = book_bytes(Path(book.origin.path), catalogue, language=language)
    sheets = tuple(
        CopySheet(
            sheet,
            tuple(f for f in catalogue.sheets[sheet].fields if f.key in frame.columns),
            frame,
        )
        for sheet, frame in part.frames.items()
        if len(frame)
    )
    kept = tokens(book, catalogue, Copy(share={}, sheets=sheets), variant="V1")
    hits = leakscan.scan(file.plain, kept, blank=blank)
    tabs = {sheet.tab(language) for sheet in catalogue.sheets.values()}
    mentions, outside = set(), []
    for hit in hits:
        if hit.cell is not None and _tab(hit.cell) in tabs:
            mentions.add(hit.cell)
        else:
            outside.append(hit)
    found = (f"{hit.part} ({hit.sheet}.{hit.column})" for hit in outside)
    return Searched((*strays, *dict.fromkeys(found)), len(mentions))


def _altered(part: Part, file: Written) -> list[str]:
    """Return what else than its memory a book got with its memory."""
    told = snapshots.facts(part.base, bytes.fromhex(part.secret))
    grids = (calamine.grids(io.BytesIO(one)) for one in (file.plain, file.content))
    before, after = ({g.tab: g.cells for g in found}[META_TAB] for found in grids)
    kept, known = (_facts(cells) for cells in (after, before))
    extra = kept.items() - known.items() - told.items() - {("", "")}
    with (
        zipfile.ZipFile(io.BytesIO(file.plain)) as old,
        zipfile.ZipFile(io.BytesIO(file.content)) as new,
    ):
        there = {entry.filename: entry.CRC for entry in old.infolist()}
        other = [e.filename for e in new.infolist() if there.get(e.filename) != e.CRC]
    return [*(META_TAB for _ in extra), *(other if len(other) > 1 else ())]


def _facts(cells: pd.DataFrame) -> dict[str, str]:
    rows = cells.to_numpy(dtype=object)[:, :2].tolist()
    return {str(name or ""): str(text or "") for name, text in rows}


def _tab(cell: str) -> str:
    return cell.rpartition("!")[0].strip("'")


def _strays(part: Part, content: bytes, catalogue: Catalogue, language: str) -> list[str]:
    """Return the cells of a finished book that are not the cells it was given."""
    sheets = {sheet.tab(language): sheet for sheet in catalogue.sheets.values()}
    found: list[str] = []
    for grid in calamine.grids(io.BytesIO(content)):
        sheet = sheets.get(grid.tab)
        if sheet is None or (sheet.key in seeds.SHEETS and sheet.key not in part.frames):
            continue
        given = part.frames.get(sheet.key)
        cells = grid.cells
        rows = cells.to_numpy(dtype=object)
        keys = [
            str(key or header)
            for key, header in zip(_row(cells, KEY_ROW), _row(cells, HEADER_ROW), strict=True)
        ]
        for number, values in zip(cells.index.tolist(), rows.tolist(), strict=True):
            if number < FIRST_ROW:
                continue
            for column, key, value in zip(cells.columns.tolist(), keys, values, strict=True):
                field = sheet.by_key.get(key)
                if spelling(value, field) != _given(given, number - FIRST_ROW, key, field):
                    found.append(f"{grid.tab}!{column_letters(int(column))}{number}")
    return found


def _row(cells: pd.DataFrame, number: int) -> list[Any]:
    return list(cells.loc[number]) if number in cells.index else [None] * len(cells.columns)


def _given(frame: pd.DataFrame | None, place: int, column: str, field: Field | None) -> str:
    if frame is None or column not in frame or place >= len(frame):
        return ""
    return spelling(frame[column].iloc[place], field)
